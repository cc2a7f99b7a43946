"""What a plan decides, and how its work is divided."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from backtester.chunking import chunk_size, missing, ranges, spread
from backtester.commands import command_of
from backtester.conclusion import neighbours
from backtester.plan import (
    AxisPart,
    Plan,
    Source,
    WindowPart,
    base_hash,
    set_key,
    set_of,
    whole_key,
)
from backtester.tasks import Tried
from tickloom.contracts.instruments import info_of, instrument_of
from tickloom_terminal.market.instruments import sheet_for

DOCUMENT: dict[str, Any] = {
    "spec_version": 1, "params": {"a": {"default": 5}, "b": {"default": 20}},
    "entry": {"long": {"left": {"ind": "ema", "period": {"param": "a"}}, "op": "crosses_above",
                       "right": {"ind": "ema", "period": {"param": "b"}}}},
    "stop_loss": {"unit": "atr", "value": 2},
}  # fmt: skip
SOURCE = Source(
    venue="files", symbol="EURUSD", timeframe="M15", digits=5, files=("a",), data_hash="d",
    bars=1_000, start_ns=1_704_067_200 * 10**9,
)  # fmt: skip


def plan(**more: Any) -> Plan:
    fields: dict[str, Any] = {
        "kind": "sweep", "document": DOCUMENT, "symbol": "EURUSD",
        "timeframe": "M15", "instrument": info_of(sheet_for("EURUSD")), "settings": {},
        "source": SOURCE, "engine_version": "1",
        "axes": (AxisPart(name="a", values=(1, 2, 3)), AxisPart(name="b", values=(10, 20))),
    }  # fmt: skip
    return Plan(**fields | more)


def test_numbers_name_every_set_of_a_grid_once() -> None:
    whole = plan()
    params = [tuple(set_of(whole, number).params.values()) for number in range(whole.total)]
    assert params == [(1, 10), (1, 20), (2, 10), (2, 20), (3, 10), (3, 20)]


def test_windows_repeat_the_sets_and_keys_tell_them_apart() -> None:
    window = WindowPart(in_first=0, in_stop=5, out_first=5, out_stop=9)
    whole = plan(kind="walk_forward", windows=(window, WindowPart(
        in_first=2, in_stop=7, out_first=7, out_stop=9)))  # fmt: skip
    assert whole.total == 12
    first, second = set_of(whole, 1), set_of(whole, 7)
    assert (first.window, second.window, first.params) == (0, 1, second.params)
    base = base_hash(whole)
    assert set_key(base, first, whole) != set_key(base, second, whole)


def test_random_sets_differ_and_follow_from_the_seed() -> None:
    one, other = plan(method="random", trials=4, seed=1), plan(method="random", trials=4, seed=2)
    sets = [str(set_of(one, number).params) for number in range(one.total)]
    assert len(set(sets)) == one.total == 4
    assert sets == [str(set_of(one, number).params) for number in range(4)]
    assert sets != [str(set_of(other, number).params) for number in range(4)]


def test_whatever_changes_a_result_changes_its_key() -> None:
    one = set_of(plan(), 0)
    keys = {
        set_key(base_hash(changed), one, changed)
        for changed in (
            plan(), plan(settings={"balance": "1"}), plan(engine_version="2"),
            plan(sizing={"mode": "fixed_lots", "lots": 1}),
            plan(document=DOCUMENT | {"exit": {"max_bars": 9}}),
        )
    }  # fmt: skip
    assert len(keys) == 5


def test_a_document_by_another_name_has_the_same_key() -> None:
    named = plan(document=DOCUMENT | {"name": "other"})
    assert whole_key(named) == whole_key(plan())


@given(st.lists(st.floats(-3, 3) | st.none(), max_size=12))
def test_one_trial_more_is_counted_as_if_all_were_counted_at_once(
    ratios: list[float | None],
) -> None:
    tried = Tried()
    for ratio in ratios:
        tried = tried.and_one(ratio)
    known = [ratio for ratio in ratios if ratio is not None]
    assert (tried.trials, tried.sharpes) == (len(ratios), len(known))
    assert tried.mean == pytest.approx(float(np.mean(known)) if known else 0.0, abs=1e-9)
    spread = float(np.var(known, ddof=1)) if len(known) > 1 else 0.0
    assert tried.variance == pytest.approx(spread, abs=1e-9)


def test_history_before_the_range_is_part_of_the_key() -> None:
    longer = structs.replace(SOURCE, history=50)
    assert base_hash(plan(source=longer)) != base_hash(plan())
    assert base_hash(plan(history_bars=50)) != base_hash(plan())


@given(st.integers(0, 500), st.integers(1, 500), st.integers(1, 60), st.integers(0, 40))
def test_chunks_cover_everything_once_and_never_cross_a_window(
    first: int, length: int, size: int, block: int
) -> None:
    found = list(ranges(first, first + length, size, block=block))
    assert [n for begin, end in found for n in range(begin, end)] == list(
        range(first, first + length)
    )
    assert all(0 < end - begin <= size for begin, end in found)
    if block:
        assert all(begin // block == (end - 1) // block for begin, end in found)


@given(st.sets(st.integers(0, 60)), st.integers(0, 30), st.integers(30, 60))
def test_what_is_missing_is_what_is_not_done(done: set[int], first: int, stop: int) -> None:
    inside = sorted(n for n in done if first <= n < stop)
    found = [n for begin, end in missing(inside, first, stop) for n in range(begin, end)]
    assert found == [n for n in range(first, stop) if n not in done]


def test_a_chunk_holds_what_a_worker_does_in_its_time() -> None:
    assert chunk_size(sets=2, seconds=0.02, target_s=0.35, most=5_000) == 35
    assert chunk_size(sets=2, seconds=9.0, target_s=0.35, most=5_000) == 1
    assert chunk_size(sets=2, seconds=0.0, target_s=0.35, most=5_000) == 1
    assert chunk_size(sets=2, seconds=1e-9, target_s=0.35, most=5_000) == 5_000


def test_the_measured_sets_lie_all_over_the_space() -> None:
    assert spread(100, 4) == [12, 37, 62, 87]
    assert spread(3, 24) == [0, 1, 2]
    assert spread(1, 1) == [0]


def test_neighbours_differ_in_one_step_of_one_axis() -> None:
    assert sorted(neighbours(plan(), 2)) == [0, 3, 4]
    assert sorted(neighbours(plan(), 0)) == [1, 2]


def test_the_command_of_a_run_names_what_differs() -> None:
    settings = {"balance": "5000", "commission": {"mode": "per_lot", "amount": "3.5"},
                "spread": {"mode": "fixed", "points": 12}}  # fmt: skip
    command = command_of(plan(settings=settings), {"a": 5})
    for words in ("--symbol EURUSD --timeframe M15 --from 2024-01-01T00:00:00Z", "--param a=5",
                  "--balance 5000", "--commission 3.5/lot", "--spread 12"):  # fmt: skip
        assert words in command


def test_an_instrument_survives_the_way_over_the_bus() -> None:
    sheet = sheet_for("XAUUSD")
    assert instrument_of(info_of(sheet)) == sheet
