"""Whether a request may be done: the checks of a trade server, in its order.

sanity -> trade mode -> session -> quotes -> volume -> filling -> expiration -> order type ->
price -> stops -> freeze -> counts; money comes last and is counted by the server itself. The
vendor lists no order; this one agrees with experience.
"""

from collections.abc import Sequence
from decimal import Decimal

from tickloom.domain.order import Side
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.price_checks import (
    frozen_order,
    frozen_position,
    levels_at,
    pending_price,
    requote,
    stops,
)
from tickloom_terminal.trade.records import (
    LIMIT_TYPES,
    MARKET_TYPES,
    PENDING_TYPES,
    STOP_LIMIT_TYPES,
    STOP_TYPES,
    Order,
    Position,
    Request,
)
from tickloom_terminal.trade.replies import HEDGE_PROHIBITED
from tickloom_terminal.trade.sheet import (
    ORDER_CLOSE_BY,
    ORDER_LIMIT,
    ORDER_MARKET,
    ORDER_SL,
    ORDER_STOP,
    ORDER_STOP_LIMIT,
    ORDER_TP,
)
from tickloom_terminal.trade.situation import Check, Situation, opening_volume, reduces


def problem_of_deal(request: Request, now: Situation) -> int:
    """The first thing wrong with a market request, 0 when nothing is."""
    return _first(
        request, now,
        (_sanity_of_deal, _trade_mode, _market, _volume, _filling, _order_type, requote, stops,
         _freeze_of_deal, _fifo, _hedge, _count_of_positions),
    )  # fmt: skip


def problem_of_pending(request: Request, now: Situation) -> int:
    """The first thing wrong with a new pending order, 0 when nothing is."""
    return _first(
        request, now,
        (_sanity_of_pending, _trade_mode, _market, _volume, _filling, _expiration, _order_type,
         pending_price, stops, _count_of_orders),
    )  # fmt: skip


def problem_of_activation(deal: Request, now: Situation) -> int:
    """What has come to speak against an order since it was placed, 0 when nothing has."""
    return _first(deal, now, (_trade_mode, _hedge))


def problem_of_levels(request: Request, now: Situation) -> int:
    """The first thing wrong with new stops of a position, 0 when nothing is."""
    position = now.position
    if position is None:
        return mt5.TRADE_RETCODE_POSITION_CLOSED
    trouble = _disabled(request, now) or _market(request, now)
    if trouble:
        return trouble
    if (request.sl, request.tp) == (position.sl, position.tp):
        return mt5.TRADE_RETCODE_NO_CHANGES
    if _bits_of_levels(request) & ~now.sheet.order_mask:
        return mt5.TRADE_RETCODE_INVALID_ORDER
    price = now.market(position.side.opposite)
    return levels_at(request, now, position.side, price) or frozen_position(position, now)


def problem_of_change(request: Request, order: Order, now: Situation) -> int:
    """The first thing wrong with a change of a pending order, 0 when nothing is."""
    trouble = _first(request, now, (_disabled, _market))
    if trouble:
        return trouble
    same = (
        request.price == order.price_open and (request.sl, request.tp) == (order.sl, order.tp)
        and request.type_time == order.type_time and now.expires_ns == order.expiration_ns
        and request.stoplimit == order.stoplimit
    )  # fmt: skip
    if same:
        return mt5.TRADE_RETCODE_NO_CHANGES
    checks = (_expiration, _order_type, pending_price, stops)
    return _first(request, now, checks) or frozen_order(order, now)


def problem_of_removal(request: Request, order: Order, now: Situation) -> int:
    """The first thing against taking a pending order away, 0 when nothing is."""
    return _first(request, now, (_disabled, _market)) or frozen_order(order, now)


def problem_of_close_by(request: Request, pair: tuple[Position, Position], now: Situation) -> int:
    """The first thing against closing two positions by each other, 0 when nothing is."""
    first, second = pair
    fits = first.symbol == second.symbol and first.side is not second.side
    if not fits or not now.rules.is_hedging:
        return mt5.TRADE_RETCODE_INVALID
    trouble = _first(request, now, (_disabled, _market))
    if trouble:
        return trouble
    if not now.sheet.order_mask & ORDER_CLOSE_BY:
        return mt5.TRADE_RETCODE_INVALID_ORDER
    return frozen_position(first, now) or frozen_position(second, now)


def _first(request: Request, now: Situation, checks: Sequence[Check]) -> int:
    return next((code for check in checks if (code := check(request, now))), 0)


def _sanity_of_deal(request: Request, now: Situation) -> int:
    if request.type not in MARKET_TYPES:
        return mt5.TRADE_RETCODE_INVALID_ORDER
    if not request.position:
        return 0
    position = now.position
    if position is None:
        return mt5.TRADE_RETCODE_POSITION_CLOSED
    is_same_side = position.side is request.side and now.rules.is_hedging
    if position.symbol != request.symbol or is_same_side:
        return mt5.TRADE_RETCODE_INVALID
    return 0


def _sanity_of_pending(request: Request, _: Situation) -> int:
    return 0 if request.type in PENDING_TYPES else mt5.TRADE_RETCODE_INVALID_ORDER


def _disabled(_: Request, now: Situation) -> int:
    is_off = now.sheet.trade_mode == mt5.SYMBOL_TRADE_MODE_DISABLED
    return mt5.TRADE_RETCODE_TRADE_DISABLED if is_off else 0


