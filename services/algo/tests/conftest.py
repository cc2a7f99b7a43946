"""The service on a real NATS and a real PostgreSQL, beside a small bridge."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from algo.settings import AlgoSettings
from algo.testing.bridge import BridgeStandIn
from algo.testing.running import Running
from tickloom.runtime.clock import LiveClock
from tickloom.runtime.service import Service
from tickloom.testing.plugin import MakeBus

StartService = Callable[[], Awaitable[Running]]


@pytest.fixture
async def bridge(make_bus: MakeBus) -> BridgeStandIn:
    bridge = BridgeStandIn(await make_bus("mt5-bridge"))
    await bridge.open()
    return bridge


@pytest.fixture
async def start_service(make_bus: MakeBus, postgres_dsn: str) -> AsyncIterator[StartService]:
    lives: list[Running] = []

    async def start() -> Running:
        settings = AlgoSettings.model_validate(
            {"postgres_dsn": postgres_dsn, "status_repeat_s": 0.2}
        )
        bus = await make_bus("algo")
        service = Service("algo", settings, bus, LiveClock())
        life = Running(service, await make_bus("gateway"), bus.close)
        lives.append(life)
        await life.ready()
        return life

    yield start
    for life in lives:
        await life.end()
