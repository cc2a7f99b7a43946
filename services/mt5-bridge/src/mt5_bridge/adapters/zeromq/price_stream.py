"""Quotes as the adviser publishes them, with the time at which they came in.

`SYMBOL:|:BID;ASK` carries no time, so a tick is stamped here, on the server's clock. What was not
received is not known: there are no ticks from before the subscription.
"""

from collections import deque
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import zmq

from mt5_bridge.port.records import ZERO, VenueTick
from mt5_bridge.port.terminal_port import Rows
from tickloom.runtime.clock import Clock
from tickloom_terminal import dtypes

TICKS_MAX = 200_000
"""Kept per symbol, the oldest go first: an hour of a fast market, for polls that were late."""
_SEPARATOR = ":|:"
_BID_AND_ASK = 6
"""TICK_FLAG_BID | TICK_FLAG_ASK."""
ToServer = Callable[[int], int]
"""UTC milliseconds to the server's clock."""


class PriceStream:
    """What the SUB socket brought; belongs to the thread of its socket."""

    def __init__(self, socket: "zmq.Socket[bytes]", clock: Clock, to_server: ToServer) -> None:
        self._socket = socket
        self._clock = clock
        self._to_server = to_server
        self._ticks: dict[str, deque[VenueTick]] = {}

    @property
    def symbols(self) -> list[str]:
        return list(self._ticks)

    def follow(self, symbol: str) -> None:
        """The separator is part of the topic, or bars of the symbol would come too."""
        if symbol not in self._ticks:
            self._ticks[symbol] = deque(maxlen=TICKS_MAX)
            self._socket.subscribe(f"{symbol}{_SEPARATOR}")

    def forget(self, symbol: str) -> None:
        self._ticks.pop(symbol, None)
        self._socket.unsubscribe(f"{symbol}{_SEPARATOR}")

    def last(self, symbol: str) -> VenueTick | None:
        self._drain()
        ticks = self._ticks.get(symbol)
        return ticks[-1] if ticks else None

    def rows(self, symbol: str, *, from_s: int, to_s: int) -> Rows:
        """With the package's dtype, whole seconds, both bounds included."""
        self._drain()
        chosen = [t for t in self._ticks.get(symbol, ()) if from_s <= t.time_ms // 1000 <= to_s]
        rows = np.zeros(len(chosen), dtype=dtypes.TICKS)
        for row, tick in zip(rows, chosen, strict=True):
            row["time"], row["time_msc"] = tick.time_ms // 1000, tick.time_ms
            row["bid"], row["ask"], row["flags"] = float(tick.bid), float(tick.ask), tick.flags
        return rows

    def _drain(self) -> None:
        while self._socket.poll(0):
            self._take(self._socket.recv().decode("utf-8", errors="replace"))

    def _take(self, text: str) -> None:
        """What cannot be read is no quote; an absurd one is, and is judged elsewhere."""
        symbol, separator, quote = text.partition(_SEPARATOR)
        prices = quote.split(";")
        ticks = self._ticks.get(symbol)
        if not separator or ticks is None or len(prices) != 2:
            return
        try:
            bid, ask = (Decimal(repr(float(price))) for price in prices)
        except ValueError:
            return
        now_ms = self._to_server(self._clock.now_us() // 1000)
        ticks.append(
            VenueTick(time_ms=now_ms, bid=bid, ask=ask, last=ZERO, volume=ZERO, flags=_BID_AND_ASK)
        )
