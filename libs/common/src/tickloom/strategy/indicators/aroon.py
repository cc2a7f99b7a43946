"""How long ago the last extreme was."""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.windows import joined, part

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]


def aroon_init(params: Floats) -> Floats:
    """Length and bars met; for highs and lows the queue of bars that may still be the extreme."""
    slots = int(params[0]) + 1
    queues = (np.zeros(2), np.zeros(slots), np.zeros(slots))
    return joined(np.array([params[0], 0.0]), *queues, *queues)


@njit()
def extreme_age_row(
    ends: Floats, values: Floats, bars: Floats, met: float, sign: float, xs: Floats, out: Floats
) -> None:
    """Bars since the highest (sign -1: lowest) of the last n + 1; the newest of equals.

    The queue falls from its first to its last value; what a new value reaches is dropped, so each
    bar enters and leaves once. It is a ring; `ends` are its first slot and how many are used.
    """
    first, used, slots = int(ends[0]), int(ends[1]), len(values)
    for i in range(len(xs)):
        x, now = sign * xs[i], met + i
        while used > 0:
            last = first + used - 1
            last = last - slots if last >= slots else last
            if values[last] > x:
                break
            used -= 1
        if used > 0 and now - bars[first] >= slots:
            first = first + 1 if first + 1 < slots else 0
            used -= 1
        free = first + used
        free = free - slots if free >= slots else free
        values[free], bars[free] = x, now
        used += 1
        out[i] = now - bars[first]
    ends[0], ends[1] = first, used


@njit()
def aroon_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """100 * (n - bars since the extreme) / n, of the last n + 1 bars; their difference."""
    head, up, down = part(state, 0), lines[0], lines[1]
    n, met = head[0], head[1]
    extreme_age_row(part(state, 1), part(state, 2), part(state, 3), met, 1.0, inputs[0], up)
    extreme_age_row(part(state, 4), part(state, 5), part(state, 6), met, -1.0, inputs[1], down)
    for i in range(len(up)):
        met += 1.0
        up[i] = 100.0 * (n - up[i]) / n if met > n else math.nan
        down[i] = 100.0 * (n - down[i]) / n if met > n else math.nan
        lines[2, i] = up[i] - down[i]
    head[1] = met
