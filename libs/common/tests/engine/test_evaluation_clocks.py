"""Clock rules against plain loops over minutes: clock changes, gaps, quiet minutes, weekends.

The oracles know zones only by `zoneinfo`: a server of GMT+2/eu is Athens, GMT+2/us is seven
hours ahead of New York.
"""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tickloom.domain.errors import InvalidInput
from tickloom.domain.market import MINUTE_NS, Timeframe
from tickloom.domain.server_time import ServerClock
from tickloom.engine.bars import Bars
from tickloom.engine.compiler import compile_document
from tickloom.engine.evaluate import EvaluationContext, evaluate, gates_of
from tickloom.engine.gates import NewsEvent
from tickloom.engine.reasons import Refusal
from tickloom.engine.run import Surroundings, run_backtest
from tickloom.engine.run_settings import RunSettings
from tickloom.engine.signals import AT_TIME, Signals
from tickloom.testing.plays import ALWAYS, EURUSD, Row, bound_of, rows_market

FLAT: Row = (100_000, 100_010, 99_990, 100_000)
EU, US = ServerClock.read("GMT+2/eu"), ServerClock.read("GMT+2/us")
CHANGES = ("2024-03-10", "2024-03-31", "2024-10-27", "2024-11-03")  # US, EU, EU, US: Sundays
NEW_YEAR_ROUND = datetime(2024, 1, 1, tzinfo=UTC)


def wall_of(name: str, moment: datetime) -> datetime:
    """The wall clock of an oracle at a moment."""
    if name == "GMT+2/us":
        return (moment.astimezone(ZoneInfo("America/New_York")) + timedelta(hours=7)).replace(
            tzinfo=None
        )
    zone = {"GMT+2/eu": "Europe/Athens"}.get(name, name)
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def bars_around(
    day: str, *, timeframe: Timeframe = Timeframe.M15, days: int = 3, missing: float = 0.1,
    seed: int = 1,
) -> Bars:  # fmt: skip
    """A market that never closes, from the day before `day` on, with bars missing."""
    begin = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=1)
    draw = np.random.default_rng(seed)
    count = days * 1_440 // timeframe.minutes
    kept = [n * timeframe.minutes for n in range(count) if draw.random() >= missing]
    return rows_market([FLAT] * len(kept), timeframe=timeframe, minutes=kept,
                       begin_ns=int(begin.timestamp()) * 10**9)  # fmt: skip


def signals_of(bars: Bars, server: str = "UTC", news: Any = (), **parts: object) -> Signals:
    """Signals of a document that always wants to buy, unless `parts` say otherwise."""
    whole: dict[str, object] = {"entry": {"long": ALWAYS}} | parts
    program = compile_document(bound_of(EURUSD, bars.timeframe, **whole))
    context = EvaluationContext(instrument=EURUSD, server_clock=ServerClock.read(server), news=news)
    return evaluate(program, bars, context=context)


