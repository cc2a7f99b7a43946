"""Folding whole columns gives what the bar builder closes one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.domain.bar_builder import BarBuilder
from tickloom.domain.ids import Symbol
from tickloom.domain.market import DAY_NS, MINUTE_NS, Bar, Tick, Timeframe
from tickloom_terminal.market.bar_columns import (
    BarColumns,
    folded,
    last_bars,
    minutes_of_ticks,
    open_times,
)

EURUSD = Symbol("EURUSD")
PPU = 100_000
# A Thursday shortly before a month's and a week's end.
START_NS = 16_190 * DAY_NS


@st.composite
def quotes(draw: st.DrawFn) -> list[tuple[int, int, int]]:
    """Times, bids and asks in points: equal stamps, quiet hours and crossed quotes included."""
    steps = st.one_of(
        st.just(0), st.integers(1, 90_000_000_000), st.integers(1, 400 * 3_600_000_000_000)
    )
    rows: list[tuple[int, int, int]] = []
    time_ns, bid = START_NS, 108_000
    for _ in range(draw(st.integers(1, 40))):
        time_ns += draw(steps)
        bid += draw(st.integers(-30, 30))
        rows.append((time_ns, bid, bid + draw(st.integers(-20, 20))))
    return rows


def built(rows: list[tuple[int, int, int]]) -> list[Bar]:
    builder = BarBuilder(EURUSD, points_per_unit=PPU)
    bars: list[Bar] = []
    for time_ns, bid, ask in rows:
        bars += builder.on_tick(Tick(symbol=EURUSD, time_ns=time_ns, bid=bid / PPU, ask=ask / PPU))
    return bars + builder.finish()


def minutes(rows: list[tuple[int, int, int]]) -> BarColumns:
    time_ns, bid, ask = np.array(rows, dtype=np.int64).T
    return minutes_of_ticks(time_ns, bid, ask)


@given(quotes())
def test_folded_columns_equal_the_builder_in_all_timeframes(
    rows: list[tuple[int, int, int]],
) -> None:
    expected = built(rows)
    for timeframe in Timeframe:
        mine = folded(minutes(rows), timeframe).bars(EURUSD, timeframe, PPU)
        assert mine == [bar for bar in expected if bar.timeframe is timeframe]


@given(
    quotes(), st.sampled_from(list(Timeframe)), st.integers(0, 12), st.integers(0, 10**15),
    st.one_of(st.none(), st.integers(-(10**14), 10**15)),
)  # fmt: skip
def test_last_bars_are_the_newest_that_have_ended(
    rows: list[tuple[int, int, int]],
    timeframe: Timeframe,
    limit: int,
    until: int,
    since: int | None,
) -> None:
    columns = minutes(rows)
    to_ns = START_NS + until
    from_ns = None if since is None else START_NS + since
    found = last_bars(
        columns.between, timeframe, begins_ns=rows[0][0], from_ns=from_ns, to_ns=to_ns, limit=limit
    ).bars(EURUSD, timeframe, PPU)
    ended = [
        bar
        for bar in built(rows)
        if bar.timeframe is timeframe
        and bar.end_ns <= to_ns
        and (from_ns is None or bar.time_ns >= from_ns)
    ]
    assert found == (ended[-limit:] if limit else [])


@pytest.mark.parametrize("timeframe", list(Timeframe))
def test_open_times_of_a_column_are_those_of_the_timeframe(timeframe: Timeframe) -> None:
    times = START_NS + np.arange(0, 70 * DAY_NS, 7_777 * MINUTE_NS // 10, dtype=np.int64)
    assert open_times(timeframe, times).tolist() == [timeframe.open_ns(t) for t in times.tolist()]
