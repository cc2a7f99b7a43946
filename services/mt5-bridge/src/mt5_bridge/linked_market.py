"""The market of a terminal in a process of its own, as the feed and the readers of history use it.

`position_ns` is how far THIS reader has come: every tick before it was handed out by `poll`. When
the terminal is away, the market stands, and `is_connected` says so; the next poll that succeeds
goes on where the last one ended.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

import msgspec

from mt5_bridge.market import Market
from tickloom.contracts.instruments import instrument_of
from tickloom.contracts.message import Mode
from tickloom.domain.errors import NotFound, Unavailable
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import DAY_NS, MINUTE_NS, Bar, Tick, Timeframe
from tickloom_terminal.market.market_source import SymbolTicks, TickColumns
from tickloom_terminal.market_records import (
    BarRows,
    Columns,
    MarketSheet,
    SessionState,
    Turn,
    bars_in,
    ticks_in,
)

_LOOK_BACK_NS = (MINUTE_NS, 30 * MINUTE_NS, 6 * 60 * MINUTE_NS, 4 * DAY_NS, 400 * DAY_NS)


T = TypeVar("T", bound=msgspec.Struct)


class Line(Protocol):
    """The line to a terminal's market (`market_link`)."""

    def ask(self, kind: type[T], verb: str, *arguments: object) -> T: ...

    def close(self) -> None: ...


class LinkedMarket(Market):
    """`turns` is the feed's own line; history is read on another, by any thread."""

    def __init__(self, turns: Line, history: Line) -> None:
        """Raises `Unavailable` while no terminal answers."""
        self._turns = turns
        self._history = history
        self._sheet = turns.ask(MarketSheet, "sheet")
        self._instruments = tuple(instrument_of(info) for info in self._sheet.instruments)
        self._known = {instrument.symbol for instrument in self._instruments}
        self._sessions: dict[str, SessionState] = {}
        self._last: dict[Symbol, Tick] = {}
        self._take(turns.ask(Turn, "turn", None))
        self._is_connected = True
        self._look_back()

    @property
    def mode(self) -> Mode:
        return self._sheet.mode

    @property
    def description(self) -> str:
        return self._sheet.description

    @property
    def speed(self) -> float:
        return self._sheet.speed

    @property
    def begins_ns(self) -> int:
        return self._sheet.begins_ns

    @property
    def record_from_ns(self) -> int:
        return self._sheet.record_from_ns

    @property
    def is_connected(self) -> bool:
        return self._is_connected

    @property
    def position_ns(self) -> int:
        return self._position_ns

    @property
    def has_ended(self) -> bool:
        return self._has_ended

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        return self._instruments

    def poll(self) -> Sequence[SymbolTicks]:
        try:
            turn = self._turns.ask(Turn, "turn", self._position_ns)
        except Unavailable:
            self._is_connected = False
            return ()
        self._is_connected = True
        parts = [ticks_in(part) for part in turn.parts]
        for part in parts:
            self._last[part.symbol] = _newest(part)
        self._take(turn)
        return parts

    def last_tick(self, symbol: Symbol) -> Tick | None:
        return self._last.get(symbol)

    def is_open(self, symbol: Symbol) -> bool:
        state = self._sessions.get(symbol)
        return state is not None and state.is_open

    def next_open_ns(self, symbol: Symbol) -> int | None:
        state = self._sessions.get(symbol)
        return None if state is None else state.next_open_ns

    def ticks(self, symbol: Symbol, *, from_ns: int, to_ns: int) -> TickColumns:
        self._require(symbol)
        to_ns = min(to_ns, self._position_ns)
        columns = self._history.ask(Columns, "ticks", symbol, min(from_ns, to_ns), to_ns)
        return ticks_in(columns).ticks

    def bars(
        self, symbol: Symbol, timeframe: Timeframe, *, from_ns: int | None, to_ns: int, limit: int
    ) -> list[Bar]:
        self._require(symbol)
        if not self._has_ended:  # the terminal may be further than this reader: one bar more
            to_ns = min(to_ns, self._position_ns)
        rows = self._history.ask(
            BarRows, "bars", symbol, timeframe.value, from_ns, (to_ns, limit + 1)
        )
        bars = bars_in(rows, symbol, timeframe)
        if not self._has_ended:
            bars = [bar for bar in bars if bar.end_ns <= self._position_ns]
        return bars[-limit:]

    def close(self) -> None:
        self._turns.close()
        self._history.close()

    def _take(self, turn: Turn) -> None:
        self._position_ns = turn.position_ns
        self._has_ended = turn.has_ended
        self._sessions = {state.symbol: state for state in turn.sessions}

    def _require(self, symbol: Symbol) -> None:
        if symbol not in self._known:
            names = ", ".join(sorted(self._known))
            raise NotFound(f"there is no symbol {symbol}", hint=f"this venue has {names}")

    def _look_back(self) -> None:
        """The last tick before this reader's first turn, so that a quiet market has a price."""
        for symbol in self._known:
            for span_ns in _LOOK_BACK_NS:
                from_ns = max(self.begins_ns, self._position_ns - span_ns)
                ticks = self.ticks(symbol, from_ns=from_ns, to_ns=self._position_ns)
                if len(ticks.time_ns):
                    self._last[symbol] = _newest(SymbolTicks(symbol=symbol, ticks=ticks))
                    break
                if from_ns == self.begins_ns:
                    break


def _newest(part: SymbolTicks) -> Tick:
    ticks = part.ticks
    return Tick(
        symbol=part.symbol, time_ns=int(ticks.time_ns[-1]), bid=float(ticks.bid[-1]),
        ask=float(ticks.ask[-1]), ordinal=int(ticks.ordinal[-1]),
    )  # fmt: skip
