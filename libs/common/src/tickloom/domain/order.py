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
    """Where an order stands."""

    ACCEPTED = "accepted"
    INTENT = "intent"
    FILLED = "filled"
    PARTIALLY_FILLED = "partially_filled"
    REJECTED = "rejected"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


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
    {OrderState.FILLED, OrderState.PARTIALLY_FILLED, OrderState.REJECTED, OrderState.EXPIRED}
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
