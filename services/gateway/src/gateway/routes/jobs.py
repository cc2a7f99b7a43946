"""Long work: what runs, how far it is, and stopping it; and the data that can be tested."""

from fastapi import APIRouter

from gateway.access import UsesParts
from gateway.models.backtest import Job, Jobs, MarketData, MarketSeries, StoredJob
from gateway.models.reply import model_of, rfc3339
from gateway.routes.backtests import RunId
from gateway.routes.trading import Limit, Text
from tickloom.contracts import backtest
from tickloom.contracts.subjects import rpc
from tickloom.domain.errors import NotFound

router = APIRouter(tags=["backtests"])


@router.get("/jobs")
async def read_jobs(parts: UsesParts, *, limit: Limit = 200) -> Jobs:
    """Jobs, newest first; the channel `job:{id}` says how one goes on."""
    reply = await parts.bus.request(
        rpc("backtester", "jobs.list"), backtest.JobsRequest(limit=limit), backtest.JobsReply
    )
    jobs = [model_of(Job, job) for job in reply.jobs]
    return Jobs(mode=parts.live.board.mode, jobs=jobs)


@router.get("/jobs/{job}")
async def read_job(parts: UsesParts, job: RunId) -> StoredJob:
    """One job as it stands."""
    reply = await parts.bus.request(
        rpc("backtester", "jobs.list"), backtest.JobsRequest(job=job), backtest.JobsReply
    )
    if not reply.jobs:
        raise NotFound(f"no job {job!r}", code="unknown_job")
    return model_of(StoredJob, reply.jobs[0], mode=parts.live.board.mode)


@router.delete("/jobs/{job}")
async def cancel_job(parts: UsesParts, job: RunId) -> StoredJob:
    """Stop a job within a second; what is done stays, and a job that has ended stays as it is."""
    reply = await parts.bus.request(
        rpc("backtester", "jobs.cancel"), backtest.CancelJob(job=job), backtest.Job
    )
    return model_of(StoredJob, reply, mode=parts.live.board.mode)


@router.get("/market-data")
async def read_market_data(parts: UsesParts, *, symbol: Text = None) -> MarketData:
    """Bars that can be tested, recorded or imported, and how good they are."""
    reply = await parts.bus.request(
        rpc("backtester", "market"), backtest.MarketDataRequest(symbol=symbol),
        backtest.MarketDataReply, timeout_s=15,
    )  # fmt: skip
    return MarketData(
        mode=parts.live.board.mode, series=[_series(each) for each in reply.series]
    )  # fmt: skip


def _series(each: backtest.MarketSeries) -> MarketSeries:
    return MarketSeries(
        venue=each.venue, symbol=each.symbol, timeframe=each.timeframe, source=each.source,
        bars=each.bars, digits=each.digits, quality=each.quality,
        begin=None if each.first_time is None else rfc3339(each.first_time),
        end=None if each.last_time is None else rfc3339(each.last_time),
    )  # fmt: skip
