"""Every series of the venue, and what the feed's status says about how far they should reach."""

from collections import deque
from collections.abc import Iterator

from analytics.continuity import Continuity
from analytics.metrics import GAPS, HOLES
from tickloom.contracts.market import FeedStatus
from tickloom.domain.market import Timeframe

TIMEFRAMES = tuple(str(timeframe) for timeframe in Timeframe)
_PATIENCE_US = 2_000_000
"""A tick that a status of this age named has either arrived or been lost."""


def open_us(timeframe: str, time_us: int) -> int:
    """Open of the bar that holds `time_us`, in microseconds."""
    return Timeframe(timeframe).open_ns(time_us * 1_000) // 1_000


def end_us(timeframe: str, time_us: int) -> int:
    """End of the bar that opens at `time_us`, in microseconds."""
    return Timeframe(timeframe).end_ns(time_us * 1_000) // 1_000


class Book:
    """The series by (symbol, timeframe); pure bookkeeping, no I/O."""

    def __init__(self) -> None:
        self._series: dict[tuple[str, str], Continuity] = {}
        self._statuses: deque[tuple[int, dict[str, int]]] = deque(maxlen=64)
        self._epoch = ""
        self._begins: int | None = None
        GAPS.set_function(lambda: sum(1 for _ in self.gaps()))

    def series(self, symbol: str, timeframe: str = "") -> Continuity:
        """The series, made when it is new; it is verified from the record's beginning on."""
        key = (symbol, timeframe)
        found = self._series.get(key)
        if found is None:
            found = self._series[key] = Continuity(symbol=symbol, timeframe=timeframe)
            if self._begins is not None:
                found.begin(self._beginning(timeframe, self._begins))
        return found

    def restore(
        self, symbol: str, timeframe: str, *, verified_from: int, verified_until: int
    ) -> None:
        """What the database says was verified before this start."""
        series = self.series(symbol, timeframe)
        series.verified_from, series.verified = verified_from, verified_until

    def break_all(self, reason: str, *, except_epoch: str | None = None) -> None:
        """Something may have been missed everywhere, but not in runs of `except_epoch`."""
        HOLES.labels(reason=reason).inc()
        for series in self._series.values():
            if series.epoch is None or series.epoch != except_epoch:
                series.break_(reason)

    def gaps(self, symbol: str | None = None) -> Iterator[Continuity]:
        """The series that are not known to be whole."""
        for series in self._series.values():
            if not series.is_whole and symbol in {None, series.symbol}:
                yield series

    def on_status(self, status: FeedStatus) -> None:
        """Learn where the record begins, how far the market is, and whether the bridge restarted.

        A series that stays behind what an older status named has missed something, even when
        silence followed: that is how the last message before a pause is found again.
        """
        if status.ep != self._epoch:
            if self._epoch:
                self.break_all("restart", except_epoch=status.ep)
            self._epoch = status.ep
            self._statuses.clear()
        last_ticks = {s.symbol: s.last_tick for s in status.symbols if s.last_tick is not None}
        older = self._remember(status.at, last_ticks)
        self._begins = status.history_from
        for state in status.symbols:
            for timeframe in ("", *TIMEFRAMES):
                series = self.series(state.symbol, timeframe)
                self._begin(series, status.history_from)
                last_tick, older_tick = last_ticks.get(state.symbol), older.get(state.symbol)
                series.latest_goal = _goal(timeframe, last_tick, has_ended=status.ended)
                series.goal = _goal(timeframe, older_tick, has_ended=status.ended)

    def _remember(self, at: int, last_ticks: dict[str, int]) -> dict[str, int]:
        """What the newest status said that is old enough to be sure of."""
        self._statuses.append((at, last_ticks))
        sure: dict[str, int] = {}
        while self._statuses and self._statuses[0][0] <= at - _PATIENCE_US:
            sure = self._statuses.popleft()[1]
        if sure:
            self._statuses.appendleft((at - _PATIENCE_US, sure))
        return sure

    def _begin(self, series: Continuity, history_from: int) -> None:
        """Verify anew where the record now begins earlier, or only after what was verified."""
        begins = self._beginning(series.timeframe, history_from)
        known = series.verified_from
        if known is None or begins < known or begins > (series.verified or 0):
            series.begin(begins)

    @staticmethod
    def _beginning(timeframe: str, history_from: int) -> int:
        return open_us(timeframe, history_from) if timeframe else history_from


def _goal(timeframe: str, last_tick: int | None, *, has_ended: bool) -> int | None:
    """Ticks reach past the last one; bars up to the one that is forming, which an end closes."""
    if last_tick is None:
        return None
    if not timeframe:
        return last_tick + 1
    begin = open_us(timeframe, last_tick)
    return end_us(timeframe, begin) if has_ended else begin
