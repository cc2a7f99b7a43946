"""A small bridge over the real bus: a deterministic market that can lose, die and go on.

Its table is the truth that a listener's record is compared with. The market moves by ticks of all
symbols in turn; each is published, lost on the way (a hole in `seq`), or missed altogether while
the bridge is dead. History is answered from the table, up to where the market is.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from tickloom.bus.port import Bus
from tickloom.contracts import subjects
from tickloom.contracts.market import (
    BarClosed,
    BarsReply,
    BarsRequest,
    FeedStatus,
    SymbolState,
    Tick,
    TicksReply,
    TicksRequest,
)
from tickloom.contracts.message import Stamper
from tickloom.domain import market as domain
from tickloom.domain.bar_builder import BarBuilder
from tickloom.domain.errors import Unavailable
from tickloom.domain.ids import Symbol
from tickloom.runtime.clock import LiveClock

START_US = 1_763_700_000_000_000
_DIGITS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Symbol:
    """One symbol's whole future: ticks, and the bars that each tick closes."""

    ticks: tuple[domain.Tick, ...]
    closed: tuple[tuple[domain.Bar, ...], ...]


def _make(name: str, *, count: int, seed: int, step_us: int) -> _Symbol:
    """Ticks some `step_us` apart, a few with their predecessor's stamp.

    No position of a whole ten splits a stamp, so there the history is read to its end.
    """
    numbers = random.Random(f"{name} {seed}")  # noqa: S311  a market for tests
    builder = BarBuilder(Symbol(name), points_per_unit=10**_DIGITS)
    time_us, points, ordinal = START_US, 110_000, 0
    ticks: list[domain.Tick] = []
    closed: list[tuple[domain.Bar, ...]] = []
    for index in range(count):
        if index % 10 and numbers.random() < 0.1:
            ordinal += 1
        else:
            time_us, ordinal = time_us + numbers.randint(1, 2 * step_us), 0
        points += numbers.randint(-3, 3)
        tick = domain.Tick(
            symbol=Symbol(name), time_ns=time_us * 1_000, bid=points / 10**_DIGITS,
            ask=(points + numbers.randint(0, 9)) / 10**_DIGITS, ordinal=ordinal,
        )  # fmt: skip
        ticks.append(tick)
        closed.append(tuple(builder.on_tick(tick)))
    return _Symbol(ticks=tuple(ticks), closed=tuple(closed))


