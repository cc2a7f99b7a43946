"""Third-party values, where that library's definition and MetaTrader's agree."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.indicators.registry import DEFINITIONS

FOLDER = "indicators/stock-indicators"
FROM_BAR = {"ema": 250, "rsi": 0, "sma": 0, "stdev": 0, "wma": 0}
CASES = [
    ("sma", (20,), "sma.standard.json", "sma"), ("wma", (14,), "wma.standard.json", "wma"),
    ("ema", (20,), "ema.standard.json", "ema"), ("rsi", (14,), "rsi.standard.json", "rsi"),
    ("stdev", (14,), "stdev.standard.json", "stdDev"),
]  # fmt: skip


def reference(path: Path, key: str) -> list[float]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8-sig"))
    values = (row.get(key) for row in rows)
    return [np.nan if value is None else float(value) for value in values]


def closes(path: Path) -> list[float]:
    header, *rows = path.read_text(encoding="utf-8-sig").strip().splitlines()
    at = header.split(",").index("close")
    return [float(row.split(",")[at]) for row in rows]


@pytest.mark.parametrize(("name", "params", "file", "key"), CASES)
def test_values_agree_with_the_reference(
    shared_data: Path, name: str, params: tuple[float, ...], file: str, key: str
) -> None:
    expected = np.array(reference(shared_data / FOLDER / file, key))
    definition = DEFINITIONS[name, None]
    lines = np.empty((max(1, len(CATALOGUE[name].lines)), len(expected)))
    state = definition.init(np.array(params, dtype=np.float64))
    definition.column(state, np.array([closes(shared_data / FOLDER / "quotes_default.csv")]), lines)
    start = max(FROM_BAR[name], int(np.flatnonzero(~np.isnan(expected))[0]))
    np.testing.assert_allclose(lines[0, start:], expected[start:], rtol=1e-9, atol=1e-9)
