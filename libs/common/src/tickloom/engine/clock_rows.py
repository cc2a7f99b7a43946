"""What the clock says of bars: functions of a bar's label, the one before and the one after.

A decision bar B is followed by an execution bar E. Clock fields and `time_is` look at E's label,
sessions and days at B's own. Nothing here remembers: a column and a single bar are one call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tickloom.domain.market import DAY_NS, MINUTE_NS, Timeframe
from tickloom.domain.server_time import ServerClock
from tickloom.engine.zone_table import change_before, to_wall_ns
from tickloom.strategy.session_table import OVERLAPS, SESSION_HOURS

Times = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
NO_BAR = np.iinfo(np.int64).min
"""The label of a bar that does not exist: before the first, after the last."""
_MONDAY_OFFSET = 3  # day 0 is a Thursday: (0 + 3) % 7 == 3, and Monday is 0
_WORKING_DAYS = 5
_YEAR_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Open times (UTC) of bars, of the bar before each, and of the one after (or NO_BAR)."""

    before: Times
    own: Times
    after: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The server's clock, and that of the document's `tz`."""

    server: ServerClock
    document: ServerClock


def labels_of(times: Times, after_last: int = NO_BAR) -> Labels:
    """The labels of consecutive bars."""
    return Labels(
        before=np.concatenate((np.array([NO_BAR]), times[:-1])), own=times,
        after=np.concatenate((times[1:], np.array([after_last]))),
    )  # fmt: skip


def minutes_of(clock_text: str) -> int:
    """Minutes from midnight of "HH:MM"."""
    hours, minutes = clock_text.split(":")
    return int(hours) * 60 + int(minutes)


def clock_row(word: str, labels: Labels, clocks: Clocks, timeframe: Timeframe) -> Floats:
    """The values of a clock word, one a bar; NaN where the bar that it looks at does not exist."""
    kind, _, argument = word.partition(":")
    if kind == "session":
        return session_row(argument, labels.own)
    if kind == "new_day":
        return _new_day(labels, clocks.server)
    if kind == "time_is":
        return _time_is(minutes_of(argument), labels, clocks.document, timeframe)
    return _of_execution(labels, clocks.document, _FIELDS[kind])


def wall(times: Times, clock: ServerClock) -> Times:
    """The wall clock at times in any order; what NO_BAR shows means nothing."""
    if len(times) and (times[0] == NO_BAR or times[-1] == NO_BAR):
        exists = times != NO_BAR
        shown = np.zeros_like(times)
        shown[exists] = wall(times[exists], clock)
        return shown
    if len(times) > 1 and np.any(np.diff(times) < 0):
        order = np.argsort(times, kind="stable")
        shown = np.empty_like(times)
        shown[order] = to_wall_ns(times[order], clock)
        return shown
    return to_wall_ns(times, clock)


def weekday(wall_ns: Times) -> Times:
    """0 Monday to 6 Sunday."""
    return (wall_ns // DAY_NS + _MONDAY_OFFSET) % 7


_FIELDS: dict[str, Callable[[Times], Times]] = {
    "hour": lambda shown: shown % DAY_NS // (60 * MINUTE_NS),
    "minute_of_day": lambda shown: shown % DAY_NS // MINUTE_NS,
    "weekday": lambda shown: weekday(shown) + 1,
}


def _of_execution(labels: Labels, clock: ServerClock, field: Callable[[Times], Times]) -> Floats:
    exists = labels.after != NO_BAR
    row = np.full(len(labels.after), np.nan)
    row[exists] = field(wall(labels.after[exists], clock))
    return row


def _new_day(labels: Labels, clock: ServerClock) -> Floats:
    """1 on the first bar of a server day."""
    days = wall(labels.own, clock) // DAY_NS
    exists = labels.before != NO_BAR
    is_new = np.ones(len(days))
    is_new[exists] = days[exists] != wall(labels.before[exists], clock) // DAY_NS
    return is_new


def session_row(session: str, labels: Times) -> Floats:
    """The number of the occurrence in which a label lies; NaN outside."""
    row = np.full(len(labels), np.nan)
    inside = is_in_session(session, labels)
    first = OVERLAPS.get(session, (session,))[0]
    days = wall(labels, ServerClock(zone=SESSION_HOURS[first].zone)) // DAY_NS
    row[inside] = days[inside]
    return row


def is_in_session(session: str, labels: Times) -> Flags:
    """Half-open, Monday to Friday in the session's own zone; an overlap is inside both."""
    if session in OVERLAPS:
        first, second = OVERLAPS[session]
        return is_in_session(first, labels) & is_in_session(second, labels)
    hours = SESSION_HOURS[session]
    shown = wall(labels, ServerClock(zone=hours.zone))
    minute = shown % DAY_NS // MINUTE_NS
    in_hours = (minute >= minutes_of(hours.start)) & (minute < minutes_of(hours.end))
    return in_hours & (weekday(shown) < _WORKING_DAYS)


def _time_is(minute: int, labels: Labels, clock: ServerClock, timeframe: Timeframe) -> Floats:
    """1 where the latest occurrence at or before E lies after B and at most a bar before E."""
    exists = labels.after != NO_BAR
    row = np.full(len(labels.after), np.nan)
    latest = last_occurrence(minute, labels.after[exists], clock, happens_in_gap=False)
    span = timeframe.minutes * MINUTE_NS
    is_now = (latest > labels.own[exists]) & (labels.after[exists] - latest <= span)
    row[exists] = is_now
    return row


def last_occurrence(
    minute: int, times: Times, clock: ServerClock, *, happens_in_gap: bool
) -> Times:
    """The latest instant at or before each time at which the wall clock shows `minute`.

    A time that is skipped on a date does not occur, or (`happens_in_gap`) occurs when the clock
    jumps over it; one that occurs twice counts at its first occurrence.
    """
    if not len(times):
        return times
    first = int(times.min()) // (_YEAR_DAYS * DAY_NS)
    last = int(times.max()) // (_YEAR_DAYS * DAY_NS)
    known = np.concatenate(
        [_occurrences(minute, clock, year, happens_in_gap) for year in range(first - 1, last + 1)]
    )
    return known[np.searchsorted(known, times, side="right") - 1]


@lru_cache(maxsize=1_024)
def _occurrences(
    minute: int,
    clock: ServerClock,
    year: int,
    happens_in_gap: bool,
) -> Times:
    """All occurrences in one stretch of 366 days."""
    found: list[int] = []
    for day in range(year * _YEAR_DAYS, (year + 1) * _YEAR_DAYS):
        shown = day * DAY_NS + minute * MINUTE_NS
        instant = clock.to_utc_ns(shown)
        if clock.to_server_ns(instant) == shown:
            found.append(instant)
        elif happens_in_gap:
            found.append(change_before(instant, clock))
    return np.array(found, dtype=np.int64)
