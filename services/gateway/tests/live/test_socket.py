"""The WebSocket of a running gateway on a real NATS server, read by another implementation."""

import asyncio
import json
import socket as sockets
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from gateway.gateway import Gateway
from gateway.live import feed
from gateway.live.transport import PublicClient
from gateway.parts import Parts
from tickloom.contracts import subjects
from tickloom.contracts.codec import encode
from tickloom.contracts.market import BarForming, FeedStatus, SymbolState

Ask = Callable[..., Awaitable[dict[str, Any]]]
API_KEY = "tk_live_0123abcd_" + "k" * 43


async def signed_in(socket: ClientConnection) -> None:
    await socket.send(json.dumps({"id": 1, "op": "auth", "args": {"api_key": API_KEY}}))
    assert json.loads(await socket.recv())["ok"] is True


async def closing_code(socket: ClientConnection) -> int:
    async def read_to_the_end() -> None:
        while True:
            await socket.recv()

    with pytest.raises(ConnectionClosed):
        await asyncio.wait_for(read_to_the_end(), 12)
    assert socket.close_code is not None
    return socket.close_code


async def test_a_snapshot_comes_first_and_then_every_tick_with_its_bytes_untouched(
    running: Any, ask_socket: Ask, next_data: Ask
) -> None:
    first = await running.tick()
    async with running.socket() as socket:
        await signed_in(socket)
        answer = await ask_socket(socket, op="subscribe", channel="tick:EURUSD")
        assert answer == {"id": "q", "ok": True, "channels": ["tick:EURUSD"]}
        snapshot = await next_data(socket, "snapshot")
        assert snapshot["data"] == json.loads(first)
        for expected in range(2, 6):
            message = await running.tick(bid=1.1 + expected / 100)
            text = await socket.recv(decode=False)
            assert isinstance(text, bytes)
            assert text.endswith(b'"data":' + message + b"}")
            frame = json.loads(text)
            assert (frame["seq"], frame["prev_seq"]) == (expected, expected - 1)


async def test_no_hole_opens_while_ticks_flow_and_clients_come_and_go(running: Any) -> None:
    """Snapshot then updates, contiguous, for clients that join at different moments."""

    async def listen() -> list[int]:
        async with running.socket() as socket:
            await signed_in(socket)
            await socket.send(json.dumps({"id": "q", "op": "subscribe", "channel": "tick:EURUSD"}))
            seen: list[int] = []
            while len(seen) < 40:
                frame = json.loads(await socket.recv())
                if frame.get("kind") in {"snapshot", "update"}:
                    seen.append(frame["seq"])
            return seen

    await running.tick()
    listeners: list[asyncio.Task[list[int]]] = []
    for number in range(120):
        if number % 10 == 0 and len(listeners) < 6:
            listeners.append(asyncio.get_running_loop().create_task(listen()))
        await running.tick()
    for seen in await asyncio.wait_for(asyncio.gather(*listeners), 10):
        numbers = [n for n in seen if n > seen[0]]
        assert numbers == list(range(seen[0] + 1, seen[0] + 1 + len(numbers)))


async def test_missed_deals_are_resumed_by_number(running: Any, ask_socket: Ask) -> None:
    for ticket in (1, 2, 3):
        await running.deal(ticket)
    async with running.socket() as socket:
        await signed_in(socket)
        await ask_socket(socket, op="subscribe", channel="positions:paper-1")
        answer = await ask_socket(
            socket, op="resume", channel="positions:paper-1", args={"from_seq": 1}
        )
        assert answer["complete"] is True
        tickets = [json.loads(await socket.recv())["data"]["ticket"] for _ in range(2)]
        assert tickets == [2, 3]
        other_life = {"from_seq": 1, "ep": "elsewhere"}
        answer = await ask_socket(socket, op="resume", channel="positions:paper-1", args=other_life)
        assert answer["complete"] is False


async def test_a_bar_tells_open_from_closed(running: Any, ask_socket: Ask, next_data: Ask) -> None:
    subject = subjects.forming("demo", "EURUSD", "M1")
    bar = BarForming(
        **running.stamper.header(subject), venue="demo", symbol="EURUSD", timeframe="M1", time=0,
        open=1.0, high=1.0, low=1.0, close=1.0, volume=1, spread=2,
    )  # fmt: skip
    async with running.socket() as socket:
        await signed_in(socket)
        await ask_socket(socket, op="subscribe", channel="bar:EURUSD:M1")
        running.producer.publish_raw(subject, encode(bar))
        frame = await next_data(socket)
        assert (frame["key"], frame["closed"]) == ("EURUSD:M1", False)
        closed = subjects.bar("demo", "EURUSD", "M1")
        running.producer.publish_raw(closed, encode(bar))
        assert (await next_data(socket))["closed"] is True


