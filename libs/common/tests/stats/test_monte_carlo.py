"""Accounts that the same trades could have made."""

import numpy as np
import pytest

from tickloom.domain.errors import InvalidInput
from tickloom.stats.monte_carlo import METHODS, possible_of, returns_of

RETURNS = np.array([0.02, -0.01, 0.03, -0.02, 0.01, -0.005] * 10)


def test_a_trade_is_a_share_of_the_balance_before_it() -> None:
    returns = returns_of(np.array([1_000, -1_100, 990], np.int64), 10_000)
    assert returns.tolist() == pytest.approx([0.1, -0.1, 0.1])
    assert returns_of(np.array([-200, 50], np.int64), 100).tolist() == [-1.0, -1.0]


def test_shuffled_trades_end_where_the_real_ones_did() -> None:
    made = possible_of(RETURNS, deposit=10_000, method="shuffle", runs=200)
    end = 10_000 * float(np.prod(1 + RETURNS))
    assert made.final_equity == pytest.approx((end,) * 5)
    assert made.loss_chance == 0
    assert made.drawdown_pct[0] < made.drawdown_pct[-1]
    assert "order" in made.notes[0]


@pytest.mark.parametrize("method", METHODS)
def test_draws_repeat_by_their_seed_and_widen_with_the_trades(method: str) -> None:
    first, again = (possible_of(RETURNS, deposit=1, method=method, runs=100, seed=7) for _ in "ab")  # pyright: ignore[reportArgumentType]
    assert first == again
    fan = np.array(first.fan)
    assert fan.shape == (5, len(first.trade))
    assert (np.diff(fan, axis=0) >= -1e-12).all()
    assert fan[:, 0].tolist() == [1.0] * 5
    assert first.trade[-1] == len(RETURNS)


def test_chances_of_a_losing_coin_are_those_of_the_coin() -> None:
    coin = np.array([0.05, -0.05] * 50)
    made = possible_of(coin, deposit=100, runs=4_000)
    assert 0.55 < made.loss_chance < 0.68, "symmetric shares lose in the middle"
    bad = possible_of(np.full(40, -0.05), deposit=100, runs=50)
    assert (bad.loss_chance, bad.ruin_chance) == (1, 1)


def test_blocks_keep_neighbours_together() -> None:
    streaks = np.array([0.01] * 50 + [-0.01] * 50)
    block, plain = (
        possible_of(streaks, deposit=1, method=method, runs=500).drawdown_pct[2]
        for method in ("block", "bootstrap")
    )
    assert block > plain


def test_too_few_trades_and_unknown_methods_are_refused() -> None:
    with pytest.raises(InvalidInput, match="at least 5"):
        possible_of(RETURNS[:4], deposit=1)
    with pytest.raises(InvalidInput, match="bootstrap"):
        possible_of(RETURNS, deposit=1, method="magic")  # pyright: ignore[reportArgumentType]
