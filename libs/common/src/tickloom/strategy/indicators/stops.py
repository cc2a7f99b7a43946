"""Trailing lines: parabolic SAR in MetaTrader's recursion, and the supertrend."""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.volatility import (
    atr_init,
    atr_row,
    atr_wilder_init,
    atr_wilder_row,
)
from tickloom.strategy.indicators.windows import joined, part

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]

_STEP, _MAX, _MET, _HIGH, _LOW, _LONG, _SAR, _POINT, _FACTOR, _TOP, _BOTTOM = range(11)


def psar_init(params: Floats) -> Floats:
    """Step, maximum, bars met, last bar, whether long, SAR to come, extreme point and factor.

    Last the highest and lowest since the last turn.
    """
    return np.array([params[0], params[1], *np.zeros(9)])


@njit()
def psar_start(state: Floats, high: float, low: float) -> None:
    """The first bar gives highs and lows only; the second begins short."""
    if state[_MET] == 0.0:
        state[_TOP], state[_BOTTOM] = high, low
    else:
        state[_SAR] = max(high, state[_HIGH])
        state[_POINT] = low
        state[_FACTOR] = state[_STEP]
        state[_LONG] = 0.0


@njit()
def psar_turn(state: Floats, high: float, low: float) -> bool:
    """Turn where the bar passes the SAR: it is then the extreme since the last turn."""
    state[_TOP], state[_BOTTOM] = max(high, state[_TOP]), min(low, state[_BOTTOM])
    is_long = state[_LONG] != 0.0
    if not (state[_SAR] > low if is_long else state[_SAR] < high):
        return False
    state[_SAR] = state[_TOP] if is_long else state[_BOTTOM]
    state[_POINT] = low if is_long else high
    state[_LONG] = 0.0 if is_long else 1.0
    state[_FACTOR] = state[_STEP]
    state[_TOP], state[_BOTTOM] = high, low
    return True


@njit()
def psar_step(state: Floats, high: float, low: float) -> float:
    """This bar's SAR; the next one is made ready, not beyond the last two bars."""
    if state[_MET] < 2.0:
        psar_start(state, high, low)
    value = math.nan
    if state[_MET] > 0.0:
        has_turned = psar_turn(state, high, low)
        is_long = state[_LONG] != 0.0
        is_new = high > state[_POINT] if is_long else low < state[_POINT]
        if is_new and not has_turned:
            state[_POINT] = high if is_long else low
            state[_FACTOR] = min(state[_FACTOR] + state[_STEP], state[_MAX])
        value = state[_SAR]
        ahead = value + state[_FACTOR] * (state[_POINT] - value)
        if is_long:
            state[_SAR] = min(ahead, low, state[_LOW])
        else:
            state[_SAR] = max(ahead, high, state[_HIGH])
    state[_MET] += 1.0
    state[_HIGH], state[_LOW] = high, low
    return value


@njit()
def psar_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    for i in range(len(inputs[0])):
        lines[0, i] = psar_step(state, inputs[0][i], inputs[1][i])


def supertrend_init(params: Floats) -> Floats:
    """Multiplier, last close, upper and lower band, direction (0 before the first); the range."""
    return joined(np.array([params[1], 0.0, 0.0, 0.0, 0.0]), atr_init(params[:1]))


def supertrend_wilder_init(params: Floats) -> Floats:
    return joined(np.array([params[1], 0.0, 0.0, 0.0, 0.0]), atr_wilder_init(params[:1]))


@njit()
def trend_rows(head: Floats, bars: Rows, value: Floats, direction: Floats) -> None:
    """Bands around the bar's middle that only tighten while the close respects them.

    `value` holds the average range and becomes the band that the trend rests on.
    """
    mult, last, upper, lower, side = head[0], head[1], head[2], head[3], head[4]
    for i in range(len(bars[0])):
        close = bars[2][i]
        if math.isnan(value[i]):
            direction[i] = math.nan
        else:
            middle = (bars[0][i] + bars[1][i]) / 2.0
            top, bottom = middle + mult * value[i], middle - mult * value[i]
            if side == 0.0:
                side = 1.0 if close >= middle else -1.0
                upper, lower = top, bottom
            else:
                if close > upper:
                    side = 1.0
                elif close < lower:
                    side = -1.0
                upper = top if top < upper or last > upper else upper
                lower = bottom if bottom > lower or last < lower else lower
            value[i] = lower if side > 0.0 else upper
            direction[i] = side
        last = close
    head[1], head[2], head[3], head[4] = last, upper, lower, side


@njit()
def supertrend_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    atr_row(part(state, 1), inputs, lines[0])
    trend_rows(part(state, 0), inputs, lines[0], lines[1])


@njit()
def supertrend_wilder_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    atr_wilder_row(part(state, 1), inputs, lines[0])
    trend_rows(part(state, 0), inputs, lines[0], lines[1])
