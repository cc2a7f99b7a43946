"""What is wrong with the bars of a run, counted and shown in its result."""

from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from tickloom.domain.market import DAY_NS, MINUTE_NS
from tickloom.domain.server_time import ServerClock
from tickloom.engine.bars import Bars

SPIKE_RANGES = 20
"""A bar is a spike when its range is more than so many times the median range."""
_WEEKEND_NS = 4 * DAY_NS
_EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday; Monday is 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataQuality:
    """Counts over all bars of a run; None where a count says nothing.

    A gap is a place where bars are missing outside weekends, `missing_minutes` their total; the
    spread counts are None where no bar carries a spread.
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
    """Count the faults; `duplicates` is what the reader of a file left out."""
    missing = _missing_minutes(bars)
    has_spread = bool(len(bars)) and bool((bars.spread != 0).any())
    return DataQuality(
        bars=len(bars), gaps=int(np.count_nonzero(missing)), missing_minutes=int(missing.sum()),
        duplicates=duplicates, spikes=_spikes(bars),
        zero_spreads=int(np.count_nonzero(bars.spread == 0)) if has_spread else None,
        negative_spreads=int(np.count_nonzero(bars.spread < 0)) if has_spread else None,
        weekend_bars=_weekend_bars(bars, clock or ServerClock()),
    )  # fmt: skip


def _missing_minutes(bars: Bars) -> npt.NDArray[np.int64]:
    """Minutes missing before each bar but the first; a step over a weekend misses nothing."""
    steps = np.diff(bars.time_ns)
    span = bars.timeframe.minutes * MINUTE_NS
    if span >= DAY_NS:
        # Months differ in length, and days and weeks stand still over holidays.
        return np.where(steps > 2 * span + _WEEKEND_NS, (steps - span) // MINUTE_NS, 0)
    before = _weekday(bars.time_ns[:-1])
    after = _weekday(bars.time_ns[1:])
    over_weekend = (steps < _WEEKEND_NS) & (before >= 3) & ((after < before) | (after >= 5))
    missing: npt.NDArray[np.int64] = np.where(
        (steps > span) & ~over_weekend, (steps - span) // MINUTE_NS, 0
    )
    return missing


def _weekday(time_ns: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    weekday: npt.NDArray[np.int64] = (time_ns // DAY_NS + _EPOCH_WEEKDAY) % 7
    return weekday


def _spikes(bars: Bars) -> int:
    ranges = bars.high.astype(np.int64) - bars.low
    moving = ranges[ranges > 0]
    if not len(moving):
        return 0
    return int(np.count_nonzero(ranges > SPIKE_RANGES * float(np.median(moving))))


def _weekend_bars(bars: Bars, clock: ServerClock) -> int:
    """Bars of a Saturday or Sunday by the server's clock; weeks and months open there by rule."""
    if bars.timeframe.minutes > DAY_NS // MINUTE_NS:
        return 0
    near = np.flatnonzero(np.isin(_weekday(bars.time_ns), (4, 5, 6, 0)))
    shifted = [clock.to_server_ns(int(moment)) for moment in bars.time_ns[near]] if (
        str(clock) != "UTC"
    ) else bars.time_ns[near]  # fmt: skip
    return int(np.count_nonzero(_weekday(np.asarray(shifted, np.int64)) >= 5))
