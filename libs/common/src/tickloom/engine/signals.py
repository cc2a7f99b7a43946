"""What the conditions of a document come to over bars: the input of every simulator.

Index i is the decision bar B (its close); what is decided there acts at the open of bar i + 1,
the execution bar E. This is the only place where the two meet: clock tests have looked at E's
label already, everything else only at bars up to and including i.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tickloom.engine.lowest_bit import lowest_bit
from tickloom.strategy.compiled import njit

Truths = npt.NDArray[np.int8]
Codes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Sides = npt.NDArray[np.int8]
BOTH_SIDES = 2
_TRUE_OR_UNKNOWN = np.uint64(0x0101010101010101)
"""The bit that eight truths in a word have in common when they are 1 or -1."""
_EIGHT = np.uint64(8)
_ADD_UP, _TOP = np.uint64(0x0101010101010101), np.uint64(56)

NEVER: Truths = np.zeros(1, dtype=np.int8)
"""A condition that is not there, in one entry; nobody writes to it."""
AT_TIME = 1
"""Bit of `closing`: an occurrence of `exit.at_time` lies in (label of bar i - 1, label of i]."""
BEFORE_WEEKEND = 2
"""Bit of `closing`: bar i opens at or after the moment from which `before_weekend` closes."""


class Signals(NamedTuple):
    """Columns of one length (bars), index i as said above.

    `exit_*` (both), `blocked`, `closing` and `day` may have one entry instead, which holds on all
    bars: kernels read them by `on_bar`, so a rule that a document does not have costs no memory.

    `entry_*` and `exit_*` are 1 (true), 0 (false) or -1 (not ready; never acts); a side that the
    document does not have is all 0. `entry_*` are -1 before the warm-up is over.
    `blocked` is 0 where a new entry decided at bar i may act at bar i + 1, else a code of
    `reasons.Refusal` (session, window, weekday, news, weekend, no execution bar).
    `closing` are bits for bar i's own open; `day` numbers the days (of the document's `tz`) by
    bar i's own label; `levels[k, i]` are the values (price units) of the operands that stops,
    targets, trailing, break-even and offsets are made of, as known at the close of bar i.
    """

    entry_long: Truths
    entry_short: Truths
    exit_long: Truths
    exit_short: Truths
    blocked: Codes
    closing: Codes
    day: Integers
    levels: Floats


@njit()
def on_bar(column: "npt.NDArray[Any]", bar: int) -> int:
    """An entry of a column, or the only one."""
    return column[bar if len(column) > 1 else 0]


class Decided(NamedTuple):
    """Bars on which one of two is true; `sides` +1 for the one, -1 for the other, 2 for both."""

    bars: Places
    sides: Sides


def places_of(one: Truths, other: Truths) -> Decided:
    """The bars on which either is true."""
    count = len(one)
    whole = count // 8 * 8
    words = [column[:whole].view(np.uint64) for column in (one, other)]
    most = _most_places(words[0], words[1]) + count - whole
    bars, sides = np.empty(most + 1, dtype=np.int64), np.empty(most + 1, dtype=np.int8)
    found = _write_places(words[0], words[1], one, other, bars, sides)
    return Decided(bars[:found], sides[:found])


@njit()
def _most_places(one_by_words: Words, other_by_words: Words) -> int:
    """How many truths there are at most: memory that was never touched costs more than to count."""
    most = np.uint64(0)
    for word in range(len(one_by_words)):
        most += ((one_by_words[word] | other_by_words[word]) & _TRUE_OR_UNKNOWN) * _ADD_UP >> _TOP
    return int(most)


@njit()
def _write_places(
    one_by_words: Words, other_by_words: Words, one: Truths, other: Truths, into: Places,
    sides: Sides,
) -> int:  # fmt: skip
    """Truths are rare: eight of them, as one number, are passed over at once."""
    found = np.uint64(0)
    for word in range(len(one_by_words)):
        maybe = (one_by_words[word] | other_by_words[word]) & _TRUE_OR_UNKNOWN
        while maybe:
            bar = np.uint64(word) * _EIGHT + lowest_bit(maybe) // _EIGHT
            found = _written(one, other, bar, into, sides, found)
            maybe &= maybe - np.uint64(1)
    for bar in range(8 * len(one_by_words), len(one)):
        found = _written(one, other, np.uint64(bar), into, sides, found)
    return int(found)


@njit()
def _written(
    one: Truths, other: Truths, bar: np.uint64, into: Places, sides: Sides, found: np.uint64
) -> np.uint64:
    """How many are written with this bar, which may be true or unknown: no branch."""
    is_one, is_other = one[bar] == 1, other[bar] == 1
    into[found] = bar
    sides[found] = is_one - is_other + BOTH_SIDES * (is_one & is_other)
    return found + np.uint64(is_one | is_other)
