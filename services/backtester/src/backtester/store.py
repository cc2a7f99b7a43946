"""Runs and their trials in PostgreSQL: the record of what was asked, is done, and came out.

A trial and its count are written in one statement, so that a worker that dies at any moment has
either written both or neither, and a chunk that comes twice adds nothing.
"""

from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from backtester import store_sql as sql
from backtester.plan import Plan, Values
from backtester.tasks import TrialRow, Tried
from tickloom.contracts.backtest import Job, JobState, Json, RunKind, RunSummary, Trial
from tickloom.storage.database import Pool, answered

UNITS: dict[RunKind, str] = {"backtest": "runs", "sweep": "sets", "walk_forward": "sets"}
OPEN = ("queued", "running")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A run as the table holds it, without plan and report."""

    run: str
    job: str
    kind: RunKind
    state: JobState
    name: str
    symbol: str
    timeframe: str
    currency: str
    total: int
    issued: int
    done: int
    chunk_sets: int
    said: int
    detail: str
    created_us: int
    touched_us: int
    started_us: int | None = None
    ended_us: int | None = None
    digest: str = ""
    net_profit: str | None = None
    total_trades: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def summary(self) -> RunSummary:
        return RunSummary(
            run=self.run, job=self.job, kind=self.kind, state=self.state, name=self.name,
            symbol=self.symbol, timeframe=self.timeframe, currency=self.currency,
            created_at=self.created_us, detail=self.detail, net_profit=self.net_profit,
            total_trades=self.total_trades,
            trials=None if self.kind == "backtest" else self.total,
        )  # fmt: skip

    def job_at(self, now_us: int) -> Job:
        """Progress: rate and time left once something is done, measured from the beginning."""
        rate, left = None, None
        if self.started_us is not None and self.done and self.kind != "backtest":
            until = self.ended_us if self.ended_us is not None else now_us
            rate = self.done / max(1e-3, (until - self.started_us) / 1_000_000)
            left = (self.total - self.done) / rate if self.is_open else None
        return Job(
            job=self.job, kind=self.kind, state=self.state, result=self.run,
            label=f"{self.name} {self.symbol} {self.timeframe}".strip(), done=self.done,
            total=self.total, unit=UNITS[self.kind], created_at=self.created_us,
            at=self.touched_us if self.ended_us is None else self.ended_us, rate_per_s=rate,
            left_s=left, detail=self.detail,
        )  # fmt: skip


class NewRun(msgspec.Struct, frozen=True, kw_only=True):
    """What is written down when a run is asked for."""

    run: str
    job: str
    name: str
    currency: str
    request: Json
    plan: Plan
    family: bytes
    created_us: int


def row_of(record: asyncpg.Record) -> Row:
    return msgspec.convert(dict(record), Row)


class Store:
    """The tables of runs, trials, parts and the ledger."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def _row(self, query: str, *values: Any) -> Row | None:  # noqa: ANN401  SQL values
        with answered():
            found = await self._pool.fetchrow(query, *values)
        return None if found is None else row_of(found)

    # -- runs -----------------------------------------------------------------------------------

    async def add(self, new: NewRun) -> Row:
        """Write a run down; the one that is there when its id is known already."""
        plan = new.plan
        with answered():
            await self._pool.execute(
                sql.ADD_RUN, new.run, new.job, plan.kind, new.name, plan.symbol, plan.timeframe,
                new.currency, new.request, plan, new.family, plan.total, new.created_us,
            )  # fmt: skip
        found = await self.by_run(new.run)
        assert found is not None, "it was just written"
        return found

    async def by_run(self, run: str) -> Row | None:
        return await self._row(f"SELECT {sql.ROW} FROM runs WHERE run = $1", run)  # noqa: S608

    async def by_job(self, job: str) -> Row | None:
        return await self._row(f"SELECT {sql.ROW} FROM runs WHERE job = $1", job)  # noqa: S608

    async def plan(self, run: str) -> Plan | None:
        with answered():
            found = await self._pool.fetchval("SELECT plan FROM runs WHERE run = $1", run)
        return None if found is None else msgspec.convert(found, Plan)

    async def family(self, run: str) -> bytes:
        """The family of documents that its trials are counted in."""
        with answered():
            return await self._pool.fetchval("SELECT family FROM runs WHERE run = $1", run)

    async def details(self, run: str) -> tuple[Json, Json | None]:
        """What was asked, and the report."""
        with answered():
            found = await self._pool.fetchrow(
                "SELECT request, report FROM runs WHERE run = $1", run
            )
        assert found is not None, "its row was read before"
        return found["request"], found["report"]

    async def newest(self, kind: RunKind, before: int | None, limit: int) -> list[Row]:
        with answered():
            rows = await self._pool.fetch(sql.NEWEST, kind, before, limit)
        return [row_of(row) for row in rows]

    async def jobs(self, limit: int) -> list[Row]:
        with answered():
            rows = await self._pool.fetch(sql.JOBS, limit)
        return [row_of(row) for row in rows]

    async def stalled(self, before_us: int) -> list[Row]:
        """Open runs that nobody has touched since."""
        with answered():
            rows = await self._pool.fetch(sql.STALLED, before_us)
        return [row_of(row) for row in rows]

    async def delete(self, run: str) -> None:
        with answered():
            await self._pool.execute("DELETE FROM runs WHERE run = $1", run)

    async def begin(self, run: str, now_us: int) -> Row | None:
        """Queued becomes running; None when it was not queued."""
        return await self._row(sql.BEGIN, run, now_us)

    async def touch(self, run: str, now_us: int, detail: str | None = None) -> Row | None:
        """It is being worked on; the number of its next report is in the row."""
        return await self._row(sql.TOUCH, run, now_us, detail)

    async def issue(self, run: str, issued: int, chunk_sets: int) -> None:
        with answered():
            await self._pool.execute(sql.ISSUE, run, issued, chunk_sets)

    async def end(
        self, run: str, state: JobState, now_us: int, *, detail: str = "",
        report: Json | None = None, digest: str = "", parts: dict[str, bytes] | None = None,
    ) -> Row | None:  # fmt: skip
        """An open run ends, with everything that it came to; None when it had ended already."""
        statistics = _figures(report)
        with answered():
            async with self._pool.acquire() as connection, connection.transaction():
                found = await connection.fetchrow(
                    sql.END, run, state, now_us, detail, report, digest,
                    statistics.get("net_profit"), statistics.get("total_trades"),
                )  # fmt: skip
                if found is not None:
                    await connection.executemany(
                        "INSERT INTO parts (run, part, body) VALUES ($1, $2, $3)",
                        [(run, name, body) for name, body in (parts or {}).items()],
                    )
        return None if found is None else row_of(found)

    async def part(self, run: str, part: str) -> bytes | None:
        with answered():
            return await self._pool.fetchval(
                "SELECT body FROM parts WHERE run = $1 AND part = $2", run, part
            )

    # -- trials ---------------------------------------------------------------------------------

    async def add_trials(
        self, run: str, family: bytes, rows: Sequence[TrialRow], now_us: int
    ) -> Row | None:
        """Write trials that are not there, count exactly those, and enter them in the ledger.

        None when the run is not running any more: then nothing was written.
        """
        columns = list(zip(*[_values(row) for row in rows], strict=True)) if rows else [()] * 11
        return await self._row(sql.ADD_TRIALS, run, family, now_us, *map(list, columns))

    async def numbers(self, run: str, first: int, stop: int) -> list[int]:
        """Which of these are done, in order."""
        with answered():
            rows = await self._pool.fetch(sql.NUMBERS, run, first, stop)
        return [row[0] for row in rows]

    async def ask(self, run: str, first: int, sets: Sequence[Values]) -> None:
        """Write down what a guided search wants to know; what is there stays."""
        rows = [(run, first + place, values) for place, values in enumerate(sets)]
        with answered():
            await self._pool.executemany(sql.ASK, rows)

    async def asked(self, run: str, first: int, stop: int) -> dict[int, Values]:
        with answered():
            rows = await self._pool.fetch(sql.ASKED, run, first, stop)
        return {row["number"]: row["params"] for row in rows}

    async def told(self, run: str) -> list[tuple[Values, float | None]]:
        """Params and objective of every trial, by number."""
        with answered():
            rows = await self._pool.fetch(sql.TOLD, run)
        return [(row["params"], row["objective"]) for row in rows]

    async def best(self, run: str, window: int | None = None) -> tuple[Trial, TrialRow] | None:
        """The best trial, of one window where it is given; the earliest of equals."""
        with answered():
            found = await self._pool.fetchrow(sql.BEST, run, window)
        return None if found is None else (_trial(found), _trial_row(found))

    async def trials(
        self, run: str, sort: str, *, ascending: bool, first: int, limit: int
    ) -> tuple[list[Trial], int]:
        """Trials by a statistic; what has none comes last."""
        order = "ASC" if ascending else "DESC"
        key = "objective" if sort == "objective" else "(statistics ->> $4)::double precision"
        with answered():
            rows = await self._pool.fetch(
                sql.TRIALS.format(key=key, order=order), run, first, limit, sort
            )
            total = await self._pool.fetchval("SELECT count(*) FROM trials WHERE run = $1", run)
        return [_trial(row) for row in rows], int(total)

    async def returns(self, run: str, most: int) -> list[bytes]:
        with answered():
            rows = await self._pool.fetch(sql.RETURNS, run, most)
        return [row[0] for row in rows]

    async def grouped(self, run: str) -> list[tuple[int, Values, list[list[float]]]]:
        """Number, params and the figures of each group, of every set that ran."""
        with answered():
            rows = await self._pool.fetch(sql.GROUPED, run)
        return [(row["number"], row["params"], row["parts"]["groups"]) for row in rows]

    async def fingerprints(self, run: str) -> list[tuple[int, bytes, str, str]]:
        """Number, key, digest and error of every trial, by number."""
        with answered():
            rows = await self._pool.fetch(sql.FINGERPRINTS, run)
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    async def objectives(self, run: str, numbers: Sequence[int]) -> list[float]:
        with answered():
            rows = await self._pool.fetch(sql.OBJECTIVES, run, list(numbers))
        return [row[0] for row in rows]

    async def counted(self, family: bytes, *, but: bytes = b"") -> Tried:
        """The trials of a family that were ever made, `but` the one of that key."""
        with answered():
            found = await self._pool.fetchrow(sql.COUNTED, family, but)
        assert found is not None, "an aggregate has one row"
        return Tried(
            trials=found[0], sharpes=found[1], mean=found[2] or 0.0, variance=found[3] or 0.0
        )


def _figures(report: Json | None) -> Json:
    """The statistics of a report, or of the best set that it names."""
    if report is None:
        return {}
    best: Json = report.get("best") or {}
    found: Json = report.get("statistics") or best.get("statistics") or {}
    return found


def _values(row: TrialRow) -> tuple[Any, ...]:
    return (
        row.number, row.key, row.window, row.params, row.statistics, row.objective, row.digest,
        row.error, row.sharpe, row.returns,
        None if row.parts is None else {"groups": row.parts},  # a list would become a dimension
    )  # fmt: skip


def _trial(row: asyncpg.Record) -> Trial:
    return Trial(
        number=row["number"], params=row["params"], statistics=row["statistics"],
        objective=row["objective"], digest=row["digest"], error=row["error"],
    )  # fmt: skip


def _trial_row(row: asyncpg.Record) -> TrialRow:
    return TrialRow(
        number=row["number"], window=row["win"], key=row["key"], params=row["params"],
        statistics=row["statistics"], objective=row["objective"], digest=row["digest"],
        error=row["error"], sharpe=row["sharpe"],
    )  # fmt: skip
