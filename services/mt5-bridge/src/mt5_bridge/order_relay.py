"""Tells the bus what the order path has to say: at least once, each with its own id, in order.

The news wait in the journal and are ticked off only when the bus has stored them; a deal that a
stop made while the bridge was down is told as soon as it is read from the terminal's history.
Before anything is said at the start and after an outage, and after everything that was said, the
stream is looked at: what it has lost is said again.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import structlog

from mt5_bridge import metrics
from mt5_bridge.event_cursor import STREAM, EventCursor
from mt5_bridge.orders.events import OutboxRow, message_of
from mt5_bridge.orders.journal import Journal
from tickloom.bus.port import Bus
from tickloom.contracts.message import Stamper
from tickloom.contracts.subjects import event
from tickloom.domain.errors import OutcomeUnknown, TryAgain

T = TypeVar("T")
log = structlog.get_logger(__name__)
_BATCH = 50
_POLL_S = 0.25


class OrderRelay:
    """Publishes what `wake` announces, and looks by itself four times a second.

    `journal` is a connection of its own to the journal's file, used in one thread. `lead_us`: how
    far the market's time is ahead of the wall clock's, in which an order's changes are noted.
    """

    def __init__(
        self, journal: Journal, bus: Bus, stamper: Stamper, reach: Callable[[str], None], *,
        lead_us: Callable[[], int], on_lost: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._journal = journal
        self._cursor = EventCursor(journal, on_lost)
        self._is_doubtful = True
        self._bus = bus
        self._stamper = stamper
        self._reach = reach
        self._lead_us = lead_us
        self._news = asyncio.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="relay")
        bus.on_reconnected(self._doubt)

    def wake(self) -> None:
        self._news.set()

    async def run(self) -> None:
        while True:
            self._news.clear()
            try:
                await self.relay()
            except (TryAgain, OutcomeUnknown) as error:  # the bus, or the journal's disk
                self._is_doubtful = True
                log.warning("events_wait", detail=error.detail)
                await asyncio.sleep(_POLL_S)
                continue
            try:
                await asyncio.wait_for(self._news.wait(), timeout=_POLL_S)
            except TimeoutError:
                continue

    async def relay(self) -> None:
        """Publish everything that waits; raises when the bus does not take it."""
        if self._is_doubtful:
            self._is_doubtful = False
            await self._look()
        while rows := await self._in_thread(lambda: self._journal.outbox(_BATCH)):
            for row in rows:
                await self._publish(row)
                await self._in_thread(partial(self._journal.published, row))
            await self._look()
        metrics.OUTBOX.set(await self._in_thread(self._journal.outbox_length))

    def close(self) -> None:
        self._thread.shutdown(wait=True, cancel_futures=True)

    async def _doubt(self) -> None:
        self._is_doubtful = True
        self.wake()

    async def _look(self) -> None:
        """Whether the stream still has what it had; raises `Unavailable` when it does not say."""
        mark = await self._bus.stream_mark(STREAM)
        await self._in_thread(lambda: self._cursor.compare(mark))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _publish(self, row: OutboxRow) -> None:
        news = row.news
        subject = event(news.account, news.kind)
        ts = news.ts_us + (self._lead_us() if news.kind == "order" else 0)
        message = message_of(news, self._stamper.header(subject, ts=ts))
        await self._bus.publish_durable(subject, message, message_id=row.message_id)
        if news.kind == "order":
            metrics.ORDERS.labels(state=news.fields["state"]).inc()
            self._reach("bridge.after_publish")
        elif news.kind == "deal":
            metrics.DEALS.labels(reason=news.fields["reason"]).inc()
            self._reach("bridge.after_deal_publish")
