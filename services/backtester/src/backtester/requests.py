"""`rpc.backtester.*`: any worker answers any of them."""

import re

from backtester.answers import Answers
from backtester.asking import Asking
from backtester.conclusion import sweep_head
from backtester.coordinator import Coordinator
from backtester.parts import Parts
from tickloom.contracts.backtest import (
    CancelJob,
    CandlesRequest,
    EquityRequest,
    Job,
    JobsReply,
    JobsRequest,
    MarketDataReply,
    MarketDataRequest,
    MonteCarloRequest,
    RowsRequest,
    RunDeleted,
    RunReply,
    RunRequest,
    RunsReply,
    RunsRequest,
    RunStarted,
    StartRun,
    TrialsReply,
    TrialsRequest,
    WhyRequest,
)
from tickloom.contracts.subjects import rpc
from tickloom.domain.errors import InvalidInput, NotFound

_RUN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NAME = re.compile(r"[a-z0-9_]{1,64}")
_LIMIT_MOST = 1_000


class Requests:
    """What is asked of the pool."""

    def __init__(self, parts: Parts, *, asking: Asking, coordinator: Coordinator) -> None:
        self._parts = parts
        self._store = parts.store
        self._asking = asking
        self._coordinator = coordinator
        self._answers = Answers(parts)

    async def serve(self) -> None:
        serve, answers = self._parts.bus.serve, self._answers

        def subject(verb: str) -> str:
            return rpc("backtester", verb)

        await serve(subject("runs.start"), StartRun, self.start)
        await serve(subject("runs.list"), RunsRequest, self.runs)
        await serve(subject("runs.read"), RunRequest, self.read)
        await serve(subject("runs.delete"), RunRequest, self.delete)
        await serve(subject("runs.rows"), RowsRequest, answers.rows)
        await serve(subject("runs.equity"), EquityRequest, answers.equity)
        await serve(subject("runs.candles"), CandlesRequest, answers.candles)
        await serve(subject("runs.why"), WhyRequest, answers.why)
        await serve(subject("runs.monte_carlo"), MonteCarloRequest, answers.monte_carlo)
        await serve(subject("runs.stress"), RunRequest, answers.stress)
        await serve(subject("runs.report"), RunRequest, answers.report)
        await serve(subject("sweeps.trials"), TrialsRequest, self.trials)
        await serve(subject("jobs.list"), JobsRequest, self.jobs)
        await serve(subject("jobs.cancel"), CancelJob, self.cancel)
        await serve(subject("market"), MarketDataRequest, self.market)

    async def start(self, asked: StartRun) -> RunStarted:
        """Write it down, then put its first step on the queue; the same id starts once."""
        if asked.run is not None:
            if _RUN.fullmatch(asked.run) is None:
                raise InvalidInput("run", asked.run[:80], "1 to 64 letters, digits, - or _")
            known = await self._store.by_run(asked.run)
            if known is not None:
                return RunStarted(run=known.run, job=known.job)
        now_us = self._parts.clock.now_us()
        row = await self._store.add(await self._asking.new_run(asked, now_us))
        self._parts.progress.say(row, is_due=True)
        # A step that is not sent is made up for by the watch: the run is written down.
        await self._coordinator.put_step(row)
        return RunStarted(run=row.run, job=row.job)

    async def runs(self, asked: RunsRequest) -> RunsReply:
        _require_limit(asked.limit)
        rows = await self._store.newest(asked.kind, asked.before, asked.limit + 1)
        return RunsReply(
            runs=[row.summary() for row in rows[: asked.limit]], more=len(rows) > asked.limit
        )

    async def read(self, asked: RunRequest) -> RunReply:
        """A run; of a sweep that still runs, its best set so far."""
        row = await self._answers.row(asked.run, asked.kind)
        request, report = await self._store.details(row.run)
        if report is None and row.kind == "sweep":
            plan = await self._store.plan(row.run)
            assert plan is not None, "its row was read before"
            best = await self._store.best(row.run)
            report = sweep_head(plan, None if best is None else best[0])
        return RunReply(
            summary=row.summary(), request=request, done=row.done, total=row.total, report=report
        )

    async def delete(self, asked: RunRequest) -> RunDeleted:
        row = await self._answers.row(asked.run, asked.kind)
        if row.is_open:
            await self._cancel(row.run)
        await self._store.delete(row.run)
        return RunDeleted(run=row.run)

    async def trials(self, asked: TrialsRequest) -> TrialsReply:
        _require_limit(asked.limit)
        if _NAME.fullmatch(asked.sort) is None or asked.first < 0:
            raise InvalidInput("sort", asked.sort[:80], "the name of a statistic, or objective")
        await self._answers.row(asked.run, "sweep")
        trials, total = await self._store.trials(
            asked.run, asked.sort, ascending=asked.ascending, first=asked.first, limit=asked.limit
        )
        return TrialsReply(trials=trials, total=total)

    async def jobs(self, asked: JobsRequest) -> JobsReply:
        _require_limit(asked.limit)
        now_us = self._parts.clock.now_us()
        if asked.job is not None:
            row = await self._store.by_job(asked.job)
            return JobsReply(jobs=[] if row is None else [row.job_at(now_us)])
        return JobsReply(jobs=[row.job_at(now_us) for row in await self._store.jobs(asked.limit)])

    async def cancel(self, asked: CancelJob) -> Job:
        """The record is changed first: from then on no worker writes anything of this job."""
        row = await self._store.by_job(asked.job)
        if row is None:
            raise NotFound(f"no job {asked.job[:64]!r}", code="unknown_job")
        if row.is_open:
            await self._cancel(row.run)
            row = await self._store.by_job(asked.job) or row
        return row.job_at(self._parts.clock.now_us())

    async def _cancel(self, run: str) -> None:
        now_us = self._parts.clock.now_us()
        ended = await self._store.end(run, "cancelled", now_us, detail="cancelled by a user")
        if ended is not None:
            await self._parts.progress.ended(ended)

    async def market(self, asked: MarketDataRequest) -> MarketDataReply:
        return await self._parts.history.listed(asked.symbol)


def _require_limit(limit: int) -> None:
    if not 1 <= limit <= _LIMIT_MOST:
        raise InvalidInput("limit", limit, f"1 to {_LIMIT_MOST}")
