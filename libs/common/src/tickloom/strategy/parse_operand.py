"""Operands from JSON: numbers, params, prices, fields, indicators, arithmetic."""

from collections.abc import Callable
from typing import Any, cast

from tickloom.domain.market import Timeframe
from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.nodes import (
    CALC_WORDS,
    FIELD_WORDS,
    PRICE_WORDS,
    SESSION_WORDS,
    SOURCE_WORDS,
    Calc,
    FieldOperand,
    IndicatorOperand,
    Number,
    Operand,
    Param,
    PriceOperand,
)
from tickloom.strategy.reader import Reader, child

OPERANDS_MAX = 100
DEPTH_MAX = 3
SHIFT_MAX = 5_000
TIMEFRAME_WORDS = tuple(timeframe.value for timeframe in Timeframe)
PARAM_WORDS = tuple(
    dict.fromkeys(param.name for spec in CATALOGUE.values() for param in spec.params)
)
_MISSING = Number(value=0)


def read_timeframe(reader: Reader, raw: object, path: str) -> Timeframe | None:
    word = reader.word(raw, path, TIMEFRAME_WORDS)
    return None if word is None else Timeframe(word)


def read_number(reader: Reader, raw: object, path: str) -> Number | Param:
    """A number or a param in its place."""
    if isinstance(raw, dict):
        fields = reader.fields(cast("object", raw), path, ("param",), ("param",)) or {}
        name = fields.get("param", "")
        return Param(name=reader.text(name, child(path, "param"), most=32))
    value = reader.number(raw, path)
    return _MISSING if value is None else Number(value=value)


def read_operand(reader: Reader, raw: object, path: str, *, depth: int = 0) -> Operand:
    """Any operand; a faulty one is noted and read as 0."""
    reader.operands += 1
    if reader.operands == OPERANDS_MAX + 1:
        reader.note(
            path, f"more than {OPERANDS_MAX} operands", "split the strategy",
            code="invalid:too_large",
        )  # fmt: skip
    if reader.operands > OPERANDS_MAX:
        return _MISSING
    if not isinstance(raw, dict):
        value = reader.number(raw, path)
        return _MISSING if value is None else Number(value=value)
    members = cast("dict[str, Any]", raw)
    for key, read in _KINDS.items():
        if key in members:
            return read(reader, members, path, depth)
    reader.note(
        path, "this is no operand", "a number, or an object with param, price, field, ind or calc"
    )
    return _MISSING


def _too_deep(reader: Reader, path: str, depth: int) -> bool:
    if depth < DEPTH_MAX:
        return False
    reader.note(
        path, f"operands are nested more than {DEPTH_MAX} deep", "compute it in fewer steps",
        code="invalid:too_large",
    )  # fmt: skip
    return True


def _param(reader: Reader, raw: dict[str, Any], path: str, _depth: int) -> Operand:
    return read_number(reader, raw, path)


def _place(reader: Reader, fields: dict[str, Any], path: str) -> tuple[Timeframe | None, int]:
    timeframe = read_timeframe(reader, fields["tf"], child(path, "tf")) if "tf" in fields else None
    shift = 0
    if "shift" in fields:
        shift = reader.integer(fields["shift"], child(path, "shift"), least=0, most=SHIFT_MAX) or 0
    return timeframe, shift


def _price(reader: Reader, raw: dict[str, Any], path: str, _depth: int) -> Operand:
    fields = reader.fields(raw, path, ("price", "tf", "shift")) or {}
    timeframe, shift = _place(reader, fields, path)
    word = reader.word(fields["price"], child(path, "price"), PRICE_WORDS)
    return PriceOperand(word=word or "close", timeframe=timeframe, shift=shift)


def _field(reader: Reader, raw: dict[str, Any], path: str, _depth: int) -> Operand:
    fields = reader.fields(raw, path, ("field", "session", "tf", "shift")) or {}
    timeframe, shift = _place(reader, fields, path)
    session = None
    if "session" in fields:
        session = reader.word(fields["session"], child(path, "session"), SESSION_WORDS)
    word = reader.word(fields["field"], child(path, "field"), FIELD_WORDS)
    return FieldOperand(word=word or "volume", session=session, timeframe=timeframe, shift=shift)


def _indicator(reader: Reader, raw: dict[str, Any], path: str, depth: int) -> Operand:
    allowed = ("ind", *PARAM_WORDS, "source", "line", "form", "tf", "shift")
    fields = reader.fields(raw, path, allowed) or {}
    name = reader.word(fields["ind"], child(path, "ind"), tuple(CATALOGUE))
    timeframe, shift = _place(reader, fields, path)
    params = tuple(
        (word, read_number(reader, fields[word], child(path, word)))
        for word in PARAM_WORDS
        if word in fields
    )
    line, form = (
        reader.text(fields[key], child(path, key), most=32) if key in fields else None
        for key in ("line", "form")
    )
    if name is None:
        return _MISSING
    return IndicatorOperand(
        name=name, params=params, line=line, source=_source(reader, fields, path, depth),
        form=form, timeframe=timeframe, shift=shift,
    )  # fmt: skip


def _source(reader: Reader, fields: dict[str, Any], path: str, depth: int) -> str | Operand | None:
    if "source" not in fields:
        return None
    raw, at = fields["source"], child(path, "source")
    if isinstance(raw, str):
        return reader.word(raw, at, SOURCE_WORDS)
    if _too_deep(reader, at, depth + 1):
        return None
    return read_operand(reader, raw, at, depth=depth + 1)


def _calc(reader: Reader, raw: dict[str, Any], path: str, depth: int) -> Operand:
    fields = reader.fields(raw, path, ("calc", "args"), ("args",)) or {}
    word = reader.word(fields["calc"], child(path, "calc"), CALC_WORDS)
    if _too_deep(reader, path, depth) or "args" not in fields:
        return _MISSING
    at = child(path, "args")
    args = tuple(
        read_operand(reader, member, child(at, index), depth=depth + 1)
        for index, member in enumerate(reader.array(fields["args"], at, least=1, most=4))
    )
    return Calc(word=word or "add", args=args)


_KINDS: dict[str, Callable[[Reader, dict[str, Any], str, int], Operand]] = {
    "param": _param, "price": _price, "field": _field, "ind": _indicator, "calc": _calc,
}  # fmt: skip