async def test_heartbeats_state_the_last_number_and_the_age_of_the_feed(
    running: Any, ask_socket: Ask, next_data: Ask
) -> None:
    subject = subjects.feed("demo")
    status = FeedStatus(
        **running.stamper.header(subject), venue="demo", transport="up", terminal="up",
        broker="up", feed="up", synchronised="up", market_time=0, history_from=0, speed=1.0,
        symbols=[SymbolState(symbol="EURUSD", session="open")],
    )  # fmt: skip
    running.producer.publish_raw(subject, encode(status))
    await running.tick()
    async with running.socket() as socket:
        await signed_in(socket)
        await ask_socket(socket, op="subscribe", channels=["tick:EURUSD", "orders:paper-1"])
        running.parts.live.beat_once()
        frame = await next_data(socket, "heartbeats")
        (item,) = frame["items"]
        assert (item["key"], item["seq"], item["session"]) == ("EURUSD", 1, "open")
        assert 0 <= item["feed_age_ms"] < 5_000
        assert frame["silent"] == ["orders:paper-1"]
        answer = await ask_socket(socket, op="subscribe", channel="tick:NOPE")
        assert answer["error"]["code"] == "unknown_symbol"


async def test_requests_that_do_not_fit_are_answered_and_the_socket_lives(
    running: Any, ask_socket: Ask
) -> None:
    async with running.socket() as socket:
        await signed_in(socket)
        wrong = (
            {"op": "subscribe"}, {"op": "subscribe", "channel": "bar:EURUSD:M7"},
            {"op": "subscribe", "channel": "tick:*", "args": {"conflate_ms": "fast"}},
            {"op": "dance"}, {"op": "resume", "channel": "tick:EURUSD"},
            {"op": "subscribe", "channels": [f"tick:S{n}" for n in range(300)]},
        )  # fmt: skip
        for request in wrong:
            answer = await ask_socket(socket, **request)
            assert answer["ok"] is False
            assert answer["error"]["status"] == 422
        await socket.send("not json")
        assert json.loads(await socket.recv())["ok"] is False
        assert (await ask_socket(socket, op="list"))["channels"] == []
        assert (await ask_socket(socket, op="ping"))["op"] == "pong"
        await ask_socket(socket, op="subscribe", channels=["tick:A", "tick:B"])
        answer = await ask_socket(socket, op="unsubscribe", channel="tick:A")
        assert answer["channels"] == ["tick:B"]
        assert (await ask_socket(socket, op="unsubscribe_all"))["channels"] == []


async def test_a_foreign_page_is_refused_before_the_upgrade(running: Any) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        async with running.socket(origin="https://evil.example"):
            pass
    assert refusal.value.response.status_code == 403
    async with running.socket(origin=running.address) as socket:
        await signed_in(socket)


@pytest.mark.parametrize(
    "first",
    [
        {"id": 1, "op": "auth", "args": {"api_key": "tk_live_0123abcd_" + "z" * 43}},
        {"id": 1, "op": "auth", "args": {"ticket": "never-issued"}},
        {"id": 1, "op": "subscribe", "channel": "tick:EURUSD"},
        "nonsense",
    ],
)
async def test_without_a_proof_the_socket_closes(running: Any, first: object) -> None:
    async with running.socket() as socket:
        await socket.send(json.dumps(first))
        assert json.loads(await socket.recv())["ok"] is False
        assert await closing_code(socket) == 4401


