"""How far a figure could be from the truth, given so many trades and days."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from tickloom.stats.columns import Floats
from tickloom.stats.ratios import Daily

CONFIDENCE = 0.95
_Z = 1.959963984540054
_RESAMPLES = 1_000
METHOD = "Wilson score; stationary bootstrap, 1,000 resamples"
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


def resampled(values: Floats, seed: int) -> Floats:
    """Stationary bootstrap: rows of resampled series, blocks of mean length sqrt(n)."""
    count = len(values)
    generator = np.random.default_rng(seed)
    starts = generator.integers(0, count, size=(_RESAMPLES, count))
    is_new = generator.random((_RESAMPLES, count)) < 1 / sqrt(count)
    is_new[:, 0] = True
    place = np.where(is_new, np.arange(count), 0)
    begin = np.maximum.accumulate(place, axis=1)
    picked = (np.take_along_axis(starts, begin, axis=1) + np.arange(count) - begin) % count
    rows: Floats = values[picked]
    return rows


def _quantiles(figures: Floats) -> Interval:
    low, high = np.quantile(figures, ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
    return float(low), float(high)


def _of_mean(values: Floats, seed: int) -> Interval | None:
    return _quantiles(resampled(values, seed).mean(axis=1)) if len(values) > 1 else None


def _of_sharpe(daily: Daily, seed: int) -> Interval | None:
    if not daily.is_enough or float(daily.returns.std()) == 0:
        return None
    rows = resampled(daily.returns, seed)
    spread = rows.std(axis=1, ddof=1)
    ratios = rows.mean(axis=1)[spread > 0] / spread[spread > 0]
    low, high = _quantiles(ratios)
    scale = sqrt(daily.periods_per_year)
    return low * scale, high * scale
