"""Bars as immutable files: nothing is lost, nothing is copied, damage is seen."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickloom.domain.errors import Broken, InvalidInput, NotFound
from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom.engine.bars import Bars
from tickloom.storage.column_file import encode_bars, hash_of, map_bars
from tickloom.storage.columns import ColumnStore, merged, months_of, names_between, ranged

HOUR_NS = 3_600 * 10**9
JANUARY_NS = 1_704_067_200 * 10**9


def make_bars(
    count: int, *, start_ns: int = JANUARY_NS, step_ns: int = HOUR_NS, up: int = 0
) -> Bars:
    time = start_ns + step_ns * np.arange(count, dtype=np.int64)
    close = (110_000 + up + np.arange(count) % 50).astype(np.int32)
    return Bars(
        symbol=Symbol("EURUSD"), timeframe=Timeframe.H1, digits=5, time_ns=time, open=close,
        high=close + 5, low=close - 5, close=close, spread=np.full(count, 7, np.int32),
        volume=np.full(count, 3, np.int64),
    )  # fmt: skip


def same(left: Bars, right: Bars) -> bool:
    return left.content_hash == right.content_hash


def test_bars_come_back_as_they_were_over_months(tmp_path: Path) -> None:
    store, bars = ColumnStore(tmp_path), make_bars(2_000)
    manifest = store.write_bars("files", bars)
    assert list(manifest.months) == ["2024-01", "2024-02", "2024-03"]
    assert manifest.bars == 2_000
    assert same(ColumnStore(tmp_path).read_bars("files", "EURUSD", Timeframe.H1), bars)


def test_one_month_is_mapped_and_several_are_joined_once(tmp_path: Path) -> None:
    store = ColumnStore(tmp_path)
    store.write_bars("files", make_bars(2_000))
    day_ns = 24 * HOUR_NS
    february = store.read_bars(
        "files", "EURUSD", Timeframe.H1, start_ns=JANUARY_NS + 32 * day_ns,
        end_ns=JANUARY_NS + 40 * day_ns,
    )  # fmt: skip
    assert not february.close.flags.owndata
    assert not february.close.flags.writeable
    whole = store.read_bars("files", "EURUSD", Timeframe.H1)
    assert store.read_bars("files", "EURUSD", Timeframe.H1) is whole


def test_a_range_is_half_open_and_an_empty_one_says_what_there_is(tmp_path: Path) -> None:
    store, bars = ColumnStore(tmp_path), make_bars(100)
    store.write_bars("files", bars)
    start, end = int(bars.time_ns[10]), int(bars.time_ns[20])
    part = store.read_bars("files", "EURUSD", Timeframe.H1, start_ns=start, end_ns=end)
    assert same(part, bars.part(10, 20))
    with pytest.raises(InvalidInput, match="dates within 2024-01-01T00:00:00Z to"):
        store.read_bars("files", "EURUSD", Timeframe.H1, end_ns=JANUARY_NS)
    with pytest.raises(NotFound, match="no bars of XAUUSD H1"):
        store.read_bars("files", "XAUUSD", Timeframe.H1)


def test_a_range_with_history_reads_the_months_before_it(tmp_path: Path) -> None:
    store, bars = ColumnStore(tmp_path), make_bars(24 * 100)
    months = store.write_bars("files", bars).months
    march = int(np.searchsorted(bars.time_ns, JANUARY_NS + 65 * 24 * HOUR_NS))
    start = int(bars.time_ns[march])
    assert len(names_between(months, start, None)) == 2
    assert len(names_between(months, start, None, history=1)) == 3
    assert len(names_between(months, start, None, history=29 * 24)) == 3
    assert len(names_between(months, start, None, history=29 * 24 + 1)) == 4
    names = names_between(months, start, None, history=9_999)
    assert names == tuple(month.hash for month in months.values())
    part = ranged(store.bars_of(names), start, int(bars.time_ns[march + 50]), 30)
    assert part.begin == 30
    assert same(part.range, bars.part(march, march + 50))
    assert same(part.part(0, 80), bars.part(march - 30, march + 50))
    with pytest.raises(InvalidInput, match="dates within"):
        ranged(bars, int(bars.time_ns[-1]) + 1, None, 30)


def test_later_bars_correct_earlier_ones_of_the_same_time(tmp_path: Path) -> None:
    store = ColumnStore(tmp_path)
    store.write_bars("files", make_bars(100))
    manifest = store.write_bars("files", make_bars(100, start_ns=JANUARY_NS + 50 * HOUR_NS, up=900))
    found = store.read_bars("files", "EURUSD", Timeframe.H1)
    assert manifest.bars == len(found) == 150
    assert (found.close[:50] < 110_100).all()
    assert (found.close[50:] >= 110_900).all()


def test_another_price_grid_and_no_bars_are_refused(tmp_path: Path) -> None:
    store, bars = ColumnStore(tmp_path), make_bars(10)
    store.write_bars("files", bars)
    with pytest.raises(InvalidInput, match="5, as the series that is kept"):
        store.write_bars("files", replace(bars, digits=4))
    with pytest.raises(InvalidInput, match="at least one bar"):
        store.write_bars("files", make_bars(0))


def test_the_same_bars_have_one_name_and_damage_is_seen(tmp_path: Path) -> None:
    store, bars = ColumnStore(tmp_path), make_bars(50)
    name = store.put(bars)
    assert store.put(bars) == name == hash_of(encode_bars(bars))
    assert store.is_sound(name)
    content = bytearray(store.content(name))
    content[-1] ^= 1
    store.path(name).write_bytes(bytes(content))
    assert not store.is_sound(name)
    with pytest.raises(Broken, match="another content"):
        store.put_bytes(name, bytes(content))
    store.path(name).write_bytes(bytes(content[:-9]))
    with pytest.raises(Broken, match="should hold 50 bars"):
        map_bars(store.path(name))


def test_what_is_no_file_of_columns_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.columns"
    path.write_bytes(b"PAR1" * 100)
    with pytest.raises(Broken, match="is no file of columns"):
        map_bars(path)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 24 * 200), unique=True, min_size=1), st.data())
def test_parts_of_a_series_merge_to_the_whole_in_any_order(
    hours: list[int], data: st.DataObject
) -> None:
    times = np.array(sorted(hours), np.int64) * HOUR_NS + JANUARY_NS
    bars = replace(make_bars(len(hours)), time_ns=times)
    assert sum(len(part) for _, part in months_of(bars)) == len(bars)
    cut = data.draw(st.integers(0, len(bars)))
    left, right = bars.part(0, cut), bars.part(cut, len(bars))
    assert same(merged(left, right), bars)
    assert same(merged(right, left), bars)
