"""Symbols, candles, ticks, and what is recorded."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from gateway.access import UsesParts
from gateway.models.market import Candles, Coverages, Symbols, Ticks
from gateway.models.reply import model_of
from gateway.parts import Parts
from tickloom.contracts.market import (
    BarsReply,
    BarsRequest,
    SymbolsReply,
    SymbolsRequest,
    TicksReply,
    TicksRequest,
)
from tickloom.contracts.subjects import rpc
from tickloom.contracts.system import CoverageReply, CoverageRequest
from tickloom.domain.errors import Unavailable
from tickloom.domain.market import Timeframe

router = APIRouter(tags=["market"])

Source = Literal["terminal", "recorded"]
SymbolName = Annotated[str, Query(min_length=1, max_length=64)]
TimeUs = Annotated[int | None, Query(ge=0, le=2**53, description="microseconds UTC")]

_TERMINAL_WITHIN_S = 3.0


@router.get("/symbols")
async def read_symbols(parts: UsesParts) -> Symbols:
    reply = await parts.bus.request(rpc("bridge", "symbols"), SymbolsRequest(), SymbolsReply)
    return model_of(Symbols, reply)


@router.get("/candles")
async def read_candles(
    *,
    parts: UsesParts,
    symbol: SymbolName,
    timeframe: Timeframe,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 500,
    from_time: TimeUs = None,
    to_time: TimeUs = None,
    source: Source = "terminal",
) -> Candles:
    """Closed bars with from_time <= open < to_time, the last `limit` of them.

    The record answers when the terminal does not, and `source` then says so.
    """
    request = BarsRequest(
        symbol=symbol, timeframe=timeframe.value, from_time=from_time, to_time=to_time,
        limit=limit, forming=to_time is None,
    )  # fmt: skip
    reply, answered_by = await _bars(parts, request, source)
    return model_of(Candles, reply, mode=parts.live.board.mode, source=answered_by)


async def _bars(parts: Parts, request: BarsRequest, source: Source) -> tuple[BarsReply, Source]:
    if source == "terminal":
        try:
            reply = await parts.bus.request(
                rpc("bridge", "bars"), request, BarsReply, timeout_s=_TERMINAL_WITHIN_S
            )
        except Unavailable:
            pass
        else:
            return reply, "terminal"
    return await parts.bus.request(rpc("analytics", "bars"), request, BarsReply), "recorded"


@router.get("/ticks")
async def read_ticks(
    parts: UsesParts,
    *,
    symbol: SymbolName,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
    from_ts: TimeUs = None,
    to_ts: TimeUs = None,
) -> Ticks:
    """Recorded ticks with from_ts <= ts < to_ts, oldest first; without from_ts the last ones."""
    request = TicksRequest(symbol=symbol, from_ts=from_ts, to_ts=to_ts, limit=limit)
    reply = await parts.bus.request(rpc("analytics", "ticks"), request, TicksReply)
    return model_of(Ticks, reply, mode=parts.live.board.mode)


@router.get("/coverage")
async def read_coverage(parts: UsesParts) -> Coverages:
    """What is recorded, and what was repaired."""
    request = CoverageRequest()
    reply = await parts.bus.request(rpc("analytics", "coverage"), request, CoverageReply)
    return model_of(Coverages, reply, mode=parts.live.board.mode)
