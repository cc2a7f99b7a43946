"""Answers what others ask of the terminal: symbols, ticks, bars. Reading happens off the loop."""

import asyncio

from mt5_bridge.bar_pages import bar_page, timeframe_of
from mt5_bridge.feed import Feed
from mt5_bridge.market import Market
from mt5_bridge.market_messages import symbol_info
from mt5_bridge.tick_pages import tick_page
from tickloom.bus.port import Bus
from tickloom.contracts.market import (
    BarsReply,
    BarsRequest,
    SymbolsReply,
    SymbolsRequest,
    TicksReply,
    TicksRequest,
)
from tickloom.contracts.subjects import rpc
from tickloom.domain.ids import Symbol

_READERS_MAX = 4


class History:
    """Requests of one venue; at most four are read at once, so that ticks keep flowing."""

    def __init__(self, market: Market, feed: Feed, *, venue: str) -> None:
        self._market = market
        self._feed = feed
        self._venue = venue
        self._readers = asyncio.Semaphore(_READERS_MAX)

    async def serve(self, bus: Bus) -> None:
        await bus.serve(rpc("bridge", "symbols"), SymbolsRequest, self.symbols)
        await bus.serve(rpc("bridge", "ticks"), TicksRequest, self.ticks)
        await bus.serve(rpc("bridge", "bars"), BarsRequest, self.bars)

    async def symbols(self, _: SymbolsRequest) -> SymbolsReply:
        market = self._market
        return SymbolsReply(
            venue=self._venue, mode=market.mode,
            symbols=[symbol_info(instrument) for instrument in market.instruments],
        )  # fmt: skip

    async def ticks(self, request: TicksRequest) -> TicksReply:
        async with self._readers:
            return await asyncio.to_thread(tick_page, self._market, request, venue=self._venue)

    async def bars(self, request: BarsRequest) -> BarsReply:
        forming = None
        if request.forming:
            forming = self._feed.forming(Symbol(request.symbol), timeframe_of(request.timeframe))
        async with self._readers:
            return await asyncio.to_thread(
                bar_page, self._market, request, venue=self._venue, forming=forming
            )
