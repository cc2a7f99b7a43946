"""Operands as people type them: `ema(20)`, `macd(12, 26, 9).signal`, `sma(period=5, source=high)`.

Only read, never evaluated: names and numbers become the operand of a strategy document, whose own
checks then say what is wrong with it.
"""

import json
import re
from typing import Any, cast

from tickloom.domain.errors import InvalidInput
from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.nodes import FIELD_WORDS, PRICE_WORDS
from tickloom.strategy.reader import nearest

_CALL = re.compile(r"\s*([a-z_0-9]+)\s*(?:\((.*)\))?\s*(?:\.\s*([a-z_0-9]+))?\s*", re.DOTALL)
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
_WORDS = ("source", "line", "form", "tf", "shift")
_TEXT_MAX = 500


def operand_of(text: str) -> dict[str, Any]:
    """The operand that `text` names, in JSON or in the short form; raises `InvalidInput`."""
    if len(text) > _TEXT_MAX:
        raise InvalidInput("indicator", text[:40] + "…", f"at most {_TEXT_MAX} characters")
    if text.lstrip().startswith("{"):
        try:
            return cast("dict[str, Any]", json.loads(text))
        except (ValueError, RecursionError) as problem:
            raise InvalidInput("indicator", text, f"JSON ({problem})") from problem
    return _operand(text, whole=text)


def _operand(text: str, *, whole: str) -> dict[str, Any]:
    found = _CALL.fullmatch(text)
    if found is None:
        raise InvalidInput("indicator", whole, "NAME(PARAMETERS).LINE, for example ema(period=20)")
    name, inside, line = found.groups()
    if name in PRICE_WORDS and inside is None and line is None:
        return {"price": name}
    if name in FIELD_WORDS and inside is None and line is None:
        return {"field": name}
    if name not in CATALOGUE:
        raise InvalidInput("indicator", name, nearest(name, CATALOGUE))
    operand: dict[str, Any] = {"ind": name}
    names = [param.name for param in CATALOGUE[name].params]
    for position, part in enumerate(_parts(inside or "")):
        key, mark, value = part.partition("=")
        if not mark:
            if position >= len(names):
                raise InvalidInput("indicator", whole, f"at most {len(names)} numbers for {name}")
            key, value = names[position], part
        _set(operand, key.strip(), _value(key.strip(), value.strip(), whole), whole)
    if line is not None:
        _set(operand, "line", line, whole)
    return operand


def _set(operand: dict[str, Any], key: str, value: Any, whole: str) -> None:  # noqa: ANN401
    if key in operand:
        raise InvalidInput("indicator", whole, f"one value for {key}")
    operand[key] = value


def _parts(inside: str) -> list[str]:
    """The arguments, split at the commas that stand in no inner bracket."""
    parts, depth, begin = [""][:0], 0, 0
    for index, letter in enumerate(inside):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(inside[begin:index])
            begin = index + 1
    parts.append(inside[begin:])
    return [part for part in parts if part.strip()]


def _value(key: str, value: str, whole: str) -> Any:  # noqa: ANN401 - a number, a word, an operand
    if _NUMBER.fullmatch(value):
        return float(value) if any(mark in value for mark in ".eE") else int(value)
    if key == "source" and ("(" in value or value in CATALOGUE):
        return _operand(value, whole=whole)
    if key in _WORDS:
        return value
    raise InvalidInput(f"indicator {key}", value, "a number")
