"""Where the close stands between the extremes: stochastic, stochastic RSI, Williams' %R."""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.averages import sma_init, sma_row
from tickloom.strategy.indicators.rsi import rsi_init, rsi_row
from tickloom.strategy.indicators.windows import (
    extreme_row,
    highest_init,
    joined,
    part,
    sum_init,
    sum_row,
)

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]


def stoch_init(params: Floats) -> Floats:
    k, d, smooth = params
    windows = (highest_init(k), highest_init(k), sum_init(smooth), sum_init(smooth))
    return joined(*windows, sma_init(np.array([d])))


@njit()
def percent(part_of: float, whole: float) -> float:
    """100 where there is no whole: MetaTrader's choice for a window without a range."""
    return 100.0 * part_of / whole if whole != 0.0 else 100.0


@njit()
def stoch_rows(
    state: Floats, high: Floats, low: Floats, close: Floats, k: Floats, d: Floats
) -> None:
    """%K: the sum of (close - lowest) over the sum of (highest - lowest); %D: its mean."""
    highest = np.empty(len(close))
    extreme_row(part(state, 0), 1.0, high, highest)
    extreme_row(part(state, 1), -1.0, low, k)
    for i in range(len(close)):
        lowest = k[i]
        k[i] = close[i] - lowest
        highest[i] -= lowest
    sum_row(part(state, 2), k, k)
    sum_row(part(state, 3), highest, highest)
    for i in range(len(close)):
        k[i] = percent(k[i], highest[i])
    sma_row(part(state, 4), k, d)


@njit()
def stoch_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    stoch_rows(state, inputs[0], inputs[1], inputs[2], lines[0], lines[1])


def stoch_mean_of_ratios_init(params: Floats) -> Floats:
    k, d, smooth = params
    averages = (sma_init(np.array([smooth])), sma_init(np.array([d])))
    return joined(highest_init(k), highest_init(k), *averages)


@njit()
def stoch_mean_of_ratios_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """%K as the mean of each bar's ratio, which is the slow stochastic of most other software."""
    high, low, close = inputs[0], inputs[1], inputs[2]
    highest, lowest = lines[0], lines[1]
    extreme_row(part(state, 0), 1.0, high, highest)
    extreme_row(part(state, 1), -1.0, low, lowest)
    for i in range(len(close)):
        highest[i] = percent(close[i] - lowest[i], highest[i] - lowest[i])
    sma_row(part(state, 2), lines[0], lines[0])
    sma_row(part(state, 3), lines[0], lines[1])


def stochrsi_init(params: Floats) -> Floats:
    return joined(rsi_init(params[:1]), stoch_init(params[1:]))


@njit()
def stochrsi_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """The stochastic with the RSI for high, low and close."""
    strength = np.empty(len(inputs[0]))
    rsi_row(part(state, 0), inputs[0], strength)
    stoch_rows(part(state, 1), strength, strength, strength, lines[0], lines[1])


def willr_init(params: Floats) -> Floats:
    return joined(np.zeros(1), highest_init(params[0]), highest_init(params[0]))


@njit()
def willr_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """100 * (close - highest) / (highest - lowest); without a range the last value again."""
    last, line, close = part(state, 0), lines[0], inputs[2]
    highest = np.empty(len(close))
    extreme_row(part(state, 1), 1.0, inputs[0], highest)
    extreme_row(part(state, 2), -1.0, inputs[1], line)
    value = last[0]
    for i in range(len(close)):
        reach = highest[i] - line[i]
        if math.isnan(reach):
            line[i] = math.nan
            continue
        if reach != 0.0:
            value = 100.0 * (close[i] - highest[i]) / reach
        line[i] = value
    last[0] = value
