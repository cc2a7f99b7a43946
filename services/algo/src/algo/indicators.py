"""Indicator lines for a chart: the values that the engine itself would use."""

import asyncio
import math
from collections.abc import Iterable

from algo.instruments import instrument_in
from algo.market import Market, timeframe_of
from tickloom.contracts.algo import IndicatorSeries, IndicatorsReply, IndicatorsRequest
from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar
from tickloom.domain.server_time import ServerClock
from tickloom.engine.charts import operand_values, operand_warm_up_bars

_BARS_LIMIT = 10_000
_OPERANDS_LIMIT = 12
_MICROSECOND_NS = 1_000


class Indicators:
    """Answers `rpc.algo.indicators`."""

    def __init__(self, market: Market) -> None:
        self._market = market

    async def answer(self, request: IndicatorsRequest) -> IndicatorsReply:
        _check_bounds(request)
        timeframe = timeframe_of(request.timeframe)
        venue = await self._market.offered()
        instrument = instrument_in(venue.instruments, request.symbol)
        needed = max((operand_warm_up_bars(o) for o in request.indicators), default=0)
        bars = await self._market.last_bars(
            request.symbol, timeframe, request.limit + needed, to_time=request.to_time
        )
        series = await asyncio.to_thread(_series, request, bars, instrument, venue.server_clock)
        return IndicatorsReply(
            symbol=request.symbol, timeframe=timeframe, series=series,
            time=[bar.time_ns // _MICROSECOND_NS for bar in bars[-request.limit :]],
        )  # fmt: skip


def _check_bounds(request: IndicatorsRequest) -> None:
    if not 1 <= request.limit <= _BARS_LIMIT:
        raise InvalidInput("limit", request.limit, f"1 to {_BARS_LIMIT}")
    if len(request.indicators) > _OPERANDS_LIMIT:
        raise InvalidInput(
            "indicators", len(request.indicators), f"at most {_OPERANDS_LIMIT} in one request"
        )


def _series(
    request: IndicatorsRequest, bars: list[Bar], instrument: Instrument, server_clock: ServerClock
) -> list[IndicatorSeries]:
    computed = [
        operand_values(operand, bars, instrument, server_clock=server_clock)
        for operand in request.indicators
    ]
    return [
        IndicatorSeries(
            name=values.name, line=line, pane=values.pane,
            values=_numbers(column[-request.limit :].tolist()),
        )
        for values in computed
        for line, column in values.lines.items()
    ]  # fmt: skip


def _numbers(column: Iterable[float]) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in column]
