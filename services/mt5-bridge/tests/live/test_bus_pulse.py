"""The bridge that has lost its bus acts by itself: on a real nats-server that is killed."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from mt5_bridge.limits.rules import Limits
from mt5_bridge.live.bus_pulse import BusPulse
from mt5_bridge.live.dead_mans_switch import DeadMansSwitch
from mt5_bridge.live.live_mode import LiveGuard
from tickloom.bus.nats import NatsBus
from tickloom.runtime.clock import LiveClock
from tickloom.testing.plugin import RunningNats


async def test_waiting_orders_are_removed_once_and_the_bus_is_welcome_back(
    make_bus: Callable[[str], Awaitable[NatsBus]], nats_server: RunningNats, tmp_path: Path
) -> None:
    clock = LiveClock()
    switch = DeadMansSwitch(clock.monotonic_s(), t_dms_s=1.0)
    tries: list[int] = []

    async def cancel_waiting() -> bool:
        tries.append(1)
        return len(tries) == 2  # the terminal did not answer the first time

    pulse = BusPulse(
        await make_bus("mt5-bridge"), clock, switch,
        LiveGuard(tmp_path, Limits, is_asked=False), monitor_url="", on_lost=cancel_waiting,
        beat_s=0.1,
    )  # fmt: skip
    running = asyncio.create_task(pulse.run())
    await asyncio.sleep(1.5)
    assert not switch.is_lost
    await nats_server.kill()
    async with asyncio.timeout(15):
        while len(tries) < 2:  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.05)
    assert switch.is_lost
    await asyncio.sleep(0.5)
    assert len(tries) == 2
    await nats_server.restart()
    async with asyncio.timeout(15):
        while switch.is_lost:  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.05)
    running.cancel()
