"""The life of an order, as a table of states and events; a missing cell is an error.

UNKNOWN is a state of its own: the request may have reached the venue. Only reconciliation
(`RECONCILED_*`) leaves it, never a second send.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tickloom.domain.errors import Broken
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


class OrderEvent(StrEnum):
    """What can happen to an order."""

    JOURNALED = "journaled"
    FILLED = "filled"
    PARTIALLY_FILLED = "partially_filled"
    REFUSED = "refused"
    EXPIRED = "expired"
    NO_ANSWER = "no_answer"
    RECONCILED_FILLED = "reconciled_filled"
    RECONCILED_ABSENT = "reconciled_absent"


TRANSITIONS: dict[tuple[OrderState, OrderEvent], OrderState] = {
    (OrderState.ACCEPTED, OrderEvent.JOURNALED): OrderState.INTENT,
    (OrderState.ACCEPTED, OrderEvent.REFUSED): OrderState.REJECTED,
    (OrderState.ACCEPTED, OrderEvent.EXPIRED): OrderState.EXPIRED,
    (OrderState.INTENT, OrderEvent.FILLED): OrderState.FILLED,
    (OrderState.INTENT, OrderEvent.PARTIALLY_FILLED): OrderState.PARTIALLY_FILLED,
    (OrderState.INTENT, OrderEvent.REFUSED): OrderState.REJECTED,
    (OrderState.INTENT, OrderEvent.NO_ANSWER): OrderState.UNKNOWN,
    (OrderState.INTENT, OrderEvent.RECONCILED_FILLED): OrderState.FILLED,
    (OrderState.INTENT, OrderEvent.RECONCILED_ABSENT): OrderState.REJECTED,
    (OrderState.UNKNOWN, OrderEvent.RECONCILED_FILLED): OrderState.FILLED,
    (OrderState.UNKNOWN, OrderEvent.RECONCILED_ABSENT): OrderState.REJECTED,
}

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


def next_state(state: OrderState, event: OrderEvent) -> OrderState:
    """The state after `event`; raises `Broken` where the table has no cell."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise Broken(f"an order in state {state} cannot meet the event {event}") from None


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


class DealEntry(StrEnum):
    """Whether a deal opened or closed (MetaTrader's DEAL_ENTRY)."""

    IN = "in"
    OUT = "out"


class DealReason(StrEnum):
    """Why a deal happened (MetaTrader's DEAL_REASON)."""

    CLIENT = "client"
    EXPERT = "expert"
    STOP_LOSS = "stop_loss"
    TAKE_PROFIT = "take_profit"
    STOP_OUT = "stop_out"
