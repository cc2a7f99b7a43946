"""Channels: highest and lowest, Donchian, Keltner, envelopes."""

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.averages import ema_init, ema_row, sma_init, sma_row
from tickloom.strategy.indicators.volatility import (
    atr_init,
    atr_row,
    atr_wilder_init,
    atr_wilder_row,
)
from tickloom.strategy.indicators.windows import extreme_row, highest_init, joined, part

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]


def extreme_init(params: Floats) -> Floats:
    return highest_init(params[0])


@njit()
def highest_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    extreme_row(state, 1.0, inputs[0], lines[0])


@njit()
def lowest_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    extreme_row(state, -1.0, inputs[0], lines[0])


def donchian_init(params: Floats) -> Floats:
    return joined(highest_init(params[0]), highest_init(params[0]))


@njit()
def donchian_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """Highest high and lowest low, the bar itself included, and what lies between."""
    extreme_row(part(state, 0), 1.0, inputs[0], lines[0])
    extreme_row(part(state, 1), -1.0, inputs[1], lines[2])
    for i in range(len(inputs[0])):
        lines[1, i] = (lines[0, i] + lines[2, i]) / 2.0


def keltner_init(params: Floats) -> Floats:
    return joined(params[1:2], ema_init(params[:1]), atr_init(params[:1]))


def keltner_wilder_init(params: Floats) -> Floats:
    return joined(params[1:2], ema_init(params[:1]), atr_wilder_init(params[:1]))


@njit()
def band_rows(mult: float, lines: Floats) -> None:
    """Upper and lower from the middle and the range, which stands in the lower row.

    The middle is shown once the range is known.
    """
    for i in range(lines.shape[1]):
        reach = mult * lines[2, i]
        middle = lines[1, i] if reach == reach else reach  # noqa: PLR0124 - NaN alone differs
        lines[0, i] = middle + reach
        lines[1, i] = middle
        lines[2, i] = middle - reach


@njit()
def keltner_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """EMA of the close, and `mult` average ranges of the same period around it."""
    ema_row(part(state, 1), inputs[2], lines[1])
    atr_row(part(state, 2), inputs, lines[2])
    band_rows(part(state, 0)[0], lines)


@njit()
def keltner_wilder_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    ema_row(part(state, 1), inputs[2], lines[1])
    atr_wilder_row(part(state, 2), inputs, lines[2])
    band_rows(part(state, 0)[0], lines)


def envelopes_init(params: Floats) -> Floats:
    """The share of the mean above and below; then the mean."""
    return joined(params[1:2] / 100.0, sma_init(params[:1]))


@njit()
def envelopes_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """The mean, `deviation` percent of itself higher and lower."""
    share, upper, lower = part(state, 0)[0], lines[0], lines[1]
    sma_row(part(state, 1), inputs[0], lower)
    for i in range(len(lower)):
        upper[i] = lower[i] * (1.0 + share)
        lower[i] *= 1.0 - share
