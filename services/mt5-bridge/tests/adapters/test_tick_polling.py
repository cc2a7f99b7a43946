"""Polling whole seconds gives every tick once: at borders, with repeats, after short answers."""

from itertools import accumulate
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mt5_bridge.adapters.package.terminal import PackageTerminal
from mt5_bridge.adapters.tick_polling import TickBorder, TickPolling
from mt5_bridge.port.answers import CallFailed
from tickloom.runtime.clock import ManualClock
from tickloom_terminal import dtypes

START_MS = 1_700_000_000_000
Ticks = list[tuple[int, float]]
"""Milliseconds since START_MS, bid."""


def rows_of(ticks: Ticks) -> Any:
    rows = np.zeros(len(ticks), dtype=dtypes.TICKS)
    for place, (ms, bid) in enumerate(ticks):
        time_msc = START_MS + ms
        rows[place] = (time_msc // 1000, bid, bid + 1, 0.0, 0, time_msc, 6, 0.0)
    return rows


def seconds_from(rows: Any, from_s: int) -> Any:
    return rows[rows["time"] >= from_s]


def plain(rows: Any) -> list[tuple[int, float]]:
    return [(int(row["time_msc"]) - START_MS, float(row["bid"])) for row in rows]


@st.composite
def polled_markets(draw: st.DrawFn) -> tuple[Ticks, list[tuple[int, int]]]:
    """Ticks with equal stamps and true repeats; polls: how many there are, how many are shown."""
    gaps = draw(st.lists(st.sampled_from([0, 0, 0, 1, 400, 999, 1000, 5000]), max_size=40))
    bids = draw(st.lists(st.sampled_from([1.0, 2.0]), min_size=len(gaps), max_size=len(gaps)))
    times = list(accumulate(gaps))
    ticks = list(zip(times, bids, strict=True))
    moments = sorted(draw(st.lists(st.integers(0, len(ticks)), max_size=12)))
    polls = [(there, draw(st.integers(0, there))) for there in moments]
    return ticks, polls


@given(polled_markets())
def test_every_tick_once_and_in_order_whatever_the_polls(
    market: tuple[Ticks, list[tuple[int, int]]],
) -> None:
    ticks, polls = market
    border, got = TickBorder(START_MS), list[tuple[int, float]]()
    for there, hidden in [*polls, (len(ticks), 0), (len(ticks), 0)]:
        answer = seconds_from(rows_of(ticks[:there]), border.from_s)
        got += plain(border.new_of(answer[: max(0, len(answer) - hidden)]))
    assert got == ticks


def test_repeats_to_the_last_digit_are_ticks_of_their_own() -> None:
    border = TickBorder(START_MS)
    assert len(border.new_of(rows_of([(5, 1.0), (5, 1.0)]))) == 2
    assert len(border.new_of(rows_of([(5, 1.0), (5, 1.0)]))) == 0
    assert plain(border.new_of(rows_of([(5, 1.0), (5, 1.0), (5, 1.0)]))) == [(5, 1.0)]


def test_a_quote_that_is_no_number_is_handed_out_once_too() -> None:
    border = TickBorder(START_MS)
    assert len(border.new_of(rows_of([(5, float("nan"))]))) == 1
    assert len(border.new_of(rows_of([(5, float("nan"))]))) == 0


def test_an_empty_answer_moves_nothing() -> None:
    border = TickBorder(START_MS)
    border.new_of(rows_of([(5, 1.0)]))
    assert len(border.new_of(rows_of([]))) == 0
    assert border.border_ms == START_MS + 5


def test_ticks_before_the_first_wanted_millisecond_are_not_handed_out() -> None:
    border = TickBorder(START_MS + 500)
    got = border.new_of(rows_of([(100, 1.0), (500, 2.0), (501, 3.0)]))
    assert plain(got) == [(500, 2.0), (501, 3.0)]


def polling(module: Any) -> TickPolling:
    return TickPolling(PackageTerminal(module), ManualClock(START_MS * 1_000_000))


def test_a_symbol_that_appears_later_is_followed_from_its_first_tick(scripted_module: Any) -> None:
    ticks = polling(scripted_module)
    ticks.follow("EURUSD", from_ms=START_MS)
    scripted_module.fails("symbol_select", -4, "Terminal: Not found", value=False)
    assert isinstance(ticks.poll("EURUSD"), CallFailed)
    scripted_module.answers |= {"symbol_select": True, "copy_ticks_range": rows_of([(5, 1.0)])}
    rows = ticks.poll("EURUSD")
    assert not isinstance(rows, CallFailed)
    assert plain(rows) == [(5, 1.0)]


def test_a_failed_poll_loses_nothing(scripted_module: Any) -> None:
    ticks = polling(scripted_module)
    ticks.follow("EURUSD", from_ms=START_MS)
    scripted_module.answers |= {"symbol_select": True, "copy_ticks_range": rows_of([(5, 1.0)])}
    ticks.poll("EURUSD")
    scripted_module.fails("copy_ticks_range", -10005, "IPC timeout")
    assert isinstance(ticks.poll("EURUSD"), CallFailed)
    scripted_module.answers["copy_ticks_range"] = rows_of([(5, 1.0), (5, 1.0), (9000, 2.0)])
    rows = ticks.poll("EURUSD")
    assert not isinstance(rows, CallFailed)
    assert plain(rows) == [(5, 1.0), (9000, 2.0)]


def test_the_upper_bound_lies_beyond_every_servers_now(scripted_module: Any) -> None:
    ticks = polling(scripted_module)
    ticks.follow("EURUSD", from_ms=START_MS)
    scripted_module.answers |= {"symbol_select": True, "copy_ticks_range": rows_of([])}
    ticks.poll("EURUSD")
    ((_, from_s, to_s, _),) = scripted_module.asked("copy_ticks_range")
    assert from_s == START_MS // 1000
    assert to_s - from_s == 86_400
