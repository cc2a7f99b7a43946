"""A trade server for one account: quotes in; orders, deals and positions follow from them.

Within one quote: expirations, then stops and targets (the oldest position first, the stop before
the target), then stop-out, then waiting orders by ticket. At a server midnight: swaps, and what
does not outlive the day.
"""

from collections.abc import Callable, Iterable, Mapping
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
from tickloom_terminal.trade.calendar import Calendar, nights
from tickloom_terminal.trade.money import Purse
from tickloom_terminal.trade.records import (
    STOP_LIMIT_TYPES,
    ZERO,
    AccountRules,
    Deal,
    Figures,
    Order,
    Position,
)
from tickloom_terminal.trade.sheet import SymbolSheet
from tickloom_terminal.trade.triggers import exit_levels, is_triggered


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
        self.sheets: Mapping[str, SymbolSheet] = {sheet.name: sheet for sheet in sheets}
        self.rules = rules
        self.calendar = calendar
        self.book = book
        self.now_ns = 0
        self._is_open = is_open
        self._points: dict[str, tuple[int, int]] = {}
        self._quoted_ns: dict[str, int] = {}
        converter = Converter(
            (sheet.instrument for sheet in self.sheets.values()), currency=rules.currency
        )
        self.purse = Purse(rules, converter, self._quote_of)

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
        self._points[symbol] = (bid, ask)
        self._quoted_ns[symbol] = time_ns
        sheet = self.sheets[symbol]
        self._expire(symbol)
        self._close_at_levels(sheet, bid, ask)
        self._stop_out()
        self._trigger_orders(sheet, bid, ask)

    def quote(self, symbol: str) -> Quote | None:
        """The current quote; None before the first."""
        points = self._points.get(symbol)
        if points is None:
            return None
        instrument = self.sheets[symbol].instrument
        return Quote(bid=instrument.from_points(points[0]), ask=instrument.from_points(points[1]))

    def hear(self, symbol: str, time_ns: int, bid: int, ask: int) -> None:
        """A quote that triggers nothing, because nothing is open or waits."""
        self.advance(time_ns)
        self._points[symbol] = (bid, ask)
        self._quoted_ns[symbol] = time_ns

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
        """The account at the current quotes; a position without a quote stands at its price."""
        floating = sum((self.profit_of(p) + p.swap for p in self.book.positions.values()), ZERO)
        balance = self.book.balance
        return Figures(
            balance=balance, profit=floating, equity=balance + floating, margin=self.margin()
        )

    def profit_of(self, position: Position) -> Decimal:
        sheet = self.sheets[position.symbol]
        return self.purse.profit(
            sheet, position.side, position.volume, opened=position.price_open,
            closed=self.price_of(position),
        )  # fmt: skip

    def price_of(self, position: Position) -> Decimal:
        """Where the position would be closed now."""
        quote = self.quote(position.symbol)
        if quote is None:
            return position.price_open
        return quote.bid if position.side.sign > 0 else quote.ask

    def margin(self, *, with_position: Position | None = None) -> Decimal:
        """What all positions tie up; with one more, if given. Rounded as it is shown."""
        symbols = {p.symbol for p in self.book.positions.values()}
        extra = () if with_position is None else (with_position,)
        symbols |= {p.symbol for p in extra}
        tied = sum(
            (
                self.purse.margin_of(
                    self.sheets[name],
                    [*self.book.of_symbol(name), *(p for p in extra if p.symbol == name)],
                )
                for name in sorted(symbols)
            ),
            ZERO,
        )
        return self.purse.rounded(tied)

    # -- fills --------------------------------------------------------------------------------

    def fill(self, order: Order, volume: Decimal) -> Deal:
        quote = self.quote(order.symbol)
        assert quote is not None, "a fill follows a quote"
        price = quote.ask if order.side.sign > 0 else quote.bid
        fill = Fill(
            order=order, sheet=self.sheets[order.symbol], volume=volume, price=price,
            time_ns=self.now_ns,
        )  # fmt: skip
        return book_fill(self.book, self.purse, fill)

    def margin_with(self, symbol: str, side: Side, volume: Decimal) -> Decimal:
        """What would be tied up with one position more."""
        quote = self.quote(symbol)
        assert quote is not None, "money is counted after the check of quotes"
        price = quote.ask if side is Side.BUY else quote.bid
        wanted = Position(
            ticket=0, identifier=0, symbol=symbol, side=side, volume=volume, price_open=price,
            margin=self.purse.margin(self.sheets[symbol], side, volume, price),
            time_ns=self.now_ns, time_update_ns=self.now_ns,
        )  # fmt: skip
        return self.margin(with_position=wanted)

    def lacks_margin(self, symbol: str, side: Side, volume: Decimal) -> bool:
        """Whether a position more would tie up more than there is."""
        return self.margin_with(symbol, side, volume) > self.figures().equity

    # -- what a quote does --------------------------------------------------------------------

    def _expire(self, symbol: str) -> None:
        for order in self.book.orders_of(symbol):
            is_due = bool(order.expiration_ns) and order.state != mt5.ORDER_STATE_STARTED
            if is_due and self.now_ns >= order.expiration_ns:
                stamp = self._stamp(order.expiration_ns)
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
            position_id=position.identifier if not self.rules.is_hedging else position.ticket,
            comment=comment,
        )  # fmt: skip
        deal = self.fill(order, position.volume)
        self.book.finish(order, mt5.ORDER_STATE_FILLED, self.now_ns)
        return deal

    def _stop_out(self) -> None:
        """Close the greatest loss and look again, until the level suffices."""
        while self.book.positions:
            figures = self.figures()
            closable = [p for p in self.book.positions.values() if p.symbol in self._points]
            if not closable or not self._is_stopped_out(figures):
                return
            worst = min(closable, key=lambda p: self.profit_of(p) + p.swap)
            in_percent = self.rules.stopout_mode == mt5.ACCOUNT_STOPOUT_MODE_PERCENT
            level = f"{figures.margin_level:.1f}%" if in_percent else f"{figures.equity:.2f}"
            comment = f"so {level}/{figures.equity:.2f}/{figures.margin:.2f}"
            self.close_position(worst, reason=mt5.ORDER_REASON_SO, comment=comment)

    def _is_stopped_out(self, figures: Figures) -> bool:
        """At or under the threshold; fully hedged without margin only when equity is negative."""
        if not figures.margin:
            return figures.equity < 0
        if self.rules.stopout_mode == mt5.ACCOUNT_STOPOUT_MODE_MONEY:
            return figures.equity <= self.rules.stop_out
        return figures.margin_level <= self.rules.stop_out

    def _trigger_orders(self, sheet: SymbolSheet, bid: int, ask: int) -> None:
        if not self.is_session(sheet.name):
            return
        for order in self.book.orders_of(sheet.name):
            if order.state != mt5.ORDER_STATE_PLACED:
                continue
            if not is_triggered(order, sheet.instrument, bid=bid, ask=ask):
                continue
            if order.type in STOP_LIMIT_TYPES:
                self._become_limit(order)
            else:
                self._activate(order)

    def _become_limit(self, order: Order) -> None:
        """A stop-limit that was reached waits on at its limit price."""
        buys = order.type == mt5.ORDER_TYPE_BUY_STOP_LIMIT
        self.book.place(
            replace(
                order, type=mt5.ORDER_TYPE_BUY_LIMIT if buys else mt5.ORDER_TYPE_SELL_LIMIT,
                price_open=order.stoplimit, stoplimit=ZERO,
            )
        )  # fmt: skip

    def _activate(self, order: Order) -> None:
        """Fill it, if the money is there; else the server rejects it."""
        volume = order.volume_current
        if self.lacks_margin(order.symbol, order.side, volume):
            self.book.finish(order, mt5.ORDER_STATE_REJECTED, self.now_ns, comment="no money")
            return
        deal = self.fill(order, volume)
        self.book.finish(
            replace(order, volume_current=ZERO, position_id=deal.position_id),
            mt5.ORDER_STATE_FILLED, self.now_ns,
        )  # fmt: skip

    # -- midnight -----------------------------------------------------------------------------

    def _end_day(self, day: int) -> None:
        for position in list(self.book.positions.values()):
            sheet = self.sheets[position.symbol]
            charged = self.purse.swap(sheet, position, nights=nights(day, sheet.swap.triple_day))
            if charged:
                self.book.hold(replace(position, swap=position.swap + charged))
        for sheet in self.sheets.values():
            if sheet.gtc_mode != mt5.SYMBOL_ORDERS_GTC:
                self._clear_day(sheet)

    def _clear_day(self, sheet: SymbolSheet) -> None:
        for order in self.book.orders_of(sheet.name):
            self.book.finish(order, mt5.ORDER_STATE_EXPIRED, self.now_ns)
        if sheet.gtc_mode == mt5.SYMBOL_ORDERS_DAILY:
            for position in self.book.of_symbol(sheet.name):
                self.book.hold(replace(position, sl=ZERO, tp=ZERO))

    def _quote_of(self, symbol: Symbol) -> Quote | None:
        return self.quote(str(symbol)) if str(symbol) in self.sheets else None


def restored(server: TradeServer, changes: Iterable[Change], *, now_ns: int) -> None:
    """Take up the books of a ledger where they stood at `now_ns`."""
    server.book.restored(changes)
    server.now_ns = now_ns


def server_text(epoch_s: int) -> str:
    """A server time as reports and comments write it: 2025.01.06 01:05."""
    return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=epoch_s):%Y.%m.%d %H:%M}"
