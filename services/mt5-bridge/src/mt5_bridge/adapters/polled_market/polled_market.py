"""A real terminal's quotes: polled on a thread of its own, read by the feed without waiting.

`position_ns` stands a settling time behind now: until then ticks of a moment may still come in, so
readers of history are not told that it is complete. A failed poll moves nothing; the next one goes
on at the last tick seen. The terminal says nothing about sessions: a symbol counts as open while
its quotes are young.
"""

import threading
from collections import deque
from collections.abc import Sequence

import structlog

from mt5_bridge.adapters.polled_market.columns import (
    MS_NS,
    SECOND_NS,
    TIMEFRAME_NUMBERS,
    ServerTime,
    bars_of,
    columns_of,
    cut,
)
from mt5_bridge.adapters.tick_polling import TickPolling
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.terminal_port import TerminalPort
from tickloom.contracts.message import Mode
from tickloom.domain.errors import NotFound, Unavailable
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import DAY_NS, MINUTE_NS, Bar, Tick, Timeframe
from tickloom.runtime.clock import Clock
from tickloom_terminal.market.market_source import SymbolTicks, TickColumns

SETTLE_NS = 2 * SECOND_NS
HISTORY_NS = 400 * DAY_NS
YOUNG_NS = 15 * MINUTE_NS
POLL_S = 0.05
PARTS_MAX = 10_000
"""Turns that wait for the feed; when it stands still polling does, and nothing is lost."""
log = structlog.get_logger(__name__)