def moments(bars: Bars) -> list[datetime]:
    return [datetime.fromtimestamp(int(t) // 10**9, tz=UTC) for t in bars.time_ns]


@lru_cache
def occurrences(name: str, clock: str, begin: datetime, end: datetime) -> tuple[
    list[datetime], list[datetime]
]:  # fmt: skip
    """When the clock shows `clock` for the first time on a date; and when it jumps over it."""
    shown, jumped, seen = list[datetime](), list[datetime](), set[str]()
    moment, before = begin - timedelta(days=4), wall_of(name, begin - timedelta(days=4))
    while moment <= end:
        wall = wall_of(name, moment)
        if wall.strftime("%H:%M") == clock and (key := wall.date().isoformat()) not in seen:
            seen.add(key)
            shown.append(moment)
        if wall - before > timedelta(minutes=1):
            skipped = before + timedelta(minutes=1)
            while skipped < wall:
                if skipped.strftime("%H:%M") == clock:
                    jumped.append(moment)
                skipped += timedelta(minutes=1)
        moment, before = moment + timedelta(minutes=1), wall
    return shown, sorted([*shown, *jumped])


CLOCKS = [
    ("server", "GMT+2/eu"), ("server", "GMT+2/us"), ("server", "UTC"), ("Europe/London", "UTC"),
    ("America/New_York", "GMT+2/eu"),
]  # fmt: skip


@pytest.mark.parametrize("day", CHANGES)
@pytest.mark.parametrize(("zone", "server"), CLOCKS)
@pytest.mark.parametrize("clock", ["01:30", "02:30", "03:30", "09:00", "00:00"])
def test_time_is_and_at_time_as_a_plain_search_finds_them(
    zone: str, server: str, clock: str, day: str
) -> None:
    bars = bars_around(day)
    signals = signals_of(bars, server, tz=zone, entry={"long": {"time_is": clock}},
                         exit={"at_time": clock})  # fmt: skip
    labels = moments(bars)
    name = server if zone == "server" else zone
    shown, with_gaps = occurrences(name, clock, labels[0], labels[-1])
    for i in range(len(labels) - 1):
        latest = shown[bisect_right(shown, labels[i + 1]) - 1]
        is_now = labels[i] < latest and labels[i + 1] - latest <= timedelta(minutes=15)
        assert signals.entry_long[i] == is_now, (labels[i], latest)
        came = with_gaps[bisect_right(with_gaps, labels[i + 1]) - 1]
        closes = bool(signals.closing[i + 1] & AT_TIME)
        assert closes == (labels[i] < came), (labels[i + 1], came)
    assert signals.entry_long[-1] != 1


def test_a_skipped_time_does_not_occur_but_an_exit_acts_right_after_the_gap() -> None:
    """New York, 10 March 2024: 02:00 becomes 03:00 at 07:00 UTC."""
    bars = bars_around("2024-03-10", missing=0)
    parts: dict[str, Any] = {"tz": "America/New_York", "entry": {"long": {"time_is": "02:30"}},
             "exit": {"at_time": "02:30"}}  # fmt: skip
    signals = signals_of(bars, **parts)
    acting = [moments(bars)[i + 1].strftime("%d %H:%M") for i in np.flatnonzero(
        signals.entry_long == 1)]  # fmt: skip
    closing = [moments(bars)[i].strftime("%d %H:%M") for i in np.flatnonzero(signals.closing)]
    assert acting == ["09 07:30", "11 06:30"]
    assert closing == ["09 07:30", "10 07:00", "11 06:30"]


def test_a_time_that_comes_twice_counts_once() -> None:
    """New York, 3 November 2024: 01:30 is at 05:30 and again at 06:30 UTC."""
    bars = bars_around("2024-11-03", missing=0)
    signals = signals_of(bars, tz="America/New_York", entry={"long": {"time_is": "01:30"}})
    acting = [moments(bars)[i + 1].strftime("%d %H:%M") for i in np.flatnonzero(
        signals.entry_long == 1)]  # fmt: skip
    assert acting == ["02 05:30", "03 05:30", "04 06:30"]
    inside = signals_of(bars, tz="America/New_York",
                        filters={"windows": [{"from": "01:30", "to": "01:45"}]})  # fmt: skip
    passed = [moments(bars)[i + 1].strftime("%d %H:%M") for i in np.flatnonzero(
        inside.blocked == 0)]  # fmt: skip
    assert passed == ["02 05:30", "03 05:30", "03 06:30", "04 06:30"]


@pytest.mark.parametrize(
    ("labels", "acts"),
    [
        ([0, 15, 30, 45, 60, 75], 60),
        ([0, 15, 30, 45, 75, 90], 75),  # the next one counts when it is one bar late
        ([0, 15, 30, 45, 76, 90], None),  # and no later
        ([0, 15, 30, 60, 75], 60),  # a quiet quarter before
        ([-2_900, -2_885, 60, 75], 60),  # a pause that ends at the time itself
    ],
)
def test_time_is_with_bars_missing(labels: list[int], acts: int | None) -> None:
    bars = rows_market([FLAT] * len(labels), minutes=labels)
    signals = signals_of(bars, entry={"long": {"time_is": "01:00"}})
    found = [labels[i + 1] for i in np.flatnonzero(signals.entry_long == 1)]
    assert found == ([] if acts is None else [acts])


def test_an_off_grid_time_acts_at_the_next_bar() -> None:
    bars = rows_market([FLAT] * 8, timeframe=Timeframe.M5)
    signals = signals_of(bars, entry={"long": {"time_is": "00:17"}})
    assert list(np.flatnonzero(signals.entry_long == 1) + 1) == [4]  # 00:20


def test_clock_fields_are_those_of_the_execution_bar() -> None:
    """Daily bars: "only on Mondays" is filled on Monday, decided by Friday's values."""
    bars = rows_market([FLAT] * 8, timeframe=Timeframe.D1,
                       minutes=[d * 1_440 for d in (0, 1, 2, 3, 4, 7, 8, 9)])  # fmt: skip
    monday = {"left": {"field": "weekday"}, "op": "eq", "right": 1}
    signals = signals_of(bars, entry={"long": monday})
    assert list(np.flatnonzero(signals.entry_long == 1)) == [4]
    assert signals.entry_long[-1] == -1
    hour = {"left": {"field": "hour"}, "op": "eq", "right": 4}
    quarters = rows_market([FLAT] * 24)
    signals = signals_of(quarters, "GMT+2/eu", entry={"long": hour})
    assert list(np.flatnonzero(signals.entry_long == 1)) == [7, 8, 9, 10]  # 02:00 to 02:45 UTC
    minute = {"left": {"field": "minute_of_day"}, "op": "eq", "right": 135}
    signals = signals_of(quarters, "GMT+2/eu", entry={"long": minute})
    assert list(np.flatnonzero(signals.entry_long == 1)) == [0]


WINDOWS: list[dict[str, Any]] = [
    {"from": "09:00", "to": "12:00"},
    {"from": "22:00", "to": "02:00"},
    {"from": "22:00", "to": "02:00", "weekdays": ["fri", "sun"]},
    {"from": "00:00", "to": "12:30", "weekdays": ["mon"]},
]
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_in_window(window: dict[str, Any], wall: datetime) -> bool:
    clock, day = wall.strftime("%H:%M"), wall
    if window["from"] < window["to"]:
        inside = window["from"] <= clock < window["to"]
    else:
        inside = clock >= window["from"] or clock < window["to"]
        if clock < window["to"]:
            day = wall - timedelta(days=1)
    return inside and DAY_NAMES[day.weekday()] in window.get("weekdays", DAY_NAMES)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London"])
@pytest.mark.parametrize("day", CHANGES[1:3])
def test_windows_belong_to_the_weekday_on_which_they_start(
    window: dict[str, Any], zone: str, day: str
) -> None:
    bars = bars_around(day, days=5)
    labels = moments(bars)
    allowed = signals_of(bars, tz=zone, filters={"windows": [window]}).blocked
    excluded = signals_of(bars, tz=zone, filters={"exclude_windows": [window]}).blocked
    for i in range(len(labels) - 1):
        inside = is_in_window(window, wall_of(zone, labels[i + 1]))
        assert allowed[i] == (0 if inside else Refusal.WINDOW)
        assert excluded[i] == (Refusal.WINDOW if inside else 0)
    assert allowed[-1] == Refusal.NO_EXECUTION_BAR


SESSIONS = {
    "sydney": ("Australia/Sydney", 8, 17), "tokyo": ("Asia/Tokyo", 9, 18),
    "asia": ("Asia/Tokyo", 9, 18), "london": ("Europe/London", 8, 17),
    "new_york": ("America/New_York", 8, 17),
}  # fmt: skip


def is_in(session: str, moment: datetime) -> bool:
    if session == "london_ny_overlap":
        return is_in("london", moment) and is_in("new_york", moment)
    zone, start, end = SESSIONS[session]
    wall = moment.astimezone(ZoneInfo(zone))
    return start <= wall.hour < end and wall.weekday() < 5


@pytest.mark.parametrize("session", [*SESSIONS, "london_ny_overlap"])
@pytest.mark.parametrize("day", ["2024-01-15", "2024-07-15", "2024-03-14", "2024-10-30"])
def test_sessions_keep_the_clock_of_their_own_place(session: str, day: str) -> None:
    bars = bars_around(day, days=4)
    labels = moments(bars)
    inside = signals_of(bars, "GMT+2/us", filters={"sessions": [session]}).blocked
    outside = signals_of(bars, "GMT+2/us", filters={"exclude_sessions": [session]}).blocked
    for i in range(len(labels) - 1):
        is_open = is_in(session, labels[i + 1])
        assert inside[i] == (0 if is_open else Refusal.SESSION)
        assert outside[i] == (Refusal.SESSION if is_open else 0)


@pytest.mark.parametrize(
    ("day", "hours"), [("2024-01-17", 4), ("2024-03-13", 5), ("2024-07-17", 4), ("2024-10-30", 5)]
)
def test_the_overlap_lasts_four_hours_and_five_between_the_changes(day: str, hours: int) -> None:
    begin = datetime.fromisoformat(day).replace(tzinfo=UTC)
    bars = rows_market([FLAT] * 97, begin_ns=int(begin.timestamp()) * 10**9)
    signals = signals_of(bars, filters={"sessions": ["london_ny_overlap"]})
    assert int((signals.blocked == 0).sum()) == hours * 4


def test_filters_combine_and_the_first_that_fails_is_named() -> None:
    bars = rows_market([FLAT] * 96)
    filters = {"sessions": ["london"], "exclude_sessions": ["new_york"], "weekdays": ["mon"],
               "windows": [{"from": "07:00", "to": "16:00"}]}  # fmt: skip
    signals = signals_of(bars, filters=filters)
    passed = np.flatnonzero(signals.blocked == 0) + 1
    assert [int(passed[0]) * 15, int(passed[-1]) * 15] == [8 * 60, 12 * 60 + 45]
    tuesday = signals_of(bars, filters={"exclude_weekdays": ["mon"]})
    assert set(tuesday.blocked[:-1]) == {int(Refusal.WEEKDAY)}


def test_filters_never_block_an_exit() -> None:
    bars = rows_market([FLAT] * 4)
    signals = signals_of(bars, exit={"long": ALWAYS}, filters={"weekdays": ["sun"]})
    assert list(signals.exit_long) == [1, 1, 1, 1]


def at(minute: int, currency: str = "USD", impact: str = "high") -> NewsEvent:
    bars = rows_market([FLAT])
    return NewsEvent(time_ns=int(bars.time_ns[0]) + minute * MINUTE_NS, currency=currency,
                     impact=impact)  # fmt: skip


def quiet_of(*news: NewsEvent, impact: str = "high") -> list[int]:
    """Minutes of the labels at which an entry is blocked."""
    bars = rows_market([FLAT] * 120, timeframe=Timeframe.M1)
    blackout = {"before_min": 30, "after_min": 15, "impact": impact}
    signals = signals_of(bars, news=news, filters={"news_blackout": blackout})
    return [int(i) + 1 for i in np.flatnonzero(signals.blocked == Refusal.NEWS_BLACKOUT)]


def test_a_blackout_is_half_open() -> None:
    assert quiet_of(at(60)) == list(range(30, 75))
    assert quiet_of(at(60), at(70)) == list(range(30, 85))


def test_a_blackout_hears_both_currencies_and_the_impact_asked_for() -> None:
    assert quiet_of(at(60, "EUR"))[0] == 30
    assert quiet_of(at(60, "GBP")) == []
    assert quiet_of(at(60, impact="medium")) == []
    assert quiet_of(at(60, impact="medium"), impact="low")[0] == 30


def test_without_a_calendar_a_backtest_is_refused_and_live_takes_no_entry() -> None:
    bars = rows_market([FLAT] * 10)
    bound = bound_of(filters={"news_blackout": {"before_min": 30, "after_min": 15}})
    with pytest.raises(InvalidInput, match="calendar"):
        run_backtest(bound, bars, EURUSD, RunSettings())
    run_backtest(bound, bars, EURUSD, RunSettings(ignore_news=True))
    run_backtest(bound, bars, EURUSD, RunSettings(), around=Surroundings(news=()))
    context = EvaluationContext(instrument=EURUSD)
    signals = evaluate(compile_document(bound), bars, context=context)
    assert set(signals.blocked[:-1]) == {int(Refusal.NEWS_BLACKOUT)}


@pytest.mark.parametrize(("server", "clock"), [("GMT+2/eu", EU), ("GMT+2/us", US)])
@pytest.mark.parametrize("day", CHANGES)
def test_the_week_ends_on_the_servers_clock(server: str, clock: ServerClock, day: str) -> None:
    """Bars from Monday 00:00 to Friday 24:00 of the server; entries stop a bar before."""
    sunday = datetime.fromisoformat(day).replace(tzinfo=UTC)
    instants = [sunday - timedelta(days=9) + timedelta(minutes=15 * n) for n in range(96 * 20)]
    open_ = [m for m in instants if wall_of(server, m).weekday() < 5]
    begin = int(open_[0].timestamp())
    bars = rows_market([FLAT] * len(open_), begin_ns=begin * 10**9,
                       minutes=[(int(m.timestamp()) - begin) // 60 for m in open_])  # fmt: skip
    program = compile_document(bound_of(exit={"before_weekend": True}))
    context = EvaluationContext(instrument=EURUSD, server_clock=clock, news=())
    signals = evaluate(program, bars, context=context)
    late = [wall_of(server, open_[i]).strftime("%a %H:%M") for i in np.flatnonzero(signals.closing)]
    assert set(late) == {"Fri 23:45", "Mon 00:00"}  # Monday: should the week's last be missing
    blocked = np.flatnonzero(signals.blocked == Refusal.WEEKEND)
    assert {wall_of(server, open_[i + 1]).strftime("%a %H:%M") for i in blocked} == {"Fri 23:45"}
    assert gates_of(program, bars, context).week_end_ns == 5 * 86_400 * 10**9
