"""The life of a command as a table: (state, event) -> (state, what to do). Pure; `orders.md` 6.4.

The words are `domain.order`'s. Two of them differ from the specification's, because they were on
the bus before: its RECEIVED is `accepted`, its ACCEPTED is `placed`. Only a definite refusal
leads back to INTENT; UNKNOWN is left by what the venue's books show, never by another send of an
entry.
"""

from enum import StrEnum
from typing import TypeAlias

from tickloom.domain.errors import Broken
from tickloom.domain.order import OrderState


class Event(StrEnum):
    """What can happen to a command."""

    RECEIVED = "received"
    CANCELLED_FIRST = "cancelled_first"
    """Its cancel came before it did."""
    REFUSED = "refused"
    """One of our checks failed; nothing was sent."""
    TOO_LATE = "too_late"
    INTENDED = "intended"
    """Journaled with its exact request; from here on it may be at the venue."""
    FILLED = "filled"
    PARTLY_FILLED = "partly_filled"
    CARRIED_OUT = "carried_out"
    """Done without a fill."""
    PLACED = "placed"
    REJECTED = "rejected"
    """The venue, or the terminal before it, answered a definite no."""
    TRY_AGAIN = "try_again"
    """A definite no that a fresh price or a corrected request may turn."""
    NO_ANSWER = "no_answer"
    """It may or may not have happened; also an INTENT that is found without a RESULT."""
    LEFT_BOOK = "left_book"
    """A placed order was cancelled or ran out at the venue, unfilled."""
    ABSENT = "absent"
    """Not in the books after the quiet time and stable reads."""
    FOUND = "found"
    """In the books although it had been given up."""


class Action(StrEnum):
    """What the shell does with a step, besides journaling it."""

    ANNOUNCE = "announce"
    SEND = "send"
    RECONCILE = "reconcile"
    ALERT = "alert"
    CHECK_PROTECTION = "check_protection"
    """Read back whether the stops really stand at the server."""


Step: TypeAlias = tuple[OrderState, frozenset[Action]]

_S, _E, _A = OrderState, Event, Action


def _step(state: OrderState, *actions: Action) -> Step:
    return state, frozenset((*actions, Action.ANNOUNCE))


_FILLS: dict[Event, Step] = {
    _E.FILLED: _step(_S.FILLED, _A.CHECK_PROTECTION),
    _E.PARTLY_FILLED: _step(_S.PARTIALLY_FILLED, _A.CHECK_PROTECTION),
    _E.CARRIED_OUT: _step(_S.DONE),
}
_UNKNOWN = _step(_S.UNKNOWN, _A.RECONCILE, _A.ALERT)
_ADOPTED = _step(_S.ADOPTED, _A.ALERT, _A.CHECK_PROTECTION)

TABLE: dict[OrderState | None, dict[Event, Step]] = {
    None: {
        _E.RECEIVED: (_S.ACCEPTED, frozenset()),
        _E.CANCELLED_FIRST: (_S.TOMBSTONE, frozenset()),
    },
    _S.TOMBSTONE: {_E.RECEIVED: _step(_S.REJECTED)},
    _S.ACCEPTED: {
        _E.REFUSED: _step(_S.REJECTED),
        _E.TOO_LATE: _step(_S.EXPIRED),
        _E.CARRIED_OUT: _step(_S.DONE),
        _E.INTENDED: _step(_S.INTENT, _A.SEND),
    },
    _S.INTENT: {
        **_FILLS,
        _E.PLACED: _step(_S.PLACED, _A.RECONCILE),
        _E.REJECTED: _step(_S.REJECTED),
        _E.TRY_AGAIN: (_S.RETRY, frozenset()),
        _E.NO_ANSWER: _UNKNOWN,
        _E.TOO_LATE: _step(_S.EXPIRED),
    },
    _S.RETRY: {
        _E.REFUSED: _step(_S.REJECTED),
        _E.REJECTED: _step(_S.REJECTED),
        _E.TOO_LATE: _step(_S.EXPIRED),
        _E.CARRIED_OUT: _step(_S.DONE),
        _E.INTENDED: _step(_S.INTENT, _A.SEND),
        _E.FOUND: _ADOPTED,
    },
    _S.PLACED: {
        **_FILLS,
        _E.PLACED: _step(_S.PLACED),
        _E.LEFT_BOOK: _step(_S.CANCELLED),
        _E.REJECTED: _step(_S.REJECTED),
        _E.NO_ANSWER: _UNKNOWN,
    },
    _S.UNKNOWN: {
        **_FILLS,
        _E.PLACED: _step(_S.PLACED, _A.RECONCILE),
        _E.LEFT_BOOK: _step(_S.CANCELLED),
        _E.REJECTED: _step(_S.REJECTED),
        _E.ABSENT: _step(_S.EXPIRED),
        _E.TRY_AGAIN: (_S.RETRY, frozenset()),
    },
    _S.PARTIALLY_FILLED: {
        _E.FILLED: _step(_S.FILLED),
        _E.PARTLY_FILLED: _step(_S.PARTIALLY_FILLED),
    },
    _S.EXPIRED: {_E.FOUND: _ADOPTED},
    _S.REJECTED: {_E.FOUND: _ADOPTED},
    _S.CANCELLED: {_E.FOUND: _ADOPTED},
    _S.ADOPTED: {_E.FOUND: (_S.ADOPTED, frozenset((_A.ANNOUNCE,)))},
    _S.FILLED: {},
    _S.DONE: {},
}
"""UNKNOWN meets TRY_AGAIN for exits only (`reconcile`): those may be sent again."""

OPEN_STATES = frozenset({_S.INTENT, _S.RETRY, _S.PLACED, _S.UNKNOWN})
"""What reconciliation has to settle."""
UNSETTLED_STATES = frozenset({_S.INTENT, _S.UNKNOWN})
"""What may have happened at the venue without our knowing."""


def step(state: OrderState | None, event: Event) -> Step:
    """The next state and the actions; raises `Broken` where the table has no cell."""
    try:
        return TABLE[state][event]
    except KeyError:
        raise Broken(f"a command in state {state} cannot meet the event {event}") from None
