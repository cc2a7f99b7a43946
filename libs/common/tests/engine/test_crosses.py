"""A pair crossed both ways at once is what the operator says bar by bar, however it is cut."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tickloom.engine.crosses import cross_both_ways
from tickloom.strategy.operators import CROSSES_ABOVE, CROSSES_BELOW, STATE_SIZE, crossed

_VALUES = st.sampled_from([1.0, 2.0, 3.0, float("nan"), float("inf"), float("-inf"), -0.0, 0.0])
_PAIRS = st.lists(st.tuples(_VALUES, _VALUES), max_size=70)


@given(_PAIRS, st.integers(0, 70), st.integers(0, 7))
def test_both_ways_are_what_each_is_alone(
    pairs: list[tuple[float, float]], cut: int, offset: int
) -> None:
    left, right = (np.array([pair[side] for pair in pairs], dtype=np.float64) for side in (0, 1))
    room = np.empty((2, len(pairs) + offset), dtype=np.int8)
    up, down = room[:, offset:]  # anywhere in memory, not only where words begin
    state = np.full(STATE_SIZE, np.nan)
    for part in (slice(0, cut), slice(cut, None)):
        cross_both_ways(state, left[part], right[part], up[part], down[part])
    before = (float("nan"), float("nan"))
    for bar, pair in enumerate(pairs):
        assert up[bar] == crossed(CROSSES_ABOVE, *before, *pair)
        assert down[bar] == crossed(CROSSES_BELOW, *before, *pair)
        before = pair
