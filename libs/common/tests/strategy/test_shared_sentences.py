"""The documents that the shared English sentences are to become; absent, the tests are skipped."""

from pathlib import Path
from typing import Any, cast

import pytest

from tickloom.strategy.explain import explain
from tickloom.strategy.parse import parse_document
from tickloom.strategy.yaml_text import read_yaml

SENTENCES = Path(__file__).resolve().parents[5] / "shared/examples/english-to-strategy.yaml"


def sentences() -> list[dict[str, Any]]:
    if not SENTENCES.exists():
        pytest.skip(f"{SENTENCES} is not here")
    return cast("list[dict[str, Any]]", read_yaml(SENTENCES.read_text()))


def test_every_expected_document_reads_checks_and_can_be_said_in_english() -> None:
    documents = {
        each["id"]: each["expect"]["spec"] for each in sentences() if each["expect"]["spec"]
    }
    assert len(documents) >= 27
    for name, raw in documents.items():
        read = parse_document({"spec_version": 1} | raw)
        errors = [f for f in read.findings if f.severity == "error"]
        assert read.document is not None, (name, errors)
        assert explain(read.document).endswith(".")
