"""What a sweep keeps, how it ranks it, and how it judges the crowd."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tickloom.domain.errors import InvalidInput
from tickloom.engine.result_figures import key_figures_of, summary_of
from tickloom.engine.run import run_backtest
from tickloom.engine.run_settings import RunSettings
from tickloom.engine.trials import (
    KEPT,
    Trial,
    crowd_of,
    ranked,
    require_objective,
    trial_of,
    trial_row,
)
from tickloom.testing.documents import documents
from tickloom.testing.markets import market
from tickloom.testing.results import EURUSD, hand_made_result
from tickloom.testing.roads import bound_of
from tickloom.testing.run_settings import run_settings

HURRY = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def trial(number: int, returns: Any, profit: str | None) -> Trial:
    figures: dict[str, Any] = {"net_profit": None if profit is None else Decimal(profit)}
    return Trial(
        params={"n": number}, bound=None, digest="d", figures=figures,
        returns=np.asarray(returns, float),
    )  # fmt: skip


def test_a_trial_keeps_its_figures_and_its_daily_returns() -> None:
    made = trial_of(hand_made_result(), {"length": 20})
    row = trial_row(made)
    assert row["params"] == {"length": 20}
    assert row["statistics"]["net_profit"] == "-0.45"
    assert row["statistics"]["sharpe_ratio"] is None
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
