"""Kernels of two fields that remember: the extreme of a session, and the open of the day."""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit

Floats = npt.NDArray[np.float64]


def extreme_init() -> Floats:
    """Occurrence and extreme so far, and what is shown (the last finished one outside)."""
    return np.array([math.nan, math.nan, math.nan])


@njit()
def extreme_column(state: Floats, inside: Floats, prices: Floats, sign: float, out: Floats) -> None:
    """While a session runs its extreme so far, outside that of its last occurrence.

    `inside` numbers the occurrence of a bar (NaN: outside); `sign` is 1 for highs, -1 for lows.
    """
    for i in range(len(out)):
        if not math.isnan(inside[i]):
            is_new = math.isnan(state[0]) or inside[i] != state[0]
            if is_new or (prices[i] - state[1]) * sign > 0.0:
                state[1] = prices[i]
            state[0] = inside[i]
        out[i] = state[1]


def day_open_init() -> Floats:
    return np.array([math.nan])


@njit()
def day_open_column(state: Floats, new_day: Floats, opens: Floats, out: Floats) -> None:
    """The open of the first bar of the day."""
    for i in range(len(out)):
        if new_day[i] == 1.0 or math.isnan(state[0]):
            state[0] = opens[i]
        out[i] = state[0]
