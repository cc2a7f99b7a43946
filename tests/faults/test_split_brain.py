"""Two processes for the strategies of one account: one decides, whatever the other believes."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tickloom.bus.nats import connect
from tickloom.bus.port import Bus
from tickloom.contracts.message import Stamper
from tickloom.contracts.streams import LEASE_TTL_S
from tickloom.contracts.subjects import command, row
from tickloom.contracts.trading import SubmitOrder
from tickloom.runtime.clock import LiveClock
from tickloom.runtime.embedded import process
from tickloom.runtime.lease import row_of

pytestmark = pytest.mark.faults
ACCOUNT = "paper-1"
TAKEN_WITHIN_S = LEASE_TTL_S + 4
RESTLESS: dict[str, Any] = {
    "spec_version": 1,
    "name": "In and out with every turn",
    "timeframe": "M1",
    "entry": {
        "long": {"left": {"price": "close"}, "op": "crosses_above",
                 "right": {"ind": "sma", "period": 3}}
    },
    "exit": {
        "long": {"left": {"price": "close"}, "op": "crosses_below",
                 "right": {"ind": "sma", "period": 3}}
    },
    "stop_loss": {"unit": "pips", "value": 50},
    "sizing": {"mode": "fixed_lots", "lots": 0.01},
}  # fmt: skip
"""With a market sixty times as fast a trade every few seconds."""


@asynccontextmanager
async def second_algo(
    platform: Any, folder: Path
) -> AsyncGenerator[Callable[[], Awaitable[str]], None]:
    """Another real process of the algo service; gives what its `/healthz` says."""
    port = process.free_port()
    child = process.start(
        [sys.executable, "-m", "algo"], log_path=folder / "second.log",
        env={
            **os.environ, "TICKLOOM_NATS_URL": platform.run["nats_url"],
            "TICKLOOM_POSTGRES_DSN": platform.run["postgres_dsn"], "TICKLOOM_VENUE": "demo",
            "TICKLOOM_METRICS_PORT": str(port),
        },
    )  # fmt: skip

    async def health() -> str:
        async with httpx.AsyncClient() as client:
            reply = await client.get(f"http://127.0.0.1:{port}/healthz")
            return f"{reply.status_code} {reply.text}"

    yield health
    process.stop(child, signal.SIGTERM, timeout_s=10)


async def token(bus: Bus) -> int:
    """The fencing token that the account's lease carries now; 0 while nobody holds it."""
    found = await (await bus.key_value("LEASE")).get(row(ACCOUNT))
    return row_of(*found).token if found else 0


async def entries(platform: Any) -> list[str]:
    """The orders of every deal that opened a position, as the broker made them."""
    deals = (await platform.get("deals", account=ACCOUNT, limit=1000))["deals"]
    return [deal["order_id"] for deal in deals if deal["entry"] == "in" and deal["deployment"]]


async def say_late(bus: Bus, deployment: str, old: int) -> str:
    """An entry under a token that was good when it was looked at: what a stopped process sends."""
    clock = LiveClock()
    subject, order_id = command(ACCOUNT, "new"), "late-1"
    order = SubmitOrder(
        **Stamper(mode="demo", now_us=clock.now_us).header(subject), order_id=order_id,
        account=ACCOUNT, symbol="EURUSD", side="buy", volume="0.01", deployment=deployment,
        expires_at=clock.now_us() + 30_000_000, lease_token=old,
    )  # fmt: skip
    await bus.publish_durable(subject, order, message_id=order_id)
    return order_id


async def close_by_hand(platform: Any) -> bool:
    """A trader closes what is open, or opens and closes something of his own."""
    positions = (await platform.get("positions", account=ACCOUNT))["positions"]
    if not positions:
        body = {"account": ACCOUNT, "symbol": "GBPUSD", "side": "buy", "volume": "0.01"}
        key = f"by-hand-{time.monotonic_ns()}"
        assert (await platform.post("orders", body, key=key)).status_code == 201
        positions = (await platform.get("positions", account=ACCOUNT))["positions"]
    ticket = positions[0]["ticket"]
    closed = await platform.post(
        f"positions/{ticket}/close", {"account": ACCOUNT}, key=f"close-{ticket}"
    )
    assert closed.status_code in {200, 201}, closed.text
    return True


