"""Counts the bars since a moment, in bars that really exist (a weekend has none)."""

from bisect import bisect_right

from tickloom.domain.errors import Broken
from tickloom.domain.market import Bar

_KEPT = 200_000


class BarCount:
    """The open times of the bars met, newest last; time never runs backward."""

    def __init__(self) -> None:
        self.total = 0
        self.last: Bar | None = None
        self._times: list[int] = []

    def meet(self, bar: Bar) -> None:
        """Take one closed bar."""
        if self.last is not None and bar.time_ns <= self.last.time_ns:
            raise Broken(
                f"{bar.symbol} {bar.timeframe}: a bar of {bar.time_ns} came after one of "
                f"{self.last.time_ns}"
            )
        if len(self._times) >= 2 * _KEPT:
            del self._times[:_KEPT]
        self._times.append(bar.time_ns)
        self.total += 1
        self.last = bar

    def held(self, moment_ns: int) -> int:
        """Bars from the one that holds `moment_ns` to the last one met, both included."""
        if self.last is None or moment_ns >= self.last.end_ns:
            return 0
        return len(self._times) - max(bisect_right(self._times, moment_ns) - 1, 0)
