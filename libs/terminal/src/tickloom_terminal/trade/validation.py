"""Whether a request may be done: the checks of a trade server, in its order.

sanity -> trade mode -> session -> quotes -> volume -> filling -> expiration -> order type ->
price -> stops -> freeze -> counts; money comes last and is counted by the server itself. The
vendor lists no order; this one agrees with experience.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tickloom.domain.order import Side
from tickloom.venue.conversion import Quote
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.records import (
    LIMIT_TYPES,
    MARKET_TYPES,
    PENDING_TYPES,
    STOP_LIMIT_TYPES,
    AccountRules,
    Order,
    Position,
    Request,
)
from tickloom_terminal.trade.sheet import (
    ORDER_LIMIT,
    ORDER_MARKET,
    ORDER_SL,
    ORDER_STOP,
    ORDER_STOP_LIMIT,
    ORDER_TP,
    SymbolSheet,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the server knows when a request for one symbol arrives."""

    sheet: SymbolSheet
    rules: AccountRules
    quote: Quote | None
    is_session: bool
    now_ns: int
    position: Position | None
    positions: Sequence[Position]
    orders: Sequence[Order]


Check = Callable[[Request, Situation], int]
"""A return code, 0 when there is nothing to say."""


def problem_of_deal(request: Request, now: Situation) -> int:
    """The first thing wrong with a market request, 0 when nothing is."""
    return _first(
        request, now,
        (_sanity_of_deal, _trade_mode, _market, _volume, _filling, _order_type, _requote, _stops),
    )  # fmt: skip


def problem_of_pending(request: Request, now: Situation) -> int:
    """The first thing wrong with a new pending order, 0 when nothing is."""
    return _first(
        request, now,
        (_sanity_of_pending, _trade_mode, _market, _volume, _filling, _expiration, _order_type,
         _pending_price, _stops, _count_of_orders),
    )  # fmt: skip


def problem_of_levels(request: Request, now: Situation) -> int:
    """The first thing wrong with new stops of a position, 0 when nothing is."""
    position = now.position
    if position is None:
        return mt5.TRADE_RETCODE_POSITION_CLOSED
    if (request.sl, request.tp) == (position.sl, position.tp):
        return mt5.TRADE_RETCODE_NO_CHANGES
    trouble = _market(request, now)
    if trouble:
        return trouble
    assert now.quote is not None
    price = _closing(now.quote, position.side)
    return _levels_problem(request, now, position.side, price) or _frozen_levels(position, now)


def problem_of_change(request: Request, order: Order, now: Situation) -> int:
    """The first thing wrong with a change of a pending order, 0 when nothing is."""
    same = (
        request.price == order.price_open and (request.sl, request.tp) == (order.sl, order.tp)
        and request.type_time == order.type_time and request.expiration_ns == order.expiration_ns
        and request.stoplimit == order.stoplimit
    )  # fmt: skip
    if same:
        return mt5.TRADE_RETCODE_NO_CHANGES
    return _first(request, now, (_market, _expiration, _pending_price, _stops)) or frozen_order(
        order, now
    )


def frozen_order(order: Order, now: Situation) -> int:
    """A pending order whose trigger is nearer than the freeze level cannot be touched."""
    reach = now.sheet.freeze_level_points * now.sheet.instrument.point
    if not reach or now.quote is None:
        return 0
    market = now.quote.ask if order.side is Side.BUY else now.quote.bid
    return mt5.TRADE_RETCODE_FROZEN if abs(market - order.price_open) <= reach else 0


def _first(request: Request, now: Situation, checks: Sequence[Check]) -> int:
    return next((code for check in checks if (code := check(request, now))), 0)


def _sanity_of_deal(request: Request, now: Situation) -> int:
    if request.type not in MARKET_TYPES:
        return mt5.TRADE_RETCODE_INVALID
    if request.position:
        position = now.position
        if position is None:
            return mt5.TRADE_RETCODE_POSITION_CLOSED
        if position.symbol != request.symbol or position.side is request.side:
            return mt5.TRADE_RETCODE_INVALID
        return 0 if request.volume <= position.volume else mt5.TRADE_RETCODE_INVALID_CLOSE_VOLUME
    return 0


