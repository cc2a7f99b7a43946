"""From JSON to a document, with all findings at once.

The text is data from outside: its size and depth are capped, and nothing in it is evaluated.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tickloom.strategy.checks import check
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.finding import Finding, error, is_valid
from tickloom.strategy.nodes import Condition
from tickloom.strategy.parse_condition import read_condition
from tickloom.strategy.parse_operand import read_timeframe
from tickloom.strategy.parse_parts import (
    read_breakeven,
    read_exits,
    read_filters,
    read_limits,
    read_order,
    read_params,
    read_sizing,
    read_stop,
    read_targets,
    read_trailing,
)
from tickloom.strategy.reader import Reader, child, shown
from tickloom.strategy.versions import migrate, newer_revision

TEXT_BYTES_MAX = 256 * 1024
_SYMBOL = re.compile(r"[A-Z0-9._#-]{2,20}")
_FIELDS = (
    "spec_version", "name", "description", "symbols", "timeframe", "tz", "params", "entry", "exit",
    "filters", "stop_loss", "take_profit", "trailing", "breakeven", "sizing", "limits", "order",
    "provenance",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A document, or every reason why there is none; `findings` may hold needs and warnings."""

    document: StrategyDocument | None
    findings: tuple[Finding, ...]


def parse_text(text: str) -> Parsed:
    """Read JSON text."""
    if len(text.encode(errors="surrogatepass")) > TEXT_BYTES_MAX:
        return nothing(f"the text is longer than {TEXT_BYTES_MAX} bytes", "invalid:too_large")
    try:
        raw = json.loads(
            text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_duplicates
        )
    except RecursionError:
        return nothing("the text is nested too deeply", "invalid:too_large")
    except json.JSONDecodeError as fault:
        place = f"line {fault.lineno}, column {fault.colno}: {fault.msg}"
        return nothing(f"this is not JSON: {place}", "invalid:schema")
    except ValueError as fault:
        return nothing(f"this is not JSON: {fault}", "invalid:schema")
    return parse_document(raw)


def parse_document(raw: object) -> Parsed:
    """Read a decoded JSON value, of this version of the format or of an older one."""
    raw, refused = migrate(raw)
    if refused:
        return Parsed(document=None, findings=refused)
    reader = Reader()
    reader.findings.extend(newer_revision(raw))
    fields = reader.fields(raw, "", _FIELDS, ("spec_version", "entry"))
    if fields is None:
        return Parsed(document=None, findings=tuple(reader.findings))
    document = _document(reader, fields)
    findings = (*reader.findings, *(() if reader.findings else check(document)))
    return Parsed(document=document if is_valid(findings) else None, findings=findings)


def _refuse_constant(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {shown(twice)} stands twice in one object")
    return members


def nothing(message: str, code: str) -> Parsed:
    """The answer to a text that cannot be read at all."""
    return Parsed(document=None, findings=(error("", code, message),))


def _document(reader: Reader, fields: dict[str, Any]) -> StrategyDocument:
    version: object = fields.get("spec_version", 1)
    if version != 1 or isinstance(version, bool):
        reader.note(
            "/spec_version", f"{shown(version)} is a version that this program does not know",
            "1 is the one it reads",
        )  # fmt: skip
    entry = reader.fields(fields.get("entry", {}), "/entry", ("long", "short")) or {}
    if not entry and "entry" in fields:
        reader.note("/entry", "there is nothing that would open a position", "long, short or both")
    read: dict[str, Any] = {
        name: reading(reader, fields[name], f"/{name}")
        for name, reading in _READERS.items()
        if name in fields
    }
    renamed = {"tz": "timezone", "exit": "exits"}
    return StrategyDocument(
        entry_long=_side(reader, entry, "long"), entry_short=_side(reader, entry, "short"),
        **{renamed.get(name, name): value for name, value in read.items()},
    )  # fmt: skip


def _side(reader: Reader, entry: dict[str, Any], side: str) -> Condition | None:
    return read_condition(reader, entry[side], f"/entry/{side}") if side in entry else None


def _symbols(reader: Reader, raw: object, path: str) -> tuple[str, ...]:
    symbols: list[str] = []
    for index, member in enumerate(reader.array(raw, path, most=50)):
        if isinstance(member, str) and _SYMBOL.fullmatch(member):
            symbols.append(member)
        else:
            hint = "2 to 20 of A-Z 0-9 . _ # -, for example EURUSD"
            reader.note(child(path, index), f"{shown(member)} is no symbol", hint)
    return tuple(symbols)


def _provenance(reader: Reader, raw: object, path: str) -> dict[str, Any] | None:
    if isinstance(raw, dict):
        return raw  # pyright: ignore[reportUnknownVariableType]
    reader.note(path, f"{shown(raw)} is not an object")
    return None


def _text(most: int) -> Callable[[Reader, object, str], str]:
    return lambda reader, raw, path: reader.text(raw, path, most=most)


_READERS: dict[str, Callable[[Reader, object, str], Any]] = {
    "name": _text(80),
    "description": _text(2_000),
    "symbols": _symbols,
    "timeframe": read_timeframe,
    "tz": _text(64),
    "params": read_params,
    "exit": read_exits,
    "filters": read_filters,
    "stop_loss": read_stop,
    "take_profit": read_targets,
    "trailing": read_trailing,
    "breakeven": read_breakeven,
    "sizing": read_sizing,
    "limits": read_limits,
    "order": read_order,
    "provenance": _provenance,
}
