"""Row 44: floods of connections that say nothing, little, or far too much; others are answered.

`TICKLOOM_FLOOD` (200) says how many connections; with `-m faults` there are thousands.
"""

import asyncio
import os
import statistics
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from gateway.bounded_http import BoundedHttp

pytestmark = pytest.mark.servers
FLOOD = int(os.environ.get("TICKLOOM_FLOOD", "200"))
LARGE_FLOOD = 4_000
HALF = b"POST /api/v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
BODY = HALF + b"1\r\nContent-Length: 1000000\r\n\r\n{"
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def flood(port: int, count: int) -> AsyncGenerator[list[Connection]]:
    """A third says nothing, a third half of its head, a third the beginning of a huge body."""
    open_now: list[Connection] = []
    for number in range(count):
        connection = await asyncio.open_connection("127.0.0.1", port)
        connection[1].write((b"", HALF, BODY)[number % 3])
        open_now.append(connection)
    yield open_now
    for _, writer in open_now:
        writer.transport.abort()


async def answer_s(running: Any, times: int = 60) -> float:
    """Median time until somebody who behaves is answered."""
    taken: list[float] = []
    for _ in range(times):
        began_s = time.perf_counter()
        reply = await running.bearer("GET", "/api/v1/health")
        taken.append(time.perf_counter() - began_s)
        assert reply.status_code in {200, 503}, reply.text
    return statistics.median(taken)


async def is_ended(reader: asyncio.StreamReader) -> bool:
    try:
        return await reader.read(1) == b""
    except ConnectionError:
        return True


async def others_are_answered(running: Any, count: int) -> None:
    calm_s = await answer_s(running)
    async with flood(running.gateway.port, count):
        flooded_s = await answer_s(running)
    assert flooded_s < 3 * calm_s + 0.010, (calm_s, flooded_s)


async def test_others_are_answered_while_connections_dawdle(running: Any) -> None:
    await others_are_answered(running, FLOOD)


@pytest.mark.faults
async def test_others_are_answered_in_a_large_flood(running: Any) -> None:
    await others_are_answered(running, LARGE_FLOOD)


async def test_who_dawdles_is_ended(running: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedHttp, "request_within_s", 0.5)
    async with flood(running.gateway.port, 30) as connections, asyncio.timeout(5):
        ended = await asyncio.gather(*(is_ended(reader) for reader, _ in connections))
    assert all(ended)


async def test_a_request_that_follows_another_may_not_dawdle_either(
    running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedHttp, "request_within_s", 0.5)
    reader, writer = await asyncio.open_connection("127.0.0.1", running.gateway.port)
    writer.write(b"GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 ")
    writer.write(HALF)
    async with asyncio.timeout(5):
        while await reader.read(4_096):
            pass
    writer.close()


async def test_an_idle_socket_is_not_taken_for_a_slow_request(
    running: Any, ask_socket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedHttp, "request_within_s", 0.3)
    async with running.socket() as socket:
        assert (await ask_socket(socket, op="auth", args={"api_key": running.key}))["ok"]
        await asyncio.sleep(0.8)
        assert (await ask_socket(socket, op="ping"))["ok"]


async def test_connections_beyond_the_bound_are_ended_and_those_within_it_stay(
    running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await running.bearer("GET", "/api/v1/health")).status_code in {200, 503}
    monkeypatch.setattr(BoundedHttp, "connections_max", 20)
    async with flood(running.gateway.port, 30) as connections:
        async with asyncio.timeout(5):
            late = [await is_ended(reader) for reader, _ in connections[-10:]]
        assert all(late)
        assert (await running.bearer("GET", "/api/v1/health")).status_code in {200, 503}