async def test_who_says_nothing_is_closed_after_a_while(
    running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.socket.SIGN_IN_WITHIN_S", 0.1)
    async with running.socket() as socket:
        assert await closing_code(socket) == 4401


async def test_a_ticket_works_once_and_only_for_its_origin(running: Any) -> None:
    async def ticket() -> str:
        reply = await running.bearer(
            "POST", "/api/v1/ws-ticket", headers={"Origin": running.address}
        )
        return str(reply.json()["ticket"])

    async def is_welcome(text: str, origin: str | None) -> bool:
        async with running.socket(origin=origin) as socket:
            await socket.send(json.dumps({"id": 1, "op": "auth", "args": {"ticket": text}}))
            return bool(json.loads(await socket.recv())["ok"])

    first = await ticket()
    assert await is_welcome(first, running.address)
    assert not await is_welcome(first, running.address), "a ticket is used up"
    assert not await is_welcome(await ticket(), None), "it belongs to another origin"


async def test_frames_beyond_the_limit_close_the_socket(running: Any) -> None:
    async with running.socket() as socket:
        await signed_in(socket)
        await socket.send("x" * 70_000)
        assert await closing_code(socket) == 1009


async def test_who_asks_too_often_is_closed(running: Any) -> None:
    async with running.socket() as socket:
        await signed_in(socket)
        for _ in range(150):
            await socket.send('{"id":1,"op":"ping"}')
        assert await closing_code(socket) == 4429


async def test_one_stalled_client_is_closed_and_nobody_else_notices(
    running: Any, ask_socket: Ask
) -> None:
    """A client that stops reading while 6 MB are offered; the others get every tick."""
    stalled = sockets.socket()
    stalled.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 8_192)
    stalled.connect(("127.0.0.1", running.gateway.port))
    async with running.socket() as healthy, running.socket(sock=stalled, max_queue=1) as slow:
        for socket in (healthy, slow):
            await signed_in(socket)
            await ask_socket(socket, op="subscribe", channel="tick:EURUSD")
        subject = subjects.tick("demo", "EURUSD")
        padding = "x" * 2_000

        async def offer() -> None:
            for number in range(3_000):
                header = running.stamper.header(subject)
                running.producer.publish_raw(subject, json.dumps(
                    {**header, "padding": padding}, separators=(",", ":")).encode())  # fmt: skip
                if number % 10 == 9:
                    await running.producer.flush()
                    await asyncio.sleep(0.005)

        offering = asyncio.get_running_loop().create_task(offer())
        seen: list[int] = []
        while not seen or seen[-1] < 3_000:
            frame = json.loads(await asyncio.wait_for(healthy.recv(), 10))
            if frame.get("kind") == "update":
                assert "c" not in frame
                seen.append(frame["seq"])
        await offering
        assert seen == list(range(seen[0], 3_001))
        for _ in range(40):
            if len(running.parts.live.callers) == 1:
                break
            await asyncio.sleep(0.1)
        assert len(running.parts.live.callers) == 1, "the stalled client is gone"
        slow.transport.abort()


async def test_a_revoked_key_closes_its_sockets(
    running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_REVOKED_EVERY_S", 0.05)

    async def nobody(_: object) -> set[str]:
        return set()

    async with running.socket() as socket:
        await signed_in(socket)
        watching = asyncio.get_running_loop().create_task(
            running.parts.live.watch_revocations(nobody)
        )
        assert await closing_code(socket) == 4401
        watching.cancel()


async def test_stopping_the_gateway_says_restart(running: Any) -> None:
    async with running.socket() as socket:
        await signed_in(socket)
        gateway: Gateway = running.gateway
        stopping = asyncio.get_running_loop().create_task(gateway.stop())
        assert await closing_code(socket) == 1012
        await stopping


async def test_without_a_transport_the_public_send_does_the_same(
    running: Any, ask_socket: Ask, next_data: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.socket.direct_wire", lambda _: None)  # pyright: ignore[reportUnknownArgumentType,reportUnknownLambdaType]
    parts: Parts = running.parts
    async with running.socket() as socket:
        await signed_in(socket)
        await ask_socket(socket, op="subscribe", channel="tick:EURUSD")
        assert isinstance(next(iter(parts.live.callers)), PublicClient)
        await running.tick()
        assert (await next_data(socket))["seq"] == 1


async def test_when_the_bus_was_away_clients_come_back_and_read_anew(
    running: Any, nats_server: Any, ask_socket: Ask, next_data: Ask
) -> None:
    async with running.socket() as socket:
        await signed_in(socket)
        await nats_server.kill()
        await asyncio.sleep(0.3)
        assert (await ask_socket(socket, op="ping"))["ok"] is True, "the socket outlives the bus"
        await nats_server.restart()
        assert await closing_code(socket) == 1012
    await running.producer.flush()
    async with running.socket() as socket:
        await signed_in(socket)
        await ask_socket(socket, op="subscribe", channel="tick:EURUSD")
        message = await running.tick()
        assert (await next_data(socket))["data"] == json.loads(message)
