"""Averages whose newest price weighs most: the linear one, and Hull's."""

import math
from math import isqrt

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.windows import ONE, ZERO, Place, joined, part

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]

_HEAD = np.uint64(5)  # length, met, place, sum and weighted sum of the new block


def wma_init(params: Floats) -> Floats:
    """The head; then the old block folded, and one empty slot."""
    state = np.zeros(int(_HEAD) + int(params[0]) + 1)
    state[0] = params[0]
    return state


@njit()
def weighted_fold(window: Floats) -> None:
    """A slot of a full block becomes what the later ones come to, weighted 1, 2, 3 and so on."""
    running = 0.0
    weighted = 0.0
    slot = np.uint64(window.shape[0]) - ONE
    while slot > _HEAD:
        slot -= ONE
        running += window[slot]
        weighted += running
        window[slot] = weighted


@njit()
def wma_step(
    window: Floats, n: float, place: Place, plain: float, rising: float, x: float
) -> tuple[float, float, float]:
    """Sum and rising sum of the new block, and the sum of the last n weighted 1 to n.

    The new block's values weigh what the rising sum says, and all the slots still to fill.
    """
    window[_HEAD + place] = x
    count = float(np.int64(place)) + 1.0
    plain += x
    rising += count * x
    return plain, rising, (n - count) * plain + rising + window[_HEAD + place + ONE]


@njit()
def wma_row(state: Floats, xs: Floats, out: Floats) -> None:
    n, met, place = state[0], state[1], np.uint64(int(state[2]))
    plain, rising, end = state[3], state[4], np.uint64(int(state[0]))
    share = 1.0 / (n * (n + 1.0) / 2.0)
    for i in range(len(xs)):
        x = xs[i]
        if not math.isfinite(x):
            out[i] = math.nan
            continue
        plain, rising, total = wma_step(state, n, place, plain, rising, x)
        place += ONE
        met += 1.0
        if place == end:
            weighted_fold(state)
            place, plain, rising = ZERO, 0.0, 0.0
        out[i] = total * share if met >= n else math.nan
    state[1], state[2], state[3], state[4] = met, np.int64(place), plain, rising


@njit()
def wma_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    wma_row(state, inputs[0], lines[0])


def hma_init(params: Floats) -> Floats:
    n = int(params[0])
    lengths = (max(1, n // 2), n, isqrt(n))
    return joined(*(wma_init(np.array([length])) for length in lengths))


@njit()
def hma_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """wma(2 * wma(x, n / 2) - wma(x, n), sqrt n), halves and roots rounded down."""
    half, line = np.empty(len(inputs[0])), lines[0]
    wma_row(part(state, 0), inputs[0], half)
    wma_row(part(state, 1), inputs[0], line)
    for i in range(len(half)):
        half[i] = 2.0 * half[i] - line[i]
    wma_row(part(state, 2), half, line)
