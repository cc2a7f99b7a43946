"""What an order's state means for who gave it, and what happens next."""

from tickloom.contracts.trading import OrderChanged

GOOD = frozenset({"filled", "partially_filled", "done", "placed", "cancelled", "adopted"})
"""States that say that something was done."""
ENDED = GOOD | frozenset({"rejected", "expired", "tombstone"})
"""States after which the answer to the request does not change any more."""

_NEXT = {
    "accepted": "The bridge has the order and has not decided yet.",
    "intent": "The order is on its way to the broker.",
    "retry": "The broker did not take the first price; the bridge tries again with a fresh one.",
    "placed": "The order waits at the broker for its price.",
    "filled": "Nothing: it is done.",
    "partially_filled": "Nothing: the rest of the volume is not sent again.",
    "done": "Nothing: it is done.",
    "cancelled": "Nothing: the order left the book without a fill.",
    "rejected": "Nothing: nothing was traded. A new try is a new order.",
    "expired": "Nothing: it was not sent, and it is never sent again.",
    "adopted": "The order was found at the broker after it was given up: look at the position.",
    "tombstone": "Nothing: it was cancelled before it was sent.",
    "unknown": (
        "The bridge compares its journal with the broker's books until it knows; that takes up to "
        "90 seconds. Nothing is sent again, and no new order passes on this symbol meanwhile."
    ),
}
UNANSWERED = (
    "The bridge has not answered yet. It does not send the order after its time has run out, and "
    "never twice. Look at the orders and positions before you try again."
)


def next_of(order: OrderChanged | None) -> str:
    """What happens next, in a sentence."""
    if order is None:
        return UNANSWERED
    return _NEXT.get(order.state, f"The bridge says {order.state}.")
