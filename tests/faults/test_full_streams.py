"""Row 15: a stream takes nothing more. Commands are refused, fills wait in the journal."""
# pyright: reportUnknownMemberType=false
# nats-py leaves a few parameters untyped.

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import nats
import pytest
from nats.js.api import DiscardPolicy

pytestmark = pytest.mark.faults


@asynccontextmanager
async def full(house: Any, stream: str) -> AsyncGenerator[None]:
    """A stream whose bound is what it holds, and which refuses instead of forgetting."""
    client = await nats.connect(house.nats.url_for(house.owner))
    js = client.jetstream()
    info = await js.stream_info(stream)
    bytes_max, discard = info.config.max_bytes, info.config.discard
    small = info.config.evolve(max_bytes=max(1, info.state.bytes), discard=DiscardPolicy.NEW)
    await js.update_stream(small)
    yield
    await js.update_stream(info.config.evolve(max_bytes=bytes_max, discard=discard))
    await client.close()


async def test_a_command_that_the_bus_does_not_take_is_refused_and_its_key_is_free(
    house: Any,
) -> None:
    await house.start("terminal", "mt5-bridge", "analytics", "gateway")
    first = await house.order(key="first")
    assert first.status_code == 201, first.text
    async with full(house, "CMD"):
        refused = await house.order(key="full")
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable"), refused.text
    again = await house.order(key="full")
    assert again.status_code == 201, again.text
    assert house.ledger.sent() == 2
    await house.holds()


async def test_fills_that_the_bus_does_not_take_wait_and_are_told_once(house: Any) -> None:
    await house.start("terminal", "mt5-bridge", "analytics", "gateway")
    first = await house.order(key="first")
    assert first.status_code == 201, first.text
    await house.holds()
    async with full(house, "EVT"):
        asked = asyncio.ensure_future(house.order(key="untold"))

        async def is_filled() -> bool:
            return len(house.ledger.traded()) == 2

        await house.eventually(is_filled, within_s=10, what="the broker has filled it")
        answer = await asked
        assert (answer.status_code, answer.json()["is_known"]) == (202, False), answer.text
        assert await house.disagreement()
    await house.holds()

    async def is_told() -> bool:
        return (await house.order(key="untold")).status_code == 201

    await house.eventually(is_told, within_s=10, what="the same key is answered: filled")
    assert house.ledger.sent() == 2
