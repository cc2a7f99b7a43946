"""The pool as it is deployed: NATS, PostgreSQL and worker processes, each a process of its own."""

import asyncio
import contextlib
import os
import secrets
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import psutil

from backtester.plan import Plan
from bench.backtests.workload import market
from bench.servers import cpu_s_of
from tickloom.bus.nats import NatsBus, connect
from tickloom.contracts.backtest import CancelJob, Job, RunStarted, StartRun
from tickloom.contracts.subjects import rpc
from tickloom.domain.errors import TickloomError
from tickloom.runtime.embedded import process
from tickloom.runtime.embedded.nats_server import NatsServer, NatsUser
from tickloom.runtime.embedded.postgres import PostgresServer
from tickloom.runtime.streams import declare_streams
from tickloom.storage.columns import ColumnStore

_WARM_S, _START_S, _LOOK_S = 600.0, 60.0, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How far a job was at a moment, and the CPU seconds used until then, by process."""

    done: int
    chunk_sets: int
    at_s: float
    computing_s: dict[int, float]
    beside_s: dict[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Where jobs are asked for and watched."""

    bus: NatsBus
    database: "asyncpg.Connection[Any]"
    folder: Path
    url: str
    dsn: str

    @asynccontextmanager
    async def workers(self, count: int) -> AsyncGenerator[None]:
        """So many workers, all of them ready to take work; ended at the end."""
        started = [await self._worker(number) for number in range(count)]
        try:
            for number, _ in enumerate(started):
                await self._ready(number)
            yield
        finally:
            for worker in started:
                if worker.returncode is None:
                    worker.terminate()
                await worker.wait()

    async def _worker(self, number: int) -> asyncio.subprocess.Process:
        environment = {
            **os.environ, "TICKLOOM_NATS_URL": self.url, "TICKLOOM_POSTGRES_DSN": self.dsn,
            "TICKLOOM_LOG_LEVEL": "info", "TICKLOOM_DATA_DIR": str(self.folder / f"data-{number}"),
            "TICKLOOM_IMPORTS_DIR": str(self.folder / "imports"),
            "TICKLOOM_METRICS_PORT": str(process.free_port()),
        }  # fmt: skip
        with self._log(number).open("wb") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "backtester", env=environment, stdout=log, stderr=log
            )

    async def _ready(self, number: int) -> None:
        """It says so itself: from then on it takes work from the queue."""
        log = self._log(number)
        async with asyncio.timeout(_WARM_S):
            while "work_taken" not in log.read_text(errors="replace"):  # noqa: ASYNC110
                await asyncio.sleep(0.2)

    def _log(self, number: int) -> Path:
        return self.folder / f"worker-{number}.log"

    async def start(self, wanted: StartRun) -> RunStarted:
        while True:
            try:
                subject = rpc("backtester", "runs.start")
                return await self.bus.request(subject, wanted, RunStarted, timeout_s=30)
            except TickloomError as error:
                if error.code != "unavailable":
                    raise
            await asyncio.sleep(0.1)

    async def cancel(self, job: str) -> None:
        subject = rpc("backtester", "jobs.cancel")
        await self.bus.request(subject, CancelJob(job=job), Job, timeout_s=30)

    async def plan(self, run: str) -> Plan:
        text = await self.database.fetchval("SELECT plan FROM runs WHERE run = $1", run)
        return msgspec.json.decode(text, type=Plan)

    def columns(self) -> ColumnStore:
        """The bars as the first worker has them."""
        return ColumnStore(self.folder / "data-0" / "columns")

    async def reached(self, run: str, sets: int) -> Sight:
        """The moment at which `sets` sets are done; the row itself tells when that was."""
        query = "SELECT done, chunk_sets, touched_us, state, detail FROM runs WHERE run = $1"
        async with asyncio.timeout(_START_S + sets):
            while True:
                row = await self.database.fetchrow(query, run)
                assert row is not None, "it was started"
                assert row["state"] in {"queued", "running", "done"}, str(dict(row))
                if row["done"] >= sets:
                    return self._sight(row)
                await asyncio.sleep(_LOOK_S)

    def _sight(self, row: asyncpg.Record) -> Sight:
        """Everything that was started here counts, but not who watches."""
        watching = self.database.get_server_pid()
        computing: dict[int, float] = {}
        beside: dict[int, float] = {}
        for one in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                own = computing if "backtester.start_computing" in one.cmdline() else beside
                if one.pid != watching:
                    own[one.pid] = cpu_s_of(one)
        return Sight(
            done=row["done"], chunk_sets=row["chunk_sets"], at_s=row["touched_us"] / 1e6,
            computing_s=computing, beside_s=beside,
        )  # fmt: skip


@asynccontextmanager
async def opened(bars: int) -> AsyncGenerator[Pool]:
    """Servers in a temporary folder, and a market of `bars` minutes that workers can import."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tickloom-bench-")))
        folder.chmod(0o755)  # noqa: ASYNC240 - once; the server may run as another user
        user = NatsUser(name="bench", password=secrets.token_hex(16))
        nats = NatsServer(folder / "nats", users=[user])
        postgres = PostgresServer(folder / "postgres", password=secrets.token_hex(16))
        for server in (nats, postgres):
            await asyncio.to_thread(server.start)
            stack.push_async_callback(asyncio.to_thread, server.stop)
        url = nats.url_for(user)
        await declare_streams(url)
        bus = await connect("bench", url)
        stack.push_async_callback(bus.close)
        ColumnStore(folder / "imports").write_bars("files", market(bars))
        database = await asyncpg.connect(
            postgres.dsn(), server_settings={"search_path": "backtester"}
        )
        stack.push_async_callback(database.close)
        yield Pool(
            bus=bus,
            database=database,
            folder=folder,
            url=url,
            dsn=postgres.dsn(),
        )
