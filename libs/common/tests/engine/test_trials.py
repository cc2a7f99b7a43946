"""What a sweep keeps, how it ranks it, and how it judges the crowd."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tickloom.domain.errors import InvalidInput
from tickloom.engine.result import RunResult
from tickloom.engine.result_figures import key_figures_of, summary_of
from tickloom.engine.run import run_backtest
from tickloom.engine.run_settings import RunSettings
from tickloom.engine.trials import (
    KEPT,
    RATIOS,
    Trial,
    best_of,
    crowd_of,
    ranked,
    require_objective,
    trial_of,
    trial_row,
)
from tickloom.stats.summary import TRADES_MIN
from tickloom.testing.documents import documents
from tickloom.testing.markets import market
from tickloom.testing.results import EURUSD, hand_made_result
from tickloom.testing.roads import bound_of
from tickloom.testing.run_settings import run_settings

HURRY = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def trial(number: int, returns: Any, profit: str | None, trades: int = 50) -> Trial:
    net = None if profit is None else Decimal(profit)
    figures: dict[str, Any] = {"net_profit": net, "total_trades": trades}
    return Trial(
        params={"n": number}, bound=None, digest="d", figures=figures,
        returns=np.asarray(returns, float),
    )  # fmt: skip


def test_a_trial_keeps_its_figures_and_its_daily_returns() -> None:
    made = trial_of(hand_made_result(), {"length": 20})
    row = trial_row(made)
    assert row["params"] == {"length": 20}
    assert row["statistics"]["net_profit"] == "-0.45"
    assert {row["statistics"][name] for name in RATIOS} == {None}
    assert row["statistics"]["profit_trades_pct"] == 50
    assert len(made.returns) == 1


@settings(max_examples=40, deadline=None, suppress_health_check=HURRY, database=None)
@given(raw=documents(), chosen=run_settings(), number=st.integers(0, 2**31), curve=st.booleans())
def test_what_a_trial_keeps_is_what_the_whole_summary_says(
    raw: dict[str, Any], chosen: RunSettings, number: int, curve: bool
) -> None:
    bound = bound_of(raw)
    if bound is None:
        return
    result = run_backtest(bound, market(number), EURUSD, chosen, with_equity=curve)
    whole = summary_of(result, with_intervals=False)
    key = key_figures_of(result)
    assert key.figures == {name: whole.figures[name] for name in key.figures}
    assert set(KEPT) <= set(key.figures)
    assert np.array_equal(key.daily.returns, whole.daily.returns)


def test_the_best_comes_first_and_the_unknown_last() -> None:
    trials = [trial(1, [], None), trial(2, [], "5"), trial(3, [], "-1"), trial(4, [], "5")]
    assert [t.params["n"] for t in ranked(trials, "net_profit")] == [2, 4, 3, 1]
    with pytest.raises(InvalidInput, match="net_profit"):
        require_objective("profit")


def test_a_set_that_did_not_trade_is_behind_one_that_lost() -> None:
    idle, lost = trial(1, [], "0", trades=0), trial(2, [], "-5", trades=1)
    order = ranked([idle, lost], "net_profit")
    assert order == [lost, idle]
    assert best_of(order, "net_profit") is lost
    assert best_of([idle], "net_profit") is None
    assert best_of([], "net_profit") is None


@pytest.mark.parametrize("objective", RATIOS)
def test_a_ratio_of_too_few_trades_is_not_known_and_chooses_nothing(objective: str) -> None:
    few = trial_of(result_with(TRADES_MIN - 1), {})
    assert few.figures[objective] is None
    assert few.figures["net_profit"] is not None
    assert best_of([few], objective) is None
    assert best_of([few], "net_profit") is few


def test_a_ratio_of_enough_trades_is_known() -> None:
    enough = trial_of(result_with(TRADES_MIN), {})
    assert enough.figures["expected_payoff"] is not None
    assert best_of([enough], "expected_payoff") is enough


def result_with(trades: int) -> RunResult:
    """So many trades, each like the first of the one made by hand."""
    result = hand_made_result()
    outcome = result.outcome
    rows = outcome.deal_rows[outcome.deal_rows[:, 2] == 1]
    deals, positions = np.tile(rows, (trades, 1)), np.tile(outcome.position_rows[:1], (trades, 1))
    return replace(result, outcome=replace(outcome, deal_rows=deals, position_rows=positions))


def test_where_nothing_is_best_there_is_nothing_to_judge() -> None:
    crowd = crowd_of([trial(1, [0.1, 0.2], "0", trades=0)], None)
    assert (crowd.trials, crowd.deflated_sharpe, crowd.pbo) == (1, None, None)


def test_a_best_of_few_trades_is_not_deflated() -> None:
    generator = np.random.default_rng(3)
    returns = [generator.normal(0.3, 1, 300) for _ in range(3)]
    crowd = [trial(n, row, "1") for n, row in enumerate(returns)]
    lucky = trial(9, generator.normal(0.3, 1, 300), "2", trades=2)
    assert crowd_of([*crowd, lucky], lucky).deflated_sharpe is None
    assert crowd_of([*crowd, lucky], crowd[0]).deflated_sharpe is not None


def test_a_crowd_of_noise_deflates_its_best_and_a_real_edge_stays() -> None:
    generator = np.random.default_rng(3)
    noise = [trial(n, generator.normal(0, 1, 300), "0") for n in range(40)]
    best = max(noise, key=lambda each: float(each.returns.mean()))
    lucky = crowd_of(noise, best)
    edge = trial(99, generator.normal(0.5, 1, 300), "9")
    real = crowd_of([*noise, edge], edge)
    assert lucky.trials == 40
    assert lucky.deflated_sharpe is not None
    assert real.deflated_sharpe is not None
    assert lucky.deflated_sharpe < 0.9 < real.deflated_sharpe
    assert real.pbo == 0


def test_one_variant_is_no_crowd() -> None:
    alone = trial(1, np.random.default_rng(1).normal(0.1, 1, 100), "1")
    crowd = crowd_of([alone], alone)
    assert (crowd.trials, crowd.sharpe_variance, crowd.pbo) == (1, 0.0, None)
