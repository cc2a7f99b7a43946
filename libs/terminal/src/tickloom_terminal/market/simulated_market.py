"""The quotes of a simulated terminal: a source of ticks, played along the market's clock.

How much is read at once adapts to how dense the ticks are, so that a turn costs about the same at
every speed; a reader that cannot keep up falls behind the clock instead of growing without bound.
"""

from dataclasses import replace

from tickloom.contracts.message import Mode
from tickloom.domain.errors import NotFound
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import DAY_NS, MINUTE_NS, Bar, Tick, Timeframe
from tickloom.runtime.clock import Clock
from tickloom_terminal.market.market_clock import MarketClock, MarketRecord
from tickloom_terminal.market.market_source import MarketSource, SymbolTicks, TickColumns

TICKS_A_TURN = 2_000
_WINDOW_MIN_NS = 1_000_000
_WINDOW_MAX_NS = 60 * MINUTE_NS
_LOOK_BACK_NS = (MINUTE_NS, 30 * MINUTE_NS, 6 * 60 * MINUTE_NS, 4 * DAY_NS, 400 * DAY_NS)
_BARS_END_LATE_NS = 40 * DAY_NS


class SimulatedMarket:
    """`position_ns` moves forward only: every tick before it was handed out by `advance`."""

    def __init__(self, source: MarketSource, record: MarketRecord, clock: Clock) -> None:
        self._source = source
        self._record = record
        self._clock = clock
        self._symbols = {i.symbol: i for i in source.instruments}
        self._window_ns = _WINDOW_MIN_NS * 1_000
        self._position_ns = record.position_ns
        self._last: dict[Symbol, Tick] = {}
        self._look_back()

    @property
    def mode(self) -> Mode:
        return self._source.mode

    @property
    def description(self) -> str:
        return self._source.description

    @property
    def speed(self) -> float:
        return self._record.clock.speed

    @property
    def begins_ns(self) -> int:
        return self._source.begins_ns

    @property
    def record_from_ns(self) -> int:
        return self._record.record_from_ns

    @property
    def position_ns(self) -> int:
        return self._position_ns

    @property
    def has_ended(self) -> bool:
        ends_ns = self._source.ends_ns
        return ends_ns is not None and self._position_ns >= ends_ns

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        return self._source.instruments

    def instrument(self, symbol: Symbol) -> Instrument:
        known = self._symbols.get(symbol)
        if known is None:
            names = ", ".join(self._symbols)
            raise NotFound(f"there is no symbol {symbol}", hint=f"this venue has {names}")
        return known

    def advance(self) -> list[SymbolTicks]:
        """Move towards the clock by one turn's worth of ticks, and hand them out."""
        return self._turn(self.due_ns())

    def _turn(self, due_ns: int) -> list[SymbolTicks]:
        while True:
            to_ns = min(due_ns, self._position_ns + self._window_ns)
            turn = self._read(self._position_ns, to_ns)
            count = sum(len(part.ticks.time_ns) for part in turn)
            if count <= 2 * TICKS_A_TURN or self._window_ns <= _WINDOW_MIN_NS:
                break
            self._window_ns = max(_WINDOW_MIN_NS, self._window_ns * TICKS_A_TURN // count)
        if count < TICKS_A_TURN // 2:
            self._window_ns = min(_WINDOW_MAX_NS, self._window_ns * 2)
        self._position_ns = max(self._position_ns, to_ns)
        for part in turn:
            self._last[part.symbol] = _tick_at(part.symbol, part.ticks, -1)
        return turn

    def set_speed(self, speed: float) -> MarketRecord:
        """Go on from here at another speed; the record to keep."""
        clock = MarketClock(
            origin_market_ns=self._position_ns, origin_wall_ns=self._clock.now_ns(), speed=speed
        )
        self._record = replace(self._record, clock=clock, position_ns=self._position_ns)
        return self._record

    def advance_to(self, time_ns: int) -> list[SymbolTicks]:
        """Move a market without a speed by one turn's worth of ticks towards `time_ns`."""
        assert self.speed == 0, "a market with a speed follows its clock"
        return self._turn(max(self._position_ns, min(time_ns, self.due_ns())))

    def skip(self) -> None:
        """Go to the clock without reading what lies between: it stays in the history."""
        self._position_ns = self.due_ns()
        self._look_back()

    def last_tick(self, symbol: Symbol) -> Tick | None:
        return self._last.get(symbol)

    def is_open(self, symbol: Symbol) -> bool:
        return not self.has_ended and self._source.is_open(symbol, self._position_ns)

    def next_open_ns(self, symbol: Symbol) -> int | None:
        return None if self.has_ended else self._source.next_open_ns(symbol, self._position_ns)

    def ticks(self, symbol: Symbol, *, from_ns: int, to_ns: int) -> TickColumns:
        self.instrument(symbol)
        begins_ns, to_ns = self._source.begins_ns, min(to_ns, self._position_ns)
        from_ns = min(max(from_ns, begins_ns), max(to_ns, begins_ns))
        return self._source.ticks(symbol, from_ns=from_ns, to_ns=max(from_ns, to_ns))

    def bars(
        self, symbol: Symbol, timeframe: Timeframe, *, from_ns: int | None, to_ns: int, limit: int
    ) -> list[Bar]:
        self.instrument(symbol)
        # After the end no tick follows, so the bars that were open then are closed.
        now_ns = self._position_ns + (_BARS_END_LATE_NS if self.has_ended else 0)
        end_ns = timeframe.end_ns(timeframe.open_ns(to_ns - 1))
        return self._source.bars(
            symbol, timeframe, from_ns=from_ns, to_ns=min(end_ns, now_ns), limit=limit
        )

    def due_ns(self) -> int:
        """How far the market may go now: to the clock and to the end of a replay."""
        speed, ends_ns = self.speed, self._source.ends_ns
        due_ns = (
            self._record.clock.market_ns(self._clock.now_ns())
            if speed > 0
            else self._position_ns + _WINDOW_MAX_NS
        )
        return max(self._position_ns, due_ns if ends_ns is None else min(due_ns, ends_ns))

    def _read(self, from_ns: int, to_ns: int) -> list[SymbolTicks]:
        parts = (
            SymbolTicks(
                symbol=symbol, ticks=self._source.ticks(symbol, from_ns=from_ns, to_ns=to_ns)
            )
            for symbol in self._symbols
        )
        return [part for part in parts if len(part.ticks.time_ns)]

    def _look_back(self) -> None:
        for symbol in self._symbols:
            tick = self._last_tick_before(symbol, self._position_ns)
            if tick is not None:
                self._last[symbol] = tick

    def _last_tick_before(self, symbol: Symbol, time_ns: int) -> Tick | None:
        for span_ns in _LOOK_BACK_NS:
            from_ns = max(self._source.begins_ns, time_ns - span_ns)
            if from_ns >= time_ns:
                return None
            ticks = self._source.ticks(symbol, from_ns=from_ns, to_ns=time_ns)
            if len(ticks.time_ns):
                return _tick_at(symbol, ticks, -1)
        return None


def _tick_at(symbol: Symbol, ticks: TickColumns, index: int) -> Tick:
    return Tick(
        symbol=symbol, time_ns=int(ticks.time_ns[index]), bid=float(ticks.bid[index]),
        ask=float(ticks.ask[index]), ordinal=int(ticks.ordinal[index]),
    )  # fmt: skip
