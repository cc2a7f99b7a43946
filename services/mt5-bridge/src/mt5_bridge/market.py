"""The port of a market: the few questions that the feed and the readers of history ask.

A simulated terminal's stands behind it (`linked_market`); what trades has a port of its own
(`port.terminal_port`).
"""

from collections.abc import Sequence
from typing import Protocol

from tickloom.contracts.message import Mode
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar, Tick, Timeframe
from tickloom_terminal.market.market_source import SymbolTicks, TickColumns


class Market(Protocol):
    """Quotes and their history. Times are UTC nanoseconds of the market's own clock."""

    @property
    def mode(self) -> Mode: ...

    @property
    def description(self) -> str: ...

    @property
    def speed(self) -> float:
        """Market seconds a wall second; 0 as fast as they can be taken."""
        ...

    @property
    def begins_ns(self) -> int:
        """First instant of which the terminal has history."""
        ...

    @property
    def record_from_ns(self) -> int:
        """Where the record of this data folder begins."""
        ...

    @property
    def is_connected(self) -> bool:
        """Whether the terminal answered when it was last asked."""
        ...

    @property
    def position_ns(self) -> int:
        """Every tick before it was handed out, none at or after it."""
        ...

    @property
    def has_ended(self) -> bool:
        """No tick will ever follow."""
        ...

    @property
    def instruments(self) -> tuple[Instrument, ...]: ...

    def poll(self) -> Sequence[SymbolTicks]:
        """What is new since the last call, bounded in size."""
        ...

    def last_tick(self, symbol: Symbol) -> Tick | None: ...

    def is_open(self, symbol: Symbol) -> bool: ...

    def next_open_ns(self, symbol: Symbol) -> int | None: ...

    def ticks(self, symbol: Symbol, *, from_ns: int, to_ns: int) -> TickColumns:
        """History with from_ns <= time < to_ns, never beyond `position_ns`; any thread may ask."""
        ...

    def bars(
        self, symbol: Symbol, timeframe: Timeframe, *, from_ns: int | None, to_ns: int, limit: int
    ) -> list[Bar]:
        """The last `limit` closed bars opening in [from_ns, to_ns); any thread may ask."""
        ...
