"""Closed bars of one series, in order and each exactly once, whatever was lost on the way.

Bars come by core NATS and may be missed; the terminal's own history is complete. So a hole in
`seq`, a new epoch, a reconnect, or too many waiting bars all end in the same question to the
bridge: what closed since the last bar that was taken?
"""

import asyncio
from collections import deque
from dataclasses import dataclass

import structlog

from algo.feed_watch import FeedWatch
from algo.market import Market, bar_of
from algo.metrics import BARS_REPAIRED, BARS_SHED
from tickloom.bus.port import Bus, Subscription
from tickloom.contracts import subjects
from tickloom.contracts.market import BarClosed
from tickloom.domain.errors import TryAgain
from tickloom.domain.market import Bar, Timeframe
from tickloom.runtime.clock import Clock

log = structlog.get_logger(__name__)

_WAITING_LIMIT = 4_096
_MICROSECOND_NS = 1_000
_MINUTE_US = 60_000_000
_PAUSES_S = (0.1, 0.25, 0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedBar:
    """A bar to decide on; it is fresh while the bar after it has not closed.

    `arrived_s` is when this process had it, on its monotonic clock; `acts_us` the open of the bar
    after it, where that is known.
    """

    bar: Bar
    is_fresh: bool
    arrived_s: float
    acts_us: int | None = None

    @property
    def time_us(self) -> int:
        return self.bar.time_ns // _MICROSECOND_NS

    @property
    def acts_ns(self) -> int | None:
        return None if self.acts_us is None else self.acts_us * _MICROSECOND_NS


_Waiting = tuple[BarClosed, float]


class BarFeed:
    """One series (symbol and timeframe) for one listener.

    Between `open` and `begin_after` bars are only collected, so that history can be read without
    a hole between it and the live bars. `trouble` says why no bar comes, in plain words.
    """

    def __init__(
        self, market: Market, watch: FeedWatch, clock: Clock, *, symbol: str, timeframe: Timeframe
    ) -> None:
        self.trouble = ""
        self._market = market
        self._watch = watch
        self._clock = clock
        self._symbol = symbol
        self._timeframe = timeframe
        self._waiting: deque[_Waiting] = deque(maxlen=_WAITING_LIMIT)
        self._wake = asyncio.Event()
        self._has_hole = True
        self._last_seen: tuple[str, int] = ("", 0)
        self._taken_until = 0
        self._subscription: Subscription | None = None

    async def open(self, bus: Bus) -> None:
        subject = subjects.bar(self._market.venue, self._symbol, self._timeframe)
        self._subscription = await bus.subscribe(subject, BarClosed, self._on_bar)
        self._watch.add(self.suspect)

    async def close(self) -> None:
        self._watch.remove(self.suspect)
        if self._subscription is not None:
            await self._subscription.unsubscribe()
            self._subscription = None

    def begin_after(self, time_us: int) -> None:
        """Bars up to and including the one that opened at `time_us` are known."""
        assert time_us >= self._taken_until, "a bar is never taken twice"
        self._taken_until = time_us
        self.suspect()

    def suspect(self) -> None:
        """Something may have been missed: ask before taking the next bar."""
        self._has_hole = True
        self._wake.set()

    async def next(self) -> list[FeedBar]:
        """The bars that closed since the last call, at least one, oldest first."""
        attempt = 0
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                bars = await self._take()
            except TryAgain as error:
                self.trouble = error.detail
                await asyncio.sleep(_PAUSES_S[min(attempt, len(_PAUSES_S) - 1)])
                attempt += 1
                self.suspect()
                continue
            self.trouble, attempt = "", 0
            if bars:
                return bars

    async def _on_bar(self, message: BarClosed) -> None:
        follows = self._last_seen == (message.ep, message.seq - 1)
        self._last_seen = (message.ep, message.seq)
        if len(self._waiting) == _WAITING_LIMIT:
            BARS_SHED.inc()
            follows = False
        self._waiting.append((message, self._clock.monotonic_s()))
        self._has_hole |= not follows
        self._wake.set()

    async def _take(self) -> list[FeedBar]:
        fetched, forming_time = await self._fetch_missed()
        live = {m.time: (m, at) for m, at in self._waiting if m.time > self._taken_until}
        self._waiting.clear()
        now_s = self._clock.monotonic_s()
        bars = {bar.time_ns // _MICROSECOND_NS: (bar, now_s) for bar in fetched}
        BARS_REPAIRED.inc(len(bars.keys() - live.keys()))
        bars |= {time: (bar_of(message), at) for time, (message, at) in live.items()}
        if not bars:
            return []
        newest = max(bars)
        self._taken_until = newest
        is_open = forming_time is not None and forming_time > newest
        is_fresh = is_open or (newest in live and not self._is_late(live[newest][0]))
        begun = live[newest][0].next_time if newest in live else None
        if begun is None and is_open:
            begun = forming_time
        times = sorted(bars)
        return [
            FeedBar(
                bar=bars[time][0],
                is_fresh=is_fresh and time == newest,
                arrived_s=bars[time][1],
                acts_us=after,
            )
            for time, after in zip(times, [*times[1:], begun], strict=True)
        ]

    async def _fetch_missed(self) -> tuple[list[Bar], int | None]:
        if not self._has_hole:
            return [], None
        self._has_hole = False
        return await self._market.bars_since(self._symbol, self._timeframe, self._taken_until + 1)

    def _is_late(self, message: BarClosed) -> bool:
        """Said longer ago than one bar lasts: the process stood still, the market did not."""
        age_us = (self._clock.now_us() - message.at) * self._watch.speed
        return age_us > self._timeframe.minutes * _MINUTE_US
