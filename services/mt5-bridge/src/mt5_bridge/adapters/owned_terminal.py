"""Any terminal behind its owner thread: the same port, from any thread, with deadlines."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from mt5_bridge.adapters.owner_thread import LateAnswer, OwnerThread
from mt5_bridge.port.answers import Answer
from mt5_bridge.port.records import (
    AccountFigures,
    CheckAnswer,
    SendAnswer,
    TerminalStatus,
    VenueDeal,
    VenueOrder,
    VenuePosition,
    VenueRequest,
    VenueSymbol,
    VenueTick,
)
from mt5_bridge.port.terminal_port import Rows, TerminalPort

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long calls may take; a send's stays well below the bus's `ack_wait` of 30 s."""

    read_s: float = 5.0
    send_s: float = 10.0
    history_s: float = 15.0
    """Ticks, bars, deals: the first request of a symbol may have to synchronise."""
    connect_s: float = 75.0
    """More than the package's own timeout of 60 s."""


class OwnedTerminal:
    """`TerminalPort` that many threads may use."""

    def __init__(
        self, port: TerminalPort, thread: OwnerThread, deadlines: Deadlines | None = None
    ) -> None:
        self._port = port
        self._thread = thread
        self._deadlines = Deadlines() if deadlines is None else deadlines

    @property
    def hung_s(self) -> float | None:
        return self._thread.hung_s

    def take_late(self) -> tuple[LateAnswer, ...]:
        """Answers whose callers had given up: a send among them settles an UNKNOWN sooner."""
        return self._thread.take_late()

    def late_sends(self) -> tuple[tuple[VenueRequest, SendAnswer], ...]:
        """Of those, what the order path wants: the requests that were answered after all."""
        return tuple(
            (late.subject, late.answer)
            for late in self.take_late()
            if isinstance(late.subject, VenueRequest) and isinstance(late.answer, SendAnswer)
        )

    def connect(self) -> Answer[TerminalStatus]:
        deadline_s = self._deadlines.connect_s
        return self._thread.call("connect", self._port.connect, deadline_s=deadline_s)

    def close(self) -> None:
        """Leave the terminal; the thread stays, so `connect` may follow."""
        self._read("close", self._closed)

    def status(self) -> Answer[TerminalStatus]:
        return self._read("status", self._port.status)

    def account(self) -> Answer[AccountFigures]:
        return self._read("account", self._port.account)

    def symbol(self, name: str) -> Answer[VenueSymbol]:
        return self._read("symbol", lambda: self._port.symbol(name), name)

    def tick(self, name: str) -> Answer[VenueTick]:
        return self._read("tick", lambda: self._port.tick(name), name)

    def positions(self) -> Answer[tuple[VenuePosition, ...]]:
        return self._read("positions", self._port.positions)

    def orders(self) -> Answer[tuple[VenueOrder, ...]]:
        return self._read("orders", self._port.orders)

    def history_orders(self, *, from_s: int, to_s: int) -> Answer[tuple[VenueOrder, ...]]:
        return self._history(
            "history_orders", lambda: self._port.history_orders(from_s=from_s, to_s=to_s)
        )

    def history_deals(self, *, from_s: int, to_s: int) -> Answer[tuple[VenueDeal, ...]]:
        return self._history(
            "history_deals", lambda: self._port.history_deals(from_s=from_s, to_s=to_s)
        )

    def margin(
        self, order_type: int, symbol: str, volume: Decimal, price: Decimal
    ) -> Answer[Decimal]:
        return self._read(
            "margin", lambda: self._port.margin(order_type, symbol, volume, price), symbol
        )

    def profit(
        self, order_type: int, symbol: str, volume: Decimal, *, opened: Decimal, closed: Decimal
    ) -> Answer[Decimal]:
        def work() -> Answer[Decimal]:
            return self._port.profit(order_type, symbol, volume, opened=opened, closed=closed)

        return self._read("profit", work, symbol)

    def check(self, request: VenueRequest) -> Answer[CheckAnswer]:
        return self._read("check", lambda: self._port.check(request), request)

    def send(self, request: VenueRequest) -> Answer[SendAnswer]:
        return self._thread.call(
            "send",
            lambda: self._port.send(request),
            deadline_s=self._deadlines.send_s,
            subject=request,
        )

    def symbols(self) -> Answer[tuple[VenueSymbol, ...]]:
        return self._history("symbols", self._port.symbols)

    def select(self, name: str) -> Answer[bool]:
        return self._read("select", lambda: self._port.select(name), name)

    def ticks(self, name: str, *, from_s: int, to_s: int) -> Answer[Rows]:
        return self._history("ticks", lambda: self._port.ticks(name, from_s=from_s, to_s=to_s))

    def rates(self, name: str, timeframe: int, *, from_s: int, to_s: int) -> Answer[Rows]:
        return self._history(
            "rates", lambda: self._port.rates(name, timeframe, from_s=from_s, to_s=to_s)
        )

    def _closed(self) -> bool:
        self._port.close()
        return True

    def _read(self, call: str, work: Callable[[], Answer[T]], subject: object = None) -> Answer[T]:
        deadline_s = self._deadlines.read_s
        return self._thread.call(call, work, deadline_s=deadline_s, subject=subject)

    def _history(self, call: str, work: Callable[[], Answer[T]]) -> Answer[T]:
        return self._thread.call(call, work, deadline_s=self._deadlines.history_s)
