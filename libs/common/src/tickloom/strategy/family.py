"""The family of a document: what stays of it when its numbers are turned.

Whoever looks for a strategy turns numbers, and each turn is a trial of the same idea, whether it
was made by a sweep or by hand. So a family knows rules and how they are joined, but not the
numbers in them, nor what is chosen like a number: params, times of day, weekdays, sessions and
timeframes; and neither symbols nor size, because an idea that fails on one market is tried on the
next.
"""

import hashlib
import re
from typing import Any, cast

from tickloom.strategy.canonical import text_of
from tickloom.strategy.canonical_parts import TURNED, canonical_document
from tickloom.strategy.document import StrategyDocument

_LABELS = {"symbols", "timeframe", "params", "sizing", "tz"}
_CHOSEN = {"tf", "shift", "bars", "max_positions", "cooldown_bars", "close_pct"}
"""Left out whole, because their usual value is not written."""
_NUMBER = "#"
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
Json = dict[str, Any]


def family_of(document: StrategyDocument) -> str:
    """SHA-256 of what stays, 64 hex digits."""
    whole = canonical_document(document, text_of)
    rules = {name: part for name, part in whole.items() if name not in _LABELS}
    return hashlib.sha256(text_of(_blank(rules)).encode()).hexdigest()


def _blank(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The value with a mark in the place of each number, in an order that no number decides."""
    if isinstance(value, dict):
        return _object(cast("Json", value))
    if isinstance(value, list):
        members = [_blank(member) for member in cast("list[Any]", value)]
        if all(isinstance(member, str) for member in members):
            return _NUMBER
        return sorted(members, key=text_of)
    is_clock = isinstance(value, str) and _CLOCK.fullmatch(value) is not None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return _NUMBER if is_clock or is_number else value


def _object(value: Json) -> Any:  # noqa: ANN401 - an object, or a mark for a param
    if "param" in value:
        return _NUMBER
    shape = {name: _blank(part) for name, part in value.items() if name not in _CHOSEN}
    if "right" in shape:
        return min((shape, _turned(shape)), key=text_of)
    return shape


def _turned(comparison: Json) -> Json:
    """The same comparison read from the other side."""
    word = comparison["op"]
    return {
        "left": comparison["right"], "op": TURNED.get(word, word), "right": comparison["left"],
    }  # fmt: skip
