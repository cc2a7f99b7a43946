"""What the bus may do to the limits: make them tighter, never looser.

A service that has been taken over can so make trading stop, and nothing else.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mt5_bridge.limits.limits_file import checked
from mt5_bridge.limits.rules import RULES, Limits, Tighter
from tickloom.domain.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A wish that was not followed: for the log and the audit."""

    path: str
    asked: str
    why: str


def tightened(limits: Limits, wishes: Mapping[str, object]) -> tuple[Limits, tuple[Ignored, ...]]:
    """`limits` with every wish that allows less; the others come back with the reason.

    A wish is named as in the file ("order.volume_max"); "symbol." ones bind every symbol, those
    with an own table too.
    """
    ignored: list[Ignored] = []
    for path, wish in wishes.items():
        try:
            limits = _with(limits, path, _readable(path, wish))
        except InvalidInput as error:
            ignored.append(Ignored(path=path, asked=str(wish), why=error.detail))
    return limits, tuple(ignored)


def _readable(path: str, wish: object) -> Any:  # noqa: ANN401
    """On the bus amounts are decimal strings."""
    if isinstance(wish, str) and path in RULES and RULES[path].tighter is not Tighter.FIXED:
        try:
            return checked(path, Decimal(wish))
        except ArithmeticError as error:
            raise InvalidInput(path, wish, "a decimal number") from error
    return checked(path, wish)


def _with(limits: Limits, path: str, wish: Any) -> Limits:  # noqa: ANN401
    section, _, name = path.partition(".")
    own = getattr(limits, section)
    if section != "symbol":
        return dataclasses.replace(limits, **{section: _replaced(own, path, name, wish)})
    every = {symbol: _least(rules, path, name, wish) for symbol, rules in limits.symbols.items()}
    if any(_is_tighter(path, wish, getattr(rules, name)) for rules in limits.symbols.values()):
        return dataclasses.replace(limits, symbol=_least(own, path, name, wish), symbols=every)
    return dataclasses.replace(limits, symbol=_replaced(own, path, name, wish), symbols=every)


def _least(rules: Any, path: str, name: str, wish: Any) -> Any:  # noqa: ANN401
    if not _is_tighter(path, wish, getattr(rules, name)):
        return rules
    return dataclasses.replace(rules, **{name: wish})


def _replaced(rules: Any, path: str, name: str, wish: Any) -> Any:  # noqa: ANN401
    held = getattr(rules, name)
    if wish == held:
        return rules
    if not _is_tighter(path, wish, held):
        raise InvalidInput(path, str(wish), _expected(path, held))
    return dataclasses.replace(rules, **{name: wish})


def _is_tighter(path: str, wish: Any, held: Any) -> bool:  # noqa: ANN401
    tighter = RULES[path].tighter
    if tighter is Tighter.FIXED:
        return False
    if tighter is Tighter.TRUE:
        return bool(wish) and not held
    if held is None:
        return True
    return bool(wish < held) if tighter is Tighter.LOWER else bool(wish > held)


def _expected(path: str, held: object) -> str:
    tighter = RULES[path].tighter
    if tighter is Tighter.FIXED:
        return "no change by the bus: only the file at the bridge says it"
    if tighter is Tighter.TRUE:
        return "true: the bus may only switch it on"
    word = "at most" if tighter is Tighter.LOWER else "at least"
    return f"{word} {held}: the bus may tighten a limit, never loosen it"
