"""The registry is whole: subjects unique, generated files up to date, permissions cover it."""

import re
import subprocess
import sys
from pathlib import Path

from tickloom.contracts.permissions import PERMISSIONS
from tickloom.contracts.registry import REGISTRY
from tickloom.contracts.streams import STREAMS

ROOT = Path(__file__).resolve().parents[2]
SERVICE_OF = {"bridge": "mt5-bridge"}


def matches(pattern: str, subject: str) -> bool:
    expression = re.escape(pattern).replace(r"\*", "[^.]+").replace(r"\>", ">").replace(">", ".+")
    return re.fullmatch(expression, subject) is not None


def concrete(subject: str) -> str:
    return re.sub(r"<[a-z]+>", "x", subject)


def test_each_subject_is_registered_once() -> None:
    subjects = [entry.subject for entry in REGISTRY]
    assert len(subjects) == len(set(subjects))


def test_the_generated_files_are_up_to_date() -> None:
    code = (
        "import sys; sys.path.insert(0, 'deploy'); import generate; "
        "sys.exit([str(p) for p, t in generate.outputs().items() "
        "if not p.exists() or p.read_text() != t] or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"run deploy/generate.py: {done.stderr}"


def test_whoever_says_a_subject_is_allowed_to() -> None:
    allowed = {p.service: p for p in PERMISSIONS}
    for entry in REGISTRY:
        subject = concrete(entry.subject)
        if entry.carrier == "request":
            service = SERVICE_OF.get(entry.by, entry.by)
            assert any(matches(p, subject) for p in allowed[service].subscribe), subject
        elif entry.by in allowed:
            assert any(matches(p, subject) for p in allowed[entry.by].publish), subject


def test_every_stored_subject_belongs_to_exactly_one_stream() -> None:
    for entry in REGISTRY:
        if entry.carrier == "stream":
            holding = [
                s.name for s in STREAMS
                if any(matches(pattern, concrete(entry.subject)) for pattern in s.subjects)
            ]  # fmt: skip
            assert len(holding) == 1, entry.subject
