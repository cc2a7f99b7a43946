"""From what the bridge says of a symbol to the instrument that the core computes with."""

from collections.abc import Iterable
from decimal import Decimal

from tickloom.contracts.market import SymbolInfo
from tickloom.domain.errors import InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument


def instrument_of(info: SymbolInfo) -> Instrument:
    return Instrument(
        symbol=Symbol(info.symbol), description=info.description, group=info.group,
        digits=info.digits, tick_size=Decimal(info.tick_size),
        contract_size=Decimal(info.contract_size), volume_min=Decimal(info.volume_min),
        volume_max=Decimal(info.volume_max), volume_step=Decimal(info.volume_step),
        currency_base=info.currency_base, currency_profit=info.currency_profit,
        currency_margin=info.currency_margin, calc_mode=CalcMode(info.calc_mode),
        pip_size=None if info.pip_size is None else Decimal(info.pip_size),
        stops_level_points=info.stops_level_points, always_open=info.always_open,
    )  # fmt: skip


def instrument_in(venue: Iterable[Instrument], symbol: str) -> Instrument:
    """The one called `symbol`; the error lists what the venue offers."""
    offered = {str(instrument.symbol): instrument for instrument in venue}
    if symbol not in offered:
        names = ", ".join(sorted(offered)) or "none"
        raise InvalidInput("symbol", symbol, f"one that the venue offers: {names}")
    return offered[symbol]
