"""`tickloom import-report`: a terminal's HTML report as figures, each checked against its deals."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from tickloom.domain.errors import InvalidInput
from tickloom.engine.report_result import report_result
from tickloom.stats.report_check import (
    DealCheck,
    check_commissions,
    check_profits,
    check_swaps,
    compared,
)
from tickloom.stats.report_import import Report, read_report
from tickloom.stats.report_tables import REPORT_BYTES_MAX
from tickloom_cli import exit_codes
from tickloom_cli.instruments import instrument_of
from tickloom_cli.output import AsJson, print_json, to_stderr, to_stdout
from tickloom_cli.writing import write_text

_SHOWN_MAX = 20


def import_report(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Report saved by the terminal.")],
    *,
    out: Annotated[Path | None, typer.Option(help="JSON file to write.")] = None,
    symbol: Annotated[
        str | None, typer.Option(help="Symbol whose sheet recomputes the profits.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read a tester or trade history report. Exit 0: everything agrees, 1: something does not."""
    report = read_report(_content(file))
    document = report_document(report, symbol)
    if out is not None:
        write_text(out, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    if as_json:
        print_json(document)
    else:
        _show(document)
    raise typer.Exit(exit_codes.DONE if document["agrees"] else exit_codes.OPEN)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > REPORT_BYTES_MAX:
            raise InvalidInput("FILE", str(file), f"at most {REPORT_BYTES_MAX} bytes")
        return file.read_bytes()
    except OSError as problem:
        reason = problem.strerror or "not readable"
        raise InvalidInput("FILE", str(file), f"a file that can be read ({reason})") from problem


def report_document(report: Report, symbol: str | None) -> dict[str, Any]:
    """The report in the shape of a result, and what was printed beside what was recomputed."""
    rows = compared(report)
    checks = {
        "profit": _profits(report, symbol), "commission": check_commissions(report),
        "swap": check_swaps(report),
    }  # fmt: skip
    agrees = all(row.agrees is not False for row in rows) and not any(
        check.unlike for check in checks.values()
    )
    return report_result(report) | {
        "title": report.title,
        "printed": [
            {"label": row.label, "printed": row.printed, "computed": row.computed,
             "agrees": row.agrees}
            for row in rows
        ],
        "recomputed": {
            name: {"checked": check.checked, "unlike": list(check.unlike)}
            for name, check in checks.items()
        },
        "agrees": agrees,
    }  # fmt: skip


def _profits(report: Report, symbol: str | None) -> DealCheck:
    """With the sheet of the one symbol that was traded; of several nothing is checked."""
    traded = {deal.symbol for deal in report.deals}
    if symbol is None and len(traded) != 1:
        return DealCheck(checked=0, unlike=())
    instrument = instrument_of(symbol or traded.pop())
    return check_profits(report, instrument, report.settings.get("Currency", "USD"))


def _show(document: dict[str, Any]) -> None:
    console = to_stdout()
    console.print(document["title"], markup=False)
    for row in document["printed"]:
        told = {True: "agrees", None: "as printed", False: f"computed {row['computed']}"}
        style = "red" if row["agrees"] is False else None
        words = told[row["agrees"]]
        console.print(f"{row['label']:<36}{row['printed']:>24}  {words}", markup=False, style=style)
    for name, check in document["recomputed"].items():
        unlike = check["unlike"]
        state = "all agree" if not unlike else f"{len(unlike)} do not"
        console.print(f"{name} of {check['checked']} deals recomputed: {state}", markup=False)
        for words in unlike[:_SHOWN_MAX]:
            to_stderr().print(f"  {words}", markup=False)
