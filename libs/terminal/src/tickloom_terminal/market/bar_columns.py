"""Bars as columns: whole histories folded at once, equal to what `BarBuilder` closes one by one.

Prices and spreads are integer points here, so nothing is rounded on the way; only the bars that
are asked for become `Bar` values.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickloom.domain.ids import Symbol
from tickloom.domain.market import DAY_NS, MINUTE_NS, Bar, Timeframe

Ints = npt.NDArray[np.int64]
_FIRST_SUNDAY_NS = 3 * DAY_NS


@dataclass(frozen=True, slots=True, kw_only=True)
class BarColumns:
    """Bars of one timeframe, oldest first; columns of equal length."""

    time_ns: Ints
    open: Ints
    high: Ints
    low: Ints
    close: Ints
    volume: Ints
    spread: Ints

    def between(self, from_ns: int, to_ns: int) -> "BarColumns":
        """The bars that open in from_ns <= time < to_ns."""
        first, end = np.searchsorted(self.time_ns, (from_ns, to_ns))
        part = slice(int(first), max(int(first), int(end)))
        return BarColumns(
            time_ns=self.time_ns[part], open=self.open[part], high=self.high[part],
            low=self.low[part], close=self.close[part], volume=self.volume[part],
            spread=self.spread[part],
        )  # fmt: skip

    def shifted(self, by_ns: int) -> "BarColumns":
        """The same bars at another time."""
        return BarColumns(
            time_ns=self.time_ns + by_ns, open=self.open, high=self.high, low=self.low,
            close=self.close, volume=self.volume, spread=self.spread,
        )  # fmt: skip

    def bars(self, symbol: Symbol, timeframe: Timeframe, points_per_unit: int) -> list[Bar]:
        """The values; points / points_per_unit is the float nearest to the decimal price."""
        opens, highs, lows, closes = (
            (column / points_per_unit).tolist()
            for column in (self.open, self.high, self.low, self.close)
        )
        rows = zip(
            self.time_ns.tolist(), opens, highs, lows, closes, self.volume.tolist(),
            self.spread.tolist(), strict=True,
        )  # fmt: skip
        return [
            Bar(
                symbol=symbol, timeframe=timeframe, time_ns=time_ns, open=opened, high=high,
                low=low, close=close, tick_volume=volume, spread_points=spread,
            )
            for time_ns, opened, high, low, close, volume, spread in rows
        ]  # fmt: skip


def joined(parts: Sequence[BarColumns]) -> BarColumns:
    """Consecutive parts as one."""
    empty = np.empty(0, dtype=np.int64)

    def join(name: str) -> Ints:
        columns: list[Ints] = [getattr(part, name) for part in parts]
        return np.concatenate(columns) if columns else empty

    return BarColumns(
        time_ns=join("time_ns"), open=join("open"), high=join("high"), low=join("low"),
        close=join("close"), volume=join("volume"), spread=join("spread"),
    )  # fmt: skip


def open_times(timeframe: Timeframe, time_ns: Ints) -> Ints:
    """`Timeframe.open_ns` of a whole column."""
    if timeframe is Timeframe.MN1:
        days = (time_ns // DAY_NS).astype("datetime64[D]")
        return days.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) * DAY_NS
    anchor = _FIRST_SUNDAY_NS if timeframe is Timeframe.W1 else 0
    return time_ns - (time_ns - anchor) % (timeframe.minutes * MINUTE_NS)


def _starts(opens: Ints) -> npt.NDArray[np.intp]:
    return np.flatnonzero(np.concatenate(([True], opens[1:] != opens[:-1])))


def minutes_of_ticks(time_ns: Ints, bid: Ints, ask: Ints) -> BarColumns:
    """M1 bars of ticks in points; a quiet minute makes none."""
    if not len(time_ns):
        return joined(())
    opens = open_times(Timeframe.M1, time_ns)
    first = _starts(opens)
    last = np.append(first[1:], len(opens)) - 1
    return BarColumns(
        time_ns=opens[first], open=bid[first], high=np.maximum.reduceat(bid, first),
        low=np.minimum.reduceat(bid, first), close=bid[last], volume=last - first + 1,
        spread=np.minimum.reduceat(ask - bid, first),
    )  # fmt: skip


def folded(shorter: BarColumns, timeframe: Timeframe) -> BarColumns:
    """Longer bars of shorter ones."""
    if not len(shorter.time_ns):
        return shorter
    opens = open_times(timeframe, shorter.time_ns)
    first = _starts(opens)
    last = np.append(first[1:], len(opens)) - 1
    return BarColumns(
        time_ns=opens[first], open=shorter.open[first],
        high=np.maximum.reduceat(shorter.high, first),
        low=np.minimum.reduceat(shorter.low, first), close=shorter.close[last],
        volume=np.add.reduceat(shorter.volume, first),
        spread=np.minimum.reduceat(shorter.spread, first),
    )  # fmt: skip


def last_bars(
    read: Callable[[int, int], BarColumns],
    timeframe: Timeframe,
    *,
    begins_ns: int,
    from_ns: int | None,
    to_ns: int,
    limit: int,
) -> BarColumns:
    """The last `limit` bars that open at or after from_ns and end at or before to_ns.

    `read(from_ns, to_ns)` gives shorter bars of a range. How far back `limit` bars reach is not
    known before (quiet minutes, weekends), so the window doubles until they are found.
    """
    end_ns = timeframe.open_ns(to_ns)
    floor_ns = timeframe.open_ns(begins_ns)
    if from_ns is not None and from_ns > floor_ns:
        opened = timeframe.open_ns(from_ns)
        floor_ns = opened if opened == from_ns else timeframe.end_ns(opened)
    if limit <= 0 or end_ns <= floor_ns:
        return joined(())
    window_ns = limit * timeframe.minutes * MINUTE_NS
    while True:
        start_ns = max(floor_ns, timeframe.open_ns(max(end_ns - window_ns, floor_ns)))
        bars = folded(read(start_ns, end_ns), timeframe)
        if len(bars.time_ns) >= limit or start_ns <= floor_ns:
            break
        window_ns *= 2
    if len(bars.time_ns) <= limit:
        return bars
    return bars.between(int(bars.time_ns[-limit]), end_ns)
