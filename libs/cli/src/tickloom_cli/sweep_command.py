"""`tickloom sweep`: every set of params over the same bars, with what the best one is worth."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from tickloom.engine.history_bars import history_bars
from tickloom.engine.honesty import few_trades, no_choice
from tickloom.engine.parameter_space import Axis
from tickloom.engine.trials import Crowd, Trial, best_of, crowd_of, ranked, trades_of, trial_row
from tickloom_cli.around_options import AroundOptions
from tickloom_cli.bars_source import ranged, time_text
from tickloom_cli.contract_options import ContractOptions
from tickloom_cli.documents import document_of
from tickloom_cli.options import MarketOptions, grouped
from tickloom_cli.output import AsJson, print_json, tell_warnings, to_stdout
from tickloom_cli.run_options import RunOptions
from tickloom_cli.runs import Bench, require_same_market, tell_remarks
from tickloom_cli.searching import run_all, run_guided
from tickloom_cli.spec_commands import SpecFile
from tickloom_cli.spec_options import SizeOptions
from tickloom_cli.sweep_options import SweepOptions
from tickloom_cli.writing import write_text

FORMAT = "tickloom-sweep/1"
_SHOWN = 10
_COLUMNS = ("net_profit", "profit_factor", "total_trades", "sharpe_ratio",
            "equity_drawdown_maximal_pct")  # fmt: skip


@grouped
def sweep(
    spec: SpecFile,
    *,
    market: MarketOptions,
    contract: ContractOptions,
    run: RunOptions,
    size: SizeOptions,
    beside: AroundOptions,
    sweeping: SweepOptions,
    out: Annotated[Path | None, typer.Option(help="JSON file for all results.")] = None,
    table: Annotated[Path | None, typer.Option(help="CSV file, a row a set.")] = None,
    as_json: AsJson = False,
) -> None:
    """Try sets of params, best first, with the deflated Sharpe ratio and the odds of luck."""
    document = document_of(spec)
    settings = run.settings(market.clock)
    axes = sweeping.axes(document)
    sweeping.require()
    sets = [] if sweeping.is_guided else sweeping.sets(axes)
    source = contract.applied(market.market())
    tell_remarks(source.remarks)
    history = history_bars(
        document, source.bars.timeframe, {}, axes=axes, warm_up_bars=settings.warm_up_bars
    )
    bars = ranged(source.bars, market.begin, market.end, history)
    is_told = market.symbol is not None or market.timeframe is not None
    require_same_market(document, bars, is_told=is_told)
    bench = Bench(
        document=document, bars=bars, instrument=source.instrument, settings=settings,
        sizing=size.sizing(), around=beside.around(source, settings, market.file_clock),
    )  # fmt: skip
    if sweeping.is_guided:
        trials, tried = run_guided(bench, axes, sweeping)
    else:
        trials, tried = run_all(bench, sets, sweeping.workers, "sweep"), len(sets)
    best_first = ranked(trials, sweeping.objective)
    crowd = crowd_of(trials, best_of(best_first, sweeping.objective))
    made = sweep_document(bench, axes, best_first, crowd=crowd, sweeping=sweeping)
    made["refused_sets"] = tried - len(trials)
    tell_warnings(bench.warnings(best_first[0].params), made)
    if out is not None:
        write_text(out, json.dumps(made, indent=1, allow_nan=False) + "\n")
    if table is not None:
        write_text(table, _csv(made["results"]), "--table")
    if as_json:
        print_json(made)
    else:
        _show(made)


def sweep_document(
    bench: Bench, axes: Sequence[Axis], best_first: Sequence[Trial], *, crowd: Crowd,
    sweeping: SweepOptions,
) -> dict[str, Any]:  # fmt: skip
    """All of it as JSON."""
    bars = bench.bars.range
    best = best_of(best_first, sweeping.objective)
    flags = [no_choice(sweeping.objective)] if best is None else few_trades(trades_of(best.figures))
    return {
        "format": FORMAT, "symbol": str(bars.symbol), "timeframe": bars.timeframe.value,
        "bars": len(bars), "from": time_text(int(bars.time_ns[0])),
        "to": time_text(int(bars.time_ns[-1])), "data_hash": bench.bars.content_hash,
        "history_bars": bench.bars.begin,
        "method": sweeping.method, "objective": sweeping.objective,
        "axes": [{"name": axis.name, "values": list(axis.values)} for axis in axes],
        "honesty": asdict(crowd) | {"flags": [asdict(flag) for flag in flags]},
        "best": None if best is None else trial_row(best),
        "results": [trial_row(trial) for trial in best_first],
    }  # fmt: skip


def _csv(results: Sequence[dict[str, Any]]) -> str:
    stream = io.StringIO()
    first = results[0]
    names = [*first["params"], *first["statistics"], "digest"]
    writer = csv.DictWriter(stream, fieldnames=names, lineterminator="\n")
    writer.writeheader()
    for row in results:
        writer.writerow({**row["params"], **row["statistics"], "digest": row["digest"]})
    return stream.getvalue()


def _show(made: dict[str, Any]) -> None:
    console = to_stdout()
    names = [axis["name"] for axis in made["axes"]]
    table = Table(box=None, pad_edge=False)
    for name in (*names, *_COLUMNS):
        table.add_column(name.replace("_", " "), justify="right")
    for row in made["results"][:_SHOWN]:
        cells = [str(row["params"][name]) for name in names]
        cells += [_cell(row["statistics"][name]) for name in _COLUMNS]
        table.add_row(*cells)
    console.print(table)
    honesty = made["honesty"]
    console.print(
        f"{honesty['trials']} trials; deflated Sharpe {_cell(honesty['deflated_sharpe'])}, "
        f"probability of overfitting {_cell(honesty['pbo'])}", markup=False,
    )  # fmt: skip
    for flag in honesty["flags"]:
        console.print(f"{flag['severity']}: {flag['message']}", markup=False, style="yellow")


def _cell(value: Any) -> str:  # noqa: ANN401 - a figure as JSON
    if value is None:
        return "-"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
