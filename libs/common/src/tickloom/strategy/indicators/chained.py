"""Averages of averages: DEMA, TEMA, TriX. Each starts with the first value the one before shows."""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.averages import ema_init, ema_row
from tickloom.strategy.indicators.windows import joined, part, ratio

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]


def dema_init(params: Floats) -> Floats:
    return joined(ema_init(params), ema_init(params))


@njit()
def dema_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """2 E - E(E)."""
    once, line = np.empty(len(inputs[0])), lines[0]
    ema_row(part(state, 0), inputs[0], once)
    ema_row(part(state, 1), once, line)
    for i in range(len(once)):
        line[i] = 2.0 * once[i] - line[i]


def tema_init(params: Floats) -> Floats:
    return joined(ema_init(params), ema_init(params), ema_init(params))


@njit()
def tema_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """3 E - 3 E(E) + E(E(E))."""
    once, twice, line = np.empty(len(inputs[0])), np.empty(len(inputs[0])), lines[0]
    ema_row(part(state, 0), inputs[0], once)
    ema_row(part(state, 1), once, twice)
    ema_row(part(state, 2), twice, line)
    for i in range(len(once)):
        line[i] = 3.0 * once[i] - 3.0 * twice[i] + line[i]


def trix_init(params: Floats) -> Floats:
    """Length, values of the third average met, the last of them; then the three averages."""
    third = ema_init(params)
    third[0] = 1.0  # its growth is shown as early as itself would be, so it is followed from before
    return joined(np.array([params[0], 0.0, np.nan]), ema_init(params), ema_init(params), third)


@njit()
def trix_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """How the threefold average grew since the last bar, as a fraction."""
    head, line = part(state, 0), lines[0]
    ema_row(part(state, 1), inputs[0], line)
    ema_row(part(state, 2), line, line)
    ema_row(part(state, 3), line, line)
    n, met, previous = head[0], head[1], head[2]
    for i in range(len(line)):
        value = line[i]
        if not math.isnan(value):
            met += 1.0
            line[i] = ratio(value - previous, previous) if met >= n else math.nan
            previous = value
    head[1], head[2] = met, previous
