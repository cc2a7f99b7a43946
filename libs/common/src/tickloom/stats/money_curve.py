"""Figures of a balance or an equity curve: draw-downs, growth, the straight line through it.

Definitions are MetaTrader's, verified on printed reports (last digit).
"""

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from tickloom.stats.columns import Floats, Integers

_SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawdown:
    """Falls of a curve in money (its own unit) and percent.

    `absolute` is how far it fell below its beginning; `maximal` the largest fall from a peak with
    its percent of that peak; `relative` the largest fall in percent with its money. A percentage
    is None where the peak was not above 0.
    """

    absolute: int
    maximal: int
    maximal_pct: float | None
    relative: int
    relative_pct: float | None


def drawdown_of(curve: Integers) -> Drawdown:
    """Falls of a curve that begins with the deposit: from each new peak to the lowest after it."""
    peak = np.maximum.accumulate(curve)
    rises = np.flatnonzero(np.concatenate(([True], peak[1:] > peak[:-1])))
    top = peak[rises]
    fall = top - np.minimum.reduceat(curve, rises)
    deepest = int(np.argmax(fall))
    shares = np.divide(fall, top, out=np.zeros(len(top)), where=top > 0)
    steepest = int(np.argmax(shares))
    is_known = int(top[0]) > 0
    return Drawdown(
        absolute=max(0, int(curve[0]) - int(curve.min())), maximal=int(fall[deepest]),
        maximal_pct=100 * float(shares[deepest]) if is_known else None,
        relative=int(fall[steepest]),
        relative_pct=100 * float(shares[steepest]) if is_known else None,
    )  # fmt: skip


def longest_fall_s(time_ns: Integers, curve: Integers, deposit: int) -> int | None:
    """The longest time that the curve stood below a peak of before, in seconds.

    From the last moment at the peak to the first at or above it again, or to the end of the data.
    """
    if not len(curve):
        return None
    peak = np.maximum(np.maximum.accumulate(curve), deposit)
    tops = np.flatnonzero(curve >= peak)
    edges = np.concatenate((time_ns[:1], time_ns[tops], time_ns[-1:]))
    below = np.concatenate(([-1], tops, [len(curve)]))
    # What lies between two neighbours is no fall; the last bar may be in one.
    apart = np.diff(below) > 1
    return int(np.where(apart, np.diff(edges), 0).max()) // _SECOND_NS


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Mean growth a trade (factors: 1.01 is one percent), arithmetic and geometric."""

    arithmetic: float | None
    geometric: float | None


def growth_of(steps: Integers) -> Growth:
    """Growth over the deposit and the balances after each closing deal."""
    trades = len(steps) - 1
    if trades < 1 or (steps[:-1] <= 0).any():
        return Growth(arithmetic=None, geometric=None)
    ratios = steps[1:] / steps[:-1]
    last = float(steps[-1]) / float(steps[0])
    geometric = exp(log(last) / trades) if last > 0 else None
    return Growth(arithmetic=float(ratios.mean()), geometric=geometric)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The regression of a balance on the number of the trade; the error in the curve's unit."""

    correlation: float | None
    standard_error: float | None


def line_of(steps: Integers) -> Line:
    """Least squares through the deposit and the balances after each closing deal."""
    count = len(steps)
    if count < 3:
        return Line(correlation=None, standard_error=None)
    number = np.arange(count, dtype=np.float64)
    values: Floats = steps.astype(np.float64)
    across, up = number - number.mean(), values - values.mean()
    slope = float((across * up).sum() / (across * across).sum())
    rest = up - slope * across
    error = sqrt(float((rest * rest).sum()) / (count - 2))
    spread = sqrt(float((across * across).sum()) * float((up * up).sum()))
    correlation = None if spread == 0 else float((across * up).sum()) / spread
    return Line(correlation=correlation, standard_error=error)
