"""The schema: as kept in docs, as the word lists say, and as the parser reads."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.parse import parse_document
from tickloom.strategy.schema import strategy_schema
from tickloom.strategy.versions import FIRST_INDICATORS
from tickloom.testing.documents import documents

ROOT = Path(__file__).resolve().parents[4]
KEPT = ROOT / "docs" / "strategy.schema.json"
SHARED = ROOT.parent / "shared" / "design" / "strategy.schema.json"
DOCUMENTS: dict[str, Any] = json.loads((Path(__file__).parent / "documents.json").read_text())
VALIDATOR: Any = jsonschema.Draft202012Validator(strategy_schema())


def test_the_schema_in_the_docs_is_the_one_that_the_code_makes() -> None:
    text = json.dumps(strategy_schema(), indent=1) + "\n"
    assert KEPT.read_text() == text, "write strategy_schema() to docs/strategy.schema.json"


def sorted_lists(value: Any) -> Any:
    """The same schema with the order of words out of the way."""
    if isinstance(value, dict):
        return {key: sorted_lists(member) for key, member in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return sorted((sorted_lists(member) for member in value), key=json.dumps)  # pyright: ignore[reportUnknownVariableType]
    return value


def test_the_schema_differs_from_the_design_only_by_what_revision_2_adds() -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not here")
    mine, design = deepcopy(strategy_schema()), json.loads(SHARED.read_text())
    assert mine.pop("x-revision") > 1
    indicator = mine["$defs"]["operand"]["oneOf"][4]["properties"]
    del indicator["form"]
    known = design["$defs"]["operand"]["oneOf"][4]["properties"]
    assert set(indicator["ind"]["enum"]) >= set(known["ind"]["enum"]) == set(FIRST_INDICATORS)
    indicator["ind"] = known["ind"]
    for name in set(indicator) - set(known):
        assert any(spec.param(name) for spec in CATALOGUE.values())
        del indicator[name]
    assert sorted_lists(mine) == sorted_lists(design)


def test_the_schema_is_a_schema_and_takes_every_worked_example() -> None:
    jsonschema.Draft202012Validator.check_schema(strategy_schema())
    for raw in DOCUMENTS.values():
        VALIDATOR.validate(raw)


@given(documents())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_what_the_parser_reads_the_schema_takes(raw: dict[str, Any]) -> None:
    assert parse_document(raw).document is not None, parse_document(raw).findings
    VALIDATOR.validate(raw)


@given(documents(), st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_what_the_schema_refuses_the_parser_refuses(
    raw: dict[str, Any], data: st.DataObject
) -> None:
    """One member of the document is replaced by something that may not belong there."""
    broken = deepcopy(raw)
    places = list(members(broken))
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = data.draw(
        st.sampled_from([None, True, -1, 0.5, "x", "H1", [], {}, {"x": 1}, 10**400, "24:00"])
    )
    if not VALIDATOR.is_valid(broken):
        assert parse_document(broken).document is None


def members(value: Any) -> Any:
    """Every place of a JSON value that can be replaced; labels may be anything."""
    if isinstance(value, dict):
        for key, member in value.items():  # pyright: ignore[reportUnknownVariableType]
            if key != "provenance":
                yield value, key
                yield from members(member)
    if isinstance(value, list):
        for index, member in enumerate(value):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            yield value, index
            yield from members(member)
