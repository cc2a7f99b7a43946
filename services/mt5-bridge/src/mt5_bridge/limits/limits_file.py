"""The limits file at the bridge (TOML): every value checked, every mistake named.

Amounts are exact decimals. A file that cannot be read as a whole is refused as a whole: half of
somebody's limits are not their limits.
"""

import dataclasses
import tomllib
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mt5_bridge.limits.hours import minute_of_day, read_hours, read_zone
from mt5_bridge.limits.rules import (
    RULES,
    AccountLimits,
    DayBasis,
    DayLimits,
    Limits,
    OrderLimits,
    PriceLimits,
    RateLimits,
    Rule,
    SymbolLimits,
    Unit,
)
from tickloom.domain.errors import CorrectIt, InvalidInput

FILE_NAME = "limits.toml"
_BYTES_MAX = 1_000_000
_SECTIONS = {
    "order": OrderLimits,
    "symbol": SymbolLimits,
    "account": AccountLimits,
    "day": DayLimits,
    "rate": RateLimits,
    "price": PriceLimits,
}
_COUNTS = {Unit.COUNT, Unit.POINTS}


def read_limits_file(path: Path) -> Limits:
    """The limits of the file, the conservative defaults where it says nothing or is not there."""
    try:
        if path.stat().st_size > _BYTES_MAX:
            raise CorrectIt(f"{path} is larger than {_BYTES_MAX} bytes: that is no limits file")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Limits()
    except (OSError, UnicodeDecodeError) as error:
        raise CorrectIt(f"the limits file {path} cannot be read: {error}") from error
    return read_limits(text, source=str(path))


def read_limits(text: str, *, source: str = FILE_NAME) -> Limits:
    """`read_limits_file` for text; raises `CorrectIt` that names the field, value and place."""
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ArithmeticError, ValueError, RecursionError) as error:
        raise CorrectIt(f"{source} is no TOML: {error}", code="limits:file") from error
    try:
        return _limits(table)
    except InvalidInput as error:
        error.detail = f"{source}: {error.detail}"
        raise


def checked(path: str, value: object) -> Any:  # noqa: ANN401  a Decimal, int, bool or text
    """`value` as the rule at `path` has it; raises `InvalidInput`."""
    rule = RULES.get(path)
    if rule is None:
        known = ", ".join(name for name in RULES if name.startswith(path.partition(".")[0] + "."))
        raise InvalidInput(path, value, f"one of {known or ', '.join(_SECTIONS)}")
    if rule.unit is Unit.SWITCH:
        if not isinstance(value, bool):
            raise InvalidInput(path, value, "true or false")
        return value
    if rule.unit is Unit.TEXT:
        return _text(path, value)
    return _number(path, rule, value)


def _number(path: str, rule: Rule, value: object) -> Decimal | int:
    words = _words(rule)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise InvalidInput(path, value, words)
    exact = Decimal(str(value))
    if not exact.is_finite() or exact < rule.minimum:
        raise InvalidInput(path, value, words)
    if exact == rule.minimum and not rule.is_minimum_allowed:
        raise InvalidInput(path, value, words)
    if rule.maximum is not None and exact > rule.maximum:
        raise InvalidInput(path, value, words)
    if rule.unit not in _COUNTS:
        return exact
    if exact != exact.to_integral_value():
        raise InvalidInput(path, value, words)
    return int(exact)


def _words(rule: Rule) -> str:
    what = "a whole number" if rule.unit in _COUNTS else "a number"
    bound = f"of at least {rule.minimum}" if rule.is_minimum_allowed else f"above {rule.minimum}"
    upto = "" if rule.maximum is None else f" and at most {rule.maximum}"
    return f"{what} {bound}{upto}{' ' + rule.unit if rule.unit else ''}"


def _text(path: str, value: object) -> Any:  # noqa: ANN401
    if not isinstance(value, str):
        raise InvalidInput(path, value, "a text in quotes")
    if path == "day.zone":
        return read_zone(path, value)
    if path == "day.starts_at":
        minute_of_day(path, value)
        return value
    try:
        return DayBasis(value)
    except ValueError as error:
        raise InvalidInput(path, value, "balance, equity or max") from error


def _limits(table: dict[str, Any]) -> Limits:
    given: set[str] = set()
    hours = table.pop("hours", {})
    symbols = _symbols(table.get("symbol"))
    sections: dict[str, Any] = {}
    for name, values in table.items():
        kind = _SECTIONS.get(name)
        if kind is None:
            raise InvalidInput(name, values, f"one of {', '.join(_SECTIONS)}, hours")
        sections[name] = kind(**_values(name, values, given))
    limits = Limits(**sections, hours=_hours(hours), given=frozenset(given))
    return dataclasses.replace(
        limits,
        symbols=MappingProxyType(
            {
                name: dataclasses.replace(limits.symbol, **_values("symbol", values, set()))
                for name, values in symbols.items()
            }
        ),
    )


def _values(section: str, values: object, given: set[str]) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise InvalidInput(section, values, f"a table, written [{section}]")
    read: dict[str, Any] = {}
    for name, value in values.items():  # pyright: ignore[reportUnknownVariableType]
        read[str(name)] = checked(f"{section}.{name}", value)  # pyright: ignore[reportUnknownArgumentType]
        given.add(f"{section}.{name}")
    return read


def _symbols(section: object) -> dict[str, dict[str, Any]]:
    """Takes the tables of single symbols out of `[symbol]`."""
    if not isinstance(section, dict):
        return {}
    table: dict[str, Any] = section  # pyright: ignore[reportUnknownVariableType]
    own: dict[str, dict[str, Any]] = {
        name: values for name, values in table.items() if isinstance(values, dict)
    }
    for name in own:
        del table[name]
    return own


def _hours(section: object) -> Any:  # noqa: ANN401
    if not isinstance(section, dict):
        raise InvalidInput("hours", section, "a table, written [hours]")
    table: dict[str, Any] = section  # pyright: ignore[reportUnknownVariableType]
    for name, value in table.items():
        if name not in {"zone", "open"}:
            raise InvalidInput(f"hours.{name}", value, "zone or open")
    zone: object = table.get("zone", "UTC")
    texts: object = table.get("open", ())
    if not isinstance(zone, str):
        raise InvalidInput("hours.zone", zone, "an IANA zone such as UTC or Europe/Prague")
    if not isinstance(texts, list | tuple):
        raise InvalidInput("hours.open", texts, 'a list such as ["Mon-Fri 08:00-16:50"]')
    return read_hours(zone, [str(text) for text in texts])  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
