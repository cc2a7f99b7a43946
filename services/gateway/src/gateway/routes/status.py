"""The clock, health and readiness."""

from importlib.metadata import version

from fastapi import APIRouter, Response

from gateway.access import UsesParts
from gateway.live.board import EXPECTED
from gateway.models.reply import model_of, rfc3339
from gateway.models.system import FeedStatus, Health, Ready, ServiceState, Time

router = APIRouter(tags=["platform"])
open_router = APIRouter(tags=["platform"])

_LIBRARIES = ("fastapi", "uvicorn", "websockets", "nats-py")


@router.get("/time")
async def read_time(parts: UsesParts) -> Time:
    now_us = parts.clock.now_us()
    return Time(mode=parts.live.board.mode, time=rfc3339(now_us), time_us=now_us)


@open_router.get("/health", responses={503: {"model": Health}})
async def read_health(parts: UsesParts, response: Response) -> Health:
    """Every service and the feed; 503 while any of them is not well."""
    board, now_us = parts.live.board, parts.clock.now_us()
    heard = {item.health.service: item for item in board.services(now_us)}
    is_well = board.is_feed_well(now_us) and all(
        name in heard and heard[name].is_well for name in EXPECTED
    )
    if not is_well:
        response.status_code = 503
    services = [
        ServiceState(
            service=name, ready=heard[name].is_well, pid=heard[name].health.pid,
            detail=heard[name].health.detail, age_ms=heard[name].age_us // 1_000,
            counters=heard[name].health.counters,
        )
        if name in heard
        else ServiceState(service=name, ready=False, detail="not heard yet")
        for name in EXPECTED
    ]  # fmt: skip
    return Health(
        mode=board.mode, status="ok" if is_well else "degraded", services=services,
        feed=None if board.feed is None else model_of(FeedStatus, board.feed),
        versions={"tickloom": parts.place.version} | {name: version(name) for name in _LIBRARIES},
    )  # fmt: skip


@open_router.get("/ready", responses={503: {"model": Ready}})
async def read_ready(parts: UsesParts, response: Response) -> Ready:
    """Whether this gateway hears the bus."""
    is_ready = parts.bus.is_connected
    if not is_ready:
        response.status_code = 503
    return Ready(mode=parts.live.board.mode, ready=is_ready)
