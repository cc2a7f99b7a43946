"""A symbol's specification as a file: JSON with our names, or CSV with those of a terminal."""

import csv
import json
from pathlib import Path
from typing import Any, cast

from tickloom.domain.errors import InvalidInput
from tickloom_cli.documents import read_text

_BYTES_MAX = 256 * 1024
NAMES = (
    "contract_size", "tick_size", "tick_value", "pip_size", "volume_min", "volume_max",
    "volume_step", "currency_base", "currency_profit", "currency_margin", "calc_mode",
    "stops_level_points", "digits",
)  # fmt: skip
_WHOLE = ("stops_level_points", "digits")
_ELSEWHERE = ("symbol", "description", "group", "always_open", "origin", "aliases")
"""Names of a sheet that say nothing of the contract."""
_TERMINAL = {
    "contract size": "contract_size", "tick size": "tick_size",
    "minimal volume": "volume_min", "maximal volume": "volume_max",
    "volume step": "volume_step", "base currency": "currency_base",
    "profit currency": "currency_profit", "margin currency": "currency_margin",
    "calculation": "calc_mode", "stops level": "stops_level_points",
    "digits": "digits",
}  # fmt: skip
"""What a terminal's window calls them. Its tick value is one of the moment, in the account's
currency, and says nothing that the contract size does not."""
_MODES = {
    "forex": "forex", "cfd": "cfd", "cfd index": "cfd", "cfd leverage": "cfd_leverage",
}  # fmt: skip


def read_sheet(path: Path) -> dict[str, Any]:
    """The stated parts of a contract by name; raises `InvalidInput` for what cannot be used.

    `digits` are those in which its tick and its points are counted.
    """
    text = read_text(path, "--sheet", most=_BYTES_MAX)
    found = _of_json(path, text) if text.lstrip().startswith("{") else _of_csv(path, text)
    if not found:
        raise InvalidInput("--sheet", str(path), f"at least one of {', '.join(NAMES)}")
    for name in _WHOLE:
        if name in found and not str(found[name]).isdecimal():
            raise InvalidInput(f"--sheet {name}", found[name], "a whole number, 0 or more")
    return found | {name: int(found[name]) for name in _WHOLE if name in found}


def _of_json(path: Path, text: str) -> dict[str, Any]:
    try:
        raw = json.loads(text, parse_float=str)
    except json.JSONDecodeError as problem:
        raise InvalidInput("--sheet", str(path), f"JSON ({problem})") from problem
    sheet = cast("dict[str, Any]", raw)
    unknown = sheet.keys() - set(NAMES) - set(_ELSEWHERE)
    if unknown:
        raise InvalidInput("--sheet", ", ".join(sorted(unknown)), f"names of {', '.join(NAMES)}")
    return {name: sheet[name] for name in NAMES if sheet.get(name) is not None}


def _of_csv(path: Path, text: str) -> dict[str, Any]:
    rows = list(csv.reader(text.splitlines()))
    heading = [cell.strip().lower() for cell in rows[0]] if rows else None
    if heading != ["property", "value"]:
        raise InvalidInput("--sheet", str(path), "JSON, or CSV that begins with Property,Value")
    cells = {row[0].strip().lower(): row[1].strip() for row in rows[1:] if len(row) == 2}
    found = {name: cells[label] for label, name in _TERMINAL.items() if cells.get(label)}
    if "calc_mode" in found:
        word = found["calc_mode"].lower()
        if word not in _MODES:
            wanted = f"one of {', '.join(_MODES)}"
            raise InvalidInput("--sheet Calculation", found["calc_mode"], wanted)
        found["calc_mode"] = _MODES[word]
        if found["calc_mode"] == "forex" and "currency_margin" in found:
            found.setdefault("currency_base", found["currency_margin"])
    return found
