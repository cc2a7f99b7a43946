"""The whole story: tick -> bar -> signal -> order -> fill -> position -> WebSocket."""

import asyncio
import json
from decimal import Decimal
from typing import Any

import websockets

FAST = ("--speed", "600", "--seed", "7")
ACCOUNT = "paper-1"


class Listener:
    """A WebSocket client that keeps what it hears, by channel."""

    def __init__(self) -> None:
        self.frames: dict[str, list[dict[str, Any]]] = {}
        self._task: asyncio.Task[None] | None = None
        self._socket: websockets.ClientConnection | None = None

    async def listen(self, platform: Any, channels: list[str]) -> None:
        ticket = (await platform.post("ws-ticket", {})).json()["ticket"]
        address = platform.url.replace("http", "ws") + "/ws/v1"
        socket = self._socket = await websockets.connect(address)
        await socket.send(json.dumps({"id": 1, "op": "auth", "args": {"ticket": ticket}}))
        assert json.loads(await socket.recv())["ok"] is True
        await socket.send(json.dumps({"id": 2, "op": "subscribe", "channels": channels}))
        self._task = asyncio.create_task(self._read(socket))

    async def _read(self, socket: websockets.ClientConnection) -> None:
        async for text in socket:
            frame = json.loads(text)
            self.frames.setdefault(frame.get("channel", "answers"), []).append(frame)

    def data(self, channel: str) -> list[dict[str, Any]]:
        frames = self.frames.get(channel, [])
        return [f["data"] for f in frames if f.get("kind") in ("update", "snapshot")]

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()


async def start_example(platform: Any) -> dict[str, Any]:
    strategies = (await platform.get("strategies"))["strategies"]
    example = next(s for s in strategies if s["example"])
    body = {"strategy": example["strategy"], "account": ACCOUNT, "symbol": "EURUSD",
            "timeframe": "M1"}  # fmt: skip
    reply = await platform.post("deployments", body, key="story-1")
    assert reply.status_code == 201, reply.text
    again = await platform.post("deployments", body, key="story-1")
    assert again.json()["deployment"] == reply.json()["deployment"], "the same key starts once"
    return reply.json()


async def test_a_tick_becomes_a_trade(start_platform: Any) -> None:
    platform = await start_platform(*FAST)
    listener = Listener()
    channels = ["tick:EURUSD", "bar:EURUSD:M1", f"positions:{ACCOUNT}", f"account:{ACCOUNT}"]
    try:
        await listener.listen(platform, channels)
        await trade_and_compare(platform, listener)
    finally:
        await listener.stop()


async def trade_and_compare(platform: Any, listener: Listener) -> None:
    """Start the example, wait for a round trip, and hold every view of it against the others."""
    deployment = (await start_example(platform))["deployment"]

    async def closed_trade() -> Any:
        deals = (await platform.get("deals", account=ACCOUNT))["deals"]
        return deals if any(d["entry"] == "out" for d in deals) else None

    await platform.eventually(closed_trade, within_s=120, what="a round trip")
    await platform.post(f"deployments/{deployment}/stop", {}, key="story-stop")
    await asyncio.sleep(1)
    deals = (await platform.get("deals", account=ACCOUNT, limit=1000))["deals"]

    await check_decisions_and_orders(platform, deployment, deals)
    await check_account(platform, deals)
    heard = {d["ticket"]: d for d in listener.data("positions")}
    for deal in deals:
        assert heard[deal["ticket"]]["price"] == deal["price"], "the socket told every deal"
    assert len(listener.data("tick")) > 50
    assert any("close" in bar for bar in listener.data("bar"))


async def check_decisions_and_orders(
    platform: Any, deployment: str, deals: list[dict[str, Any]]
) -> None:
    """Each entry deal goes back to one decision with true conditions, and to one filled order."""
    page = await platform.get(f"deployments/{deployment}/decisions", limit=1000)
    entered = {
        d["order_id"]: d for d in page["decisions"] if d["action"] in ("enter_long", "enter_short")
    }
    orders = {o["order_id"]: o for o in (await platform.get("orders", limit=1000))["orders"]}
    entries = [d for d in deals if d["entry"] == "in"]
    assert entries
    assert len({d["order_id"] for d in entries}) == len(entries), "no order twice"
    for deal in entries:
        decision = entered[deal["order_id"]]
        assert decision["conditions"]
        assert (decision["action"] == "enter_long") == (deal["side"] == "buy")
        assert orders[deal["order_id"]]["state"] == "filled"


async def check_account(platform: Any, deals: list[dict[str, Any]]) -> None:
    """The balance is what the deals add up to, and open positions are what they leave."""
    booked = sum(
        (Decimal(d["profit"]) + Decimal(d["commission"]) + Decimal(d["swap"]) for d in deals),
        Decimal(0),
    )
    account = (await platform.get("accounts"))["accounts"][0]
    assert Decimal(account["balance"]) == Decimal(10_000) + booked
    lots: dict[int, Decimal] = {}
    for deal in deals:
        sign = 1 if deal["entry"] == "in" else -1
        lots[deal["position"]] = lots.get(deal["position"], Decimal(0)) + sign * Decimal(
            deal["volume"]
        )
    positions = (await platform.get("positions", account=ACCOUNT))["positions"]
    assert {p["ticket"]: Decimal(p["volume"]) for p in positions} == {
        ticket: volume for ticket, volume in lots.items() if volume
    }
