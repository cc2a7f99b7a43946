"""From a stored document to a core that runs it, with every finding in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from algo.live_support import unsupported
from tickloom.contracts.algo import Finding
from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import Instrument
from tickloom.domain.server_time import ServerClock
from tickloom.engine.compiler import compile_document
from tickloom.engine.core import DecisionCore
from tickloom.strategy import finding as findings
from tickloom.strategy.bind import BoundDocument, bind_document
from tickloom.strategy.canonical import document_hash
from tickloom.strategy.explain import explain
from tickloom.strategy.parse import parse_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A document's findings; hash and explanation are empty while it is refused."""

    findings: list[Finding]
    hash: str = ""
    explanation: str = ""

    @property
    def is_refused(self) -> bool:
        return not self.hash


def check(raw: Mapping[str, Any]) -> Checked:
    """Everything that is to be said about a document before it is stored."""
    parsed = parse_document(raw)
    if parsed.document is None:
        return Checked(findings=_said(parsed.findings))
    found = (*parsed.findings, *bind_document(parsed.document).findings)
    if not findings.is_valid(found):
        return Checked(findings=_said(found))
    return Checked(
        findings=_said(found), hash=document_hash(parsed.document),
        explanation=explain(parsed.document),
    )  # fmt: skip


def bind(
    raw: Mapping[str, Any], *, strategy: str, symbol: str | None, timeframe: str | None,
    sizing: Mapping[str, Any] | None,
) -> BoundDocument:  # fmt: skip
    """The document with nothing left to the run; the refusal names all that stands in the way."""
    parsed = parse_document(raw)
    found = parsed.findings
    if parsed.document is not None:
        bound = bind_document(parsed.document, symbol=symbol, timeframe=timeframe, sizing=sizing)
        found = bound.findings if bound.bound is None else unsupported(bound.bound)
        if bound.bound is not None and not found:
            return bound.bound
    obstacles = [f for f in _said(found) if f.severity != "warning"]
    words = "; ".join(f"{f.path or '/'}: {f.message} {f.hint}".strip() for f in obstacles)
    raise InvalidInput(
        "strategy", strategy, f"a document that can run as asked: {words}",
        code=obstacles[0].code if obstacles else None,
    )  # fmt: skip


def core_of(
    bound: BoundDocument, instrument: Instrument, server_clock: ServerClock
) -> DecisionCore:  # fmt: skip
    """A core that has met no bar yet; days, weeks and hours are those of the broker's server.

    Takes the time of a compiler when a kernel is used for the first time: not for the loop.
    """
    return DecisionCore(compile_document(bound), instrument, server_clock=server_clock)


def _said(found: Iterable[findings.Finding]) -> list[Finding]:
    """As messages, each once."""
    unique = dict.fromkeys(found)
    return [
        Finding(path=f.path, code=f.code, severity=f.severity, message=f.message, hint=f.hint)
        for f in unique
    ]
