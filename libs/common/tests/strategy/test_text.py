"""Documents as text: JSON and YAML, versions, and what is refused before anything is read."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.strategy.canonical import canonical_text
from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.parse import parse_document, parse_text
from tickloom.strategy.versions import (
    FIRST_INDICATORS,
    REVISION,
    migrate,
    newer_revision,
    revision_needed,
)
from tickloom.strategy.yaml_text import parse_yaml, read_yaml, write_yaml

DOCUMENTS: dict[str, Any] = json.loads((Path(__file__).parent / "documents.json").read_text())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_worked_example_is_the_same_document_in_yaml(name: str) -> None:
    text = write_yaml(DOCUMENTS[name])
    again, plain = parse_yaml(text).document, parse_document(DOCUMENTS[name]).document
    assert again == plain
    assert parse_yaml(json.dumps(DOCUMENTS[name])).document == plain


def test_a_clock_without_quotes_stays_a_time_and_words_stay_words() -> None:
    text = "{a: 17:00, b: on, c: no, d: 2024-01-01, e: 010, f: 1e-5, g: .5, h: ~, i: 0o17, j: <<}"
    assert read_yaml(text) == {
        "a": "17:00", "b": "on", "c": "no", "d": "2024-01-01", "e": 10, "f": 1e-5, "g": 0.5,
        "h": None, "i": 15, "j": "<<",
    }  # fmt: skip
    example = (
        "spec_version: 1\ntimeframe: M1\nentry:\n  short: {time_is: 09:00}\n"
        "exit: {at_time: 17:00}\n"
    )
    read = parse_yaml(example).document
    assert read is not None
    assert read.exits.at_time == "17:00"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x 1\nb: *x", "line 1, column 4: anchors"),
        ("a: !!python/object/apply:os.system ['true']", "line 1, column 4: the tag"),
        ("a: 1\na: 2", "line 2, column 1: the key 'a' stands here twice"),
        ("entry:\n  - [1, 2", "line 2, column 10"),
        ("a: b: c", "line 1, column 5"),
        ("1: 2", "line 1, column 1: the key 1 is no text"),
        ("a: 1\n---\na: 2", "line 2, column 1"),
        ("[" * 5_000, "nested more than 60 deep"),
        ("a:\n  b: \x01", "line 2"),
        ("a: " + "9" * 5_000, "the number is too long"),
        ("spec_version: .nan", "entry is missing"),
        ("a: '" + "x" * 300_000 + "'", "longer than"),
    ],
)
def test_broken_yaml_is_refused_with_one_message_that_says_where(text: str, words: str) -> None:
    read = parse_yaml(text)
    assert read.document is None
    assert [f.message for f in read.findings if words in f.message]
    assert len(read.findings) == 1 or "spec_version" in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"spec_version": 1,\n "entry": }', "line 2, column 11"),
        ('{"spec_version": 1, "spec_version": 1}', "'spec_version' stands twice"),
        ('{"a": Infinity}', "Infinity is no number"),
        ('{"a": ' + "9" * 5_000 + "}", "this is not JSON"),
        ('"' + "x" * 300_000 + '"', "longer than"),
        ('{"name": "\\ud800"}', "entry is missing"),
        ("\ud800", "line 1, column 1"),
    ],
)
def test_broken_json_is_refused_in_words(text: str, words: str) -> None:
    read = parse_text(text)
    assert read.document is None
    assert any(words in finding.message for finding in read.findings)


@pytest.mark.parametrize("field", ["name", "entry", "symbols", "provenance", "exit", "x"])
def test_a_value_of_any_depth_is_refused_or_kept_and_never_makes_the_parser_fail(
    field: str,
) -> None:
    for depth in (50, 900, 990):
        inner = "[" * depth + "]" * depth
        whole = {"spec_version": 1, "entry": {"long": {"pattern": "doji"}}, field: "INNER"}
        read = parse_text(json.dumps(whole).replace('"INNER"', inner))
        assert (read.document is None) == any(f.severity == "error" for f in read.findings)


@given(st.text(max_size=40))
def test_no_text_whatever_makes_the_readers_fail(text: str) -> None:
    assert parse_yaml(text).document is None
    assert parse_text(text).document is None


# -- versions


def test_a_document_of_a_future_version_is_refused_with_what_it_needs() -> None:
    read = parse_document({"spec_version": 2, "entry": {"long": {"future": True}}})
    assert [(f.path, f.code) for f in read.findings] == [("/spec_version", "invalid:version")]
    assert "of version 2, this program reads up to version 1" in read.findings[0].message


def test_an_older_document_takes_every_step_in_turn_and_is_left_as_it_was() -> None:
    def first(raw: dict[str, Any]) -> dict[str, Any]:
        return raw | {"spec_version": 2, "two": raw["one"] + 1}

    def second(raw: dict[str, Any]) -> dict[str, Any]:
        return raw | {"spec_version": 3, "three": raw["two"] + 1}

    steps = {1: first, 2: second}
    old = {"spec_version": 1, "one": 1}
    assert migrate(old, to=3, steps=steps) == (
        {"spec_version": 3, "one": 1, "two": 2, "three": 3}, (),
    )  # fmt: skip
    assert old == {"spec_version": 1, "one": 1}
    _, refused = migrate({"spec_version": 0}, to=3, steps=steps)
    assert [f.message for f in refused] == ["there is no version 0"]
    assert "1, 2, 3" in refused[0].hint


def test_a_document_of_a_later_revision_is_refused_by_the_number_it_carries() -> None:
    entry = {"long": {"left": {"ind": "rsi"}, "op": "lt", "right": 30}}
    raw = {"spec_version": 1, "entry": entry, "provenance": {"revision": REVISION + 1}}
    read = parse_document(raw | {"novelty": 1})
    assert read.document is None
    assert {f.code for f in read.findings if f.severity == "error"} == {
        "invalid:revision", "invalid:field",
    }  # fmt: skip
    assert f"needs revision {REVISION + 1}" in read.findings[0].message
    assert newer_revision(raw | {"provenance": {"revision": REVISION}}) == ()


def test_what_a_document_uses_tells_the_revision_that_reads_it() -> None:
    assert {revision_needed(raw) for raw in DOCUMENTS.values()} == {1}
    assert revision_needed([{"ind": "atr", "form": "wilder"}]) == 2
    for name in CATALOGUE:
        assert revision_needed({"ind": name}) == (1 if name in FIRST_INDICATORS else 2)


def test_what_is_added_changes_no_old_hash() -> None:
    read = parse_document(DOCUMENTS["6"]).document
    assert read is not None
    assert "form" not in canonical_text(read)