async def test_a_process_that_slept_longer_than_its_lease_cannot_trade_when_it_wakes(
    start_platform: Any, tmp_path: Path
) -> None:
    platform = await start_platform("--speed", "60", "--seed", "7", "--symbols", "EURUSD,GBPUSD")
    saved = await platform.post("strategies", {"document": RESTLESS}, key="restless")
    assert saved.status_code in {200, 201}, saved.text
    body = {
        "strategy": saved.json()["strategy"]["strategy"],
        "account": ACCOUNT,
        "symbol": "EURUSD",
    }
    started = await platform.post("deployments", body, key="restless-1")
    assert started.status_code == 201, started.text
    deployment = started.json()["deployment"]

    async def more_than(count: int) -> bool:
        return len(await entries(platform)) > count

    async with AsyncExitStack() as stack:
        bus = await connect("oracle", platform.run["nats_url"])
        stack.push_async_callback(bus.close)
        health = await stack.enter_async_context(second_algo(platform, tmp_path))
        await platform.eventually(lambda: more_than(1), within_s=90, what="trades")

        async def stands_by() -> bool:
            return "standing by" in await health()

        await platform.eventually(stands_by, within_s=30, what="the second process stands by")
        old = await token(bus)
        sleeper = platform.pid("algo")
        os.kill(sleeper, signal.SIGSTOP)
        stack.callback(os.kill, sleeper, signal.SIGCONT)

        async def is_taken() -> bool:
            return await token(bus) > old

        await close_by_hand(platform)
        await platform.eventually(is_taken, within_s=TAKEN_WITHIN_S, what="the heir takes over")
        count = len(await entries(platform))
        await platform.eventually(lambda: more_than(count), within_s=90, what="the heir trades")
        late = await say_late(bus, deployment, old)

        async def is_fenced() -> bool:
            orders = (await platform.get("orders", limit=1000))["orders"]
            return any(o["order_id"] == late and o["reason"] == "fenced" for o in orders)

        await platform.eventually(is_fenced, within_s=20, what="the bridge refuses the old token")
        os.kill(sleeper, signal.SIGCONT)
        count = len(await entries(platform))
        await platform.eventually(lambda: more_than(count + 1), within_s=90, what="trades go on")
        await look_at_the_sleeper(platform, sleeper)
        assert "standing by" not in await health()
        await check_one_order_per_signal(platform, deployment, late)


async def look_at_the_sleeper(platform: Any, sleeper: int) -> None:
    """It lives, and stands by."""
    assert platform.pid("algo") == sleeper, "it was not started anew"
    port = next(s["metrics_port"] for s in platform.run["services"] if s["name"] == "algo")

    async def stands_by() -> bool:
        async with httpx.AsyncClient() as client:
            return "standing by" in (await client.get(f"http://127.0.0.1:{port}/healthz")).text

    await platform.eventually(stands_by, within_s=10, what="the woken process stands by")


async def check_one_order_per_signal(platform: Any, deployment: str, late: str) -> None:
    """Every entry at the broker goes back to one decision, and none was made twice."""
    await platform.post(f"deployments/{deployment}/stop", {}, key="restless-stop")
    await asyncio.sleep(1)
    made = await entries(platform)
    page = await platform.get(f"deployments/{deployment}/decisions", limit=1000)
    decided = {d["order_id"] for d in page["decisions"] if d["action"].startswith("enter_")}
    assert len(made) == len(set(made)), "no signal became two orders"
    assert set(made) <= decided
    assert late not in made
    bars = [d["bar_time"] for d in page["decisions"]]
    assert len(bars) == len(set(bars))
