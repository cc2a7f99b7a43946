"""`tickloom backtest`: one run over a file of bars, without a server."""

import csv
import io
import json
import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from tickloom.engine.data_quality import quality_of
from tickloom.engine.history_bars import history_bars
from tickloom.engine.honesty import history_of
from tickloom.engine.result_document import result_document
from tickloom.engine.tear_sheet import tear_sheet
from tickloom_cli.around_options import AroundOptions
from tickloom_cli.bars_source import ranged
from tickloom_cli.contract_options import ContractOptions
from tickloom_cli.documents import document_of
from tickloom_cli.options import MarketOptions, grouped
from tickloom_cli.output import (
    AsJson,
    facts_table,
    print_json,
    tell_warnings,
    to_stderr,
    to_stdout,
)
from tickloom_cli.run_options import RunOptions, params_of
from tickloom_cli.runs import Bench, require_same_market
from tickloom_cli.spec_commands import SpecFile
from tickloom_cli.spec_options import ParamOptions, SizeOptions
from tickloom_cli.writing import write_text

_SHOWN = (
    "net_profit", "profit_factor", "expected_payoff", "total_pips", "average_r", "total_trades",
    "profit_trades_pct", "equity_drawdown_maximal", "equity_drawdown_relative_pct",
    "equity_drawdown_longest_s", "sharpe_ratio", "recovery_factor", "average_profit_trade",
    "average_loss_trade", "payoff_ratio", "total_commission", "total_swap", "exposure_pct",
    "cagr_pct", "assumed_exits", "assumed_exits_pct",
)  # fmt: skip
_SEVERITIES = {"danger": "red", "warning": "yellow", "info": "dim"}


@grouped
def backtest(
    spec: SpecFile,
    *,
    market: MarketOptions,
    contract: ContractOptions,
    run: RunOptions,
    size: SizeOptions,
    beside: AroundOptions,
    params: ParamOptions,
    out: Annotated[Path | None, typer.Option(help="JSON file for the whole result.")] = None,
    trades: Annotated[Path | None, typer.Option(help="CSV file for the trades.")] = None,
    deals: Annotated[Path | None, typer.Option(help="CSV file for the deals.")] = None,
    html: Annotated[
        Path | None, typer.Option(help="HTML page of the result that needs nothing else.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run a strategy document over bars.

    Bars before --from warm it up; without enough of them the first bars of the range do, and the
    result says how many.
    """
    document = document_of(spec)
    values = params_of(params.param)
    settings = run.settings(market.clock)
    console = to_stderr()
    with console.status("reading bars"):
        source = contract.applied(market.market())
        history = history_bars(
            document, source.bars.timeframe, values, warm_up_bars=settings.warm_up_bars
        )
        bars = ranged(source.bars, market.begin, market.end, history)
    is_told = market.symbol is not None or market.timeframe is not None
    require_same_market(document, bars, is_told=is_told)
    bench = Bench(
        document=document, bars=bars, instrument=source.instrument, settings=settings,
        sizing=size.sizing(), around=beside.around(source, settings, market.file_clock),
    )  # fmt: skip
    shown = bars.range
    with console.status(f"running {len(shown)} bars"):
        result = bench.run(values)
    quality = quality_of(shown, clock=market.clock, duplicates=source.duplicates)
    history = history_of(shown, quality, bench.around.drill)
    made = result_document(result, history=history, command=_command())
    made["honesty"]["flags"] += [asdict(flag) for flag in source.remarks]
    tell_warnings(bench.warnings(values), made)
    if out is not None:
        write_text(out, json.dumps(made, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    if trades is not None:
        write_text(trades, rows_csv(made["trades"]), "--trades")
    if deals is not None:
        write_text(deals, rows_csv(made["deals"]), "--deals")
    if html is not None:
        write_text(html, tear_sheet(made), "--html")
    if as_json:
        print_json(made)
    else:
        show(to_stdout(), made)


def _command() -> str:
    """The command that repeats this run."""
    return shlex.join(["tickloom", *sys.argv[1:]])


def rows_csv(rows: list[dict[str, Any]]) -> str:
    """Rows of equal keys as CSV; what is unknown is an empty cell."""
    stream = io.StringIO()
    if rows:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return stream.getvalue()


def show(console: Console, made: dict[str, Any]) -> None:
    """The result in words, figures and flags."""
    header, statistics = made["header"], made["statistics"]
    console.print(header["read_back"], markup=False, style="dim")
    console.print(
        f"{header['symbol']} {header['timeframe']}, {header['bars']} bars from {header['from']} to "
        f"{header['to']}, first traded {header['first_bar_time']}", markup=False,
    )  # fmt: skip
    if header["history_bars"]:
        console.print(
            f"warmed up by {header['history_bars']} bars before it, from "
            f"{header['history_from']} on", markup=False, style="dim",
        )  # fmt: skip
    figures = {name: _shown(statistics[name]) for name in _SHOWN}
    console.print(facts_table("", figures))
    year = made["annualisation"]
    if statistics["sharpe_ratio"] is not None:
        console.print(
            f"ratios of a year: {year['periods_per_year']:.1f} returns a year ({year['calendar']})",
            markup=False, style="dim",
        )  # fmt: skip
    for flag in made["honesty"]["flags"]:
        console.print(
            f"{flag['severity']}: {flag['message']}", markup=False,
            style=_SEVERITIES[flag["severity"]],
        )  # fmt: skip
    console.print(
        f"digest {header['digest'][:12]}, bound hash {header['bound_hash'][:12]}, road "
        f"{header['road']}", markup=False, style="dim",
    )  # fmt: skip


def _shown(figure: str | float | int | None) -> str | int | None:
    return f"{figure:.2f}" if isinstance(figure, float) else figure
