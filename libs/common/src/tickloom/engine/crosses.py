"""A pair of rows crossed both ways at once: which of the two stands above, then where that turned.

Numbers are compared once a bar. What is made of the answers are truths of one byte, eight of which
are looked at as one word; most documents ask for both directions of the same pair.
"""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.operators import CROSSES_ABOVE, CROSSES_BELOW, crossed

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.int8]
Words = npt.NDArray[np.uint64]
_ONES = np.uint64(0x0101010101010101)
_ONE, _SIGN, _BYTE, _LAST_BYTE = np.uint64(1), np.uint64(7), np.uint64(8), np.uint64(56)
_MISSING = 2
_IN_WORD = 8


@njit()
def cross_both_ways(
    state: Floats, left: Floats, right: Floats, up: Truths, down: Truths
) -> None:  # fmt: skip
    """CROSSES_ABOVE and CROSSES_BELOW of rows, as `operators.crossed` gives them for each bar.

    `state` are left and right of the bar before.
    """
    count = len(up)
    if count == 0:
        return
    words = count // _IN_WORD
    whole = words * _IN_WORD
    standing = np.empty(words + 1, dtype=np.uint64)
    standing[0] = np.uint64(_stands(state[0], state[1]) & 0xFF) << _LAST_BYTE
    _stand(left, right, standing[1:].view(np.int8))
    _turned(standing, up[:whole].view(np.uint64), down[:whole].view(np.uint64))
    for i in range(whole, count):
        left_1, right_1 = (left[i - 1], right[i - 1]) if i else (state[0], state[1])
        up[i] = crossed(CROSSES_ABOVE, left_1, right_1, left[i], right[i])
        down[i] = crossed(CROSSES_BELOW, left_1, right_1, left[i], right[i])
    state[0], state[1] = left[count - 1], right[count - 1]


@njit()
def _stands(left: float, right: float) -> int:
    """1 above, -1 below, 0 level, 2 where either has no value."""
    is_missing = math.isnan(left) | math.isnan(right)
    return int(left > right) - int(left < right) + _MISSING * int(is_missing)


@njit()
def _stand(left: Floats, right: Floats, out: Truths) -> None:
    for i in range(len(out)):
        out[i] = _stands(left[i], right[i])


@njit()
def _turned(standing: Words, up: Words, down: Words) -> None:
    """Truths of eight bars a word; word 0 of `standing` ends with the bar before the first."""
    for word in range(len(up)):
        now = standing[word + 1]
        before = (now << _BYTE) | (standing[word] >> _LAST_BYTE)
        below, was_below = (now >> _SIGN) & _ONES, (before >> _SIGN) & _ONES
        above, was_above = now & _ONES & ~below, before & _ONES & ~was_below
        missing = (now >> _ONE & ~below | before >> _ONE & ~was_below) & _ONES
        unknown = (missing << _BYTE) - missing
        up[word] = above & ~was_above & ~missing | unknown
        down[word] = below & ~was_below & ~missing | unknown
