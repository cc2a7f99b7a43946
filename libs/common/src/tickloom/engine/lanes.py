"""Longer bars under the base bars: folded by the server's clock, and which had closed when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tickloom.domain.market import DAY_NS, MINUTE_NS, Timeframe
from tickloom.engine.bars import Bars
from tickloom.engine.clock_rows import Clocks, wall

Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.int64]
_FIRST_SUNDAY_NS = 3 * DAY_NS


@dataclass(frozen=True, kw_only=True)
class LaneBars:
    """Bars of one timeframe: open, high, low, close, volume, spread as rows; labels in UTC.

    They are over `span_ns` after their labels, or at `known_ends`. Rows of points become prices
    when they are read: a run reads one or two of six, block by block.
    """

    source: Floats | Bars
    times: Times
    span_ns: int = 0
    known_ends: Times | None = None

    @cached_property
    def rows(self) -> Floats:
        """All rows of all bars."""
        return self.source.rows if isinstance(self.source, Bars) else self.source

    def rows_of(self, part: slice, wanted: Iterable[int], room: Floats) -> Floats:
        """The `wanted` rows of a part of the bars at their places; `room` may be written to."""
        rows = self.source.made_rows if isinstance(self.source, Bars) else self.source
        if rows is not None:
            return rows[:, part]
        assert isinstance(self.source, Bars)
        self.source.write_rows(wanted, part, room)
        return room

    @cached_property
    def ends(self) -> Times:
        """The instants at which they are over (their closes are known), in UTC."""
        return self.times + self.span_ns if self.known_ends is None else self.known_ends

    def __len__(self) -> int:
        return len(self.times)


def lane_of(bars: Bars) -> LaneBars:
    """The base lane."""
    return LaneBars(source=bars, times=bars.time_ns, span_ns=bars.timeframe.minutes * MINUTE_NS)


def folded(base: LaneBars, timeframe: Timeframe, clocks: Clocks) -> LaneBars:
    """The longer bars of `base`, the last one as far as it goes."""
    shown = wall(base.times, clocks.server)
    opened = opens_of(shown, timeframe)
    first = np.flatnonzero(np.concatenate(([True], opened[1:] != opened[:-1])))
    last = np.concatenate((first[1:], [len(shown)])) - 1
    rows = base.rows
    made = np.stack(
        (
            rows[0, first], np.maximum.reduceat(rows[1], first),
            np.minimum.reduceat(rows[2], first), rows[3, last],
            np.add.reduceat(rows[4], first), np.minimum.reduceat(rows[5], first),
        )
    )  # fmt: skip
    return LaneBars(
        source=made, times=to_utc(opened[first], clocks),
        known_ends=to_utc(ends_of(opened[first], timeframe), clocks),
    )  # fmt: skip


def given(bars: Bars, clocks: Clocks) -> LaneBars:
    """Bars that were not folded here but come from the broker."""
    opened = wall(bars.time_ns, clocks.server)
    return LaneBars(
        source=bars,
        times=bars.time_ns,
        known_ends=to_utc(ends_of(opened, bars.timeframe), clocks),
    )


def opens_of(shown: Times, timeframe: Timeframe) -> Times:
    """Open times (on the wall) of the bars that hold wall times."""
    if timeframe is Timeframe.MN1:
        months = shown.astype("datetime64[ns]").astype("datetime64[M]")
        return months.astype("datetime64[ns]").astype(np.int64)
    span = timeframe.minutes * MINUTE_NS
    anchor = _FIRST_SUNDAY_NS if timeframe is Timeframe.W1 else 0
    return shown - (shown - anchor) % span


def ends_of(opened: Times, timeframe: Timeframe) -> Times:
    """First instants (on the wall) after bars that open at `opened`."""
    if timeframe is Timeframe.MN1:
        months = opened.astype("datetime64[ns]").astype("datetime64[M]") + 1
        return months.astype("datetime64[ns]").astype(np.int64)
    return opened + timeframe.minutes * MINUTE_NS


def to_utc(shown: Times, clocks: Clocks) -> Times:
    """UTC instants of wall times of the server."""
    clock = clocks.server
    if not (clock.zone or clock.rule != "none"):
        return shown - clock.offset_s(0) * 1_000_000_000
    return np.array([clock.to_utc_ns(int(each)) for each in shown], dtype=np.int64)


def closed_by(ends: Times, instants: Times) -> Times:
    """The last bar that had ended at each instant; -1 where none had."""
    return np.searchsorted(ends, instants, side="right") - 1


def lanes_of(
    base: LaneBars, timeframes: tuple[Timeframe | None, ...], clocks: Clocks,
    higher: Mapping[Timeframe, Bars],
) -> tuple[LaneBars, ...]:  # fmt: skip
    """The bars of every lane: the broker's own where they are given, else folded."""
    return tuple(
        base
        if timeframe is None
        else given(higher[timeframe], clocks)
        if timeframe in higher
        else folded(base, timeframe, clocks)
        for timeframe in timeframes
    )
