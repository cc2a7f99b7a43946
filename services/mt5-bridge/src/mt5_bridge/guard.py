"""The last check before an order leaves the house: pure, and final.

Entries fail closed: what cannot be checked is not entered. Exits stay possible while the feed is
stale.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from mt5_bridge.retcodes import Retcode
from mt5_bridge.terminal import CloseRequest, OrderRequest
from tickloom.contracts.trading import ClosePosition, SubmitOrder
from tickloom.domain.errors import InvalidInput
from tickloom.domain.ids import AccountId, OrderId, PositionTicket
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Tick
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import OrderEvent, Side
from tickloom.domain.position import Position
from tickloom.venue.conversion import Quote
from tickloom.venue.normalise import stops_problem

_COMMENT_LENGTH_MAX = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the bridge knows at the moment of checking; `instrument` None: no such symbol."""

    now_us: int
    is_account: bool
    instrument: Instrument | None
    is_open: bool
    tick: Tick | None
    tick_age_s: float | None
    stale_price_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why not, for a person who trades."""

    retcode: Retcode
    detail: str
    event: OrderEvent = OrderEvent.REFUSED


def check_entry(command: SubmitOrder, now: Situation) -> OrderRequest | Refused:
    """The order on the symbol's grid, or why it is not sent."""
    refusal = _common_refusal(command, now) or _price_refusal(command.symbol, now)
    if refusal is not None:
        return refusal
    assert now.instrument is not None
    assert now.tick is not None
    side = Side(command.side)
    try:
        volume = _volume(now.instrument, command.volume)
    except InvalidInput as error:
        return Refused(retcode=Retcode.INVALID_VOLUME, detail=error.detail)
    try:
        stop_loss = _price(now.instrument, "stop_loss", command.stop_loss)
        take_profit = _price(now.instrument, "take_profit", command.take_profit)
    except InvalidInput as error:
        return Refused(retcode=Retcode.INVALID_STOPS, detail=error.detail)
    quote = Quote(bid=now.instrument.price(now.tick.bid), ask=now.instrument.price(now.tick.ask))
    problem = stops_problem(
        now.instrument, side, stop_loss=stop_loss, take_profit=take_profit, quote=quote
    )
    if problem is not None:
        return Refused(retcode=Retcode.INVALID_STOPS, detail=problem)
    return OrderRequest(
        order_id=OrderId(command.order_id), account=AccountId(command.account),
        symbol=now.instrument.symbol, side=side, volume=volume, stop_loss=stop_loss,
        take_profit=take_profit, comment=command.comment[:_COMMENT_LENGTH_MAX],
    )  # fmt: skip


def check_close(
    command: ClosePosition, position: Position | None, now: Situation
) -> CloseRequest | Refused:
    """The exit, or why there is none."""
    refusal = _common_refusal(command, now)
    if refusal is not None:
        return refusal
    assert now.instrument is not None
    if position is None:
        detail = f"position {command.position} is not open"
        return Refused(retcode=Retcode.POSITION_CLOSED, detail=detail)
    if position.symbol != command.symbol:
        detail = f"position {command.position} is in {position.symbol}, not {command.symbol}"
        return Refused(retcode=Retcode.INVALID, detail=detail)
    try:
        volume = (
            position.volume if command.volume is None else _volume(now.instrument, command.volume)
        )
    except InvalidInput as error:
        return Refused(retcode=Retcode.INVALID_CLOSE_VOLUME, detail=error.detail)
    if volume > position.volume:
        detail = f"position {command.position} has {position.volume} lots, not {volume}"
        return Refused(retcode=Retcode.INVALID_CLOSE_VOLUME, detail=detail)
    return CloseRequest(
        order_id=OrderId(command.order_id), account=AccountId(command.account),
        position=PositionTicket(command.position), volume=volume,
        comment=command.comment[:_COMMENT_LENGTH_MAX],
    )  # fmt: skip


def _common_refusal(command: SubmitOrder | ClosePosition, now: Situation) -> Refused | None:
    if not now.is_account:
        return Refused(
            retcode=Retcode.INVALID, detail=f"this bridge has no account {command.account}"
        )
    if now.now_us > command.expires_at:
        late_ms = (now.now_us - command.expires_at) // 1000
        return Refused(
            retcode=Retcode.INVALID_EXPIRATION, event=OrderEvent.EXPIRED,
            detail=f"the order came {late_ms} ms after it expired",
        )  # fmt: skip
    if now.instrument is None:
        detail = f"there is no symbol {command.symbol} at this venue"
        return Refused(retcode=Retcode.INVALID, detail=detail)
    if not now.is_open:
        return Refused(retcode=Retcode.MARKET_CLOSED, detail=f"{command.symbol} is closed")
    return None


def _price_refusal(symbol: str, now: Situation) -> Refused | None:
    if now.tick is None or now.tick_age_s is None:
        return Refused(retcode=Retcode.PRICE_OFF, detail=f"{symbol} has no price yet")
    if now.tick_age_s > now.stale_price_s:
        detail = (
            f"the last price of {symbol} is {now.tick_age_s:.1f} s old; "
            f"an entry needs one of at most {now.stale_price_s:g} s"
        )
        return Refused(retcode=Retcode.PRICE_OFF, detail=detail)
    return None


def _volume(instrument: Instrument, text: str) -> Volume:
    """Floored to the step, never rounded up; then within the symbol's limits."""
    exact = _decimal(f"{instrument.symbol} volume", text)
    return instrument.volume(instrument.volume_floored(exact))


def _price(instrument: Instrument, field: str, text: str | None) -> Price | None:
    return None if text is None else instrument.price(_decimal(field, text))


def _decimal(field: str, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise InvalidInput(field, text, "a decimal number") from None
    if not value.is_finite():
        raise InvalidInput(field, text, "a finite number")
    return value
