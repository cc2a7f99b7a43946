"""From a request to run a strategy to a deployment that can run; every refusal in words."""

import asyncio
from collections.abc import Iterable
from functools import partial

from algo.documents import bind, core_of
from algo.instruments import instrument_in
from algo.market import timeframe_of
from algo.parts import Parts
from algo.records import Deployed
from algo.strategy_store import StrategyStore
from tickloom.contracts.algo import StartDeployment
from tickloom.contracts.message import uuid7
from tickloom.domain.instrument import Instrument

_DEFAULT_NAME = "Unnamed strategy"


class Placement:
    """Checks what a deployment names against the library and the terminal."""

    def __init__(self, parts: Parts, strategies: StrategyStore) -> None:
        self._parts = parts
        self._strategies = strategies

    async def place(self, request: StartDeployment) -> Deployed:
        """The deployment, bound and compiled once to see that it can be."""
        strategy = await self._strategies.strategy(request.strategy)
        if request.timeframe is not None:
            timeframe_of(request.timeframe)
        venue = await self._parts.market.offered()
        offered = venue.instruments
        symbol = request.symbol
        if symbol is not None:
            symbol = await self._spelt(offered, symbol)
            instrument_in(offered, symbol)
        await self._parts.market.account(request.account)
        bind_to = partial(
            bind, strategy.document, strategy=request.strategy, timeframe=request.timeframe,
            sizing=request.sizing,
        )  # fmt: skip
        bound = bind_to(symbol=symbol)
        if symbol is None:
            symbol = await self._spelt(offered, bound.symbol)
            bound = bind_to(symbol=symbol)
        instrument = instrument_in(offered, bound.symbol)
        await asyncio.to_thread(core_of, bound, instrument, venue.server_clock)
        now_us = self._parts.clock.now_us()
        # A broker's spelling may be none that a document can hold: it stands in the row alone.
        document = strategy.document | {"timeframe": bound.timeframe}
        if request.sizing is not None:
            document["sizing"] = request.sizing
        return Deployed(
            deployment=request.deployment or uuid7(now_us // 1_000), strategy=strategy.strategy,
            version=strategy.version, name=strategy.name or _DEFAULT_NAME,
            account=request.account, symbol=bound.symbol, timeframe=bound.timeframe,
            document=document, document_hash=bound.hash, mode=venue.mode, state="running",
            detail="", started_at=now_us,
        )  # fmt: skip

    async def _spelt(self, offered: Iterable[Instrument], symbol: str) -> str:
        """By the broker's own name: a document may say EURUSD where the broker has EURUSD.m."""
        if any(str(instrument.symbol) == symbol for instrument in offered):
            return symbol
        return await self._parts.market.name_of(symbol)
