"""Canonical form and hash: two documents that mean the same have the same bytes.

The steps are those of the strategy specification, section 9. "Smaller" always means the code-point
order of canonical text. A document whose params were substituted gives the bound form.
"""

import hashlib
import json
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any

from tickloom.strategy.canonical_parts import canonical_document
from tickloom.strategy.document import StrategyDocument

_DIGITS = Context(prec=12)


def canonical_text(document: StrategyDocument) -> str:
    """The canonical JSON of a document, without its labels."""
    return text_of(canonical_document(document, text_of))


def document_hash(document: StrategyDocument) -> str:
    """SHA-256 of the canonical text, 64 hex digits."""
    return hashlib.sha256(canonical_text(document).encode()).hexdigest()


def text_of(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """JSON with sorted keys, no white space, and numbers of at most 12 digits."""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, str):
        return _word(value)
    if isinstance(value, list):
        return "[" + ",".join(text_of(member) for member in value) + "]"  # pyright: ignore[reportUnknownVariableType]
    members = ",".join(f"{_key(key)}:{text_of(value[key])}" for key in sorted(value))
    return "{" + members + "}"


@lru_cache(maxsize=4_096)
def _word(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=4_096)
def _key(value: str) -> str:
    return json.dumps(value)


@lru_cache(maxsize=4_096)
def _number(value: int | float) -> str:
    rounded = _DIGITS.create_decimal(Decimal(str(value)))
    text = format(rounded, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def run_key(bound_hash: str, **parts: str | int) -> str:
    """One name for a run: the same bound document, data, engine, costs, anchor and seed.

    Each part enters by its name and text, in the order of the names; whoever runs gives them all.
    """
    whole = {"bound_hash": bound_hash, **{name: str(part) for name, part in parts.items()}}
    return hashlib.sha256(text_of(whole).encode()).hexdigest()
