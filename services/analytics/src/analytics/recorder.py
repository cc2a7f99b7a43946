"""Hears the market and writes it down: the shell between the bus and the record.

Handlers run on the read path, so they only number a message, and hand it to a bounded writer.
"""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
import structlog

from analytics.book import Book
from analytics.continuity import Continuity
from analytics.market_store import HeardBar, HeardTick, MarketStore
from analytics.metrics import BUFFER, HOLES, LAG, UNREADABLE
from analytics.partitions import FIRST_US, LAST_US
from tickloom.bus.port import Bus, RawHandler
from tickloom.contracts import subjects
from tickloom.contracts.market import BarClosed, FeedStatus, Tick
from tickloom.contracts.message import Message
from tickloom.domain.market import Timeframe
from tickloom.runtime.clock import Clock
from tickloom.storage.bulk import BatchWriter

log = structlog.get_logger(__name__)

M = TypeVar("M", bound=Message)

_ORDINALS = 1 << 31
_TURN_S = 0.01  # for the handlers of what the flush brought in


class Recorder:
    """The live side of the record; `Repairer` is the other one."""

    def __init__(
        self, *, bus: Bus, book: Book, store: MarketStore, clock: Clock, venue: str, bound: int
    ) -> None:
        self._bus = bus
        self._book = book
        self._store = store
        self._clock = clock
        self._venue = venue
        self.ticks = BatchWriter[HeardTick]("ticks", self._write_ticks, on_shed=_shed, bound=bound)
        self.bars = BatchWriter[HeardBar]("bars", self._write_bars, on_shed=_shed, bound=bound)
        BUFFER.labels(kind="ticks").set_function(lambda: len(self.ticks))
        BUFFER.labels(kind="bars").set_function(lambda: len(self.bars))

    async def listen(self) -> None:
        """Hear ticks and bars of the venue and its feed's status, now and after reconnections."""
        venue = subjects.encode_token(self._venue)

        async def on_reconnected() -> None:
            self._book.break_all("reconnect")

        async def on_status(status: FeedStatus) -> None:
            self._book.on_status(status)

        self._bus.on_reconnected(on_reconnected)
        await self._bus.subscribe_raw(f"md.tick.{venue}.*", self._hears(Tick, self._on_tick))
        await self._bus.subscribe_raw(f"md.bar.{venue}.*.*", self._hears(BarClosed, self._on_bar))
        await self._bus.subscribe(subjects.feed(self._venue), FeedStatus, on_status)
        await self._bus.flush()

    async def flush(self) -> None:
        """Wait until everything said so far is heard and stored."""
        await self._bus.flush()
        await asyncio.sleep(_TURN_S)
        await self.ticks.flush()
        await self.bars.flush()

    @property
    def trouble(self) -> str:
        return self.ticks.trouble or self.bars.trouble

    @staticmethod
    def _hears(kind: type[M], take: Callable[[M], None]) -> RawHandler:
        decode = msgspec.json.Decoder(kind).decode

        def on_message(subject: str, payload: bytes) -> None:
            try:
                message = decode(payload)
            except msgspec.DecodeError as error:
                UNREADABLE.labels(kind=kind.__name__).inc()
                log.warning("unreadable", subject=subject, error=str(error))
                return
            take(message)

        return on_message

    def _on_tick(self, tick: Tick) -> None:
        ts = tick.ts
        if not (FIRST_US <= ts < LAST_US and 0 <= tick.n < _ORDINALS):
            UNREADABLE.labels(kind="Tick").inc()
            return
        series = self._book.series(tick.symbol)
        run = _hear(series, tick, start=ts if tick.n == 0 else ts + 1)
        self.ticks.add((series, run, tick))

    def _on_bar(self, bar: BarClosed) -> None:
        if not (FIRST_US <= bar.time < LAST_US and bar.timeframe in Timeframe.__members__):
            UNREADABLE.labels(kind="BarClosed").inc()
            return
        series = self._book.series(bar.symbol, bar.timeframe)
        run = _hear(series, bar, start=bar.time)
        self.bars.add((series, run, bar))

    async def _write_ticks(self, heard: list[HeardTick]) -> None:
        await self._store.write_ticks(heard)
        LAG.labels(kind="ticks").set(self._lag_s(heard[-1][2]))

    async def _write_bars(self, heard: list[HeardBar]) -> None:
        await self._store.write_bars(heard)
        LAG.labels(kind="bars").set(self._lag_s(heard[-1][2]))

    def _lag_s(self, message: Message) -> float:
        return (self._clock.now_us() - message.at) / 1_000_000


def _hear(series: Continuity, message: Message, *, start: int) -> int:
    before = series.run
    run = series.hear(message.ep, message.seq, start)
    if run != before:
        HOLES.labels(reason=series.reason).inc()
    return run


def _shed(item: tuple[Continuity, int, Any]) -> None:
    item[0].break_("shed")
