"""A recording as a market: slices, laps and sessions."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tickloom.domain.bar_builder import BarBuilder
from tickloom.domain.errors import NotFound
from tickloom.domain.ids import Symbol
from tickloom.domain.market import DAY_NS, MINUTE_NS, Bar, Tick, Timeframe
from tickloom_terminal.market.replay_source import Replay, open_replay

EURUSD = Symbol("EURUSD")
WEEK_NS = 7 * DAY_NS
# Thursday 2014-05-01.
BEGIN_MS = 1_398_902_400_000


def recorded(tmp_path: Path, *, days: int, loop: bool) -> Replay:
    """A quote every 13 minutes or so, none from Friday 21:00 to Sunday 21:00."""
    times = BEGIN_MS + np.arange(0, days * 86_400_000, 777_777)
    of_week = (times // 60_000 + 3 * 1_440) % 10_080
    times = times[(of_week < 4 * 1_440 + 21 * 60) | (of_week >= 6 * 1_440 + 21 * 60)]
    times = np.sort(np.append(times, times[:3]))  # some share a stamp
    bid = 138_000 + np.arange(len(times)) % 977
    path = tmp_path / "EURUSD.parquet"
    pd.DataFrame({"time_msc": times, "bid_pts": bid, "ask_pts": bid + 10}).to_parquet(path)
    return open_replay(path, loop=loop)


def quotes(replay: Replay, from_ns: int, to_ns: int) -> list[Tick]:
    ticks = replay.ticks(EURUSD, from_ns=from_ns, to_ns=to_ns)
    rows = zip(
        ticks.time_ns.tolist(), ticks.bid.tolist(), ticks.ask.tolist(), ticks.ordinal.tolist(),
        strict=True,
    )  # fmt: skip
    return [Tick(symbol=EURUSD, time_ns=t, bid=b, ask=a, ordinal=n) for t, b, a, n in rows]


def test_a_slice_has_its_first_instant_and_not_its_last(tmp_path: Path) -> None:
    replay = recorded(tmp_path, days=2, loop=False)
    begin = replay.begins_ns
    first = quotes(replay, begin, begin + 777_777_000_000)
    assert [(tick.time_ns, tick.ordinal) for tick in first] == [(begin, 0), (begin, 1)]
    assert quotes(replay, begin - DAY_NS, begin) == []
    assert replay.ends_ns is not None
    assert quotes(replay, replay.ends_ns, replay.ends_ns + WEEK_NS) == []
    assert len(quotes(replay, 0, replay.ends_ns)) == replay.quality.rows


@pytest.mark.parametrize(("days", "weeks"), [(6, 1), (7, 1), (8, 2), (15, 3)])
def test_each_lap_is_the_recording_some_weeks_later(tmp_path: Path, days: int, weeks: int) -> None:
    replay = recorded(tmp_path, days=days, loop=True)
    assert replay.ends_ns is None
    begin, lap = replay.begins_ns, weeks * WEEK_NS
    first = quotes(replay, begin, begin + lap)
    assert len(first) == replay.quality.rows
    fourth = quotes(replay, begin + 3 * lap, begin + 4 * lap)
    assert [(t.time_ns - 3 * lap, t.ordinal, t.bid) for t in fourth] == [
        (t.time_ns, t.ordinal, t.bid) for t in first
    ]
    assert quotes(replay, begin, begin + 4 * lap)[-len(first) :] == fourth


@pytest.mark.parametrize("timeframe", [Timeframe.M15, Timeframe.H4, Timeframe.W1, Timeframe.MN1])
def test_bars_across_laps_equal_what_the_builder_makes(
    tmp_path: Path, timeframe: Timeframe
) -> None:
    replay = recorded(tmp_path, days=9, loop=True)
    end = replay.begins_ns + 12 * WEEK_NS
    builder = BarBuilder(EURUSD, points_per_unit=100_000, timeframes=[timeframe])
    built: list[Bar] = []
    for tick in quotes(replay, replay.begins_ns, end):
        built += builder.on_tick(tick)
    built += builder.finish()
    ended = [b for b in built if b.timeframe is timeframe and b.end_ns <= end]
    assert replay.bars(EURUSD, timeframe, from_ns=None, to_ns=end, limit=10_000) == ended
    assert replay.bars(EURUSD, timeframe, from_ns=None, to_ns=end, limit=2) == ended[-2:]


def test_a_long_silence_is_a_closed_session(tmp_path: Path) -> None:
    replay = recorded(tmp_path, days=8, loop=False)
    saturday = replay.begins_ns + 2 * DAY_NS
    assert replay.is_open(EURUSD, replay.begins_ns)
    assert not replay.is_open(EURUSD, saturday)
    opens = replay.next_open_ns(EURUSD, saturday)
    assert opens is not None
    assert quotes(replay, saturday, opens) == []
    assert quotes(replay, opens, opens + 1)[0].time_ns == opens
    assert replay.is_open(EURUSD, opens)
    assert replay.next_open_ns(EURUSD, opens) is None


def test_before_it_begins_and_after_it_ended_a_replay_is_closed(tmp_path: Path) -> None:
    replay = recorded(tmp_path, days=2, loop=False)
    assert replay.ends_ns is not None
    assert replay.next_open_ns(EURUSD, replay.begins_ns - DAY_NS) == replay.begins_ns
    assert not replay.is_open(EURUSD, replay.ends_ns + MINUTE_NS)
    assert replay.next_open_ns(EURUSD, replay.ends_ns + MINUTE_NS) is None


def test_between_laps_the_next_lap_opens_the_session(tmp_path: Path) -> None:
    replay = recorded(tmp_path, days=2, loop=True)
    sunday = replay.begins_ns + 3 * DAY_NS
    assert not replay.is_open(EURUSD, sunday)
    assert replay.next_open_ns(EURUSD, sunday) == replay.begins_ns + WEEK_NS
    assert replay.is_open(EURUSD, replay.begins_ns + WEEK_NS)


def test_another_symbol_is_not_there(tmp_path: Path) -> None:
    replay = recorded(tmp_path, days=1, loop=False)
    with pytest.raises(NotFound, match=r"GBPUSD is not in EURUSD\.parquet; it holds EURUSD"):
        replay.ticks(Symbol("GBPUSD"), from_ns=0, to_ns=1)
