r"""Ticks into PostgreSQL (target T9): our COPY of 1,000 rows a batch, each its own transaction.

The floor is psql's \copy of all rows in one transaction into the same partitioned table with the
same primary key; the alternative most often seen is one INSERT a row. The live path of the
recorder (INSERT from arrays, counts and promise kept) and the way through a staging table, which
COPY takes when rows are there already, stand beside them. The server syncs to disk, as deployed,
and INSERT a row is also shown without that.
"""

import asyncio
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter

from analytics.continuity import Continuity
from analytics.market_store import HeardTick, MarketStore
from analytics.partitions import DAY_US, TickPartitions
from analytics.tables import TICKS
from bench.report import Report, interleaved, medians
from tickloom.contracts.market import Tick
from tickloom.runtime.embedded.postgres import PostgresServer
from tickloom.runtime.telemetry import configure_logging
from tickloom.storage.bulk import copy_new
from tickloom.storage.database import Pool, open_pool
from tickloom.storage.migrations import migrate

_OURS, _FLOOR = "COPY, 1,000 rows a batch", r"psql \copy"
_ROW_BY_ROW, _NOT_SYNCED = "INSERT per row", "INSERT per row, not synced"
_LIVE, _STAGED = "live: INSERT from arrays, 1,000 a batch", "COPY through staging, half known"
_BATCH = 1_000
_VENUE = "demo"
_BEGIN_US = 20_412 * DAY_US

TickRow = tuple[str, str, int, int, float, float]


def main(argv: list[str]) -> int:
    """Measure, print, write `bench/out/ingest.json`."""
    parser = ArgumentParser(prog="dev.py bench ingest")
    parser.add_argument("--quick", action="store_true", help="fewer rows")
    count = 20_000 if parser.parse_args(argv).quick else 100_000
    configure_logging("bench", "warning")
    with tempfile.TemporaryDirectory(prefix="tickloom-bench-") as folder:
        Path(folder).chmod(0o755)  # the server may run as another user
        server = PostgresServer(Path(folder) / "data", password=secrets.token_hex(16))
        server.start()
        try:
            with asyncio.Runner(loop_factory=_loop_factory()) as runner:
                Bench(server, runner, Path(folder), count=count).run()
        finally:
            server.stop()
    return 0


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop  # noqa: PLC0415  not available on Windows

    return uvloop.new_event_loop


