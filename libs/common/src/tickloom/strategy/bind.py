"""The bound document: nothing left to the run, everything within what this version runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom.strategy.canonical import document_hash
from tickloom.strategy.check_market import SymbolFacts
from tickloom.strategy.checks import check
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.finding import Finding, error, is_runnable, need
from tickloom.strategy.parse_operand import read_timeframe
from tickloom.strategy.parse_parts import read_sizing
from tickloom.strategy.reader import Reader
from tickloom.strategy.walk import substituted


@dataclass(frozen=True, kw_only=True)
class BoundDocument:
    """One symbol, one timeframe, numbers in place of params; `warnings` are what to know of it."""

    document: StrategyDocument
    symbol: Symbol
    timeframe: Timeframe
    warnings: tuple[Finding, ...] = field(default=(), compare=False)

    @cached_property
    def hash(self) -> str:
        """The bound hash; most variants of a sweep are never asked for it."""
        return document_hash(self.document)


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
    params: Mapping[str, int | float] | None = None,
    facts: SymbolFacts | None = None,
) -> Bound:
    """Fill in what the document leaves to the run; what is given overrides the document.

    With `facts` the checks that need the symbol itself (pips, costs, hours) are made as well.
    """
    reader = Reader()
    changes: dict[str, Any] = {}
    if symbol is not None:
        changes["symbols"] = (symbol,)
    if timeframe is not None:
        changes["timeframe"] = read_timeframe(reader, timeframe, "/timeframe")
    if sizing is not None:
        changes["sizing"] = read_sizing(reader, dict(sizing), "/sizing")
    values, faults = _values(document, params or {})
    if reader.findings or faults:
        return Bound(bound=None, findings=(*reader.findings, *faults))
    filled = substituted(replace(document, **changes), values)
    findings = [*check(filled, facts)]
    if len(filled.symbols) > 1:
        names = ", ".join(filled.symbols)
        findings.append(need("/symbols", "need:symbols", f"a run needs one of {names}"))
    if not filled.symbols or filled.timeframe is None or not is_runnable(tuple(findings)):
        return Bound(bound=None, findings=tuple(findings))
    bound = BoundDocument(
        document=filled, symbol=Symbol(filled.symbols[0]), timeframe=filled.timeframe,
        warnings=tuple(findings),
    )  # fmt: skip
    return Bound(bound=bound, findings=tuple(findings))


def _values(
    document: StrategyDocument, given: Mapping[str, int | float]
) -> tuple[dict[str, int | float], list[Finding]]:
    known = {param.name: param for param in document.params}
    values = {name: param.default for name, param in known.items()}
    faults: list[Finding] = []
    for name, value in given.items():
        if name not in known:
            names = ", ".join(known) or "none"
            message = f"there is no param {name!r}"
            faults.append(error(f"/params/{name}", "invalid:param", message, f"params: {names}"))
            continue
        low, high = known[name].minimum, known[name].maximum
        if (low is not None and value < low) or (high is not None and value > high):
            message = f"{name} {value} is outside {low} to {high}"
            faults.append(error(f"/params/{name}", "invalid:param", message))
        values[name] = value
    return values, faults
