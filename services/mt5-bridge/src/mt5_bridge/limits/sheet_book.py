"""Sheets of symbols in which something is open, read again when their tick value may be old."""

from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.records import VenueSymbol
from mt5_bridge.port.terminal_port import TradingPort
from tickloom.runtime.clock import Clock

_FRESH_S = 30.0


class SheetBook:
    """Asks on the thread of whoever asks it; an old sheet is better than none, for ten times."""

    def __init__(self, port: TradingPort, clock: Clock) -> None:
        self._port = port
        self._clock = clock
        self._known: dict[str, tuple[VenueSymbol, float]] = {}

    def of(self, symbol: str) -> VenueSymbol | None:
        now_s = self._clock.monotonic_s()
        known = self._known.get(symbol)
        if known is not None and now_s - known[1] <= _FRESH_S:
            return known[0]
        asked = self._port.symbol(symbol)
        if not isinstance(asked, CallFailed):
            self._known[symbol] = asked, now_s
            return asked
        if known is not None and now_s - known[1] <= 10 * _FRESH_S:
            return known[0]
        return None
