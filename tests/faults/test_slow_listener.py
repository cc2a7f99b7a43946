"""Row 19: somebody subscribes and never reads. The bus drops him; orders and ticks do not wait."""

import asyncio
import json
import socket
import statistics
import time
from typing import Any
from urllib.parse import urlsplit

from tickloom.contracts.message import Stamper
from tickloom.contracts.system import ServiceHealth
from tickloom.runtime.clock import LiveClock

BYTES = 16_384
MESSAGES = 8_000
"""128 MiB for him: more than both sockets' buffers, so that the server's write must wait."""
_STAMPER = Stamper(mode="demo", now_us=LiveClock().now_us)


def subscribe_and_never_read(url: str) -> socket.socket:
    """A client that says CONNECT and SUB, and then nothing."""
    address = urlsplit(url)
    assert address.hostname is not None
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)  # kernels grow it to 64 MiB
    connection.settimeout(5)
    connection.connect((address.hostname, address.port or 0))
    assert connection.recv(65_536).startswith(b"INFO")
    who = {"user": address.username, "pass": address.password, "verbose": False}
    said = f"CONNECT {json.dumps(who)}\r\nSUB md.tick.> 1\r\nPING\r\n"
    connection.sendall(said.encode())
    heard = b""
    while b"PONG" not in heard:
        heard += connection.recv(4_096)
    return connection


async def test_a_listener_that_never_reads_is_dropped_and_nobody_waits(
    make_bus: Any, nats_server: Any
) -> None:
    producer, orders, listener = [await make_bus(name) for name in ("bridge", "algo", "ui")]
    heard = 0

    def hear(_: str, payload: bytes) -> None:
        nonlocal heard
        heard += len(payload) == BYTES

    await listener.subscribe_raw("md.tick.>", hear)
    slow = await asyncio.to_thread(subscribe_and_never_read, nats_server.url)
    order_s: list[float] = []

    async def order() -> None:
        while True:
            began_s = time.perf_counter()
            message = ServiceHealth(**_STAMPER.header("x"), service="x", ready=True, pid=1)
            name = f"order-{len(order_s)}"
            await orders.publish_durable("cmd.local.paper-1.new", message, message_id=name)
            order_s.append(time.perf_counter() - began_s)

    ordering = asyncio.create_task(order())
    for number in range(MESSAGES):
        producer.publish_raw("md.tick.demo.EURUSD", bytes(BYTES))
        if number % 50 == 49:
            await producer.flush()
    async with asyncio.timeout(10):
        while heard < MESSAGES:  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.01)
    async with asyncio.timeout(20):
        while not nats_server.server.variables()["slow_consumers"]:  # noqa: ASYNC110  nor this
            await asyncio.sleep(0.05)
    ordering.cancel()
    slow.close()
    assert nats_server.server.variables()["slow_consumers"] == 1, "nobody but he is dropped"
    assert max(order_s) < 1.0, f"an order waited {max(order_s):.2f} s"
    assert len(order_s) > 20
    assert statistics.median(order_s) < 0.1
