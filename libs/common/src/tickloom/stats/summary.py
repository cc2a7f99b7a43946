"""Every figure of a run under its name, and its intervals."""

from dataclasses import dataclass

import numpy as np

from tickloom.stats.columns import DealColumns, Floats, Integers, PositionColumns
from tickloom.stats.intervals import UNKNOWN, Intervals, intervals_of
from tickloom.stats.money_curve import Drawdown
from tickloom.stats.overfit import probabilistic_sharpe
from tickloom.stats.ratios import (
    Daily,
    cagr_pct,
    daily_of,
    expected_shortfall_pct,
    sharpe_ratio,
    sortino_ratio,
    system_quality,
    value_at_risk_pct,
)
from tickloom.stats.trade_figures import Figures, drawdown_figures, trade_figures

TRADES_MIN = 30
"""With fewer trades a ratio is a coin toss: there is a warning in its place."""
_RATIOS = ("sharpe_ratio", "sortino_ratio", "calmar_ratio", "sqn", "value_at_risk_95_pct",
           "expected_shortfall_95_pct")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Equity at the close of every bar, in smallest units, and what was found along it.

    `drawdown` begins with the deposit; `exposed_bars` are those on which something was open.
    """

    time_ns: Integers
    equity: Integers
    drawdown: Drawdown
    margin_level_minimum_pct: float | None
    exposed_bars: int


@dataclass(frozen=True, kw_only=True)
class Summary:
    """`figures` by name, `intervals`, and the probability that the Sharpe ratio is above 0."""

    figures: Figures
    intervals: Intervals
    daily: Daily
    probabilistic_sharpe: float | None


def summarise(
    deals: DealColumns, positions: PositionColumns, curve: Curve | None, *, deposit: int,
    digits: int, result_r: Floats, seed: int = 0, with_intervals: bool = True,
) -> Summary:  # fmt: skip
    """All figures; those of the equity are None without a curve, ratios with too few trades.

    Intervals cost a thousand resamples: a sweep leaves them out.
    """
    figures = trade_figures(deals, positions, deposit=deposit, digits=digits)
    empty = np.zeros(0, np.int64)
    times, equity = (empty, empty) if curve is None else (curve.time_ns, curve.equity)
    daily = daily_of(times, equity, deposit)
    figures |= _of_curve(curve, digits)
    net, fall = figures["net_profit"], figures["equity_drawdown_maximal"]
    growth, steepest = cagr_pct(times, equity, deposit), figures["equity_drawdown_relative_pct"]
    figures |= {
        "recovery_factor": float(net) / float(fall) if net is not None and fall else None,
        "sharpe_ratio": sharpe_ratio(daily), "sortino_ratio": sortino_ratio(daily),
        "calmar_ratio": growth / float(steepest) if growth is not None and steepest else None,
        "cagr_pct": growth, "sqn": system_quality(result_r),
        "value_at_risk_95_pct": value_at_risk_pct(daily),
        "expected_shortfall_95_pct": expected_shortfall_pct(daily),
    }  # fmt: skip
    is_thin = len(positions.net) < TRADES_MIN
    if is_thin:
        figures |= dict.fromkeys(_RATIOS)
    return Summary(
        figures=figures, daily=daily,
        intervals=intervals_of(positions.net / 10.0**digits, daily, seed=seed)
        if with_intervals
        else UNKNOWN,
        probabilistic_sharpe=None if is_thin else probabilistic_sharpe(daily.returns),
    )  # fmt: skip


def _of_curve(curve: Curve | None, digits: int) -> Figures:
    if curve is None or not len(curve.equity):
        names = ("absolute", "maximal", "maximal_pct", "relative", "relative_pct")
        unknown = (f"equity_drawdown_{name}" for name in names)
        return dict.fromkeys((*unknown, "margin_level_minimum_pct", "exposure_pct"))
    return {
        **drawdown_figures("equity", curve.drawdown, digits),
        "margin_level_minimum_pct": curve.margin_level_minimum_pct,
        "exposure_pct": 100 * curve.exposed_bars / len(curve.equity),
    }
