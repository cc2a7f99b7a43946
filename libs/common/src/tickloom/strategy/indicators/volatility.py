"""The average true range: the simple mean of MetaTrader, and Wilder's."""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.ahead import fetch
from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.averages import rma_init, seeded_row
from tickloom.strategy.indicators.windows import joined, part, sum_at, sum_init, sum_step

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]
Places = npt.NDArray[np.int64]
Points = tuple[npt.NDArray[np.int32], ...]
_AHEAD = 4
"""Bars are asked for so many places before they are read."""


@njit()
def true_range(high: float, low: float, previous: float) -> float:
    """From the higher of high and last close to the lower of low and last close."""
    return max(high, previous) - min(low, previous)


def atr_init(params: Floats) -> Floats:
    """Last close (NaN before the first bar); then the window of ranges."""
    return joined(np.array([np.nan]), sum_init(params[0]))


@njit()
def atr_step(total: float, met: float, n: float) -> float:
    """The simple mean of the last n true ranges: not Wilder's."""
    return total / n if met >= n else math.nan


@njit()
def atr_row(state: Floats, bars: Rows, out: Floats) -> None:
    """Of rows of high, low, close. The first bar has no range: nothing closed before it."""
    last, window = part(state, 0), part(state, 1)
    previous = last[0]
    n, met, place, head = window[0], window[1], np.uint64(int(window[2])), window[3]
    for i in range(len(bars[0])):
        value = math.nan
        if not math.isnan(previous):
            met += 1.0
            reach = true_range(bars[0][i], bars[1][i], previous)
            place, head, total = sum_step(window, place, head, reach)
            value = atr_step(total, met, n)
        previous = bars[2][i]
        out[i] = value
    last[0] = previous
    window[1], window[2], window[3] = met, np.int64(place), head


@njit()
def atr_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    atr_row(state, inputs, lines[0])


@njit()
def atr_at(params: Floats, bars: Points, scale: float, places: Places, out: Floats) -> None:
    """What `atr_row` gives at some bars only: `out` is written at `places` alone.

    The bars are points, `scale` of them to a unit of price: a price is the same quotient as ever.
    """
    n = int(params[0])
    ranges = np.empty(n)
    highs, lows, closes = bars
    for number in range(len(places)):
        bar = int(places[number])
        soon = int(places[min(number + _AHEAD, len(places) - 1)])
        for row in bars:
            fetch(row, soon)
            fetch(row, soon - n)
        fetch(out, soon)
        out[bar] = math.nan
        if bar >= n:  # the first bar has no range
            before = np.uint64(bar - n)
            for place in range(np.uint64(n)):  # unsigned, so that none counts from the end
                own = before + place + np.uint64(1)
                ranges[place] = true_range(
                    highs[own] / scale, lows[own] / scale, closes[before + place] / scale
                )
            out[bar] = atr_step(sum_at(ranges, bar, n), params[0], params[0])


def atr_wilder_init(params: Floats) -> Floats:
    """Last close (NaN before the first bar); then the smoothed average of the ranges."""
    return joined(np.array([np.nan]), rma_init(params))


@njit()
def true_range_row(last: Floats, bars: Rows, out: Floats) -> None:
    previous = last[0]
    for i in range(len(bars[0])):
        out[i] = math.nan
        if not math.isnan(previous):
            out[i] = true_range(bars[0][i], bars[1][i], previous)
        previous = bars[2][i]
    last[0] = previous


@njit()
def atr_wilder_row(state: Floats, bars: Rows, out: Floats) -> None:
    """The mean of the first n true ranges, then (previous * (n - 1) + range) / n."""
    true_range_row(part(state, 0), bars, out)
    seeded_row(part(state, 1), out, out)


@njit()
def atr_wilder_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    atr_wilder_row(state, inputs, lines[0])
