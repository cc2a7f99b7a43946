"""Requests about pending orders: place, change, remove. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from mt5_bridge.orders.filling import allowed_fillings, choose_filling
from mt5_bridge.orders.instruction import Instruction
from mt5_bridge.orders.normalise import (
    is_frozen,
    is_usable,
    pending_problem,
    price_of,
    stop_loss_of,
    stops_problem,
)
from mt5_bridge.orders.retcodes import Retcode
from mt5_bridge.orders.situation import Situation
from mt5_bridge.orders.states import Event
from mt5_bridge.orders.venue_codes import (
    OrderType,
    TimeInForce,
    TradeAction,
    pending_type,
    side_of_order,
)
from mt5_bridge.orders.verdict import Draft, Stop, refused
from mt5_bridge.port.records import ZERO, VenueOrder, VenueRequest, VenueSymbol
from tickloom.domain.errors import InvalidInput
from tickloom.domain.order import Side

_MASK_BITS = {"limit": 2, "stop": 4, "stop_limit": 8}
_WORDS = {
    OrderType.BUY_LIMIT: "limit", OrderType.SELL_LIMIT: "limit", OrderType.BUY_STOP: "stop",
    OrderType.SELL_STOP: "stop", OrderType.BUY_STOP_LIMIT: "stop_limit",
    OrderType.SELL_STOP_LIMIT: "stop_limit",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerMoment:
    """Now, and the asked expiration, by the server's clock; None where that is not known.

    Each by its own offset: summer time may begin or end between them.
    """

    now_s: int | None
    expiration_s: int | None


def place(
    asked: Instruction,
    now: Situation,
    *,
    volume: Decimal,
    stop_loss: Decimal,
    take_profit: Decimal,
    filling: int | None,
    clock: ServerMoment,
) -> Draft | Stop:
    """A new pending order."""
    assert asked.side is not None
    assert now.tick is not None
    sheet, side = now.sheet, asked.side
    if asked.price is None:
        raise InvalidInput("price", None, f"the price of the {asked.order} order")
    if sheet.order_mask and not sheet.order_mask & _MASK_BITS[asked.order]:
        return refused(
            Retcode.INVALID_ORDER, f"the broker takes no {asked.order} orders in {sheet.name}"
        )
    price = price_of(sheet, "price", asked.price)
    limit = _limit_price(asked, sheet, price)
    problem = pending_problem(
        sheet, side, now.tick, word="stop" if asked.order == "stop_limit" else asked.order,
        price=price,
    )  # fmt: skip
    if problem is not None:
        return refused(Retcode.INVALID_PRICE, problem)
    entry = limit or price
    problem = stops_problem(
        sheet, side, now.tick, stop_loss=stop_loss, take_profit=take_profit, entry=entry
    )
    if problem is not None:
        return refused(Retcode.INVALID_STOPS, problem)
    type_time, expiration_s = _expiration(sheet, asked, clock)
    return Draft(
        request=VenueRequest(
            action=TradeAction.PENDING, symbol=sheet.name, volume=volume,
            type=pending_type(asked.order, side), price=price, stoplimit=limit, sl=stop_loss,
            tp=take_profit, type_time=type_time, expiration_s=expiration_s,
            type_filling=choose_filling(allowed_fillings(sheet, is_pending=True), filling),
        ),
        side=side, volume=volume, price=entry, stop_loss=stop_loss, take_profit=take_profit,
    )  # fmt: skip


def change(asked: Instruction, now: Situation, ticket: int, clock: ServerMoment) -> Draft | Stop:
    """Another price, stops or expiration for a pending order; what is not named stays."""
    order = _order_with(now, ticket)
    if order is None:
        return refused(
            Retcode.INVALID,
            f"there is no pending order {ticket or asked.target}",
        )
    if order.symbol != now.sheet.name:
        return _elsewhere(order, now)
    side = side_of_order(order.type)
    if side is None or order.type not in _WORDS:
        return refused(Retcode.INVALID_ORDER, f"order {ticket} is no pending order")
    sheet = now.sheet
    price = order.price_open if asked.price is None else price_of(sheet, "price", asked.price)
    limit = order.stoplimit if asked.limit_price is None else _limit_price(asked, sheet, price)
    stop_loss = _kept(asked.stop_loss, order.sl, sheet, side, is_loss=True)
    take_profit = _kept(asked.take_profit, order.tp, sheet, side, is_loss=False)
    type_time, expiration_s = _expiration(sheet, asked, clock)
    problem = _change_problem(
        now, order, side, price=price, entry=limit or price, stops=(stop_loss, take_profit)
    )
    if problem is not None:
        return problem
    return Draft(
        request=VenueRequest(
            action=TradeAction.MODIFY, symbol=order.symbol, order=order.ticket, price=price,
            stoplimit=limit, sl=stop_loss, tp=take_profit, type_time=type_time,
            expiration_s=expiration_s,
        ),
        price=price, stop_loss=stop_loss, take_profit=take_profit, order=order.ticket,
    )  # fmt: skip


def cancel(now: Situation, ticket: int) -> Draft | Stop:
    """Remove a pending order."""
    order = _order_with(now, ticket)
    if order is None:
        return Stop(
            event=Event.CARRIED_OUT, reason="order_gone", retcode=Retcode.INVALID,
            detail=f"order {ticket} is no longer in the book",
        )  # fmt: skip
    if order.symbol != now.sheet.name:
        return _elsewhere(order, now)
    return Draft(
        request=VenueRequest(action=TradeAction.REMOVE, order=order.ticket, symbol=order.symbol),
        order=order.ticket,
    )


def _change_problem(
    now: Situation,
    order: VenueOrder,
    side: Side,
    *,
    price: Decimal,
    entry: Decimal,
    stops: tuple[Decimal, Decimal],
) -> Stop | None:
    if now.tick is None or not is_usable(now.tick):
        return refused(Retcode.PRICE_OFF, f"{now.sheet.name} has no price to check the change by")
    market = now.tick.ask if side is Side.BUY else now.tick.bid
    if is_frozen(now.sheet, market, order.price_open):
        return refused(Retcode.FROZEN, f"order {order.ticket} is too close to the market")
    word = _WORDS[OrderType(order.type)]
    if price != order.price_open:
        problem = pending_problem(
            now.sheet, side, now.tick, word="stop" if word == "stop_limit" else word, price=price
        )
        if problem is not None:
            return refused(Retcode.INVALID_PRICE, problem)
    problem = stops_problem(
        now.sheet, side, now.tick, stop_loss=stops[0], take_profit=stops[1], entry=entry
    )
    return None if problem is None else refused(Retcode.INVALID_STOPS, problem)


def _kept(
    wanted: Decimal | None, there: Decimal, sheet: VenueSymbol, side: Side, *, is_loss: bool
) -> Decimal:
    if wanted is None:
        return there
    if wanted == ZERO:
        return ZERO
    return stop_loss_of(sheet, side, wanted) if is_loss else price_of(sheet, "take_profit", wanted)


def _elsewhere(order: VenueOrder, now: Situation) -> Stop:
    return refused(
        Retcode.INVALID, f"order {order.ticket} is in {order.symbol}, not in {now.sheet.name}"
    )


def _order_with(now: Situation, ticket: int) -> VenueOrder | None:
    return next((o for o in now.orders or () if o.ticket == ticket), None)


def _limit_price(asked: Instruction, sheet: VenueSymbol, price: Decimal) -> Decimal:
    """The price of the limit order that a stop-limit leaves behind; 0 for every other type."""
    if asked.verb == "new" and asked.order != "stop_limit":
        return ZERO
    if asked.limit_price is None:
        raise InvalidInput("limit_price", None, "the price of the limit order it becomes")
    limit = price_of(sheet, "limit_price", asked.limit_price)
    if asked.side is Side.BUY and limit > price:
        raise InvalidInput("limit_price", str(limit), f"at most the stop price {price}")
    if asked.side is Side.SELL and limit < price:
        raise InvalidInput("limit_price", str(limit), f"at least the stop price {price}")
    return limit


def _expiration(
    sheet: VenueSymbol, asked: Instruction, clock: ServerMoment
) -> tuple[TimeInForce, int]:
    """How long the order stands, in the server's time; raises where the symbol has no such way."""
    wanted = TimeInForce[asked.time_in_force.upper()]
    if sheet.expiration_mask and not sheet.expiration_mask & 1 << wanted:
        ways = [way.name.lower() for way in TimeInForce if sheet.expiration_mask & 1 << way]
        raise InvalidInput("time_in_force", asked.time_in_force, f"one of {', '.join(ways)}")
    if asked.expiration_us is None:
        return wanted, 0
    if clock.now_s is None or clock.expiration_s is None:
        raise InvalidInput(
            "good_till", asked.expiration_us,
            "no expiration while the server's clock is not understood",
        )  # fmt: skip
    if clock.expiration_s <= clock.now_s:
        raise InvalidInput("good_till", asked.expiration_us, "a time still to come")
    return wanted, clock.expiration_s
