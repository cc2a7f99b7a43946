"""What a quote does to orders that wait: the rest of market orders, stop-limits, activations."""

from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from tickloom.domain.order import Side
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade import validation
from tickloom_terminal.trade.book import Book
from tickloom_terminal.trade.records import (
    IN_FLIGHT_STATES,
    MARKET_TYPES,
    STOP_LIMIT_TYPES,
    ZERO,
    Deal,
    Order,
    Request,
)
from tickloom_terminal.trade.replies import COMMENTS
from tickloom_terminal.trade.sheet import SymbolSheet
from tickloom_terminal.trade.situation import Situation
from tickloom_terminal.trade.triggers import is_triggered


class Floor(Protocol):
    """What of a trade server this needs."""

    @property
    def book(self) -> Book: ...

    now_ns: int

    def situation(self, symbol: str) -> Situation: ...

    def to_be_had(self, symbol: str, side: Side) -> Decimal | None: ...

    def lacks_margin(self, symbol: str, side: Side, volume: Decimal) -> bool: ...

    def part(self, order: Order, volume: Decimal) -> Deal: ...


def meet_quote(floor: Floor, sheet: SymbolSheet, bid: int, ask: int) -> None:
    """By ticket; an order that another one's fill ended is left alone."""
    for order in floor.book.orders_of(sheet.name):
        if order.state in IN_FLIGHT_STATES or order.ticket not in floor.book.orders:
            continue
        if order.type in MARKET_TYPES:
            _go_on(floor, order)
        elif is_triggered(order, sheet.instrument, bid=bid, ask=ask):
            if order.type in STOP_LIMIT_TYPES:
                trades_at_once = is_triggered(_limit(order), sheet.instrument, bid=bid, ask=ask)
                _become_limit(floor, order, trades_at_once=trades_at_once)
            else:
                _activate(floor, order)


def _go_on(floor: Floor, order: Order) -> None:
    """The rest of a market order; one that closes a position ends with it."""
    book, volume = floor.book, order.volume_current
    held = book.identified(order.position_id)
    if book.rules.is_hedging and order.position_id not in {0, order.ticket}:
        if held is None or held.side is order.side:
            book.finish(order, mt5.ORDER_STATE_CANCELED, floor.now_ns)
            return
        volume = min(volume, held.volume)
    had = floor.to_be_had(order.symbol, order.side)
    volume = volume if had is None else min(volume, had)
    if volume:
        floor.part(order, volume)


def _limit(order: Order) -> Order:
    """A stop-limit that was reached waits on at its limit price."""
    buys = order.type == mt5.ORDER_TYPE_BUY_STOP_LIMIT
    return replace(
        order, type=mt5.ORDER_TYPE_BUY_LIMIT if buys else mt5.ORDER_TYPE_SELL_LIMIT,
        price_open=order.stoplimit, stoplimit=ZERO,
    )  # fmt: skip


def _become_limit(floor: Floor, order: Order, *, trades_at_once: bool) -> None:
    """Book-or-cancel: one that would trade at once is cancelled."""
    if order.type_filling == mt5.ORDER_FILLING_BOC and trades_at_once:
        floor.book.finish(_limit(order), mt5.ORDER_STATE_CANCELED, floor.now_ns)
    else:
        floor.book.place(_limit(order))


def _activate(floor: Floor, order: Order) -> None:
    """Fill what is to be had of it, if it still may be; else the server ends it and says why."""
    volume = order.volume_current
    had = floor.to_be_had(order.symbol, order.side)
    if had is not None and had < volume:
        is_all_or_nothing = order.type_filling == mt5.ORDER_FILLING_FOK
        if is_all_or_nothing or (not had and order.type_filling == mt5.ORDER_FILLING_IOC):
            floor.book.finish(order, mt5.ORDER_STATE_CANCELED, floor.now_ns)
            return
        volume = had
    if not volume:
        return
    against = _against(floor, order, volume)
    if against:
        floor.book.finish(order, mt5.ORDER_STATE_REJECTED, floor.now_ns, comment=against)
    else:
        floor.part(order, volume)


def _against(floor: Floor, order: Order, volume: Decimal) -> str:
    """Why an order that was reached is not executed; empty if nothing speaks against it."""
    deal = Request(
        action=mt5.TRADE_ACTION_DEAL, symbol=order.symbol, volume=volume,
        type=mt5.ORDER_TYPE_BUY if order.side is Side.BUY else mt5.ORDER_TYPE_SELL,
    )  # fmt: skip
    code = validation.problem_of_activation(deal, floor.situation(order.symbol))
    if code:
        return COMMENTS[code]
    return "no money" if floor.lacks_margin(order.symbol, order.side, volume) else ""
