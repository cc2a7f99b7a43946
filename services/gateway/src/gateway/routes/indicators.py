"""Indicator values, computed by the engine that trades on them."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query

from gateway.access import UsesParts
from gateway.models.market import Indicators
from gateway.models.reply import model_of
from gateway.routes.market import SymbolName, TimeUs
from tickloom.contracts.algo import IndicatorsReply, IndicatorsRequest
from tickloom.contracts.subjects import rpc
from tickloom.domain.errors import InvalidInput
from tickloom.domain.market import Timeframe

router = APIRouter(tags=["market"])

MAX_INDICATORS = 12
_EXPECTED = 'an operand of a strategy document, as {"ind":"ema","period":20}'


def operand(text: str, number: int) -> dict[str, Any]:
    """One `ind` parameter as the object it has to be."""
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise InvalidInput(f"ind/{number}", text[:80], _EXPECTED) from error


@router.get("/indicators")
async def read_indicators(
    *,
    parts: UsesParts,
    symbol: SymbolName,
    timeframe: Timeframe,
    ind: Annotated[
        list[str], Query(min_length=1, max_length=MAX_INDICATORS, description=_EXPECTED)
    ],
    limit: Annotated[int, Query(ge=1, le=10_000)] = 500,
    to_time: TimeUs = None,
) -> Indicators:
    """Values over the last closed bars, on one time axis."""
    request = IndicatorsRequest(
        symbol=symbol, timeframe=timeframe.value, to_time=to_time, limit=limit,
        indicators=[operand(text, number) for number, text in enumerate(ind)],
    )  # fmt: skip
    reply = await parts.bus.request(rpc("algo", "indicators"), request, IndicatorsReply)
    return model_of(Indicators, reply, mode=parts.live.board.mode)
