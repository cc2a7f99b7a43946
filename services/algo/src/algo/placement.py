"""From a request to run a strategy to a deployment that can run; every refusal in words."""

import asyncio

from algo.documents import bind, core_of
from algo.instruments import instrument_in
from algo.market import timeframe_of
from algo.parts import Parts
from algo.records import Deployed
from algo.strategy_store import StrategyStore
from tickloom.contracts.algo import StartDeployment
from tickloom.contracts.message import uuid7

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
        venue, mode = await self._parts.market.instruments()
        if request.symbol is not None:
            instrument_in(venue, request.symbol)
        await self._parts.market.account(request.account)
        bound = bind(
            strategy.document, strategy=request.strategy, symbol=request.symbol,
            timeframe=request.timeframe, sizing=request.sizing,
        )  # fmt: skip
        await asyncio.to_thread(core_of, bound, instrument_in(venue, bound.symbol))
        now_us = self._parts.clock.now_us()
        document = strategy.document | {"symbols": [bound.symbol], "timeframe": bound.timeframe}
        if request.sizing is not None:
            document["sizing"] = request.sizing
        return Deployed(
            deployment=request.deployment or uuid7(now_us // 1_000), strategy=strategy.strategy,
            version=strategy.version, name=strategy.name or _DEFAULT_NAME,
            account=request.account, symbol=bound.symbol, timeframe=bound.timeframe,
            document=document, document_hash=bound.hash, mode=mode, state="running", detail="",
            started_at=now_us,
        )  # fmt: skip
