"""What is wrong with a document, said so that everything can be mended in one go."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "need", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend: where (JSON pointer), what, and what would be right.

    An `error` keeps the document from being saved, a `need` from being run, a `warning` is shown.
    """

    path: str
    code: str
    severity: Severity
    message: str
    hint: str = ""


def error(path: str, code: str, message: str, hint: str = "") -> Finding:
    return Finding(path=path, code=code, severity="error", message=message, hint=hint)


def need(path: str, code: str, message: str, hint: str = "") -> Finding:
    return Finding(path=path, code=code, severity="need", message=message, hint=hint)


def warning(path: str, code: str, message: str, hint: str = "") -> Finding:
    return Finding(path=path, code=code, severity="warning", message=message, hint=hint)


def is_valid(findings: tuple[Finding, ...]) -> bool:
    """Whether a document with these findings may be saved."""
    return not any(finding.severity == "error" for finding in findings)


def is_runnable(findings: tuple[Finding, ...]) -> bool:
    """Whether a document with these findings may trade (on paper)."""
    return not any(finding.severity in {"error", "need"} for finding in findings)
