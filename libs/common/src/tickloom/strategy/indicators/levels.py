"""Extremes of a window: highest, lowest and the Donchian channel, the bar itself included."""

import math

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]

_HEAD = 4  # length, count, place, highest; then the window


def highest_init(params: Floats) -> Floats:
    state = np.zeros(_HEAD + int(params[0]))
    state[0] = params[0]
    return state


@njit(cache=True)
def highest_step(state: Floats, x: float) -> float:
    """The window is only searched when its highest leaves it."""
    if math.isnan(x):
        return math.nan
    n, count, place = int(state[0]), int(state[1]), int(state[2])
    window = state[_HEAD:]
    leaving = window[place]
    window[place] = x
    state[1] = min(count + 1, n)
    state[2] = (place + 1) % n
    if count == 0 or x >= state[3]:
        state[3] = x
    elif count == n and leaving == state[3]:
        state[3] = window.max()
    return state[3] if state[1] >= n else math.nan


@njit(cache=True)
def highest_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i] = highest_step(state, inputs[0, i])


def lowest_init(params: Floats) -> Floats:
    return highest_init(params)


@njit(cache=True)
def lowest_step(state: Floats, x: float) -> float:
    return -highest_step(state, -x)


@njit(cache=True)
def lowest_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i] = lowest_step(state, inputs[0, i])


def donchian_init(params: Floats) -> Floats:
    return np.concatenate((highest_init(params), lowest_init(params)))


@njit(cache=True)
def donchian_step(state: Floats, high: float, low: float) -> tuple[float, float, float]:
    size = _HEAD + int(state[0])
    upper = highest_step(state[:size], high)
    lower = lowest_step(state[size:], low)
    return upper, (upper + lower) / 2.0, lower


@njit(cache=True)
def donchian_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i], lines[1, i], lines[2, i] = donchian_step(state, inputs[0, i], inputs[1, i])
