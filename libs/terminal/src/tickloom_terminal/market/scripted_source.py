"""A market written down by hand, for tests: a source of quotes like any other."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tickloom.contracts.message import Mode
from tickloom.domain.bar_builder import BarBuilder, aggregate
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar, Tick, Timeframe
from tickloom_terminal.market.instruments import SHEETS
from tickloom_terminal.market.market_source import TickColumns

BEGIN_NS = 1_700_000_040 * 1_000_000_000  # a whole minute: 2023-11-14 22:14:00 UTC


@dataclass(frozen=True)
class ScriptedSource:
    """Ticks as (symbol, milliseconds after the begin, bid, ask); the bars follow from them."""

    script: Sequence[tuple[str, int, float, float]]
    description: str = "a script"
    mode: Mode = "replay"
    begins_ns: int = BEGIN_NS
    ends_after_ms: int | None = None
    closed_ms: tuple[int, int] = (0, 0)
    _: None = field(default=None, repr=False)

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        return tuple(SHEETS[name] for name in dict.fromkeys(row[0] for row in self.script))

    @property
    def ends_ns(self) -> int | None:
        if self.ends_after_ms is None:
            return None
        return self.begins_ns + self.ends_after_ms * 1_000_000

    def _ticks(self, symbol: Symbol) -> list[Tick]:
        ticks: list[Tick] = []
        for name, at_ms, bid, ask in self.script:
            if name == symbol:
                time_ns = self.begins_ns + at_ms * 1_000_000
                ordinal = sum(1 for tick in ticks if tick.time_ns == time_ns)
                tick = Tick(symbol=symbol, time_ns=time_ns, bid=bid, ask=ask, ordinal=ordinal)
                ticks.append(tick)
        return ticks

    def ticks(self, symbol: Symbol, *, from_ns: int, to_ns: int) -> TickColumns:
        rows = [t for t in self._ticks(symbol) if from_ns <= t.time_ns < to_ns]
        return TickColumns(
            time_ns=np.array([t.time_ns for t in rows], dtype=np.int64),
            bid=np.array([t.bid for t in rows], dtype=np.float64),
            ask=np.array([t.ask for t in rows], dtype=np.float64),
            ordinal=np.array([t.ordinal for t in rows], dtype=np.int32),
        )

    def bars(
        self, symbol: Symbol, timeframe: Timeframe, *, from_ns: int | None, to_ns: int, limit: int
    ) -> list[Bar]:
        scale = 10 ** SHEETS[symbol].digits
        builder = BarBuilder(symbol, points_per_unit=scale, timeframes=(Timeframe.M1,))
        minutes = [bar for tick in self._ticks(symbol) for bar in builder.on_tick(tick)]
        minutes += builder.finish()
        bars = aggregate(minutes, timeframe)
        first_ns = from_ns or 0
        return [b for b in bars if b.time_ns >= first_ns and b.end_ns <= to_ns][-limit:]

    def is_open(self, symbol: Symbol, time_ns: int) -> bool:
        at_ms = (time_ns - self.begins_ns) // 1_000_000
        return bool(symbol) and not self.closed_ms[0] <= at_ms < self.closed_ms[1]

    def next_open_ns(self, symbol: Symbol, time_ns: int) -> int | None:
        if self.is_open(symbol, time_ns):
            return None
        return self.begins_ns + self.closed_ms[1] * 1_000_000
