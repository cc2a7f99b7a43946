"""Taking part in the pool: warm first, then pull; and looking after jobs that nobody touches."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from backtester.calculator import Died
from backtester.coordinator import Coordinator
from backtester.metrics import DEAD
from backtester.parts import Parts
from backtester.worker import Worker
from tickloom.bus.port import Dead, Delivery
from tickloom.contracts import subjects
from tickloom.contracts.backtest import JobCancelled, JobChunk, JobStep
from tickloom.domain.errors import OutcomeUnknown, TryAgain

M = TypeVar("M", JobStep, JobChunk)
log = structlog.get_logger(__name__)

STALLED_AFTER_S = 45.0
_MICROSECONDS = 1_000_000
_AGAIN_S = 0.5


def patient(handler: Callable[[M, Delivery], Awaitable[None]]) -> Callable[
    [M, Delivery], Awaitable[None]
]:  # fmt: skip
    """`handler`, begun anew while a server is away: that is no fault of the work.

    A computing process that died is one, and counts as a try.
    """

    async def handle(message: M, delivery: Delivery) -> None:
        while True:
            try:
                return await handler(message, delivery)
            except Died:
                raise
            except (TryAgain, OutcomeUnknown) as error:
                log.warning("work_waits", subject=delivery.subject, detail=error.detail)
            await asyncio.sleep(_AGAIN_S)

    return handle


class Pulling:
    """One worker's place in the pool."""

    def __init__(self, parts: Parts, *, coordinator: Coordinator, worker: Worker) -> None:
        self._parts = parts
        self._coordinator = coordinator
        self._worker = worker

    def detail(self) -> str:
        """What health says."""
        if not self._parts.calculator.is_warm:
            return "ready; kernels are being prepared, work waits"
        return f"at work on {self._worker.doing}" if self._worker.doing else ""

    async def run(self) -> None:
        """Prepare the kernels, then take steps and chunks until the service ends."""
        bus, wait_s = self._parts.bus, self._parts.settings.ack_wait_s
        await bus.subscribe("bt.cancel.*", JobCancelled, self._worker.on_cancel)
        await self._parts.calculator.start()
        await bus.work(
            stream="JOBS", durable="backtester-steps", subject=subjects.BACKTEST_STEP,
            kind=JobStep, handler=patient(self._coordinator.on_step), on_dead=self._on_dead,
            ack_wait_s=wait_s,
        )  # fmt: skip
        await bus.work(
            stream="JOBS", durable="backtester-chunks", subject=subjects.BACKTEST_CHUNK,
            kind=JobChunk, handler=patient(self._worker.on_chunk), on_dead=self._on_dead,
            ack_wait_s=wait_s,
        )  # fmt: skip
        log.info("work_taken")

    async def _on_dead(self, dead: Dead) -> None:
        DEAD.inc()
        await self._coordinator.on_dead(dead)

    async def watch(self) -> None:
        """Put a step on the queue for every open job that nobody has touched for a while."""
        clock, every_s = self._parts.clock, self._parts.settings.watch_every_s
        while True:
            await asyncio.sleep(every_s)
            now_us = clock.now_us()
            try:
                stalled = await self._parts.store.stalled(
                    now_us - round(STALLED_AFTER_S * _MICROSECONDS)
                )
                for row in stalled:
                    log.info("job_stalled", job=row.job, done=row.done, total=row.total)
                    await self._coordinator.put_watch(row, now_us // round(30 * _MICROSECONDS))
            except TryAgain as error:
                log.warning("watch_waits", detail=error.detail)
