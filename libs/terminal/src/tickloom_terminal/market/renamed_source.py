"""A market whose symbols bear a broker's suffix: EURUSD is EURUSD.m there, and nothing else is."""

from dataclasses import replace

from tickloom.contracts.message import Mode
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar, Timeframe
from tickloom_terminal.market.market_source import MarketSource, TickColumns


class RenamedSource:
    """The same market under longer names."""

    def __init__(self, source: MarketSource, suffix: str) -> None:
        self._source = source
        self._suffix = suffix

    @property
    def mode(self) -> Mode:
        return self._source.mode

    @property
    def description(self) -> str:
        return f"{self._source.description}, names ending in {self._suffix}"

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        return tuple(
            replace(each, symbol=Symbol(f"{each.symbol}{self._suffix}"))
            for each in self._source.instruments
        )

    @property
    def begins_ns(self) -> int:
        return self._source.begins_ns

    @property
    def ends_ns(self) -> int | None:
        return self._source.ends_ns

    def ticks(self, symbol: Symbol, *, from_ns: int, to_ns: int) -> TickColumns:
        return self._source.ticks(self._plain(symbol), from_ns=from_ns, to_ns=to_ns)

    def bars(
        self, symbol: Symbol, timeframe: Timeframe, *, from_ns: int | None, to_ns: int, limit: int
    ) -> list[Bar]:
        bars = self._source.bars(
            self._plain(symbol), timeframe, from_ns=from_ns, to_ns=to_ns, limit=limit
        )
        return [
            Bar(
                symbol=symbol, timeframe=bar.timeframe, time_ns=bar.time_ns, open=bar.open,
                high=bar.high, low=bar.low, close=bar.close, tick_volume=bar.tick_volume,
                spread_points=bar.spread_points,
            )
            for bar in bars
        ]  # fmt: skip

    def is_open(self, symbol: Symbol, time_ns: int) -> bool:
        return self._source.is_open(self._plain(symbol), time_ns)

    def next_open_ns(self, symbol: Symbol, time_ns: int) -> int | None:
        return self._source.next_open_ns(self._plain(symbol), time_ns)

    def _plain(self, symbol: Symbol) -> Symbol:
        return Symbol(str(symbol).removesuffix(self._suffix))
