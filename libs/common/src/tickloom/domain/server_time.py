"""The broker's clock: a zone or a shift with a dated daylight-saving rule, never one constant.

MetaTrader writes every time in the trade server's wall clock. Most servers keep GMT+2 in winter
and GMT+3 in summer; the dates of the change differ by broker (European or American).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tickloom.domain.errors import InvalidInput

_SECOND_NS = 1_000_000_000
_HOUR_S = 3_600
_RULES = ("none", "eu", "us")
_SHIFTED = re.compile(r"([A-Za-z]+/[A-Za-z_/]+?)([+-]\d{1,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerClock:
    """UTC plus `shift_hours`, one more in summer by `rule` (none, eu, us); or an IANA `zone`.

    Written as `UTC`, `GMT+2`, `GMT+2/eu`, `GMT+2/us`, `Europe/Athens`, or a zone with a shift
    in whole hours: `America/New_York+7`, the usual one.
    """

    shift_hours: int = 0
    rule: str = "none"
    zone: str = ""

    def __post_init__(self) -> None:
        if self.rule not in _RULES:
            raise InvalidInput("server_clock", self.rule, "a rule of none, eu or us")
        if not -12 <= self.shift_hours <= 14:
            raise InvalidInput("server_clock", self.shift_hours, "a shift of -12 to 14 hours")
        if self.zone:
            try:
                ZoneInfo(self.zone)
            except (ZoneInfoNotFoundError, ValueError, OSError) as error:
                raise InvalidInput(
                    "server_clock", self.zone, "UTC, GMT+2, GMT+2/eu, GMT+2/us or an IANA zone"
                ) from error

    @classmethod
    def read(cls, text: str) -> "ServerClock":
        """The clock that `text` names; raises `InvalidInput`."""
        word = text.strip()
        if word.upper() in {"UTC", "GMT", ""}:
            return cls()
        if word.upper().startswith(("GMT", "UTC")):
            shift, _, rule = word[3:].partition("/")
            try:
                return cls(shift_hours=int(shift), rule=rule.lower() or "none")
            except ValueError as error:
                raise InvalidInput(
                    "server_clock", text, "UTC, GMT+2, GMT+2/eu, GMT+2/us or an IANA zone"
                ) from error
        try:
            return cls(zone=word)
        except InvalidInput:
            shifted = _SHIFTED.fullmatch(word)
            if shifted is None:
                raise
            return cls(zone=shifted[1], shift_hours=int(shifted[2]))

    def __str__(self) -> str:
        if self.zone:
            return self.zone + (f"{self.shift_hours:+d}" if self.shift_hours else "")
        if not self.shift_hours and self.rule == "none":
            return "UTC"
        return f"GMT{self.shift_hours:+d}" + ("" if self.rule == "none" else f"/{self.rule}")

    def offset_s(self, utc_ns: int) -> int:
        """Seconds that the server's wall clock is ahead of UTC at `utc_ns`."""
        if self.zone:
            moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=utc_ns // _SECOND_NS)
            shift = moment.astimezone(ZoneInfo(self.zone)).utcoffset()
            assert shift is not None, "an aware time has an offset"
            return int(shift.total_seconds()) + self.shift_hours * _HOUR_S
        summer = self.rule != "none" and _is_summer(self.rule, utc_ns // _SECOND_NS)
        return (self.shift_hours + summer) * _HOUR_S

    def to_server_ns(self, utc_ns: int) -> int:
        """The wall clock at `utc_ns`, written as if it were UTC (as MetaTrader does)."""
        return utc_ns + self.offset_s(utc_ns) * _SECOND_NS

    def to_utc_ns(self, server_ns: int) -> int:
        """The first instant at which the wall clock shows `server_ns` (after it, in a gap)."""
        guess = server_ns - self.offset_s(server_ns) * _SECOND_NS
        earlier = server_ns - self.offset_s(guess - 6 * _HOUR_S * _SECOND_NS) * _SECOND_NS
        later = server_ns - self.offset_s(guess + 6 * _HOUR_S * _SECOND_NS) * _SECOND_NS
        fits = [t for t in sorted({guess, earlier, later}) if self.to_server_ns(t) == server_ns]
        return fits[0] if fits else max(guess, earlier, later)


@lru_cache(maxsize=512)
def _summer(rule: str, year: int) -> tuple[int, int]:
    """Begin and end of summer time in epoch seconds.

    eu: last Sunday of March and of October, 01:00 UTC. us (New York): second Sunday of March,
    07:00 UTC, and first Sunday of November, 06:00 UTC; before 2007 first Sunday of April and last
    Sunday of October.
    """
    if rule == "eu":
        begin, end = _sunday(year, 3, last=True), _sunday(year, 10, last=True)
        hours = (1, 1)
    elif year >= 2007:
        begin, end = _sunday(year, 3, nth=2), _sunday(year, 11, nth=1)
        hours = (7, 6)
    else:
        begin, end = _sunday(year, 4, nth=1), _sunday(year, 10, last=True)
        hours = (7, 6)
    return begin + hours[0] * _HOUR_S, end + hours[1] * _HOUR_S


def _sunday(year: int, month: int, *, nth: int = 1, last: bool = False) -> int:
    first = datetime(year, month, 1, tzinfo=UTC)
    day = first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))
    if last:
        while (day + timedelta(days=7)).month == month:
            day += timedelta(days=7)
    return int(day.timestamp())


def _is_summer(rule: str, utc_s: int) -> bool:
    year = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=utc_s)).year
    begin, end = _summer(rule, year)
    return begin <= utc_s < end
