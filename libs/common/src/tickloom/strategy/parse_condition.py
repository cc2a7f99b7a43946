"""Conditions from JSON."""

from collections.abc import Callable
from typing import Any, cast

from tickloom.strategy.nodes import (
    COMPARISON_WORDS,
    PATTERN_WORDS,
    RANGE_WORDS,
    SLOPE_WORDS,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    ForBars,
    NotOf,
    Number,
    PatternTest,
    RangeTest,
    SlopeTest,
    TimeIs,
    WithinBars,
)
from tickloom.strategy.parse_operand import read_operand, read_timeframe
from tickloom.strategy.reader import Reader, child, nearest, shown

DEPTH_MAX = 8
_MEMBERS_MAX = 20
_BARS_MAX = 100_000
_NOTHING = Number(value=0)
_NEVER = Comparison(left=_NOTHING, word="gt", right=_NOTHING)
_OPERATOR_WORDS = (*COMPARISON_WORDS, *RANGE_WORDS, *SLOPE_WORDS)


def read_condition(reader: Reader, raw: object, path: str, *, depth: int = 1) -> Condition:
    """Any condition; a faulty one is noted and read as never true."""
    if depth > DEPTH_MAX:
        reader.note(
            path, f"conditions are nested more than {DEPTH_MAX} deep", "say it with fewer brackets",
            code="invalid:too_large",
        )  # fmt: skip
        return _NEVER
    if isinstance(raw, dict):
        members = cast("dict[str, Any]", raw)
        for key, read in _KINDS.items():
            if key in members:
                return read(reader, members, path, depth)
    reader.note(
        path, "this is no condition",
        "an object with all, any, not, left and op, cond, pattern or time_is",
    )  # fmt: skip
    return _NEVER


def read_clock(reader: Reader, raw: object, path: str) -> str:
    """A wall-clock time, "HH:MM"."""
    if isinstance(raw, str) and len(raw) == 5 and raw[2] == ":" and raw.isascii():
        hours, minutes = raw[:2], raw[3:]
        if hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60:
            return raw
    reader.note(path, f"{shown(raw)} is no time of day", 'quoted, 24 hours, for example "09:30"')
    return "00:00"


def _members(
    reader: Reader, raw: dict[str, Any], path: str, *, key: str, depth: int
) -> tuple[Condition, ...]:
    fields = reader.fields(raw, path, (key,)) or {}
    at = child(path, key)
    members = reader.array(fields[key], at, least=1, most=_MEMBERS_MAX)
    return tuple(
        read_condition(reader, member, child(at, index), depth=depth + 1)
        for index, member in enumerate(members)
    )


def _all(reader: Reader, raw: dict[str, Any], path: str, depth: int) -> Condition:
    return AllOf(members=_members(reader, raw, path, key="all", depth=depth))


def _any(reader: Reader, raw: dict[str, Any], path: str, depth: int) -> Condition:
    return AnyOf(members=_members(reader, raw, path, key="any", depth=depth))


def _not(reader: Reader, raw: dict[str, Any], path: str, depth: int) -> Condition:
    fields = reader.fields(raw, path, ("not",)) or {}
    inner = read_condition(reader, fields["not"], child(path, "not"), depth=depth + 1)
    return NotOf(condition=inner)


def _memory(reader: Reader, raw: dict[str, Any], path: str, depth: int) -> Condition:
    word = "for_bars" if "for_bars" in raw else "within_bars"
    fields = reader.fields(raw, path, ("cond", word), (word,)) or {}
    inner = read_condition(reader, fields["cond"], child(path, "cond"), depth=depth + 1)
    bars = reader.integer(fields[word], child(path, word), most=_BARS_MAX) if word in fields else 1
    kind = ForBars if word == "for_bars" else WithinBars
    return kind(condition=inner, bars=bars or 1)


def _pattern(reader: Reader, raw: dict[str, Any], path: str, _depth: int) -> Condition:
    fields = reader.fields(raw, path, ("pattern", "shift", "tf")) or {}
    word = reader.word(fields["pattern"], child(path, "pattern"), PATTERN_WORDS)
    shift, timeframe = 0, None
    if "shift" in fields:
        shift = reader.integer(fields["shift"], child(path, "shift"), least=0, most=5_000) or 0
    if "tf" in fields:
        timeframe = read_timeframe(reader, fields["tf"], child(path, "tf"))
    return PatternTest(word=word or "doji", shift=shift, timeframe=timeframe)


def _time(reader: Reader, raw: dict[str, Any], path: str, _depth: int) -> Condition:
    fields = reader.fields(raw, path, ("time_is",)) or {}
    return TimeIs(clock=read_clock(reader, fields["time_is"], child(path, "time_is")))


def _test(reader: Reader, raw: dict[str, Any], path: str, _depth: int) -> Condition:
    word = raw.get("op")
    if word in RANGE_WORDS:
        return _range(reader, raw, path)
    if word in SLOPE_WORDS:
        return _slope(reader, raw, path)
    fields = reader.fields(raw, path, ("left", "op", "right"), ("left", "op", "right")) or {}
    if "op" in fields and word not in COMPARISON_WORDS:
        hint = nearest(str(word), _OPERATOR_WORDS)
        reader.note(child(path, "op"), f"{shown(word)} is not known here", hint)
        return _NEVER
    if len(fields) < 3:
        return _NEVER
    return Comparison(
        left=read_operand(reader, fields["left"], child(path, "left")), word=str(word),
        right=read_operand(reader, fields["right"], child(path, "right")),
    )  # fmt: skip


def _range(reader: Reader, raw: dict[str, Any], path: str) -> Condition:
    names = ("left", "op", "low", "high")
    fields = reader.fields(raw, path, names, names) or {}
    if len(fields) < len(names):
        return _NEVER
    left, low, high = (
        read_operand(reader, fields[name], child(path, name)) for name in ("left", "low", "high")
    )
    return RangeTest(left=left, word=fields["op"], low=low, high=high)


def _slope(reader: Reader, raw: dict[str, Any], path: str) -> Condition:
    fields = reader.fields(raw, path, ("left", "op", "bars"), ("left", "op")) or {}
    if "left" not in fields:
        return _NEVER
    bars = 1
    if "bars" in fields:
        bars = reader.integer(fields["bars"], child(path, "bars"), most=_BARS_MAX) or 1
    left = read_operand(reader, fields["left"], child(path, "left"))
    return SlopeTest(left=left, word=fields["op"], bars=bars)


_KINDS: dict[str, Callable[[Reader, dict[str, Any], str, int], Condition]] = {
    "all": _all, "any": _any, "not": _not, "cond": _memory, "pattern": _pattern,
    "time_is": _time, "left": _test, "op": _test,
}  # fmt: skip
