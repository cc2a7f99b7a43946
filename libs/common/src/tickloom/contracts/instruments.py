"""From what is said of a symbol to the instrument that is computed with, and back."""

from decimal import Decimal

from tickloom.contracts.market import SymbolInfo
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, ContractOrigin, Instrument


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
        origin=ContractOrigin(info.origin),
    )  # fmt: skip


def info_of(sheet: Instrument) -> SymbolInfo:
    """What is said of an instrument; `instrument_of` gives it back."""
    return SymbolInfo(
        symbol=sheet.symbol, description=sheet.description, group=sheet.group,
        digits=sheet.digits, tick_size=f"{sheet.tick_size:f}",
        contract_size=f"{sheet.contract_size:f}", volume_min=f"{sheet.volume_min:f}",
        volume_max=f"{sheet.volume_max:f}", volume_step=f"{sheet.volume_step:f}",
        currency_base=sheet.currency_base, currency_profit=sheet.currency_profit,
        currency_margin=sheet.currency_margin, calc_mode=sheet.calc_mode.value,
        pip_size=None if sheet.pip_size is None else f"{sheet.pip_size:f}",
        stops_level_points=sheet.stops_level_points, always_open=sheet.always_open,
        origin=sheet.origin.value,
    )  # fmt: skip
