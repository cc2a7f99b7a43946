"""kill -9 of each process while ticks flow: everything recovers, nothing is lost or doubled."""

import asyncio
import sys
import time
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import asyncpg
import pytest

from tickloom.bus.nats import connect
from tickloom.contracts.market import TicksReply, TicksRequest
from tickloom.domain.errors import TryAgain

RECOVERY_S = 10.0
KNOWN = {"terminal", "mt5-bridge", "analytics", "algo", "backtester", "gateway",
         "nats-server", "postgresql"}  # fmt: skip


async def told_by_terminal(
    bus: Any, symbol: str, *, from_ts: int, to_ts: int
) -> list[tuple[int, int, float, float]]:
    """Every tick that the terminal's own history holds."""
    rows: list[tuple[int, int, float, float]] = []
    begin: int | None = from_ts
    while begin is not None:
        page = await bus.request(
            "rpc.bridge.ticks",
            TicksRequest(symbol=symbol, from_ts=begin, to_ts=to_ts, limit=20_000), TicksReply,
            timeout_s=20,
        )  # fmt: skip
        rows += zip(page.ts, page.n, page.bid, page.ask, strict=True)
        begin = page.next_from
    return rows


async def record_is_whole(platform: Any) -> bool:
    """Whether the record of every symbol equals the terminal's history up to its last tick."""
    async with AsyncExitStack() as stack:
        bus = await connect("oracle", platform.run["nats_url"])
        stack.push_async_callback(bus.close)
        connection = await asyncpg.connect(platform.run["postgres_dsn"])
        stack.push_async_callback(connection.close)
        for row in (await platform.get("coverage"))["symbols"]:
            recorded = await connection.fetch(
                "SELECT ts, n, bid, ask FROM analytics.ticks "
                "WHERE symbol = $1 AND ts < $2 ORDER BY ts, n",
                row["symbol"],
                row["last_ts"],
            )
            try:
                told = await told_by_terminal(
                    bus, row["symbol"], from_ts=row["first_ts"], to_ts=row["last_ts"]
                )
            except TryAgain:
                return False  # the bridge is not back yet
            if [tuple(r) for r in recorded] != told:
                return False
        return True


async def is_live(platform: Any) -> bool:
    """Every service ready and heard of lately, quotes coming."""
    health = await platform.get("health")
    ready = {s["service"]: s["ready"] and s["age_ms"] < 3000 for s in health["services"]}
    feed = health["feed"]
    fresh = feed is not None and feed["feed"] == "up"
    return fresh and all(ready.get(n) for n in ("mt5-bridge", "analytics", "algo", "gateway"))


def victims_of(platform: Any) -> list[str]:
    """Every process of the run file: a new one cannot be forgotten."""
    names = [row["name"] for row in platform.run["services"]]
    assert set(names) >= KNOWN
    return names


async def has_new_pid(platform: Any, service: str, old_pid: int) -> bool:
    return platform.pid(service) != old_pid


async def is_back(platform: Any, victim: str) -> bool:
    """Live by the word of the victim's new life: the old one's last heartbeat does not count."""
    row = next(row for row in platform.run["services"] if row["name"] == victim)
    if row["metrics_port"] is not None:
        port = row["metrics_port"]
        if (await platform.http.get(f"http://127.0.0.1:{port}/healthz")).status_code != 200:
            return False
    told = {s["service"]: s["pid"] for s in (await platform.get("health"))["services"]}
    name = victim.partition(".")[0]
    return told.get(name, row["pid"]) == row["pid"] and await is_live(platform)


async def first_coverage(platform: Any) -> Any:
    return (await platform.get("coverage"))["symbols"][0]


async def test_each_process_may_be_killed_while_ticks_flow(
    start_platform: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    platform = await start_platform("--speed", "60", "--seed", "3")

    async def has_moved_since(symbol_row: dict[str, Any]) -> Any:
        rows = (await platform.get("coverage"))["symbols"]
        row = next(r for r in rows if r["symbol"] == symbol_row["symbol"])
        return (row["last_ts"] or 0) > (symbol_row["last_ts"] or 0) and row["gaps_open"] == 0

    live = partial(is_live, platform)
    await platform.eventually(live, within_s=30, what="live at the start")
    took_s: dict[str, float] = {}
    for victim in victims_of(platform):
        old_pid = platform.pid(victim)
        platform.kill(victim)
        began = time.monotonic()
        await platform.eventually(
            partial(has_new_pid, platform, victim, old_pid), within_s=RECOVERY_S,
            what=f"{victim} is started again",
        )  # fmt: skip
        left_s = RECOVERY_S - (time.monotonic() - began)
        before = await platform.eventually(
            partial(first_coverage, platform), within_s=left_s, what=f"{victim}: an answer"
        )
        await platform.eventually(
            partial(is_back, platform, victim), within_s=left_s, what=f"{victim} recovers"
        )
        took_s[victim] = time.monotonic() - began
        await platform.eventually(
            partial(has_moved_since, before), within_s=RECOVERY_S,
            what=f"recording goes on after {victim}",
        )  # fmt: skip
    whole = partial(record_is_whole, platform)
    await platform.eventually(whole, within_s=20, what="the record is whole")
    with capsys.disabled():
        told = ", ".join(f"{victim} {took:.1f} s" for victim, took in took_s.items())
        sys.stdout.write(f"\nlive again after kill -9: {told}\n")


@pytest.mark.parametrize("victim", ["terminal", "mt5-bridge", "analytics", "nats-server"])
async def test_fast_quotes_survive_three_kills_without_losing_a_tick(
    start_platform: Any, victim: str
) -> None:
    platform = await start_platform("--speed", "300", "--seed", "5")
    await asyncio.sleep(3)
    for _ in range(3):
        platform.kill(victim)
        await asyncio.sleep(2)
    live, whole = partial(is_live, platform), partial(record_is_whole, platform)
    await platform.eventually(live, within_s=20, what="live after three kills")
    await platform.eventually(whole, within_s=20, what="the record is whole")
