"""MetaTrader's figures on small hand-made accounts, each number worked out in the test."""

from decimal import Decimal
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.stats.columns import DealColumns, PositionColumns
from tickloom.stats.money_curve import drawdown_of, growth_of, line_of
from tickloom.stats.series import correlation, dependence_of, runs_of
from tickloom.stats.trade_figures import Figures, trade_figures

NOTHING = np.zeros(0, np.int64)


def column(*values: int) -> Any:
    return np.array(values, np.int64)


def figures(*closing: int, commission: int = 0, deposit: int = 100_000) -> Figures:
    """Figures of an account on which each trade is an opening and a closing deal."""
    count = len(closing)
    profit = column(*(value for net in closing for value in (0, net)))
    fee = column(*([-commission, 0] * count))
    deals = DealColumns(
        time_ns=np.arange(2 * count, dtype=np.int64), side=column(*([1, -1] * count)),
        entry=column(*([0, 1] * count)), profit=profit, commission=fee,
        swap=np.zeros(2 * count, np.int64), balance=deposit + np.cumsum(profit + fee),
    )  # fmt: skip
    positions = PositionColumns(
        time_open_ns=NOTHING, time_close_ns=NOTHING, side=NOTHING, net=NOTHING, mfe=NOTHING,
        mae=NOTHING,
    )  # fmt: skip
    return trade_figures(deals, positions, deposit=deposit, digits=2)


def test_an_entry_that_only_carries_commission_is_part_of_the_gross_loss() -> None:
    got = figures(1_000, -400, commission=50)
    assert (got["gross_profit"], got["gross_loss"]) == (Decimal("10.00"), Decimal("-5.00"))
    assert got["net_profit"] == Decimal("5.00")
    assert got["profit_factor"] == 2
    assert got["average_loss_trade"] == Decimal("-4.00"), "of closing deals only"
    assert (got["total_trades"], got["total_deals"]) == (2, 4)
    assert got["total_commission"] == Decimal("-1.00")


def test_a_trade_that_ends_at_zero_is_lost() -> None:
    got = figures(100, 0)
    assert (got["profit_trades"], got["loss_trades"]) == (1, 1)
    assert got["loss_trades_pct"] == 50


def test_without_trades_there_are_no_ratios() -> None:
    got = figures()
    assert got["total_trades"] == 0
    unknown = ("profit_factor", "expected_payoff", "ahpr", "ghpr", "z_score", "lr_correlation",
               "largest_profit_trade", "average_loss_trade", "profit_trades_pct",
               "average_consecutive_wins", "holding_time_average_s")  # fmt: skip
    assert all(got[name] is None for name in unknown)
    assert got["balance_drawdown_maximal"] == Decimal("0.00")


def test_without_a_loss_there_is_no_profit_factor() -> None:
    assert figures(100, 200)["profit_factor"] is None
    assert figures(100, 200)["largest_loss_trade"] is None


def test_the_largest_fall_in_money_and_in_percent_may_be_different_ones() -> None:
    fall = drawdown_of(column(1_000, 1_500, 1_000, 4_000, 3_000, 3_500, 900))
    assert (fall.absolute, fall.maximal) == (100, 3_100)
    assert fall.maximal_pct == pytest.approx(77.5)
    early = drawdown_of(column(1_000, 400, 9_000, 8_000))
    assert (early.maximal, early.relative) == (1_000, 600)
    assert (early.maximal_pct, early.relative_pct) == (pytest.approx(100 / 9), pytest.approx(60))


def test_an_account_below_zero_has_no_percentages() -> None:
    assert drawdown_of(column(0, -5)).maximal_pct is None
    assert growth_of(column(100, 0, 50)).arithmetic is None


def test_growth_is_the_mean_of_the_ratios_and_their_geometric_mean() -> None:
    growth = growth_of(column(100, 110, 99))
    assert growth.arithmetic == pytest.approx((1.1 + 0.9) / 2)
    assert growth.geometric == pytest.approx(sqrt(0.99))


def test_the_line_through_a_straight_balance_has_no_error() -> None:
    line = line_of(column(100, 110, 120, 130))
    assert (line.correlation, line.standard_error) == (pytest.approx(1), pytest.approx(0))
    bent = line_of(column(0, 1, 0))
    assert bent.correlation == pytest.approx(0)
    assert bent.standard_error == pytest.approx(sqrt(2 / 3))
    assert line_of(column(1, 2)).correlation is None
    assert line_of(column(5, 5, 5)).correlation is None


def test_runs_know_the_longest_and_the_richest() -> None:
    net = column(5, 5, -1, 30, -9, -9, -1, 4)
    wins, losses = runs_of(net, wins=True), runs_of(net, wins=False)
    assert (wins.longest, wins.longest_money, wins.most_money, wins.most_money_count) == (
        2, 10, 30, 1,
    )  # fmt: skip
    assert (losses.longest, losses.longest_money, losses.most_money) == (3, -19, -19)
    assert wins.average == pytest.approx(4 / 3)
    assert runs_of(column(1), wins=False).average is None


def test_alternating_trades_have_a_high_z_score_and_equal_ones_none() -> None:
    # N = 6, W = L = 3, P = 18, R = 6: (6 * 5.5 - 18) / sqrt(18 * 12 / 5)
    found = dependence_of(column(1, -1, 1, -1, 1, -1))
    assert found.z_score == pytest.approx(15 / sqrt(43.2))
    assert found.confidence_pct == pytest.approx(97.7, abs=0.1)
    assert dependence_of(column(1, 1, 1)).z_score is None


def test_correlation_needs_two_values_that_change() -> None:
    assert correlation(column(1, 2, 3), column(2, 4, 6)) == pytest.approx(1)
    assert correlation(column(1, 1), column(1, 2)) is None
    assert correlation(column(1), column(1)) is None


@given(st.lists(st.integers(-5_000, 5_000), max_size=40), st.integers(0, 300))
def test_the_figures_add_up(nets: list[int], commission: int) -> None:
    got: Any = figures(*nets, commission=commission, deposit=10**9)
    total = Decimal(sum(nets) - commission * len(nets)).scaleb(-2)
    assert got["net_profit"] == total == got["gross_profit"] + got["gross_loss"]
    assert got["profit_trades"] + got["loss_trades"] == got["total_trades"] == len(nets)
    assert got["long_trades"] == len(nets)
    assert got["balance_drawdown_absolute"] <= got["balance_drawdown_maximal"]


@given(st.lists(st.integers(-50, 10_000), min_size=1, max_size=60))
def test_falls_are_those_of_a_plain_loop(curve: list[int]) -> None:
    found = drawdown_of(np.array(curve, np.int64))
    peak, deepest, steepest = curve[0], 0, 0.0
    for value in curve:
        peak = max(peak, value)
        deepest = max(deepest, peak - value)
        steepest = max(steepest, (peak - value) / peak if peak > 0 else 0.0)
    assert found.maximal == deepest
    assert found.absolute == max(0, curve[0] - min(curve))
    if curve[0] > 0:
        assert found.relative_pct == pytest.approx(100 * steepest)
    else:
        assert found.relative_pct is None
