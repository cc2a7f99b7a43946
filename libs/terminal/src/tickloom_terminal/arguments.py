"""How the package reads its arguments, and its words for what it does not take.

Numbers are truncated to whole seconds where a date is meant, symbols have 1 to 30 characters, and
what is wrong is code -2 with the package's own text. Numbers of numpy count as numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from numbers import Integral, Real
from typing import Any

from tickloom_terminal.errors import invalid
from tickloom_terminal.structures import TradeRequest
from tickloom_terminal.translate import SYMBOL_LENGTH_MAX

Reader = Callable[[object, int], Any]
_INT32_MAX = (1 << 31) - 1
_INT64_MAX = (1 << 63) - 1
_ORDINALS = ("1st", "2nd", "3rd", "4th", "5th")
_TIMEOUT_MS = 60_000
_INITIALIZE_NAMES = ("path", "login", "password", "server", "timeout", "portable")
_LOGIN_NAMES = ("login", "password", "server", "timeout")


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What `initialize` was asked for; without a login the last account is meant."""

    path: str | None
    login: int | None
    password: str
    server: str
    timeout_ms: int


# -- whole calls ----------------------------------------------------------------------------------


def initialize(positional: Sequence[object], named: Mapping[str, Any]) -> Start:
    """Raises `Refused` (-2) for the first argument that is wrong; so do all readers here."""
    _count(positional, 0, 1)
    _names(named, _INITIALIZE_NAMES)
    given = _by_name(_INITIALIZE_NAMES, positional, named)
    return Start(
        path=_text(given, "path"),
        login=_whole(given, "login"),
        password=_text(given, "password") or "",
        server=_text(given, "server") or "",
        timeout_ms=_whole(given, "timeout") or _TIMEOUT_MS,
    )


def login(positional: Sequence[object], named: Mapping[str, Any]) -> tuple[int, str, str]:
    """Number, password and server; an empty password is the saved one."""
    _count(positional, 0, 3)
    _names(named, _LOGIN_NAMES)
    given = _by_name(_LOGIN_NAMES, positional, named)
    number = _whole(given, "login")
    if number is None:
        raise invalid('Invalid "login" argument')
    _whole(given, "timeout")
    return number, _text(given, "password") or "", _text(given, "server") or ""


def group(positional: Sequence[object], named: Mapping[str, Any]) -> str | None:
    """The mask of `symbols_get`."""
    _count(positional, 0, 1)
    _names(named, ("group",))
    return _text({"group": positional[0]} if positional else named, "group")


def selection(positional: Sequence[object]) -> tuple[str, bool]:
    """A symbol, and whether it is to be shown (the default)."""
    _count(positional, 1, 2)
    return symbol(positional[0], 0), bool(positional[1]) if len(positional) > 1 else True


def one_symbol(positional: Sequence[object]) -> tuple[str]:
    return in_places(positional, (symbol,))


def in_places(positional: Sequence[object], readers: Sequence[Reader]) -> Any:  # noqa: ANN401
    """Exactly as many unnamed arguments as readers, each read by its own."""
    _count(positional, len(readers), len(readers))
    pairs = zip(readers, positional, strict=True)
    return tuple(reader(value, place) for place, (reader, value) in enumerate(pairs))


def between(positional: Sequence[object]) -> tuple[int, int]:
    return in_places(positional, (date, date))


def calculation(positional: Sequence[object], *, amounts: int) -> tuple[Any, ...]:
    """An order type, a symbol, and `amounts` numbers."""
    return in_places(positional, (whole, symbol, *([number] * amounts)))


def choice(positional: Sequence[object], named: Mapping[str, Any]) -> dict[str, Any]:
    """Active things by symbol, ticket or group; keywords only."""
    if positional:
        raise invalid("Unnamed arguments not allowed")
    _names(named, ("symbol", "ticket", "group"))
    return {
        "symbol": _text(named, "symbol"),
        "ticket": _whole(named, "ticket"),
        "group": _text(named, "group"),
    }


