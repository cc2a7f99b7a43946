"""The feed's health, said at once and then every second, also while nothing moves."""

import asyncio

from mt5_bridge import metrics
from mt5_bridge.feed import Feed
from mt5_bridge.market import Market
from tickloom.bus.port import Bus
from tickloom.contracts.market import FeedStatus, SymbolState
from tickloom.contracts.message import Stamper
from tickloom.contracts.subjects import feed as feed_subject
from tickloom.domain.ids import Symbol

INTERVAL_S = 1.0


class FeedReporter:
    """Says `FeedStatus`; `is_synchronised` is set when the past was read."""

    def __init__(
        self, market: Market, feed: Feed, bus: Bus, stamper: Stamper, *, venue: str
    ) -> None:
        self._market = market
        self._feed = feed
        self._bus = bus
        self._stamper = stamper
        self._venue = venue
        self._subject = feed_subject(venue)
        self._position_ns = market.position_ns
        self.is_synchronised = False

    async def run(self) -> None:
        while True:
            self.say()
            await asyncio.sleep(INTERVAL_S)

    def say(self) -> None:
        self._bus.publish(self._subject, self.status())

    def status(self) -> FeedStatus:
        market = self._market
        ts = market.position_ns // 1000
        metrics.MARKET_TIME.set(ts / 1e6)
        symbols = [self._symbol(instrument.symbol) for instrument in market.instruments]
        # The market's own clock must move, unless nothing is left of it.
        moves = market.position_ns > self._position_ns or market.has_ended
        self._position_ns = market.position_ns
        header = self._stamper.header(self._subject, ts=ts)
        heard = [state.last_tick_at for state in symbols if state.last_tick_at is not None]
        if heard:
            metrics.FEED_AGE.set((header["at"] - max(heard)) / 1e6)
        return FeedStatus(
            **header, venue=self._venue,
            transport="up" if self._bus.is_connected else "down",
            terminal="up" if market.is_connected else "down",
            broker="up" if market.is_connected else "unknown",
            feed="up" if moves else ("down" if self.is_synchronised else "unknown"),
            synchronised="up" if self.is_synchronised else "down", market_time=ts,
            history_from=market.record_from_ns // 1000, speed=market.speed, symbols=symbols,
            ended=market.has_ended, detail=self._detail(symbols), source=market.description,
        )  # fmt: skip

    def _symbol(self, symbol: Symbol) -> SymbolState:
        market = self._market
        last = market.last_tick(symbol)
        opens_ns = market.next_open_ns(symbol)
        return SymbolState(
            symbol=symbol, session="open" if market.is_open(symbol) else "closed",
            last_tick=None if last is None else last.time_ns // 1000,
            last_tick_at=self._feed.last_tick_at(symbol),
            opens=None if opens_ns is None else opens_ns // 1000,
        )  # fmt: skip

    def _detail(self, symbols: list[SymbolState]) -> str:
        if not self._market.is_connected:
            return "the terminal does not answer"
        if not self.is_synchronised:
            return "reading the market's history"
        if self._market.has_ended:
            return "the replay has played out"
        if all(state.session == "closed" for state in symbols):
            return "the market is closed"
        return ""
