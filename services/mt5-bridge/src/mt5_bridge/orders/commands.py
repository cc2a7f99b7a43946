"""From the bus's commands to instructions; what cannot be understood is named field by field."""

from typing import Any

from mt5_bridge.orders.instruction import Instruction, Verb, not_negative, positive
from mt5_bridge.port.records import ZERO
from tickloom.contracts.trading import (
    CancelOrder,
    CloseBy,
    ClosePosition,
    FlattenAccount,
    ModifyOrder,
    ModifyPosition,
    SubmitOrder,
)
from tickloom.domain.errors import InvalidInput
from tickloom.domain.order import Side

Command = (
    SubmitOrder
    | ClosePosition
    | CloseBy
    | ModifyPosition
    | ModifyOrder
    | CancelOrder
    | FlattenAccount
)

_VERBS: dict[type[Command], Verb] = {
    SubmitOrder: "new",
    ClosePosition: "close",
    CloseBy: "close_by",
    ModifyPosition: "modify",
    ModifyOrder: "change",
    CancelOrder: "cancel",
    FlattenAccount: "flatten",
}


def identity_of(command: Command) -> Instruction:
    """Only who and when: what a command that cannot be understood is remembered by."""
    return Instruction(**_common(command))


def instruction_of(command: Command) -> Instruction:
    """The whole command; raises `InvalidInput`."""
    if not command.order_id or len(command.order_id) > 200:
        raise InvalidInput("order_id", command.order_id, "an id of 1 to 200 characters")
    fields: dict[str, Any]
    match command:
        case SubmitOrder():
            fields = _new(command)
        case ClosePosition():
            fields = {
                "ticket": _ticket("position", command.position),
                "volume": positive("volume", command.volume),
            }
        case CloseBy():
            fields = {"ticket": _ticket("position", command.position), "by": _other(command)}
        case ModifyPosition():
            fields = {"ticket": _ticket("position", command.position), **_levels(command)}
        case ModifyOrder():
            fields = {
                "ticket": _ticket("ticket", command.ticket), **_levels(command),
                "price": positive("price", command.price),
                "limit_price": positive("limit_price", command.limit_price),
                **_lifetime(command),
            }  # fmt: skip
        case CancelOrder():
            fields = _cancel(command)
        case FlattenAccount():
            fields = {"reason": "command"}
    return Instruction(**_common(command), **fields)


def _common(command: Command) -> dict[str, Any]:
    return {
        "command_id": command.order_id, "account": command.account,
        "verb": _VERBS[type(command)], "symbol": command.symbol, "sent_at_us": command.at,
        "expires_at_us": command.expires_at, "deployment": command.deployment,
        "lease_token": command.lease_token,
    }  # fmt: skip


def _other(command: CloseBy) -> int:
    if command.by == command.position:
        raise InvalidInput("by", command.by, "another position than the one that is closed")
    return _ticket("by", command.by)


def _new(command: SubmitOrder) -> dict[str, Any]:
    if command.type == "market" and (command.price or command.limit_price):
        raise InvalidInput("price", command.price or command.limit_price, "no price at the market")
    if command.deviation_points is not None and command.deviation_points < 0:
        raise InvalidInput("deviation_points", command.deviation_points, "0 or more points")
    return {
        "side": Side(command.side), "order": command.type,
        "volume": positive("volume", command.volume), **_levels(command),
        "price": positive("price", command.price),
        "limit_price": positive("limit_price", command.limit_price),
        "deviation_points": command.deviation_points, **_lifetime(command),
    }  # fmt: skip


def _cancel(command: CancelOrder) -> dict[str, Any]:
    if command.target is not None:
        return {"target": command.target}
    if command.ticket is None:
        raise InvalidInput("ticket", None, "the order's ticket, or the target that placed it")
    return {"ticket": _ticket("ticket", command.ticket)}


def _levels(command: SubmitOrder | ModifyPosition | ModifyOrder) -> dict[str, Any]:
    """Stops; none is said by None and becomes 0, as the venue writes it."""
    return {
        "stop_loss": not_negative("stop_loss", command.stop_loss) or ZERO,
        "take_profit": not_negative("take_profit", command.take_profit) or ZERO,
    }


def _lifetime(command: SubmitOrder | ModifyOrder) -> dict[str, Any]:
    is_dated = command.time_in_force in {"specified", "specified_day"}
    if is_dated and command.good_till is None:
        raise InvalidInput(
            "good_till", None, f"a time for an order that is {command.time_in_force}"
        )
    if not is_dated and command.good_till is not None:
        raise InvalidInput("good_till", command.good_till, "no time, or time_in_force specified")
    return {"time_in_force": command.time_in_force, "expiration_us": command.good_till}


def _ticket(field: str, ticket: int) -> int:
    if not 0 < ticket < 1 << 63:
        raise InvalidInput(field, ticket, "a ticket above 0")
    return ticket
