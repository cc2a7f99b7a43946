"""Running strategies: start, stop, look at their decisions."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from gateway.access import Trader, UsesParts
from gateway.idempotency import OptionalKey, RequiredKey, once
from gateway.models.algo import (
    Decision,
    Decisions,
    Deployments,
    StartDeployment,
    StopReason,
    StrategyStatus,
)
from gateway.models.reply import model_of
from gateway.parts import Parts
from gateway.routes.market import TimeUs
from tickloom.contracts import algo
from tickloom.contracts.subjects import rpc
from tickloom.domain.errors import NotFound

router = APIRouter(tags=["strategies"])

_STARTS_WITHIN_S = 15.0


@router.get("/deployments")
async def read_deployments(parts: UsesParts) -> Deployments:
    reply = await parts.bus.request(
        rpc("algo", "deployments.list"), algo.DeploymentsRequest(), algo.DeploymentsReply
    )
    deployments = [model_of(StrategyStatus, status) for status in reply.deployments]
    return Deployments(mode=parts.live.board.mode, deployments=deployments)


def deployment_id(user: str, key: str) -> str:
    """The id that a key starts: a request repeated after a crash starts the same deployment."""
    return "d-" + hashlib.sha256(f"{user}\n{key}".encode()).hexdigest()[:12]


@router.post("/deployments", status_code=201, response_model=StrategyStatus)
async def start_deployment(
    *, request: Request, parts: UsesParts, caller: Trader, body: StartDeployment,
    key: RequiredKey,
) -> Response:  # fmt: skip
    """Run a strategy on an account."""
    wanted = algo.StartDeployment(
        strategy=body.strategy, account=body.account, deployment=deployment_id(caller.user, key),
        symbol=body.symbol, timeframe=body.timeframe and body.timeframe.value, sizing=body.sizing,
    )  # fmt: skip

    async def work() -> StrategyStatus:
        status = await parts.bus.request(
            rpc("algo", "deployments.start"), wanted, algo.StrategyStatus,
            timeout_s=_STARTS_WITHIN_S,
        )  # fmt: skip
        return model_of(StrategyStatus, status)

    return await once(request, caller, key, status=201, work=work)


@router.post("/deployments/{deployment}/stop", response_model=StrategyStatus)
async def stop_deployment(
    *, request: Request, parts: UsesParts, caller: Trader, deployment: str,
    body: StopReason | None = None, key: OptionalKey = None,
) -> Response:  # fmt: skip
    """Stop one deployment; its open positions keep their stop loss and take profit."""
    reason = (body or StopReason()).reason

    async def work() -> StrategyStatus:
        stopped = await stop(parts, algo.StopDeployment(deployment=deployment, reason=reason))
        if not stopped.deployments:
            raise NotFound(f"no deployment {deployment[:64]!r}", code="unknown_deployment")
        return model_of(StrategyStatus, stopped.deployments[0])

    return await once(request, caller, key, status=200, work=work)


@router.get("/deployments/{deployment}/decisions")
async def read_decisions(
    parts: UsesParts,
    deployment: str,
    *,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 200,
    before: TimeUs = None,
) -> Decisions:
    """What was decided on each closed bar, newest first, with bar_time < before."""
    request = algo.DecisionsRequest(deployment=deployment, before=before, limit=limit)
    reply = await parts.bus.request(rpc("algo", "decisions"), request, algo.DecisionsReply)
    decisions = [model_of(Decision, decision) for decision in reply.decisions]
    return Decisions(mode=parts.live.board.mode, decisions=decisions, more=reply.more)


async def stop(parts: Parts, wanted: algo.StopDeployment) -> algo.DeploymentsReply:
    return await parts.bus.request(rpc("algo", "deployments.stop"), wanted, algo.DeploymentsReply)