def past(positional: Sequence[object], named: Mapping[str, Any]) -> dict[str, Any]:
    """Finished things by ticket, by position, or by two dates and a group."""
    _names(named, ("group", "ticket", "position"))
    by: dict[str, Any] = {
        "ticket": _whole(named, "ticket"),
        "position": _whole(named, "position"),
        "group": _text(named, "group"),
    }
    if by["ticket"] is None and by["position"] is None:
        by["from"], by["to"] = between(positional)
    return by


def request(positional: Sequence[object], named: Mapping[str, Any]) -> dict[str, Any]:
    """The one unnamed dict or TradeRequest, with plain numbers and its dates as seconds."""
    if named:
        raise invalid("Invalid arguments")
    _count(positional, 1, 1)
    given = positional[0]
    if isinstance(given, TradeRequest):
        return given.by_name()
    if not isinstance(given, dict):
        raise invalid(_nth(0))
    fields: dict[str, Any] = {str(name): value for name, value in given.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return {
        name: _plain(name, fields[name]) for name in TradeRequest.__match_args__ if name in fields
    }


# -- single values --------------------------------------------------------------------------------


def symbol(value: object, place: int) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= SYMBOL_LENGTH_MAX:
        raise invalid(_nth(place))
    return value


def whole(value: object, place: int) -> int:
    """A whole number that fits 64 bits; a float is one when nothing is lost."""
    if isinstance(value, Real) and not isinstance(value, Integral) and float(value).is_integer():
        value = int(float(value))
    if not isinstance(value, Integral) or abs(int(value)) > _INT64_MAX:
        raise invalid(_nth(place))
    return int(value)


def number(value: object, place: int) -> float:
    if not isinstance(value, Real) or not _is_finite(float(value)):
        raise invalid(_nth(place))
    return float(value)


def date(value: object, place: int) -> int:
    """Seconds: a number, or a datetime by its timestamp (a naive one is local); cut to 32 bits."""
    if isinstance(value, datetime):
        value = value.timestamp()
    if not isinstance(value, Real) or not _is_finite(float(value)):
        raise invalid(_nth(place))
    return min(max(int(float(value)), -_INT32_MAX - 1), _INT32_MAX)


def _by_name(
    names: Sequence[str], positional: Sequence[object], named: Mapping[str, Any]
) -> dict[str, Any]:
    return {**dict(zip(names, positional, strict=False)), **named}


def _count(positional: Sequence[object], least: int, most: int) -> None:
    if not least <= len(positional) <= most:
        raise invalid("Invalid number of arguments")


def _names(named: Mapping[str, Any], known: Sequence[str]) -> None:
    if any(name not in known for name in named):
        raise invalid("Invalid arguments")


def _nth(place: int) -> str:
    return f"Invalid {_ORDINALS[place]} unnamed argument"


def _text(named: Mapping[str, Any], name: str) -> str | None:
    value = named.get(name)
    if value is not None and not isinstance(value, str):
        raise invalid(f'Invalid "{name}" argument')
    return value


def _whole(named: Mapping[str, Any], name: str) -> int | None:
    value = named.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Integral) or abs(int(value)) > _INT64_MAX:
        raise invalid(f'Invalid "{name}" argument')
    return int(value)


def _plain(name: str, value: object) -> object:
    """Python's own number or text; whether it fits its field is seen where the request is read."""
    if isinstance(value, datetime) and name == "expiration":
        return int(value.timestamp())
    if isinstance(value, Integral):
        value = int(value)
        if not -_INT64_MAX <= value <= (1 << 64) - 1:
            raise invalid(f'Invalid "{name}" argument')
        return value
    if isinstance(value, Real):
        return float(value)
    if value is not None and not isinstance(value, str):
        raise invalid(f'Invalid "{name}" argument')
    return value


def _is_finite(value: float) -> bool:
    return abs(value) < 1e18  # false for NaN and infinities too