def _trade_mode(request: Request, now: Situation) -> int:
    mode = now.sheet.trade_mode
    is_deal = request.action == mt5.TRADE_ACTION_DEAL
    if _disabled(request, now):
        return mt5.TRADE_RETCODE_TRADE_DISABLED
    if is_deal and not opening_volume(request, now):
        return 0
    refused = {
        mt5.SYMBOL_TRADE_MODE_CLOSEONLY: ((Side.BUY, Side.SELL), mt5.TRADE_RETCODE_CLOSE_ONLY),
        mt5.SYMBOL_TRADE_MODE_LONGONLY: ((Side.SELL,), mt5.TRADE_RETCODE_LONG_ONLY),
        mt5.SYMBOL_TRADE_MODE_SHORTONLY: ((Side.BUY,), mt5.TRADE_RETCODE_SHORT_ONLY),
    }
    sides, code = refused.get(mode, ((), 0))
    return code if request.side in sides else 0


def _market(_: Request, now: Situation) -> int:
    if not now.is_session:
        return mt5.TRADE_RETCODE_MARKET_CLOSED
    return mt5.TRADE_RETCODE_PRICE_OFF if now.quote is None else 0


def _volume(request: Request, now: Situation) -> int:
    instrument, volume = now.sheet.instrument, request.volume
    on_step = volume % instrument.volume_step == 0
    if not (on_step and instrument.volume_min <= volume <= instrument.volume_max):
        return mt5.TRADE_RETCODE_INVALID_VOLUME
    is_deal = request.action == mt5.TRADE_ACTION_DEAL
    closed = reduces(request, now) if is_deal else None
    if closed is not None and volume > closed.volume:
        return mt5.TRADE_RETCODE_INVALID_CLOSE_VOLUME
    limit = now.sheet.volume_limit
    opens = opening_volume(request, now) if is_deal else volume
    if limit and opens and _exposed(now, request.side) + opens > limit:
        return mt5.TRADE_RETCODE_LIMIT_VOLUME
    return 0


def _exposed(now: Situation, side: Side) -> Decimal:
    """Lots of one direction: positions and waiting orders."""
    held = sum((p.volume for p in now.positions if p.side is side), Decimal(0))
    return held + sum((o.volume_current for o in now.orders if o.side is side), Decimal(0))


def _filling(request: Request, now: Situation) -> int:
    taken = now.sheet.takes_filling(
        request.type_filling, is_pending=request.action == mt5.TRADE_ACTION_PENDING,
        is_stop=request.type in STOP_TYPES,
    )  # fmt: skip
    return 0 if taken else mt5.TRADE_RETCODE_INVALID_FILL


def _expiration(request: Request, now: Situation) -> int:
    bits = {
        mt5.ORDER_TIME_GTC: 1, mt5.ORDER_TIME_DAY: 2, mt5.ORDER_TIME_SPECIFIED: 4,
        mt5.ORDER_TIME_SPECIFIED_DAY: 8,
    }  # fmt: skip
    if not now.sheet.expiration_mask & bits.get(request.type_time, 0):
        return mt5.TRADE_RETCODE_INVALID_EXPIRATION
    is_dated = request.type_time in {mt5.ORDER_TIME_SPECIFIED, mt5.ORDER_TIME_SPECIFIED_DAY}
    if is_dated and (not request.expiration_ns or now.expires_ns <= now.now_ns):
        return mt5.TRADE_RETCODE_INVALID_EXPIRATION
    return 0


def _order_type(request: Request, now: Situation) -> int:
    if request.type in MARKET_TYPES:
        bit = ORDER_MARKET
    elif request.type in LIMIT_TYPES:
        bit = ORDER_LIMIT
    else:
        bit = ORDER_STOP_LIMIT if request.type in STOP_LIMIT_TYPES else ORDER_STOP
    missing = (bit | _bits_of_levels(request)) & ~now.sheet.order_mask
    return mt5.TRADE_RETCODE_INVALID_ORDER if missing else 0


def _bits_of_levels(request: Request) -> int:
    return (ORDER_SL if request.sl else 0) | (ORDER_TP if request.tp else 0)


def _freeze_of_deal(request: Request, now: Situation) -> int:
    closed = reduces(request, now)
    return 0 if closed is None else frozen_position(closed, now)


def _fifo(request: Request, now: Situation) -> int:
    """A first-in-first-out account closes the oldest position of a symbol first."""
    closed = reduces(request, now)
    if closed is None or not now.rules.fifo_close or not now.rules.is_hedging:
        return 0
    oldest = min(now.positions, key=lambda p: (p.time_ns, p.ticket))
    return 0 if closed.ticket == oldest.ticket else mt5.TRADE_RETCODE_FIFO_CLOSE


def _hedge(request: Request, now: Situation) -> int:
    if request.position or now.rules.allows_hedges or not now.rules.is_hedging:
        return 0
    is_hedge = any(p.side is not request.side for p in now.positions)
    return HEDGE_PROHIBITED if is_hedge else 0


def _count_of_orders(_: Request, now: Situation) -> int:
    limit = now.rules.limit_orders
    return mt5.TRADE_RETCODE_LIMIT_ORDERS if limit and now.waiting_count >= limit else 0


def _count_of_positions(request: Request, now: Situation) -> int:
    """Positions and waiting orders together, where the account has a limit."""
    limit = now.rules.limit_positions
    opens = now.net is None and reduces(request, now) is None
    is_full = now.position_count + now.waiting_count >= limit
    return mt5.TRADE_RETCODE_LIMIT_POSITIONS if limit and opens and is_full else 0
