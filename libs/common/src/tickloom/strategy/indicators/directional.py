"""The directional movement: ADX as MetaTrader computes it by default, and by Wilder's smoothing."""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.volatility import true_range

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]

_N, _FACTOR, _KEEP, _MET, _HIGH, _LOW, _CLOSE, _PLUS, _MINUS, _ADX, _RANGE = range(11)


def adx_init(params: Floats) -> Floats:
    """Length, factor, its complement, bars met, last bar, +DI, -DI, ADX."""
    factor = 2.0 / (params[0] + 1.0)
    return np.array([params[0], factor, 1.0 - factor, *np.zeros(8)])


def adx_wilder_init(params: Floats) -> Floats:
    """The same with 1 / n; +DM, -DM and true range in place of the DI."""
    n = params[0]
    return np.array([n, 1.0 / n, (n - 1.0) / n, *np.zeros(8)])


@njit()
def movement(up: float, down: float) -> tuple[float, float]:
    """Plus and minus: only the larger counts, neither when they are equal."""
    plus, minus = max(up, 0.0), max(down, 0.0)
    return plus if plus > minus else 0.0, minus if minus > plus else 0.0


@njit()
def percent_of(share: float, whole: float) -> float:
    """0 where there is no whole."""
    return 100.0 * share / whole if whole != 0.0 else 0.0


@njit()
def adx_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """EMAs, from 0 at the first bar, of 100 * DM / range and of the index made of the two."""
    n, factor, keep, met = state[_N], state[_FACTOR], state[_KEEP], state[_MET]
    high, low, close = state[_HIGH], state[_LOW], state[_CLOSE]
    plus, minus, adx = state[_PLUS], state[_MINUS], state[_ADX]
    for i in range(len(inputs[0])):
        if met > 0.0:
            up, down = movement(inputs[0][i] - high, low - inputs[1][i])
            reach = true_range(inputs[0][i], inputs[1][i], close)
            plus = percent_of(up, reach) * factor + plus * keep
            minus = percent_of(down, reach) * factor + minus * keep
            adx = percent_of(abs(plus - minus), plus + minus) * factor + adx * keep
        high, low, close = inputs[0][i], inputs[1][i], inputs[2][i]
        met += 1.0
        lines[0, i] = adx if met > 2.0 * n else math.nan
        lines[1, i] = plus if met > n else math.nan
        lines[2, i] = minus if met > n else math.nan
    state[_MET], state[_HIGH], state[_LOW], state[_CLOSE] = met, high, low, close
    state[_PLUS], state[_MINUS], state[_ADX] = plus, minus, adx


@njit()
def adx_wilder_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """MetaTrader's iADXWilder: smoothed from 0 at index n, so the first ADX are far too low."""
    n, share, keep, met = state[_N], state[_FACTOR], state[_KEEP], state[_MET]
    high, low, close = state[_HIGH], state[_LOW], state[_CLOSE]
    ups, downs, adx, reaches = state[_PLUS], state[_MINUS], state[_ADX], state[_RANGE]
    for i in range(len(inputs[0])):
        plus, minus = 0.0, 0.0
        if met >= n:
            up, down = movement(inputs[0][i] - high, low - inputs[1][i])
            ups = ups * keep + up * share
            downs = downs * keep + down * share
            reaches = reaches * keep + true_range(inputs[0][i], inputs[1][i], close) * share
            plus, minus = percent_of(ups, reaches), percent_of(downs, reaches)
            adx = percent_of(abs(plus - minus), plus + minus) * share + adx * keep
        high, low, close = inputs[0][i], inputs[1][i], inputs[2][i]
        met += 1.0
        lines[0, i] = adx if met > 2.0 * n else math.nan
        lines[1, i] = plus if met > n + 1.0 else math.nan
        lines[2, i] = minus if met > n + 1.0 else math.nan
    state[_MET], state[_HIGH], state[_LOW], state[_CLOSE] = met, high, low, close
    state[_PLUS], state[_MINUS], state[_ADX], state[_RANGE] = ups, downs, adx, reaches
