"""Backtests: start one, read its result in parts, ask what else could have come of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from gateway import runs
from gateway.access import SignedIn, UsesParts
from gateway.cursors import of_cursor, to_cursor
from gateway.idempotency import OptionalKey
from gateway.models.backtest import (
    Backtest,
    Backtests,
    Deleted,
    EquityCurve,
    MonteCarlo,
    RunCandles,
    RunDeals,
    Started,
    Stresses,
    Trades,
    Why,
)
from gateway.models.backtest_requests import Moment, StartBacktest, StartMonteCarlo
from gateway.models.reply import model_of
from gateway.parts import Parts
from gateway.routes.trading import Cursor, Limit
from tickloom.contracts import backtest
from tickloom.contracts.subjects import rpc

router = APIRouter(tags=["backtests"])

RunId = Annotated[str, Path(min_length=1, max_length=64)]
_COMPUTES_WITHIN_S = 60.0


@router.post("/backtests", status_code=202, response_model=Started)
async def start_backtest(
    *, request: Request, parts: UsesParts, caller: SignedIn, body: StartBacktest,
    key: OptionalKey = None,
) -> Response:  # fmt: skip
    """Run a strategy over a history; the job says when the result is there."""
    return await runs.start(request, parts, caller, key=key, wanted=runs.asked("backtest", body))


@router.get("/backtests")
async def read_backtests(
    parts: UsesParts, *, limit: Limit = 200, cursor: Cursor = None
) -> Backtests:
    """Backtests, newest first."""
    found, following = await runs.page(parts, "backtest", limit=limit, cursor=cursor)
    return Backtests(mode=parts.live.board.mode, backtests=found, next_cursor=following)


@router.get("/backtests/{run}")
async def read_backtest(parts: UsesParts, run: RunId) -> Backtest:
    """A backtest with its figures; trades, deals and equity are read apart."""
    reply = await runs.read(parts, "backtest", run)
    return Backtest.model_validate({**runs.head(parts, reply), "result": reply.report})


@router.delete("/backtests/{run}")
async def delete_backtest(parts: UsesParts, run: RunId) -> Deleted:
    """Forget a backtest; one that runs is cancelled."""
    gone = await runs.delete(parts, "backtest", run)
    return Deleted(mode=parts.live.board.mode, id=gone)


async def _rows(
    parts: Parts, run: str, part: str, *, limit: int, cursor: str | None
) -> dict[str, Any]:
    first = of_cursor(cursor) or 0
    wanted = backtest.RowsRequest(run=run, part=part, first=first, limit=limit)  # pyright: ignore[reportArgumentType]
    reply = await parts.bus.request(rpc("backtester", "runs.rows"), wanted, backtest.RowsReply)
    end = first + len(reply.rows)
    return {
        "mode": parts.live.board.mode, part: reply.rows, "total": reply.total,
        "next_cursor": to_cursor(end) if reply.rows and end < reply.total else None,
    }  # fmt: skip


@router.get("/backtests/{run}/trades")
async def read_trades(
    parts: UsesParts, run: RunId, *, limit: Limit = 200, cursor: Cursor = None
) -> Trades:
    """Trades in the order in which they were opened."""
    return Trades.model_validate(await _rows(parts, run, "trades", limit=limit, cursor=cursor))


@router.get("/backtests/{run}/deals")
async def read_run_deals(
    parts: UsesParts, run: RunId, *, limit: Limit = 200, cursor: Cursor = None
) -> RunDeals:
    """Deals in their order."""
    return RunDeals.model_validate(await _rows(parts, run, "deals", limit=limit, cursor=cursor))


@router.get("/backtests/{run}/equity")
async def read_equity(
    parts: UsesParts, run: RunId, *, points: Annotated[int, Query(ge=2, le=20_000)] = 2_000
) -> EquityCurve:
    """Balance, equity and drawdown over time."""
    reply = await parts.bus.request(
        rpc("backtester", "runs.equity"), backtest.EquityRequest(run=run, points=points),
        backtest.EquityReply,
    )  # fmt: skip
    return model_of(EquityCurve, reply, mode=parts.live.board.mode)


@router.get("/backtests/{run}/candles")
async def read_run_candles(
    parts: UsesParts, run: RunId, *, around: Moment | None = None, before: Moment | None = None,
    after: Moment | None = None, limit: Annotated[int, Query(ge=1, le=10_000)] = 1_500,
) -> RunCandles:  # fmt: skip
    """The bars that the run read: around a moment, or at either side of one."""
    wanted = backtest.CandlesRequest(
        run=run, around=runs.time_us(around), before=runs.time_us(before),
        after=runs.time_us(after), limit=limit,
    )  # fmt: skip
    reply = await parts.bus.request(
        rpc("backtester", "runs.candles"), wanted, backtest.CandlesReply, timeout_s=15
    )
    return model_of(RunCandles, reply, mode=parts.live.board.mode)


@router.get("/backtests/{run}/trades/{trade}/why")
async def read_why(
    parts: UsesParts, run: RunId, trade: Annotated[int, Path(ge=1, le=2**53)]
) -> Why:
    """Why a trade was opened and closed: the conditions with their values at that bar."""
    reply = await parts.bus.request(
        rpc("backtester", "runs.why"), backtest.WhyRequest(run=run, trade=trade),
        backtest.WhyReply, timeout_s=_COMPUTES_WITHIN_S,
    )  # fmt: skip
    return model_of(Why, reply, mode=parts.live.board.mode)


@router.post("/backtests/{run}/monte-carlo")
async def roll_monte_carlo(parts: UsesParts, run: RunId, body: StartMonteCarlo) -> MonteCarlo:
    """The same trades drawn anew many times; the same seed gives the same answer."""
    reply = await parts.bus.request(
        rpc("backtester", "runs.monte_carlo"),
        backtest.MonteCarloRequest(run=run, method=body.method, runs=body.runs, seed=body.seed),
        backtest.MonteCarloReply, timeout_s=_COMPUTES_WITHIN_S,
    )  # fmt: skip
    return model_of(MonteCarlo, reply, mode=parts.live.board.mode)


@router.post("/backtests/{run}/stress")
async def stress_backtest(parts: UsesParts, run: RunId) -> Stresses:
    """The same run at twice the costs, one bar late, and both."""
    reply = await parts.bus.request(
        rpc("backtester", "runs.stress"), backtest.RunRequest(run=run), backtest.StressReply,
        timeout_s=_COMPUTES_WITHIN_S,
    )  # fmt: skip
    return model_of(Stresses, reply, mode=parts.live.board.mode)
