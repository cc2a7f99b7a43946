"""A life of the service inside the test's own process, and a client that asks it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec

from algo.__main__ import compose
from algo.settings import AlgoSettings
from algo.testing.bridge import ACCOUNT
from tickloom.bus.port import Bus
from tickloom.contracts import algo as said
from tickloom.contracts import subjects
from tickloom.runtime.service import Service

T = TypeVar("T", bound=msgspec.Struct)
R = TypeVar("R")
SMA_CROSS: dict[str, Any] = {
    "spec_version": 1,
    "name": "Close over its average",
    "timeframe": "M1",
    "entry": {
        "long": {"left": {"price": "close"}, "op": "crosses_above",
                 "right": {"ind": "sma", "period": 5}}
    },
    "exit": {
        "long": {"left": {"price": "close"}, "op": "crosses_below",
                 "right": {"ind": "sma", "period": 5}}
    },
    "stop_loss": {"unit": "pips", "value": 20},
    "take_profit": [{"unit": "pips", "value": 40}],
    "sizing": {"mode": "fixed_lots", "lots": 0.1},
}  # fmt: skip


class Running:
    """A life of the service, and a client that asks it; `hang_up` closes the service's bus."""

    def __init__(
        self, service: Service[AlgoSettings], client: Bus, hang_up: Callable[[], Awaitable[None]]
    ) -> None:
        self.service = service
        self.client = client
        self._hang_up = hang_up
        self._task = asyncio.create_task(service.run(compose))

    async def ready(self) -> None:
        while not self.service.health()[0]:
            if self._task.done():
                await self._task
            await asyncio.sleep(0.01)

    async def end(self) -> None:
        if not self._task.done():
            self.service.stop()
            await self._task
            await self._hang_up()

    async def die(self) -> None:
        """Without a word to anybody, as a killed process."""
        await self._hang_up()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def ask(self, verb: str, message: msgspec.Struct, reply: type[T]) -> T:
        return await self.client.request(subjects.rpc("algo", verb), message, reply)

    async def save(self, document: dict[str, Any] = SMA_CROSS) -> str:
        saved = await self.ask(
            "strategies.save", said.SaveStrategy(document=document), said.SaveStrategyReply
        )
        assert saved.strategy is not None, saved.findings
        return saved.strategy.strategy

    async def start(self, strategy: str, **fields: str | None) -> said.StrategyStatus:
        asked: dict[str, Any] = {"account": ACCOUNT, "symbol": "EURUSD", **fields}
        request = said.StartDeployment(strategy=strategy, **asked)
        return await self.ask("deployments.start", request, said.StrategyStatus)

    async def status(self, deployment: str) -> said.StrategyStatus:
        request = said.DeploymentsRequest(deployment=deployment)
        return (await self.ask("deployments.list", request, said.DeploymentsReply)).deployments[0]

    async def decisions(self, deployment: str) -> list[said.Decision]:
        request = said.DecisionsRequest(deployment=deployment)
        return (await self.ask("decisions", request, said.DecisionsReply)).decisions

    async def has_decided(self, deployment: str, bar_time: int) -> said.Decision:
        async def last() -> said.Decision | None:
            decisions = await self.decisions(deployment)
            return next((d for d in decisions if d.bar_time == bar_time), None)

        return await until(last)

    async def is_running(self, deployment: str) -> said.StrategyStatus:
        async def status() -> said.StrategyStatus | None:
            now = await self.status(deployment)
            return now if now.state == "running" else None

        return await until(status)


async def until(ask: Callable[[], Awaitable[R | None]], *, within_s: float = 30.0) -> R:
    """The first answer that is not None (or False)."""
    async with asyncio.timeout(within_s):
        while True:
            answer = await ask()
            if answer:
                return answer
            await asyncio.sleep(0.02)


async def truth(value: object) -> bool:
    return bool(value)


async def detail_of(algo: Running, deployment: str) -> str:
    return (await algo.status(deployment)).detail


async def seen(
    algo: Running, deployment: str, is_so: Callable[[said.StrategyStatus], bool]
) -> bool:
    return is_so(await algo.status(deployment))
