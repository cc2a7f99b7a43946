"""An executor over a scripted terminal and a journal file, and commands for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import KeptState
from mt5_bridge.orders.commands import Command
from mt5_bridge.orders.executor import OrderExecutor
from mt5_bridge.orders.gate import Gate, OpenGate
from mt5_bridge.orders.journal import Journal
from mt5_bridge.orders.parts import OrderSettings, Parts
from mt5_bridge.orders.record import CommandRecord
from mt5_bridge.testing.scripted_terminal import ScriptedTerminal
from tickloom.contracts.trading import ClosePosition, SubmitOrder
from tickloom.runtime.clock import ManualClock

T = TypeVar("T")


class Crash(BaseException):
    """The process dies here."""


@dataclass
class Desk:
    """`crash_at` names the fault point at which the next run dies, once."""

    folder: Path
    clock: ManualClock = field(default_factory=ManualClock)
    gate: Gate = field(default_factory=OpenGate)
    settings: OrderSettings = field(default_factory=lambda: OrderSettings(account="demo"))
    shared_halts: Halts | None = None
    """Those of whatever else may say no; by default the desk's own, on its folder."""
    crash_at: str = ""
    reached: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.terminal = ScriptedTerminal(self.clock)
        self.restart()

    def restart(self) -> None:
        """A new process over the same journal file."""
        if hasattr(self, "journal"):
            self.shut()
        self.journal = Journal(self.folder / "orders.sqlite")
        self._kept = KeptState(self.folder / "kept.sqlite")
        self.halts = self.shared_halts or Halts(self._kept, self.clock)
        self.executor = OrderExecutor(
            Parts(
                port=self.terminal, journal=self.journal, halts=self.halts, gate=self.gate,
                clock=self.clock, reach=self._reach, settings=self.settings,
                pause=self.clock.advance,
            )
        )  # fmt: skip

    def shut(self) -> None:
        self.journal.close()
        self._kept.close()

    def take(self, command: Command) -> CommandRecord:
        self.executor.take(command)
        return self.record(command.order_id)

    def record(self, command_id: str) -> CommandRecord:
        record = self.journal.record(command_id)
        assert record is not None, command_id
        return record

    def wait(self, seconds: float, *, every_s: float = 5.0) -> None:
        """Reconciliation at its pace for a while."""
        end_s = self.clock.monotonic_s() + seconds
        while self.clock.monotonic_s() < end_s:
            self.clock.advance(every_s)
            self.executor.reconcile()

    def crashes(self, point: str, act: Callable[[], object]) -> None:
        """Run `act` with a death at `point`, then start again."""
        self.crash_at = point
        try:
            act()
        except Crash:
            pass
        else:
            raise AssertionError(f"{point} was not reached")
        self.restart()

    def events(self, kind: str = "order") -> list[dict[str, object]]:
        return [row.news.fields for row in self.executor.outbox(10_000) if row.news.kind == kind]

    def states(self, command_id: str) -> list[object]:
        return [e["state"] for e in self.events() if e["order_id"] == command_id]

    def buy(self, order_id: str = "o-1", **changes: object) -> SubmitOrder:
        return self.command(SubmitOrder, order_id, **{"side": "buy", "volume": "0.10", **changes})

    def close(self, position: int, order_id: str = "c-1", **changes: object) -> ClosePosition:
        return self.command(ClosePosition, order_id, position=position, **changes)

    def command(self, kind: Callable[..., T], order_id: str, **changes: object) -> T:
        """A command of any kind, said now, good for 20 s."""
        return kind(**self._fields(order_id, **changes))

    def _fields(self, order_id: str, **changes: object) -> dict[str, object]:
        now_us = self.clock.now_us()
        return {
            "id": f"m-{order_id}", "ts": now_us, "seq": 1, "ep": "e", "at": now_us,
            "mode": "paper", "order_id": order_id, "account": "demo", "symbol": "EURUSD",
            "expires_at": now_us + 20_000_000, **changes,
        }  # fmt: skip

    def _reach(self, point: str) -> None:
        self.reached.append(point)
        if point == self.crash_at:
            self.crash_at = ""
            raise Crash(point)
