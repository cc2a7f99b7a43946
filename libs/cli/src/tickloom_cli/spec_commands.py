"""`tickloom spec`: check a document, say it in English, import older configuration files."""

import json
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from tickloom.domain.errors import InvalidInput
from tickloom.strategy.canonical import document_hash
from tickloom.strategy.check_market import SymbolFacts, check_market
from tickloom.strategy.explain import explain
from tickloom.strategy.finding import is_runnable, is_valid
from tickloom.strategy.import_s1 import Imported, RunDefaults, import_s1, obstacles
from tickloom.strategy.parse import TEXT_BYTES_MAX, Parsed
from tickloom.strategy.yaml_text import decode_yaml
from tickloom_cli import exit_codes
from tickloom_cli.documents import document_of, parse_file, read_text
from tickloom_cli.instruments import instrument_of
from tickloom_cli.output import (
    AsJson,
    BadDocument,
    finding_json,
    print_findings,
    print_json,
    to_stdout,
)

spec = typer.Typer(no_args_is_help=True, help="Strategy documents: check, explain, import.")
SpecFile = Annotated[Path, typer.Argument(metavar="SPEC", help="JSON or YAML file, - for stdin.")]


@spec.command("check")
def check(
    file: SpecFile,
    *,
    symbol: Annotated[
        str | None, typer.Option(help="Check pips, volume steps and costs of this symbol as well.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Every finding about a document at once. Exit 0: it can run, 1: it needs more, 2: errors."""
    parsed = _on_symbol(parse_file(file), symbol)
    runs = parsed.document is not None and is_runnable(parsed.findings)
    digest = None if parsed.document is None else document_hash(parsed.document)
    if as_json:
        print_json(
            {
                "valid": parsed.document is not None, "runnable": runs, "document_hash": digest,
                "findings": [finding_json(finding) for finding in parsed.findings],
            }
        )  # fmt: skip
    else:
        console = to_stdout()
        print_findings(console, parsed.findings)
        if digest is not None:
            state = "can run" if runs else "is valid; a run has to supply what it needs"
            console.print(f"{file} {state}; document hash {digest[:12]}", markup=False)
    if parsed.document is None:
        raise typer.Exit(exit_codes.BAD_INPUT)
    raise typer.Exit(exit_codes.DONE if runs else exit_codes.OPEN)


def _on_symbol(parsed: Parsed, symbol: str | None) -> Parsed:
    """What is to be said of the document on one symbol besides."""
    if parsed.document is None or symbol is None:
        return parsed
    facts = SymbolFacts(instrument=instrument_of(symbol))
    findings = (*parsed.findings, *check_market(parsed.document, facts))
    return Parsed(document=parsed.document if is_valid(findings) else None, findings=findings)


@spec.command("explain")
def explain_(
    file: SpecFile,
    *,
    symbol: Annotated[
        str | None, typer.Option(help="Show pips and points as prices of this symbol.")
    ] = None,
    currency: Annotated[str, typer.Option(help="Account currency, for amounts of money.")] = "",
    as_json: AsJson = False,
) -> None:
    """The document in plain English, made by code."""
    document = document_of(file)
    named = symbol or (document.symbols[0] if len(document.symbols) == 1 else None)
    instrument = None if named is None else instrument_of(named)
    text = explain(document, instrument=instrument, currency=currency)
    if as_json:
        print_json({"read_back": text, "document_hash": document_hash(document)})
    else:
        to_stdout().print(text, markup=False)


@spec.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML with `strategies:`.")],
    *,
    out: Annotated[
        Path | None, typer.Option(help="Folder for one JSON document per strategy.")
    ] = None,
    symbol: Annotated[str, typer.Option(help="What it trades.")] = "GOLD",
    timeframe: Annotated[str, typer.Option(help="Its base timeframe.")] = "M1",
    lots: Annotated[float, typer.Option(help="Its size.")] = 0.1,
    as_json: AsJson = False,
) -> None:
    """Turn an older strategies file (entry_time, exit_time, day_filter) into documents."""
    raw = decode_yaml(read_text(file, "FILE", most=TEXT_BYTES_MAX))
    if not isinstance(raw, dict):
        raise InvalidInput("FILE", str(file), "YAML with strategies by name")
    imported = import_s1(
        cast("object", raw), RunDefaults(symbol=symbol, timeframe=timeframe, lots=lots)
    )
    if not imported:
        raise InvalidInput("FILE", str(file), "at least one strategy below `strategies:`")
    faults = [finding for each in imported for finding in obstacles(each)]
    if faults:
        raise BadDocument(str(file), faults)
    if out is not None:
        _write(out, imported)
    if as_json:
        print_json({"strategies": [_told(each) for each in imported]})
        return
    console = to_stdout()
    for each in imported:
        assumed = ", ".join(each.assumptions)
        console.print(f"{each.key}: {_told(each)['read_back']}", markup=False)
        console.print(f"  assumed: {assumed}", markup=False, style="dim")


def _write(folder: Path, imported: tuple[Imported, ...]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for each in imported:
        name = "".join(letter for letter in each.key if letter.isalnum() or letter in "_-")
        text = json.dumps(each.raw, indent=1, ensure_ascii=False) + "\n"
        (folder / f"{name or 'strategy'}.json").write_text(text, encoding="utf-8")


def _told(imported: Imported) -> dict[str, Any]:
    document = imported.parsed.document
    assert document is not None, "errors were raised before"
    return {
        "key": imported.key, "document": imported.raw, "assumptions": list(imported.assumptions),
        "document_hash": document_hash(document), "read_back": explain(document),
    }  # fmt: skip
