"""A terminal on a trade server, as its caller sees it through a script of faults.

The books of the server stay the truth; only what is told about them, and what reaches them, is
subject to the script. With an empty plan it is the plain terminal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from tickloom_terminal import constants as mt5
from tickloom_terminal.faults.fate import SEND, Call, Effect, Fate, Reply, SeenQuote, Status
from tickloom_terminal.faults.fault import Records
from tickloom_terminal.faults.script import FaultScript
from tickloom_terminal.trade.desk import RequestDesk
from tickloom_terminal.trade.records import (
    Answer,
    Deal,
    Figures,
    Order,
    Position,
    Request,
)
from tickloom_terminal.trade.replies import COMMENTS, refusal
from tickloom_terminal.trade.server import TradeServer

T = TypeVar("T")
_SECOND_NS = 1_000_000_000
_FOREIGN_TICKET = 900_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """A request that acts later; `ticket` is the order's that was taken in, 0 if none was."""

    at_ns: int
    request: Request
    ticket: int = 0
    rejection: str = ""


class FaultyTerminal:
    """Calls of the package's names on one account; all times are the server's."""

    def __init__(self, server: TradeServer, script: FaultScript) -> None:
        self.server = server
        self.script = script
        self.misdirected: list[Request] = []
        """What went to another account: a caller that checks the login leaves it empty."""
        self._desk = RequestDesk(server)
        self._due: list[_Due] = []

    @property
    def now_ns(self) -> int:
        return self.server.now_ns

    # -- time ---------------------------------------------------------------------------------

    def advance(self, time_ns: int) -> None:
        """Time passes: what was late acts, and others do what they do."""
        self.server.advance(time_ns)
        ready = [due for due in self._due if due.at_ns <= self.now_ns]
        self._due = [due for due in self._due if due.at_ns > self.now_ns]
        for due in ready:
            if due.ticket:
                self._desk.settle(due.ticket, due.request, rejection=due.rejection)
            else:
                self._desk.send(due.request)
        self.script.on_time(_Hands(self.server, self._desk))

    @property
    def next_due_ns(self) -> int | None:
        """When something that was taken in acts next."""
        return min((due.at_ns for due in self._due), default=None)

    # -- requests -----------------------------------------------------------------------------

    def send(self, request: Request) -> Reply[Answer]:
        """order_send: what the books make of it, and what the caller is told, apart."""
        self.script.before_send(_Hands(self.server, self._desk), request)
        call = Call(name=SEND, now_ns=self.now_ns, symbol=request.symbol, request=request)
        fate = self.script.fate(call)
        answer = self._act(request, fate)
        if fate.failure is not None:
            return Reply(failure=fate.failure, delay_s=fate.delay_s)
        return Reply(value=answer, delay_s=fate.delay_s)

    def check(self, request: Request) -> Reply[int]:
        """order_check: a return code, 0 when it may be; nothing is done."""
        return self.call("order_check", lambda: self._desk.check(request), request.symbol)

    def _act(self, request: Request, fate: Fate) -> Answer:
        if fate.effect is Effect.NONE:
            return refusal(fate.retcode or mt5.TRADE_RETCODE_REJECT)
        if self.script.is_elsewhere(self.now_ns):
            return self._misdirect(request)
        at_ns = self.now_ns + round(fate.later_s * _SECOND_NS)
        if fate.effect is Effect.LATER:
            self._due.append(_Due(at_ns=at_ns, request=request))
            return refusal(mt5.TRADE_RETCODE_TIMEOUT)
        if fate.effect is Effect.IN_FLIGHT:
            answer = self._desk.take_in(request, state=fate.state)
            if answer.order and answer.retcode == mt5.TRADE_RETCODE_PLACED:
                self._due.append(
                    _Due(
                        at_ns=at_ns, request=request, ticket=answer.order, rejection=fate.rejection
                    )
                )
            return answer
        return self._told(fate, self._desk.send(request, executed=self._share(request, fate)))

    @staticmethod
    def _told(fate: Fate, answer: Answer) -> Answer:
        """The server's own words, or the script's: those of a code that hides what was done."""
        done = (mt5.TRADE_RETCODE_DONE, mt5.TRADE_RETCODE_DONE_PARTIAL)
        if not fate.retcode or answer.retcode not in done:
            return answer
        comment = COMMENTS.get(fate.retcode, "")
        if fate.retcode in done:
            return replace(answer, retcode=fate.retcode, comment=comment)
        return Answer(retcode=fate.retcode, comment=comment)

    def _share(self, request: Request, fate: Fate) -> Decimal | None:
        """The part that is to be had, in whole steps and at least one; None is all of it."""
        sheet = self.server.sheets.get(request.symbol)
        if fate.share_pct >= 100 or sheet is None or request.volume <= 0:
            return None
        part = request.volume * Decimal(str(fate.share_pct)) / 100
        floored = sheet.instrument.volume_floored(part)
        return max(floored, min(sheet.instrument.volume_step, request.volume))

    def _misdirect(self, request: Request) -> Answer:
        self.misdirected.append(request)
        ticket = _FOREIGN_TICKET + len(self.misdirected)
        code = mt5.TRADE_RETCODE_DONE
        is_deal = request.action == mt5.TRADE_ACTION_DEAL
        return Answer(
            retcode=code, comment=COMMENTS[code], deal=ticket if is_deal else 0, order=ticket,
            volume=request.volume, price=request.price,
        )  # fmt: skip

    # -- questions ----------------------------------------------------------------------------

    def positions(self) -> Reply[tuple[Position, ...]]:
        return self.call("positions_get", lambda: self.shown().positions)

    def orders(self) -> Reply[tuple[Order, ...]]:
        """Waiting orders, and those in flight."""
        return self.call("orders_get", lambda: self.shown().orders)

    def done_orders(self) -> Reply[tuple[Order, ...]]:
        return self.call("history_orders_get", lambda: self.shown().done_orders)

    def deals(self) -> Reply[tuple[Deal, ...]]:
        return self.call("history_deals_get", lambda: self.shown().deals)

    def figures(self) -> Reply[Figures]:
        return self.call("account_info", self.server.figures)

    def status(self) -> Reply[Status]:
        """terminal_info and the switches of account_info."""
        rules = self.server.rules
        plain = Status(login=rules.login, server=rules.server)
        return self.call("terminal_info", lambda: self.script.status(plain, self.now_ns))

    def quote(self, symbol: str) -> Reply[SeenQuote | None]:
        """symbol_info_tick; None before the first quote."""
        return self.call("symbol_info_tick", lambda: self.seen(symbol), symbol)

    def call(self, name: str, answer: Callable[[], T], symbol: str = "") -> Reply[T]:
        """Any other call of the package that changes no books, under the script."""
        fate = self.script.fate(Call(name=name, now_ns=self.now_ns, symbol=symbol))
        if fate.failure is not None:
            return Reply(failure=fate.failure, delay_s=fate.delay_s)
        return Reply(value=answer(), delay_s=fate.delay_s)

    def shown(self) -> Records:
        """What queries show of the books."""
        book = self.server.book
        records = Records(
            positions=tuple(book.positions.values()), orders=tuple(book.orders.values()),
            done_orders=tuple(book.done_orders.values()), deals=tuple(book.deals.values()),
        )  # fmt: skip
        return self.script.shown(records, self.now_ns)

    def seen(self, symbol: str) -> SeenQuote | None:
        """The quote as it is shown; None before the first."""
        quote = self.server.quote(symbol) if symbol in self.server.sheets else None
        if quote is None:
            return None
        plain = SeenQuote(
            time_ns=self.server.quoted_ns(symbol), bid=float(quote.bid), ask=float(quote.ask)
        )
        return self.script.quote(symbol, plain, self.now_ns)


class _Hands:
    """Others at the same account: past the terminal, straight to the server."""

    def __init__(self, server: TradeServer, desk: RequestDesk) -> None:
        self._server = server
        self._desk = desk

    @property
    def now_ns(self) -> int:
        return self._server.now_ns

    @property
    def positions(self) -> Sequence[Position]:
        return tuple(self._server.book.positions.values())

    def trade(self, request: Request, *, reason: int) -> None:
        self._desk.send(request, reason=reason)

    def close(self, position: Position, *, reason: int, comment: str) -> None:
        if self._server.quote(position.symbol) is not None:
            self._server.close_position(position, reason=reason, comment=comment)

    def move(self, symbol: str, points: int) -> None:
        self._server.move(symbol, points)
