"""Ranges and deviations: ATR, Bollinger, standard deviation, z-score."""

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from tickloom.strategy.indicators.averages import SMA_HEAD, sma_init, sma_step

Floats = npt.NDArray[np.float64]


def atr_init(params: Floats) -> Floats:
    """Whether a bar was met, its close; then the mean of the true range."""
    return np.concatenate((np.zeros(2), sma_init(params)))


@njit(cache=True)
def atr_step(state: Floats, high: float, low: float, close: float) -> float:
    """The simple mean of the true range (not Wilder's); the first bar has none."""
    has_previous, previous = state[0], state[1]
    state[0] = 1.0
    state[1] = close
    if has_previous == 0.0:
        return math.nan
    return sma_step(state[2:], max(high, previous) - min(low, previous))


@njit(cache=True)
def atr_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i] = atr_step(state, inputs[0, i], inputs[1, i], inputs[2, i])


@njit(cache=True)
def deviation(state: Floats, mean: float) -> float:
    """Population deviation of the window of an SMA around `mean`, newest first.

    A window of equal prices has none at all, whatever the last digit of the rolling mean says.
    """
    n = int(state[0])
    newest = int(state[2]) - 1
    is_flat = True
    total = 0.0
    for age in range(n):
        price = state[SMA_HEAD + (newest - age) % n]
        is_flat = is_flat and price == state[SMA_HEAD + newest % n]
        total += (price - mean) * (price - mean)
    return 0.0 if is_flat else math.sqrt(total / n)


def stdev_init(params: Floats) -> Floats:
    return sma_init(params)


@njit(cache=True)
def stdev_step(state: Floats, x: float) -> float:
    mean = sma_step(state, x)
    return math.nan if math.isnan(mean) else deviation(state, mean)


@njit(cache=True)
def stdev_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i] = stdev_step(state, inputs[0, i])


def zscore_init(params: Floats) -> Floats:
    return sma_init(params)


@njit(cache=True)
def zscore_step(state: Floats, x: float) -> float:
    """(x - mean) / deviation; without deviation there is no value."""
    mean = sma_step(state, x)
    if math.isnan(mean):
        return math.nan
    spread = deviation(state, mean)
    return (x - mean) / spread if spread != 0.0 else math.nan


@njit(cache=True)
def zscore_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i] = zscore_step(state, inputs[0, i])


def bbands_init(params: Floats) -> Floats:
    """The multiplier, then the SMA."""
    return np.concatenate((params[1:2], sma_init(params[:1])))


@njit(cache=True)
def bbands_step(state: Floats, x: float) -> tuple[float, float, float]:
    """Mean and `mult` population deviations above and below; drawn from the bar after the n-th."""
    was_full = state[2] >= state[1]
    mean = sma_step(state[1:], x)
    if math.isnan(mean) or not was_full:
        return math.nan, math.nan, math.nan
    reach = state[0] * deviation(state[1:], mean)
    return mean + reach, mean, mean - reach


@njit(cache=True)
def bbands_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i], lines[1, i], lines[2, i] = bbands_step(state, inputs[0, i])
