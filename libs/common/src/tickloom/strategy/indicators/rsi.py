"""Wilder's relative strength, as MetaTrader computes it."""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.fused import fused

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]


def rsi_init(params: Floats) -> Floats:
    """Length, (n - 1) / n, prices met, last price; smoothed gain and loss, n times; RSI."""
    n = params[0]
    return np.array([n, (n - 1.0) / n, 0.0, 0.0, 0.0, 0.0, np.nan])


@njit()
def rsi_next(gain: float, loss: float, keep: float, change: float) -> tuple[float, float]:
    """Wilder's step, once the first n changes are met."""
    return fused(gain, keep, max(change, 0.0)), fused(loss, keep, max(-change, 0.0))


@njit()
def rsi_step(
    gain: float, loss: float, met: float, n: float, keep: float, change: float
) -> tuple[float, float]:
    """Gain and loss after a change with `met` prices before: sums of the first n, then Wilder's.

    n times (previous * (n - 1) + new) / n is n * previous * (n - 1) / n + new.
    """
    if met > n:
        return rsi_next(gain, loss, keep, change)
    return gain + max(change, 0.0), loss + max(-change, 0.0)


@njit()
def rsi_value(gain: float, loss: float) -> float:
    """100 - 100 / (1 + G / L) is 100 G / (G + L); no losses give 100, no change at all 50."""
    both = gain + loss
    return 100.0 * gain / both if both > 0.0 else 50.0


@njit()
def rsi_row(state: Floats, xs: Floats, out: Floats) -> None:
    """An unmoved price leaves the RSI alone, to the last digit: both averages shrink alike."""
    n, keep, met, last, gain, loss = state[0], state[1], state[2], state[3], state[4], state[5]
    value = state[6]
    for i in range(len(xs)):
        x = xs[i]
        if not math.isfinite(x):
            out[i] = math.nan
            continue
        if met > 0.0:
            gain, loss = rsi_step(gain, loss, met, n, keep, x - last)
        fresh = rsi_value(gain, loss)
        value = value if x == last and met > n else fresh
        out[i] = value if met >= n else math.nan
        last = x
        met += 1.0
    state[2], state[3], state[4], state[5], state[6] = met, last, gain, loss, value


@njit()
def rsi_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    rsi_row(state, inputs[0], lines[0])
