"""When the generated market is closed: never, unless a person asks for weekends or breaks."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickloom.domain.instrument import Instrument
from tickloom.domain.market import DAY_NS, MINUTE_NS

DAY_MINUTES = 1_440
WEEK_MINUTES = 7 * DAY_MINUTES
# Minutes of a week that begins on Monday 00:00 UTC (1970-01-05).
_FIRST_MONDAY_NS = 4 * DAY_NS
_FRIDAY_CLOSE = 4 * DAY_MINUTES + 21 * 60
_SUNDAY_OPEN = 6 * DAY_MINUTES + 21 * 60
_BREAK = (21 * 60, 22 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Weekly closing from Friday to Sunday 21:00 UTC, and gold's daily hour from 21:00 UTC."""

    weekend: bool
    daily_break: bool

    @classmethod
    def of(cls, sheet: Instrument, *, weekend: bool, daily_break: bool) -> "Sessions":
        """The sessions of a symbol: what is always open has none, only metals pause daily."""
        return cls(
            weekend=weekend and not sheet.always_open,
            daily_break=daily_break and sheet.group == "Metals",
        )

    @property
    def never_close(self) -> bool:
        return not (self.weekend or self.daily_break)

    def closed(self, minute: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which minutes (counted from 1970) are closed."""
        of_week = (minute - _FIRST_MONDAY_NS // MINUTE_NS) % WEEK_MINUTES
        shut = np.zeros(len(minute), dtype=np.bool_)
        if self.weekend:
            shut |= (of_week >= _FRIDAY_CLOSE) & (of_week < _SUNDAY_OPEN)
        if self.daily_break:
            of_day = of_week % DAY_MINUTES
            shut |= (of_day >= _BREAK[0]) & (of_day < _BREAK[1])
        return shut

    def next_open_ns(self, time_ns: int) -> int | None:
        """First open minute after a closed one; None when `time_ns` is open."""
        minutes = time_ns // MINUTE_NS + np.arange(3 * DAY_MINUTES, dtype=np.int64)
        shut = self.closed(minutes)
        return int(minutes[int(np.argmin(shut))]) * MINUTE_NS if shut[0] else None

    def is_open(self, time_ns: int) -> bool:
        return not self.closed(np.array([time_ns // MINUTE_NS], dtype=np.int64))[0]
