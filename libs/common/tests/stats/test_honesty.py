"""Ratios, intervals and the figures that say how likely a result is luck."""

from math import sqrt
from typing import Any

import numpy as np
import pytest

from tickloom.domain.market import DAY_NS
from tickloom.stats.columns import DealColumns, PositionColumns
from tickloom.stats.intervals import intervals_of, resampled_moments, wilson
from tickloom.stats.money_curve import drawdown_of, longest_fall_s
from tickloom.stats.overfit import (
    backtest_overfitting,
    deflated_sharpe,
    expected_maximum,
    probabilistic_sharpe,
    sharpe_of,
)
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
from tickloom.stats.summary import Curve, summarise

NOTHING = np.zeros(0, np.int64)


def days(*equity: int) -> Any:
    times = np.arange(len(equity), dtype=np.int64) * DAY_NS + DAY_NS // 2
    return times, np.array(equity, np.int64)


def test_daily_returns_are_taken_from_the_last_bar_of_each_day() -> None:
    times = np.array([0, DAY_NS // 2, DAY_NS, 3 * DAY_NS], np.int64)
    daily = daily_of(times, np.array([50, 110, 99, 198], np.int64), 100)
    assert daily.returns.tolist() == pytest.approx([0.1, -0.1, 1.0])
    assert daily.periods_per_year == pytest.approx(3 / (3 / 365.25))


def test_ratios_are_their_formulas_and_need_ten_days() -> None:
    returns = np.array([0.01, -0.005] * 10)
    daily = Daily(returns=returns, periods_per_year=250)
    assert sharpe_ratio(daily) == pytest.approx(returns.mean() / returns.std(ddof=1) * sqrt(250))
    assert sortino_ratio(daily) == pytest.approx(0.0025 / sqrt(0.005**2 / 2) * sqrt(250))
    assert value_at_risk_pct(daily) == pytest.approx(0.5)
    assert expected_shortfall_pct(daily) == pytest.approx(0.5)
    few = Daily(returns=returns[:5], periods_per_year=250)
    flat = Daily(returns=np.zeros(20), periods_per_year=250)
    assert [sharpe_ratio(few), sharpe_ratio(flat), sortino_ratio(flat)] == [None] * 3


def test_growth_a_year_is_compounded_and_unknown_for_a_fortnight() -> None:
    times, equity = days(*([100] * 365 + [121]))
    assert cagr_pct(times, equity, 100) == pytest.approx(21, abs=0.2)
    assert cagr_pct(times[:10], equity[:10], 100) is None
    assert cagr_pct(times, equity - 121, 100) is None


def test_system_quality_counts_at_most_a_hundred_trades_and_skips_those_without_r() -> None:
    result = np.array([1.0, -1.0, 2.0, np.nan] * 50)
    known = result[np.isfinite(result)]
    assert system_quality(result) == pytest.approx(10 * known.mean() / known.std(ddof=1))
    assert system_quality(np.array([1.0])) is None


def test_wilsons_interval_of_the_textbook() -> None:
    low, high = wilson(8, 10) or (0, 0)
    assert (low, high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert wilson(0, 0) is None


def test_the_bootstrap_is_that_of_drawn_blocks_and_repeats_by_its_seed() -> None:
    values = np.random.default_rng(1).normal(3, 2, 100)
    mean, variance = resampled_moments(values, seed=3)
    starts = np.random.default_rng(3).integers(0, 100, size=(1_000, 10))
    rows = values[(starts[:, :, None] + np.arange(10)).reshape(1_000, 100) % 100]
    assert mean == pytest.approx(rows.mean(axis=1))
    assert variance == pytest.approx(rows.var(axis=1))
    assert (resampled_moments(values, seed=3)[0] == mean).all()


def test_runs_of_good_and_bad_days_widen_an_interval() -> None:
    streaks = np.repeat(np.random.default_rng(2).normal(0, 1, 40), 25)
    mixed = np.random.default_rng(2).permutation(streaks)
    wide, narrow = (resampled_moments(values, seed=1)[0].std() for values in (streaks, mixed))
    assert wide > 3 * narrow


def test_intervals_hold_the_mean_that_the_trades_were_drawn_from() -> None:
    generator = np.random.default_rng(1)
    inside = 0
    for seed in range(60):
        net = generator.normal(1.0, 5.0, 80)
        low, high = intervals_of(net, Daily(returns=net, periods_per_year=250), seed=seed).mean_trade or (0, 0)  # fmt: skip  # noqa: E501
        inside += low <= 1.0 <= high
    assert inside >= 51


def test_the_probabilistic_ratio_of_a_normal_sample_is_the_normal_probability() -> None:
    generator = np.random.default_rng(5)
    returns = generator.normal(0, 1, 400)
    returns = (returns - returns.mean()) / returns.std(ddof=1) + 0.1
    assert sharpe_of(returns) == pytest.approx(0.1)
    # sqrt(399) * 0.1 / sqrt(1 + 0.5 * 0.01) is about 1.99, whose probability is 0.977
    assert probabilistic_sharpe(returns) == pytest.approx(0.977, abs=0.003)
    assert probabilistic_sharpe(np.zeros(5)) is None


def test_the_more_variants_were_tried_the_less_a_ratio_is_worth() -> None:
    returns = np.random.default_rng(2).normal(0.1, 1, 500)
    alone, ten, thousand = (deflated_sharpe(returns, n, 0.01) or 0 for n in (1, 10, 1_000))
    assert alone > ten > thousand
    assert expected_maximum(1, 0.01) == 0
    # The mean of the best of 1,000 normal values is 3.24 standard deviations.
    assert expected_maximum(1_000, 1.0) == pytest.approx(3.24, abs=0.02)


def test_overfitting_is_a_coin_toss_for_noise_and_rare_for_a_real_edge() -> None:
    noise = np.random.default_rng(4).normal(0, 1, (400, 30))
    share = backtest_overfitting(noise)
    assert share is not None
    assert 0.2 < share < 0.8
    edge = noise.copy()
    edge[:, 7] += 0.5
    assert backtest_overfitting(edge) == 0
    assert backtest_overfitting(noise[:10]) is None
    assert backtest_overfitting(noise[:, :1]) is None


def summary_of(trades: int) -> Any:
    net = np.array([200, -100] * (trades // 2), np.int64)
    count = len(net)
    zero = np.zeros(count, np.int64)
    times = np.arange(count, dtype=np.int64) * DAY_NS
    balance = 100_000 + np.cumsum(net)
    deals = DealColumns(
        time_ns=times, side=zero - 1, entry=zero + 1, profit=net, commission=zero, swap=zero,
        balance=balance,
    )  # fmt: skip
    positions = PositionColumns(
        time_open_ns=times - 3_600 * 10**9, time_close_ns=times, side=zero + 1, net=net,
        mfe=np.maximum(net, 0), mae=np.minimum(net, 0),
        result_r=np.array([2.0, -1.0] * (count // 2)),
    )  # fmt: skip
    curve = Curve(
        time_ns=times, equity=balance, drawdown=drawdown_of(np.append(100_000, balance)),
        margin_level_minimum_pct=None, exposed_bars=count // 4,
    )  # fmt: skip
    return summarise(deals, positions, curve, deposit=100_000, digits=2)


def test_with_too_few_trades_there_is_no_ratio() -> None:
    thin, enough = summary_of(20), summary_of(60)
    assert thin.figures["sharpe_ratio"] is None
    assert thin.probabilistic_sharpe is None
    assert thin.figures["profit_factor"] == 2
    assert enough.figures["sharpe_ratio"] > 0
    assert 0.5 < enough.probabilistic_sharpe <= 1
    assert enough.figures["exposure_pct"] == 25
    assert enough.figures["margin_level_minimum_pct"] is None
    assert enough.figures["recovery_factor"] == pytest.approx(30)
    assert enough.figures["holding_time_average_s"] == 3_600
    assert enough.figures["payoff_ratio"] == 2
    assert enough.figures["average_r"] == 0.5
    assert enough.figures["total_pips"] is None


@pytest.mark.parametrize(
    ("curve", "days"),
    [
        ([100, 110, 120], 0), ([100, 90, 95, 100, 90], 3), ([120, 110, 119, 121, 110, 121], 3),
        # Below the deposit from the first bar on, and below the peak to the end of the data.
        ([99, 98, 100, 101], 2), ([101, 90, 95, 99, 100], 4), ([90, 80], 1), ([100, 99], 1),
    ],
)  # fmt: skip
def test_the_longest_fall_is_from_a_peak_until_it_is_reached_again(
    curve: list[int], days: int
) -> None:
    times = np.arange(len(curve), dtype=np.int64) * DAY_NS
    assert longest_fall_s(times, np.array(curve, np.int64), 100) == days * 86_400
    assert longest_fall_s(NOTHING, NOTHING, 100) is None


def test_without_a_curve_its_figures_are_unknown_and_never_zero() -> None:
    summary = summarise(
        DealColumns(*(NOTHING for _ in DealColumns._fields)),
        PositionColumns(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING), None, deposit=1,
        digits=2,
    )  # fmt: skip
    for name in (
        "equity_drawdown_maximal", "equity_drawdown_longest_s", "exposure_pct", "recovery_factor",
        "cagr_pct", "sqn", "total_pips", "average_r", "payoff_ratio", "assumed_exits",
    ):  # fmt: skip
        assert summary.figures[name] is None
    assert summary.intervals.win_rate is None
