"""What is wrong with the bars of a run, counted and shown in its result."""

from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from tickloom.domain.market import DAY_NS, MINUTE_NS
from tickloom.domain.server_time import ServerClock
from tickloom.engine.bars import Bars
from tickloom.engine.zone_table import to_wall_ns

Integers = npt.NDArray[np.int64]
SPIKE_RANGES = 20
"""A bar is a spike when its range is more than so many times the median range."""
_WEEKEND_NS = 4 * DAY_NS
_DAY_MINUTES = DAY_NS // MINUTE_NS
_BREAKS_MIN = 5
_EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday; Monday is 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataQuality:
    """Counts over all bars of a run; None where a count says nothing.

    A gap is a place where bars are missing outside weekends and daily breaks, `missing_minutes`
    their total; the spread counts are None where no bar carries a spread.
    """

    bars: int
    gaps: int
    missing_minutes: int
    duplicates: int
    spikes: int
    zero_spreads: int | None
    negative_spreads: int | None
    weekend_bars: int

    def as_dict(self) -> dict[str, int | None]:
        return asdict(self)


def quality_of(bars: Bars, *, clock: ServerClock | None = None, duplicates: int = 0) -> DataQuality:
    """Count the faults; `duplicates` is what the reader of a file left out.

    `clock` is the broker's: it says when a week ends.
    """
    wall_ns = to_wall_ns(bars.time_ns, clock or ServerClock())
    weekday = _weekday(wall_ns)
    missing = _missing_minutes(bars, weekday)
    missing = np.where(_is_daily_break(bars, wall_ns, missing), 0, missing)
    has_spread = bool(len(bars)) and bool((bars.spread != 0).any())
    return DataQuality(
        bars=len(bars), gaps=int(np.count_nonzero(missing)), missing_minutes=int(missing.sum()),
        duplicates=duplicates, spikes=_spikes(bars),
        zero_spreads=int(np.count_nonzero(bars.spread == 0)) if has_spread else None,
        negative_spreads=int(np.count_nonzero(bars.spread < 0)) if has_spread else None,
        weekend_bars=_weekend_bars(bars, weekday),
    )  # fmt: skip


def _missing_minutes(bars: Bars, weekday: Integers) -> Integers:
    """Minutes missing before each bar but the first; a step over a weekend misses nothing."""
    steps = np.diff(bars.time_ns)
    span = bars.timeframe.minutes * MINUTE_NS
    if span >= DAY_NS:
        # Months differ in length, and days and weeks stand still over holidays.
        return np.where(steps > 2 * span + _WEEKEND_NS, (steps - span) // MINUTE_NS, 0)
    before, after = weekday[:-1], weekday[1:]
    over_weekend = (steps < _WEEKEND_NS) & (before >= 3) & ((after < before) | (after >= 5))
    missing: Integers = np.where((steps > span) & ~over_weekend, (steps - span) // MINUTE_NS, 0)
    return missing


def _is_daily_break(bars: Bars, wall_ns: Integers, missing: Integers) -> npt.NDArray[np.bool_]:
    """Whether bars are missing at times of the day at which they are on a tenth of the days.

    That is a break of the market's own, be it for a part of the history or of the year.
    """
    minute = wall_ns // MINUTE_NS % _DAY_MINUTES
    is_short = (missing > 0) & (np.diff(bars.time_ns) < DAY_NS)
    times = np.where(is_short, minute[:-1] * _DAY_MINUTES + minute[1:], -1)
    kinds, place, counts = np.unique(times, return_inverse=True, return_counts=True)
    days = len(np.unique(wall_ns // DAY_NS))
    usual = (kinds >= 0) & (counts >= max(_BREAKS_MIN, days / 10))
    found: npt.NDArray[np.bool_] = usual[place.reshape(-1)]
    return found


def _weekday(time_ns: Integers) -> Integers:
    weekday: Integers = (time_ns // DAY_NS + _EPOCH_WEEKDAY) % 7
    return weekday


def _spikes(bars: Bars) -> int:
    ranges = bars.high.astype(np.int64) - bars.low
    moving = ranges[ranges > 0]
    if not len(moving):
        return 0
    return int(np.count_nonzero(ranges > SPIKE_RANGES * float(np.median(moving))))


def _weekend_bars(bars: Bars, weekday: Integers) -> int:
    """Bars of a Saturday or Sunday; weeks and months open there by rule."""
    if bars.timeframe.minutes > DAY_NS // MINUTE_NS:
        return 0
    return int(np.count_nonzero(weekday >= 5))
