"""What each function of the package does, on a terminal's core; arguments are checked already.

A failure is raised as `Refused`; the package answers it with None or False and `last_error()`.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

import numpy.typing as npt

from tickloom.domain.errors import CorrectIt, Unavailable
from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom.domain.order import Side
from tickloom_terminal import constants as mt5
from tickloom_terminal.core import TerminalCore
from tickloom_terminal.errors import Refused, invalid
from tickloom_terminal.group_mask import group_filter
from tickloom_terminal.history import TIMEFRAMES
from tickloom_terminal.structures import (
    AccountInfo,
    BookInfo,
    OrderCheckResult,
    OrderSendResult,
    SymbolInfo,
    TerminalInfo,
    Tick,
    TradeDeal,
    TradeOrder,
    TradePosition,
)
from tickloom_terminal.trade.records import (
    LIMIT_TYPES,
    PENDING_TYPES,
    Answer,
    Deal,
    Order,
    Position,
    side_of,
)
from tickloom_terminal.trade.replies import COMMENTS, refusal
from tickloom_terminal.trade.sheet import SymbolSheet
from tickloom_terminal.translate import (
    Translator,
    account,
    as_request,
    exact,
    filled,
    request_fields,
    symbol,
)

VERSION = (500, 5833, "24 Apr 2026")
_BOTH_SIDES = mt5.TICK_FLAG_BID | mt5.TICK_FLAG_ASK
Rows = npt.NDArray[Any]
T = TypeVar("T", Order, Position, Deal)


class Calls:
    """The functions of the package by name; times are the server's clock in seconds."""

    def __init__(self, core: TerminalCore) -> None:
        self._core = core
        self._translate = Translator(core.settings.clock)

    # -- the terminal and its account ---------------------------------------------------------

    def version(self) -> tuple[int, int, str]:
        return VERSION

    def login(self, login: int, password: str, server: str) -> bool:
        self._core.log_in(login, password, server)
        return True

    def terminal_info(self) -> TerminalInfo:
        core = self._core
        folder = str(core.settings.folder)
        return filled(
            TerminalInfo, connected=core.is_connected, trade_allowed=core.is_algo_trading,
            tradeapi_disabled=not core.is_api_trading, build=VERSION[1],
            maxbars=core.settings.bars_max, company="Tickloom", name="Tickloom Terminal",
            language="English", path=folder, data_path=folder, commondata_path=folder,
        )  # fmt: skip

    def account_info(self) -> AccountInfo:
        server = self._core.account
        return account(server.rules, server.figures(), is_trade_allowed=True)

    # -- symbols ------------------------------------------------------------------------------

    def symbols_total(self) -> int:
        return len(self._core.sheets)

    def symbols_get(self, group: str | None) -> list[SymbolInfo]:
        passes = group_filter(group)
        return [self._symbol(s) for name, s in self._core.sheets.items() if passes(name)]

    def symbol_info(self, name: str) -> SymbolInfo:
        return self._symbol(self._sheet(name))

    def symbol_info_tick(self, name: str) -> Tick:
        self._sheet(name)
        quote = self._core.tick(name)
        if quote is None or name not in self._core.selected:
            raise Refused(mt5.RES_E_NOT_FOUND)
        return self._translate.tick(quote, _BOTH_SIDES)

    def symbol_select(self, name: str, enable: bool) -> bool:
        self._sheet(name)
        book = self._core.account.book
        if not enable and (book.of_symbol(name) or book.orders_of(name)):
            raise Refused(mt5.RES_E_FAIL)
        (self._core.selected.add if enable else self._core.selected.discard)(name)
        return True

    def market_book_add(self, name: str) -> bool:
        self._sheet(name)
        return True

    def market_book_release(self, name: str) -> bool:
        self._sheet(name)
        return True

    def market_book_get(self, name: str) -> list[BookInfo]:
        """Top of book only: one row a side, with no volume known."""
        quote = self._core.account.quote(self._sheet(name).name)
        if quote is None:
            return []
        return [
            filled(BookInfo, type=mt5.BOOK_TYPE_SELL, price=float(quote.ask)),
            filled(BookInfo, type=mt5.BOOK_TYPE_BUY, price=float(quote.bid)),
        ]

    def _sheet(self, name: str) -> SymbolSheet:
        sheet = self._core.sheets.get(name)
        if sheet is None:
            raise Refused(mt5.RES_E_NOT_FOUND)
        return sheet

    def _symbol(self, sheet: SymbolSheet) -> SymbolInfo:
        quote = self._core.tick(sheet.name)
        tick = None if quote is None else self._translate.tick(quote, _BOTH_SIDES)
        return symbol(
            sheet, tick, is_selected=sheet.name in self._core.selected,
            tick_value=(self._tick_value(sheet, 1), self._tick_value(sheet, -1)),
        )  # fmt: skip

    def _tick_value(self, sheet: SymbolSheet, sign: int) -> float:
        """What one lot gains or loses with a tick, in the account's currency; 0 if unknown."""
        try:
            return float(self._core.account.purse.tick_value(sheet, is_gain=sign > 0))
        except (CorrectIt, Unavailable):
            return 0.0

    # -- history of the market ----------------------------------------------------------------

    def copy_rates_from(self, name: str, timeframe: int, date_from: int, count: int) -> Rows:
        """The last `count` bars that open at or before `date_from`: back into the past."""
        return self._rates(
            self._history_name(name), self._timeframe(timeframe), first_s=None, last_s=date_from,
            count=self._count(count),
        )  # fmt: skip

    def copy_rates_from_pos(self, name: str, timeframe: int, start: int, count: int) -> Rows:
        if start < 0:
            raise Refused(mt5.RES_E_INVALID_PARAMS)
        rows = self._core.history.newest(
            self._history_name(name), self._timeframe(timeframe), start=start,
            count=self._count(count),
        )  # fmt: skip
        return self._some(rows)

    def copy_rates_range(self, name: str, timeframe: int, date_from: int, date_to: int) -> Rows:
        """Bars that open from `date_from` to `date_to`, both included."""
        if date_from > date_to:
            raise Refused(mt5.RES_E_INVALID_PARAMS)
        return self._core.history.rates(
            self._history_name(name), self._timeframe(timeframe), first_s=date_from,
            last_s=date_to, count=self._core.settings.bars_max,
        )  # fmt: skip

    def copy_ticks_from(self, name: str, date_from: int, count: int, flags: int) -> Rows:
        """The first `count` ticks from `date_from` on: forward."""
        if count <= 0:
            raise Refused(mt5.RES_E_INVALID_PARAMS)
        rows = self._core.history.ticks(
            self._history_name(name), first_s=date_from, last_s=None, count=count
        )
        return self._with_flags(rows, flags)

    def copy_ticks_range(self, name: str, date_from: int, date_to: int, flags: int) -> Rows:
        if date_from > date_to:
            raise Refused(mt5.RES_E_INVALID_PARAMS)
        rows = self._core.history.ticks(
            self._history_name(name), first_s=date_from, last_s=date_to, count=None
        )
        return self._with_flags(rows, flags)

    @staticmethod
    def _with_flags(rows: Rows, flags: int) -> Rows:
        """These markets have no last price and no volume: there are no trade ticks."""
        if flags == mt5.COPY_TICKS_TRADE:
            return rows[:0]
        return rows if flags == mt5.COPY_TICKS_ALL else rows[rows["flags"] > 0]

    def _rates(
        self, name: Symbol, timeframe: Timeframe, *, first_s: int | None, last_s: int, count: int
    ) -> Rows:
        return self._some(
            self._core.history.rates(name, timeframe, first_s=first_s, last_s=last_s, count=count)
        )

    @staticmethod
    def _some(rows: Rows) -> Rows:
        if not len(rows):
            raise Refused(mt5.RES_E_NOT_FOUND)
        return rows

    def _history_name(self, name: str) -> Symbol:
        sheet = self._sheet(name)
        self._core.selected.add(name)
        return sheet.instrument.symbol

    def _timeframe(self, number: int) -> Timeframe:
        name = TIMEFRAMES.get(number)
        if name is None:
            raise Refused(mt5.RES_E_INVALID_PARAMS)
        return Timeframe(name)

    def _count(self, count: int) -> int:
        if not 0 < count <= self._core.settings.bars_max:
            raise Refused(mt5.RES_E_INVALID_PARAMS)
        return count

    # -- orders, positions, deals -------------------------------------------------------------

    def orders_total(self) -> int:
        return len(self._core.account.book.orders)

    def positions_total(self) -> int:
        return len(self._core.account.book.positions)

    def orders_get(self, by: Mapping[str, Any]) -> list[TradeOrder]:
        orders = self._core.account.book.orders.values()
        taken = _chosen(orders, by, ticket=lambda order: order.ticket)
        return [self._order(order) for order in taken]

    def positions_get(self, by: Mapping[str, Any]) -> list[TradePosition]:
        positions = self._core.account.book.positions.values()
        taken = _chosen(positions, by, ticket=lambda position: position.ticket)
        return [self._position(position) for position in taken]

    def history_orders_total(self, date_from: int, date_to: int) -> int:
        return len(self.history_orders_get({"from": date_from, "to": date_to}))

    def history_deals_total(self, date_from: int, date_to: int) -> int:
        return len(self.history_deals_get({"from": date_from, "to": date_to}))

    def history_orders_get(self, by: Mapping[str, Any]) -> list[TradeOrder]:
        """By done time (both ends included), by ticket, or by position."""
        orders = self._core.account.book.done_orders.values()
        found = _found(
            orders, by, ticket=lambda o: o.ticket, position=lambda o: o.position_id,
            moment=lambda o: self._translate.seconds(o.time_done_ns),
        )  # fmt: skip
        return [self._order(order) for order in found]

    def history_deals_get(self, by: Mapping[str, Any]) -> list[TradeDeal]:
        """By time (both ends included), by the ticket of the deal's ORDER, or by position."""
        deals = self._core.account.book.deals.values()
        found = _found(
            deals, by, ticket=lambda d: d.order, position=lambda d: d.position_id,
            moment=lambda d: self._translate.seconds(d.time_ns),
        )  # fmt: skip
        return [self._translate.deal(deal) for deal in found]

    def _order(self, order: Order) -> TradeOrder:
        quote = self._core.account.quote(order.symbol)
        price = Decimal(0)
        if quote is not None:
            price = quote.ask if order.side is Side.BUY else quote.bid
        return self._translate.order(order, price)

    def _position(self, position: Position) -> TradePosition:
        server = self._core.account
        return self._translate.position(
            position, server.price_of(position), server.profit_of(position)
        )

    # -- requests -----------------------------------------------------------------------------

    def order_calc_margin(self, kind: int, name: str, volume: float, price: float) -> float:
        """What one order alone would tie up, ignoring what is open."""
        sheet, server = self._sheet(name), self._core.account
        if kind not in _CALCULATED or volume <= 0 or price <= 0:
            raise invalid("Invalid params")
        try:
            margin = server.purse.margin(sheet, side_of(kind), exact(volume), exact(price))
        except (CorrectIt, Unavailable) as error:
            raise Refused(mt5.RES_E_FAIL) from error
        return float(server.purse.rounded(margin))

    def order_calc_profit(self, kind: int, name: str, volume: float, *prices: float) -> float:
        """`prices`: where it opens and where it closes."""
        opened, closed = prices
        sheet, server = self._sheet(name), self._core.account
        is_market = kind in {mt5.ORDER_TYPE_BUY, mt5.ORDER_TYPE_SELL}
        if not is_market or volume <= 0 or opened <= 0 or closed <= 0:
            raise invalid("Invalid params")
        try:
            profit = server.purse.profit(
                sheet, side_of(kind), exact(volume), opened=exact(opened), closed=exact(closed)
            )
        except (CorrectIt, Unavailable) as error:
            raise Refused(mt5.RES_E_FAIL) from error
        return float(profit)

    def order_check(self, given: Mapping[str, Any]) -> OrderCheckResult:
        """How the account would stand after the request; retcode 0 and "Done" when it may be."""
        fields = request_fields(given)
        request = self._translate.request(fields)
        server = self._core.account
        code = self._core.desk.check(request)
        before = server.figures()
        margin = before.margin
        if not code and request.action == mt5.TRADE_ACTION_DEAL and not request.position:
            margin = server.margin_with(request.symbol, request.side, request.volume)
        equity = float(before.equity)
        return filled(
            OrderCheckResult, retcode=code, balance=float(before.balance), equity=equity,
            profit=float(before.profit), margin=float(margin),
            margin_free=equity - float(margin),
            margin_level=equity / float(margin) * 100 if margin else 0.0,
            comment=COMMENTS[code], request=as_request(fields),
        )  # fmt: skip

    def order_send(self, given: Mapping[str, Any]) -> OrderSendResult:
        fields = request_fields(given)
        core = self._core
        if not core.is_api_trading:
            raise Refused(mt5.RES_E_AUTO_TRADING_DISABLED)
        if core.is_algo_trading:
            answer = core.desk.send(self._translate.request(fields))
        else:
            answer = refusal(mt5.TRADE_RETCODE_CLIENT_DISABLES_AT)
        core.settle()
        return self._sent(fields, answer)

    def _sent(self, fields: Mapping[str, Any], answer: Answer) -> OrderSendResult:
        name = fields["symbol"]
        quote = self._core.account.quote(name) if name in self._core.sheets else None
        return OrderSendResult(
            (
                answer.retcode, answer.deal, answer.order, float(answer.volume),
                float(answer.price), 0.0 if quote is None else float(quote.bid),
                0.0 if quote is None else float(quote.ask), answer.comment,
                self._core.next_request_id(), 0, as_request(fields),
            )
        )  # fmt: skip


_CALCULATED = frozenset((mt5.ORDER_TYPE_BUY, mt5.ORDER_TYPE_SELL)) | PENDING_TYPES | LIMIT_TYPES


def _chosen(items: Iterable[T], by: Mapping[str, Any], *, ticket: Callable[[T], int]) -> list[T]:
    """By symbol (which wins), by ticket, by group, or all."""
    if by.get("symbol") is not None:
        return [item for item in items if item.symbol == by["symbol"]]
    if by.get("ticket") is not None:
        return [item for item in items if ticket(item) == by["ticket"]]
    passes = group_filter(by.get("group"))
    return [item for item in items if passes(item.symbol)]


def _found(
    items: Iterable[T], by: Mapping[str, Any], *, ticket: Callable[[T], int],
    position: Callable[[T], int], moment: Callable[[T], int],
) -> list[T]:  # fmt: skip
    if by.get("ticket") is not None:
        return [item for item in items if ticket(item) == by["ticket"]]
    if by.get("position") is not None:
        return [item for item in items if position(item) == by["position"]]
    passes = group_filter(by.get("group"))
    return [
        item for item in items if by["from"] <= moment(item) <= by["to"] and passes(item.symbol)
    ]
