import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tickloom.strategy.bind import bind_document
from tickloom.strategy.canonical import canonical_text, document_hash, run_key, text_of
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.parse import parse_document, parse_text
from tickloom.strategy.walk import substituted
from tickloom.testing.documents import documents

DOCUMENTS: dict[str, Any] = json.loads((Path(__file__).parent / "documents.json").read_text())
HASHES = {
    "1": "1d84af3291c2693f", "2": "26d18fd553f014c9", "3a": "4814967fc1ac35a2",
    "3b": "49564a4dd764067a", "3c": "0be32a46d109a12d", "4": "dc48018f525ae276",
    "5": "74660b9334776f31", "6": "f051ba39c7a90112", "7": "99e969d0ba167d8d",
    "8": "bb3549901b4ecfc2",
}  # fmt: skip


def read(raw: Any) -> StrategyDocument:
    document = parse_document(raw).document
    assert document is not None, parse_document(raw).findings
    return document


@pytest.mark.parametrize("name", HASHES)
def test_the_hash_of_each_worked_example_is_the_specified_one(name: str) -> None:
    assert document_hash(read(DOCUMENTS[name]))[:16] == HASHES[name]


def test_the_canonical_text_of_the_first_example_is_the_specified_one() -> None:
    assert canonical_text(read(DOCUMENTS["1"])) == (
        '{"entry":{"long":{"all":[{"left":{"fast":12,"ind":"macd","line":"main","signal":9,'
        '"slow":26},"op":"crosses_above","right":{"fast":12,"ind":"macd","line":"signal",'
        '"signal":9,"slow":26}},{"left":{"ind":"rsi","period":14},"op":"lt","right":30}]}},'
        '"spec_version":1}'
    )


@pytest.mark.parametrize(
    ("values", "hash16"),
    [
        ({"length": 20, "stretch": -2}, "a7d57db075909c34"),
        ({"length": 30, "stretch": -2.5}, "9a6ab2c6376786fe"),
    ],
)
def test_a_bound_set_of_params_has_its_own_hash(values: dict[str, float], hash16: str) -> None:
    assert document_hash(substituted(read(DOCUMENTS["5"]), values))[:16] == hash16


def shuffled(value: Any, generator: random.Random) -> Any:
    """The same object with its keys in another order."""
    if isinstance(value, dict):
        members: list[tuple[str, Any]] = list(value.items())  # pyright: ignore[reportUnknownArgumentType]
        generator.shuffle(members)
        return {key: shuffled(member, generator) for key, member in members}
    return value


@pytest.mark.parametrize("name", HASHES)
def test_the_order_of_keys_and_the_labels_have_no_effect(name: str) -> None:
    again = shuffled(DOCUMENTS[name], random.Random(1))
    again |= {"name": "another name", "provenance": {"by": "somebody"}}
    assert document_hash(read(again))[:16] == HASHES[name]


def test_turned_comparisons_are_the_same_document() -> None:
    def entry(condition: Any) -> str:
        return document_hash(read({"spec_version": 1, "entry": {"long": condition}}))

    rsi, close, ema = {"ind": "rsi"}, {"price": "close"}, {"ind": "ema", "period": 9}
    below = {"left": rsi, "op": "lt", "right": 30}
    assert entry(below) == entry({"left": 30, "op": "gt", "right": {"ind": "rsi", "period": 14}})
    assert entry({"left": close, "op": "lt", "right": ema}) == entry(
        {"left": ema, "op": "gt", "right": close}
    )
    assert entry({"all": [below, {"all": [below]}]}) == entry(below)
    assert entry({"not": {"not": below}}) == entry(below)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.1 + 0.2, "0.3"), (1e-5, "0.00001"), (100 / 3, "33.3333333333"), (25.0, "25"), (-0.0, "0")],
)
def test_numbers_are_written_plainly(number: float, text: str) -> None:
    assert text_of(number) == text


def test_the_bound_hash_is_that_of_the_filled_document() -> None:
    bare = {"spec_version": 1, "entry": {"long": {"left": {"ind": "rsi"}, "op": "lt", "right": 30}}}
    sizing = {"mode": "fixed_lots", "lots": 0.1}
    bound = bind_document(read(bare), symbol="EURUSD", timeframe="M5", sizing=sizing).bound
    assert bound is not None
    whole = bare | {"symbols": ["EURUSD"], "timeframe": "M5", "sizing": sizing}
    assert bound.hash == document_hash(read(whole))


def test_a_named_variant_is_another_document_and_its_absence_changes_no_hash() -> None:
    def entry(operand: Any) -> str:
        condition = {"left": operand, "op": "gt", "right": 1}
        return canonical_text(read({"spec_version": 1, "entry": {"long": condition}}))

    assert '"form":"wilder"' in entry({"ind": "atr", "form": "wilder"})
    assert "form" not in entry({"ind": "atr"})


@given(documents())
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_the_canonical_text_is_a_document_and_its_own_canonical_text(raw: dict[str, Any]) -> None:
    text = canonical_text(read(raw))
    again = parse_text(text)
    assert again.document is not None, (text, again.findings)
    assert canonical_text(again.document) == text


@given(documents())
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_a_document_and_its_canonical_form_get_the_same_warnings(raw: dict[str, Any]) -> None:
    document = read(raw)
    again = parse_text(canonical_text(document))
    codes = {finding.code for finding in parse_document(raw).findings}
    assert codes == {finding.code for finding in again.findings}


def test_a_run_has_one_key_whatever_order_its_parts_are_given_in() -> None:
    parts = {"data_hash": "d", "engine_version": "1", "costs": "c", "anchor": 5, "seed": 0}
    backwards = dict(reversed(parts.items()))
    assert run_key("b", **parts) == run_key("b", **backwards)
    assert run_key("b", **parts) != run_key("b", **(parts | {"seed": 1}))
    assert run_key("b", **parts) != run_key("c", **parts)
