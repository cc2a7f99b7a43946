"""Faults of quotes and of the server's clock."""

from dataclasses import replace

import numpy as np

from tickloom_terminal.faults.fate import SeenQuote
from tickloom_terminal.faults.fault import Fault, Rows
from tickloom_terminal.faults.occasions import Occasions

_HOUR_S = 3_600
ABSURDITIES = ("crossed", "spike", "zero", "nan", "negative")


class Frozen(Fault):
    """The last quote before the fault is shown again and again, with its old time.

    Rows end where they ended before; what came while the feed stood still appears afterwards.
    """

    def __init__(self, occasions: Occasions) -> None:
        super().__init__(occasions)
        self._last: dict[str, SeenQuote] = {}
        self._last_ms: dict[str, int] = {}

    def on_quote(self, symbol: str, quote: SeenQuote, now_ns: int) -> SeenQuote:
        if self._occasions.is_felt(now_ns, symbol):
            return self._last.setdefault(symbol, quote)
        self._last[symbol] = quote
        return quote

    def on_ticks(self, symbol: str, rows: Rows, now_ns: int) -> Rows:
        newest = int(rows["time_msc"].max()) if len(rows) else 0
        if not self._occasions.is_felt(now_ns, symbol):
            self._last_ms[symbol] = max(newest, self._last_ms.get(symbol, 0))
            return rows
        return rows[rows["time_msc"] <= self._last_ms.setdefault(symbol, newest)]


class Absurd(Fault):
    """A quote that no market makes: bid over ask, far away, 0, NaN or negative."""

    def __init__(self, occasions: Occasions, *, kind: str, spike_pct: float) -> None:
        super().__init__(occasions)
        self._kind = kind
        self._spike = 1 + spike_pct / 100

    def on_quote(self, symbol: str, quote: SeenQuote, now_ns: int) -> SeenQuote:
        if not self._occasions.happens(now_ns, symbol):
            return quote
        bid, ask = self._absurd(quote.bid, quote.ask)
        return replace(quote, bid=bid, ask=ask)

    def on_ticks(self, symbol: str, rows: Rows, now_ns: int) -> Rows:
        if not len(rows) or not self._occasions.happens(now_ns, symbol):
            return rows
        changed = rows.copy()
        bid, ask = self._absurd(float(rows["bid"][-1]), float(rows["ask"][-1]))
        changed["bid"][-1], changed["ask"][-1] = bid, ask
        return changed

    def _absurd(self, bid: float, ask: float) -> tuple[float, float]:
        kind = self._kind
        if kind == "any":
            kind = ABSURDITIES[int(self._occasions.dice.throw() * len(ABSURDITIES))]
        match kind:
            case "crossed":
                gap = max(ask - bid, abs(bid) * 1e-5)
                return ask + gap, bid - gap
            case "spike":
                return bid * self._spike, ask * self._spike
            case "zero":
                return 0.0, 0.0
            case "nan":
                return float("nan"), float("nan")
            case _:
                return -bid, -ask


class Doubled(Fault):
    """The last rows of an answer come again at the head of the next one, as polls overlap."""

    def __init__(self, occasions: Occasions, *, count: int) -> None:
        super().__init__(occasions)
        self._count = count
        self._tail: dict[str, Rows] = {}

    def on_ticks(self, symbol: str, rows: Rows, now_ns: int) -> Rows:
        tail = self._tail.get(symbol)
        if len(rows):
            self._tail[symbol] = rows[-self._count :].copy()
        if tail is None or not self._occasions.happens(now_ns, symbol):
            return rows
        return np.concatenate([tail, rows])


class ClockMoved(Fault):
    """From `begin_s` on the server's clock stands `hours` otherwise than its rule says."""

    def __init__(self, occasions: Occasions, *, hours: int) -> None:
        super().__init__(occasions)
        self._shift_s = hours * _HOUR_S

    def clock_shift_s(self, utc_ns: int) -> int:
        return self._shift_s if self._occasions.is_felt(utc_ns) else 0