def _sanity_of_pending(request: Request, _: Situation) -> int:
    if request.type not in PENDING_TYPES:
        return mt5.TRADE_RETCODE_INVALID
    if request.price <= 0 or (request.type in STOP_LIMIT_TYPES and request.stoplimit <= 0):
        return mt5.TRADE_RETCODE_INVALID_PRICE
    return 0


def _trade_mode(request: Request, now: Situation) -> int:
    mode = now.sheet.trade_mode
    if mode == mt5.SYMBOL_TRADE_MODE_DISABLED:
        return mt5.TRADE_RETCODE_TRADE_DISABLED
    if _only_reduces(request, now):
        return 0
    refused = {
        mt5.SYMBOL_TRADE_MODE_CLOSEONLY: (Side.BUY, Side.SELL),
        mt5.SYMBOL_TRADE_MODE_LONGONLY: (Side.SELL,),
        mt5.SYMBOL_TRADE_MODE_SHORTONLY: (Side.BUY,),
    }
    codes = {
        mt5.SYMBOL_TRADE_MODE_CLOSEONLY: mt5.TRADE_RETCODE_CLOSE_ONLY,
        mt5.SYMBOL_TRADE_MODE_LONGONLY: mt5.TRADE_RETCODE_LONG_ONLY,
        mt5.SYMBOL_TRADE_MODE_SHORTONLY: mt5.TRADE_RETCODE_SHORT_ONLY,
    }
    return codes[mode] if request.side in refused.get(mode, ()) else 0


def _only_reduces(request: Request, now: Situation) -> bool:
    """A deal that closes (a part of) a position: by ticket, or against the net position."""
    if request.action != mt5.TRADE_ACTION_DEAL:
        return False
    if request.position:
        return True
    if now.rules.is_hedging or not now.positions:
        return False
    net = now.positions[0]
    return net.side is not request.side and request.volume <= net.volume


def _market(_: Request, now: Situation) -> int:
    if not now.is_session:
        return mt5.TRADE_RETCODE_MARKET_CLOSED
    return mt5.TRADE_RETCODE_PRICE_OFF if now.quote is None else 0


def _volume(request: Request, now: Situation) -> int:
    instrument = now.sheet.instrument
    on_step = request.volume % instrument.volume_step == 0
    if not (on_step and instrument.volume_min <= request.volume <= instrument.volume_max):
        return mt5.TRADE_RETCODE_INVALID_VOLUME
    limit = now.sheet.volume_limit
    if limit and not _only_reduces(request, now):
        same_side = sum(
            (p.volume for p in now.positions if p.side is request.side), Decimal(0)
        ) + sum((o.volume_current for o in now.orders if o.side is request.side), Decimal(0))
        if same_side + request.volume > limit:
            return mt5.TRADE_RETCODE_LIMIT_VOLUME
    return 0


def _filling(request: Request, now: Situation) -> int:
    is_pending = request.action == mt5.TRADE_ACTION_PENDING
    taken = now.sheet.takes_filling(request.type_filling, is_pending=is_pending)
    return 0 if taken else mt5.TRADE_RETCODE_INVALID_FILL


def _expiration(request: Request, now: Situation) -> int:
    bits = {
        mt5.ORDER_TIME_GTC: 1, mt5.ORDER_TIME_DAY: 2, mt5.ORDER_TIME_SPECIFIED: 4,
        mt5.ORDER_TIME_SPECIFIED_DAY: 8,
    }  # fmt: skip
    if not now.sheet.expiration_mask & bits.get(request.type_time, 0):
        return mt5.TRADE_RETCODE_INVALID_EXPIRATION
    is_dated = request.type_time in {mt5.ORDER_TIME_SPECIFIED, mt5.ORDER_TIME_SPECIFIED_DAY}
    if is_dated and request.expiration_ns <= now.now_ns:
        return mt5.TRADE_RETCODE_INVALID_EXPIRATION
    return 0


