"""The table of docs/reliability.md is true: each row of the catalogue, each test that is named."""

import ast
import re
from pathlib import Path

import pytest
from campaign.rows import ROWS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reliability.md"
LAST = 48
NOT_HERE = ("not built", "not used")
"""What a row without a test has to say of itself."""
_LINE = re.compile(r"^\| (\d+) \| (.+) \| (.+) \|$")
_TEST = re.compile(r"`([\w/-]+\.py)::(test_\w+)`")
_CAMPAIGN = "campaign"


def table() -> dict[int, str]:
    """What shows each row."""
    found = [match for line in PAGE.read_text().splitlines() if (match := _LINE.match(line))]
    numbers = [int(match[1]) for match in found]
    assert numbers == list(range(1, LAST + 1)), "each row of the catalogue once, in order"
    return {int(match[1]): match[3] for match in found}


def test_every_row_names_a_test_or_says_why_there_is_none() -> None:
    for number, shown_by in table().items():
        is_shown = _TEST.search(shown_by) or shown_by.startswith(_CAMPAIGN)
        assert is_shown or shown_by.startswith(NOT_HERE), (number, shown_by)


def test_a_row_that_names_the_campaign_is_played_in_it() -> None:
    played = {int(re.split(r"\D", row.number)[0]) for row in ROWS}
    named = {number for number, shown_by in table().items() if shown_by.startswith(_CAMPAIGN)}
    assert named == played


NAMED = sorted({test for shown_by in table().values() for test in _TEST.findall(shown_by)})


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_named_test_exists(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, functions)}
