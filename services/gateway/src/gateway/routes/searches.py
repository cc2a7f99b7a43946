"""Sweeps and walk-forwards: which set of params is best, and whether it stays so."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from gateway import runs
from gateway.access import SignedIn, UsesParts
from gateway.cursors import of_cursor, to_cursor
from gateway.idempotency import OptionalKey
from gateway.models.backtest import (
    Deleted,
    Started,
    Sweep,
    Sweeps,
    Variant,
    Variants,
    WalkForward,
    WalkForwards,
)
from gateway.models.backtest_requests import StartSweep, StartWalkForward
from gateway.models.reply import model_of
from gateway.routes.backtests import RunId
from gateway.routes.trading import Cursor, Limit
from tickloom.contracts import backtest
from tickloom.contracts.subjects import rpc

router = APIRouter(tags=["backtests"])

Sort = Annotated[
    str,
    Query(pattern="^-?[a-z0-9_]{1,64}$", description="a statistic, - before it: lowest first"),
]


@router.post("/sweeps", status_code=202, response_model=Started)
async def start_sweep(
    *, request: Request, parts: UsesParts, caller: SignedIn, body: StartSweep,
    key: OptionalKey = None,
) -> Response:  # fmt: skip
    """Run every set of a space; results come while it runs, best first."""
    return await runs.start(request, parts, caller, key=key, wanted=runs.asked("sweep", body))


@router.get("/sweeps")
async def read_sweeps(parts: UsesParts, *, limit: Limit = 200, cursor: Cursor = None) -> Sweeps:
    """Sweeps, newest first."""
    found, following = await runs.page(parts, "sweep", limit=limit, cursor=cursor)
    return Sweeps(mode=parts.live.board.mode, sweeps=found, next_cursor=following)


@router.get("/sweeps/{sweep}")
async def read_sweep(parts: UsesParts, sweep: RunId) -> Sweep:
    """A sweep with its best set and how much of it may be luck."""
    reply = await runs.read(parts, "sweep", sweep)
    search = runs.part(reply.request, "search")
    return Sweep.model_validate(
        runs.of_report(
            Sweep, parts, reply, method=search.get("method", "grid"),
            objective=search.get("objective", ""), trials=reply.total, done=reply.done,
        )
    )  # fmt: skip


@router.get("/sweeps/{sweep}/results")
async def read_variants(
    parts: UsesParts, sweep: RunId, *, sort: Sort = "objective", limit: Limit = 200,
    cursor: Cursor = None,
) -> Variants:  # fmt: skip
    """Sets that are done, by a statistic, highest first."""
    first = of_cursor(cursor) or 0
    wanted = backtest.TrialsRequest(
        run=sweep, sort=sort.removeprefix("-"), ascending=sort.startswith("-"), first=first,
        limit=limit,
    )  # fmt: skip
    reply = await parts.bus.request(
        rpc("backtester", "sweeps.trials"), wanted, backtest.TrialsReply
    )
    end = first + len(reply.trials)
    return Variants(
        mode=parts.live.board.mode, results=[model_of(Variant, trial) for trial in reply.trials],
        total=reply.total,
        next_cursor=to_cursor(end) if reply.trials and end < reply.total else None,
    )  # fmt: skip


@router.delete("/sweeps/{sweep}")
async def delete_sweep(parts: UsesParts, sweep: RunId) -> Deleted:
    """Forget a sweep; one that runs is cancelled."""
    gone = await runs.delete(parts, "sweep", sweep)
    return Deleted(mode=parts.live.board.mode, id=gone)


@router.post("/walk-forwards", status_code=202, response_model=Started)
async def start_walk_forward(
    *, request: Request, parts: UsesParts, caller: SignedIn, body: StartWalkForward,
    key: OptionalKey = None,
) -> Response:  # fmt: skip
    """Choose the best set on one part of the history, show it on the next, and go on."""
    return await runs.start(
        request, parts, caller, key=key, wanted=runs.asked("walk_forward", body)
    )


@router.get("/walk-forwards")
async def read_walk_forwards(
    parts: UsesParts, *, limit: Limit = 200, cursor: Cursor = None
) -> WalkForwards:
    """Walk-forwards, newest first."""
    found, following = await runs.page(parts, "walk_forward", limit=limit, cursor=cursor)
    return WalkForwards(mode=parts.live.board.mode, walk_forwards=found, next_cursor=following)


@router.get("/walk-forwards/{walk_forward}")
async def read_walk_forward(parts: UsesParts, walk_forward: RunId) -> WalkForward:
    """A walk-forward with its windows and what their unseen parts come to together."""
    reply = await runs.read(parts, "walk_forward", walk_forward)
    search, windows = runs.part(reply.request, "search"), runs.part(reply.request, "windows")
    return WalkForward.model_validate(
        runs.of_report(
            WalkForward, parts, reply, scheme=windows.get("scheme", "rolling"),
            objective=search.get("objective", ""), trials=reply.total, done=reply.done,
        )
    )  # fmt: skip


@router.delete("/walk-forwards/{walk_forward}")
async def delete_walk_forward(parts: UsesParts, walk_forward: RunId) -> Deleted:
    """Forget a walk-forward; one that runs is cancelled."""
    gone = await runs.delete(parts, "walk_forward", walk_forward)
    return Deleted(mode=parts.live.board.mode, id=gone)
