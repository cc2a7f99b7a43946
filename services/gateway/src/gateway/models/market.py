"""Replies about the market."""

from typing import Literal

from pydantic import Field

from gateway.models.reply import Part, Reply
from tickloom.domain.market import Timeframe


class SymbolInfo(Part):
    """A symbol's properties, as the terminal states them."""

    symbol: str
    description: str
    group: str
    digits: int
    tick_size: str
    contract_size: str
    volume_min: str
    volume_max: str
    volume_step: str
    currency_base: str
    currency_profit: str
    currency_margin: str
    calc_mode: str
    pip_size: str | None = None
    stops_level_points: int = 0
    always_open: bool = False
    origin: str = Field(default="stated", description="stated by the terminal, built_in or assumed")
    aliases: list[str] = Field(
        default_factory=list[str], description="other names that were found to mean this symbol"
    )


class Symbols(Reply):
    """Every symbol of the venue."""

    venue: str
    symbols: list[SymbolInfo]


class FormingCandle(Part):
    """The open bar as it stands."""

    ts: int
    seq: int
    ep: str
    time: int
    open: float
    high: float
    low: float
    close: float
    volume: int
    spread: int


class Candles(Reply):
    """Closed bars as columns of equal length, oldest first; `time` is the open, microseconds.

    `source` says whether the terminal answered or the record had to. `more`: older ones exist.
    """

    venue: str
    symbol: str
    timeframe: Timeframe
    source: Literal["terminal", "recorded"]
    time: list[int]
    open: list[float]
    high: list[float]
    low: list[float]
    close: list[float]
    volume: list[int]
    spread: list[int] = Field(description="points")
    forming: FormingCandle | None = None
    more: bool = False


class Ticks(Reply):
    """Recorded ticks as columns; (ts, n) identifies one. `next_from` begins the next page."""

    venue: str
    symbol: str
    ts: list[int]
    n: list[int]
    bid: list[float]
    ask: list[float]
    until: int
    next_from: int | None = None


class IndicatorSeries(Part):
    """One line of an indicator; null where it is not warmed up."""

    name: str
    line: str
    pane: Literal["price", "below"]
    values: list[float | None]


class Indicators(Reply):
    """Lines over one common time axis (open times, microseconds UTC)."""

    symbol: str
    timeframe: Timeframe
    time: list[int]
    series: list[IndicatorSeries]


class Coverage(Part):
    """What is recorded of a symbol, and what was repaired."""

    symbol: str
    ticks: int
    bars: int
    first_ts: int | None = None
    last_ts: int | None = None
    repaired_ticks: int = 0
    repaired_bars: int = 0
    gaps_open: int = 0


class Coverages(Reply):
    """What is recorded, a row a symbol."""

    venue: str
    symbols: list[Coverage]
