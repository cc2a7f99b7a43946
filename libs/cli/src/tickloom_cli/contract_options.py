"""What a lot of the symbol is, where the built-in sheet does not know or a broker differs."""

from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer

from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import CalcMode, ContractOrigin, Instrument
from tickloom.domain.pips import pip_size_of
from tickloom_cli.bars_source import Market
from tickloom_cli.sheet_file import read_sheet

_OPTION = {"pip_size": "--pip", "stops_level_points": "--stops-level"}
_MONEY = ("contract_size", "tick_value", "volume_min", "volume_max", "volume_step", "tick_size",
          "pip_size")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ContractOptions:
    """The contract; an option goes before the sheet file, and that before the built-in sheet.

    The decimals of prices are always those of the bars.
    """

    sheet: Annotated[
        Path | None,
        typer.Option(help="The symbol's specification: JSON, or CSV with Property,Value."),
    ] = None
    contract_size: Annotated[str | None, typer.Option(help="Units of a lot.")] = None
    tick_size: Annotated[str | None, typer.Option(help="The step of prices.")] = None
    tick_value: Annotated[
        str | None,
        typer.Option(help="What a tick of a lot is worth in the profit currency, instead of "
                     "--contract-size."),
    ] = None  # fmt: skip
    pip: Annotated[str | None, typer.Option(help="The price of a pip.")] = None
    volume_min: Annotated[str | None, typer.Option(help="The fewest lots.")] = None
    volume_max: Annotated[str | None, typer.Option(help="The most lots.")] = None
    volume_step: Annotated[str | None, typer.Option(help="The step of lots.")] = None
    base_currency: Annotated[str | None, typer.Option(help="What is bought.")] = None
    profit_currency: Annotated[
        str | None, typer.Option(help="The currency of prices and profits.")
    ] = None
    margin_currency: Annotated[str | None, typer.Option(help="The currency of margins.")] = None
    calc_mode: Annotated[
        str | None, typer.Option(help="How margin is counted: forex, cfd or cfd_leverage.")
    ] = None
    stops_level: Annotated[
        int | None, typer.Option(help="Points that stops keep from the price.")
    ] = None

    def applied(self, market: Market) -> Market:
        """The market with the contract that was stated; raises `InvalidInput` for the option."""
        known = market.instrument
        if self.sheet is not None:
            stated = read_sheet(Path(self.sheet))
            own = known.on_grid(stated.pop("digits", known.digits))
            known = contract_of(own, stated).on_grid(known.digits)
        return replace(market, instrument=contract_of(known, self._options()))

    def _options(self) -> dict[str, Any]:
        names = {
            "pip": "pip_size", "stops_level": "stops_level_points",
            "base_currency": "currency_base", "profit_currency": "currency_profit",
            "margin_currency": "currency_margin",
        }  # fmt: skip
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        del given["sheet"]
        return {names.get(name, name): value for name, value in given.items() if value is not None}


def contract_of(known: Instrument, stated: dict[str, Any]) -> Instrument:
    """`known` with what is stated of it."""
    values: dict[str, Any] = {
        name: _number(name, value) if name in _MONEY else value for name, value in stated.items()
    }
    for name in ("currency_base", "currency_profit", "currency_margin"):
        if name in values:
            values[name] = _currency(name, values[name])
    if "calc_mode" in values:
        values["calc_mode"] = _mode(values["calc_mode"])
    tick = values.get("tick_size")
    if tick is not None and tick % known.point != 0:
        raise InvalidInput(
            "--tick-size", tick, f"whole steps of {known.point}, the last digit of the bars"
        )
    _tick_value(known, values)
    if values.get("stops_level_points", 0) < 0:
        raise InvalidInput("--stops-level", values["stops_level_points"], "0 or more points")
    if "contract_size" in values:
        values["origin"] = ContractOrigin.STATED
    made = replace(known, **values)
    if "pip_size" in values or not values.keys() & {"currency_base", "currency_profit"}:
        return made
    pip = pip_size_of(
        made.symbol, digits=made.digits, currency_base=made.currency_base,
        currency_profit=made.currency_profit, calc_mode=made.calc_mode,
    )  # fmt: skip
    return replace(made, pip_size=pip)


def _tick_value(known: Instrument, values: dict[str, Any]) -> None:
    """Profits are counted with the contract size; a tick's worth is another word for it."""
    worth = values.pop("tick_value", None)
    if worth is None:
        return
    size = worth / values.get("tick_size", known.tick_size)
    if values.get("contract_size", size) != size:
        raise InvalidInput(
            "--tick-value, --contract-size", f"{worth}, {values['contract_size']}",
            f"one of them, or a contract size of {size:f}",
        )  # fmt: skip
    values["contract_size"] = size


def _number(name: str, value: Any) -> Decimal:  # noqa: ANN401 - text or a number of JSON
    option = _OPTION.get(name, f"--{name.replace('_', '-')}")
    try:
        number = Decimal(str(value))
    except InvalidOperation as problem:
        raise InvalidInput(option, value, "a number above 0") from problem
    if not number.is_finite() or number <= 0:
        raise InvalidInput(option, value, "a number above 0")
    return number


def _currency(name: str, value: Any) -> str:  # noqa: ANN401 - whatever a file holds
    word = str(value).upper()
    if not (2 <= len(word) <= 8 and word.isascii() and word.isalnum()):
        option = f"--{name.removeprefix('currency_')}-currency"
        raise InvalidInput(option, value, "a currency, for example EUR")
    return word


def _mode(value: Any) -> CalcMode:  # noqa: ANN401 - whatever a file holds
    try:
        return CalcMode(str(value).lower())
    except ValueError as problem:
        raise InvalidInput("--calc-mode", value, f"one of {', '.join(CalcMode)}") from problem
