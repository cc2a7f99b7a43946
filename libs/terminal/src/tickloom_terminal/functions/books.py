"""Orders, positions and deals, active and past."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from tickloom.domain.order import Side
from tickloom_terminal.core import TerminalCore
from tickloom_terminal.group_mask import group_filter
from tickloom_terminal.structures import TradeDeal, TradeOrder, TradePosition
from tickloom_terminal.trade.records import Deal, Order, Position
from tickloom_terminal.translate import Translator

T = TypeVar("T", Order, Position, Deal)


class BookFunctions:
    """orders_*, positions_*, history_*; dates are the server's clock in seconds."""

    def __init__(self, core: TerminalCore) -> None:
        self._core = core
        self._translate = Translator(core.clock)

    def orders_total(self) -> int:
        return len(self._core.seen.records().orders)

    def positions_total(self) -> int:
        return len(self._core.seen.records().positions)

    def orders_get(self, by: Mapping[str, Any]) -> list[TradeOrder]:
        orders = self._core.seen.records().orders
        taken = _chosen(orders, by, ticket=lambda order: order.ticket)
        return [self._order(order) for order in taken]

    def positions_get(self, by: Mapping[str, Any]) -> list[TradePosition]:
        positions = self._core.seen.records().positions
        taken = _chosen(positions, by, ticket=lambda position: position.ticket)
        return [self._position(position) for position in taken]

    def history_orders_total(self, date_from: int, date_to: int) -> int:
        return len(self._past_orders({"from": date_from, "to": date_to}))

    def history_deals_total(self, date_from: int, date_to: int) -> int:
        return len(self._past_deals({"from": date_from, "to": date_to}))

    def history_orders_get(self, by: Mapping[str, Any]) -> list[TradeOrder]:
        """By done time (both ends included), by ticket, or by position."""
        return [self._order(order) for order in self._past_orders(by)]

    def history_deals_get(self, by: Mapping[str, Any]) -> list[TradeDeal]:
        """By time (both ends included), by the ticket of the deal's ORDER, or by position."""
        return [self._translate.deal(deal) for deal in self._past_deals(by)]

    def _past_orders(self, by: Mapping[str, Any]) -> list[Order]:
        return _found(
            self._core.seen.records().done_orders, by, ticket=lambda o: o.ticket,
            position=lambda o: (o.position_id, o.position_by_id),
            moment=lambda o: self._translate.seconds(o.time_done_ns),
        )  # fmt: skip

    def _past_deals(self, by: Mapping[str, Any]) -> list[Deal]:
        return _found(
            self._core.seen.records().deals, by, ticket=lambda d: d.order,
            position=lambda d: (d.position_id,),
            moment=lambda d: self._translate.seconds(d.time_ns),
        )  # fmt: skip

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
    position: Callable[[T], tuple[int, ...]], moment: Callable[[T], int],
) -> list[T]:  # fmt: skip
    """By ticket, by position, or by dates and group; a last date of 0 is none."""
    if by.get("ticket") is not None:
        return [item for item in items if ticket(item) == by["ticket"]]
    if by.get("position") is not None:
        return [item for item in items if by["position"] in position(item)]
    passes = group_filter(by.get("group"))
    first_s, last_s = by["from"], by["to"] or float("inf")
    return [item for item in items if first_s <= moment(item) <= last_s and passes(item.symbol)]
