"""The three clock strategies of the older design, and what its files may get wrong."""

from typing import Any

import pytest

from tickloom.strategy.canonical import document_hash
from tickloom.strategy.import_s1 import RunDefaults, import_s1, obstacles
from tickloom.strategy.yaml_text import read_yaml

FILE = """
# config/strategies.yaml
strategies:
  am_edge:
    name: "03:17 AM Edge"
    entry_time: "01:00"
    exit_time: 03:17
    timezone: "MT5_SERVER"
    min_samples: 25
    confidence: 0.95

  friday_long:
    name: "Friday Gold Rush"
    day_filter: "friday"
    direction: "long"
    session: "full_day"

  wednesday_short:
    name: "Wednesday Fade"
    day_filter: "wednesday"
    direction: "short"
    entry_time: "09:00"
    exit_time: "17:00"
"""


def test_the_three_strategies_become_the_documents_of_the_worked_examples() -> None:
    imported = {each.key: each for each in import_s1(read_yaml(FILE))}
    hashes = {
        key: document_hash(each.parsed.document)[:16]
        for key, each in imported.items()
        if each.parsed.document is not None
    }
    assert hashes == {
        "am_edge": "4814967fc1ac35a2", "friday_long": "49564a4dd764067a",
        "wednesday_short": "0be32a46d109a12d",
    }  # fmt: skip
    assert "direction=long" in imported["am_edge"].assumptions
    assert "direction=long" not in imported["friday_long"].assumptions
    assert "symbol=XAUUSD" in imported["am_edge"].assumptions
    evidence = imported["am_edge"].raw["provenance"]["evidence"]
    assert evidence == {"min_samples": 25, "confidence": 0.95}


def test_where_it_trades_may_be_said() -> None:
    defaults = RunDefaults(symbol="eurusd", timeframe="M5", lots=0.2)
    (first, *_) = import_s1(read_yaml(FILE), defaults)
    assert (first.raw["symbols"], first.raw["timeframe"]) == (["EURUSD"], "M5")


@pytest.mark.parametrize(
    ("strategy", "path"),
    [
        ({"entry_tme": "01:00"}, "/strategies/x/entry_tme"),
        ({"entry_time": 60}, "/strategies/x/entry_time"),
        ({"entry_time": "01:00", "direction": "up"}, "/strategies/x/direction"),
        ({"day_filter": "fridy"}, "/strategies/x/day_filter"),
        ({"name": "nothing"}, "/strategies/x"),
        ({"day_filter": "monday", "session": "asia"}, "/strategies/x"),
        ({"entry_time": "01:00", "timezone": "Mars"}, "/tz"),
    ],
)
def test_what_cannot_be_read_is_refused_where_it_stands(strategy: Any, path: str) -> None:
    (imported,) = import_s1({"strategies": {"x": strategy}})
    assert imported.parsed.document is None
    assert path in {finding.path for finding in obstacles(imported)}


@pytest.mark.parametrize("raw", [None, [], "x", {"strategies": 3}])
def test_a_file_without_strategies_gives_none(raw: Any) -> None:
    assert import_s1(raw) == ()


def test_a_whole_day_that_is_no_friday_is_closed_with_its_last_bar() -> None:
    (imported,) = import_s1({"m": {"day_filter": "mon", "session": "full_day"}})
    assert imported.raw["exit"] == {"at_time": "23:59"}
    assert imported.parsed.document is not None
