"""Whether the prices of a request stand where a server takes them: sides, distances, the grid."""

from decimal import Decimal

from tickloom.domain.order import Side
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.records import (
    LIMIT_TYPES,
    MARKET_TYPES,
    STOP_LIMIT_TYPES,
    Order,
    Position,
    Request,
)
from tickloom_terminal.trade.situation import Situation, reduces

_STRICT = (mt5.SYMBOL_TRADE_EXECUTION_INSTANT, mt5.SYMBOL_TRADE_EXECUTION_REQUEST)


def requote(request: Request, now: Situation) -> int:
    """Only instant and request execution look at the price asked for."""
    if now.sheet.execution not in _STRICT:
        return 0
    if request.price <= 0:
        return mt5.TRADE_RETCODE_INVALID_PRICE
    reach = request.deviation * now.sheet.instrument.point
    is_off = abs(now.market(request.side) - request.price) > reach
    return mt5.TRADE_RETCODE_REQUOTE if is_off else 0


def pending_price(request: Request, now: Situation) -> int:
    """A limit waits on the better side of the market, a stop on the worse one, far enough.

    The limit of a stop-limit order is not worse than its stop.
    """
    prices = (request.price, request.stoplimit) if request.type in STOP_LIMIT_TYPES else (
        request.price,
    )  # fmt: skip
    if any(price <= 0 or not _on_grid(price, now) for price in prices):
        return mt5.TRADE_RETCODE_INVALID_PRICE
    away = (request.price - now.market(request.side)) * request.side.sign
    if request.type in LIMIT_TYPES:
        away = -away
    is_wrong = away < now.least_away() or away <= 0
    if request.type in STOP_LIMIT_TYPES:
        is_wrong = is_wrong or (request.price - request.stoplimit) * request.side.sign < 0
    return mt5.TRADE_RETCODE_INVALID_PRICE if is_wrong else 0


def stops(request: Request, now: Situation) -> int:
    """Levels of a deal are measured from the price that would close it, of an order from its own.

    A deal that closes a position takes no levels: they are ignored.
    """
    if request.action == mt5.TRADE_ACTION_DEAL and reduces(request, now) is not None:
        return 0
    if request.type in MARKET_TYPES:
        price = now.market(request.side.opposite)
    else:
        price = request.stoplimit if request.type in STOP_LIMIT_TYPES else request.price
    return levels_at(request, now, request.side, price)


def levels_at(request: Request, now: Situation, side: Side, price: Decimal) -> int:
    """Whether stop and target lie on their sides of `price`, far enough, on the grid."""
    for level, direction in ((request.sl, -side.sign), (request.tp, side.sign)):
        away = (level - price) * direction
        is_wrong = away <= 0 or away < now.least_away() or not _on_grid(level, now)
        if level and is_wrong:
            return mt5.TRADE_RETCODE_INVALID_STOPS
    return 0


def frozen_position(position: Position, now: Situation) -> int:
    """A position whose stop or target is nearer than the freeze level cannot be touched."""
    price = now.market(position.side.opposite)
    near = any(
        level and abs(price - level) <= _frozen_within(now) for level in (position.sl, position.tp)
    )
    return mt5.TRADE_RETCODE_FROZEN if near and _frozen_within(now) else 0


def frozen_order(order: Order, now: Situation) -> int:
    """A waiting order whose trigger is nearer than the freeze level cannot be touched."""
    if not _frozen_within(now):
        return 0
    is_near = abs(now.market(order.side) - order.price_open) <= _frozen_within(now)
    return mt5.TRADE_RETCODE_FROZEN if is_near else 0


def _frozen_within(now: Situation) -> Decimal:
    return now.sheet.freeze_level_points * now.sheet.instrument.point


def _on_grid(price: Decimal, now: Situation) -> bool:
    return price % now.sheet.instrument.tick_size == 0
