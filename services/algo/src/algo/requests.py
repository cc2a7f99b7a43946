"""The requests this service answers, each with its message and its handler."""

from contextlib import AsyncExitStack

from algo.indicators import Indicators
from algo.library import Library
from algo.placement import Placement
from algo.store import Store
from algo.supervisor import Supervisor
from tickloom.bus.port import Bus
from tickloom.contracts.algo import (
    DecisionsReply,
    DecisionsRequest,
    DeploymentsReply,
    DeploymentsRequest,
    IndicatorsRequest,
    SaveStrategy,
    StartDeployment,
    StopDeployment,
    StrategiesRequest,
    StrategyStatus,
)
from tickloom.contracts.subjects import rpc
from tickloom.domain.errors import InvalidInput

_DECISIONS_LIMIT = 1_000


class Requests:
    """Unpacks requests and packs replies; decides nothing."""

    def __init__(
        self, *, library: Library, placement: Placement, supervisor: Supervisor,
        indicators: Indicators, store: Store,
    ) -> None:  # fmt: skip
        self._library = library
        self._placement = placement
        self._supervisor = supervisor
        self._indicators = indicators
        self._store = store

    async def serve(self, bus: Bus, stack: AsyncExitStack) -> None:
        """What every process can answer."""
        for answering in (
            bus.serve(rpc("algo", "strategies.list"), StrategiesRequest, self._library.list),
            bus.serve(rpc("algo", "strategies.save"), SaveStrategy, self._library.save),
            bus.serve(rpc("algo", "decisions"), DecisionsRequest, self._decisions),
            bus.serve(rpc("algo", "indicators"), IndicatorsRequest, self._indicators.answer),
        ):
            stack.push_async_callback((await answering).unsubscribe)
        await bus.flush()  # ready means that the server knows who answers

    async def serve_deployments(self, bus: Bus, stack: AsyncExitStack) -> None:
        """What only the process can answer that runs them."""
        for answering in (
            bus.serve(rpc("algo", "deployments.start"), StartDeployment, self._start),
            bus.serve(rpc("algo", "deployments.stop"), StopDeployment, self._stop),
            bus.serve(rpc("algo", "deployments.list"), DeploymentsRequest, self._list),
        ):
            stack.push_async_callback((await answering).unsubscribe)
        await bus.flush()

    async def _start(self, request: StartDeployment) -> StrategyStatus:
        known = await self._known(request.deployment)
        return known or await self._supervisor.start(await self._placement.place(request))

    async def _known(self, deployment: str | None) -> StrategyStatus | None:
        if deployment is None or not await self._store.deployments(deployment):
            return None
        return (await self._supervisor.statuses(deployment))[0]

    async def _stop(self, request: StopDeployment) -> DeploymentsReply:
        stopped = await self._supervisor.stop(request.deployment, request.reason)
        return DeploymentsReply(deployments=stopped)

    async def _list(self, request: DeploymentsRequest) -> DeploymentsReply:
        return DeploymentsReply(deployments=await self._supervisor.statuses(request.deployment))

    async def _decisions(self, request: DecisionsRequest) -> DecisionsReply:
        if not 1 <= request.limit <= _DECISIONS_LIMIT:
            raise InvalidInput("limit", request.limit, f"1 to {_DECISIONS_LIMIT}")
        await self._supervisor.statuses(request.deployment)
        decisions, more = await self._store.decisions(
            request.deployment, before=request.before, limit=request.limit
        )
        return DecisionsReply(decisions=decisions, more=more)
