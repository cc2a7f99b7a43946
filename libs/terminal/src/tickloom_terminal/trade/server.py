"""A trade server for one account: quotes in; orders, deals and positions follow from them.

Within one quote: expirations, then stops and targets (the oldest position first, the stop before
the target), then stop-out, then waiting orders by ticket. At a server midnight: swaps, and what
does not outlive the day.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tickloom.domain.ids import Symbol
from tickloom.domain.order import DealReason, Side
from tickloom.engine.fills import exit_on_tick
from tickloom.venue.conversion import Converter, Quote
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.book import Book, Change
from tickloom_terminal.trade.booking import Fill, book_fill
from tickloom_terminal.trade.calendar import Calendar
from tickloom_terminal.trade.money import Purse
from tickloom_terminal.trade.records import (
    IN_FLIGHT_STATES,
    MARKET_TYPES,
    ZERO,
    AccountRules,
    Deal,
    Figures,
    Order,
    Position,
)
from tickloom_terminal.trade.rollover import Rollover
from tickloom_terminal.trade.sheet import Charging, Reopening, SymbolSheet
from tickloom_terminal.trade.situation import Situation
from tickloom_terminal.trade.triggers import exit_levels
from tickloom_terminal.trade.valuation import Valuation
from tickloom_terminal.trade.waiting import meet_quote


class TradeServer:
    """`book` holds everything; `now_ns` is the time of the last quote or of `advance`."""

    def __init__(
        self,
        sheets: Iterable[SymbolSheet],
        rules: AccountRules,
        calendar: Calendar,
        book: Book,
        *,
        is_open: Callable[[str, int], bool] | None = None,
    ) -> None:
        """`is_open(symbol, utc_ns)` says when a symbol trades; by default its sheet does."""
        self.sheets: dict[str, SymbolSheet] = {sheet.name: sheet for sheet in sheets}
        self.rules = rules
        self.calendar = calendar
        self.book = book
        self.now_ns = 0
        self._is_open = is_open
        self._points: dict[str, tuple[int, int]] = {}
        self._quotes: dict[str, Quote] = {}
        self._quoted_ns: dict[str, int] = {}
        converter = Converter(
            (sheet.instrument for sheet in self.sheets.values()), currency=rules.currency
        )
        self.purse = Purse(rules, converter, self._quote_of)
        self.valuation = Valuation(self.sheets, book, self.purse, self.quote)
        self._rollover = Rollover(book, self.purse, calendar)
        self._taken: dict[tuple[str, Side], Decimal] = {}
        self._to_reopen: dict[str, int] = {}

    # -- the market ---------------------------------------------------------------------------

    def advance(self, time_ns: int) -> None:
        """Time passes; every server midnight on the way is kept."""
        if self.now_ns:
            for day in range(self.calendar.day(self.now_ns), self.calendar.day(time_ns)):
                self.now_ns = self.calendar.begins_ns(day + 1)
                self._end_day(day)
        self.now_ns = max(self.now_ns, time_ns)

    def on_quote(self, symbol: str, time_ns: int, bid: int, ask: int) -> None:
        """A quote in points, and all that it triggers."""
        self.advance(time_ns)
        self._take(symbol, time_ns, bid, ask)
        if not self.is_session(symbol):
            return
        sheet = self.sheets[symbol]
        if symbol in self._to_reopen:
            self._reopen(sheet, self._to_reopen.pop(symbol))
        self._expire(symbol)
        self._close_at_levels(sheet, bid, ask)
        self._stop_out()
        meet_quote(self, sheet, bid, ask)

    def _take(self, symbol: str, time_ns: int, bid: int, ask: int) -> None:
        """A quote is the price, and what it has is there again."""
        self._points[symbol] = (bid, ask)
        self._quotes.pop(symbol, None)
        self._quoted_ns[symbol] = time_ns
        self._taken.pop((symbol, Side.BUY), None)
        self._taken.pop((symbol, Side.SELL), None)

    def quote(self, symbol: str) -> Quote | None:
        """The current quote; None before the first."""
        known = self._quotes.get(symbol)
        points = self._points.get(symbol)
        if known is None and points is not None:
            price = self.sheets[symbol].instrument.from_points
            known = self._quotes[symbol] = Quote(bid=price(points[0]), ask=price(points[1]))
        return known

    def hear(self, symbol: str, time_ns: int, bid: int, ask: int) -> None:
        """A quote that triggers nothing, because nothing is open or waits."""
        self.advance(time_ns)
        self._take(symbol, time_ns, bid, ask)

    @property
    def is_idle(self) -> bool:
        """Nothing is open and nothing waits."""
        return not self.book.positions and not self.book.orders

    def quoted_ns(self, symbol: str) -> int:
        """When the current quote came; 0 before the first."""
        return self._quoted_ns.get(symbol, 0)

    def move(self, symbol: str, points: int) -> None:
        """A quote now that is `points` away from the last on both sides, if there is one."""
        known = self._points.get(symbol)
        if known is not None:
            self.on_quote(symbol, self.now_ns, known[0] + points, known[1] + points)

    def is_session(self, symbol: str) -> bool:
        if self._is_open is not None:
            return self._is_open(symbol, self.now_ns)
        day, minute = self.calendar.weekday_and_minute(self.now_ns)
        return self.sheets[symbol].is_open(day=day, minute=minute)

    # -- figures ------------------------------------------------------------------------------

    def figures(self) -> Figures:
        """The account at the current quotes."""
        day = self.calendar.day(self.now_ns)
        kinds = (Charging.DAILY, Charging.MONTHLY)
        owed = sum((self._rollover.due(self.sheets, kind, day) for kind in kinds), ZERO)
        return self.valuation.figures(blocked=owed)

    def profit_of(self, position: Position) -> Decimal:
        return self.valuation.profit(position)

    def price_of(self, position: Position) -> Decimal:
        """Where the position would be closed now."""
        return self.valuation.price(position)

    def margin(self) -> Decimal:
        """What is tied up, rounded as it is shown."""
        return self.valuation.margin()

    def margin_with(self, symbol: str, side: Side, volume: Decimal) -> Decimal:
        """What would be tied up after a deal without a position."""
        return self.valuation.margin_with(symbol, side, volume)

    def lacks_margin(self, symbol: str, side: Side, volume: Decimal) -> bool:
        """Whether a deal would tie up more than before and more than there is."""
        wanted = self.margin_with(symbol, side, volume)
        return wanted > self.margin() and wanted > self.figures().equity

    def is_margin_call(self) -> bool:
        """Whether the account is warned: a signal only, nothing is closed."""
        return self._is_under(self.figures(), self.rules.margin_call)

    def situation(
        self, symbol: str, *, position: Position | None = None, expires_ns: int = 0
    ) -> Situation:
        """What a request about `symbol` meets."""
        settled = (o for o in self.book.orders_of(symbol) if o.state not in IN_FLIGHT_STATES)
        return Situation(
            sheet=self.sheets[symbol], rules=self.rules, quote=self.quote(symbol),
            is_session=self.is_session(symbol), now_ns=self.now_ns, position=position,
            positions=self.book.of_symbol(symbol), orders=list(settled),
            waiting_count=len(self.book.orders), position_count=len(self.book.positions),
            expires_ns=expires_ns,
        )  # fmt: skip

    # -- fills --------------------------------------------------------------------------------

    def to_be_had(self, symbol: str, side: Side) -> Decimal | None:
        """What the current quote still has on a side; None is any volume."""
        depth = self.sheets[symbol].depth
        return max(depth - self._taken.get((symbol, side), ZERO), ZERO) if depth else None

    def fill(self, order: Order, volume: Decimal) -> Deal:
        quote = self.quote(order.symbol)
        assert quote is not None, "a fill follows a quote"
        price = quote.ask if order.side.sign > 0 else quote.bid
        key = (order.symbol, order.side)
        self._taken[key] = self._taken.get(key, ZERO) + volume
        fill = Fill(
            order=order, sheet=self.sheets[order.symbol], volume=volume, price=price,
            time_ns=self.now_ns,
        )  # fmt: skip
        return book_fill(self.book, self.purse, fill)

    def part(self, order: Order, volume: Decimal) -> Deal:
        """Execute `volume` of an order: what is left waits (RETURN) or is cancelled."""
        deal = self.fill(order, volume)
        left = order.volume_current - volume
        done = replace(order, volume_current=left, position_id=deal.position_id)
        if not left:
            self.book.finish(done, mt5.ORDER_STATE_FILLED, self.now_ns)
        elif order.type_filling == mt5.ORDER_FILLING_RETURN:
            self.book.place(replace(done, state=mt5.ORDER_STATE_PARTIAL))
        else:
            self.book.finish(done, mt5.ORDER_STATE_PARTIAL, self.now_ns)
        return deal

    # -- what a quote does --------------------------------------------------------------------

    def _expire(self, symbol: str) -> None:
        for order in self.book.orders_of(symbol):
            is_due = bool(order.expiration_ns) and order.state not in IN_FLIGHT_STATES
            if is_due and self.now_ns >= order.expiration_ns:
                stamp = self._stamp(self.now_ns)
                self.book.finish(
                    order, mt5.ORDER_STATE_EXPIRED, self.now_ns, comment=f"expired [{stamp}]"
                )

    def _stamp(self, utc_ns: int) -> str:
        from_epoch_s = self.calendar.clock.to_server_ns(utc_ns) // 1_000_000_000
        return server_text(from_epoch_s)

    def _close_at_levels(self, sheet: SymbolSheet, bid: int, ask: int) -> None:
        for position in self.book.of_symbol(sheet.name):
            levels = exit_levels(position, sheet.instrument)
            hit = exit_on_tick(position.side, levels, bid, ask)
            if hit is None:
                continue
            is_stop = hit.reason is DealReason.STOP_LOSS
            level = position.sl if is_stop else position.tp
            self.close_position(
                position,
                reason=mt5.ORDER_REASON_SL if is_stop else mt5.ORDER_REASON_TP,
                comment=f"{'sl' if is_stop else 'tp'} {level:.{sheet.instrument.digits}f}",
            )

    def close_position(self, position: Position, *, reason: int, comment: str) -> Deal:
        """The server closes a position at the market by an order of its own."""
        buys = position.side.sign < 0
        order = Order(
            ticket=self.book.next_order(), symbol=position.symbol,
            type=mt5.ORDER_TYPE_BUY if buys else mt5.ORDER_TYPE_SELL,
            state=mt5.ORDER_STATE_STARTED, volume_initial=position.volume, volume_current=ZERO,
            price_open=ZERO, time_setup_ns=self.now_ns, magic=position.magic, reason=reason,
            position_id=position.identifier,
            comment=comment,
        )  # fmt: skip
        deal = self.fill(order, position.volume)
        self.book.finish(order, mt5.ORDER_STATE_FILLED, self.now_ns)
        return deal

    def _stop_out(self) -> None:
        """Remove orders that tie up margin, then close the greatest loss; look again after each."""
        while self.book.positions:
            figures = self.figures()
            if not self._is_under(figures, self.rules.stop_out):
                return
            in_percent = self.rules.stopout_mode == mt5.ACCOUNT_STOPOUT_MODE_PERCENT
            level = f"{figures.margin_level:.1f}%" if in_percent else f"{figures.equity:.2f}"
            comment = f"so {level}/{figures.equity:.2f}/{figures.margin:.2f}"
            if self.rules.is_exchange and self.book.orders:
                order = min(self.book.orders.values(), key=lambda o: o.ticket)
                self.book.finish(order, mt5.ORDER_STATE_CANCELED, self.now_ns, comment=comment)
                continue
            closable = [p for p in self.book.positions.values() if self._trades(p.symbol)]
            if not closable:
                return
            worst = min(closable, key=lambda p: self.profit_of(p) + p.swap)
            self.close_position(worst, reason=mt5.ORDER_REASON_SO, comment=comment)

    def _trades(self, symbol: str) -> bool:
        return symbol in self._points and self.is_session(symbol)

    def _is_under(self, figures: Figures, threshold: Decimal) -> bool:
        """At or under the threshold; fully hedged without margin only when equity is negative."""
        if not figures.margin:
            return figures.equity < 0
        if self.rules.stopout_mode == mt5.ACCOUNT_STOPOUT_MODE_MONEY:
            return figures.equity <= threshold
        return figures.margin_level <= threshold

    # -- midnight -----------------------------------------------------------------------------

    def _end_day(self, day: int) -> None:
        for position in list(self.book.positions.values()):
            sheet = self.sheets[position.symbol]
            if sheet.reopens is Reopening.NO:
                self._rollover.charge_swap(sheet, position, day)
        for sheet in self.sheets.values():
            if sheet.reopens is Reopening.AT_CLOSE:
                self._reopen(sheet, day)
            elif sheet.reopens is Reopening.AT_BID:
                self._to_reopen.setdefault(sheet.name, day)
            if sheet.gtc_mode != mt5.SYMBOL_ORDERS_GTC:
                self._clear_day(sheet)
        self._rollover.charge_commissions(self.sheets, day, self.now_ns)

    def _reopen(self, sheet: SymbolSheet, day: int) -> None:
        """Positions that were open when `day` ended."""
        quote = self.quote(sheet.name)
        for position in self.book.of_symbol(sheet.name) if quote is not None else ():
            if self.calendar.day(position.time_ns) <= day:
                assert quote is not None
                self._rollover.reopen(sheet, position, quote, day=day, time_ns=self.now_ns)

    def _clear_day(self, sheet: SymbolSheet) -> None:
        """What is good till cancelled ends with the day, where the symbol says so."""
        for order in self.book.orders_of(sheet.name):
            if order.type_time == mt5.ORDER_TIME_GTC and order.type not in MARKET_TYPES:
                self.book.finish(order, mt5.ORDER_STATE_EXPIRED, self.now_ns)
        if sheet.gtc_mode == mt5.SYMBOL_ORDERS_DAILY:
            for position in self.book.of_symbol(sheet.name):
                self.book.hold(replace(position, sl=ZERO, tp=ZERO))

    def _quote_of(self, symbol: Symbol) -> Quote | None:
        return self.quote(str(symbol)) if str(symbol) in self.sheets else None


def restored(server: TradeServer, changes: Iterable[Change], *, now_ns: int) -> None:
    """Take up the books of a ledger where they stood at `now_ns`.

    What was in flight is nobody's memory: an order that was taken in is rejected, one whose
    removal was asked for waits on.
    """
    server.book.restored(changes)
    server.now_ns = now_ns
    for order in list(server.book.orders.values()):
        if order.state in IN_FLIGHT_STATES:
            server.book.finish(order, mt5.ORDER_STATE_REJECTED, now_ns, comment="Rejected")
        elif order.state == mt5.ORDER_STATE_REQUEST_CANCEL:
            server.book.place(replace(order, state=order.waits_as))


def server_text(epoch_s: int) -> str:
    """A server time as reports and comments write it: 2025.01.06 01:05."""
    return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=epoch_s):%Y.%m.%d %H:%M}"
