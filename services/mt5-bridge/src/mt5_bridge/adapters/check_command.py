"""`mt5-bridge-check`: goes the way to the terminal step by step and says what to press.

Needs no bus and no database, sends no order. With `--sign-off` it tells the expert adviser that the
bridge was stopped on purpose. Exit codes: 0 every step is ok, 1 one is not, 2 wrong settings.
"""

import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from mt5_bridge.adapters.adviser_folder.folder import AdviserFolder
from mt5_bridge.adapters.diagnosis import Findings, first_problem, steps_of
from mt5_bridge.adapters.opening import ImportModule, open_terminal
from mt5_bridge.adapters.terminal_settings import TerminalSettings, read_terminal_settings
from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.records import TerminalStatus
from mt5_bridge.port.terminal_port import TerminalPort
from tickloom.domain.errors import TickloomError
from tickloom.domain.server_time import ServerClock
from tickloom.runtime.clock import Clock, LiveClock

LOOKS, PAUSE_S = 20, 0.5
SYMBOLS_MAX = 20
_QUARTER_S = 900
_MARKS = {"ok": "ok     ", "failed": "FAILED ", "waiting": "waiting", "unknown": "unknown"}
Pause = Callable[[float], object]


def main() -> None:
    """Entry point of the console script."""
    try:
        settings = read_terminal_settings()
    except TickloomError as error:
        sys.stderr.write(f"mt5-bridge-check: {error.detail}\n")
        sys.exit(2)
    if settings.terminal == "simulated":
        sys.stderr.write(
            "mt5-bridge-check: TICKLOOM_TERMINAL is 'simulated'; "
            "set it to 'package' or 'adviser' to check a real terminal\n"
        )
        sys.exit(2)
    does = sign_off if sys.argv[1:] == ["--sign-off"] else check
    lines, is_good = does(settings, LiveClock())
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(0 if is_good else 1)


def check(
    settings: TerminalSettings,
    clock: Clock,
    *,
    find: ImportModule = import_module,
    pause: Pause | None = None,
) -> tuple[list[str], bool]:
    """What is printed, and whether all is well."""
    found = Findings(
        kind="adviser" if settings.terminal == "adviser" else "package", expected=settings.account
    )
    try:
        opened = open_terminal(settings, clock, find=find)
    except ImportError as error:
        return _said(replace(found, package_problem=str(error)))
    try:
        status = opened.port.connect()
        found = replace(found, status=_honest(opened.port, status))
        if not isinstance(found.status, CallFailed) and found.status is not None:
            wait = threading.Event().wait if pause is None else pause
            found = _quotes(found, opened.port, settings, clock=clock, pause=wait)
        return _said(found)
    finally:
        opened.close()


def sign_off(
    settings: TerminalSettings, clock: Clock, *, find: ImportModule = import_module
) -> tuple[list[str], bool]:
    """Only with the bridge stopped: the next heartbeat arms the adviser again."""
    opened = open_terminal(settings, clock, find=find)
    try:
        status = opened.port.connect()
        if isinstance(status, CallFailed):
            return [f"the terminal does not answer: {status.text} ({status.code})"], False
        if not status.common_path:
            return ["this terminal has no folder that an adviser could read"], False
        folder = AdviserFolder(Path(status.common_path), login=status.login, clock=clock)
        if not folder.sign_off():
            return [f"{folder.path} cannot be written"], False
        return ["signed off: the adviser does not act until the bridge beats again"], True
    finally:
        opened.close()


def _honest(port: TerminalPort, connected: Answer[TerminalStatus]) -> Answer[TerminalStatus]:
    """A refused connection may still have a terminal that says who is logged in."""
    if not isinstance(connected, CallFailed):
        return connected
    status = port.status()
    return connected if isinstance(status, CallFailed) else status


def _quotes(
    found: Findings, port: TerminalPort, settings: TerminalSettings, *, clock: Clock, pause: Pause
) -> Findings:
    """Quotes flow when one changes while we look; its time then tells the server's clock."""
    symbols = port.symbols()
    if isinstance(symbols, CallFailed):
        return found
    names = [symbol.name for symbol in symbols if symbol.visible][:SYMBOLS_MAX]
    before: dict[str, int] = {}
    for _ in range(LOOKS):
        for name in names:
            tick = port.tick(name)
            if isinstance(tick, CallFailed):
                continue
            if before.setdefault(name, tick.time_ms) != tick.time_ms:
                now_us = clock.now_us()
                offset_s = _rounded(tick.time_ms // 1000 - now_us // 1_000_000)
                return replace(
                    found, quote_age_s=0.0, is_market_open=True, clock_offset_s=offset_s,
                    clock_problem=_clock_problem(settings, offset_s, now_us),
                )  # fmt: skip
        pause(PAUSE_S)
    return found


def _clock_problem(settings: TerminalSettings, offset_s: int, now_us: int) -> str | None:
    rule = ServerClock.read(settings.server_clock)
    expected_s = (rule.to_server_ns(now_us * 1000) - now_us * 1000) // 1_000_000_000
    if expected_s == offset_s:
        return None
    return (
        f"the quotes say UTC {offset_s / 3600:+g} h, TICKLOOM_SERVER_CLOCK "
        f"{settings.server_clock} says UTC {expected_s / 3600:+g} h"
    )


def _rounded(seconds: int) -> int:
    return round(seconds / _QUARTER_S) * _QUARTER_S


def _said(found: Findings) -> tuple[list[str], bool]:
    lines: list[str] = []
    for step in steps_of(found):
        code = f" ({step.code})" if step.code is not None else ""
        detail = f": {step.detail}{code}" if step.detail else code
        lines.append(f"{_MARKS[step.state]} {step.title}{detail}")
        if step.action and step.state != "ok":
            lines.append(f"        -> {step.action}")
    return lines, first_problem(steps_of(found)) is None
