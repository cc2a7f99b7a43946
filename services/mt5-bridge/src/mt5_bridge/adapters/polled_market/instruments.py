"""Sheets of a broker as the instruments that the platform computes with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mt5_bridge.port.records import VenueSymbol
from tickloom.domain.errors import CorrectIt, InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.pips import pip_size_of

_MODES = {0: CalcMode.FOREX, 2: CalcMode.CFD, 3: CalcMode.CFD, 4: CalcMode.CFD_LEVERAGE}
"""MetaTrader's SYMBOL_CALC_MODE; futures, options and bonds are counted in ways we do not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruments:
    """What can be followed, and what cannot, with the reason for a person."""

    known: tuple[Instrument, ...]
    skipped: dict[str, str]


def _as_spelt(name: str) -> str:
    return name


def instruments_of(
    sheets: Iterable[VenueSymbol], wanted: tuple[str, ...] = (),
    name_of: Callable[[str], str] = _as_spelt,
) -> Instruments:  # fmt: skip
    """The `wanted` symbols in their order; without any, all that the terminal shows.

    `name_of` gives the broker's own name, or raises what a person has to decide.
    """
    by_name = {sheet.name: sheet for sheet in sheets}
    names = wanted or tuple(name for name, sheet in by_name.items() if sheet.visible)
    known: list[Instrument] = []
    skipped: dict[str, str] = {}
    for name in names:
        try:
            sheet = by_name.get(name_of(name) if wanted else name)
        except CorrectIt as error:
            skipped[name] = error.detail
            continue
        if sheet is None:
            skipped[name] = "the broker has no symbol of this name; upper and lower case count"
            continue
        try:
            known.append(instrument_of(sheet))
        except InvalidInput as error:
            skipped[name] = error.detail
    return Instruments(known=tuple(known), skipped=skipped)


def instrument_of(sheet: VenueSymbol) -> Instrument:
    """Raises `InvalidInput` for a sheet that nothing can be computed with."""
    mode = _MODES.get(sheet.calc_mode)
    if mode is None:
        wanted = "one of forex, CFD, CFD index, CFD leverage"
        raise InvalidInput(f"{sheet.name}.calc_mode", sheet.calc_mode, wanted)
    return Instrument(
        symbol=Symbol(sheet.name), description=sheet.description,
        group=sheet.path.replace("/", "\\").split("\\")[0], digits=sheet.digits,
        tick_size=sheet.tick_size or sheet.point, contract_size=sheet.contract_size,
        volume_min=sheet.volume_min, volume_max=sheet.volume_max, volume_step=sheet.volume_step,
        currency_base=sheet.currency_base, currency_profit=sheet.currency_profit,
        currency_margin=sheet.currency_margin, calc_mode=mode,
        pip_size=pip_size_of(
            sheet.name, digits=sheet.digits, currency_base=sheet.currency_base,
            currency_profit=sheet.currency_profit, calc_mode=mode,
        ),
        stops_level_points=sheet.stops_level_points,
    )  # fmt: skip
