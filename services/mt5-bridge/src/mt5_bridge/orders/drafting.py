"""From an instruction and a situation to the exact request, or to the reason why there is none.

Pure. Entries need a fresh, sane quote; exits take what there is. A close never has more volume
than the position just read has, so that on a netting account it cannot turn it round.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from mt5_bridge.orders import drafting_pending
from mt5_bridge.orders.close_by import draft_close_by
from mt5_bridge.orders.filling import allowed_fillings, choose_filling
from mt5_bridge.orders.instruction import Instruction
from mt5_bridge.orders.normalise import (
    closing_volume,
    floored_volume,
    is_frozen,
    is_usable,
    price_of,
    stop_loss_of,
    stops_problem,
)
from mt5_bridge.orders.retcodes import Retcode
from mt5_bridge.orders.situation import Situation
from mt5_bridge.orders.states import Event
from mt5_bridge.orders.venue_codes import HEDGING, TradeAction, TradeMode, market_type
from mt5_bridge.orders.verdict import Draft, Stop, refused
from mt5_bridge.port.records import ZERO, VenuePosition, VenueRequest, VenueTick
from tickloom.domain.errors import InvalidInput
from tickloom.domain.order import Side

_CLOSED_S = 900.0
_AHEAD_S_MAX = 2.0
"""A quote from further in the future means that the server's clock is not what we think."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What drafting has to know besides the situation."""

    filling: int | None
    """What the server is known to take, or what is to be tried next."""
    tick_age_s_max: float
    deviation_points: int
    clock: drafting_pending.ServerMoment


def draft(asked: Instruction, now: Situation, means: Means, *, ticket: int) -> Draft | Stop:
    """The request for one attempt; `ticket` is the position or order to work on."""
    try:
        if asked.verb == "new":
            return _entry(asked, now, means)
        if asked.verb in {"close", "close_by"}:
            by = asked.verb == "close_by"
            return draft_close_by(asked, now) if by else _close(asked, now, means)
        if asked.verb == "cancel":
            return drafting_pending.cancel(now, ticket)
        if asked.verb == "modify":
            return _stops(asked, now)
        return drafting_pending.change(asked, now, ticket, means.clock)
    except InvalidInput as error:
        return refused(_code_for(error.field, is_close=asked.verb == "close"), error.detail)


def position_with(now: Situation, ticket: int) -> VenuePosition | None:
    return next((p for p in now.positions or () if p.ticket == ticket), None)


def price_trouble(now: Situation, means: Means) -> Stop | None:
    """Why the quote cannot carry an entry; None when it can."""
    name, tick, age_s = now.sheet.name, now.tick, now.tick_age_s
    if tick is None or tick.time_ms <= 0:
        return refused(Retcode.PRICE_OFF, f"{name} has no price")
    if not is_usable(tick):
        return refused(
            Retcode.PRICE_OFF, f"the price of {name} makes no sense: bid {tick.bid}, ask {tick.ask}"
        )
    if age_s is None or age_s < -_AHEAD_S_MAX:
        return refused(
            Retcode.PRICE_OFF,
            f"how old the price of {name} is cannot be told: the server's clock is not understood",
        )
    if age_s > means.tick_age_s_max:
        return refused(
            Retcode.PRICE_OFF,
            f"the last price of {name} is {age_s:.1f} s old; "
            f"an entry needs one of at most {means.tick_age_s_max:g} s"
            + (" (the market may be closed)" if age_s > _CLOSED_S else ""),
        )
    return None


def _entry(asked: Instruction, now: Situation, means: Means) -> Draft | Stop:
    assert asked.side is not None
    if asked.volume is None:
        raise InvalidInput("volume", None, "how many lots")
    trouble = _mode_trouble(now.sheet.trade_mode, asked.side, now.sheet.name) or price_trouble(
        now, means
    )
    if trouble is not None:
        return trouble
    assert now.tick is not None
    volume = floored_volume(now.sheet, asked.volume, volume_max=now.sheet.volume_max)
    stop_loss = _level(asked.stop_loss, lambda x: stop_loss_of(now.sheet, _side(asked), x))
    take_profit = _level(asked.take_profit, lambda x: price_of(now.sheet, "take_profit", x))
    if asked.is_pending:
        return drafting_pending.place(
            asked, now, volume=volume, stop_loss=stop_loss, take_profit=take_profit,
            filling=means.filling, clock=means.clock,
        )  # fmt: skip
    problem = stops_problem(
        now.sheet, asked.side, now.tick, stop_loss=stop_loss, take_profit=take_profit
    )
    if problem is not None:
        return refused(Retcode.INVALID_STOPS, problem)
    price = fill_price(now.tick, asked.side)
    return Draft(
        request=VenueRequest(
            action=TradeAction.DEAL, symbol=now.sheet.name, volume=volume,
            type=market_type(asked.side), price=price, sl=stop_loss, tp=take_profit,
            deviation_points=_deviation(asked, means),
            type_filling=choose_filling(
                allowed_fillings(now.sheet, is_pending=False), means.filling
            ),
        ),
        side=asked.side, volume=volume, price=price, stop_loss=stop_loss, take_profit=take_profit,
    )  # fmt: skip


