"""What is said about jobs while they run and when they end."""

import structlog

from backtester.metrics import RUNS
from backtester.store import Row
from tickloom.bus.port import Bus
from tickloom.contracts import subjects
from tickloom.contracts.backtest import JobCancelled, JobProgress, RunEnded
from tickloom.contracts.message import Mode, uuid7
from tickloom.domain.errors import TryAgain
from tickloom.runtime.clock import Clock

log = structlog.get_logger(__name__)

_EVERY_US = 200_000


class Progress:
    """Says how jobs stand, at most five times a second each, and that they have ended."""

    def __init__(self, *, bus: Bus, clock: Clock, mode: Mode) -> None:
        self._bus = bus
        self._clock = clock
        self._mode: Mode = mode
        self._said_us: dict[str, int] = {}

    def say(self, row: Row, *, is_due: bool = False) -> None:
        """Report a job; one that just changed its state is always due."""
        now_us = self._clock.now_us()
        if not is_due and now_us - self._said_us.get(row.job, 0) < _EVERY_US:
            return
        self._said_us[row.job] = now_us
        job = row.job_at(now_us)
        # All workers count one sequence (the row's), so that a late report is known as late.
        self._bus.publish(
            subjects.progress(row.job),
            JobProgress(
                id=uuid7(now_us // 1_000), ts=now_us, at=now_us, seq=row.said, ep=row.job[-8:],
                mode=self._mode, job=job.job, kind=job.kind, state=job.state, result=job.result,
                label=job.label, done=job.done, total=job.total, unit=job.unit,
                created_at=job.created_at, rate_per_s=job.rate_per_s, left_s=job.left_s,
                detail=job.detail,
            ),
        )  # fmt: skip

    async def ended(self, row: Row) -> None:
        """The last report, and the event that is kept."""
        self.say(row, is_due=True)
        self._said_us.pop(row.job, None)
        RUNS.labels(kind=row.kind, state=row.state).inc()
        if row.state == "cancelled":
            self._bus.publish(subjects.cancel(row.job), JobCancelled(job=row.job))
        event = RunEnded(
            job=row.job, run=row.run, kind=row.kind, state=row.state,
            at=self._clock.now_us(), digest=row.digest, detail=row.detail,
        )  # fmt: skip
        try:
            await self._bus.publish_durable(
                subjects.run_ended(row.job), event, message_id=f"ended:{row.job}"
            )
        except TryAgain as error:
            log.warning("end_not_said", job=row.job, detail=error.detail)
