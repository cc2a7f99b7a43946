"""Oscillators: RSI, MACD, ROC and momentum in MetaTrader's form."""

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from tickloom.strategy.indicators.averages import EMA_SIZE, ema_init, ema_raw, sma_init, sma_step

Floats = npt.NDArray[np.float64]


def rsi_init(params: Floats) -> Floats:
    """Length, bars met, previous price, average gain, average loss."""
    return np.array([params[0], 0.0, 0.0, 0.0, 0.0])


@njit(cache=True)
def rsi_step(state: Floats, x: float) -> float:
    """Wilder's: first averages are plain means of n changes; no losses give 100, no change 50."""
    if math.isnan(x):
        return math.nan
    n, met, change = state[0], state[1], x - state[2]
    state[2] = x
    state[1] = min(met + 1.0, n + 1.0)
    if met == 0.0:
        return math.nan
    gain, loss = max(change, 0.0), max(-change, 0.0)
    if met < n:
        state[3] += gain
        state[4] += loss
        return math.nan
    if met == n:
        state[3] = (state[3] + gain) / n
        state[4] = (state[4] + loss) / n
    else:
        state[3] = (state[3] * (n - 1.0) + gain) / n
        state[4] = (state[4] * (n - 1.0) + loss) / n
    if state[4] == 0.0:
        return 100.0 if state[3] != 0.0 else 50.0
    return 100.0 - 100.0 / (1.0 + state[3] / state[4])


@njit(cache=True)
def rsi_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i] = rsi_step(state, inputs[0, i])


def macd_init(params: Floats) -> Floats:
    """Two EMAs, then the SMA of the signal behind two counters."""
    fast, slow, signal = params
    head = np.array([0.0, slow, slow + signal - 1.0])
    parts = (
        head,
        ema_init(np.array([fast])),
        ema_init(np.array([slow])),
        sma_init(np.array([signal])),
    )
    return np.concatenate(parts)


@njit(cache=True)
def macd_step(state: Floats, x: float) -> tuple[float, float, float]:
    """EMA - EMA, the SMA of that as signal (not an EMA), and their difference."""
    if math.isnan(x):
        return math.nan, math.nan, math.nan
    fast = ema_raw(state[3 : 3 + EMA_SIZE], x)
    slow = ema_raw(state[3 + EMA_SIZE : 3 + 2 * EMA_SIZE], x)
    main = fast - slow
    signal = sma_step(state[3 + 2 * EMA_SIZE :], main)
    state[0] = min(state[0] + 1.0, state[2])
    if state[0] < state[1]:
        return math.nan, math.nan, math.nan
    if state[0] < state[2]:
        return main, math.nan, math.nan
    return main, signal, main - signal


@njit(cache=True)
def macd_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i], lines[1, i], lines[2, i] = macd_step(state, inputs[0, i])


def earlier_init(params: Floats) -> Floats:
    """Length, count, place; then the last n prices."""
    state = np.zeros(3 + int(params[0]))
    state[0] = params[0]
    return state


@njit(cache=True)
def earlier_step(state: Floats, x: float) -> float:
    """The price n bars ago."""
    if math.isnan(x):
        return math.nan
    n, place = state[0], int(state[2])
    earlier = state[3 + place] if state[1] >= n else math.nan
    state[3 + place] = x
    state[1] = min(state[1] + 1.0, n)
    state[2] = (place + 1) % int(n)
    return earlier


def roc_init(params: Floats) -> Floats:
    return earlier_init(params)


@njit(cache=True)
def roc_step(state: Floats, x: float) -> float:
    """100 * (x - x[n]) / x[n]."""
    earlier = earlier_step(state, x)
    return 100.0 * (x - earlier) / earlier if earlier != 0.0 else math.nan


@njit(cache=True)
def roc_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i] = roc_step(state, inputs[0, i])


def momentum_init(params: Floats) -> Floats:
    return earlier_init(params)


@njit(cache=True)
def momentum_step(state: Floats, x: float) -> float:
    """100 * x / x[n]: around 100, as MetaTrader draws it."""
    earlier = earlier_step(state, x)
    return 100.0 * x / earlier if earlier != 0.0 else math.nan


@njit(cache=True)
def momentum_column(state: Floats, inputs: Floats, lines: Floats) -> None:
    for i in range(inputs.shape[1]):
        lines[0, i] = momentum_step(state, inputs[0, i])
