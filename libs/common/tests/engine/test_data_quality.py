"""Faults of bars, planted one by one."""

from typing import Any

import numpy as np

from tickloom.domain.ids import Symbol
from tickloom.domain.market import MINUTE_NS, Timeframe
from tickloom.domain.server_time import ServerClock
from tickloom.engine.bars import Bars
from tickloom.engine.data_quality import quality_of

MONDAY = 1_704_067_200 * 10**9  # 2024-01-01 00:00 UTC


def bars(minutes: list[int], timeframe: Timeframe = Timeframe.M1, **columns: Any) -> Bars:
    count = len(minutes)
    level = np.full(count, 100_000, np.int32)
    whole: dict[str, Any] = {
        "open": level, "high": level + 5, "low": level - 5, "close": level,
        "spread": np.full(count, 12, np.int32), "volume": np.full(count, 9, np.int64),
    }  # fmt: skip
    times = np.array([MONDAY + minute * MINUTE_NS for minute in minutes], np.int64)
    return Bars(
        symbol=Symbol("EURUSD"), timeframe=timeframe, digits=5, time_ns=times, **(whole | columns)
    )


def test_bars_without_a_fault_count_only_themselves() -> None:
    quality = quality_of(bars(list(range(100))))
    assert quality.as_dict() == {
        "bars": 100, "gaps": 0, "missing_minutes": 0, "duplicates": 0, "spikes": 0,
        "zero_spreads": 0, "negative_spreads": 0, "weekend_bars": 0,
    }  # fmt: skip


def test_a_quiet_hour_is_a_gap_and_a_weekend_is_none() -> None:
    friday_evening, sunday_evening = 4 * 1_440 + 1_319, 6 * 1_440 + 1_320
    quality = quality_of(bars([0, 1, 62, friday_evening, sunday_evening, sunday_evening + 1]))
    assert (quality.gaps, quality.missing_minutes) == (2, 60 + friday_evening - 63)
    assert quality.weekend_bars == 2


def test_the_weekend_is_that_of_the_servers_clock() -> None:
    sunday_evening = 6 * 1_440 + 1_320
    there = quality_of(bars([sunday_evening]), clock=ServerClock.read("GMT+2"))
    assert there.weekend_bars == 0


def test_gaps_over_weekends_are_those_of_the_servers_clock() -> None:
    """Friday 21:59 to Sunday 23:00 UTC is Saturday to Monday two hours further east."""
    friday_evening, sunday_evening = 4 * 1_440 + 1_319, 6 * 1_440 + 1_380
    over = bars([friday_evening, sunday_evening])
    assert quality_of(over, clock=ServerClock.read("GMT+2")).gaps == 0
    thursday_night = bars([3 * 1_440 + 1_430, 5 * 1_440])  # a closed Friday
    assert quality_of(thursday_night).gaps == 0
    assert quality_of(thursday_night, clock=ServerClock.read("GMT-12")).gaps == 1


def test_a_break_at_the_same_time_of_many_days_is_no_gap() -> None:
    """Twenty days without the hour from 22:00 on; on one of them an hour more is missing."""
    hours = [60 * hour for hour in range(20 * 24) if hour % 24 != 22 and hour != 3 * 24 + 9]
    week_days = [minute for minute in hours if minute // 1_440 % 7 < 5]
    quality = quality_of(bars(week_days, Timeframe.H1))
    assert (quality.gaps, quality.missing_minutes) == (1, 60)
    some = [minute for minute in week_days if minute // 1_440 < 4]
    assert quality_of(bars(some, Timeframe.H1)).gaps == 5  # four evenings are no custom yet


def test_spikes_and_spreads_are_counted_and_no_spread_at_all_is_unknown() -> None:
    high = np.full(50, 100_005, np.int32)
    high[7] = 101_000
    spread = np.full(50, 12, np.int32)
    spread[:3] = (0, -1, -2)
    quality = quality_of(bars(list(range(50)), high=high, spread=spread), duplicates=4)
    assert (quality.spikes, quality.zero_spreads, quality.negative_spreads) == (1, 1, 2)
    assert quality.duplicates == 4
    without = quality_of(bars([0, 1], spread=np.zeros(2, np.int32)))
    assert (without.zero_spreads, without.negative_spreads) == (None, None)


def test_days_and_months_have_no_gaps_over_weekends() -> None:
    days = [day * 1_440 for day in (0, 1, 2, 3, 4, 7, 8)]
    assert quality_of(bars(days, Timeframe.D1)).gaps == 0
    months = [0, 31 * 1_440, 60 * 1_440, 200 * 1_440]
    assert quality_of(bars(months, Timeframe.MN1)).gaps == 1
    assert quality_of(bars([], Timeframe.M1)).bars == 0
