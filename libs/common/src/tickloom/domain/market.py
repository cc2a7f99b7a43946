"""Quotes and bars, and the calendar grid that bars stand on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from tickloom.domain.ids import Symbol

MINUTE_NS = 60_000_000_000
DAY_NS = 86_400_000_000_000
# 1970-01-01 was a Thursday; MetaTrader stamps weeks with their Sunday.
_FIRST_SUNDAY_NS = 3 * DAY_NS


class Timeframe(StrEnum):
    """MetaTrader's 21 timeframes."""

    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    M4 = "M4"
    M5 = "M5"
    M6 = "M6"
    M10 = "M10"
    M12 = "M12"
    M15 = "M15"
    M20 = "M20"
    M30 = "M30"
    H1 = "H1"
    H2 = "H2"
    H3 = "H3"
    H4 = "H4"
    H6 = "H6"
    H8 = "H8"
    H12 = "H12"
    D1 = "D1"
    W1 = "W1"
    MN1 = "MN1"

    @property
    def minutes(self) -> int:
        """Nominal length in minutes; a month counts as 30 days."""
        return _MINUTES[self]

    def open_ns(self, time_ns: int) -> int:
        """Open time of the bar that holds `time_ns` (nanoseconds of the bars' own clock)."""
        if self is Timeframe.MN1:
            return _month_start_ns(time_ns)
        span = self.minutes * MINUTE_NS
        anchor = _FIRST_SUNDAY_NS if self is Timeframe.W1 else 0
        return time_ns - (time_ns - anchor) % span

    def end_ns(self, open_ns: int) -> int:
        """First instant after the bar that opens at `open_ns`."""
        if self is Timeframe.MN1:
            return _month_start_ns(open_ns + 31 * DAY_NS)
        return open_ns + self.minutes * MINUTE_NS


_MINUTES = {
    Timeframe.M1: 1, Timeframe.M2: 2, Timeframe.M3: 3, Timeframe.M4: 4, Timeframe.M5: 5,
    Timeframe.M6: 6, Timeframe.M10: 10, Timeframe.M12: 12, Timeframe.M15: 15,
    Timeframe.M20: 20, Timeframe.M30: 30, Timeframe.H1: 60, Timeframe.H2: 120,
    Timeframe.H3: 180, Timeframe.H4: 240, Timeframe.H6: 360, Timeframe.H8: 480,
    Timeframe.H12: 720, Timeframe.D1: 1_440, Timeframe.W1: 10_080, Timeframe.MN1: 43_200,
}  # fmt: skip


def _month_start_ns(time_ns: int) -> int:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=time_ns // 1_000_000_000)
    first = datetime(moment.year, moment.month, 1, tzinfo=UTC)
    return int(first.timestamp()) * 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One quote.

    `ordinal` counts the earlier ticks of the same symbol with the same `time_ns`: a venue may
    quote several times within one stamp, even with equal prices. (symbol, time_ns, ordinal)
    identifies a tick for ever, whoever read it and however often.
    """

    symbol: Symbol
    time_ns: int
    bid: float
    ask: float
    ordinal: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of bid prices, named by its open time; the spread is the smallest one, in points."""

    symbol: Symbol
    timeframe: Timeframe
    time_ns: int
    open: float
    high: float
    low: float
    close: float
    tick_volume: int
    spread_points: int

    @property
    def end_ns(self) -> int:
        return self.timeframe.end_ns(self.time_ns)
