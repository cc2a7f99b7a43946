"""Population deviation of a window and what is made of it: Bollinger's bands, the z-score.

The deviation is kept in blocks as in `windows`, with the mean and the sum of squares around it in
place of the sum; two parts are merged by the distance of their means. So nothing is cancelled out,
a flat window has no deviation at all, and a bar costs the same for any length.
"""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.averages import sma_init, sma_row
from tickloom.strategy.indicators.windows import ONE, ZERO, joined, part, ratio

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]


def stdev_init(params: Floats) -> Floats:
    """Length, met, place, mean and squares of the new block; means and squares of the old one."""
    n = int(params[0])
    return joined(np.array([n, 0.0, 0.0, 0.0, 0.0]), np.zeros(n + 1), np.zeros(n + 1))


@njit()
def moments_fold(means: Floats, squares: Floats) -> None:
    """Each slot of a full block becomes mean and squares of that price and all later ones."""
    mean, square, count = 0.0, 0.0, 0.0
    slot = np.uint64(len(means)) - ONE
    while slot > ZERO:
        slot -= ONE
        count += 1.0
        off = means[slot] - mean
        mean += off / count
        square += off * (means[slot] - mean)
        means[slot] = mean
        squares[slot] = square


@njit()
def stdev_row(state: Floats, xs: Floats, out: Floats) -> None:
    head, means, squares = part(state, 0), part(state, 1), part(state, 2)
    n, met, place, mean, square = head[0], head[1], np.uint64(int(head[2])), head[3], head[4]
    end = np.uint64(int(n))
    for i in range(len(xs)):
        x = xs[i]
        if not math.isfinite(x):
            out[i] = math.nan
            continue
        means[place] = x
        place += ONE
        met += 1.0
        count = float(np.int64(place))
        off = x - mean
        mean += off / count
        square += off * (x - mean)
        apart = means[place] - mean
        total = square + squares[place] + apart * apart * (count * (n - count) / n)
        if place == end:
            moments_fold(means, squares)
            place, mean, square = ZERO, 0.0, 0.0
        out[i] = math.sqrt(total / n) if met >= n and math.isfinite(total) else math.nan
    head[1], head[2], head[3], head[4] = met, np.int64(place), mean, square


@njit()
def stdev_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    stdev_row(state, inputs[0], lines[0])


def zscore_init(params: Floats) -> Floats:
    return joined(sma_init(params), stdev_init(params))


@njit()
def zscore_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """(x - mean) / deviation; without deviation there is no value."""
    xs, line, spread = inputs[0], lines[0], np.empty(len(inputs[0]))
    sma_row(part(state, 0), xs, line)
    stdev_row(part(state, 1), xs, spread)
    for i in range(len(xs)):
        line[i] = ratio(xs[i] - line[i], spread[i])


def bbands_init(params: Floats) -> Floats:
    """The multiplier, whether the bar that fills the window has passed; mean and deviation."""
    head = np.array([params[1], 0.0])
    return joined(head, sma_init(params[:1]), stdev_init(params[:1]))


@njit()
def bbands_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """Mean and `mult` population deviations above and below; drawn from the bar after the n-th."""
    head, upper, middle, lower = part(state, 0), lines[0], lines[1], lines[2]
    sma_row(part(state, 1), inputs[0], middle)
    stdev_row(part(state, 2), inputs[0], lower)
    mult, is_past = head[0], head[1] != 0.0
    for i in range(len(middle)):
        reach = mult * lower[i]
        has_value = not math.isnan(middle[i])
        if not is_past:
            is_past = has_value
            middle[i] = math.nan
        upper[i] = middle[i] + reach
        lower[i] = middle[i] - reach
    head[1] = 1.0 if is_past else 0.0
