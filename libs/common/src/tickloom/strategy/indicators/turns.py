"""Levels from single bars: fractals and the classic floor pivots."""

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]


def fractals_init(_params: Floats) -> Floats:
    """Last fractal up and down; the last four highs and lows, newest first."""
    return np.full(10, np.nan)


@njit()
def is_peak(x: float, x_1: float, x_2: float, x_3: float, x_4: float) -> bool:
    """Whether two bars ago stood above the two after it, and not below the two before."""
    return x_2 > x and x_2 > x_1 and x_2 >= x_3 and x_2 >= x_4


@njit()
def fractals_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """The price of the last fractal, known two bars after its own, until there is a newer one.

    Between fractals MetaTrader's buffer holds nothing; a line that is only sometimes there could
    not be compared.
    """
    highs, lows = state[2:6], state[6:10]
    for i in range(len(inputs[0])):
        high, low = inputs[0][i], inputs[1][i]
        if is_peak(high, highs[0], highs[1], highs[2], highs[3]):
            state[0] = highs[1]
        if is_peak(-low, -lows[0], -lows[1], -lows[2], -lows[3]):
            state[1] = lows[1]
        lines[0, i], lines[1, i] = state[0], state[1]
        for age in range(3, 0, -1):
            highs[age], lows[age] = highs[age - 1], lows[age - 1]
        highs[0], lows[0] = high, low


def pivot_init(_params: Floats) -> Floats:
    return np.zeros(0)


@njit()
def pivot_column(_state: Floats, inputs: Rows, lines: Floats) -> None:
    """Of a bar's high, low and close: P, and three resistances and supports around it."""
    for i in range(len(inputs[0])):
        high, low, close = inputs[0][i], inputs[1][i], inputs[2][i]
        pivot = (high + low + close) / 3.0
        lines[0, i] = pivot
        lines[1, i] = 2.0 * pivot - low
        lines[2, i] = pivot + (high - low)
        lines[3, i] = high + 2.0 * (pivot - low)
        lines[4, i] = 2.0 * pivot - high
        lines[5, i] = pivot - (high - low)
        lines[6, i] = low - 2.0 * (high - pivot)