def _order_type(request: Request, now: Situation) -> int:
    if request.type in MARKET_TYPES:
        bit = ORDER_MARKET
    elif request.type in LIMIT_TYPES:
        bit = ORDER_LIMIT
    else:
        bit = ORDER_STOP_LIMIT if request.type in STOP_LIMIT_TYPES else ORDER_STOP
    wanted = bit | (ORDER_SL if request.sl else 0) | (ORDER_TP if request.tp else 0)
    missing = wanted & ~now.sheet.order_mask
    return mt5.TRADE_RETCODE_INVALID_ORDER if missing else 0


def _requote(request: Request, now: Situation) -> int:
    """Only instant and request execution look at the price asked for."""
    assert now.quote is not None
    strict = (mt5.SYMBOL_TRADE_EXECUTION_INSTANT, mt5.SYMBOL_TRADE_EXECUTION_REQUEST)
    if now.sheet.execution not in strict:
        return 0
    if request.price <= 0:
        return mt5.TRADE_RETCODE_INVALID_PRICE
    market = now.quote.ask if request.side is Side.BUY else now.quote.bid
    reach = request.deviation * now.sheet.instrument.point
    return mt5.TRADE_RETCODE_REQUOTE if abs(market - request.price) > reach else 0


def _pending_price(request: Request, now: Situation) -> int:
    """A limit waits on the better side of the market, a stop on the worse one, far enough."""
    assert now.quote is not None
    kind = request.type
    market = now.quote.ask if request.side is Side.BUY else now.quote.bid
    away = (request.price - market) * request.side.sign
    if kind in LIMIT_TYPES:
        away = -away
    least = now.sheet.instrument.stops_level_points * now.sheet.instrument.point
    is_wrong = away < least or away <= 0
    if kind in STOP_LIMIT_TYPES:
        is_wrong = is_wrong or (request.price - request.stoplimit) * request.side.sign < 0
    return mt5.TRADE_RETCODE_INVALID_PRICE if is_wrong else 0


def _stops(request: Request, now: Situation) -> int:
    """Levels of a deal are measured from the price that would close it, of an order from its own.

    A deal that closes a position takes no levels: they are ignored.
    """
    assert now.quote is not None
    if request.position and request.action == mt5.TRADE_ACTION_DEAL:
        return 0
    if request.type in MARKET_TYPES:
        price = _closing(now.quote, request.side)
    else:
        price = request.stoplimit if request.type in STOP_LIMIT_TYPES else request.price
    return _levels_problem(request, now, request.side, price)


def _levels_problem(request: Request, now: Situation, side: Side, price: Decimal) -> int:
    least = now.sheet.instrument.stops_level_points * now.sheet.instrument.point
    levels = ((request.sl, -side.sign), (request.tp, side.sign))
    for level, direction in levels:
        away = (level - price) * direction
        if level and (away <= 0 or away < least):
            return mt5.TRADE_RETCODE_INVALID_STOPS
    return 0


def _frozen_levels(position: Position, now: Situation) -> int:
    reach = now.sheet.freeze_level_points * now.sheet.instrument.point
    if not reach:
        return 0
    assert now.quote is not None
    price = _closing(now.quote, position.side)
    near = any(level and abs(price - level) <= reach for level in (position.sl, position.tp))
    return mt5.TRADE_RETCODE_FROZEN if near else 0


def _count_of_orders(_: Request, now: Situation) -> int:
    limit = now.rules.limit_orders
    return mt5.TRADE_RETCODE_LIMIT_ORDERS if limit and len(now.orders) >= limit else 0


def _closing(quote: Quote, side: Side) -> Decimal:
    return quote.bid if side is Side.BUY else quote.ask


def levels(position: Position) -> Iterator[Decimal]:
    """The levels that a position has."""
    yield from (level for level in (position.sl, position.tp) if level)
