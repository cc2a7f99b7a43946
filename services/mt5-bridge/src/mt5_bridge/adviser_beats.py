"""The bridge's life signs to the expert adviser, and the adviser's kill button heard."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from mt5_bridge.adapters.real_terminal import RealTerminal
from mt5_bridge.kill.kill_file import KillFile
from mt5_bridge.kill.kill_mirror import KillMirror
from tickloom.runtime.clock import Clock

BEAT_S = 1.0


async def keep_adviser(
    terminal: RealTerminal, is_healthy: Callable[[], bool], folder: Path, clock: Clock
) -> None:
    """Beat while the bridge is healthy and its terminal in reach: else the adviser shall act.

    A kill thrown at the adviser is thrown here, by the kill file in the bridge's `folder`.
    """
    if terminal.adviser is None:
        return
    mirror = KillMirror(adviser=KillFile(terminal.adviser.path), bridge=KillFile(folder))
    while True:
        await asyncio.to_thread(mirror.look, clock.now_us())
        in_reach = terminal.market.is_connected and terminal.recovery.halted is None
        if in_reach and is_healthy():
            await asyncio.to_thread(terminal.adviser.beat)
        await asyncio.sleep(BEAT_S)
