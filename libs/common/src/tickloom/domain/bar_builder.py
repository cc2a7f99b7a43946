"""Ticks in, closed bars out: each bar is closed exactly once, by the first tick after it.

A quiet minute makes no bar, as in MetaTrader. Longer timeframes are folded from closed minutes
and close together with the minute that ends them, so all timeframes always agree.
"""

from collections.abc import Iterable

from tickloom.domain.ids import Symbol
from tickloom.domain.market import Bar, Tick, Timeframe

ALL_TIMEFRAMES = tuple(Timeframe)


class _Forming:
    """The open bar of one timeframe; mutable, because it changes with every tick."""

    __slots__ = ("close", "end_ns", "high", "low", "open", "spread_points", "tick_volume",
                 "time_ns", "timeframe")  # fmt: skip

    def __init__(self, timeframe: Timeframe, *, time_ns: int, price: float, spread: int) -> None:
        self.timeframe = timeframe
        self.time_ns = timeframe.open_ns(time_ns)
        self.end_ns = timeframe.end_ns(self.time_ns)
        self.open = self.high = self.low = self.close = price
        self.tick_volume = 0
        self.spread_points = spread

    def extend(self, bar: Bar) -> None:
        self.high = max(self.high, bar.high)
        self.low = min(self.low, bar.low)
        self.close = bar.close
        self.tick_volume += bar.tick_volume
        self.spread_points = min(self.spread_points, bar.spread_points)

    def bar(self, symbol: Symbol) -> Bar:
        return Bar(
            symbol=symbol, timeframe=self.timeframe, time_ns=self.time_ns, open=self.open,
            high=self.high, low=self.low, close=self.close, tick_volume=self.tick_volume,
            spread_points=self.spread_points,
        )  # fmt: skip


class BarBuilder:
    """Builds the bars of one symbol for several timeframes at once.

    `points_per_unit` is 10 ** digits of the symbol; it turns a spread into points.
    A tick older than the open minute is counted in `late_ticks` and changes nothing.
    """

    def __init__(
        self,
        symbol: Symbol,
        *,
        points_per_unit: int,
        timeframes: Iterable[Timeframe] = ALL_TIMEFRAMES,
    ) -> None:
        self.symbol = symbol
        self.late_ticks = 0
        self._points_per_unit = points_per_unit
        self._longer_timeframes = tuple(t for t in timeframes if t is not Timeframe.M1)
        self._minute: _Forming | None = None
        self._longer: dict[Timeframe, _Forming] = {}

    def on_tick(self, tick: Tick) -> list[Bar]:
        """Take a tick; return the bars it closed, the shortest timeframe first."""
        minute = self._minute
        spread = round((tick.ask - tick.bid) * self._points_per_unit)
        closed: list[Bar] = []
        if minute is not None:
            if tick.time_ns < minute.time_ns:
                self.late_ticks += 1
                return closed
            if tick.time_ns >= minute.end_ns:
                closed = self._close_until(tick.time_ns)
                minute = None
        if minute is None:
            minute = _Forming(Timeframe.M1, time_ns=tick.time_ns, price=tick.bid, spread=spread)
            self._minute = minute
        price = tick.bid
        if price > minute.high:
            minute.high = price
        elif price < minute.low:
            minute.low = price
        minute.close = price
        minute.tick_volume += 1
        minute.spread_points = min(minute.spread_points, spread)
        return closed

    def resume(self, history: Iterable[Bar], *, before_ns: int) -> None:
        """Take over what was closed before the minute `before_ns`, which is still to be heard.

        `history`: bars of any timeframes, oldest first and not overlapping, for example whole
        days, then hours, then minutes. They become the past of the longer bars that are open.
        """
        assert self._minute is None, "history comes before the first tick"
        for bar in history:
            for timeframe in self._longer_timeframes:
                if bar.timeframe.minutes < timeframe.minutes:
                    self._extend_longer(timeframe, bar)
        self._longer = {t: f for t, f in self._longer.items() if f.end_ns > before_ns}

    def _extend_longer(self, timeframe: Timeframe, bar: Bar) -> None:
        forming = self._longer.get(timeframe)
        if forming is None or forming.end_ns <= bar.time_ns:
            forming = _Forming(
                timeframe, time_ns=bar.time_ns, price=bar.open, spread=bar.spread_points
            )
            self._longer[timeframe] = forming
        forming.extend(bar)

    def finish(self) -> list[Bar]:
        """Close everything that is open, because no tick will follow (end of a replay)."""
        if self._minute is None:
            return []
        closed = self._close_until(None)
        self._minute = None
        return closed

    def forming(self) -> list[Bar]:
        """The open bars as they stand now, the shortest timeframe first."""
        if self._minute is None:
            return []
        minute = self._minute.bar(self.symbol)
        longer = (self._forming_with(timeframe, minute) for timeframe in self._longer_timeframes)
        return [minute, *longer]

    def _forming_with(self, timeframe: Timeframe, minute: Bar) -> Bar:
        merged = _Forming(
            timeframe, time_ns=minute.time_ns, price=minute.open, spread=minute.spread_points
        )
        known = self._longer.get(timeframe)
        if known is not None:
            merged.open, merged.high, merged.low = known.open, known.high, known.low
            merged.tick_volume, merged.spread_points = known.tick_volume, known.spread_points
        merged.extend(minute)
        return merged.bar(self.symbol)

    def _close_until(self, time_ns: int | None) -> list[Bar]:
        """Close the minute, and every longer bar that ends at or before `time_ns` (None: all)."""
        assert self._minute is not None, "a bar is closed only after a tick opened it"
        minute = self._minute.bar(self.symbol)
        closed = [minute]
        for timeframe in self._longer_timeframes:
            forming = self._longer.get(timeframe)
            if forming is None:
                forming = _Forming(
                    timeframe, time_ns=minute.time_ns, price=minute.open,
                    spread=minute.spread_points,
                )  # fmt: skip
                self._longer[timeframe] = forming
            forming.extend(minute)
            if time_ns is None or forming.end_ns <= time_ns:
                closed.append(forming.bar(self.symbol))
                del self._longer[timeframe]
        return closed


def aggregate(bars: Iterable[Bar], timeframe: Timeframe) -> list[Bar]:
    """Fold shorter bars, oldest first, into `timeframe`; the last one may still be open."""
    folded: list[Bar] = []
    current: _Forming | None = None
    symbol: Symbol | None = None
    for bar in bars:
        if current is not None and bar.time_ns >= current.end_ns:
            assert symbol is not None
            folded.append(current.bar(symbol))
            current = None
        if current is None:
            symbol = bar.symbol
            current = _Forming(
                timeframe, time_ns=bar.time_ns, price=bar.open, spread=bar.spread_points
            )
        current.extend(bar)
    if current is not None and symbol is not None:
        folded.append(current.bar(symbol))
    return folded
