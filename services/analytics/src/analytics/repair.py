"""Fetches from the terminal's own history what a series may have missed, page by page.

Each step stores one page and moves the promise of its series, so a repair may die at any moment
and goes on where it was. Series take turns; one whose question is refused waits a little, so it
holds up none of the others.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from analytics.book import Book
from analytics.continuity import Continuity
from analytics.market_store import MarketStore
from analytics.metrics import REPAIR_FAILURES
from tickloom.bus.port import Bus
from tickloom.contracts import subjects
from tickloom.contracts.market import BarsReply, BarsRequest, TicksReply, TicksRequest
from tickloom.domain.errors import TickloomError, Unavailable
from tickloom.domain.market import Timeframe
from tickloom.runtime.clock import Clock
from tickloom.storage.database import is_away, reason

log = structlog.get_logger(__name__)

_TICKS_A_PAGE = 5_000
_BARS_A_PAGE = 5_000
_BARS_A_WINDOW = 4_500
"""Fewer than a page: months are shorter than their nominal length."""
_AT_ONCE = 4
_LOOK_EVERY_S = 0.1
_REFUSED_S = 2.0
_STUCK_S = 0.5
_TIMEOUT_S = 3.0
_MINUTE_US = 60_000_000

Flush = Callable[[], Awaitable[None]]


class Repairer:
    """Keeps asking until every series is whole."""

    def __init__(
        self, *, bus: Bus, book: Book, store: MarketStore, clock: Clock, flush: Flush
    ) -> None:
        self._bus = bus
        self._book = book
        self._store = store
        self._clock = clock
        self._flush = flush
        self.trouble = ""

    async def run(self) -> None:
        while True:
            if not await self.round():
                await asyncio.sleep(_LOOK_EVERY_S)

    async def round(self) -> bool:
        """One page for each series that needs one, ticks first; False when there was none."""
        wanted = self._wanted()
        if not wanted:
            self.trouble = ""
        if not wanted or not self._bus.is_connected:
            return False
        try:
            await self._flush()  # so that what is only late is not counted as repaired
        except Unavailable:
            return False
        for i in range(0, len(wanted), _AT_ONCE):
            steps = (self._step(*each) for each in wanted[i : i + _AT_ONCE])
            self.trouble = next(filter(None, await asyncio.gather(*steps)), "")
            if self.trouble:
                await asyncio.sleep(_STUCK_S)
                break
        return True

    def _wanted(self) -> list[tuple[Continuity, int]]:
        """The series that are not whole, and until where they should be."""
        now_s = self._clock.monotonic_s()
        wanted = [
            (series, target)
            for series in self._book.gaps()
            if series.retry_at_s <= now_s and (target := series.target()) is not None
        ]
        return sorted(wanted, key=lambda each: each[0].timeframe != "")

    async def _step(self, series: Continuity, wanted: int) -> str:
        """One page; returns what keeps the terminal or the database from answering."""
        still_wanted, before = series.target(), series.verified
        if still_wanted is None or before is None or wanted <= before:
            return ""
        target = min(wanted, still_wanted)
        try:
            await (self._bars if series.timeframe else self._ticks)(series, before, target)
        except Unavailable as error:
            trouble = f"the terminal's history does not answer: {error.detail}"
        except TickloomError as error:
            self._pause(series, _REFUSED_S)
            log.warning("repair_refused", symbol=series.symbol, detail=error.detail)
            return ""
        except Exception as error:
            if not is_away(error):
                raise
            trouble = f"the database does not answer: {reason(error)}"
        else:
            if series.verified == before:  # the terminal is not that far yet
                self._pause(series, _STUCK_S)
            return ""
        REPAIR_FAILURES.inc()
        log.warning("repair_waits", symbol=series.symbol, trouble=trouble)
        return trouble

    def _pause(self, series: Continuity, seconds: float) -> None:
        series.retry_at_s = self._clock.monotonic_s() + seconds

    async def _ticks(self, series: Continuity, begin: int, target: int) -> None:
        request = TicksRequest(
            symbol=series.symbol, from_ts=begin, to_ts=target, limit=_TICKS_A_PAGE
        )
        subject = subjects.rpc("bridge", "ticks")
        reply = await self._bus.request(subject, request, TicksReply, timeout_s=_TIMEOUT_S)
        until = reply.until if reply.next_from is None else min(reply.until, reply.next_from)
        if begin < until and series.verified is not None and begin <= series.verified:
            await self._store.repair_ticks(series, reply, until=min(until, target))

    async def _bars(self, series: Continuity, begin: int, target: int) -> None:
        """A window that holds at most a page, so that it is whole or not at all."""
        window_us = _BARS_A_WINDOW * Timeframe(series.timeframe).minutes * _MINUTE_US
        until = min(target, begin + window_us)
        request = BarsRequest(
            symbol=series.symbol, timeframe=series.timeframe, from_time=begin, to_time=until,
            limit=_BARS_A_PAGE,
        )  # fmt: skip
        subject = subjects.rpc("bridge", "bars")
        reply = await self._bus.request(subject, request, BarsReply, timeout_s=_TIMEOUT_S)
        if reply.more:
            raise Unavailable(f"{len(reply.time)} bars do not fill the window that was asked for")
        if series.verified is not None and begin <= series.verified:
            await self._store.repair_bars(series, reply, until=until)
