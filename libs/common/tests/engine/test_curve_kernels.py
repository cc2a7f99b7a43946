"""One pass over an equity curve finds what `stats` finds in several."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tickloom.engine.curve_kernels import facts_of
from tickloom.engine.result import Equity
from tickloom.stats.money_curve import drawdown_of
from tickloom.testing.results import hand_made_result


@given(st.integers(-20, 5_000), st.lists(st.integers(-50, 10_000), max_size=60))
def test_falls_of_a_curve_are_those_of_the_figures_that_deals_tell(
    deposit: int, equity: list[int]
) -> None:
    whole = np.array(equity, np.int64)
    result = hand_made_result()
    levels = np.full(len(whole), np.nan)
    curve = Equity(equity=whole, margin_level_pct=levels, deposit=deposit, deals=result.deals)
    found = facts_of(deposit, 0, curve, result.positions).drawdown
    assert found == drawdown_of(np.array([deposit, *equity], np.int64))


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12), st.floats(1, 1e6)), max_size=8),
    st.integers(0, 40),
)
def test_bars_on_which_something_was_open_are_counted_once(
    held: list[tuple[int, int, float]], first: int
) -> None:
    spans = sorted((begin, begin + length, level) for begin, length, level in held)
    levels = np.full(31, np.nan)
    for begin, end, level in spans:
        levels[begin:end] = level
    rows = np.array([span[:2] for span in spans], np.int64).reshape(len(spans), 2)
    result = hand_made_result()
    positions = result.positions._replace(bar_open=rows[:, 0], bar_close=rows[:, 1])
    blank = np.zeros(31, np.int64)
    curve = Equity(equity=blank, margin_level_pct=levels, deposit=1, deals=result.deals)
    found = facts_of(1, first, curve, positions)
    own = {bar for begin, end, _ in spans for bar in range(begin, max(end, begin + 1))}
    own &= set(range(first, 31))
    assert found.exposed_bars == len(own)
    known = [levels[bar] for bar in own if not np.isnan(levels[bar])]
    assert found.margin_level_minimum_pct == min(known, default=None)
