"""Ticks out, once each; bars closed once, by the first tick after them; open bars twice a second.

The only place that closes bars. A tick goes out before the bars it closes.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from mt5_bridge import metrics
from mt5_bridge.bar_seeding import seeded_builder, ticks_of
from mt5_bridge.market import Market
from mt5_bridge.market_messages import BarMessages
from tickloom.bus.port import Bus
from tickloom.contracts.market import BarForming, Tick
from tickloom.contracts.message import Stamper
from tickloom.contracts.subjects import tick as tick_subject
from tickloom.domain.bar_builder import BarBuilder
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar, Timeframe
from tickloom.runtime.clock import Clock
from tickloom_terminal.market.market_source import SymbolTicks

TURN_S = 0.01
FORMING_INTERVAL_S = 0.5
_IDLE_S = 0.05


class _SymbolFeed:
    """What is kept for one symbol."""

    __slots__ = ("builder", "has_changed", "last_tick_at", "subject", "ticks_total")

    def __init__(self, builder: BarBuilder, venue: str) -> None:
        self.builder = builder
        self.subject = tick_subject(venue, builder.symbol)
        self.has_changed = False
        self.last_tick_at: int | None = None
        self.ticks_total = metrics.TICKS.labels(symbol=builder.symbol)


class Feed:
    """Publishes one venue's market; `on_turn` hears of every turn that brought ticks."""

    def __init__(
        self, market: Market, bus: Bus, clock: Clock, stamper: Stamper, *, venue: str
    ) -> None:
        self._market = market
        self._bus = bus
        self._clock = clock
        self._stamper = stamper
        self._venue = venue
        self._bars = BarMessages(venue, stamper)
        self._symbols: dict[Symbol, _SymbolFeed] = {}
        self._forming_due_s = 0.0
        self._is_finished = market.has_ended
        # The terminal may take its time; readers of history must not keep a tick waiting.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ticks")
        self.on_turn: Callable[[], None] = lambda: None

    def seed(self) -> None:
        """Read the past, so that the first bars closed are whole. Heavy: call it off the loop."""
        for instrument in self._market.instruments:
            self._symbols[instrument.symbol] = _SymbolFeed(self._builder(instrument), self._venue)

    def _builder(self, instrument: Instrument) -> BarBuilder:
        if self._is_finished:  # everything was closed in an earlier life
            return BarBuilder(instrument.symbol, points_per_unit=10**instrument.digits)
        return seeded_builder(self._market, instrument)

    async def run(self) -> None:
        """Turn for ever: at full speed one turn waits for the bus, else for the clock."""
        loop = asyncio.get_running_loop()
        while True:
            turn = await loop.run_in_executor(self._thread, self._market.poll)
            self.publish(turn)
            if self._market.speed > 0:
                await asyncio.sleep(TURN_S)
            else:
                await self._bus.flush()
                await asyncio.sleep(_IDLE_S if self._market.has_ended else 0)

    def publish(self, turn: Sequence[SymbolTicks]) -> None:
        """Say one turn: its ticks, the bars they closed, and open bars when they are due."""
        for part in turn:
            self._publish_ticks(part)
        if turn:
            self.on_turn()
        if self._market.has_ended and not self._is_finished:
            self._finish()
        now_s = self._clock.monotonic_s()
        if now_s >= self._forming_due_s:
            self._forming_due_s = now_s + FORMING_INTERVAL_S
            self._publish_forming()

    def last_tick_at(self, symbol: Symbol) -> int | None:
        """Wall time (microseconds) at which the last tick went out in this life."""
        known = self._symbols.get(symbol)
        return None if known is None else known.last_tick_at

    def forming(self, symbol: Symbol, timeframe: Timeframe) -> BarForming | None:
        """The open bar as an answer to a request."""
        known = self._symbols.get(symbol)
        if known is None:
            return None
        ts = self._market.position_ns // 1000
        for bar in known.builder.forming():
            if bar.timeframe is timeframe:
                return self._bars.forming(bar, ts=ts, is_answer=True)[1]
        return None

    def _publish_ticks(self, part: SymbolTicks) -> None:
        feed = self._symbols[part.symbol]
        subject, venue, symbol = feed.subject, self._venue, part.symbol
        publish, header, on_tick = self._bus.publish, self._stamper.header, feed.builder.on_tick
        for tick in ticks_of(symbol, part.ticks):
            stamp = header(subject, ts=tick.time_ns // 1000)
            publish(
                subject,
                Tick(
                    **stamp, venue=venue, symbol=symbol, bid=tick.bid, ask=tick.ask, n=tick.ordinal
                ),
            )
            closed = on_tick(tick)
            if closed:
                self._publish_closed(closed, by_ns=tick.time_ns)
        feed.has_changed = True
        feed.last_tick_at = self._clock.now_us()
        feed.ticks_total.inc(len(part.ticks.time_ns))
        if self._market.speed == 1:
            lag_us = feed.last_tick_at - int(part.ticks.time_ns[-1]) // 1000
            metrics.PUBLISH_LAG.observe(lag_us / 1e6)

    def _publish_closed(self, bars: Sequence[Bar], *, by_ns: int | None = None) -> None:
        for bar in bars:
            self._bus.publish(*self._bars.closed(bar, by_ns=by_ns))
            metrics.BARS.labels(symbol=bar.symbol, timeframe=bar.timeframe).inc()

    def _publish_forming(self) -> None:
        ts = self._market.position_ns // 1000
        for feed in self._symbols.values():
            if feed.has_changed:
                feed.has_changed = False
                for bar in feed.builder.forming():
                    self._bus.publish(*self._bars.forming(bar, ts=ts))
                metrics.LATE_TICKS.labels(symbol=feed.builder.symbol).set(feed.builder.late_ticks)

    def _finish(self) -> None:
        """A replay has played out: no tick will close what is open, so it is closed now."""
        self._is_finished = True
        for feed in self._symbols.values():
            self._publish_closed(feed.builder.finish())
            feed.has_changed = False
