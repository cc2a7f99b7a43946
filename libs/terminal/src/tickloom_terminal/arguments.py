"""How the package reads its arguments, and its words for what it does not take.

Numbers are truncated to whole seconds where a date is meant, symbols have 1 to 30 characters, and
what is wrong is code -2 with the package's own text.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tickloom_terminal.errors import invalid
from tickloom_terminal.structures import TradeRequest
from tickloom_terminal.translate import SYMBOL_LENGTH_MAX

_INT32_MAX = (1 << 31) - 1
_ORDINALS = ("1st", "2nd", "3rd", "4th", "5th")


def count_is(positional: Sequence[object], least: int, most: int | None = None) -> None:
    """Raises `Refused` unless there are `least` to `most` arguments."""
    if not least <= len(positional) <= (least if most is None else most):
        raise invalid("Invalid number of arguments")


def nth(place: int) -> str:
    return f"Invalid {_ORDINALS[place]} unnamed argument"


def symbol_of(value: object, place: int = 0) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= SYMBOL_LENGTH_MAX:
        raise invalid(nth(place))
    return value


def whole(value: object, place: int) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int):
        raise invalid(nth(place))
    return value


def number(value: object, place: int) -> float:
    if not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - NaN
        raise invalid(nth(place))
    return float(value)


def date(value: object, place: int) -> int:
    """Seconds: a number, or a datetime by its timestamp (a naive one is local); cut to 32 bits."""
    if isinstance(value, datetime):
        value = value.timestamp()
    if not isinstance(value, int | float) or value != value or not abs(value) < 1e15:  # noqa: PLR0124
        raise invalid(nth(place))
    return min(max(int(value), -_INT32_MAX - 1), _INT32_MAX)


def named_only(
    positional: Sequence[object], named: Mapping[str, Any], names: Sequence[str]
) -> None:
    if positional:
        raise invalid("Unnamed arguments not allowed")
    known_names(named, names)


def known_names(named: Mapping[str, Any], names: Sequence[str]) -> None:
    """The package ignores a name it does not know no more than a wrong value."""
    for name in named:
        if name not in names:
            raise invalid("Invalid arguments")


def text_argument(named: Mapping[str, Any], name: str) -> str | None:
    value = named.get(name)
    if value is not None and not isinstance(value, str):
        raise invalid(f'Invalid "{name}" argument')
    return value


def whole_argument(named: Mapping[str, Any], name: str, default: int | None = None) -> int | None:
    value = named.get(name, default)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise invalid(f'Invalid "{name}" argument')
    return value


def request_of(positional: Sequence[object], named: Mapping[str, Any]) -> dict[str, Any]:
    """The one unnamed dict or TradeRequest, with its dates as seconds."""
    if named:
        raise invalid("Named arguments not allowed")
    count_is(positional, 1)
    given = positional[0]
    if isinstance(given, TradeRequest):
        return given.by_name()
    if not isinstance(given, dict):
        raise invalid(nth(0))
    fields: dict[str, Any] = {str(name): value for name, value in given.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    moment = fields.get("expiration")
    if isinstance(moment, datetime):
        fields["expiration"] = int(moment.timestamp())
    return fields
