"""Purged cross-validation over tables whose answer is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.domain.errors import InvalidInput
from tickloom.engine.cross_validation import (
    TRADES,
    overfitting,
    paths_of,
    require_objective,
    splits,
)


def table(profits: list[list[float]]) -> np.ndarray:
    """Sets x groups of net profit; every trade won or lost it, one a group."""
    net = np.array(profits, np.float64)
    return np.stack([net, np.maximum(net, 0), np.maximum(-net, 0), np.ones_like(net)], axis=2)


def test_a_set_that_is_best_everywhere_is_chosen_and_stays_best() -> None:
    paths = paths_of(table([[1, 1, 1, 1], [5, 5, 5, 5], [2, 2, 2, 2]]), 2, "net_profit")
    assert len(paths) == 6
    assert {path.chosen for path in paths} == {1}
    assert all(path.rank == 1 and path.profit_out == 10 for path in paths)
    assert overfitting(paths) == 0


def test_a_set_that_shines_in_one_part_only_is_found_out() -> None:
    paths = paths_of(table([[90, 0, 0], [1, 30, 2], [1, 1, 31]]), 1, "net_profit")
    by_held_out = {path.held_out: path for path in paths}
    assert by_held_out[1,].chosen == 0
    assert by_held_out[1,].profit_out == 0
    assert by_held_out[1,].rank == 0
    found = overfitting(paths)
    assert found is not None
    assert found > 0


def test_a_set_without_trades_has_no_score_and_is_never_chosen() -> None:
    nothing = table([[0, 0], [3, -1]])
    nothing[0] = 0
    assert {path.chosen for path in paths_of(nothing, 1, "net_profit")} == {1}


def test_where_no_set_can_be_best_nothing_is_chosen_and_nothing_counts() -> None:
    few = table([[5, 5, 5], [3, -1, 2]])
    paths = paths_of(few, 1, "expected_payoff")  # two trades inside are too few for a ratio
    assert [path.chosen for path in paths] == [None] * 3
    assert {(p.profit_in, p.profit_out, p.rank, p.trades_out) for p in paths} == {
        (None, None, None, 0)
    }
    assert overfitting(paths) is None
    few[:, :2, TRADES] = 20
    paths = paths_of(few, 1, "expected_payoff")  # only the choice that holds both has enough
    assert [path.chosen for path in paths] == [None, None, 0]
    assert overfitting(paths) == 0


@given(st.integers(2, 7), st.integers(1, 6))
def test_every_part_is_held_out_equally_often(groups: int, held_out: int) -> None:
    if held_out >= groups:
        with pytest.raises(InvalidInput, match="fewer than the groups"):
            splits(groups, held_out)
        return
    counts = np.bincount([part for split in splits(groups, held_out) for part in split])
    assert len(set(counts.tolist())) == 1


def test_an_objective_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(InvalidInput, match="one of net_profit, profit_factor"):
        require_objective("sharpe_ratio")
