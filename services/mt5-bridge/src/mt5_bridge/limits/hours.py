"""When entries are allowed: windows of the week on the wall clock of one IANA zone."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tickloom.domain.errors import InvalidInput

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY_MINUTES = 1_440
_WINDOW = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:-(Mon|Tue|Wed|Thu|Fri|Sat|Sun))? "
    r"([0-2]\d):([0-5]\d)-([0-2]\d):([0-5]\d)"
)
_EXPECTED = 'windows such as "Mon-Thu 00:00-24:00" or "Fri 08:00-16:50", the end after the begin'


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Minutes of the day by weekday (0 Monday); no windows at all means no limit."""

    zone: str = "UTC"
    windows: tuple[tuple[int, int, int], ...] = ()
    """(weekday, first minute, minute after the last)."""

    def allow(self, now_us: int) -> bool:
        if not self.windows:
            return True
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=now_us)
        local = moment.astimezone(ZoneInfo(self.zone))
        minute = local.hour * 60 + local.minute
        return any(
            day == local.weekday() and begin <= minute < end for day, begin, end in self.windows
        )


def read_zone(field: str, name: str) -> str:
    """`name` when it is an IANA zone; raises `InvalidInput`."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput(field, name, "an IANA zone such as UTC or Europe/Prague") from error
    return name


def read_hours(zone: str, texts: list[str]) -> Hours:
    """The windows as the limits file writes them; raises `InvalidInput`."""
    windows = [window for text in texts for window in _windows(text)]
    return Hours(zone=read_zone("hours.zone", zone), windows=tuple(windows))


def _windows(text: str) -> list[tuple[int, int, int]]:
    found = _WINDOW.fullmatch(text)
    if found is None:
        raise InvalidInput("hours.open", text, _EXPECTED)
    first, last, *numbers = found.groups()
    hour, minute, end_hour, end_minute = map(int, numbers)
    begin, end = hour * 60 + minute, end_hour * 60 + end_minute
    if not begin < end <= _DAY_MINUTES:
        raise InvalidInput("hours.open", text, _EXPECTED)
    start = _DAYS.index(first)
    count = (_DAYS.index(last or first) - start) % 7 + 1
    return [((start + n) % 7, begin, end) for n in range(count)]


def minute_of_day(field: str, text: str) -> int:
    """`HH:MM` as minutes after midnight; raises `InvalidInput`."""
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", text)
    if found is None:
        raise InvalidInput(field, text, "a time of day as HH:MM")
    return int(found[1]) * 60 + int(found[2])
