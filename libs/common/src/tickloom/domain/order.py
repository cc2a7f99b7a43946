"""Words of orders: sides, where an order stands, why a deal happened.

UNKNOWN is a state of its own: the request may have reached the venue. What may follow what is the
order path's table (`mt5_bridge.orders.states`); these words travel on the bus.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tickloom.domain.ids import AccountId, DealTicket, OrderId, PositionTicket, Symbol
from tickloom.domain.money import Price, Volume


class Side(StrEnum):
    """Direction of an order, a deal or a position."""

    BUY = "buy"
    SELL = "sell"

    @property
    def opposite(self) -> "Side":
        return Side.SELL if self is Side.BUY else Side.BUY

    @property
    def sign(self) -> int:
        return 1 if self is Side.BUY else -1


class OrderState(StrEnum):
    """Where an order stands; the words travel on the bus and stand in journals."""

    ACCEPTED = "accepted"
    """Received, nothing decided."""
    INTENT = "intent"
    """Journaled, about to be sent or being sent."""
    RETRY = "retry"
    """Definitely not done this time; another attempt may follow."""
    PLACED = "placed"
    """The venue has it and works on it: a pending order, or a fill still to come."""
    FILLED = "filled"
    PARTIALLY_FILLED = "partially_filled"
    DONE = "done"
    """Carried out without a fill: a change, a cancel, a close of what was closed already."""
    CANCELLED = "cancelled"
    """Was placed and left the book without a fill."""
    REJECTED = "rejected"
    EXPIRED = "expired"
    """Too late to be sent; or of unknown fate, and absent after the quiet time."""
    UNKNOWN = "unknown"
    ADOPTED = "adopted"
    """Found at the venue after it was given up: an orphan, taken over with an alert."""
    TOMBSTONE = "tombstone"
    """Cancelled before it arrived: it will never be sent."""


FINAL_STATES = frozenset(
    {
        OrderState.FILLED,
        OrderState.PARTIALLY_FILLED,
        OrderState.DONE,
        OrderState.CANCELLED,
        OrderState.REJECTED,
        OrderState.EXPIRED,
        OrderState.ADOPTED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """One execution at the venue; `profit` is in the account's currency, `entry` as MetaTrader."""

    ticket: DealTicket
    order_id: OrderId | None
    account: AccountId
    symbol: Symbol
    position: PositionTicket
    side: Side
    entry: "DealEntry"
    volume: Volume
    price: Price
    time_ns: int
    profit: Decimal
    commission: Decimal
    swap: Decimal
    reason: "DealReason"
    comment: str = ""
    order: int | None = None
    """The venue's own number of the order that made it; None: not said."""


class DealEntry(StrEnum):
    """Whether a deal opened or closed (MetaTrader's DEAL_ENTRY)."""

    IN = "in"
    OUT = "out"
    IN_OUT = "in_out"
    """Closed the whole position and opened the rest of its volume on the other side."""
    OUT_BY = "out_by"
    """One of two opposite positions that closed each other."""


class DealReason(StrEnum):
    """Why a deal happened (MetaTrader's DEAL_REASON)."""

    CLIENT = "client"
    EXPERT = "expert"
    STOP_LOSS = "stop_loss"
    TAKE_PROFIT = "take_profit"
    STOP_OUT = "stop_out"
    ROLLOVER = "rollover"
    VARIATION_MARGIN = "variation_margin"
    SPLIT = "split"
    OTHER = "other"
    """A code that MetaTrader has added since."""
