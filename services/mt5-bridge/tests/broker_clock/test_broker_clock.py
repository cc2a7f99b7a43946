"""The broker's clock by the printed dates, learned from ticks and checked against them."""

from datetime import UTC, datetime

import pytest

from mt5_bridge.broker_clock.broker_clock import CAUSE, BrokerClock
from mt5_bridge.broker_clock.clock_rules import (
    DatedRule,
    observed_offset_s,
    rule_at,
    to_server_us,
    to_utc_us,
    usual_rule,
)
from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import KeptState
from tickloom.domain.errors import InvalidInput
from tickloom.domain.server_time import ServerClock
from tickloom.runtime.clock import ManualClock

NEW_YORK, ATHENS = "America/New_York+7", "Europe/Athens"


def us(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


def hours(rule: str, text: str) -> float:
    return ServerClock.read(rule).offset_s(us(text) * 1_000) / 3_600


@pytest.mark.parametrize(
    ("moment", "new_york", "athens"),
    [
        ("2026-01-15T12:00", 2, 2),
        ("2026-03-08T06:59", 2, 2),
        ("2026-03-08T07:00", 3, 2),
        ("2026-03-29T00:59", 3, 2),
        ("2026-03-29T01:00", 3, 3),
        ("2026-07-01T12:00", 3, 3),
        ("2026-10-25T00:59", 3, 3),
        ("2026-10-25T01:00", 3, 2),
        ("2026-11-01T05:59", 3, 2),
        ("2026-11-01T06:00", 2, 2),
        ("2026-11-02T12:00", 2, 2),
    ],
)
def test_the_two_usual_rules_differ_exactly_between_the_printed_dates(
    moment: str, new_york: float, athens: float
) -> None:
    assert hours(NEW_YORK, moment) == new_york
    assert hours(ATHENS, moment) == athens


def test_the_printed_epoch_reads_midnight_and_is_ten_in_the_evening_before() -> None:
    rules = [DatedRule(from_us=0, clock=NEW_YORK)]
    assert to_utc_us(rules, 1_768_521_600 * 1_000_000) == us("2026-01-15T22:00")
    assert to_server_us(rules, us("2026-01-15T22:00")) == us("2026-01-16T00:00")


@pytest.mark.parametrize("rule", [NEW_YORK, ATHENS, "GMT+2/us", "GMT+2/eu", "UTC", "GMT+3"])
def test_there_and_back_is_the_same_for_every_hour_of_two_years_but_the_doubled_one(
    rule: str,
) -> None:
    rules = [DatedRule(from_us=0, clock=rule)]
    start, hour_us = us("2025-06-01T00:30"), 3_600_000_000
    doubled = 0
    for n in range(2 * 365 * 24):
        moment = start + n * hour_us
        server_us = to_server_us(rules, moment)
        assert server_us is not None
        back = to_utc_us(rules, server_us)
        if back != moment:  # the wall clock shows this hour twice: the first one is meant
            assert back == moment - hour_us
            doubled += 1
    assert doubled == (0 if rule in {"UTC", "GMT+3"} else 2)


def test_new_york_plus_seven_is_the_american_rule_of_old_years_too() -> None:
    for year in range(1990, 2040):
        for month in (1, 3, 4, 7, 10, 11):
            for day in (2, 9, 16, 26, 31 if month in {1, 3, 7, 10} else 30):
                moment = us(f"{year}-{month:02d}-{day:02d}T12:00")
                if 1990 <= year < 2007 and month in {3, 4, 10, 11}:
                    continue  # the table before 2007 is the library's own test
                assert hours(NEW_YORK, f"{year}-{month:02d}-{day:02d}T12:00") == (
                    ServerClock.read("GMT+2/us").offset_s(moment * 1_000) / 3_600
                )


def test_a_shifted_zone_is_written_and_read_back_and_wrong_ones_are_named() -> None:
    assert str(ServerClock.read(NEW_YORK)) == NEW_YORK
    assert ServerClock.read("Etc/GMT-3").offset_s(0) == 3 * 3_600
    for wrong in ("America/New_York+99", "Mars/Base+7", "+7", "America/New_York+"):
        with pytest.raises(InvalidInput):
            ServerClock.read(wrong)


def test_a_rule_holds_from_its_date_on() -> None:
    rules = [
        DatedRule(from_us=us("2026-10-20T00:00"), clock=ATHENS),
        DatedRule(from_us=0, clock=NEW_YORK),
    ]
    assert str(rule_at(rules, us("2026-03-10T00:00"))) == NEW_YORK
    assert str(rule_at(rules, us("2026-10-26T00:00"))) == ATHENS
    assert to_server_us(rules, us("2026-10-26T12:00")) == us("2026-10-26T14:00")
    assert rule_at([], 0) is None


@pytest.mark.parametrize(
    ("samples", "offset_s"),
    [
        ([7199.2, 7199.8, 7199.9, 7198, 7199], 7_200),
        ([10_799.0] * 5, 10_800),
        ([-18_000.4] * 9, -18_000),
        ([20_699.0] * 5, 20_700),
        ([7_199.0] * 4, None),
        ([7_199.0] * 4 + [3_600.0], None),
        ([7_600.0] * 5, None),
    ],
)
def test_the_median_is_rounded_to_the_quarter_and_what_is_unclear_says_nothing(
    samples: list[float], offset_s: int | None
) -> None:
    assert observed_offset_s(samples) == offset_s


def test_the_usual_rule_of_an_offset() -> None:
    winter, gap = us("2026-01-15T12:00"), us("2026-03-15T12:00")
    assert usual_rule(7_200, winter) == NEW_YORK
    assert usual_rule(10_800, gap) == NEW_YORK
    assert usual_rule(7_200, gap) == ATHENS
    assert usual_rule(0, winter) == "UTC"
    assert usual_rule(8 * 3_600, winter) == "GMT+8"
    assert usual_rule(20_700, winter) is None


def tick(broker: BrokerClock, clock: ManualClock, *, offset_s: float, count: int = 8) -> None:
    """Live ticks, one a second, heard half a second after they were made."""
    for _ in range(count):
        clock.advance(1)
        broker.hear("EURUSD", round((clock.now_us() / 1e6 + offset_s - 0.5) * 1_000))


def test_it_learns_the_rule_from_live_ticks_and_keeps_it(
    kept: KeptState, halts: Halts, clock: ManualClock
) -> None:
    broker = BrokerClock(kept, halts, clock, server="Demo-1")
    assert broker.offset_s(clock.now_us()) is None
    tick(broker, clock, offset_s=7_200)
    assert broker.offset_s(clock.now_us()) == 7_200
    again = BrokerClock(kept, halts, clock, server="Demo-1")
    assert [rule.clock for rule in again.rules] == [NEW_YORK]
    assert again.offset_s(us("2026-03-10T00:00")) == 10_800
    assert BrokerClock(kept, halts, clock, server="Other").rules == ()
    assert not halts.now


def test_an_old_tick_that_just_lies_there_teaches_nothing(
    kept: KeptState, halts: Halts, clock: ManualClock
) -> None:
    broker = BrokerClock(kept, halts, clock, server="Demo-1")
    friday_ms = (clock.now_us() // 1_000) - 40 * 3_600_000
    for _ in range(50):
        clock.advance(1)
        broker.hear("EURUSD", friday_ms)
    assert broker.offset_s(clock.now_us()) is None


def test_the_first_tick_after_a_pause_teaches_nothing(
    kept: KeptState, halts: Halts, clock: ManualClock
) -> None:
    broker = BrokerClock(kept, halts, clock, server="Demo-1", rule=NEW_YORK)
    for _ in range(8):  # looked at every ten minutes: nobody knows when the tick came
        clock.advance(600)
        broker.hear("EURUSD", clock.now_us() // 1_000 + 7_200_000 - 590_000)
    assert not halts.now


def test_a_mismatch_at_the_weeks_open_halts_entries_until_a_person_adopts_a_rule(
    kept: KeptState, halts: Halts, clock: ManualClock
) -> None:
    broker = BrokerClock(kept, halts, clock, server="Demo-1", rule=NEW_YORK)
    tick(broker, clock, offset_s=7_200)
    assert not halts.now
    sunday = us("2026-03-08T22:00")
    clock.advance((sunday - clock.now_us()) / 1e6)
    tick(broker, clock, offset_s=7_200)  # the server has not changed its clocks: Europe's dates
    assert halts.has(CAUSE)
    assert "UTC+2:00" in halts.now[0].detail
    assert "UTC+3:00" in halts.now[0].detail
    with pytest.raises(InvalidInput):
        broker.adopt(ATHENS, by="", reason="x")
    broker.adopt(ATHENS, by="anna", reason="the broker says so", from_us=us("2026-03-08T00:00"))
    assert not halts.now
    tick(broker, clock, offset_s=7_200)
    assert not halts.now
    assert broker.offset_s(us("2026-01-15T00:00")) == 7_200
    assert broker.offset_s(us("2026-03-10T00:00")) == 7_200