class PolledMarket:
    """`Market` over the port of a terminal; its mode is live."""

    def __init__(
        self,
        port: TerminalPort,
        instruments: Sequence[Instrument],
        clock: Clock,
        server: ServerTime,
        *,
        description: str,
    ) -> None:
        self._port = port
        self._instruments = tuple(instruments)
        self._by_symbol = {instrument.symbol: instrument for instrument in instruments}
        self._clock = clock
        self._server = server
        self._description = description
        self._lock = threading.Lock()
        self._parts: deque[SymbolTicks] = deque()
        self._last: dict[Symbol, Tick] = {}
        self._read: dict[Symbol, tuple[int, int]] = {}
        self._is_connected = True
        self._position_ns = (clock.now_ns() - SETTLE_NS) // MS_NS * MS_NS
        self._handed_ns = self._position_ns
        self._record_from_ns = self._position_ns
        self._polling = TickPolling(port, clock)
        from_ms = server.to_server_ns(self._position_ns) // MS_NS
        for instrument in self._instruments:
            self._polling.follow(instrument.symbol, from_ms=from_ms)
            self._look(instrument.symbol)
        self._is_over = threading.Event()
        self._thread: threading.Thread | None = None

    # -- what it is ---------------------------------------------------------------------------

    @property
    def mode(self) -> Mode:
        return "live"

    @property
    def description(self) -> str:
        return self._description

    @property
    def speed(self) -> float:
        return 1.0

    @property
    def begins_ns(self) -> int:
        return self._record_from_ns - HISTORY_NS

    @property
    def record_from_ns(self) -> int:
        return self._record_from_ns

    @property
    def is_connected(self) -> bool:
        return self._is_connected

    @property
    def position_ns(self) -> int:
        return self._handed_ns

    @property
    def has_ended(self) -> bool:
        return False

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        return self._instruments

    # -- the stream ---------------------------------------------------------------------------

    def close(self) -> None:
        self._is_over.set()
        if self._thread is not None:
            self._thread.join(5.0)

    def poll(self) -> Sequence[SymbolTicks]:
        """What the thread has brought; never waits for the terminal.

        The first call starts the thread: until then the position stands, and the past up to it
        can be read whole.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="ticks", daemon=True)
            self._thread.start()
        return self.take()

    def take(self) -> Sequence[SymbolTicks]:
        """What `turn` has brought since the last time."""
        with self._lock:
            parts = list(self._parts)
            self._parts.clear()
            self._handed_ns = self._position_ns
        for part in parts:
            self._last[part.symbol] = _newest(part.symbol, part.ticks)
        return parts

    def turn(self) -> None:
        """One poll of every symbol; the thread's work."""
        began_ns = self._clock.now_ns()
        failed: CallFailed | None = None
        for instrument in self._instruments:
            rows = self._polling.poll(instrument.symbol)
            if isinstance(rows, CallFailed):
                failed = rows
                continue
            earlier = self._read.get(instrument.symbol, (0, 0))
            columns, place = columns_of(
                rows, self._server, digits=instrument.digits, earlier=earlier
            )
            if not len(columns.time_ns):
                continue
            self._read[instrument.symbol] = place
            with self._lock:
                self._parts.append(SymbolTicks(symbol=instrument.symbol, ticks=columns))
        self._told(failed)
        if failed is None:
            with self._lock:
                self._position_ns = max(self._position_ns, began_ns - SETTLE_NS)

    # -- questions ----------------------------------------------------------------------------

    def last_tick(self, symbol: Symbol) -> Tick | None:
        return self._last.get(symbol)

    def is_open(self, symbol: Symbol) -> bool:
        last = self._last.get(symbol)
        return last is not None and self._clock.now_ns() - last.time_ns <= YOUNG_NS

    def next_open_ns(self, symbol: Symbol) -> int | None:
        """The package has no sessions: unknown."""
        self._require(symbol)
        return None

    def ticks(self, symbol: Symbol, *, from_ns: int, to_ns: int) -> TickColumns:
        instrument = self._require(symbol)
        to_ns = min(to_ns, self._handed_ns)
        first_s, last_s = self._seconds(from_ns, to_ns)
        rows = self._port.ticks(symbol, from_s=first_s, to_s=last_s)
        if isinstance(rows, CallFailed):
            raise Unavailable(f"the terminal gave no ticks of {symbol}: {rows.text} ({rows.code})")
        columns, _ = columns_of(rows, self._server, digits=instrument.digits)
        return cut(columns, from_ns, to_ns)

    def bars(
        self, symbol: Symbol, timeframe: Timeframe, *, from_ns: int | None, to_ns: int, limit: int
    ) -> list[Bar]:
        self._require(symbol)
        to_ns = min(to_ns, self._handed_ns)
        span_ns = max(4 * DAY_NS, 2 * limit * timeframe.minutes * MINUTE_NS)
        while True:
            first_ns = max(self.begins_ns, to_ns - span_ns if from_ns is None else from_ns)
            bars = self._closed(symbol, timeframe, first_ns, to_ns)
            if from_ns is not None or len(bars) >= limit or first_ns == self.begins_ns:
                return bars[-limit:]
            span_ns *= 4

    # -- inside -------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._is_over.wait(POLL_S):
            if len(self._parts) < PARTS_MAX:
                self.turn()

    def _told(self, failed: CallFailed | None) -> None:
        """Once when it begins and once when it ends, not twenty times a second."""
        if self._is_connected and failed is not None:
            log.warning("market_away", code=failed.code, detail=failed.text)
        elif not self._is_connected and failed is None:
            log.info("market_back")
        self._is_connected = failed is None

    def _closed(self, symbol: Symbol, timeframe: Timeframe, from_ns: int, to_ns: int) -> list[Bar]:
        """Bars that open in [from_ns, to_ns) and have ended before the position."""
        begin_ns = timeframe.open_ns(from_ns)
        number = TIMEFRAME_NUMBERS.get(timeframe, TIMEFRAME_NUMBERS[Timeframe.H1])
        first_s, last_s = self._seconds(begin_ns, to_ns)
        rows = self._port.rates(symbol, number, from_s=first_s, to_s=last_s)
        if isinstance(rows, CallFailed):
            raise Unavailable(f"the terminal gave no bars of {symbol}: {rows.text} ({rows.code})")
        return [
            bar
            for bar in bars_of(rows, symbol, timeframe, self._server)
            if from_ns <= bar.time_ns < to_ns and bar.end_ns <= self._handed_ns
        ]

    def _seconds(self, from_ns: int, to_ns: int) -> tuple[int, int]:
        to_server = self._server.to_server_ns
        return to_server(from_ns) // SECOND_NS, to_server(to_ns) // SECOND_NS + 1

    def _look(self, symbol: Symbol) -> None:
        """The price before the first poll brings one: a quiet market has one, too."""
        self._port.select(symbol)
        tick = self._port.tick(symbol)
        if isinstance(tick, CallFailed):
            return
        bid, ask = float(tick.bid), float(tick.ask)
        time_ns = self._server.to_utc_ns(tick.time_ms * MS_NS)
        if 0 < bid < float("inf") and 0 < ask < float("inf") and time_ns < self._position_ns:
            self._last[symbol] = Tick(symbol=symbol, time_ns=time_ns, bid=bid, ask=ask)

    def _require(self, symbol: Symbol) -> Instrument:
        instrument = self._by_symbol.get(symbol)
        if instrument is None:
            names = ", ".join(sorted(self._by_symbol))
            raise NotFound(f"there is no symbol {symbol}", hint=f"this venue has {names}")
        return instrument


def _newest(symbol: Symbol, ticks: TickColumns) -> Tick:
    return Tick(
        symbol=symbol, time_ns=int(ticks.time_ns[-1]), bid=float(ticks.bid[-1]),
        ask=float(ticks.ask[-1]), ordinal=int(ticks.ordinal[-1]),
    )  # fmt: skip
