"""The bound document: nothing left to the run, everything within what this version runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundDocument:
    """One symbol, one timeframe, numbers in place of params; `hash` is the bound hash."""

    document: StrategyDocument
    symbol: Symbol
    timeframe: Timeframe
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A bound document, or why there is none; warnings may accompany either."""

    bound: BoundDocument | None
    findings: tuple[Finding, ...]


def bind_document(
    document: StrategyDocument,
    *,
    symbol: str | None = None,
    timeframe: str | None = None,
    sizing: Mapping[str, Any] | None = None,
    params: Mapping[str, float] | None = None,
) -> Bound:
    """Fill in what the document leaves to the run; what is given overrides the document."""
    raise NotImplementedError
