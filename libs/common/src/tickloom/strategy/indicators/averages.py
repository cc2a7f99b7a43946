"""Simple, exponential and smoothed averages (MetaTrader's iMA). A bar without a value is skipped.

The exponential ones cost one fused step on the path from bar to bar; factors are divided once, when
the state is made.
"""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.fused import fused
from tickloom.strategy.indicators.windows import joined, part, sum_init, sum_step

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]


def sma_init(params: Floats) -> Floats:
    """Last price, bars in a row with that price; then the window."""
    return joined(np.array([np.nan, 0.0]), sum_init(params[0]))


@njit()
def sma_step(total: float, x: float, equal: float, n: float) -> float:
    """The mean of the last n; of n equal prices it is that price, to the last digit."""
    return x if equal >= n else total / n


@njit()
def sma_row(state: Floats, xs: Floats, out: Floats) -> None:
    prices, window = part(state, 0), part(state, 1)
    last, equal = prices[0], prices[1]
    n, met, place, head = window[0], window[1], np.uint64(int(window[2])), window[3]
    for i in range(len(xs)):
        x = xs[i]
        if not math.isfinite(x):
            out[i] = math.nan
            continue
        place, head, total = sum_step(window, place, head, x)
        met += 1.0
        equal = equal + 1.0 if x == last else 1.0
        last = x
        out[i] = sma_step(total, x, equal, n) if met >= n else math.nan
    prices[0], prices[1] = last, equal
    window[1], window[2], window[3] = met, np.int64(place), head


@njit()
def sma_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    sma_row(state, inputs[0], lines[0])


def ema_init(params: Floats) -> Floats:
    """Length, factor, its complement, bars met, value."""
    factor = 2.0 / (params[0] + 1.0)
    return np.array([params[0], factor, 1.0 - factor, 0.0, np.nan])


@njit()
def ema_next(value: float, factor: float, keep: float, x: float) -> float:
    """X * k + previous * (1 - k), k = 2 / (n + 1)."""
    return fused(value, keep, x * factor)


@njit()
def ema_step(value: float, factor: float, keep: float, x: float) -> float:
    """As `ema_next`, seeded with the first price."""
    return x if math.isnan(value) else ema_next(value, factor, keep, x)


@njit()
def ema_row(state: Floats, xs: Floats, out: Floats) -> None:
    n, factor, keep, met, value = state[0], state[1], state[2], state[3], state[4]
    for i in range(len(xs)):
        x = xs[i]
        if not math.isfinite(x):
            out[i] = math.nan
            continue
        value = ema_step(value, factor, keep, x)
        met += 1.0
        out[i] = value if met >= n else math.nan
    state[3], state[4] = met, value


@njit()
def ema_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    ema_row(state, inputs[0], lines[0])


def seeded_init(params: Floats) -> Floats:
    """An EMA that starts with the mean of its first n prices: as an EMA, then 1 / n."""
    return np.concatenate((ema_init(params)[:4], [0.0, 1.0 / params[0]]))


def rma_init(params: Floats) -> Floats:
    """The smoothed average: the same with k = 1 / n and its complement (n - 1) / n."""
    n = params[0]
    return np.array([n, 1.0 / n, (n - 1.0) / n, 0.0, 0.0, 1.0 / n])


@njit()
def seeded_step(
    value: float, met: float, share: float, n: float, factor: float, keep: float, x: float
) -> float:
    """Bar `met` (from 1): the sum of the first n - 1, the mean of n, then x * k + previous * keep.

    MetaTrader's (previous * (n - 1) + x) / n is this with k = 1 / n.
    """
    if met > n:
        return fused(value, keep, x * factor)
    value += x
    return value * share if met == n else value


@njit()
def seeded_row(state: Floats, xs: Floats, out: Floats) -> None:
    n, factor, keep, met, value, share = state[0], state[1], state[2], state[3], state[4], state[5]
    for i in range(len(xs)):
        x = xs[i]
        if not math.isfinite(x):
            out[i] = math.nan
            continue
        met += 1.0
        value = seeded_step(value, met, share, n, factor, keep, x)
        out[i] = value if met >= n else math.nan
    state[3], state[4] = met, value


@njit()
def seeded_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    seeded_row(state, inputs[0], lines[0])
