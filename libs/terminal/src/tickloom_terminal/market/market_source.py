"""Where a simulated terminal's quotes come from: the port of replays and of the generated market.

A source is a pure function of time: the same question always has the same answer, however often
and in whatever order it is asked. So a terminal that was away can read what it missed, as from a
broker's history, and what was recorded can be compared with it tick by tick.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tickloom.contracts.message import Mode
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar, Timeframe


@dataclass(frozen=True, slots=True, kw_only=True)
class TickColumns:
    """Ticks of one symbol in source order; columns of equal length.

    `time_ns` int64 UTC, never decreasing; `bid` and `ask` float64 on the tick grid;
    `ordinal` int32 counts earlier ticks with the same stamp.
    """

    time_ns: npt.NDArray[np.int64]
    bid: npt.NDArray[np.float64]
    ask: npt.NDArray[np.float64]
    ordinal: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolTicks:
    """New ticks of one symbol, in the terminal's own order."""

    symbol: Symbol
    ticks: TickColumns


class MarketSource(Protocol):
    """Quotes of one venue as a function of market time (UTC nanoseconds)."""

    @property
    def mode(self) -> Mode:
        """Either "demo" for generated quotes, "replay" for recorded ones."""
        ...

    @property
    def description(self) -> str:
        """One line for people: the file, or the seed."""
        ...

    @property
    def instruments(self) -> tuple[Instrument, ...]: ...

    @property
    def begins_ns(self) -> int:
        """First instant of which ticks can be read."""
        ...

    @property
    def ends_ns(self) -> int | None:
        """First instant after the last tick; None when the market never ends."""
        ...

    def ticks(self, symbol: Symbol, *, from_ns: int, to_ns: int) -> TickColumns:
        """All ticks with from_ns <= time < to_ns."""
        ...

    def bars(
        self, symbol: Symbol, timeframe: Timeframe, *, from_ns: int | None, to_ns: int, limit: int
    ) -> list[Bar]:
        """The last `limit` bars that open at or after from_ns and END at or before to_ns."""
        ...

    def is_open(self, symbol: Symbol, time_ns: int) -> bool:
        """Whether the symbol's session is open."""
        ...

    def next_open_ns(self, symbol: Symbol, time_ns: int) -> int | None:
        """When a closed session opens again; None when it is open or never opens."""
        ...
