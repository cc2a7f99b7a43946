"""From JSON to a document, with all findings at once."""

from dataclasses import dataclass
from typing import Any

from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A document, or every reason why there is none; `findings` may hold needs and warnings."""

    document: StrategyDocument | None
    findings: tuple[Finding, ...]


def parse_document(raw: Any) -> Parsed:
    """Read a decoded JSON value."""
    raise NotImplementedError


def parse_text(text: str) -> Parsed:
    """Read JSON text."""
    raise NotImplementedError
