"""Rows 20 to 22: PostgreSQL is away, slow, or ends its connections while orders are given."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from tickloom.contracts.message import Stamper
from tickloom.contracts.subjects import command
from tickloom.contracts.trading import ClosePosition
from tickloom.domain.errors import OutcomeUnknown
from tickloom.runtime.clock import LiveClock

pytestmark = pytest.mark.faults
ACCOUNT = "paper-1"


def behind_a(wire: Any, house: Any) -> dict[str, str]:
    """The environment of a service whose database is at the other end of a wire."""
    address = house.postgres.dsn().replace(f":{house.postgres.port}/", f":{wire.port}/")
    return {"TICKLOOM_POSTGRES_DSN": address}


async def close_by_the_bus(house: Any, position: int) -> None:
    """An exit as a maker of orders says it, past every service that needs the database."""
    bus, clock = await house.bus("algo"), LiveClock()
    subject = command(ACCOUNT, "close")
    stamper = Stamper(mode="demo", now_us=clock.now_us)
    message = ClosePosition(
        **stamper.header(subject), order_id="exit", account=ACCOUNT, position=position,
        symbol="EURUSD", expires_at=clock.now_us() + 10_000_000,
    )  # fmt: skip
    with contextlib.suppress(OutcomeUnknown):
        await bus.publish_durable(subject, message, message_id="exit")


@pytest.mark.parametrize("how", ["killed", "silent"])
async def test_without_the_database_nothing_is_entered_and_everything_can_be_left(
    house: Any, how: str
) -> None:
    """Row 20. Refused at the ledger; the bridge closes; the switch is thrown by its page's road."""
    wire = await house.proxy(house.postgres.port)
    behind = behind_a(wire, house)
    await house.start("terminal", "mt5-bridge")
    await house.start("analytics", "gateway", **behind)
    for number in range(2):
        answer = await house.order(key=f"k{number}")
        assert answer.status_code == 201, answer.text
    await house.holds()
    if how == "killed":
        await asyncio.to_thread(house.postgres.kill)
    else:
        wire.hold()
    refused = await house.order(key="while-away")
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable"), refused.text
    assert house.ledger.sent() == 2
    await close_by_the_bus(house, min(house.ledger.held()))

    async def has_left() -> bool:
        return len(house.ledger.held()) == 1

    await house.eventually(has_left, within_s=10, what="an exit goes through")
    async with asyncio.timeout(15):
        thrown = await house.http.post(
            "kill-switch", json={"reason": "no database", "flatten": True}
        )
    assert thrown.status_code == 200, thrown.text
    assert thrown.json()["accounts"][0]["stage"] != "unconfirmed", thrown.text

    async def is_flat() -> bool:
        return not house.ledger.held()

    await house.eventually(is_flat, within_s=20, what="the kill switch closes everything")
    if how == "killed":
        await asyncio.to_thread(house.postgres.start)
    wire.mend()
    await house.holds(within_s=30)
    assert len(house.ledger.traded()) == 4


async def test_with_a_slow_database_an_order_expires_rather_than_being_sent_late(
    house: Any,
) -> None:
    """Row 21: every question takes 2 s, and an order asks several before it may leave."""
    wire = await house.proxy(house.postgres.port)
    behind = behind_a(wire, house)
    await house.start("terminal", "mt5-bridge", "analytics")
    await house.start("gateway", **behind)
    first = await house.order(key="first")
    assert first.status_code == 201, first.text
    wire.delay_s = 1.0
    slow = await house.order(key="slow", valid_for_s=2)
    wire.delay_s = 0.0
    assert slow.status_code in {422, 503}, slow.text
    assert house.ledger.sent() == 1, "nothing was sent late"

    async def passes() -> bool:
        return (await house.order(key="after")).status_code == 201

    await house.eventually(passes, within_s=20, what="orders pass again")
    assert house.ledger.sent() == 2
    await house.holds()


@contextlib.asynccontextmanager
async def ending_connections(house: Any) -> AsyncGenerator[list[int]]:
    """Every connection of the services ends, again and again, in the middle of anything."""
    ended: list[int] = []

    async def end() -> None:
        while True:
            rows = await house.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name LIKE 'tickloom-%'"
            )
            ended.append(len(rows))
            await asyncio.sleep(0.1)

    task = asyncio.create_task(end())
    yield ended
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_connections_that_end_amid_orders_neither_lose_nor_double_one(house: Any) -> None:
    """Row 22. The client asks again under its key for as long as it is told to try again."""
    await house.start("terminal", "mt5-bridge", "analytics", "gateway")
    keys = [f"k{number}" for number in range(12)]
    async with ending_connections(house) as ended:
        for key in keys:

            async def is_filled(key: str = key) -> bool:
                answer = await house.order(key=key, volume="0.01")
                assert answer.status_code in {201, 202, 503}, answer.text  # never another end
                return answer.status_code == 201

            await house.eventually(is_filled, within_s=30, what=f"{key} is filled")
    assert sum(ended) > len(keys)
    assert house.ledger.sent() == len(keys)
    await house.holds(within_s=30)


async def test_an_order_whose_answer_cannot_be_written_down_is_told_as_it_is(house: Any) -> None:
    """Who were told to try again, because the audit is away, might order twice."""
    wire = await house.proxy(house.postgres.port)
    behind = behind_a(wire, house)
    await house.start("terminal", "mt5-bridge", "analytics")
    await house.start("gateway", **behind)
    first = await house.order(key="first")
    assert first.status_code == 201, first.text
    await asyncio.sleep(1.5)  # the gateway has heard the account, and need not ask for it
    house.signal("mt5-bridge", signal.SIGSTOP)
    asked = asyncio.create_task(house.order(key="unaudited"))

    async def is_under_way() -> bool:
        rows = await house.rows("SELECT 1 FROM gateway.audit WHERE what = 'order.new' OFFSET 1")
        return bool(rows)

    await house.eventually(is_under_way, within_s=10, what="the order is on its way")
    await asyncio.sleep(0.5)
    wire.cut()
    house.signal("mt5-bridge", signal.SIGCONT)
    answer = await asked
    assert (answer.status_code, answer.json()["state"]) == (201, "filled"), answer.text
    wire.mend()

    async def is_answered() -> bool:
        return (await house.order(key="unaudited")).status_code == 201

    await house.eventually(is_answered, within_s=20, what="the same key has the same answer")
    assert house.ledger.sent() == 2
    await house.holds()


async def test_a_key_whose_order_was_not_sent_is_free_when_the_database_is_back(
    house: Any,
) -> None:
    """It was reserved, nothing was sent, and the database went before it could be freed."""
    wire = await house.proxy(house.postgres.port)
    behind = behind_a(wire, house)
    await house.start("terminal", "mt5-bridge", "analytics")
    await house.start("gateway", **behind)
    house.signal("mt5-bridge", signal.SIGSTOP)  # the order waits for the symbol's sheet
    asked = asyncio.create_task(house.order(key="reserved"))

    async def is_reserved() -> bool:
        return bool(await house.rows("SELECT 1 FROM gateway.answers WHERE key = 'reserved'"))

    await house.eventually(is_reserved, within_s=10, what="the key is reserved")
    wire.cut()
    refused = await asked
    assert refused.status_code == 503, refused.text
    house.signal("mt5-bridge", signal.SIGCONT)
    wire.mend()

    async def passes() -> bool:
        return (await house.order(key="reserved")).status_code == 201

    await house.eventually(passes, within_s=20, what="the key is free")
    assert house.ledger.sent() == 1
    await house.holds()
