"""Real workers as processes, on a real NATS server and a real PostgreSQL, over imported bars."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import numpy as np
import pytest

from backtester.warm_up import warm_up
from tickloom.bus.nats import NatsBus
from tickloom.contracts import backtest
from tickloom.contracts.subjects import rpc
from tickloom.domain.errors import TickloomError
from tickloom.domain.ids import Symbol
from tickloom.domain.market import MINUTE_NS, Timeframe
from tickloom.engine.bars import Bars
from tickloom.runtime.telemetry import configure_logging
from tickloom.storage.columns import ColumnStore

START_NS = 1_704_067_200 * 10**9
DOCUMENT: dict[str, Any] = {
    "spec_version": 1, "name": "cross", "symbols": ["EURUSD"], "timeframe": "M15",
    "params": {"fast": {"default": 5, "min": 3, "max": 60, "step": 1},
               "slow": {"default": 20, "min": 10, "max": 200, "step": 1}},
    "entry": {
        "long": {"left": {"ind": "ema", "period": {"param": "fast"}}, "op": "crosses_above",
                 "right": {"ind": "ema", "period": {"param": "slow"}}},
        "short": {"left": {"ind": "ema", "period": {"param": "fast"}}, "op": "crosses_below",
                  "right": {"ind": "ema", "period": {"param": "slow"}}},
    },
    "exit": {"opposite_signal": True},
    "stop_loss": {"unit": "atr", "value": 2}, "take_profit": [{"unit": "r", "value": 2}],
    "sizing": {"mode": "fixed_lots", "lots": 0.1},
}  # fmt: skip


def wandering_bars(count: int, *, seed: int = 1, timeframe: Timeframe = Timeframe.M15) -> Bars:
    """A random walk without weekends."""
    steps = np.random.default_rng(seed).integers(-40, 41, count)
    close = (110_000 + np.cumsum(steps)).astype(np.int32)
    open_ = np.concatenate(([np.int32(110_000)], close[:-1])).astype(np.int32)
    return Bars(
        symbol=Symbol("EURUSD"), timeframe=timeframe, digits=5,
        time_ns=START_NS + timeframe.minutes * MINUTE_NS * np.arange(count, dtype=np.int64),
        open=open_, high=(np.maximum(open_, close) + 6).astype(np.int32),
        low=(np.minimum(open_, close) - 6).astype(np.int32), close=close,
        spread=np.full(count, 8, np.int32), volume=np.ones(count, np.int64),
    )  # fmt: skip


class Pool:
    """Workers that a test starts, kills and asks."""

    def __init__(self, folder: Path, bus: NatsBus, *, bus_url: str, dsn: str) -> None:
        self.bus = bus
        self.dsn = dsn
        self.imports_folder = folder / "imports"
        self.imports = ColumnStore(self.imports_folder)
        self.workers: list[asyncio.subprocess.Process] = []
        self._folder = folder
        self._bus_url = bus_url

    def import_bars(
        self, count: int, timeframe: Timeframe = Timeframe.M15, *, symbol: str = "EURUSD",
        digits: int = 5,
    ) -> None:  # fmt: skip
        bars = wandering_bars(count, timeframe=timeframe)
        self.imports.write_bars("files", replace(bars, symbol=Symbol(symbol), digits=digits))

    async def start(self, count: int = 1, **settings: str) -> None:
        """Start workers; each has a data folder of its own, as on a machine of its own."""
        for _ in range(count):
            number = len(self.workers)
            environment = {
                **os.environ, "TICKLOOM_NATS_URL": self._bus_url,
                "TICKLOOM_POSTGRES_DSN": self.dsn, "TICKLOOM_LOG_LEVEL": "info",
                "TICKLOOM_DATA_DIR": str(self._folder / f"worker-{number}"),
                "TICKLOOM_IMPORTS_DIR": str(self.imports_folder),
                "TICKLOOM_CHUNK_MS": "100", "TICKLOOM_ACK_WAIT_S": "2", **settings,
            }  # fmt: skip
            with (self._folder / f"worker-{number}.log").open("ab") as log:
                self.workers.append(
                    await asyncio.create_subprocess_exec(
                        sys.executable, "-m", "backtester", env=environment, stdout=log, stderr=log
                    )
                )  # fmt: skip

    def kill(self, number: int) -> None:
        """SIGKILL, as a crash would."""
        self.workers[number].send_signal(signal.SIGKILL)

    async def replace(self, number: int) -> None:
        """Another process in the place of one that was killed."""
        await self.workers[number].wait()
        await self.start()
        self.workers[number] = self.workers.pop()

    async def ask(self, verb: str, message: Any, reply: Any, *, within_s: float = 40) -> Any:
        """An answer of the pool; while nobody is up yet the question is asked again."""
        deadline = asyncio.get_running_loop().time() + within_s
        while True:
            try:
                return await self.bus.request(rpc("backtester", verb), message, reply, timeout_s=20)
            except TickloomError as error:
                if error.code != "unavailable" or asyncio.get_running_loop().time() > deadline:
                    raise
            await asyncio.sleep(0.05)

    async def run(self, kind: backtest.RunKind = "backtest", **more: Any) -> backtest.RunStarted:
        fields: dict[str, Any] = {
            "kind": kind, "symbol": "EURUSD", "timeframe": "M15", "document": DOCUMENT, **more
        }  # fmt: skip
        wanted = backtest.StartRun(**fields)
        return await self.ask("runs.start", wanted, backtest.RunStarted)

    async def job(self, job: str) -> backtest.Job:
        reply = await self.ask("jobs.list", backtest.JobsRequest(job=job), backtest.JobsReply)
        return reply.jobs[0]

    async def ended(self, job: str, *, within_s: float = 120) -> backtest.Job:
        """The job once it has ended; fails with the logs otherwise."""
        return await self.until(job, lambda j: j.state not in {"queued", "running"}, within_s)

    async def until(
        self, job: str, check: Callable[[backtest.Job], bool], within_s: float = 120
    ) -> backtest.Job:
        found: backtest.Job | None = None
        try:
            async with asyncio.timeout(within_s):
                while True:
                    found = await self.job(job)
                    if check(found):
                        return found
                    await asyncio.sleep(0.05)
        except TimeoutError:
            pytest.fail(f"not within {within_s} s: {found}\n{self.logs()}")

    async def read(self, run: str, kind: backtest.RunKind = "backtest") -> backtest.RunReply:
        return await self.ask(
            "runs.read", backtest.RunRequest(run=run, kind=kind), backtest.RunReply
        )

    async def query(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.dsn, server_settings={"search_path": "backtester"})
        try:
            return await connection.fetch(sql, *values)
        finally:
            await connection.close()

    def logs(self) -> str:
        return "".join(
            f"\n--- {path.name}\n{path.read_text(errors='replace')[-3_000:]}"
            for path in sorted(self._folder.glob("*.log"))
        )

    async def stop(self) -> None:
        for worker in self.workers:
            if worker.returncode is None:
                worker.kill()
                await worker.wait()


MakeBus = Callable[[str], Awaitable[NatsBus]]


@pytest.fixture
def document() -> dict[str, Any]:
    return DOCUMENT


@pytest.fixture(scope="session")
def kernels() -> None:
    """Compiled once for the run: a cold cache takes a minute, which is not what is tested."""
    warm_up()


@pytest.fixture(autouse=True)
def quiet_logs() -> None:
    configure_logging("test", "error")


@pytest.fixture
async def pool(
    tmp_path: Path,
    make_bus: MakeBus,
    bus_url: str,
    postgres_dsn: str,
    kernels: None,  # noqa: ARG001
) -> AsyncIterator[Pool]:
    """No worker yet; a year's quarter of M15 bars is imported."""
    pool = Pool(tmp_path, await make_bus("test"), bus_url=bus_url, dsn=postgres_dsn)
    pool.import_bars(3_000)
    yield pool
    await pool.stop()
