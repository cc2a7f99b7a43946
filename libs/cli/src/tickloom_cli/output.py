"""What is written where: results on standard output, progress and complaints on standard error."""

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeAlias

import typer
from rich.console import Console
from rich.table import Table

from tickloom.domain.errors import CorrectIt
from tickloom.strategy.finding import Finding

AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on standard output.")
]
_COLOURS = {"error": "red", "need": "yellow", "warning": "cyan"}


class BadDocument(CorrectIt):
    """A strategy document with findings that stand in the way; all of them."""

    code = "invalid:document"

    def __init__(self, name: str, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        words = "; ".join(f"{f.path or '/'}: {f.message}" for f in self.findings)
        super().__init__(f"{name}: {words}")


def to_stderr() -> Console:
    """For people who watch: progress, warnings, errors."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def to_stdout() -> Console:
    """For results in words and tables."""
    return Console(highlight=False, soft_wrap=True)


def print_json(value: object) -> None:
    """One object and nothing else, for other programs."""
    print(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


def finding_json(finding: Finding) -> dict[str, str]:
    return {
        "path": finding.path, "code": finding.code, "severity": finding.severity,
        "message": finding.message, "hint": finding.hint,
    }  # fmt: skip


def tell_warnings(findings: Iterable[Finding], made: dict[str, Any]) -> None:
    """Warnings of a document that was run: for people at once, for programs in what was made."""
    told = tuple(findings)
    print_findings(to_stderr(), told)
    made["findings"] = [finding_json(finding) for finding in told]


def print_findings(console: Console, findings: Iterable[Finding]) -> None:
    """Each with its place, its code and what would be right."""
    for finding in findings:
        colour = _COLOURS[finding.severity]
        hint = f" ({finding.hint})" if finding.hint else ""
        console.print(f"{finding.severity}: ", style=colour, end="")
        console.print(
            f"{finding.path or '/'}  {finding.message}{hint}  {finding.code}", markup=False
        )


def facts_table(title: str, facts: Mapping[str, Any]) -> Table:
    """Names and values; what is unknown is a dash, never a zero."""
    table = Table(title=title, title_justify="left", show_header=False, box=None, pad_edge=False)
    table.add_column(style="dim")
    table.add_column(justify="right")
    for name, value in facts.items():
        table.add_row(name.replace("_", " "), "-" if value is None else str(value))
    return table
