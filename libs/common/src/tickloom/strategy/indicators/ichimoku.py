"""Lines plotted ahead, read as they stand under the bar: Ichimoku, Alligator, Gator."""

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicator_shifts import JAW_SHIFT, LIPS_SHIFT, TEETH_SHIFT
from tickloom.strategy.indicators.averages import rma_init, seeded_row
from tickloom.strategy.indicators.windows import (
    delay_init,
    delay_row,
    extreme_row,
    highest_init,
    joined,
    part,
)

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]


def ichimoku_init(params: Floats) -> Floats:
    """Highest and lowest of the three lengths; two delays of the middle one."""
    windows = [highest_init(n) for n in params for _ in range(2)]
    return joined(*windows, delay_init(params[1]), delay_init(params[1]))


@njit()
def middle_row(top: Floats, bottom: Floats, bars: Rows, out: Floats) -> None:
    """Half way between the highest high and the lowest low."""
    lowest = np.empty(len(out))
    extreme_row(top, 1.0, bars[0], out)
    extreme_row(bottom, -1.0, bars[1], lowest)
    for i in range(len(out)):
        out[i] = (out[i] + lowest[i]) / 2.0


@njit()
def ichimoku_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """Tenkan, kijun, the two spans as computed `slow` bars ago, and the close as chikou."""
    for line in range(2):
        middle_row(part(state, 2 * line), part(state, 2 * line + 1), inputs, lines[line])
    middle_row(part(state, 4), part(state, 5), inputs, lines[3])
    for i in range(len(inputs[0])):
        lines[2, i] = (lines[0, i] + lines[1, i]) / 2.0
        lines[4, i] = inputs[2][i]
    delay_row(part(state, 6), lines[2], lines[2])
    delay_row(part(state, 7), lines[3], lines[3])


def alligator_init(params: Floats) -> Floats:
    shifts = (JAW_SHIFT, TEETH_SHIFT, LIPS_SHIFT)
    averages = [rma_init(params[i : i + 1]) for i in range(3)]
    return joined(*averages, *(delay_init(shift) for shift in shifts))


@njit()
def alligator_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """Smoothed averages as computed 8, 5 and 3 bars ago."""
    for line in range(3):
        seeded_row(part(state, line), inputs[0], lines[line])
        delay_row(part(state, line + 3), lines[line], lines[line])


@njit()
def gator_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """How far jaw and teeth are apart, above 0; teeth and lips, below."""
    alligator = np.empty((3, len(inputs[0])))
    alligator_column(state, inputs, alligator)
    for i in range(len(inputs[0])):
        lines[0, i] = abs(alligator[0, i] - alligator[1, i])
        lines[1, i] = -abs(alligator[1, i] - alligator[2, i])
