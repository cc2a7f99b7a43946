"""Risk and return of an equity curve, annualised by the days that were really traded.

Definitions of our own where MetaTrader's cannot be reproduced (its Sharpe ratio). All are of the
returns from one day's last equity to the next one's.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from tickloom.domain.market import DAY_NS
from tickloom.stats.columns import Floats, Integers

_YEAR_DAYS = 365.25
CALENDAR = "days in UTC on which there was a bar, to a year of 365.25 days"
_DAYS_MIN = 10
"""Fewer daily returns than this say nothing about a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """Returns from day to day (0.01 is one percent), and how many of them a year has."""

    returns: Floats
    periods_per_year: float

    @property
    def is_enough(self) -> bool:
        return len(self.returns) >= _DAYS_MIN


def daily_of(time_ns: Integers, equity: Integers, deposit: int) -> Daily:
    """Daily returns of an equity curve, times rising; days without a bar do not count."""
    if not len(time_ns):
        return Daily(returns=np.zeros(0), periods_per_year=0.0)
    first, final = int(time_ns[0]) // DAY_NS, int(time_ns[-1]) // DAY_NS
    ends: Integers = np.arange(first + 1, final + 2, dtype=np.int64) * DAY_NS
    until = np.searchsorted(time_ns, ends)
    last = until[np.diff(until, prepend=0) > 0] - 1
    levels = np.concatenate(([deposit], equity[last])).astype(np.float64)
    before = levels[:-1]
    returns = np.divide(levels[1:] - before, before, out=np.zeros(len(before)), where=before > 0)
    years = max(float(time_ns[-1] - time_ns[0]) / DAY_NS, 1.0) / _YEAR_DAYS
    return Daily(returns=returns, periods_per_year=len(returns) / years)


def sharpe_ratio(daily: Daily) -> float | None:
    """Mean over standard deviation, annualised; without a risk-free rate."""
    if not daily.is_enough:
        return None
    spread = float(daily.returns.std(ddof=1))
    if spread == 0:
        return None
    return float(daily.returns.mean()) / spread * sqrt(daily.periods_per_year)


def sortino_ratio(daily: Daily) -> float | None:
    """The same with the deviation of the falls only."""
    if not daily.is_enough:
        return None
    falls = np.minimum(daily.returns, 0.0)
    spread = sqrt(float((falls * falls).mean()))
    if spread == 0:
        return None
    return float(daily.returns.mean()) / spread * sqrt(daily.periods_per_year)


def cagr_pct(time_ns: Integers, equity: Integers, deposit: int) -> float | None:
    """Growth a year, compounded; None for less than a month or an account that is used up."""
    if not len(time_ns) or float(equity[-1]) <= 0:
        return None
    years = float(time_ns[-1] - time_ns[0]) / DAY_NS / _YEAR_DAYS
    if years < 1 / 12:
        return None
    return 100 * ((float(equity[-1]) / deposit) ** (1 / years) - 1)


def value_at_risk_pct(daily: Daily, level: float = 0.95) -> float | None:
    """The daily loss in percent that is exceeded on one day in twenty; above 0 is a loss."""
    if not daily.is_enough:
        return None
    return -100 * float(np.quantile(daily.returns, 1 - level))


def expected_shortfall_pct(daily: Daily, level: float = 0.95) -> float | None:
    """The mean daily loss in percent on the days beyond the value at risk."""
    if not daily.is_enough:
        return None
    bound = float(np.quantile(daily.returns, 1 - level))
    return -100 * float(daily.returns[daily.returns <= bound].mean())


def system_quality(result_r: Floats) -> float | None:
    """Van Tharp's number: sqrt(n) x mean / standard deviation of results in R, n at most 100."""
    known = result_r[np.isfinite(result_r)]
    if len(known) < 2:
        return None
    spread = float(known.std(ddof=1))
    if spread == 0:
        return None
    return sqrt(min(len(known), 100)) * float(known.mean()) / spread
