"""What the routes of backtests, sweeps and walk-forwards share: asking, starting, listing."""

import hashlib
from datetime import datetime
from typing import Any

import msgspec
from fastapi import Request, Response
from pydantic import BaseModel

from gateway.credentials import Caller
from gateway.cursors import of_cursor, to_cursor
from gateway.idempotency import once
from gateway.models.backtest import Run, Started
from gateway.models.backtest_requests import StartBacktest, StartSweep, StartWalkForward
from gateway.models.reply import model_of
from gateway.parts import Parts
from tickloom.contracts import backtest
from tickloom.contracts.message import uuid7
from tickloom.contracts.subjects import rpc
from tickloom.domain.errors import InvalidInput

_STARTS_WITHIN_S = 60.0
"""A start reads the data of the run, which may have to be fetched first."""
_PREFIX: dict[backtest.RunKind, str] = {"backtest": "b", "sweep": "s", "walk_forward": "w"}


def time_us(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1_000_000)


async def start(
    request: Request, parts: Parts, caller: Caller, *, key: str | None, wanted: backtest.StartRun
) -> Response:
    """Start it once for a key, and say where its job is."""
    name = _PREFIX[wanted.kind]
    run = _id_of(name, caller.user, key) or f"{name}-{uuid7(parts.clock.now_us() // 1000)}"
    field = wanted.kind

    async def work() -> Started:
        reply = await parts.bus.request(
            rpc("backtester", "runs.start"), msgspec.structs.replace(wanted, run=run),
            backtest.RunStarted, timeout_s=_STARTS_WITHIN_S,
        )  # fmt: skip
        made = {field: reply.run}
        return Started.model_validate({"mode": parts.live.board.mode, "job": reply.job, **made})

    response = await once(request, caller, key, status=202, work=work)
    job = Started.model_validate_json(bytes(response.body)).job
    response.headers["Location"] = f"/api/v1/jobs/{job}"
    return response


def _id_of(prefix: str, user: str, key: str | None) -> str | None:
    """The id that a key starts: a request repeated after a crash starts the same run."""
    if key is None:
        return None
    return f"{prefix}-" + hashlib.sha256(f"{user}\n{key}".encode()).hexdigest()[:16]


def asked(kind: backtest.RunKind, body: StartBacktest) -> backtest.StartRun:
    """The body of a request as the backtester reads it."""
    if (body.strategy is None) == (body.document is None):
        given = "both" if body.strategy is not None else "neither"
        raise InvalidInput("strategy", given, "the id of a stored strategy, or a document")
    if body.begin is not None and body.end is not None and body.begin >= body.end:
        raise InvalidInput("to", body.end.isoformat(), f"a time after {body.begin.isoformat()}")
    return backtest.StartRun(
        kind=kind, symbol=body.symbol, timeframe=body.timeframe.value, strategy=body.strategy,
        document=body.document, from_time=time_us(body.begin), to_time=time_us(body.end),
        params={name: _plain(value) for name, value in body.params.items()}, sizing=body.sizing,
        settings=body.settings.model_dump(mode="json"),
        search=_search(body) if isinstance(body, StartSweep) else None,
        windows=_windows(body) if isinstance(body, StartWalkForward) else None,
    )  # fmt: skip


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _search(body: StartSweep) -> backtest.Search:
    if body.method != "grid" and body.trials is None:
        raise InvalidInput("trials", None, f"how many sets {body.method} may try")
    space: dict[str, Any] = {
        name: part if isinstance(part, list) else part.model_dump()
        for name, part in body.space.items()
    }
    return backtest.Search(
        space=space, method=body.method, trials=body.trials, objective=body.objective,
        seed=body.seed,
    )  # fmt: skip


def _windows(body: StartWalkForward) -> backtest.Windows:
    if body.held_out >= body.groups:
        raise InvalidInput("held_out", body.held_out, f"fewer than the {body.groups} groups")
    return backtest.Windows(
        scheme=body.scheme, in_sample=body.in_sample, out_of_sample=body.out_of_sample,
        embargo_bars=body.embargo_bars, groups=body.groups, held_out=body.held_out,
    )  # fmt: skip


def part(request: dict[str, Any], name: str) -> dict[str, Any]:
    """A part of what was asked; empty where it was left out."""
    return request.get(name) or {}


async def page(
    parts: Parts, kind: backtest.RunKind, *, limit: int, cursor: str | None
) -> tuple[list[Run], str | None]:
    """Runs of a kind, and the cursor of the next page."""
    reply = await parts.bus.request(
        rpc("backtester", "runs.list"),
        backtest.RunsRequest(kind=kind, before=of_cursor(cursor), limit=limit), backtest.RunsReply,
    )  # fmt: skip
    following = to_cursor(reply.runs[-1].created_at) if reply.more and reply.runs else None
    return [model_of(Run, run, id=run.run) for run in reply.runs], following


async def read(parts: Parts, kind: backtest.RunKind, run: str) -> backtest.RunReply:
    return await parts.bus.request(
        rpc("backtester", "runs.read"), backtest.RunRequest(run=run, kind=kind), backtest.RunReply
    )


async def delete(parts: Parts, kind: backtest.RunKind, run: str) -> str:
    """Forget a run; the id that is gone."""
    reply = await parts.bus.request(
        rpc("backtester", "runs.delete"), backtest.RunRequest(run=run, kind=kind),
        backtest.RunDeleted,
    )  # fmt: skip
    return reply.run


def head(parts: Parts, reply: backtest.RunReply) -> dict[str, Any]:
    """The fields that the reply about a run of any kind begins with."""
    summary = reply.summary
    return {
        "mode": parts.live.board.mode, "id": summary.run, "job": summary.job,
        "state": summary.state, "name": summary.name, "symbol": summary.symbol,
        "timeframe": summary.timeframe, "currency": summary.currency,
        "created_at": summary.created_at, "detail": summary.detail, "request": reply.request,
    }  # fmt: skip


def of_report(
    kind: type[BaseModel],
    parts: Parts,
    reply: backtest.RunReply,
    **more: Any,  # noqa: ANN401
) -> dict[str, Any]:
    """The head, then what the report of a search says of itself, within the fields of `kind`."""
    report = {name: value for name, value in (reply.report or {}).items()
              if name in kind.model_fields}  # fmt: skip
    return {**head(parts, reply), **more, **report}