def _close(asked: Instruction, now: Situation, means: Means) -> Draft | Stop:
    position = position_with(now, asked.ticket)
    if position is None:
        return gone(asked.ticket)
    if position.symbol != now.sheet.name:
        return _elsewhere(position, now)
    wanted = asked.volume
    if wanted is not None and now.status.margin_mode != HEDGING:
        wanted = min(wanted, position.volume)
    volume = closing_volume(now.sheet, wanted, position.volume)
    side = Side.SELL if position.type == 0 else Side.BUY
    price = position.price_current if position.price_current.is_finite() else ZERO
    if now.tick is not None and is_usable(now.tick):
        price = fill_price(now.tick, side)
    return Draft(
        request=VenueRequest(
            action=TradeAction.DEAL, symbol=position.symbol, volume=volume,
            type=market_type(side), price=price, position=position.ticket,
            deviation_points=_deviation(asked, means),
            type_filling=choose_filling(
                allowed_fillings(now.sheet, is_pending=False), means.filling
            ),
        ),
        side=side, volume=volume, price=price, position=position.ticket,
    )  # fmt: skip


def gone(ticket: int) -> Stop:
    """A close whose position is not there; whoever reads it has to make sure (one read is none)."""
    return Stop(
        event=Event.CARRIED_OUT, reason="position_closed", retcode=Retcode.POSITION_CLOSED,
        detail=f"position {ticket} is closed already",
    )  # fmt: skip


def _stops(asked: Instruction, now: Situation) -> Draft | Stop:
    position = position_with(now, asked.ticket)
    if position is None:
        return refused(Retcode.POSITION_CLOSED, f"there is no open position {asked.ticket}")
    if position.symbol != now.sheet.name:
        return _elsewhere(position, now)
    side = Side.BUY if position.type == 0 else Side.SELL
    stop_loss, take_profit = position.sl, position.tp
    if asked.stop_loss is not None:
        stop_loss = _level(asked.stop_loss, lambda x: stop_loss_of(now.sheet, side, x))
    if asked.take_profit is not None:
        take_profit = _level(asked.take_profit, lambda x: price_of(now.sheet, "take_profit", x))
    if (stop_loss, take_profit) == (position.sl, position.tp):
        return Stop(
            event=Event.CARRIED_OUT, reason="no_changes", retcode=Retcode.NO_CHANGES,
            detail="the stops are so already",
        )  # fmt: skip
    if now.tick is not None and is_usable(now.tick):
        market = now.tick.bid if side is Side.BUY else now.tick.ask
        if is_frozen(now.sheet, market, position.sl, position.tp):
            return refused(Retcode.FROZEN, f"position {position.ticket} is too close to its stops")
        problem = stops_problem(
            now.sheet, side, now.tick,
            stop_loss=ZERO if stop_loss == position.sl else stop_loss,
            take_profit=ZERO if take_profit == position.tp else take_profit,
        )  # fmt: skip
        if problem is not None:
            return refused(Retcode.INVALID_STOPS, problem)
    return Draft(
        request=VenueRequest(
            action=TradeAction.SLTP, symbol=position.symbol, position=position.ticket,
            sl=stop_loss, tp=take_profit,
        ),
        stop_loss=stop_loss, take_profit=take_profit, position=position.ticket,
    )  # fmt: skip


def _elsewhere(position: VenuePosition, now: Situation) -> Stop:
    return refused(
        Retcode.INVALID,
        f"position {position.ticket} is in {position.symbol}, not in {now.sheet.name}",
    )


def fill_price(tick: VenueTick, side: Side) -> Decimal:
    return tick.ask if side is Side.BUY else tick.bid


def _mode_trouble(mode: int, side: Side, name: str) -> Stop | None:
    if mode == TradeMode.DISABLED:
        return refused(Retcode.TRADE_DISABLED, f"trading {name} is switched off at the broker")
    if mode == TradeMode.CLOSE_ONLY:
        return refused(Retcode.CLOSE_ONLY, f"the broker allows only closing in {name}")
    if mode == TradeMode.LONG_ONLY and side is Side.SELL:
        return refused(Retcode.LONG_ONLY, f"the broker allows only buying in {name}")
    if mode == TradeMode.SHORT_ONLY and side is Side.BUY:
        return refused(Retcode.SHORT_ONLY, f"the broker allows only selling in {name}")
    return None


def _deviation(asked: Instruction, means: Means) -> int:
    return means.deviation_points if asked.deviation_points is None else asked.deviation_points


def _level(level: Decimal | None, onto_grid: Callable[[Decimal], Decimal]) -> Decimal:
    return ZERO if level is None or level == ZERO else onto_grid(level)


def _side(asked: Instruction) -> Side:
    assert asked.side is not None
    return asked.side


def _code_for(field: str, *, is_close: bool) -> Retcode:
    return {
        "volume": Retcode.INVALID_CLOSE_VOLUME if is_close else Retcode.INVALID_VOLUME,
        "price": Retcode.INVALID_PRICE,
        "limit_price": Retcode.INVALID_PRICE,
        "stop_loss": Retcode.INVALID_STOPS,
        "take_profit": Retcode.INVALID_STOPS,
        "expiration": Retcode.INVALID_EXPIRATION,
    }.get(field, Retcode.INVALID)
