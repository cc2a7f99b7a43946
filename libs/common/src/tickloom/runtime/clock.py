"""The only place that reads the clock; everything else is handed one."""

import time
from typing import Protocol


class Clock(Protocol):
    """Wall time and a monotonic time, both in integer units."""

    def now_ns(self) -> int:
        """UTC, nanoseconds since 1970."""
        ...

    def now_us(self) -> int:
        """UTC, microseconds since 1970."""
        ...

    def monotonic_s(self) -> float:
        """Seconds from an arbitrary start; never jumps."""
        ...


class LiveClock:
    """The machine's clock."""

    def now_ns(self) -> int:
        return time.time_ns()

    def now_us(self) -> int:
        return time.time_ns() // 1000

    def monotonic_s(self) -> float:
        return time.monotonic()


class ManualClock:
    """A clock that stands until it is moved; for tests and replays."""

    def __init__(self, now_ns: int = 1_700_000_000_000_000_000) -> None:
        self._now_ns = now_ns
        self._start_ns = now_ns

    def advance(self, seconds: float) -> None:
        self._now_ns += round(seconds * 1_000_000_000)

    def now_ns(self) -> int:
        return self._now_ns

    def now_us(self) -> int:
        return self._now_ns // 1000

    def monotonic_s(self) -> float:
        return (self._now_ns - self._start_ns) / 1_000_000_000
