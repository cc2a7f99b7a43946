"""Recorded quotes as a market: a file played once, or for ever in laps of whole weeks.

Every lap is the recording shifted by the same number of weeks, so weekdays and hours stay what
they were and a time always has the same quotes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from tickloom.contracts.message import Mode
from tickloom.domain.errors import NotFound
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import DAY_NS, MINUTE_NS, Bar, Timeframe
from tickloom_terminal.market.bar_columns import BarColumns, joined, last_bars, minutes_of_ticks
from tickloom_terminal.market.market_source import TickColumns
from tickloom_terminal.market.replay_files.recording import Quality, Recording
from tickloom_terminal.market.tick_columns import joined_ticks, ordinals, ticks_between

WEEK_NS = 7 * DAY_NS
# A silence this long is a closed session (a weekend, gold's daily hour), not a quiet market.
SESSION_GAP_NS = 45 * MINUTE_NS


def open_replay(path: str | Path, *, symbols: Sequence[str] = (), loop: bool = False) -> "Replay":
    """Read a file of quotes; `symbols` names its symbol when the file's name does not.

    Raises InvalidInput, one line, for a file that cannot be played as it was recorded.
    """
    # Loading needs pandas, whose import takes most of a second that a demo need not wait.
    from tickloom_terminal.market.replay_files.loading import load  # noqa: PLC0415

    file = Path(path)
    return Replay(load(file, tuple(symbols)), name=file.name, loop=loop)


class Replay:
    """A recording behind the port of market sources."""

    def __init__(self, recording: Recording, *, name: str, loop: bool) -> None:
        self._recording = recording
        self._name = name
        points_per_unit = 10**recording.instrument.digits
        self._ticks = TickColumns(
            time_ns=recording.time_ns, bid=recording.bid / points_per_unit,
            ask=recording.ask / points_per_unit, ordinal=ordinals(recording.time_ns),
        )  # fmt: skip
        self._minutes = minutes_of_ticks(recording.time_ns, recording.bid, recording.ask)
        spans = int(self._minutes.time_ns[-1]) + MINUTE_NS - int(self._minutes.time_ns[0])
        self._lap_ns = -(-spans // WEEK_NS) * WEEK_NS if loop else None
        times = recording.time_ns
        closed = np.diff(times) > max(SESSION_GAP_NS, 3 * recording.span_ns)
        self._closes_ns = times[:-1][closed] + max(MINUTE_NS, recording.span_ns)
        self._opens_ns = times[1:][closed]

    @property
    def mode(self) -> Mode:
        return "replay"

    @property
    def description(self) -> str:
        laps = "" if self._lap_ns is None else f", every {self._lap_ns // WEEK_NS} weeks again"
        return f"{self._name} ({self._recording.layout}){laps}"

    @property
    def quality(self) -> Quality:
        """What is odd in the file, for the log."""
        return self._recording.quality

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        return (self._recording.instrument,)

    @property
    def begins_ns(self) -> int:
        return self._recording.quality.first_ns

    @property
    def ends_ns(self) -> int | None:
        if self._lap_ns is not None:
            return None
        # A whole microsecond, as on the wire: else "until the end" would leave out the last tick.
        return (self._recording.quality.last_ns // 1_000 + 1) * 1_000

    def ticks(self, symbol: Symbol, *, from_ns: int, to_ns: int) -> TickColumns:
        """All ticks with from_ns <= time < to_ns: a slice, found by binary search."""
        self._check(symbol)
        return joined_ticks(
            [self._lap_ticks(shift, from_ns, to_ns) for shift in self._shifts(from_ns, to_ns)]
        )

    def bars(
        self, symbol: Symbol, timeframe: Timeframe, *, from_ns: int | None, to_ns: int, limit: int
    ) -> list[Bar]:
        """The last `limit` bars that open at or after from_ns and end at or before to_ns."""
        self._check(symbol)
        columns = last_bars(
            self._read_minutes, timeframe, begins_ns=self.begins_ns, from_ns=from_ns, to_ns=to_ns,
            limit=limit,
        )  # fmt: skip
        return columns.bars(symbol, timeframe, 10**self._recording.instrument.digits)

    def is_open(self, symbol: Symbol, time_ns: int) -> bool:
        """Whether the recording has quotes around this time, as far as a recording can tell."""
        self._check(symbol)
        base_ns = self._base_time(time_ns)
        quality = self._recording.quality
        if not quality.first_ns <= base_ns <= quality.last_ns + self._recording.span_ns:
            return False
        gap = int(np.searchsorted(self._closes_ns, base_ns, side="right")) - 1
        return gap < 0 or base_ns >= int(self._opens_ns[gap])

    def next_open_ns(self, symbol: Symbol, time_ns: int) -> int | None:
        """When a closed session opens again; None when it is open or never opens."""
        if self.is_open(symbol, time_ns):
            return None
        base_ns = self._base_time(time_ns)
        shift = time_ns - base_ns
        if base_ns < self.begins_ns:
            return self.begins_ns + shift
        gap = int(np.searchsorted(self._opens_ns, base_ns, side="right"))
        if gap < len(self._opens_ns):
            return int(self._opens_ns[gap]) + shift
        return None if self._lap_ns is None else self.begins_ns + shift + self._lap_ns

    def _check(self, symbol: Symbol) -> None:
        known = self._recording.instrument.symbol
        if symbol != known:
            raise NotFound(f"{symbol} is not in {self._name}; it holds {known}")

    def _base_time(self, time_ns: int) -> int:
        """The same moment in the first lap."""
        if self._lap_ns is None or time_ns < self.begins_ns:
            return time_ns
        # Laps are counted from the first minute, so that none shares a minute with the next.
        first_minute = int(self._minutes.time_ns[0])
        return time_ns - (time_ns - first_minute) // self._lap_ns * self._lap_ns

    def _shifts(self, from_ns: int, to_ns: int) -> Iterator[int]:
        """Offsets of the laps that may hold quotes of the range, oldest first."""
        if to_ns <= from_ns:
            return
        if self._lap_ns is None:
            yield 0
            return
        first_minute = int(self._minutes.time_ns[0])
        lap = max(0, (from_ns - first_minute) // self._lap_ns)
        last = (to_ns - first_minute) // self._lap_ns
        for number in range(lap, last + 1):
            yield number * self._lap_ns

    def _lap_ticks(self, shift: int, from_ns: int, to_ns: int) -> TickColumns:
        ticks = ticks_between(self._ticks, from_ns - shift, to_ns - shift)
        return replace(ticks, time_ns=ticks.time_ns + shift) if shift else ticks

    def _read_minutes(self, from_ns: int, to_ns: int) -> BarColumns:
        return joined(
            [
                self._minutes.between(from_ns - shift, to_ns - shift).shifted(shift)
                for shift in self._shifts(from_ns, to_ns)
            ]
        )
