"""`tickloom import-report`: a terminal's HTML report as figures, each checked against its deals."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import Instrument
from tickloom.engine.report_result import report_result
from tickloom.stats.report_check import (
    check_balances,
    check_profits,
    check_totals,
    worths_of,
)
from tickloom.stats.report_costs import check_commissions, check_swaps
from tickloom.stats.report_deals import Report
from tickloom.stats.report_figures import Compared, compared
from tickloom.stats.report_import import read_report
from tickloom.stats.report_positions import closed_in
from tickloom.stats.report_tables import REPORT_BYTES_MAX
from tickloom_cli import exit_codes
from tickloom_cli.instruments import known_sheet
from tickloom_cli.output import AsJson, print_json, to_stderr, to_stdout
from tickloom_cli.writing import write_text

_SHOWN_MAX = 20


def import_report(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Report saved by the terminal.")],
    *,
    out: Annotated[Path | None, typer.Option(help="JSON file to write.")] = None,
    symbol: Annotated[
        str | None,
        typer.Option(help="Symbol whose sheet recomputes the profits of the one traded."),
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
    worths = worths_of(_sheets(report, symbol), report.currency)
    closed = closed_in(report, worths)
    steady = frozenset(name for name, worth in worths.items() if not worth.is_inverse)
    rows = compared(report, closed)
    checks = {
        "profit": check_profits(report, worths, closed), "commission": check_commissions(report),
        "swap": check_swaps(report, steady=steady, closed=closed),
        "balance": check_balances(report), "totals": check_totals(report),
    }  # fmt: skip
    agrees = (
        not report.faults
        and all(row.agrees is not False for row in rows)
        and not any(check.unlike for check in checks.values())
    )
    return report_result(report, closed) | {
        "title": report.title,
        "printed": _printed(report, rows),
        "recomputed": {
            name: {"checked": check.checked, "unlike": list(check.unlike)}
            for name, check in checks.items()
        },
        "not_checked": {
            name: {"deals": check.unknown, "reason": check.reason}
            for name, check in checks.items()
            if check.unknown
        },
        "guessed": len({each.closing.number for each in closed if each.is_guess}),
        "faults": list(report.faults), "agrees": agrees,
    }  # fmt: skip


def _printed(report: Report, rows: Sequence[Compared]) -> list[dict[str, Any]]:
    """What can be computed beside it first, then all else that the report prints."""
    known = {row.label for row in rows}
    others = (
        Compared(label=label, printed=text, computed=None)
        for label, text in report.statistics.items()
        if label not in known and text
    )
    return [
        {"label": row.label, "printed": row.printed, "computed": row.computed,
         "agrees": row.agrees}
        for row in (*rows, *others)
    ]  # fmt: skip


def _sheets(report: Report, symbol: str | None) -> dict[str, Instrument]:
    """The sheets of the traded symbols that have one; `--symbol` names that of the only one."""
    traded = {deal.symbol for deal in report.deals}
    if symbol is None:
        found = {name: known_sheet(name) for name in traded}
        return {name: sheet for name, sheet in found.items() if sheet is not None}
    sheet = known_sheet(symbol)
    if sheet is None:
        raise InvalidInput("--symbol", symbol, "a symbol with a built-in sheet, such as EURUSD")
    if len(traded) > 1:
        raise InvalidInput("--symbol", symbol, "nothing for a report on several symbols")
    return dict.fromkeys(traded, sheet)


def _show(document: dict[str, Any]) -> None:
    console = to_stdout()
    console.print(document["title"], markup=False)
    for row in document["printed"]:
        told = {True: "agrees", None: "as printed", False: f"computed {row['computed']}"}
        style = "red" if row["agrees"] is False else None
        words = told[row["agrees"]]
        console.print(f"{row['label']:<36}{row['printed']:>24}  {words}", markup=False, style=style)
    for name, check in document["recomputed"].items():
        console.print(_verdict(name, check, document["not_checked"].get(name)), markup=False)
        for words in check["unlike"][:_SHOWN_MAX]:
            to_stderr().print(f"  {words}", markup=False)
    if document["guessed"]:
        told = "which deal they closed is a guess: the report does not say it"
        console.print(f"{document['guessed']} closing deals: {told}", markup=False)
    for words in document["faults"][:_SHOWN_MAX]:
        to_stderr().print(words, markup=False)


def _verdict(name: str, check: dict[str, Any], unknown: dict[str, Any] | None) -> str:
    """One line: what agrees, and what could not be checked; "-" where nothing could be."""
    what = name if name == "totals" else f"{name} of {check['checked']} deals"
    words = f"{what} recomputed: all agree"
    if check["unlike"]:
        words = f"{what} recomputed: {len(check['unlike'])} do not"
    elif not check["checked"]:
        words = f"{name}: -"
    if unknown is None:
        return words
    return f"{words}; {unknown['deals']} not checked ({unknown['reason']})"
