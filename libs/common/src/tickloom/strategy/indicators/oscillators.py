"""CCI, DeMarker and the relative vigour index."""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.averages import sma_init, sma_row
from tickloom.strategy.indicators.windows import joined, part, ratio, sum_init, sum_row

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]


def cci_init(params: Floats) -> Floats:
    """Place, prices met; the mean; the last n prices."""
    return joined(np.zeros(2), sma_init(params), np.zeros(int(params[0])))


@njit()
def distance_sum(ring: Floats, mean: float) -> float:
    """How far the prices of a window lie from `mean`, added up on four lanes."""
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    whole = len(ring) - len(ring) % 4
    for j in range(0, whole, 4):
        a += abs(ring[j] - mean)
        b += abs(ring[j + 1] - mean)
        c += abs(ring[j + 2] - mean)
        d += abs(ring[j + 3] - mean)
    for j in range(whole, len(ring)):
        a += abs(ring[j] - mean)
    return (a + b) + (c + d)


@njit()
def cci_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """(x - mean) / (0.015 * mean distance from the mean); 0 without a distance.

    The one indicator whose bar costs n: every distance changes with the mean.
    """
    head, ring, xs, line = part(state, 0), part(state, 2), inputs[0], lines[0]
    sma_row(part(state, 1), xs, line)
    place = int(head[0])
    for i in range(len(xs)):
        if not math.isfinite(xs[i]):
            continue
        ring[place] = xs[i]
        place = place + 1 if place + 1 < len(ring) else 0
        if not math.isnan(line[i]):
            spread = 0.015 * distance_sum(ring, line[i]) / len(ring)
            line[i] = ratio(xs[i] - line[i], spread) if spread != 0.0 else 0.0
    head[0] = place


def demarker_init(params: Floats) -> Floats:
    """Last high and low (NaN before the first bar); sums of higher highs and of lower lows."""
    return joined(np.full(2, np.nan), sum_init(params[0]), sum_init(params[0]))


@njit()
def demarker_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """Higher highs over higher highs and lower lows together, of n bars; 0 without either."""
    last, high, low, line = part(state, 0), inputs[0], inputs[1], lines[0]
    falls = np.empty(len(high))
    high_1, low_1 = last[0], last[1]
    for i in range(len(high)):
        is_first = math.isnan(high_1)
        line[i] = math.nan if is_first else max(high[i] - high_1, 0.0)
        falls[i] = math.nan if is_first else max(low_1 - low[i], 0.0)
        high_1, low_1 = high[i], low[i]
    last[0], last[1] = high_1, low_1
    sum_row(part(state, 1), line, line)
    sum_row(part(state, 2), falls, falls)
    for i in range(len(high)):
        both = line[i] + falls[i]
        line[i] = line[i] / both if both != 0.0 else 0.0


def rvi_init(params: Floats) -> Floats:
    """The last three bodies, ranges and values, newest first; sums of both."""
    n = params[0]
    return joined(*(np.full(3, np.nan) for _ in range(3)), sum_init(n), sum_init(n))


@njit()
def bell_row(last: Floats, xs: Floats, out: Floats) -> None:
    """Weights 1, 2, 2, 1 over four bars; a bar without a value is passed over."""
    x_1, x_2, x_3 = last[0], last[1], last[2]
    for i in range(len(xs)):
        x = xs[i]
        out[i] = math.nan
        if math.isfinite(x):
            out[i] = x + 2.0 * x_1 + 2.0 * x_2 + x_3
            x_1, x_2, x_3 = x, x_1, x_2
    last[0], last[1], last[2] = x_1, x_2, x_3


@njit()
def rvi_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """Weighted bodies over weighted ranges, both added up over n bars; its 1-2-2-1 as signal."""
    main, reach = lines[0], lines[1]
    for i in range(len(inputs[0])):
        main[i] = inputs[3][i] - inputs[0][i]
        reach[i] = inputs[1][i] - inputs[2][i]
    bell_row(part(state, 0), main, main)
    bell_row(part(state, 1), reach, reach)
    sum_row(part(state, 3), main, main)
    sum_row(part(state, 4), reach, reach)
    for i in range(len(main)):
        if reach[i] != 0.0:
            main[i] /= reach[i]
    bell_row(part(state, 2), main, reach)
    for i in range(len(main)):
        reach[i] /= 6.0
