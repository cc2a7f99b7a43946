"""From a checked request to the command that the bridge carries out; nothing is sent here."""

from dataclasses import dataclass
from decimal import Decimal

from gateway.models.orders import ChangeOrder, Close, CloseBy, Flatten, MoveStops, PlaceOrder
from gateway.orders.ask import Ask, Faults, price_of, stops, volume_of
from gateway.parts import Parts
from gateway.refusals import BridgeCannot
from tickloom.contracts import trading as contracts
from tickloom.contracts.message import Header
from tickloom.contracts.trading import (
    AccountMarked,
    CancelOrder,
    ClosePosition,
    FlattenAccount,
    ModifyOrder,
    ModifyPosition,
    PendingOrderInfo,
    PositionInfo,
    SubmitOrder,
)
from tickloom.domain.errors import CorrectIt, InvalidInput, NotFound
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.order import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a command is for: the account as it stands, the symbol's sheet, the command's id."""

    parts: Parts
    account: AccountMarked
    sheet: Instrument
    order_id: str

    def header(self, verb: str) -> Header:
        return self.parts.desk.header(self.account.account, verb)

    @property
    def expires_at(self) -> int:
        return self.parts.desk.expires_at()


_WORDS = {
    "pending": "orders that wait (limit, stop, stop-limit)",
    "close_by": "closing positions by each other",
    "modify": "moving a stop loss or take profit",
    "change": "changing an order that waits",
    "cancel": "cancelling an order that waits",
}


def require(account: AccountMarked, what: str) -> None:
    """Refuse what the running bridge says that it does not do; silence is let through."""
    if account.commands is None or what in account.commands:
        return
    raise BridgeCannot(
        f"the running bridge does not know {_WORDS.get(what, what)}; nothing was sent",
        hint="it carries out: " + (", ".join(account.commands) or "nothing"),
    )


def position_of(account: AccountMarked, ticket: int) -> PositionInfo:
    """The open position; raises `NotFound` with what to look at."""
    for position in account.positions:
        if position.ticket == ticket:
            return position
    raise NotFound(
        f"position: {ticket} is not open on {account.account}", code="position_not_open",
        hint="it may just have been closed: look at the deals",
    )  # fmt: skip


def waiting_of(account: AccountMarked, ticket: int) -> PendingOrderInfo:
    for order in account.orders:
        if order.ticket == ticket:
            return order
    raise NotFound(
        f"order: {ticket} does not wait on {account.account}", code="order_not_waiting",
        hint="it may just have been filled or cancelled: look at the orders and positions",
    )  # fmt: skip


def submit(parts: Parts, body: PlaceOrder, ask: Ask, order_id: str) -> SubmitOrder:
    desk = parts.desk
    return SubmitOrder(
        **desk.header(body.account, "new"), order_id=order_id, account=body.account,
        symbol=body.symbol, side=body.side, volume=str(ask.volume),
        expires_at=desk.expires_at(body.valid_for_s), stop_loss=_text(ask.stop_loss),
        take_profit=_text(ask.take_profit), comment=body.comment, type=body.type,
        price=_text(ask.price), limit_price=_text(ask.limit_price),
        time_in_force=body.time_in_force, good_till=body.good_till,
        deviation_points=body.deviation_points,
    )  # fmt: skip


def close(target: Target, body: Close, position: PositionInfo) -> ClosePosition:
    """Raises `Findings` for a volume that the position does not have."""
    faults, sheet = Faults(), target.sheet
    volume = volume_of(faults, sheet, body.volume)
    held = Decimal(position.volume)
    if volume is not None and volume > held:
        faults.say("volume", volume, f"at most {held}: the position has no more", "invalid:volume")
    elif volume is not None and 0 < held - volume < sheet.volume_min:
        faults.say(
            "volume", volume,
            f"{held} for all of it, or at most {held - sheet.volume_min}: the rest would be below "
            f"the smallest volume of {sheet.symbol} ({sheet.volume_min})",
            "invalid:volume",
        )  # fmt: skip
    faults.settle()
    is_part = volume is not None and volume < held
    return ClosePosition(
        **target.header("close"), order_id=target.order_id,
        account=target.account.account,
        position=position.ticket, symbol=position.symbol, expires_at=target.expires_at,
        volume=str(volume) if is_part else None,
    )  # fmt: skip


def close_by(target: Target, body: CloseBy, position: PositionInfo) -> contracts.CloseBy:
    """Raises `NotFound` for another that is not open, `Findings` for one that is not opposite."""
    other, faults = position_of(target.account, body.by), Faults()
    if other.symbol != position.symbol or other.side == position.side:
        faults.say(
            "by", body.by,
            f"an open position in {position.symbol} on the other side than {position.side}",
            "invalid:by",
        )  # fmt: skip
    faults.settle()
    return contracts.CloseBy(
        **target.header("close_by"), order_id=target.order_id, account=target.account.account,
        position=position.ticket, by=other.ticket, symbol=position.symbol,
        expires_at=target.expires_at,
    )  # fmt: skip


def move(target: Target, body: MoveStops, position: PositionInfo) -> ModifyPosition:
    """What the request leaves out stays as the terminal last stated it."""
    given = body.model_fields_set
    if not given & {"stop_loss", "take_profit"}:
        raise InvalidInput("stop_loss", "nothing", "a stop_loss, a take_profit, or both")
    faults, sheet, side = Faults(), target.sheet, Side(position.side)
    stop_loss = price_of(faults, sheet, "stop_loss", body.stop_loss)
    take_profit = price_of(faults, sheet, "take_profit", body.take_profit)
    quote = target.parts.venue_now.quote(Symbol(position.symbol))
    if quote is not None:  # a stop in profit is a stop: measured from the price of closing
        price = quote.bid if side is Side.BUY else quote.ask
        stops(faults, sheet, side, price, stop_loss=stop_loss, take_profit=take_profit)
    faults.settle()
    return ModifyPosition(
        **target.header("modify"), order_id=target.order_id,
        account=target.account.account,
        position=position.ticket, symbol=position.symbol, expires_at=target.expires_at,
        stop_loss=_text(stop_loss) if "stop_loss" in given else position.stop_loss,
        take_profit=_text(take_profit) if "take_profit" in given else position.take_profit,
    )  # fmt: skip


def change(target: Target, body: ChangeOrder, waiting: PendingOrderInfo) -> ModifyOrder:
    """A waiting order as it shall be; what the request leaves out stays."""
    given = body.model_fields_set - {"account"}
    if not given:
        raise CorrectIt("price: nothing to change was given", hint="price, stop_loss, take_profit")
    faults, sheet = Faults(), target.sheet
    price = price_of(faults, sheet, "price", body.price or waiting.price)
    limit_price = price_of(faults, sheet, "limit_price", body.limit_price or waiting.limit_price)
    stop_loss = price_of(
        faults, sheet, "stop_loss",
        body.stop_loss if "stop_loss" in given else waiting.stop_loss,
    )  # fmt: skip
    take_profit = price_of(
        faults, sheet, "take_profit",
        body.take_profit if "take_profit" in given else waiting.take_profit,
    )  # fmt: skip
    stops(
        faults, sheet, Side(waiting.side), limit_price or price, stop_loss=stop_loss,
        take_profit=take_profit,
    )  # fmt: skip
    faults.settle()
    assert price is not None
    return ModifyOrder(
        **target.header("change"), order_id=target.order_id,
        account=target.account.account,
        ticket=waiting.ticket, symbol=waiting.symbol, price=str(price),
        expires_at=target.expires_at, stop_loss=_text(stop_loss), take_profit=_text(take_profit),
        limit_price=_text(limit_price), time_in_force=waiting.time_in_force,
        good_till=waiting.good_till,
    )  # fmt: skip


def cancel(target: Target, waiting: PendingOrderInfo) -> CancelOrder:
    return CancelOrder(
        **target.header("cancel"), order_id=target.order_id, account=target.account.account,
        symbol=waiting.symbol, expires_at=target.expires_at, ticket=waiting.ticket,
    )  # fmt: skip


def flatten(parts: Parts, account: str, body: Flatten, order_id: str) -> FlattenAccount:
    desk = parts.desk
    return FlattenAccount(
        **desk.header(account, "flatten"), order_id=order_id, account=account,
        expires_at=desk.expires_at(30.0), symbol=body.symbol or "",
    )  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
