"""What comes next for a job: begin, divide, ask for more, conclude.

Nobody owns a job. Whoever takes its step message looks at the record and does what is due; two
who do it at once do it once, by a lock of the database that ends with its holder. A message that
was lost is made up for by the watch, which finds jobs that nobody has touched.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import structlog

from backtester.calculator import Died
from backtester.chunking import chunk_size, missing, ranges, spread
from backtester.conclusion import Conclusion
from backtester.parts import Parts
from backtester.plan import Plan, Set, set_of
from backtester.store import Row
from backtester.tasks import RunSets, SetsDone
from tickloom.bus.port import Dead, Delivery
from tickloom.contracts import subjects
from tickloom.contracts.backtest import DeadLetter, JobChunk, JobStep
from tickloom.contracts.codec import decode
from tickloom.domain.errors import Broken, CorrectIt, OutcomeUnknown
from tickloom.engine.guided_search import BATCH, next_sets
from tickloom.storage.database import Connection, answered

log = structlog.get_logger(__name__)

ISSUED_AT_ONCE = 2_000
"""Chunks on the queue for one job: enough for hundreds of workers, soon gone when cancelled."""
_PROBES = 2
_MEASURED_S, _MEASURED_MOST = 0.1, 24
_TOUCH_EVERY_S = 3.0
_LOCK_TRIES, _LOCK_AGAIN_S = 10, 0.2


class Coordinator:
    """Handles `bt.job.step`."""

    def __init__(self, parts: Parts, conclusion: Conclusion) -> None:
        self._bus = parts.bus
        self._pool = parts.pool
        self._store = parts.store
        self._history = parts.history
        self._calculator = parts.calculator
        self._progress = parts.progress
        self._clock = parts.clock
        self._settings = parts.settings
        self._conclusion = conclusion

    async def on_step(self, step: JobStep, delivery: Delivery) -> None:  # noqa: ARG002
        """Do what is due; a refusal ends the job with its reason."""
        async with self._alone(step.job) as is_alone:
            if not is_alone:
                return  # it looks once more before it leaves
            row = await self._store.by_job(step.job)
            if row is None or not row.is_open:
                return
            plan = await self._store.plan(row.run)
            if plan is None:
                return
            try:
                async with self._kept_warm(row):
                    await self._advance(row, plan)
            except Died:
                raise  # tried again, and given up in the end
            except (CorrectIt, Broken) as error:
                await self.fail(row.run, error.detail)

    async def fail(self, run: str, detail: str) -> None:
        ended = await self._store.end(run, "failed", self._clock.now_us(), detail=detail)
        if ended is not None:
            await self._progress.ended(ended)

    async def on_dead(self, dead: Dead) -> None:
        """Keep the message where an operator finds it, and end its job with the reason.

        A chunk whose workers were killed may have been unlucky: its halves are tried anew, until
        a set that kills stands alone.
        """
        if dead.has_killed and await self._halved(dead):
            return
        letter = DeadLetter(
            subject=dead.subject, reason=dead.reason, deliveries=dead.tries,
            at=self._clock.now_us(), payload=dead.payload.decode(errors="replace")[:10_000],
        )  # fmt: skip
        await self._bus.publish_durable(
            subjects.dead_letter(dead.subject), letter,
            message_id="dead:" + hashlib.sha256(dead.payload).hexdigest(),
        )  # fmt: skip
        kind = JobChunk if dead.subject == subjects.BACKTEST_CHUNK else JobStep
        try:
            job = decode(dead.payload, kind).job
        except CorrectIt:
            return
        row = await self._store.by_job(job)
        if row is not None:
            await self.fail(row.run, f"given up after {dead.tries} tries: {dead.reason}")

    async def _halved(self, dead: Dead) -> bool:
        """Whether it was a chunk of several sets, which are on the queue again."""
        if dead.subject != subjects.BACKTEST_CHUNK:
            return False
        chunk = decode(dead.payload, JobChunk)
        middle = (chunk.first + chunk.stop) // 2
        if middle == chunk.first:
            return False
        log.warning("chunk_halved", job=chunk.job, first=chunk.first, stop=chunk.stop)
        for first, stop in ((chunk.first, middle), (middle, chunk.stop)):
            half = JobChunk(job=chunk.job, first=first, stop=stop)
            await self._put(dead.subject, half, f"{chunk.job}:{first}:{stop}:halved")
        return True

    # -- steps ----------------------------------------------------------------------------------

    async def _advance(self, row: Row, plan: Plan) -> None:
        if row.state == "queued":
            begun = await self._store.begin(row.run, self._clock.now_us())
            if begun is None:
                return
            self._progress.say(begun, is_due=True)
            row = begun
        await self._bring(plan)
        if plan.kind == "backtest":
            await self._conclusion.backtest(row, plan)
            return
        if row.issued == 0:
            row = await self._probe(row, plan)
        if not row.is_open:
            return
        if plan.is_guided:
            await self._advance_guided(row, plan)
        elif row.done >= plan.total:
            await self._conclusion.search(row, plan)
        else:
            await self._issue(row, plan)

    async def _bring(self, plan: Plan) -> None:
        for source in (plan.source, plan.rates, plan.drill):
            if source is not None:
                await self._history.bring(source.files)

    async def _probe(self, row: Row, plan: Plan) -> Row:
        """Run the first sets here, and measure how large a chunk should be."""
        sets = await self._first_sets(row, plan)
        done = await self._calculator.do(RunSets(plan=plan, sets=sets), SetsDone, job=row.job)
        if all(trial.error for trial in done.rows) and len(done.rows) == plan.total:
            raise CorrectIt(f"no set can be run: {done.rows[0].error}")
        size = await self._measured(row, plan, sets)
        family = await self._store.family(row.run)
        await self._store.add_trials(row.run, family, done.rows, self._clock.now_us())
        await self._store.issue(row.run, len(sets), size)
        latest = await self._store.by_run(row.run)
        assert latest is not None, "as before"
        return latest

    async def _measured(self, row: Row, plan: Plan, first: list[Set]) -> int:
        """How many sets a chunk holds; the `first` have been run.

        Quick ones are measured all over the space, because those at one end may trade ten times as
        often as those at the other. It is always their second time, as most sets of a chunk find
        the bars read and most of their indicators there; and CPU time, because a machine that is
        busy now may not be so later.
        """
        target_s = self._settings.chunk_ms / 1_000
        some, seconds = first, await self._taken_s(row, plan, first)
        count = int(_MEASURED_S * len(first) / max(seconds, 1e-6))
        if count > len(first) and not plan.is_guided:
            whole = plan.sets if plan.windows else plan.total
            numbers = spread(whole, min(_MEASURED_MOST, count))
            some = [set_of(plan, number) for number in numbers]
            await self._taken_s(row, plan, some)
            seconds = await self._taken_s(row, plan, some)
        size = chunk_size(
            sets=len(some), seconds=seconds, target_s=target_s,
            most=self._settings.chunk_sets_most,
        )  # fmt: skip
        log.info("job_measured", job=row.job, seconds=seconds, sets=len(some), chunk_sets=size)
        return size

    async def _taken_s(self, row: Row, plan: Plan, sets: list[Set]) -> float:
        """The CPU seconds that sets take; what comes out is not kept."""
        done = await self._calculator.do(RunSets(plan=plan, sets=sets), SetsDone, job=row.job)
        return done.cpu_seconds

    async def _first_sets(self, row: Row, plan: Plan) -> list[Set]:
        if plan.is_guided:
            await self._ask(row.run, plan, 0)
            return await self.sets_of(row.run, plan, 0, _PROBES)
        return [set_of(plan, number) for number in range(min(_PROBES, plan.total))]

    async def sets_of(self, run: str, plan: Plan, first: int, stop: int) -> list[Set]:
        """The sets of a chunk that are not done."""
        done = set(await self._store.numbers(run, first, stop))
        if not plan.is_guided:
            return [set_of(plan, n) for n in range(first, stop) if n not in done]
        asked = await self._store.asked(run, first, stop)
        return [
            Set(number=number, window=-1, params={**plan.params, **values})
            for number, values in sorted(asked.items()) if number not in done
        ]  # fmt: skip

    # -- grid and random ------------------------------------------------------------------------

    async def _issue(self, row: Row, plan: Plan) -> None:
        """Put what is missing on the queue; the next step comes when it is done."""
        stop = min(plan.total, row.issued + row.chunk_sets * ISSUED_AT_ONCE)
        block = plan.sets if plan.windows else 0
        done = await self._store.numbers(row.run, 0, stop)
        for begin, end in missing(done, 0, stop):
            for first, last in ranges(begin, end, row.chunk_sets, block=block):
                await self.put_chunk(row, first, last)
        await self._store.issue(row.run, stop, row.chunk_sets)
        await self._again_if_done(row.run)

    async def put_chunk(self, row: Row, first: int, stop: int) -> None:
        await self._put(
            subjects.BACKTEST_CHUNK, JobChunk(job=row.job, first=first, stop=stop),
            f"{row.job}:{first}:{stop}:{row.said if row.issued > _PROBES else 0}",
        )  # fmt: skip

    # -- guided ---------------------------------------------------------------------------------

    async def _advance_guided(self, row: Row, plan: Plan) -> None:
        if row.done >= plan.sets:
            await self._conclusion.search(row, plan)
            return
        asked = len(await self._store.asked(row.run, 0, plan.sets))
        if row.done >= asked:
            added = await self._ask(row.run, plan, asked)
            if not added:
                await self._conclusion.search(row, plan)
                return
            asked += added
        done = await self._store.numbers(row.run, 0, asked)
        for begin, end in missing(done, 0, asked):
            for first, last in ranges(begin, end, row.chunk_sets):
                await self.put_chunk(row, first, last)
        await self._store.issue(row.run, asked, row.chunk_sets)
        await self._again_if_done(row.run)

    async def _ask(self, run: str, plan: Plan, first: int) -> int:
        """The next batch, from what is known; how many sets it has."""
        told = await self._store.told(run)
        sets = await asyncio.to_thread(
            next_sets, plan.axes, told, seed=plan.seed, count=min(BATCH, plan.sets - first)
        )
        await self._store.ask(run, first, sets)
        return len(sets)

    # -- messages and locks ---------------------------------------------------------------------

    async def _again_if_done(self, run: str) -> None:
        """Chunks may all be done before `issued` was raised: then nobody else says so."""
        row = await self._store.by_run(run)
        if row is not None and row.is_open and row.done >= row.issued:
            await self.put_step(row)

    async def put_step(self, row: Row) -> None:
        """Ask whoever is free to look at a job whose issued work is done."""
        await self._put(
            subjects.BACKTEST_STEP, JobStep(job=row.job, number=row.done),
            f"{row.job}:step:{row.state}:{row.issued}:{row.done}",
        )  # fmt: skip

    async def put_watch(self, row: Row, period: int) -> None:
        """As `put_step`, for a job that nobody touched; once a period, whoever watches."""
        await self._put(
            subjects.BACKTEST_STEP, JobStep(job=row.job, number=row.done),
            f"{row.job}:watch:{period}",
        )  # fmt: skip

    async def _put(self, subject: str, message: JobChunk | JobStep, message_id: str) -> None:
        try:
            await self._bus.publish_durable(subject, message, message_id=message_id)
        except OutcomeUnknown:
            await self._bus.publish_durable(subject, message, message_id=message_id)

    @asynccontextmanager
    async def _alone(self, job: str) -> AsyncGenerator[bool]:
        """Whether no other worker is at this job; the lock ends with the connection."""
        with answered():
            async with self._pool.acquire() as connection:
                is_alone = await _locked(connection, job)
                try:
                    yield bool(is_alone)
                finally:
                    if is_alone and not connection.is_closed():
                        await connection.execute(
                            "SELECT pg_advisory_unlock(hashtextextended($1, 7))", job
                        )

    @asynccontextmanager
    async def _kept_warm(self, row: Row) -> AsyncGenerator[None]:
        """Touch the job while it is worked on, so that the watch leaves it alone."""

        async def touch() -> None:
            while True:
                await asyncio.sleep(_TOUCH_EVERY_S)
                touched = await self._store.touch(row.run, self._clock.now_us())
                if touched is not None:
                    self._progress.say(touched)

        task = asyncio.get_running_loop().create_task(touch())
        try:
            yield
        finally:
            task.cancel()


async def _locked(connection: Connection, job: str) -> bool:
    """Whether the job's lock was free within a moment."""
    for _ in range(_LOCK_TRIES):
        if await connection.fetchval("SELECT pg_try_advisory_lock(hashtextextended($1, 7))", job):
            return True
        await asyncio.sleep(_LOCK_AGAIN_S)
    return False
