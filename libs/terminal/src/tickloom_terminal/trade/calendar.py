"""The trade server's calendar: days and minutes of its own clock, and which nights charge swap."""

from dataclasses import dataclass

from tickloom.domain.market import DAY_NS, MINUTE_NS
from tickloom.domain.server_time import ServerClock

# 1970-01-01 was a Thursday; day 0 is Sunday.
_EPOCH_WEEKDAY = 4
_SATURDAY, _SUNDAY = 6, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Server days are numbered from 1970-01-01 of the server's clock."""

    clock: ServerClock

    def day(self, utc_ns: int) -> int:
        return self.clock.to_server_ns(utc_ns) // DAY_NS

    def begins_ns(self, day: int) -> int:
        """The UTC instant of a server midnight."""
        return self.clock.to_utc_ns(day * DAY_NS)

    def weekday_and_minute(self, utc_ns: int) -> tuple[int, int]:
        """Day of the week (0 Sunday) and minute of the day, by the server's clock."""
        server_ns = self.clock.to_server_ns(utc_ns)
        return weekday(server_ns // DAY_NS), server_ns % DAY_NS // MINUTE_NS

    def ends_ns(self, utc_ns: int) -> int:
        """The UTC instant at which the server day of `utc_ns` is over."""
        return self.begins_ns(self.day(utc_ns) + 1)


def weekday(day: int) -> int:
    """Day of the week of a numbered day, 0 Sunday to 6 Saturday."""
    return (day + _EPOCH_WEEKDAY) % 7


def nights(ended_day: int, triple_day: int) -> int:
    """How many nights the rollover at the end of `ended_day` counts.

    Monday to Friday once, the triple day three times, the weekend not at all.
    """
    name = weekday(ended_day)
    if name in {_SATURDAY, _SUNDAY}:
        return 0
    return 3 if name == triple_day else 1
