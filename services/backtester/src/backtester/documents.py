"""Strategy documents as runs read them, and their refusals in one message."""

from tickloom.contracts.backtest import Json
from tickloom.domain.errors import InvalidInput
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.finding import Finding
from tickloom.strategy.parse import parse_document


def read_document(raw: Json) -> StrategyDocument:
    """The document; raises `InvalidInput` with everything that is wrong with it."""
    parsed = parse_document(raw)
    if parsed.document is None:
        raise refusal_of(parsed.findings)
    return parsed.document


def refusal_of(findings: tuple[Finding, ...]) -> InvalidInput:
    """Every obstacle in one message; the place of the first is the field."""
    obstacles = [finding for finding in findings if finding.severity != "warning"]
    words = "; ".join(f"{f.path or '/'}: {f.message} {f.hint}".strip() for f in obstacles)
    path = obstacles[0].path if obstacles else ""
    return InvalidInput("document" + path, words, "a document that can be run as it is")
