"""Canonical form and hash: two documents that mean the same have the same bytes."""

from tickloom.strategy.document import StrategyDocument


def canonical_text(document: StrategyDocument) -> str:
    raise NotImplementedError


def document_hash(document: StrategyDocument) -> str:
    """SHA-256 of the canonical text, 64 hex digits."""
    raise NotImplementedError
