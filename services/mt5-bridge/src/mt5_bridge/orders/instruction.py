"""A command as the order path works with it: every field read once, exact, or refused by name."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from mt5_bridge.orders.gate import ProposalKind
from tickloom.domain.errors import InvalidInput
from tickloom.domain.order import Side

Verb = Literal["new", "close", "close_by", "modify", "change", "cancel", "flatten"]
TimeWord = Literal["gtc", "day", "specified", "specified_day"]
OrderWord = Literal["market", "limit", "stop", "stop_limit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What is to be done; it is kept in the journal as it came.

    `modify` moves a position's stops, `change` a pending order.

    `stop_loss` and `take_profit`: None leaves them as they are, 0 takes them away. `target` names
    an order of ours by its command; `ticket` one of the venue's, or the position to work on.
    """

    command_id: str
    account: str
    verb: Verb
    sent_at_us: int
    expires_at_us: int
    symbol: str = ""
    side: Side | None = None
    order: OrderWord = "market"
    volume: Decimal | None = None
    price: Decimal | None = None
    limit_price: Decimal | None = None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    time_in_force: TimeWord = "gtc"
    expiration_us: int | None = None
    deviation_points: int | None = None
    ticket: int = 0
    by: int = 0
    """The opposite position that `ticket` is closed by."""
    target: str | None = None
    deployment: str | None = None
    lease_token: int | None = None
    reason: str = ""
    parent: str | None = None
    """The command whose work this is a part of: a flatten, or an entry whose stop was missing."""

    @property
    def kind(self) -> ProposalKind:
        """What it does to the account's risk."""
        if self.verb == "new":
            return ProposalKind.ENTRY
        return ProposalKind.CHANGE if self.verb in {"modify", "change"} else ProposalKind.EXIT

    @property
    def is_pending(self) -> bool:
        return self.verb == "new" and self.order != "market"


def decimal_of(field: str, text: str | None) -> Decimal | None:
    """An exact amount out of a message; None stays None."""
    if text is None:
        return None
    try:
        value = Decimal(text)
    except (InvalidOperation, ValueError):
        raise InvalidInput(field, text, "a decimal number") from None
    if not value.is_finite():
        raise InvalidInput(field, text, "a finite number")
    if abs(value.adjusted()) > 20 or len(value.as_tuple().digits) > 24:
        raise InvalidInput(field, text, "a number of ordinary size")
    return value


def positive(field: str, text: str | None) -> Decimal | None:
    """As `decimal_of`, above 0."""
    value = decimal_of(field, text)
    if value is not None and value <= 0:
        raise InvalidInput(field, text, "a number above 0")
    return value


def not_negative(field: str, text: str | None) -> Decimal | None:
    """As `decimal_of`, 0 or above: 0 takes a stop away."""
    value = decimal_of(field, text)
    if value is not None and value < 0:
        raise InvalidInput(field, text, "a price, or 0 for none")
    return value
