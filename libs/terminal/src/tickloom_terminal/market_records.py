"""What is said between a terminal's market and a bridge that carries it on: columns as bytes.

This is not part of the package's surface: a real terminal has no such door, and hands out ticks
with milliseconds. Here a tick keeps its exact moment, and a replay goes on as it is read.
"""

from typing import Literal

import msgspec
import numpy as np

from tickloom.contracts.market import SymbolInfo
from tickloom.domain.ids import Symbol
from tickloom.domain.market import Bar, Timeframe
from tickloom_terminal.market.market_source import SymbolTicks, TickColumns


class MarketSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What does not change while a terminal lives."""

    mode: Literal["demo", "replay"]
    description: str
    speed: float
    begins_ns: int
    record_from_ns: int
    instruments: list[SymbolInfo]


class SessionState(msgspec.Struct, frozen=True, kw_only=True):
    """A symbol's session; `next_open_ns` None while it is open or never opens."""

    symbol: str
    is_open: bool
    next_open_ns: int | None


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Ticks of one symbol: int64 nanoseconds, two columns of float64, int32 ordinals."""

    symbol: str
    time_ns: bytes
    bid: bytes
    ask: bytes
    ordinal: bytes


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What is new since a position, and where the market stands."""

    position_ns: int
    has_ended: bool
    sessions: list[SessionState]
    parts: list[Columns]


class BarRows(msgspec.Struct, frozen=True, kw_only=True):
    """Bars of one symbol and timeframe, column by column."""

    time_ns: list[int]
    open: list[float]
    high: list[float]
    low: list[float]
    close: list[float]
    tick_volume: list[int]
    spread_points: list[int]


def columns_of(symbol: str, ticks: TickColumns) -> Columns:
    return Columns(
        symbol=symbol, time_ns=ticks.time_ns.tobytes(), bid=ticks.bid.tobytes(),
        ask=ticks.ask.tobytes(), ordinal=ticks.ordinal.tobytes(),
    )  # fmt: skip


def ticks_in(columns: Columns) -> SymbolTicks:
    """The ticks that `columns_of` wrote."""
    ticks = TickColumns(
        time_ns=np.frombuffer(columns.time_ns, dtype=np.int64),
        bid=np.frombuffer(columns.bid, dtype=np.float64),
        ask=np.frombuffer(columns.ask, dtype=np.float64),
        ordinal=np.frombuffer(columns.ordinal, dtype=np.int32),
    )  # fmt: skip
    return SymbolTicks(symbol=Symbol(columns.symbol), ticks=ticks)


def rows_of(bars: list[Bar]) -> BarRows:
    return BarRows(
        time_ns=[bar.time_ns for bar in bars], open=[bar.open for bar in bars],
        high=[bar.high for bar in bars], low=[bar.low for bar in bars],
        close=[bar.close for bar in bars], tick_volume=[bar.tick_volume for bar in bars],
        spread_points=[bar.spread_points for bar in bars],
    )  # fmt: skip


def bars_in(rows: BarRows, symbol: Symbol, timeframe: Timeframe) -> list[Bar]:
    """The bars that `rows_of` wrote."""
    columns = zip(
        rows.time_ns, rows.open, rows.high, rows.low, rows.close, rows.tick_volume,
        rows.spread_points, strict=True,
    )  # fmt: skip
    return [
        Bar(
            symbol=symbol, timeframe=timeframe, time_ns=time_ns, open=open_, high=high, low=low,
            close=close, tick_volume=volume, spread_points=spread,
        )
        for time_ns, open_, high, low, close, volume, spread in columns
    ]  # fmt: skip
