"""Averages that quicken with the trend: Kaufman's AMA, Chande's VIDYA, Ehlers' FrAMA."""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.windows import (
    delay_init,
    delay_row,
    extreme_row,
    highest_init,
    joined,
    part,
    sum_init,
    sum_row,
)

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]

_LN_2 = math.log(2.0)


def ama_init(params: Floats) -> Floats:
    """Length, bars met, last price, value, slow factor, what the fast one has more; sums, delay."""
    n, fast, slow = params
    slow_factor = 2.0 / (slow + 1.0)
    head = np.array([n, 0.0, np.nan, 0.0, slow_factor, 2.0 / (fast + 1.0) - slow_factor])
    return joined(head, sum_init(n), delay_init(n))


@njit()
def changes(last: float, xs: Floats, out: Floats) -> float:
    """Each price less the one before it; the last price is handed back."""
    for i in range(len(xs)):
        x = xs[i]
        out[i] = x - last
        if math.isfinite(x):
            last = x
    return last


@njit()
def ama_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """Previous + s^2 (x - previous), s between slow and fast by net change over all changes.

    The n-th price is the seed, and not shown.
    """
    head, line, xs = part(state, 0), lines[0], inputs[0]
    noise, earlier = np.empty(len(xs)), np.empty(len(xs))
    head[2] = changes(head[2], xs, noise)
    for i in range(len(xs)):
        noise[i] = abs(noise[i])
    sum_row(part(state, 1), noise, noise)
    delay_row(part(state, 2), xs, earlier)
    n, met, value = head[0], head[1], head[3]
    for i in range(len(xs)):
        line[i] = math.nan
        if math.isfinite(xs[i]):
            met += 1.0
            if met > n:
                signal = abs(xs[i] - earlier[i])
                speed = signal / noise[i] if noise[i] > 0.0 else 0.0
                speed = speed * head[5] + head[4]
                value += speed * speed * (xs[i] - value)
                line[i] = value
            elif met == n:
                value = xs[i]
    head[1], head[3] = met, value


def vidya_init(params: Floats) -> Floats:
    """First bar shown, bars met, last price, value, factor; then sums of rises and falls."""
    momentum, n = params
    head = np.array([momentum + n, 0.0, np.nan, 0.0, 2.0 / (n + 1.0)])
    return joined(head, sum_init(momentum), sum_init(momentum))


@njit()
def vidya_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """An EMA whose factor is multiplied by the size of Chande's momentum; a price is its seed."""
    head, line, xs = part(state, 0), lines[0], inputs[0]
    rises, falls = np.empty(len(xs)), np.empty(len(xs))
    head[2] = changes(head[2], xs, rises)
    for i in range(len(xs)):
        falls[i] = max(-rises[i], 0.0) if math.isfinite(rises[i]) else math.nan
        rises[i] = max(rises[i], 0.0) if math.isfinite(rises[i]) else math.nan
    sum_row(part(state, 1), rises, rises)
    sum_row(part(state, 2), falls, falls)
    first, met, value, factor = head[0], head[1], head[3], head[4]
    for i in range(len(xs)):
        line[i] = math.nan
        if math.isfinite(xs[i]):
            met += 1.0
            both = rises[i] + falls[i]
            share = factor * abs(rises[i] - falls[i]) / both if both > 0.0 else 0.0
            value = xs[i] * share + value * (1.0 - share) if met >= first else xs[i]
            line[i] = value if met >= first else math.nan
    head[1], head[3] = met, value


def frama_init(params: Floats) -> Floats:
    """Length, bars met, value; highest and lowest of n, and both n bars ago."""
    n = params[0]
    windows = (highest_init(n), highest_init(n), delay_init(n), delay_init(n))
    return joined(np.array([n, 0.0, 0.0]), *windows)


@njit()
def frama_factor(now: float, before: float, both: float) -> float:
    """exp(-4.6 (D - 1)) by the ranges of the last n, of the n before and of both.

    D is the fractal dimension; where no range gives one, it is that of a line, 1.
    """
    if now + before <= 0.0 or both <= 0.0:
        return 1.0
    dimension = (math.log(now + before) - math.log(both / 2.0)) / _LN_2
    return math.exp(-4.6 * (dimension - 1.0))


@njit()
def frama_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """An EMA whose factor follows from the fractal dimension of the last 2 n bars."""
    head, line, xs = part(state, 0), lines[0], inputs[0]
    high, low = np.empty(len(xs)), np.empty(len(xs))
    high_before, low_before = np.empty(len(xs)), np.empty(len(xs))
    for i in range(len(xs)):  # a bar without a source is none for the ranges either
        is_known = math.isfinite(xs[i])
        high[i] = inputs[1][i] if is_known else math.nan
        low[i] = inputs[2][i] if is_known else math.nan
    extreme_row(part(state, 1), 1.0, high, high)
    extreme_row(part(state, 2), -1.0, low, low)
    delay_row(part(state, 3), high, high_before)
    delay_row(part(state, 4), low, low_before)
    n, met, value = head[0], head[1], head[2]
    for i in range(len(xs)):
        line[i] = math.nan
        if math.isfinite(xs[i]):
            met += 1.0
            if met >= 2.0 * n:
                now, before = high[i] - low[i], high_before[i] - low_before[i]
                both = max(high[i], high_before[i]) - min(low[i], low_before[i])
                factor = frama_factor(now, before, both)
                value = factor * xs[i] + (1.0 - factor) * value
                if not math.isfinite(value):  # a gap beyond all ranges can throw it off
                    value = xs[i]
                line[i] = value
            else:
                value = xs[i]
    head[1], head[2] = met, value
