"""The switch that stops everything: thrown at once, released by a person with a reason."""

import structlog
from fastapi import APIRouter, Request, Response

from gateway.access import Trader, UsesParts
from gateway.idempotency import OptionalKey, once
from gateway.models.orders import Flatten, Flattened, Kill, Killed, KillStates, ReleaseKill, Trip
from gateway.orders.asking import Asking, Asks
from gateway.orders.flattening import flattened, left
from gateway.orders.killing import accounts_of, say, state_of
from gateway.patience import within
from gateway.routes.deployments import stop
from tickloom.contracts import algo
from tickloom.contracts.subjects import rpc
from tickloom.domain.errors import TickloomError, TryAgain, Unavailable

router = APIRouter(tags=["kill switch"])
_NOTED_WITHIN_S = 2.0
log = structlog.get_logger(__name__)


@router.get("/kill-switch")
async def read_kill_switch(parts: UsesParts) -> KillStates:
    """How the switch of every account stands."""
    accounts = [state_of(account) for account in await parts.venue_now.accounts()]
    try:
        reply = await parts.bus.request(
            rpc("algo", "deployments.list"), algo.DeploymentsRequest(), algo.DeploymentsReply
        )
        running = sum(status.state not in {"stopped", "failed"} for status in reply.deployments)
    except Unavailable:
        return KillStates(mode=parts.live.board.mode, accounts=accounts)
    return KillStates(mode=parts.live.board.mode, accounts=accounts, running=running)


@router.post("/kill-switch", response_model=Killed)
async def stop_everything(
    *, request: Request, parts: UsesParts, caller: Trader, body: Trip | None = None,
    key: OptionalKey = None,
) -> Response:  # fmt: skip
    """Refuse new orders at the bridge, stop every strategy, and with `flatten` close everything."""
    trip = body or Trip()
    asks = Asking(request=request, parts=parts, caller=caller, key=key or str(parts.clock.now_us()))

    async def work() -> Killed:
        names = await accounts_of(parts, trip.account)
        kills = await say(
            parts, caller, names, reason=trip.reason, engaged=True, flatten=trip.flatten
        )
        problems = [f"{k.account}: {k.detail}" for k in kills if k.stage == "unconfirmed"]
        stopped: int | None = None
        try:
            stopped = len((await stop(parts, algo.StopDeployment(reason=trip.reason))).deployments)
        except TryAgain as error:
            if all(kill.stage == "unconfirmed" for kill in kills):
                raise
            problems.append(f"strategies: {error.detail}")
        closed = await _closed(asks, kills, trip) if trip.flatten else []
        for kill in kills:
            await _noted(asks, "kill.throw", kill, trip.reason)
        return Killed(
            mode=parts.live.board.mode, stopped=stopped, accounts=kills, closed=closed,
            problems=problems,
        )  # fmt: skip

    if getattr(request.state, "is_remembered", False):
        key = None  # no database: thrown twice is thrown
    return await once(request, caller, key, status=200, work=work)


async def _closed(asks: Asking, kills: list[Kill], trip: Trip) -> list[Flattened]:
    """By orders, for the accounts whose bridge has no switch that does it."""
    done: list[Flattened] = []
    for kill in kills:
        if kill.stage != "unconfirmed":
            continue
        asked = Flatten(reason=trip.reason)
        try:
            account = await asks.parts.venue_now.account(kill.account)
            name = f"{asks.order_id}-{kill.account}"
            outcomes = await flattened(asks, account, asked, name)
            done.append(await left(asks.parts, kill.account, asked, outcomes))
        except TickloomError as error:
            log.error("kill_could_not_close", account=kill.account, detail=error.detail)
    return done


@router.post("/kill-switch/release", response_model=KillStates)
async def release_kill_switch(asks: Asks, body: ReleaseKill) -> Response:
    """Let orders pass again. Strategies stay stopped until somebody starts them."""
    parts = asks.parts

    async def work() -> KillStates:
        names = await accounts_of(parts, body.account)
        kills = await say(
            parts, asks.caller, names, reason=body.reason, engaged=False, flatten=False
        )
        for kill in kills:
            await _noted(asks, "kill.release", kill, body.reason)
        return KillStates(mode=parts.live.board.mode, accounts=kills)

    return await once(asks.request, asks.caller, asks.key, status=200, work=work)


async def _noted(asks: Asking, what: str, kill: Kill, reason: str) -> None:
    """The switch comes before its audit: a database that is away must not hold it up."""
    detail = {"reason": reason, "stage": kill.stage, "flatten": kill.flatten}
    try:
        noting = asks.note(what, account=kill.account, subject=kill.account, detail=detail)
        await within(_NOTED_WITHIN_S, noting)
    except TickloomError as error:
        log.error("kill_unaudited", account=kill.account, detail=error.detail)
