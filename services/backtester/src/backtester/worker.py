"""Taking chunks of work: run what is not done, write it down, say how far the job is."""

import asyncio
import time

import structlog

from backtester import metrics
from backtester.coordinator import Coordinator
from backtester.parts import Parts
from backtester.plan import Plan
from backtester.store import Row
from backtester.tasks import RunSets, SetsDone, TrialRow
from tickloom.bus.port import Delivery
from tickloom.contracts.backtest import JobCancelled, JobChunk
from tickloom.domain.errors import TryAgain

log = structlog.get_logger(__name__)

_PLANS_KEPT = 8
_CANCEL_AFTER_S = 0.3
_PATIENCE_S = 0.5


class Worker:
    """Handles `bt.job.chunk`."""

    def __init__(self, parts: Parts, coordinator: Coordinator) -> None:
        self._store = parts.store
        self._history = parts.history
        self._calculator = parts.calculator
        self._progress = parts.progress
        self._clock = parts.clock
        self._coordinator = coordinator
        self._plans: dict[str, tuple[Plan, bytes]] = {}
        self.sets_done = 0
        self.doing = ""

    async def on_chunk(self, chunk: JobChunk, delivery: Delivery) -> None:  # noqa: ARG002
        """What is done already, or cancelled, costs a look."""
        began = time.perf_counter()
        row = await self._store.by_job(chunk.job)
        if row is None or row.state != "running":
            return
        plan, family = await self._plan(row.run)
        sets = await self._coordinator.sets_of(row.run, plan, chunk.first, chunk.stop)
        metrics.REPEATED.inc(chunk.stop - chunk.first - len(sets))
        self.doing = chunk.job
        try:
            done = SetsDone(rows=[], seconds=0.0, cpu_seconds=0.0)
            if sets:
                done = await self._calculator.do(
                    RunSets(plan=plan, sets=sets), SetsDone, job=chunk.job
                )
            stored = await self._keep(row.run, family, done.rows)
        finally:
            self.doing = ""
        if stored is None:
            return
        self._count(done, plan, time.perf_counter() - began)
        self._progress.say(stored)
        if stored.done >= stored.issued:
            await self._coordinator.put_step(stored)

    async def _plan(self, run: str) -> tuple[Plan, bytes]:
        if run not in self._plans:
            plan = await self._store.plan(run)
            assert plan is not None, "its row was read before"
            for source in (plan.source, plan.rates, plan.drill):
                if source is not None:
                    await self._history.bring(source.files)
            while len(self._plans) >= _PLANS_KEPT:
                del self._plans[next(iter(self._plans))]
            self._plans[run] = (plan, await self._store.family(run))
        return self._plans[run]

    async def _keep(self, run: str, family: bytes, rows: list[TrialRow]) -> Row | None:
        """Write it down, however long the database is away: the work is not done twice for it."""
        while True:
            try:
                return await self._store.add_trials(run, family, rows, self._clock.now_us())
            except TryAgain as error:
                log.warning("results_wait", run=run, sets=len(rows), detail=error.detail)
                await asyncio.sleep(_PATIENCE_S)

    def _count(self, done: SetsDone, plan: Plan, seconds: float) -> None:
        self.sets_done += len(done.rows)
        metrics.CHUNKS.inc()
        metrics.SETS.inc(len(done.rows))
        metrics.CHUNK_SECONDS.observe(done.seconds)
        metrics.OVERHEAD_SECONDS.inc(max(0.0, seconds - done.seconds))
        if done.seconds:
            metrics.RATE.set(len(done.rows) * plan.source.bars / done.seconds)

    async def on_cancel(self, cancelled: JobCancelled) -> None:
        """Drop what is computed for a job; a chunk that is nearly done may finish."""
        await asyncio.sleep(_CANCEL_AFTER_S)
        if self._calculator.job == cancelled.job:
            log.info("calculation_ended", job=cancelled.job)
            await self._calculator.end()
