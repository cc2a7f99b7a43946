"""Answers what others ask of the terminal: symbols, ticks, bars. Reading happens off the loop."""

import asyncio
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from mt5_bridge.bar_pages import bar_page, timeframe_of
from mt5_bridge.feed import Feed
from mt5_bridge.market import Market
from mt5_bridge.market_messages import symbol_info
from mt5_bridge.tick_pages import tick_page
from tickloom.bus.port import Bus
from tickloom.contracts.market import (
    BarsReply,
    BarsRequest,
    SymbolInfo,
    SymbolsReply,
    SymbolsRequest,
    TicksReply,
    TicksRequest,
)
from tickloom.contracts.subjects import rpc
from tickloom.domain.errors import NotFound
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.server_time import ServerClock

_READERS_MAX = 4
UTC = ServerClock()
R = TypeVar("R", TicksRequest, BarsRequest)


def _as_spelt(name: str) -> str:
    return name


def _no_aliases(_: str) -> Iterable[str]:
    return ()


class History:
    """Requests of one venue; at most four are read at once, so that ticks keep flowing.

    `name_of` gives the broker's own name for one that is asked for, `aliases_of` the other way.
    """

    def __init__(
        self, market: Market, feed: Feed, *, venue: str, server_clock: ServerClock = UTC,
        name_of: Callable[[str], str] = _as_spelt,
        aliases_of: Callable[[str], Iterable[str]] = _no_aliases,
    ) -> None:  # fmt: skip
        self._market = market
        self._feed = feed
        self._venue = venue
        self._server_clock = server_clock
        self._name_of = name_of
        self._aliases_of = aliases_of
        self._readers = asyncio.Semaphore(_READERS_MAX)

    async def serve(self, bus: Bus) -> None:
        await bus.serve(rpc("bridge", "symbols"), SymbolsRequest, self.symbols)
        await bus.serve(rpc("bridge", "ticks"), TicksRequest, self.ticks)
        await bus.serve(rpc("bridge", "bars"), BarsRequest, self.bars)

    async def symbols(self, request: SymbolsRequest) -> SymbolsReply:
        market = self._market
        offered = market.instruments
        if request.named is not None:
            offered = (await self._named(request.named),)
        return SymbolsReply(
            venue=self._venue, mode=market.mode, symbols=[self._info(each) for each in offered],
            server_clock=str(self._server_clock),
        )  # fmt: skip

    async def ticks(self, request: TicksRequest) -> TicksReply:
        request = await self._spelt(request)
        async with self._readers:
            return await asyncio.to_thread(tick_page, self._market, request, venue=self._venue)

    async def bars(self, request: BarsRequest) -> BarsReply:
        request = await self._spelt(request)
        forming = None
        if request.forming:
            forming = self._feed.forming(Symbol(request.symbol), timeframe_of(request.timeframe))
        async with self._readers:
            return await asyncio.to_thread(
                bar_page, self._market, request, venue=self._venue, forming=forming
            )

    async def _named(self, name: str) -> Instrument:
        spelt = await asyncio.to_thread(self._name_of, name)
        for instrument in self._market.instruments:
            if instrument.symbol == spelt:
                return instrument
        names = ", ".join(sorted(str(each.symbol) for each in self._market.instruments))
        is_own = spelt == name
        raise NotFound(
            f"there is no symbol {name}" if is_own
            else f"{name} is {spelt} at this broker, and its market is not followed",
            hint=f"this venue has {names}" if is_own else f"name {spelt} in TICKLOOM_SYMBOLS",
        )  # fmt: skip

    async def _spelt(self, request: R) -> R:
        """The request by the broker's own name; a symbol that is followed needs no question."""
        if any(instrument.symbol == request.symbol for instrument in self._market.instruments):
            return request
        return msgspec.structs.replace(request, symbol=(await self._named(request.symbol)).symbol)

    def _info(self, instrument: Instrument) -> SymbolInfo:
        return symbol_info(instrument, self._aliases_of(instrument.symbol))