class BridgeStandIn:
    """Says and answers what the bridge does; `position` counts the ticks that have happened."""

    def __init__(
        self, bus: Bus, *, symbols: Sequence[str] = ("EURUSD", "XAUUSD"), count: int = 20_000,
        seed: int = 1, step_us: int = 500_000, venue: str = "demo",
    ) -> None:  # fmt: skip
        self.bus = bus
        self.venue = venue
        self.position = 0
        self.lost = 0
        self.page_max = 20_000
        self.pages_left: int | None = None
        """How many more pages it answers before it is silent; None for ever."""
        self._symbols = {
            name: _make(name, count=count, seed=seed, step_us=step_us) for name in symbols
        }
        self.restart()

    def restart(self) -> None:
        """Begin a new producer life."""
        self._stamper = Stamper(mode="demo", now_us=LiveClock().now_us)

    async def serve(self) -> None:
        await self.bus.serve(subjects.rpc("bridge", "ticks"), TicksRequest, self._ticks)
        await self.bus.serve(subjects.rpc("bridge", "bars"), BarsRequest, self._bars)
        await self.bus.flush()

    # -- what is said -------------------------------------------------------------------------

    def publish(self, count: int, *, times: int = 1) -> None:
        """Say the next `count` ticks of each symbol and the bars they close."""
        self._move(count, times=times)

    def lose(self, count: int) -> None:
        """They were said, and nobody heard them."""
        self.lost += count * len(self._symbols)
        self._move(count, times=0)

    def skip(self, count: int) -> None:
        """They happened while the bridge was dead."""
        self.lost += count * len(self._symbols)
        self.position += count

    def say_status(self, *, has_ended: bool = False) -> None:
        subject = subjects.feed(self.venue)
        states = [
            SymbolState(symbol=name, session="open", last_tick=self._last_us(known))
            for name, known in self._symbols.items()
        ]
        status = FeedStatus(
            **self._stamper.header(subject), venue=self.venue, transport="up", terminal="up",
            broker="up", feed="up", synchronised="up", market_time=self._now_us(states),
            history_from=START_US, speed=1.0, symbols=states, ended=has_ended,
        )  # fmt: skip
        self.bus.publish(subject, status)

    def _last_us(self, known: _Symbol) -> int | None:
        return known.ticks[self.position - 1].time_ns // 1_000 if self.position else None

    def _move(self, count: int, *, times: int) -> None:
        for index in range(self.position, self.position + count):
            for name, known in self._symbols.items():
                self._say_tick(name, known.ticks[index], times=times)
                for bar in known.closed[index]:
                    self._say_bar(name, bar, times=times)
        self.position += count

    def _say_tick(self, name: str, tick: domain.Tick, *, times: int) -> None:
        subject = subjects.tick(self.venue, name)
        message = Tick(
            **self._stamper.header(subject, ts=tick.time_ns // 1_000), venue=self.venue,
            symbol=name, bid=tick.bid, ask=tick.ask, n=tick.ordinal,
        )  # fmt: skip
        for _ in range(times):
            self.bus.publish(subject, message)

    def _say_bar(self, name: str, bar: domain.Bar, *, times: int) -> None:
        subject = subjects.bar(self.venue, name, bar.timeframe)
        message = BarClosed(
            **self._stamper.header(subject, ts=bar.end_ns // 1_000), venue=self.venue,
            symbol=name, timeframe=bar.timeframe, time=bar.time_ns // 1_000, open=bar.open,
            high=bar.high, low=bar.low, close=bar.close, volume=bar.tick_volume,
            spread=bar.spread_points,
        )  # fmt: skip
        for _ in range(times):
            self.bus.publish(subject, message)

    @staticmethod
    def _now_us(states: Sequence[SymbolState]) -> int:
        return max((s.last_tick for s in states if s.last_tick is not None), default=START_US)

    # -- the truth ----------------------------------------------------------------------------

    def all_ticks(self) -> list[tuple[str, int, int, float, float]]:
        """Everything that has happened: (symbol, ts, n, bid, ask), sorted."""
        return sorted(
            (name, tick.time_ns // 1_000, tick.ordinal, tick.bid, tick.ask)
            for name, known in self._symbols.items()
            for tick in known.ticks[: self.position]
        )

    def all_bars(self) -> list[tuple[str, str, int, float, float, float, float, int, int]]:
        """Every closed bar: (symbol, timeframe, time, open, high, low, close, volume, spread)."""
        return sorted(
            (name, str(bar.timeframe), bar.time_ns // 1_000, bar.open, bar.high, bar.low,
             bar.close, bar.tick_volume, bar.spread_points)
            for name in self._symbols
            for bar in self._closed(name)
        )  # fmt: skip

    def _closed(self, name: str) -> list[domain.Bar]:
        known = self._symbols[name]
        return [bar for bars in known.closed[: self.position] for bar in bars]

    # -- what is answered ---------------------------------------------------------------------

    def _answer_or_be_silent(self) -> None:
        if self.pages_left == 0:
            raise Unavailable("the bridge has died")
        if self.pages_left is not None:
            self.pages_left -= 1

    async def _ticks(self, asked: TicksRequest) -> TicksReply:
        self._answer_or_be_silent()
        known = self._symbols[asked.symbol].ticks
        begin = asked.from_ts or 0
        now = known[self.position].time_ns // 1_000  # everything before the next tick happened
        until = now if asked.to_ts is None else min(asked.to_ts, now)
        found = [t for t in known[: self.position] if begin <= t.time_ns // 1_000 < until]
        limit, next_from = min(asked.limit, self.page_max), None
        if len(found) > limit:
            next_from = found[limit].time_ns // 1_000
            found = [t for t in found if t.time_ns // 1_000 < next_from]
        return TicksReply(
            venue=self.venue, symbol=asked.symbol, ts=[t.time_ns // 1_000 for t in found],
            n=[t.ordinal for t in found], bid=[t.bid for t in found], ask=[t.ask for t in found],
            until=until, next_from=next_from,
        )  # fmt: skip

    async def _bars(self, asked: BarsRequest) -> BarsReply:
        self._answer_or_be_silent()
        begin, end = asked.from_time or 0, asked.to_time or 1 << 62
        found = [
            bar for bar in self._closed(asked.symbol)
            if bar.timeframe == asked.timeframe and begin <= bar.time_ns // 1_000 < end
        ]  # fmt: skip
        page = found[-asked.limit :]
        return BarsReply(
            venue=self.venue, symbol=asked.symbol, timeframe=asked.timeframe,
            time=[b.time_ns // 1_000 for b in page], open=[b.open for b in page],
            high=[b.high for b in page], low=[b.low for b in page], close=[b.close for b in page],
            volume=[b.tick_volume for b in page], spread=[b.spread_points for b in page],
            more=len(found) > len(page),
        )  # fmt: skip
