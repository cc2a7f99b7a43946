"""Results as files: the tear sheet, the whole result as JSON, its trades as CSV."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, StreamingResponse

from gateway import runs
from gateway.access import UsesParts
from gateway.parts import Parts
from gateway.routes.backtests import RunId
from tickloom.contracts import backtest
from tickloom.contracts.codec import encode
from tickloom.contracts.subjects import rpc
from tickloom.domain.errors import NotFound

router = APIRouter(tags=["backtests"])

_PAGE = 1_000
_FULL_EQUITY = 20_000
_REPORTS_WITHIN_S = 60.0


def _attached(name: str) -> dict[str, str]:
    safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in name)
    return {"Content-Disposition": f'attachment; filename="{safe}"'}


@router.get("/backtests/{run}/report", response_class=HTMLResponse)
async def read_report(parts: UsesParts, run: RunId) -> HTMLResponse:
    """The result as a page of its own that needs nothing else."""
    reply = await parts.bus.request(
        rpc("backtester", "runs.report"), backtest.RunRequest(run=run), backtest.ReportReply,
        timeout_s=_REPORTS_WITHIN_S,
    )  # fmt: skip
    return HTMLResponse(reply.html, headers=_attached(f"backtest-{run}.html"))


@router.get(
    "/backtests/{run}/export", response_class=StreamingResponse,
    responses={200: {"content": {"application/json": {}, "text/csv": {}}}},
)  # fmt: skip
async def export_backtest(
    parts: UsesParts,
    run: RunId,
    *,
    format: Annotated[Literal["json", "csv"], Query()] = "json",  # noqa: A002
) -> StreamingResponse:
    """The whole result ("tickloom-result/1"), or its trades as CSV."""
    reply = await runs.read(parts, "backtest", run)
    if reply.report is None:
        raise NotFound(
            f"backtest {run} has no result: it is {reply.summary.state}", code="no_result",
            hint="wait until its job is done",
        )  # fmt: skip
    if format == "csv":
        return StreamingResponse(
            _csv(parts, run), media_type="text/csv", headers=_attached(f"backtest-{run}.csv")
        )
    return StreamingResponse(
        _json(parts, run, reply.report), media_type="application/json",
        headers=_attached(f"backtest-{run}.json"),
    )  # fmt: skip


async def _pages(parts: Parts, run: str, part: str) -> AsyncIterator[list[dict[str, Any]]]:
    first = 0
    while True:
        reply = await parts.bus.request(
            rpc("backtester", "runs.rows"),
            backtest.RowsRequest(run=run, part=part, first=first, limit=_PAGE),  # pyright: ignore[reportArgumentType]
            backtest.RowsReply,
        )
        if reply.rows:
            yield reply.rows
        first += len(reply.rows)
        if not reply.rows or first >= reply.total:
            return


async def _csv(parts: Parts, run: str) -> AsyncIterator[str]:
    names: list[str] = []
    async for rows in _pages(parts, run, "trades"):
        text = io.StringIO()
        if not names:
            names = list(rows[0])
            csv.writer(text).writerow(names)
        csv.DictWriter(text, names, extrasaction="ignore").writerows(rows)
        yield text.getvalue()


async def _json(parts: Parts, run: str, report: dict[str, Any]) -> AsyncIterator[bytes]:
    """The head of the result, then its long lists a page at a time."""
    yield encode(report)[:-1]
    for part in ("trades", "deals"):
        yield f',"{part}":['.encode()
        joint = b""
        async for rows in _pages(parts, run, part):
            yield joint + encode(rows)[1:-1]
            joint = b","
        yield b"]"
    equity = await parts.bus.request(
        rpc("backtester", "runs.equity"), backtest.EquityRequest(run=run, points=_FULL_EQUITY),
        backtest.EquityReply,
    )  # fmt: skip
    yield b',"equity":' + encode(equity) + b"}"