class Bench:
    """The designs on one server and the same rows; every figure is rows per second."""

    def __init__(
        self, server: PostgresServer, runner: asyncio.Runner, folder: Path, *, count: int
    ) -> None:
        self._server = server
        self._runner = runner
        self._rows = _make_rows(count)
        self._csv = folder / "ticks.csv"
        self._csv.write_text("".join(",".join(map(str, row)) + "\n" for row in self._rows))
        self._psql = _find_psql(server)
        self._pool = runner.run(_prepare(server.dsn()))

    def run(self) -> None:
        few = self._rows[: len(self._rows) // 50]
        designs: dict[str, Callable[[], float]] = {
            _OURS: lambda: self._timed(self._rows, self._copy),
            _FLOOR: self._floor,
            _ROW_BY_ROW: lambda: self._timed(few, lambda rows: self._one_by_one(rows, "on")),
            _NOT_SYNCED: lambda: self._timed(few, lambda rows: self._one_by_one(rows, "off")),
            _LIVE: self._live,
            _STAGED: self._staged,
        }
        if self._psql is None:
            del designs[_FLOOR]
        figures = medians(interleaved(designs, repeats=5))
        report = Report("ingest")
        for name, rate in figures.items():
            report.row(name, rows_per_s=round(rate), against_ours=round(rate / figures[_OURS], 3))
        if _FLOOR in figures:
            report.at_least(r"T9 COPY against psql \copy", figures[_OURS] / figures[_FLOOR], 0.5)
        else:
            report.target(r"T9 COPY against psql \copy", None, ">= 0.5", None)
            report.note("there is no psql, neither beside the server nor on PATH")
        ratio = figures[_OURS] / figures[_ROW_BY_ROW]
        report.at_least("T9 COPY against INSERT per row", ratio, 30)
        report.write()
        self._runner.run(self._pool.close())

    def _timed(
        self, rows: list[TickRow], store: Callable[[list[TickRow]], Awaitable[None]]
    ) -> float:
        async def measure() -> float:
            await self._pool.execute("TRUNCATE ticks")
            begin = perf_counter()
            await store(rows)
            seconds = perf_counter() - begin
            await self._check(len(rows))
            return len(rows) / seconds

        return self._runner.run(measure())

    async def _check(self, count: int) -> None:
        found = await self._pool.fetchval("SELECT count(*) FROM ticks")
        assert found == count, f"{found} rows of {count} arrived"

    async def _copy(self, rows: list[TickRow]) -> None:
        async with self._pool.acquire() as connection:
            for i in range(0, len(rows), _BATCH):
                await copy_new(connection, TICKS, rows[i : i + _BATCH])

    async def _one_by_one(self, rows: list[TickRow], synchronous_commit: str) -> None:
        async with self._pool.acquire() as connection:
            await connection.execute(f"SET synchronous_commit = {synchronous_commit}")
            insert = await connection.prepare("INSERT INTO ticks VALUES ($1, $2, $3, $4, $5, $6)")
            for row in rows:
                await insert.fetch(*row)

    def _live(self) -> float:
        store, series = MarketStore(self._pool, venue=_VENUE), Continuity(symbol="EURUSD")
        heard = [_heard(series, seq, row) for seq, row in enumerate(self._rows, start=1)]

        async def write(_: list[TickRow]) -> None:
            for i in range(0, len(heard), _BATCH):
                await store.write_ticks(heard[i : i + _BATCH])

        return self._timed(self._rows, write)

    def _staged(self) -> float:
        """Every other row is there already."""

        async def measure() -> float:
            await self._pool.execute("TRUNCATE ticks")
            await self._copy(self._rows[::2])
            begin = perf_counter()
            await self._copy(self._rows)
            seconds = perf_counter() - begin
            await self._check(len(self._rows))
            return len(self._rows) / seconds

        return self._runner.run(measure())

    def _floor(self) -> float:
        """What psql itself says it took, without its start."""
        assert self._psql is not None
        self._runner.run(self._pool.execute("TRUNCATE ticks"))
        done = subprocess.run(
            [self._psql, "-X", "-q", self._server.dsn(), "-c", r"\timing on", "-c",
             rf"\copy analytics.ticks FROM '{self._csv}' WITH (FORMAT csv)"],
            capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
        said = re.search(r"Time: ([\d.]+) ms", done.stdout)
        assert said is not None, f"psql said {done.stdout!r} {done.stderr!r}"
        self._runner.run(self._check(len(self._rows)))
        return len(self._rows) / float(said[1]) * 1_000


async def _prepare(dsn: str) -> Pool:
    pool = await open_pool(dsn, schema="analytics")
    await migrate(pool, schema="analytics", package="analytics.migrations")
    await TickPartitions(pool).ensure([_BEGIN_US, _BEGIN_US + DAY_US])
    return pool


def _make_rows(count: int) -> list[TickRow]:
    """Two days of ticks of one symbol."""
    step_us = 2 * DAY_US // count
    return [
        (_VENUE, "EURUSD", _BEGIN_US + i * step_us, 0, 1.1 + i % 997 / 1e5, 1.1001 + i % 997 / 1e5)
        for i in range(count)
    ]


def _heard(series: Continuity, seq: int, row: TickRow) -> HeardTick:
    tick = Tick(
        id="", ts=row[2], seq=seq, ep="", at=row[2], mode="demo", venue=_VENUE, symbol=row[1],
        bid=row[4], ask=row[5],
    )  # fmt: skip
    return series, series.hear("", seq, row[2]), tick


def _find_psql(server: PostgresServer) -> str | None:
    beside = server.binaries / ("psql.exe" if os.name == "nt" else "psql")
    return str(beside) if beside.exists() else shutil.which("psql")
