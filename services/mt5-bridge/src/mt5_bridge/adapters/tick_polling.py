"""A stream of ticks out of a call that answers whole seconds: no tick lost, none twice.

`copy_ticks_range` includes both bounds, so each poll reads the last second again. What came before
the last millisecond seen is known; at that millisecond itself ticks are counted, because several
share it and some repeat each other to the last digit: "later than the last" would lose ticks, a
set of them would lose repeats. An answer may be short: the border is the last tick received, never
the bound that was asked for.
"""

from collections import Counter

import numpy as np

from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.terminal_port import MarketPort, Rows
from tickloom.runtime.clock import Clock

AHEAD_S = 86_400
"""Server clocks run up to 14 hours ahead of UTC; a bound beyond now asks for all there is."""


class TickBorder:
    """How far one symbol's stream has come; `from_ms` is the first millisecond wanted."""

    def __init__(self, from_ms: int) -> None:
        self._border_ms = from_ms
        self._seen: Counter[bytes] = Counter()

    @property
    def border_ms(self) -> int:
        """Server time of the last tick handed out, or the first one wanted."""
        return self._border_ms

    @property
    def from_s(self) -> int:
        """Where the next poll begins."""
        return self._border_ms // 1000

    def new_of(self, rows: Rows) -> Rows:
        """The ticks of an answer that were not handed out before, in the order they came."""
        times = rows["time_msc"]
        is_new = times > self._border_ms
        unmatched = Counter(self._seen)
        for place in np.flatnonzero(times == self._border_ms):
            tick = rows[place].tobytes()
            if unmatched[tick]:
                unmatched[tick] -= 1
            else:
                is_new[place] = True
        fresh = rows[is_new]
        if len(fresh):
            self._move(fresh)
        return fresh

    def _move(self, fresh: Rows) -> None:
        last_ms = int(fresh["time_msc"].max())
        if last_ms > self._border_ms:
            self._border_ms = last_ms
            self._seen = Counter()
        self._seen.update(row.tobytes() for row in fresh[fresh["time_msc"] == last_ms])


class TickPolling:
    """Follows symbols of one terminal; one that does not exist yet is asked for until it does."""

    def __init__(self, market: MarketPort, clock: Clock) -> None:
        self._market = market
        self._clock = clock
        self._borders: dict[str, TickBorder] = {}
        self._unselected: set[str] = set()

    @property
    def symbols(self) -> tuple[str, ...]:
        return tuple(self._borders)

    def follow(self, symbol: str, *, from_ms: int) -> None:
        """From this server millisecond on, itself included; following twice changes nothing."""
        if symbol not in self._borders:
            self._borders[symbol] = TickBorder(from_ms)
            self._unselected.add(symbol)

    def poll(self, symbol: str) -> Answer[Rows]:
        """What came since the last poll; after a failure the next one begins where this did."""
        border = self._borders[symbol]
        if symbol in self._unselected:
            selected = self._market.select(symbol)
            if isinstance(selected, CallFailed):
                return selected
            self._unselected.discard(symbol)
        now_s = self._clock.now_us() // 1_000_000
        to_s = max(now_s, border.from_s) + AHEAD_S
        rows = self._market.ticks(symbol, from_s=border.from_s, to_s=to_s)
        if isinstance(rows, CallFailed):
            self._unselected.add(symbol)
            return rows
        return border.new_of(rows)
