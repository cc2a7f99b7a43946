"""The bus against the real nats-server."""

import asyncio
import os
import signal
from urllib.parse import urlsplit

import pytest

from tickloom.bus.direct import hand_over
from tickloom.bus.nats import connect
from tickloom.bus.port import Delivery
from tickloom.contracts.market import SymbolsReply, SymbolsRequest
from tickloom.contracts.message import Stamper
from tickloom.contracts.system import ServiceHealth
from tickloom.domain.errors import NotFound, OutcomeUnknown, Unavailable
from tickloom.testing.plugin import MakeBus, RunningNats
from tickloom.testing.tcp_proxy import TcpProxy

STAMPER = Stamper(mode="demo", now_us=lambda: 1_763_702_400_000_000)


def health(name: str) -> ServiceHealth:
    return ServiceHealth(**STAMPER.header(name), service=name, ready=True, pid=1)


async def eventually(done: asyncio.Event) -> None:
    await asyncio.wait_for(done.wait(), timeout=10)


async def test_a_published_message_is_heard_once_and_in_order(make_bus: MakeBus) -> None:
    speaker, listener = await make_bus("speaker"), await make_bus("listener")
    heard: list[int] = []
    done = asyncio.Event()

    async def on_health(message: ServiceHealth) -> None:
        heard.append(message.seq)
        if len(heard) == 500:
            done.set()

    await listener.subscribe("sys.health.*", ServiceHealth, on_health)
    await listener.flush()
    first = STAMPER.last_seq("a") + 1
    for _ in range(500):
        speaker.publish("sys.health.a", health("a"))
    await eventually(done)
    assert heard == list(range(first, first + 500))


async def test_the_server_knows_a_subscription_before_it_is_said_to_stand(bus_url: str) -> None:
    """A PING that is sent past a waiting SUB is answered before the server has read that."""
    address = urlsplit(bus_url)
    assert address.port is not None
    async with TcpProxy(address.port) as wire:
        listener = await connect("listener", bus_url.replace(str(address.port), str(wire.port)))
        wire.sent = bytearray()
        await listener.subscribe_raw("md.tick.demo.EURUSD", lambda _, __: None)
        _, subscribed, after = bytes(wire.sent).partition(b"SUB md.tick.demo.EURUSD")
        await listener.close()
    assert subscribed
    assert b"PING" in after


async def test_a_request_is_answered_and_a_refusal_keeps_its_kind(make_bus: MakeBus) -> None:
    server, client = await make_bus("server"), await make_bus("client")

    async def answer(_: SymbolsRequest) -> SymbolsReply:
        return SymbolsReply(venue="demo", mode="demo", symbols=[])

    async def refuse(_: SymbolsRequest) -> SymbolsReply:
        raise NotFound("no symbol 'GOLD'", hint="try XAUUSD")

    await server.serve("rpc.bridge.symbols", SymbolsRequest, answer)
    await server.serve("rpc.bridge.refuse", SymbolsRequest, refuse)
    await server.flush()
    reply = await client.request("rpc.bridge.symbols", SymbolsRequest(), SymbolsReply)
    assert reply.venue == "demo"
    with pytest.raises(NotFound, match="GOLD") as caught:
        await client.request("rpc.bridge.refuse", SymbolsRequest(), SymbolsReply)
    assert caught.value.hint == "try XAUUSD"


async def test_nobody_to_ask_is_said_at_once(make_bus: MakeBus) -> None:
    client = await make_bus("client")
    with pytest.raises(Unavailable, match="nobody answers"):
        await client.request("rpc.bridge.symbols", SymbolsRequest(), SymbolsReply)


async def test_a_message_id_is_stored_once(make_bus: MakeBus) -> None:
    bus = await make_bus("algo")
    subject = "cmd.local.paper-1.new"
    assert await bus.publish_durable(subject, health("x"), message_id="order-1") is False
    assert await bus.publish_durable(subject, health("x"), message_id="order-1") is True


async def test_a_consumer_survives_a_killed_server_and_a_failing_handler(
    make_bus: MakeBus, nats_server: RunningNats
) -> None:
    algo, bridge = await make_bus("algo"), await make_bus("bridge")
    taken: list[str] = []
    done = asyncio.Event()
    failures = iter([RuntimeError("first time fails")])

    async def on_command(message: ServiceHealth, delivery: Delivery) -> None:
        assert delivery.subject == "cmd.local.paper-1.new"
        for failure in failures:
            raise failure
        taken.append(message.service)
        if len(taken) == 2:
            done.set()

    await bridge.consume(
        stream="CMD", durable="bridge-paper-1", subject="cmd.local.paper-1.>",
        kind=ServiceHealth, handler=on_command,
    )  # fmt: skip
    await algo.publish_durable("cmd.local.paper-1.new", health("one"), message_id="1")
    await asyncio.sleep(0.3)
    await nats_server.kill()
    for _ in range(500):
        if not algo.is_connected:
            break
        await asyncio.sleep(0.02)
    with pytest.raises(Unavailable):
        await algo.publish_durable("cmd.local.paper-1.new", health("two"), message_id="2")
    await nats_server.restart()
    for _ in range(100):
        if algo.is_connected:
            break
        await asyncio.sleep(0.05)
    await algo.publish_durable("cmd.local.paper-1.new", health("two"), message_id="2")
    await eventually(done)
    assert taken == ["one", "two"]


async def test_raw_messages_come_in_order_and_a_failing_handler_loses_only_its_own(
    make_bus: MakeBus,
) -> None:
    speaker, listener = await make_bus("speaker"), await make_bus("listener")
    heard: list[int] = []
    done = asyncio.Event()

    def on_bytes(subject: str, payload: bytes) -> None:
        number = int(payload)
        if number == 100:
            raise ValueError(subject)
        heard.append(number)
        if number == 4_999:
            done.set()

    subscription = await listener.subscribe_raw("md.tick.>", on_bytes)
    for number in range(5_000):
        speaker.publish_raw("md.tick.demo.EURUSD", str(number).encode())
    await eventually(done)
    assert heard == [n for n in range(5_000) if n != 100]
    await subscription.unsubscribe()


async def test_nats_py_still_keeps_what_the_direct_way_relies_on(make_bus: MakeBus) -> None:
    client = getattr(await make_bus("listener"), "_data")  # noqa: B009  the client itself
    subscription = await client.subscribe("md.tick.>")
    assert hand_over(subscription, lambda _: None)


async def test_a_publish_without_an_answer_was_stored_and_is_known_when_it_is_repeated(
    make_bus: MakeBus, nats_server: RunningNats
) -> None:
    """Row 13 of the fault catalogue: the server stands still, as a machine does that swaps."""
    bus, pid = await make_bus("algo"), nats_server.server.pid
    assert pid is not None
    subject = "cmd.local.paper-1.new"
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(OutcomeUnknown):
            await bus.publish_durable(subject, health("x"), message_id="order-1")
    finally:
        os.kill(pid, signal.SIGCONT)
    async with asyncio.timeout(10):
        assert await bus.publish_durable(subject, health("x"), message_id="order-1") is True
