"""docs/indicators.md says of every indicator what the catalogue says."""

import re
from collections.abc import Iterator
from math import isqrt
from pathlib import Path

import pytest

from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.indicator_spec import IndicatorSpec, ParamSpec
from tickloom.strategy.pattern_bars import PATTERN_BARS

PAGE = Path(__file__).resolve().parents[4] / "docs" / "indicators.md"
TABLES = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text().splitlines()
    if line.startswith("| `")
]
ROWS = {cells[0].split("`")[1]: cells for cells in TABLES if len(cells) == 7}


def param_text(param: ParamSpec) -> str:
    if param.is_optional:
        return f"{param.name} (none)"
    return param.name if param.default is None else f"{param.name} ({param.default:g})"


def first_bars(cell: str, spec: IndicatorSpec) -> Iterator[tuple[str | None, str | None, str]]:
    """Form, line and expression: `expr`, `line, line: expr` or `form line: expr`, by semicolons."""
    for item in cell.split(";"):
        names, colon, expression = item.rpartition(":")
        words = re.findall(r"\w+", names)
        form = words.pop(0) if words and words[0] in spec.forms else None
        for line in words if colon else spec.lines or (None,):
            yield form, line, expression


def test_the_table_names_every_indicator_in_the_catalogues_order() -> None:
    assert list(ROWS) == list(CATALOGUE)


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_row_says_what_the_catalogue_says(name: str) -> None:
    spec = CATALOGUE[name]
    first, params, lines, forms, source, bars, formula = ROWS[name]
    assert ("(r)" in first) == spec.is_recursive
    assert params == ", ".join(param_text(param) for param in spec.params)
    bold = (f"**{line}**" if line == spec.default_line else line for line in spec.lines)
    assert lines == ", ".join(bold)
    assert forms == ", ".join(spec.forms)
    assert source == (spec.source or "-")
    assert len(formula) > 5
    told: set[tuple[str | None, str | None]] = set()
    for form, line, expression in first_bars(bars, spec):
        values = spec.filled({"period": 17}) | ({"period": 17} if name == "vwap" else {})
        known = {**values, "n": values.get("period"), "isqrt": isqrt, "max": max}
        assert spec.first_bar(values, line, form) == eval(expression, {}, known), expression
        told.add((form, line))
    assert {(None, line) for line in spec.lines or (None,)} <= told
    assert {form for form, _ in told if form} == set(spec.bars_of_form)


def test_the_patterns_and_their_bars_are_those_of_the_kernel() -> None:
    told = {
        word: int(bars)
        for name, mirrored, bars, _ in (cells for cells in TABLES if len(cells) == 4)
        for word in re.findall(r"\w+", name + mirrored)
    }
    assert told == PATTERN_BARS
