"""What is recorded is what the terminal says, each tick and bar once, whatever fell over."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from analytics.__main__ import compose
from analytics.settings import AnalyticsSettings
from tickloom.contracts.system import CoverageReply, CoverageRequest
from tickloom.runtime.clock import LiveClock
from tickloom.runtime.service import Service
from tickloom.storage.database import Pool, open_pool
from tickloom.testing.bridge import BridgeStandIn
from tickloom.testing.plugin import MakeBus, RunningNats

Running = contextlib.AbstractAsyncContextManager[Service[AnalyticsSettings]]
Run = Callable[..., Running]


@pytest.fixture
async def pool(postgres_dsn: str) -> AsyncIterator[Pool]:
    async with await open_pool(postgres_dsn, schema="analytics") as pool:
        yield pool


@pytest.fixture
async def bridge(make_bus: MakeBus) -> BridgeStandIn:
    bridge = BridgeStandIn(await make_bus("mt5-bridge"))
    await bridge.serve()
    return bridge


@pytest.fixture
def analytics(make_bus: MakeBus, postgres_dsn: str) -> Run:
    """Runs the service in this process; leaving the context drops everything it had in hand."""

    @contextlib.asynccontextmanager
    async def run(*, buffer_rows: int = 100_000) -> AsyncGenerator[Service[AnalyticsSettings]]:
        settings = AnalyticsSettings(postgres_dsn=SecretStr(postgres_dsn), buffer_rows=buffer_rows)
        bus = await make_bus("analytics")
        service = Service("analytics", settings, bus, LiveClock())
        task = asyncio.create_task(service.run(compose))
        while not service.health()[0]:
            assert not task.done(), task.exception()
            await asyncio.sleep(0.01)
        yield service
        await bus.close()
        service.stop()
        await task

    return run


async def eventually(is_so: Callable[[], Awaitable[bool]], *, timeout_s: float = 15) -> None:
    async with asyncio.timeout(timeout_s):
        while True:
            if await is_so():
                return
            await asyncio.sleep(0.05)


async def has_all(pool: Pool, bridge: BridgeStandIn, *, timeout_s: float = 15) -> None:
    """Wait, with the feed's status ever said again, until the record equals the bridge's table."""
    ticks, bars = bridge.all_ticks(), bridge.all_bars()

    async def is_so() -> bool:
        bridge.say_status()
        found = await pool.fetchval("SELECT count(*) FROM ticks")
        return found >= len(ticks) and await pool.fetchval("SELECT count(*) FROM bars") >= len(bars)

    with contextlib.suppress(TimeoutError):  # the comparison says what is missing
        await eventually(is_so, timeout_s=timeout_s)
    columns = "symbol, ts, n, bid, ask"
    found = await pool.fetch(f"SELECT {columns} FROM ticks ORDER BY symbol, ts, n")
    assert [tuple(row) for row in found] == ticks
    columns = "symbol, timeframe, time, open, high, low, close, volume, spread"
    found = await pool.fetch(f"SELECT {columns} FROM bars ORDER BY symbol, timeframe, time")
    assert [tuple(row) for row in found] == bars


async def becomes_whole(bridge: BridgeStandIn) -> CoverageReply:
    """Wait until every series is known to be whole; what is counted then."""
    replies: list[CoverageReply] = []

    async def is_so() -> bool:
        bridge.say_status()
        reply = await bridge.bus.request("rpc.analytics.coverage", CoverageRequest(), CoverageReply)
        replies.append(reply)
        return all(symbol.gaps_open == 0 for symbol in reply.symbols)

    await eventually(is_so)
    return replies[-1]


async def flow(bridge: BridgeStandIn, *, turns: int, count: int = 20) -> None:
    for _ in range(turns):
        bridge.publish(count)
        bridge.say_status()
        await asyncio.sleep(0.01)


async def test_a_quiet_flow_needs_no_repair(
    analytics: Run, bridge: BridgeStandIn, pool: Pool
) -> None:
    async with analytics():
        await flow(bridge, turns=50)
        await has_all(pool, bridge)
        coverage = await becomes_whole(bridge)
    for symbol in coverage.symbols:
        ticks = [t for t in bridge.all_ticks() if t[0] == symbol.symbol]
        assert (symbol.ticks, symbol.repaired_ticks, symbol.repaired_bars) == (1_000, 0, 0)
        assert (symbol.first_ts, symbol.last_ts) == (ticks[0][1], ticks[-1][1])


async def test_holes_restarts_and_what_happened_meanwhile_are_repaired_and_counted(
    analytics: Run, bridge: BridgeStandIn, pool: Pool
) -> None:
    bridge.page_max = 70
    async with analytics():
        await flow(bridge, turns=5)
        bridge.lose(10)
        await flow(bridge, turns=5)
        bridge.lose(400)
        await flow(bridge, turns=5)
        bridge.skip(250)
        bridge.restart()
        await flow(bridge, turns=5)
        await has_all(pool, bridge)
        coverage = await becomes_whole(bridge)
    assert sum(symbol.repaired_ticks for symbol in coverage.symbols) == bridge.lost
    assert sum(symbol.repaired_bars for symbol in coverage.symbols) > 0


async def test_what_was_lost_before_a_silence_is_found_again(
    analytics: Run, bridge: BridgeStandIn, pool: Pool
) -> None:
    async with analytics():
        await flow(bridge, turns=5)
        await becomes_whole(bridge)
        bridge.lose(300)
        await has_all(pool, bridge)


async def test_what_is_said_twice_is_recorded_once(
    analytics: Run, bridge: BridgeStandIn, pool: Pool
) -> None:
    async with analytics():
        for _ in range(10):
            bridge.publish(100, times=2)
            bridge.say_status()
            await asyncio.sleep(0.01)
        await has_all(pool, bridge)
        coverage = await becomes_whole(bridge)
    assert [symbol.ticks for symbol in coverage.symbols] == [1_000, 1_000]


async def test_a_recorder_that_died_goes_on_where_it_was_sure(
    analytics: Run, bridge: BridgeStandIn, pool: Pool
) -> None:
    for _ in range(3):
        async with analytics():
            await flow(bridge, turns=10)
        bridge.skip(100)  # nobody listens
    async with analytics():
        await has_all(pool, bridge)
        await becomes_whole(bridge)


async def test_the_bus_may_be_killed_while_ticks_flow(
    analytics: Run, bridge: BridgeStandIn, pool: Pool, nats_server: RunningNats
) -> None:
    async with analytics() as service:
        await flow(bridge, turns=20)
        await nats_server.kill()
        await flow(bridge, turns=20)
        assert service.health() == (False, "the bus is not connected")
        await nats_server.restart()
        await flow(bridge, turns=20)
        await has_all(pool, bridge)
        await becomes_whole(bridge)


async def test_a_bridge_that_dies_amid_a_repair_is_asked_again(
    analytics: Run, bridge: BridgeStandIn, pool: Pool
) -> None:
    bridge.page_max, bridge.pages_left = 50, 5
    async with analytics() as service:
        bridge.lose(1_000)
        await flow(bridge, turns=30)

        async def says_why() -> bool:
            return "the bridge has died" in service.health()[1]

        await eventually(says_why)
        bridge.pages_left = None
        await has_all(pool, bridge)


async def test_a_fast_market_with_holes_is_whole_in_the_end(
    analytics: Run, bridge: BridgeStandIn, pool: Pool
) -> None:
    async with analytics():
        for turn in range(60):
            bridge.publish(100)
            if turn % 7 == 3:
                bridge.lose(40)
            if turn % 20 == 19:
                bridge.skip(60)
                bridge.restart()
            bridge.say_status()
            await asyncio.sleep(0.02)
        await has_all(pool, bridge)
        coverage = await becomes_whole(bridge)
    assert sum(symbol.repaired_ticks for symbol in coverage.symbols) == bridge.lost


@pytest.fixture
async def switch(postgres_dsn: str) -> AsyncIterator[Callable[[bool], Awaitable[None]]]:
    """Cuts the database off from everybody, and lets them in again."""
    server, _, name = postgres_dsn.rpartition("/")
    admin = await asyncpg.connect(f"{server}/postgres")

    async def allow(is_on: bool) -> None:
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {is_on}")
        if not is_on:
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
            )

    yield allow
    await admin.close()


async def test_a_database_that_is_away_costs_nothing_but_time(
    analytics: Run, bridge: BridgeStandIn, pool: Pool,
    switch: Callable[[bool], Awaitable[None]],
) -> None:  # fmt: skip
    async with analytics(buffer_rows=300) as service:
        await flow(bridge, turns=10)
        await switch(False)
        await flow(bridge, turns=60)  # more than the buffer holds

        async def says_why() -> bool:
            is_ready, detail = service.health()
            return not is_ready and "the database does not answer" in detail

        await eventually(says_why)
        await switch(True)
        await flow(bridge, turns=10)
        await has_all(pool, bridge)
        await becomes_whole(bridge)
        await eventually(lambda: _true(service.health()[0]))


async def _true(value: bool) -> bool:
    return value


async def test_a_wrong_bar_is_corrected_by_a_repair(
    analytics: Run, bridge: BridgeStandIn, pool: Pool
) -> None:
    async with analytics():
        await flow(bridge, turns=5)
        await has_all(pool, bridge)
    bridge.skip(1_000)
    wrong = next(bar for bar in reversed(bridge.all_bars()) if bar[1] == "M1")
    await pool.execute("INSERT INTO bars VALUES ('demo', $1, $2, $3, 1, 2, 1, 2, 1, 1)", *wrong[:3])
    async with analytics():
        await has_all(pool, bridge)


@pytest.mark.faults
async def test_the_process_may_be_killed_at_any_moment(
    bridge: BridgeStandIn, pool: Pool, postgres_dsn: str, nats_server: RunningNats, tmp_path: Path
) -> None:
    environment = {
        **os.environ, "TICKLOOM_NATS_URL": nats_server.url, "TICKLOOM_POSTGRES_DSN": postgres_dsn,
        "TICKLOOM_DATA_DIR": str(tmp_path), "TICKLOOM_VENUE": "demo",
    }  # fmt: skip

    async def start() -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "analytics", env=environment, stderr=asyncio.subprocess.DEVNULL
        )

    process = await start()
    for turn in range(2):

        async def has_more(bound: int = bridge.position) -> bool:
            bridge.publish(20)
            bridge.say_status()
            table = await pool.fetchval("SELECT to_regclass('analytics.ticks')")
            return table is not None and await pool.fetchval("SELECT count(*) FROM ticks") > bound

        await eventually(has_more)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        bridge.publish(50 * (turn + 1))
        process = await start()
    await has_all(pool, bridge)
    process.terminate()
    assert await process.wait() == 0
