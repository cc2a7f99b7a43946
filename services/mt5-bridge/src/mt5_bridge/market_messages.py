"""Domain -> what is said about the market; times become microseconds."""

from collections.abc import Iterable

from tickloom.contracts.market import BarClosed, BarForming, SymbolInfo
from tickloom.contracts.message import Stamper
from tickloom.contracts.subjects import bar, forming
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import ContractOrigin, Instrument
from tickloom.domain.market import Bar, Timeframe


class BarMessages:
    """Messages of one venue's bars, with their subjects made once."""

    def __init__(self, venue: str, stamper: Stamper) -> None:
        self._venue = venue
        self._stamper = stamper
        self._closed: dict[tuple[Symbol, Timeframe], str] = {}
        self._forming: dict[tuple[Symbol, Timeframe], str] = {}

    def closed(self, closed: Bar, *, by_ns: int | None = None) -> tuple[str, BarClosed]:
        """A bar that the tick at `by_ns` closed (None: the end of a replay)."""
        key = (closed.symbol, closed.timeframe)
        subject = self._closed.get(key)
        if subject is None:
            subject = self._closed[key] = bar(self._venue, *key)
        header = self._stamper.header(subject, ts=closed.end_ns // 1000)
        return subject, BarClosed(
            **header, venue=self._venue, symbol=closed.symbol, timeframe=closed.timeframe,
            time=closed.time_ns // 1000, open=closed.open, high=closed.high, low=closed.low,
            close=closed.close, volume=closed.tick_volume, spread=closed.spread_points,
            next_time=None if by_ns is None else closed.timeframe.open_ns(by_ns) // 1000,
        )  # fmt: skip

    def forming(self, open_bar: Bar, *, ts: int, is_answer: bool = False) -> tuple[str, BarForming]:
        """The open bar at the market time `ts`; an answer to a request takes no number."""
        key = (open_bar.symbol, open_bar.timeframe)
        subject = self._forming.get(key)
        if subject is None:
            subject = self._forming[key] = forming(self._venue, *key)
        header = self._stamper.header("rpc" if is_answer else subject, ts=ts)
        return subject, BarForming(
            **header, venue=self._venue, symbol=open_bar.symbol, timeframe=open_bar.timeframe,
            time=open_bar.time_ns // 1000, open=open_bar.open, high=open_bar.high,
            low=open_bar.low, close=open_bar.close, volume=open_bar.tick_volume,
            spread=open_bar.spread_points,
        )  # fmt: skip


def symbol_info(instrument: Instrument, aliases: Iterable[str] = ()) -> SymbolInfo:
    """The sheet of a symbol, with decimals as text.

    What a venue trades by is stated by it, a built-in sheet too; a replay of a symbol that nobody
    knows is not.
    """
    pip = instrument.pip_size
    is_made_up = instrument.origin is ContractOrigin.ASSUMED
    return SymbolInfo(
        symbol=instrument.symbol, description=instrument.description, group=instrument.group,
        digits=instrument.digits, tick_size=str(instrument.tick_size),
        contract_size=str(instrument.contract_size), volume_min=str(instrument.volume_min),
        volume_max=str(instrument.volume_max), volume_step=str(instrument.volume_step),
        currency_base=instrument.currency_base, currency_profit=instrument.currency_profit,
        currency_margin=instrument.currency_margin, calc_mode=instrument.calc_mode,
        pip_size=None if pip is None else str(pip),
        stops_level_points=instrument.stops_level_points, always_open=instrument.always_open,
        origin=(ContractOrigin.ASSUMED if is_made_up else ContractOrigin.STATED).value,
        aliases=list(aliases),
    )  # fmt: skip
