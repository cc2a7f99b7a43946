"""Volume: on balance, accumulation and distribution, money flow, force, VWAP."""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.averages import ema_init, ema_row, sma_init, sma_row
from tickloom.strategy.indicators.windows import joined, part, ratio, sum_init, sum_row

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]

_SAME = 1e-12


def obv_init(_params: Floats) -> Floats:
    """Last close (NaN before the first bar), total."""
    return np.array([np.nan, 0.0])


@njit()
def obv_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """Volume added when the close rose, taken when it fell; the first bar's is the start."""
    last, total = state[0], state[1]
    for i in range(len(inputs[0])):
        close, volume = inputs[0][i], inputs[1][i]
        if close < last:
            total -= volume
        elif close > last or math.isnan(last):
            total += volume
        last = close
        lines[0, i] = total
    state[0], state[1] = last, total


def ad_init(_params: Floats) -> Floats:
    return np.zeros(1)


@njit()
def ad_row(state: Floats, bars: Rows, out: Floats) -> None:
    """Volume by where the close stands in its bar, from -1 at the low to 1 at the high."""
    total = state[0]
    for i in range(len(bars[0])):
        high, low, close, volume = bars[0][i], bars[1][i], bars[2][i], bars[3][i]
        if high != low:
            total += ((close - low) - (high - close)) / (high - low) * volume
        out[i] = total
    state[0] = total


@njit()
def ad_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    ad_row(state, inputs, lines[0])


def chaikin_init(params: Floats) -> Floats:
    return joined(np.zeros(1), ema_init(params[:1]), ema_init(params[1:]))


@njit()
def chaikin_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """The fast less the slow EMA of accumulation and distribution."""
    total, line = np.empty(len(inputs[0])), lines[0]
    ad_row(part(state, 0), inputs, total)
    ema_row(part(state, 1), total, line)
    ema_row(part(state, 2), total, total)
    for i in range(len(line)):
        line[i] -= total[i]


def bwmfi_init(_params: Floats) -> Floats:
    return np.zeros(1)


@njit()
def bwmfi_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """The range in points a tick of volume; without volume the last value again."""
    value = state[0]
    for i in range(len(inputs[0])):
        if inputs[2][i] > 0.0:
            value = (inputs[0][i] - inputs[1][i]) / inputs[3][i] / inputs[2][i]
        lines[0, i] = value
    state[0] = value


def mfi_init(params: Floats) -> Floats:
    """Last typical price (NaN before the first bar); sums of the flows up and down."""
    return joined(np.array([np.nan]), sum_init(params[0]), sum_init(params[0]))


@njit()
def mfi_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """100 * up / (up + down), of typical price times volume; nothing down gives 100.

    A third of a sum carries rounding: a change of the last digit is no change of the price.
    """
    last, line = part(state, 0), lines[0]
    down = np.empty(len(inputs[0]))
    previous = last[0]
    for i in range(len(inputs[0])):
        typical = (inputs[0][i] + inputs[1][i] + inputs[2][i]) / 3.0
        flow = typical * inputs[3][i]
        change, same = typical - previous, _SAME * abs(typical)
        is_first = math.isnan(previous)
        line[i] = math.nan if is_first else (flow if change > same else 0.0)
        down[i] = math.nan if is_first else (flow if -change > same else 0.0)
        previous = typical
    last[0] = previous
    sum_row(part(state, 1), line, line)
    sum_row(part(state, 2), down, down)
    for i in range(len(line)):
        line[i] = 100.0 * ratio(line[i], line[i] + down[i]) if down[i] != 0.0 else 100.0


def force_init(params: Floats) -> Floats:
    """The last mean (NaN before the first), then the mean."""
    return joined(np.array([np.nan]), sma_init(params))


@njit()
def force_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """The change of the mean times the bar's volume."""
    last, line = part(state, 0), lines[0]
    sma_row(part(state, 1), inputs[0], line)
    previous = last[0]
    for i in range(len(line)):
        mean = line[i]
        if not math.isnan(mean):
            line[i] = inputs[1][i] * (mean - previous)
            previous = mean
    last[0] = previous


def vwap_init(params: Floats) -> Floats:
    """Whether it is anchored at the day; price times volume and volume so far, or of n bars."""
    if len(params) == 0:
        return joined(np.array([1.0]), np.zeros(2))
    return joined(np.array([0.0]), sum_init(params[0]), sum_init(params[0]))


@njit()
def anchored_rows(state: Floats, inputs: Rows, out: Floats, weights: Floats) -> None:
    """Sums from the server day's first bar on."""
    worth, weight = state[0], state[1]
    for i in range(len(inputs[0])):
        if inputs[2][i] != 0.0:
            worth, weight = 0.0, 0.0
        out[i] = math.nan
        if math.isfinite(inputs[0][i]):
            worth += inputs[0][i] * inputs[1][i]
            weight += inputs[1][i]
            out[i] = worth
        weights[i] = weight
    state[0], state[1] = worth, weight


@njit()
def vwap_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """The mean price by volume; without any volume no value."""
    line, weights = lines[0], np.empty(len(inputs[0]))
    if part(state, 0)[0] != 0.0:
        anchored_rows(part(state, 1), inputs, line, weights)
    else:
        for i in range(len(inputs[0])):
            line[i] = inputs[0][i] * inputs[1][i]
            weights[i] = inputs[1][i] if math.isfinite(inputs[0][i]) else math.nan
        sum_row(part(state, 1), line, line)
        sum_row(part(state, 2), weights, weights)
    for i in range(len(line)):
        line[i] = ratio(line[i], weights[i])
