"""Moving averages (MetaTrader's iMA). A bar without a value is passed over."""

import math

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]

SMA_HEAD = 4  # length, count, position in the ring, mean; then the ring
EMA_SIZE = 4  # length, factor, count, value


def sma_init(params: Floats) -> Floats:
    state = np.zeros(SMA_HEAD + int(params[0]))
    state[0] = params[0]
    return state


@njit(cache=True)
def sma_step(state: Floats, x: float) -> float:
    """Mean of the last n: a plain mean first, then previous + (x - oldest) / n."""
    if math.isnan(x):
        return math.nan
    n, count, place = state[0], state[1], int(state[2])
    ring = state[SMA_HEAD:]
    if count < n:
        state[3] += x
        if count == n - 1:
            state[3] /= n
    else:
        state[3] += (x - ring[place]) / n
    ring[place] = x
    state[1] = min(count + 1, n + 1)
    state[2] = (place + 1) % int(n)
    return state[3] if count >= n - 1 else math.nan


@njit(cache=True)
def sma_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i] = sma_step(state, inputs[0, i])


def ema_init(params: Floats) -> Floats:
    return np.array([params[0], 2.0 / (params[0] + 1.0), 0.0, 0.0])


@njit(cache=True)
def ema_raw(state: Floats, x: float) -> float:
    """X * k + previous * (1 - k), k = 2 / (n + 1), seeded with the first price."""
    if state[2] == 0.0:
        state[3] = x
    else:
        state[3] = x * state[1] + state[3] * (1.0 - state[1])
    state[2] = min(state[2] + 1.0, state[0])
    return state[3]


@njit(cache=True)
def ema_step(state: Floats, x: float) -> float:
    if math.isnan(x):
        return math.nan
    value = ema_raw(state, x)
    return value if state[2] >= state[0] else math.nan


@njit(cache=True)
def ema_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i] = ema_step(state, inputs[0, i])


def wma_init(params: Floats) -> Floats:
    return sma_init(params)


@njit(cache=True)
def wma_step(state: Floats, x: float) -> float:
    """Weights 1 to n, the newest n."""
    if math.isnan(x):
        return math.nan
    n, place = int(state[0]), int(state[2])
    ring = state[SMA_HEAD:]
    ring[place] = x
    state[1] = min(state[1] + 1.0, n)
    state[2] = (place + 1) % n
    if state[1] < n:
        return math.nan
    total = 0.0
    for age in range(n):
        total += ring[(place - age) % n] * (n - age)
    return total / (n * (n + 1) / 2.0)


@njit(cache=True)
def wma_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i] = wma_step(state, inputs[0, i])


def rma_init(params: Floats) -> Floats:
    return np.array([params[0], 0.0, 0.0])


@njit(cache=True)
def rma_step(state: Floats, x: float) -> float:
    """The smoothed average: the mean of the first n, then (previous * (n - 1) + x) / n."""
    if math.isnan(x):
        return math.nan
    n = state[0]
    if state[1] < n:
        state[1] += 1.0
        state[2] += x
        if state[1] < n:
            return math.nan
        state[2] /= n
    else:
        state[2] = (state[2] * (n - 1.0) + x) / n
    return state[2]


@njit(cache=True)
def rma_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i] = rma_step(state, inputs[0, i])
