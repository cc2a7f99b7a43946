"""Windows over the last n values: their sum, their extreme, and the value n bars ago.

A window keeps blocks of n values. While a block fills, its slots still hold what the block before
comes to from there on ("folded": the sum of that value and all later ones), so the window is the
running head of the new block and one slot of the old one. Nothing is ever subtracted: no value
from outside the window leaves a trace, a sum of zeros is exactly 0, and the error of a sum is that
of adding n numbers, however long the history. A bar costs a fixed number of operations.

Indicators made of several parts run row after row over a block of bars: a row passes over bars
without a value, so its first value comes when the row before it has had enough.
"""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit

Floats = npt.NDArray[np.float64]
Place = np.uint64  # unsigned: numba then leaves out the test for indices counted from the end

ZERO, ONE = np.uint64(0), np.uint64(1)
HEAD = np.uint64(4)  # length, values met, place in the block, head; the block; one empty slot


def joined(*parts: Floats) -> Floats:
    """A state of several parts; before them stands where each begins, and where the last ends."""
    sizes = [len(parts) + 1, *(len(part) for part in parts)]
    return np.concatenate((np.cumsum(sizes, dtype=np.float64), *parts))


@njit()
def part(state: Floats, number: int) -> Floats:
    """Part `number` of a joined state, as a view. Cut once before a loop: a view is not free."""
    return state[int(state[number]) : int(state[number + 1])]


@njit()
def ratio(above: float, below: float) -> float:
    """A quotient; without a value where there is none, or none that a number can hold."""
    if below == 0.0:
        return math.nan
    quotient = above / below
    return quotient if math.isfinite(quotient) else math.nan


def sum_init(n: float) -> Floats:
    state = np.zeros(int(HEAD) + int(n) + 1)
    state[0] = n
    return state


@njit()
def sum_step(window: Floats, place: Place, head: float, x: float) -> tuple[Place, float, float]:
    """Place and head after `x`, and the sum of the last n (of fewer before there were n)."""
    window[HEAD + place] = x
    head += x
    place += ONE
    slot = HEAD + place
    total = head + window[slot]
    if slot + ONE < np.uint64(window.shape[0]):
        return place, head, total
    running = 0.0
    while slot > HEAD:
        slot -= ONE
        running += window[slot]
        window[slot] = running
    return ZERO, 0.0, total


@njit()
def sum_at(values: Floats, met: int, n: int) -> float:
    """The sum that `sum_step` gives for value `met` (from 1), to the bit; `values` are the last n.

    The head of the block in which that value stands, and the folded rest of the block before.
    """
    head, folded = 0.0, 0.0
    own = (met - 1) % n + 1
    for place in range(n - own, n):
        head += values[place]
    for place in range(n - own - 1, -1, -1):
        folded += values[place]
    return head + folded


@njit()
def sum_row(state: Floats, xs: Floats, out: Floats) -> None:
    """The sum of the last n values, from the n-th on."""
    n, met, place, head = state[0], state[1], np.uint64(int(state[2])), state[3]
    for i in range(len(xs)):
        total = math.nan
        if math.isfinite(xs[i]):
            place, head, total = sum_step(state, place, head, xs[i])
            met += 1.0
        out[i] = total if met >= n else math.nan
    state[1], state[2], state[3] = met, np.int64(place), head


def highest_init(n: float) -> Floats:
    state = np.full(int(HEAD) + int(n) + 1, -np.inf)
    state[:3] = n, 0.0, 0.0
    return state


@njit()
def highest_step(window: Floats, place: Place, head: float, x: float) -> tuple[Place, float, float]:
    """Place and head after `x`, and the highest of the last n."""
    window[HEAD + place] = x
    head = max(x, head)
    place += ONE
    slot = HEAD + place
    top = max(head, window[slot])
    if slot + ONE < np.uint64(window.shape[0]):
        return place, head, top
    running = -math.inf
    while slot > HEAD:
        slot -= ONE
        running = max(window[slot], running)
        window[slot] = running
    return ZERO, -math.inf, top


@njit()
def extreme_row(state: Floats, sign: float, xs: Floats, out: Floats) -> None:
    """The highest (sign 1) or, all turned over, the lowest (sign -1) of the last n values."""
    n, met, place, head = state[0], state[1], np.uint64(int(state[2])), state[3]
    for i in range(len(xs)):
        top = math.nan
        if math.isfinite(xs[i]):
            place, head, top = highest_step(state, place, head, sign * xs[i])
            met += 1.0
        out[i] = sign * top if met >= n else math.nan
    state[1], state[2], state[3] = met, np.int64(place), head


def delay_init(n: float) -> Floats:
    """Slot, then the last n values; NaN before there were n."""
    ring = np.full(1 + int(n), np.nan)
    ring[0] = 1.0
    return ring


@njit()
def delay_row(ring: Floats, xs: Floats, out: Floats) -> None:
    """The value n values ago; n of 0 gives the value itself."""
    slot, end = np.uint64(int(ring[0])), np.uint64(len(ring))
    for i in range(len(xs)):
        x = xs[i]
        if not math.isfinite(x):
            out[i] = math.nan
        elif end == ONE:
            out[i] = x
        else:
            out[i] = ring[slot]
            ring[slot] = x
            slot += ONE
            if slot == end:
                slot = ONE
    ring[0] = np.int64(slot)
