"""The bridge's terminal in this process: truthful records, and the faults that are in force."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from campaign.crash import CrashNow
from campaign.faults import SendFault
from campaign.translation import (
    request_of,
    server_ms,
    venue_deal,
    venue_order,
    venue_position,
    venue_symbol,
)
from campaign.venue import OTHER_LOGIN, SERVER_CLOCK, Venue
from mt5_bridge.port.answers import Answer, CallFailed
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
from tickloom.domain.order import Side
from tickloom_terminal.faults.fault import Records
from tickloom_terminal.trade.records import ZERO
from tickloom_terminal.trade.sheet import SymbolSheet

QUERY_S = 0.002
T = TypeVar("T")


@lru_cache(maxsize=4)
def _symbols(sheets: tuple[SymbolSheet, ...]) -> dict[str, VenueSymbol]:
    return {sheet.name: venue_symbol(sheet) for sheet in sheets}


class InProcessPort:
    """`TradingPort` over a venue; each call takes its time from the virtual clock."""

    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self._venue = venue
        self._sheets = _symbols(venue.sheets)
        self._figured: tuple[tuple[int, int], AccountFigures] | None = None

    # -- questions ----------------------------------------------------------------------------

    def status(self) -> Answer[TerminalStatus]:
        return self._answer("status", self._status, needs_broker=False)

    def account(self) -> Answer[AccountFigures]:
        return self._answer("account", self._figures)

    def symbol(self, name: str) -> Answer[VenueSymbol]:
        sheet = self._sheets.get(name)
        if sheet is None:
            return CallFailed(code=-4, text="Not found")
        return self._answer("symbol", lambda: sheet, needs_broker=False)

    def tick(self, name: str) -> Answer[VenueTick]:
        if name not in self._sheets:
            return CallFailed(code=-4, text="Not found")
        return self._answer("tick", lambda: self._tick(name), needs_broker=False)

    def positions(self) -> Answer[tuple[VenuePosition, ...]]:
        venue = self._venue
        return self._answer(
            "positions",
            lambda: tuple(
                venue_position(p, venue.server, comment=self._comment(p.comment))
                for p in self._shown(self._records().positions, lambda p: p.ticket)
            ),
        )

    def orders(self) -> Answer[tuple[VenueOrder, ...]]:
        return self._answer(
            "orders",
            lambda: tuple(
                venue_order(o, SERVER_CLOCK, comment=self._comment(o.comment))
                for o in self._shown(self._records().orders, lambda o: o.ticket)
            ),
        )

    def history_orders(self, *, from_s: int, to_s: int) -> Answer[tuple[VenueOrder, ...]]:
        """As the terminal does it: by the time an order was set up."""

        def read() -> tuple[VenueOrder, ...]:
            shown = self._shown(self._records().done_orders, lambda o: o.ticket)
            records = (
                venue_order(o, SERVER_CLOCK, comment=self._comment(o.comment)) for o in shown
            )
            return tuple(o for o in records if from_s <= o.time_setup_ms // 1_000 <= to_s)

        return self._answer("history", read)

    def history_deals(self, *, from_s: int, to_s: int) -> Answer[tuple[VenueDeal, ...]]:

        def read() -> tuple[VenueDeal, ...]:
            shown = self._shown(self._records().deals, lambda d: d.order)
            records = (venue_deal(d, SERVER_CLOCK, comment=self._comment(d.comment)) for d in shown)
            return tuple(d for d in records if from_s <= d.time_ms // 1_000 <= to_s)

        return self._answer("history", read)

    def margin(
        self, order_type: int, symbol: str, volume: Decimal, price: Decimal
    ) -> Answer[Decimal]:
        server = self._venue.server
        side = Side.BUY if order_type % 2 == 0 else Side.SELL
        sheet = server.sheets[symbol]
        return self._answer(
            "margin", lambda: server.purse.rounded(server.purse.margin(sheet, side, volume, price))
        )

    def profit(
        self, order_type: int, symbol: str, volume: Decimal, *, opened: Decimal, closed: Decimal
    ) -> Answer[Decimal]:
        server = self._venue.server
        side = Side.BUY if order_type % 2 == 0 else Side.SELL
        sheet = server.sheets[symbol]
        return self._answer(
            "profit", lambda: server.purse.profit(sheet, side, volume, opened=opened, closed=closed)
        )

    def check(self, request: VenueRequest) -> Answer[CheckAnswer]:
        """What the server would say now; it guarantees nothing."""
        return self._answer("check", lambda: self._checked(request))

    # -- the one deed -------------------------------------------------------------------------

    def send(self, request: VenueRequest) -> Answer[SendAnswer]:
        return self._blocked(request) or self._sent(request, self._venue.faults.next_send())

    def _blocked(self, request: VenueRequest) -> Answer[SendAnswer] | None:
        """What the terminal itself answers, before anything leaves it."""
        states = self._venue.switches
        if states.api_disabled:
            return CallFailed(code=-8, text="AutoTrading by API disabled")
        if not states.is_connected:
            return self._said(request, 10031)
        if not states.trade_allowed:
            return self._said(request, 10027)
        if states.is_other_account:
            self._venue.sent_elsewhere += 1
            return self._said(request, 10009, order=1)
        return None

    def _sent(self, request: VenueRequest, fault: SendFault | None) -> Answer[SendAnswer]:
        venue = self._venue
        answer = venue.receive(request, fault)
        venue.clock.advance(0.05 if fault is None else fault.takes_s)
        if fault is not None:
            venue.note_trouble()
        if fault is not None and fault.kills:
            raise CrashNow("inside order_send")
        if fault is not None and fault.error is not None:
            return CallFailed(code=fault.error, text="scripted")
        if fault is not None and fault.retcode is not None:
            order = 0 if answer is None or fault.retcode != 10008 else answer.order
            return self._said(request, fault.retcode, order=order)
        assert answer is not None, "a fault that is not done says something of its own"
        return SendAnswer(
            retcode=answer.retcode, comment=answer.comment, deal=answer.deal, order=answer.order,
            volume=answer.volume, price=answer.price, request_id=len(venue.log),
        )  # fmt: skip

    def _said(self, request: VenueRequest, retcode: int, *, order: int = 0) -> SendAnswer:
        return SendAnswer(
            retcode=retcode, comment="scripted", deal=0, order=order,
            volume=request.volume if order else ZERO, price=ZERO,
        )  # fmt: skip

    # -- how an answer is made ----------------------------------------------------------------

    def _answer(self, name: str, read: Callable[[], T], *, needs_broker: bool = True) -> Answer[T]:
        venue = self._venue
        venue.clock.advance(QUERY_S)
        venue.market.catch_up()
        error = venue.faults.next_query(name)
        states = venue.switches
        if error is not None or not states.is_connected or states.is_misleading:
            venue.note_trouble()
        if error is not None:
            return CallFailed(code=error, text="scripted")
        if needs_broker and not states.is_connected:
            return CallFailed(code=-10004, text="No IPC connection")
        return read()

    def _records(self) -> Records:
        """What there is to be shown; a script may tell something else."""
        book = self._venue.book
        return Records(
            positions=tuple(book.positions.values()), orders=tuple(book.orders.values()),
            done_orders=tuple(book.done_orders.values()), deals=tuple(book.deals.values()),
        )  # fmt: skip

    def _shown(self, items: Iterable[T], order_of: Callable[[T], int]) -> list[T]:
        venue = self._venue
        if venue.switches.is_misleading:
            return []
        return [item for item in items if venue.is_shown(order_of(item))]

    def _comment(self, text: str) -> str:
        rewritten = {"kept": text, "cut": text[:8], "empty": "", "rewritten": "[sl 1999.00]"}
        return rewritten[self._venue.switches.comments]

    def _status(self) -> TerminalStatus:
        venue, rules = self._venue, self._venue.rules
        states = venue.switches
        return TerminalStatus(
            connected=states.is_connected, trade_allowed=states.trade_allowed,
            api_disabled=states.api_disabled,
            login=OTHER_LOGIN if states.is_other_account else rules.login,
            server=rules.server, account_trade_allowed=True, account_expert_allowed=True,
            trade_mode=rules.trade_mode, margin_mode=rules.margin_mode, currency=rules.currency,
            currency_digits=rules.currency_digits, leverage=rules.leverage,
            limit_orders=rules.limit_orders, name=rules.name,
        )  # fmt: skip

    def _figures(self) -> AccountFigures:
        """Counted once for each quote and change of the books."""
        venue = self._venue
        key = (venue.market.quoted_ns, len(venue.ledger))
        if self._figured is None or self._figured[0] != key:
            self._figured = (key, self._counted())
        return self._figured[1]

    def _counted(self) -> AccountFigures:
        figures = self._venue.server.figures()
        return AccountFigures(
            balance=figures.balance, credit=ZERO, profit=figures.profit, equity=figures.equity,
            margin=figures.margin, margin_free=figures.margin_free,
            margin_level=figures.margin_level,
        )  # fmt: skip

    def _checked(self, request: VenueRequest) -> CheckAnswer:
        retcode = self._venue.desk.check(request_of(request, SERVER_CLOCK))
        return CheckAnswer(
            retcode=retcode, comment="", margin=ZERO, margin_free=ZERO, margin_level=ZERO
        )

    def _tick(self, name: str) -> VenueTick:
        venue = self._venue
        quote = venue.server.quote(name)
        assert quote is not None, "the market has quoted since the beginning"
        bid, ask = quote.bid, quote.ask
        if venue.market.absurd is not None:
            bid, ask = (Decimal(text) for text in venue.market.absurd)
        return VenueTick(
            time_ms=server_ms(SERVER_CLOCK, venue.market.quoted_ns), bid=bid, ask=ask, last=ZERO,
            volume=ZERO, flags=6,
        )  # fmt: skip
