"""A price against an earlier one: rate of change, momentum."""

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.windows import delay_init, delay_row, ratio

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]


def momentum_init(params: Floats) -> Floats:
    return delay_init(params[0])


@njit()
def roc_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """100 * (x - x[n]) / x[n]."""
    xs, line = inputs[0], lines[0]
    delay_row(state, xs, line)
    for i in range(len(xs)):
        line[i] = ratio(100.0 * (xs[i] - line[i]), line[i])


@njit()
def momentum_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """100 * x / x[n]: around 100, as MetaTrader draws it."""
    xs, line = inputs[0], lines[0]
    delay_row(state, xs, line)
    for i in range(len(xs)):
        line[i] = ratio(100.0 * xs[i], line[i])
