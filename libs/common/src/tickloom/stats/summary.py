"""Every figure of a run under its name, and its intervals."""

from dataclasses import dataclass

import numpy as np

from tickloom.stats.columns import DealColumns, Flags, Floats, Integers, PositionColumns
from tickloom.stats.intervals import UNKNOWN, Intervals, intervals_of
from tickloom.stats.money_curve import Drawdown, longest_fall_s
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
from tickloom.stats.trade_figures import (
    Figures,
    drawdown_figures,
    key_trade_figures,
    trade_figures,
)

TRADES_MIN = 30
"""With fewer trades a ratio is a coin toss: there is a warning in its place."""
_KEY_RATIOS = ("sharpe_ratio", "sortino_ratio", "calmar_ratio", "sqn")
_RATIOS = (*_KEY_RATIOS, "value_at_risk_95_pct", "expected_shortfall_95_pct")
_EMPTY = np.zeros(0, np.int64)
_NO_R = np.zeros(0)


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


@dataclass(frozen=True, kw_only=True)
class KeyFigures:
    """What variants are compared by: the figures of `summarise` under the same names."""

    figures: Figures
    daily: Daily


def key_figures(
    net: Integers, closing: Flags, curve: Curve | None, *, deposit: int, digits: int,
    result_r: Floats,
) -> KeyFigures:  # fmt: skip
    """The figures that a sweep keeps of each of thousands; `summarise` has them all.

    `net` are the results of deals in units of 10**-digits, `closing` says which of them close,
    `result_r` are those of positions in multiples of their risk.
    """
    figures = key_trade_figures(net, closing, digits=digits) | _of_curve(curve, digits)
    daily = _daily(curve, deposit)
    figures |= _ratios(figures, daily, curve, deposit=deposit, result_r=result_r)
    if len(result_r) < TRADES_MIN:
        figures |= dict.fromkeys(_KEY_RATIOS)
    return KeyFigures(figures=figures, daily=daily)


def _daily(curve: Curve | None, deposit: int) -> Daily:
    if curve is None:
        return daily_of(_EMPTY, _EMPTY, deposit)
    return daily_of(curve.time_ns, curve.equity, deposit)


def _ratios(
    figures: Figures, daily: Daily, curve: Curve | None, *, deposit: int, result_r: Floats
) -> Figures:
    """Gains against falls and swings, from figures that are there already."""
    times, equity = (_EMPTY, _EMPTY) if curve is None else (curve.time_ns, curve.equity)
    net, fall = figures["net_profit"], figures["equity_drawdown_maximal"]
    growth, steepest = cagr_pct(times, equity, deposit), figures["equity_drawdown_relative_pct"]
    return {
        "recovery_factor": float(net) / float(fall) if net is not None and fall else None,
        "sharpe_ratio": sharpe_ratio(daily), "sortino_ratio": sortino_ratio(daily),
        "calmar_ratio": growth / float(steepest) if growth is not None and steepest else None,
        "cagr_pct": growth, "sqn": system_quality(result_r),
    }  # fmt: skip


def summarise(
    deals: DealColumns, positions: PositionColumns, curve: Curve | None, *, deposit: int,
    digits: int, seed: int = 0, with_intervals: bool = True,
) -> Summary:  # fmt: skip
    """All figures; those of the equity are None without a curve, ratios with too few trades.

    Intervals cost a thousand resamples: a sweep leaves them out.
    """
    figures = trade_figures(deals, positions, deposit=deposit, digits=digits)
    figures |= _of_curve(curve, digits) | {
        "equity_drawdown_longest_s": None if curve is None
        else longest_fall_s(curve.time_ns, curve.equity, deposit)
    }  # fmt: skip
    daily = _daily(curve, deposit)
    in_r = _NO_R if positions.result_r is None else positions.result_r
    figures |= _ratios(figures, daily, curve, deposit=deposit, result_r=in_r)
    figures |= {
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
