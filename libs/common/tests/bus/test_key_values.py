"""Small shared tables on a real server: what a write replaces, and who hears of it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tickloom.bus.nats import NatsBus
from tickloom.contracts.subjects import row
from tickloom.domain.errors import Conflict, Unavailable
from tickloom.testing.plugin import RunningNats

MakeBus = Callable[[str], Awaitable[NatsBus]]


async def eventually(check: Callable[[], bool], *, within_s: float = 10.0) -> None:
    async with asyncio.timeout(within_s):
        while not check():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.01)


async def test_a_row_is_created_once_and_updated_only_from_where_it_stands(
    make_bus: MakeBus,
) -> None:
    table = await (await make_bus("one")).key_value("LEASE")
    first = await table.create("local.7", b"a")
    with pytest.raises(Conflict):
        await table.create("local.7", b"b")
    second = await table.update("local.7", b"b", revision=first)
    with pytest.raises(Conflict):
        await table.update("local.7", b"c", revision=first)
    assert await table.get("local.7") == (b"b", second)
    assert second > first


async def test_who_watches_hears_what_is_there_and_what_comes(
    make_bus: MakeBus, nats_server: RunningNats
) -> None:
    table = await (await make_bus("one")).key_value("KILL")
    heard: list[tuple[str, bytes | None]] = []
    await table.put("local.7", b"before")
    watching = asyncio.create_task(table.watch(lambda key, value, _: heard.append((key, value))))
    await eventually(lambda: ("local.7", b"before") in heard)
    await table.put("local.8", b"after")
    await eventually(lambda: ("local.8", b"after") in heard)
    await nats_server.kill()
    await nats_server.restart()
    again = await (await make_bus("two")).key_value("KILL")
    await again.put("local.9", b"anew")
    await eventually(lambda: ("local.9", b"anew") in heard)
    watching.cancel()


async def test_a_read_without_a_server_is_no_empty_answer(
    make_bus: MakeBus, nats_server: RunningNats
) -> None:
    table = await (await make_bus("one")).key_value("KILL")
    await nats_server.kill()
    with pytest.raises(Unavailable):
        await table.get("local.7")
    await nats_server.restart()
    await table.put("local.7", b"back")


def test_every_account_has_a_key_that_the_server_takes() -> None:
    assert row("paper-1") == "local.paper-1"
    assert row("a.b 5>") == "local.a=2Eb=205=3E"


async def test_a_table_cannot_be_opened_without_a_server_and_that_is_said(
    make_bus: MakeBus, nats_server: RunningNats
) -> None:
    """A bridge whose task ended with an error of nats-py could not act as a dead man's switch."""
    bus = await make_bus("mt5-bridge")
    await nats_server.kill()
    with pytest.raises(Unavailable):
        await bus.key_value("KILL")
    await nats_server.restart()
