"""The operator's side of a running terminal, for tests, fault campaigns and the bridge.

    with Control(folder) as control:
        control.set_switch("is_algo_trading", False)
        control.advance(60)          # a market of speed 0
        control.describe()["position_ns"]

It is no part of the package's surface. Refusals are `ControlRefused`, with the terminal's words.
"""

from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any

from tickloom.domain.errors import Unavailable
from tickloom_terminal.connection import Connection
from tickloom_terminal.errors import Refused
from tickloom_terminal.launch import start

CONTROL = "control."


class ControlRefused(Exception):
    """What the terminal does not do, and why."""


class Control:
    """A connection of its own to the terminal that runs in `folder`."""

    def __init__(self, folder: Path, *, is_started: bool = False) -> None:
        """Raises `Unavailable` where none runs; `is_started` starts it."""
        self._connection = Connection()
        if is_started:
            self._connection.open(str(folder), 60_000)
        elif not self._connection.attach(folder):
            raise Unavailable(f"no terminal runs in {folder}")

    def __enter__(self) -> "Control":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the terminal; it goes on."""
        self._connection.close()

    def describe(self) -> dict[str, Any]:
        """mode, market, speed, begins_ns, record_from_ns, position_ns, has_ended, symbols, ..."""
        return self._call("describe")

    def session(self, symbol: str) -> dict[str, Any]:
        """`is_open` and `next_open_ns` of a symbol."""
        return self._call("session", symbol)

    def advance(self, seconds: float) -> int:
        """Let a market of speed 0 go on; the position (UTC nanoseconds) that it reaches."""
        return self._call("advance", seconds)

    def set_speed(self, speed: float) -> None:
        """Market seconds a second; 0 moves as ticks are read."""
        self._call("set_speed", speed)

    def set_switch(self, name: str, is_on: bool) -> None:
        """`is_algo_trading`, `is_api_trading` or `is_connected`."""
        self._call("set_switch", name, is_on)

    def set_faults(self, text: str, *, seed: int = 0) -> None:
        """Begin a script of faults now, such as `requote:times=2; history_late:seconds=20`.

        The names are those of `tickloom_terminal.faults.catalogue`; empty text ends all of them.
        """
        self._call("set_faults", text, seed)

    def faults(self) -> dict[str, Any]:
        """`happened`: how often each scenario did; `misdirected`: requests to another account."""
        return self._call("faults")

    def deposit(
        self, amount: Decimal | int | str, *, login: int | None = None, comment: str = ""
    ) -> int:
        """Money in, or (negative) out; the ticket of its deal."""
        return self._call("deposit", str(amount), login, comment)

    def open_account(self, *, password: str, **rules: Any) -> int:  # noqa: ANN401
        """A new account with fields of `AccountRules`; its login."""
        plain = {k: str(v) if isinstance(v, Decimal) else v for k, v in rules.items()}
        return self._call("open_account", plain, password)

    def stop(self) -> None:
        """End the process; its market waits."""
        self._call("stop")

    def _call(self, name: str, *positional: Any) -> Any:  # noqa: ANN401
        try:
            return self._connection.call(CONTROL + name, *positional)
        except Refused as refused:
            raise ControlRefused(f"{refused.text} ({refused.code})") from refused


def started(folder: Path, *options: str) -> Control:
    """A terminal in `folder` with options of the command line, started when none runs."""
    start(folder, *options)
    return Control(folder, is_started=True)
