"""Which sets a sweep tries, and which rows a walk-forward sees."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.domain.errors import InvalidInput
from tickloom.domain.market import DAY_NS
from tickloom.engine.parameter_space import Axis, axes_of, count_of, drawn, grid, stepped
from tickloom.engine.walk_forward import Length, splits_of
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.parse import parse_document


def document(**params: Any) -> StrategyDocument:
    ema = {"ind": "ema", "period": {"param": "length"}}
    raw = {
        "spec_version": 1, "params": params,
        "entry": {"long": {"left": ema, "op": "gt", "right": {"param": "level"}}},
    }  # fmt: skip
    read = parse_document(raw).document
    assert read is not None
    return read


WHOLE = document(
    length={"default": 20, "min": 10, "max": 60, "step": 5},
    level={"default": -2, "min": -3, "max": -1, "step": 0.25},
)


def test_the_fifth_example_has_99_sets() -> None:
    axes = axes_of(WHOLE)
    assert count_of(axes) == 11 * 9 == len(list(grid(axes)))
    assert next(grid(axes)) == {"length": 10, "level": -3}


def test_steps_are_exact_and_include_both_ends() -> None:
    assert stepped("x", 0, 1, 0.1).values[-1] == 1
    assert stepped("x", 0, 1, 0.1).values[3] == 0.3
    assert stepped("x", 10, 12, 5).values == (10,)


def test_a_chosen_axis_leaves_the_other_params_at_their_defaults() -> None:
    (axis,) = axes_of(WHOLE, {"length": Axis(name="length", values=(10, 30))})
    assert axis.values == (10, 30)


def test_a_draw_is_repeatable_and_never_tries_a_set_twice() -> None:
    axes = axes_of(WHOLE)
    first = drawn(axes, 50, seed=7)
    assert first == drawn(axes, 50, seed=7)
    assert first != drawn(axes, 50, seed=8)
    assert len({tuple(values.items()) for values in first}) == 50
    assert len(drawn(axes, 5_000, seed=1)) == 99


@pytest.mark.parametrize(
    "ask",
    [
        lambda: axes_of(WHOLE, {"lengths": Axis(name="lengths", values=(1,))}),
        lambda: axes_of(WHOLE, {"length": stepped("length", 5, 60, 5)}),
        lambda: axes_of(document(length={"default": 3}, level={"default": 1})),
        lambda: stepped("x", 1, 0, 1),
        lambda: stepped("x", 0, 1, 0),
        lambda: stepped("x", 0, 1e9, 1),
        lambda: Length.read("soon"),
        lambda: Length.read("0d"),
    ],
)
def test_a_space_that_cannot_be_is_refused(ask: Any) -> None:
    with pytest.raises(InvalidInput):
        ask()


# -- walk-forward


def days(count: int) -> Any:
    return np.arange(count, dtype=np.int64) * DAY_NS


def test_rolling_windows_move_on_by_the_out_of_sample_part() -> None:
    splits = splits_of(days(100), in_sample=Length(bars=40), out_of_sample=Length(bars=20))
    assert [(s.in_first, s.in_stop, s.out_first, s.out_stop) for s in splits] == [
        (0, 40, 40, 60), (20, 60, 60, 80), (40, 80, 80, 100),
    ]  # fmt: skip


def test_anchored_windows_keep_their_beginning() -> None:
    splits = splits_of(
        days(100), in_sample=Length.read("40d"), out_of_sample=Length.read("20d"),
        scheme="anchored",
    )  # fmt: skip
    assert {split.in_first for split in splits} == {0}
    assert [split.in_stop for split in splits] == [40, 60, 80]


def test_a_last_part_shorter_than_half_is_left_out() -> None:
    ask: dict[str, Any] = {"in_sample": Length(bars=40), "out_of_sample": Length(bars=20)}
    assert splits_of(days(75), **ask)[-1].out_stop == 75
    assert splits_of(days(69), **ask)[-1].out_stop == 60
    with pytest.raises(InvalidInput):
        splits_of(days(41), **ask)


@given(
    count=st.integers(20, 400), inside=st.integers(5, 60), outside=st.integers(2, 40),
    embargo=st.integers(0, 5), in_days=st.booleans(), has_gaps=st.booleans(),
)  # fmt: skip
def test_out_of_sample_rows_are_seen_once_and_after_the_rows_that_chose(
    count: int, inside: int, outside: int, embargo: int, in_days: bool, has_gaps: bool
) -> None:
    times = days(count)
    if has_gaps:
        times = np.cumsum(np.random.default_rng(count).integers(1, 4, count)) * DAY_NS

    def length(number: int) -> Length:
        return Length(days=number) if in_days else Length(bars=number)

    try:
        splits = splits_of(
            times, in_sample=length(inside), out_of_sample=length(outside),
            embargo_bars=embargo,
        )  # fmt: skip
    except InvalidInput:
        return
    seen: set[int] = set()
    for split in splits:
        assert split.in_first < split.in_stop <= split.out_first - embargo
        assert split.out_first < split.out_stop <= count
        rows = set(range(split.out_first, split.out_stop))
        assert not rows & seen
        seen |= rows
    assert seen == set(range(splits[0].out_first, splits[-1].out_stop))
