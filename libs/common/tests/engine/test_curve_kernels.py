"""One pass over an equity curve finds what `stats` finds in several."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tickloom.engine.curve_kernels import facts_of, mark_held
from tickloom.stats.money_curve import drawdown_of

LEVELS = st.one_of(st.just(float("nan")), st.floats(-1e6, 1e6))


@given(st.integers(-20, 5_000), st.lists(st.integers(-50, 10_000), max_size=60))
def test_falls_of_a_curve_are_those_of_the_figures_that_deals_tell(
    deposit: int, equity: list[int]
) -> None:
    found = facts_of(deposit, np.array(equity, np.int64), np.zeros(0)).drawdown
    assert found == drawdown_of(np.array([deposit, *equity], np.int64))


@given(st.lists(LEVELS, max_size=30))
def test_the_lowest_margin_level_passes_over_bars_without_one(levels: list[float]) -> None:
    found = facts_of(1, np.zeros(0, np.int64), np.array(levels, np.float64))
    known = [level for level in levels if not np.isnan(level)]
    assert found.margin_level_minimum_pct == min(known, default=None)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 40)), max_size=8))
def test_a_bar_is_held_where_any_position_was_open(held: list[tuple[int, int]]) -> None:
    spans = [(begin, begin + length) for begin, length in held]
    rows = np.array(spans, np.int64).reshape(len(spans), 2)
    flags = mark_held(rows[:, 0], rows[:, 1], 31)
    for bar, is_held in enumerate(flags.tolist()):
        assert is_held == any(begin <= bar < max(end, begin + 1) for begin, end in spans)
