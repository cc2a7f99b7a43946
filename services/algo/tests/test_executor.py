"""Who runs the strategies: one process at a time, under the lease of each account."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
import pytest

from algo.testing.bridge import ACCOUNT, JUMP, QUIET, BridgeStandIn
from algo.testing.running import Running, truth, until
from tickloom.bus.port import KeyValue
from tickloom.contracts import subjects
from tickloom.contracts.streams import LEASE_TTL_S
from tickloom.domain.errors import Unavailable
from tickloom.runtime.lease import LeaseRow, row_of
from tickloom.testing.plugin import MakeBus

StartService = Callable[[], Awaitable[Running]]
ACCOUNT_ROW = subjects.row(ACCOUNT)
TAKEN_WITHIN_S = LEASE_TTL_S + 4
FOREIGN = msgspec.json.encode(LeaseRow(holder="somebody"))


@pytest.fixture
async def leases(make_bus: MakeBus) -> KeyValue:
    return await (await make_bus("looker")).key_value("LEASE")


@asynccontextmanager
async def held_by_somebody(leases: KeyValue, row: str) -> AsyncGenerator[None, None]:
    """Somebody else holds the row and renews it."""
    await leases.put(row, FOREIGN)

    async def renew() -> None:
        while True:
            await asyncio.sleep(LEASE_TTL_S / 6)
            await leases.put(row, FOREIGN)

    renewing = asyncio.create_task(renew())
    yield
    renewing.cancel()
    await asyncio.gather(renewing, return_exceptions=True)


async def crossed(bridge: BridgeStandIn, algo: Running, deployment: str) -> str:
    """What is decided on the next upward cross of the average, and why."""
    await algo.has_decided(deployment, bridge.close_bar(QUIET))
    decision = await algo.has_decided(deployment, bridge.close_bar(JUMP))
    return f"{decision.action} {decision.reason}".strip()


async def test_a_command_carries_the_token_of_its_accounts_lease(
    bridge: BridgeStandIn, start_service: StartService, leases: KeyValue
) -> None:
    bridge.history(300)
    algo = await start_service()
    deployment = (await algo.start(await algo.save())).deployment
    await algo.is_running(deployment)
    assert (await crossed(bridge, algo, deployment)).startswith("enter_long")
    assert await until(lambda: truth(bridge.commands))
    found = await leases.get(ACCOUNT_ROW)
    assert found is not None
    assert bridge.commands[0].lease_token == row_of(*found).token
    assert algo.service.health() == (True, "ready")


async def test_without_the_lease_of_the_account_nothing_is_entered_and_exits_go_on(
    bridge: BridgeStandIn, start_service: StartService, leases: KeyValue
) -> None:
    bridge.history(300)
    algo = await start_service()
    deployment = (await algo.start(await algo.save())).deployment
    await algo.is_running(deployment)
    assert (await crossed(bridge, algo, deployment)).startswith("enter_long")
    assert await until(lambda: truth(bridge.positions))
    async with held_by_somebody(leases, ACCOUNT_ROW):
        await until(lambda: truth(not algo.service.health()[0]))
        assert ACCOUNT in algo.service.health()[1]
        assert (await algo.has_decided(deployment, bridge.close_bar(QUIET))).action == "exit"
        assert await until(lambda: truth(bridge.closes))
        assert bridge.closes[0].lease_token is None
        await bridge.end_close(bridge.closes[0])
        assert await until(lambda: truth(not bridge.positions))
        assert (await crossed(bridge, algo, deployment)).startswith("refused no_lease")
        assert "no lease" in (await algo.status(deployment)).detail
    await until(lambda: truth(algo.service.health()[0]), within_s=TAKEN_WITHIN_S)
    assert (await crossed(bridge, algo, deployment)).startswith("enter_long")
    assert await until(lambda: truth(len(bridge.commands) == 2))
    first, second = (command.lease_token for command in bridge.commands)
    assert first is not None
    assert second is not None
    assert second > first


async def test_a_second_process_stands_by_and_takes_over_when_the_first_has_died(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    bridge.history(300)
    first = await start_service()
    deployment = (await first.start(await first.save())).deployment
    await first.is_running(deployment)
    assert (await crossed(bridge, first, deployment)).startswith("enter_long")
    assert await until(lambda: truth(bridge.positions))
    second = await start_service()
    assert "standing by" in second.service.health()[1]
    await first.die()

    async def is_running() -> bool:
        try:
            return (await second.status(deployment)).state == "running"
        except Unavailable:
            return False

    await until(is_running, within_s=TAKEN_WITHIN_S)
    assert (await second.status(deployment)).position is not None
    assert (await second.has_decided(deployment, bridge.close_bar(QUIET))).action == "exit"
    assert await until(lambda: truth(bridge.closes))
    await bridge.end_close(bridge.closes[0])
    assert await until(lambda: truth(not bridge.positions))
    await until(lambda: truth(second.service.health()[0]), within_s=TAKEN_WITHIN_S)
    assert (await crossed(bridge, second, deployment)).startswith("enter_long")
    assert await until(lambda: truth(len(bridge.commands) == 2))
    before, after = (command.lease_token for command in bridge.commands)
    assert before is not None
    assert after is not None
    assert after > before


async def test_a_process_that_ends_in_order_is_followed_at_once(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    bridge.history(300)
    first = await start_service()
    deployment = (await first.start(await first.save())).deployment
    await first.is_running(deployment)
    second = await start_service()
    await first.end()
    await until(lambda: truth("standing by" not in second.service.health()[1]), within_s=4)
    await second.is_running(deployment)
    assert second.service.health()[0]


async def test_who_finds_another_process_at_work_ends_everything_and_stands_by(
    bridge: BridgeStandIn, start_service: StartService, leases: KeyValue
) -> None:
    bridge.history(300)
    algo = await start_service()
    deployment = (await algo.start(await algo.save())).deployment
    await algo.is_running(deployment)
    await algo.has_decided(deployment, bridge.close_bar(QUIET))
    async with held_by_somebody(leases, subjects.executor_row()):
        await until(lambda: truth("standing by: somebody" in algo.service.health()[1]))
        with pytest.raises(Unavailable):
            await algo.status(deployment)
        missed = bridge.close_bar(JUMP)
        bridge.close_bar(JUMP)
    await until(
        lambda: truth("standing by" not in algo.service.health()[1]), within_s=TAKEN_WITHIN_S
    )
    await algo.is_running(deployment)
    decided = await algo.has_decided(deployment, missed)
    assert (decided.action, decided.reason.partition(":")[0]) == ("refused", "bar_too_old")
    assert bridge.commands == []
