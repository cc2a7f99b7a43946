"""Times of day, windows, weekdays and zones; and the entries that no clock could ever reach."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from zoneinfo import ZoneInfo

from tickloom.domain.market import Timeframe
from tickloom.strategy.document import WEEKDAYS, Filters, StrategyDocument, Window
from tickloom.strategy.finding import Finding, error, warning
from tickloom.strategy.nodes import Comparison, Condition, FieldOperand, Number, TimeIs
from tickloom.strategy.walk import nodes, required

_DAY = 1_440
_WEEK = 7 * _DAY
_FULL_DAY = (1 << _DAY) - 1
_FULL_WEEK = (1 << _WEEK) - 1


def check_clock(document: StrategyDocument) -> Iterator[Finding]:
    """Every finding about times; those of the grid need the base timeframe."""
    yield from chain(_zone(document), _windows(document), _grid(document))
    named = (("/entry/long", document.entry_long), ("/entry/short", document.entry_short))
    for path, condition in named:
        if condition is not None:
            yield from _reachable(document, condition, path)


def is_zone(name: str) -> bool:
    """Whether `name` is in the time-zone database."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def minute_of(clock: str) -> int:
    """Minutes since midnight of "HH:MM"."""
    return int(clock[:2]) * 60 + int(clock[3:])


def _zone(document: StrategyDocument) -> Iterator[Finding]:
    if document.timezone != "server" and not is_zone(document.timezone):
        yield error(
            "/tz", "invalid:tz", f"{document.timezone!r} is no time zone",
            "server, or a name like Europe/London",
        )  # fmt: skip


def _windows(document: StrategyDocument) -> Iterator[Finding]:
    filters = document.filters
    for name, windows in (
        ("windows", filters.windows), ("exclude_windows", filters.exclude_windows),
    ):  # fmt: skip
        for index, window in enumerate(windows):
            if window.start == window.end:
                yield error(
                    f"/filters/{name}/{index}", "invalid:window",
                    f"{window.start} to {window.end} is no span of time", "from and to must differ",
                )  # fmt: skip
    both = set(filters.weekdays) & set(filters.exclude_weekdays)
    for day in WEEKDAYS:
        if day in both:
            yield error(
                "/filters/exclude_weekdays", "unsatisfiable",
                f"{day} is both required and excluded", "remove it from one of the two",
            )  # fmt: skip


# -- the bar grid


def _grid(document: StrategyDocument) -> Iterator[Finding]:
    base = document.timeframe
    if base is None:
        return
    for path, node in nodes(document):
        if isinstance(node, TimeIs):
            yield from _on_grid(path, node.clock, base, document.timezone, is_exit=False)
    if document.exits.at_time is not None:
        clock = document.exits.at_time
        yield from _on_grid("/exit/at_time", clock, base, document.timezone, is_exit=True)


def _on_grid(
    path: str, clock: str, base: Timeframe, timezone: str, *, is_exit: bool
) -> Iterator[Finding]:
    step, shift = _grid_of(base, timezone)
    minute = minute_of(clock) - shift
    if minute % step == 0:
        return
    message = f"{clock} is not on the grid of {base} bars"
    if base.minutes >= 60 and not is_exit:
        yield error(path, "invalid:time_off_grid", message, "use a shorter timeframe or a full bar")
    else:
        yield warning(
            path, "warn:time_off_grid", message, f"it acts at {_next(minute, step, shift)}"
        )


def _next(minute: int, step: int, shift: int) -> str:
    later = ((minute // step + 1) * step + shift) % _DAY
    return f"{later // 60:02d}:{later % 60:02d}"


def acts_at(clock: str, base: Timeframe, timezone: str) -> str:
    """When a clock time really acts on bars of `base`: the first bar that opens at or after it."""
    step, shift = _grid_of(base, timezone)
    minute = minute_of(clock) - shift
    return clock if minute % step == 0 else _next(minute, step, shift)


def _grid_of(base: Timeframe, timezone: str) -> tuple[int, int]:
    """Minutes between bars, and the minute at which they begin, in a zone.

    A server's clock differs from another zone by whole hours, and by what the zone itself differs
    from whole hours; so in another zone only the minutes within an hour are known.
    """
    if timezone == "server":
        return min(base.minutes, _DAY), 0
    return min(base.minutes, 60), _odd_minutes(timezone)


def _odd_minutes(timezone: str) -> int:
    if not is_zone(timezone):
        return 0
    offset = datetime(2025, 1, 15, tzinfo=ZoneInfo(timezone)).utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) // 60 % 60


# -- what no bar could ever meet: sets of minutes of the week, as bits


def _reachable(document: StrategyDocument, condition: Condition, path: str) -> Iterator[Finding]:
    members = tuple(required(condition))
    late = 60 if document.timeframe is None else document.timeframe.minutes
    asked = _FULL_WEEK
    for member in members:
        asked &= _minutes(member, late)
    if asked == _FULL_WEEK:
        return
    if not asked & _allowed(document.filters):
        yield error(
            path, "unsatisfiable", "the times of this entry lie outside every time that the "
            "filters allow", "move the time, or the windows and weekdays of the filters",
        )  # fmt: skip


def _minutes(condition: Condition, late: int) -> int:
    """The minutes of the week at which a condition about the clock can be true."""
    if isinstance(condition, TimeIs):
        begin = minute_of(condition.clock)
        return _weekly(_span(begin, begin + late + 1))
    if not isinstance(condition, Comparison) or condition.word != "eq":
        return _FULL_WEEK
    for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
        if isinstance(one, FieldOperand) and isinstance(other, Number):
            if one.word == "weekday" and other.value in range(1, 8):
                return _FULL_DAY << (int(other.value) - 1) * _DAY
            if one.word == "hour" and other.value in range(24):
                return _weekly(_span(int(other.value) * 60, int(other.value) * 60 + 60))
            if one.word == "minute_of_day" and other.value in range(_DAY):
                return _weekly(1 << int(other.value))
    return _FULL_WEEK


def _span(begin: int, end: int) -> int:
    """Bits of the minutes from `begin` up to, not including, `end`, round the clock."""
    if end - begin >= _DAY:
        return _FULL_DAY
    bits = ((1 << (end - begin)) - 1) << begin
    return (bits | bits >> _DAY) & _FULL_DAY


def _weekly(day: int) -> int:
    return sum(day << index * _DAY for index in range(7))


def _allowed(filters: Filters) -> int:
    """Sessions have zones of their own: they are taken as always open here."""
    allowed = _FULL_WEEK
    if filters.windows:
        allowed &= _of(filters.windows)
    allowed &= ~_of(filters.exclude_windows)
    days = set(filters.weekdays or WEEKDAYS) - set(filters.exclude_weekdays)
    return allowed & sum(_FULL_DAY << WEEKDAYS.index(day) * _DAY for day in days)


def _of(windows: tuple[Window, ...]) -> int:
    bits = 0
    for window in windows:
        begin, end = minute_of(window.start), minute_of(window.end)
        length = (end - begin) % _DAY
        for day in window.weekdays or WEEKDAYS:
            whole = ((1 << length) - 1) << (WEEKDAYS.index(day) * _DAY + begin)
            bits |= (whole | whole >> _WEEK) & _FULL_WEEK
    return bits
