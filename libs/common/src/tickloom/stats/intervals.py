"""How far a figure could be from the truth, given so many trades and days."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from tickloom.stats.columns import Floats
from tickloom.stats.ratios import Daily

CONFIDENCE = 0.95
_Z = 1.959963984540054
_RESAMPLES = 1_000
METHOD = "Wilson score; circular block bootstrap, 1,000 resamples"
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Bounds that hold the true value in 95 of 100 such samples; None without enough of them."""

    win_rate: Interval | None
    mean_trade: Interval | None
    sharpe_ratio: Interval | None


UNKNOWN = Intervals(win_rate=None, mean_trade=None, sharpe_ratio=None)


def intervals_of(net: Floats, daily: Daily, *, seed: int = 0) -> Intervals:
    """Intervals of the share of winners, of the mean trade and of the Sharpe ratio."""
    return Intervals(
        win_rate=wilson(int((net > 0).sum()), len(net)),
        mean_trade=_of_mean(net, seed), sharpe_ratio=_of_sharpe(daily, seed),
    )  # fmt: skip


def wilson(wins: int, trades: int) -> Interval | None:
    """Wilson's score interval of a share, 0 to 1."""
    if not trades:
        return None
    share, weight = wins / trades, _Z * _Z / trades
    middle = (share + weight / 2) / (1 + weight)
    half = _Z * sqrt(share * (1 - share) / trades + weight / (4 * trades)) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)


def resampled_moments(values: Floats, seed: int) -> tuple[Floats, Floats]:
    """Mean and variance of resampled series: circular blocks of sqrt(n) neighbours.

    The sums of all blocks come from one running sum, so a resample costs sqrt(n) and not n.
    """
    count = len(values)
    length = max(1, round(sqrt(count)))
    blocks = max(1, count // length)
    starts = np.random.default_rng(seed).integers(0, count, size=(_RESAMPLES, blocks))
    centre = float(values.mean())
    # About the centre, so that squares of small differences keep their digits.
    around = np.concatenate((values, values[:length])) - centre
    first, second = (
        _block_sums(column, length, count)[starts].sum(axis=1) / (blocks * length)
        for column in (around, around * around)
    )
    return centre + first, np.maximum(second - first * first, 0.0)


def _block_sums(column: Floats, length: int, count: int) -> Floats:
    """The sum of the `length` values from each place on."""
    running = np.concatenate(([0.0], np.cumsum(column)))
    sums: Floats = running[length : length + count] - running[:count]
    return sums


def _quantiles(figures: Floats) -> Interval:
    low, high = np.quantile(figures, ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
    return float(low), float(high)


def _of_mean(values: Floats, seed: int) -> Interval | None:
    return _quantiles(resampled_moments(values, seed)[0]) if len(values) > 1 else None


def _of_sharpe(daily: Daily, seed: int) -> Interval | None:
    if not daily.is_enough or float(daily.returns.std()) == 0:
        return None
    mean, variance = resampled_moments(daily.returns, seed)
    moved = variance > 0
    ratios: Floats = mean[moved] / np.sqrt(variance[moved])
    if not len(ratios):
        return None
    low, high = _quantiles(ratios)
    scale = sqrt(daily.periods_per_year)
    return low * scale, high * scale
