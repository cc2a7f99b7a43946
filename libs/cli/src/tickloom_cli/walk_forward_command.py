"""`tickloom walk-forward`: choose on one stretch, trade on the next, and go on."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from rich.table import Table

from tickloom.domain.errors import InvalidInput
from tickloom.engine.bars import Bars
from tickloom.engine.history_bars import history_bars
from tickloom.engine.honesty import no_choice
from tickloom.engine.trials import Trial, best_of, ranked, statistics_of, trial_of
from tickloom.engine.walk_forward import Length, Scheme, Split, splits_of
from tickloom_cli.around_options import AroundOptions
from tickloom_cli.bars_source import ranged, time_text
from tickloom_cli.contract_options import ContractOptions
from tickloom_cli.documents import document_of
from tickloom_cli.options import MarketOptions, grouped
from tickloom_cli.output import AsJson, print_json, tell_warnings, to_stdout
from tickloom_cli.run_options import RunOptions
from tickloom_cli.runs import Bench, require_same_market, tell_remarks
from tickloom_cli.searching import run_all
from tickloom_cli.spec_commands import SpecFile
from tickloom_cli.spec_options import SizeOptions
from tickloom_cli.sweep_options import SweepOptions
from tickloom_cli.writing import write_text

FORMAT = "tickloom-walk-forward/1"


@dataclass(frozen=True, kw_only=True)
class WindowOptions:
    """The stretches."""

    in_sample: Annotated[
        str, typer.Option(help="Length of the stretch that chooses: 5000bars, 90d, 12w, 6m, 1y.")
    ]
    out_of_sample: Annotated[str, typer.Option(help="Length of the stretch that is traded.")]
    scheme: Annotated[str, typer.Option(help="rolling or anchored.")] = "rolling"
    embargo: Annotated[
        int, typer.Option(help="Bars left out between the two, so that no trade spans them.")
    ] = 0

    def splits(self, bench: Bench) -> tuple[Split, ...]:
        if self.scheme not in get_args(Scheme):
            raise InvalidInput("--scheme", self.scheme, "rolling or anchored")
        if self.embargo < 0:
            raise InvalidInput("--embargo", self.embargo, "0 or more bars")
        scheme: Scheme = "anchored" if self.scheme == "anchored" else "rolling"
        return splits_of(
            bench.bars.range.time_ns, in_sample=Length.read(self.in_sample, "--in-sample"),
            out_of_sample=Length.read(self.out_of_sample, "--out-of-sample"), scheme=scheme,
            embargo_bars=self.embargo,
        )  # fmt: skip


@grouped
def walk_forward(
    spec: SpecFile,
    *,
    market: MarketOptions,
    contract: ContractOptions,
    run: RunOptions,
    size: SizeOptions,
    beside: AroundOptions,
    sweeping: SweepOptions,
    windows: WindowOptions,
    out: Annotated[Path | None, typer.Option(help="JSON file for the windows.")] = None,
    as_json: AsJson = False,
) -> None:
    """Optimise in sample, run the winner out of sample, window after window."""
    document = document_of(spec)
    settings = run.settings(market.clock)
    axes = sweeping.axes(document)
    sets = sweeping.sets(axes)
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
    splits = windows.splits(bench)
    rows: list[dict[str, Any]] = []
    for number, split in enumerate(splits):
        inside, outside = (
            replace(bench, bars=bars.stretch(first, stop, history))
            for first, stop in ((split.in_first, split.in_stop), (split.out_first, split.out_stop))
        )
        name = f"window {number + 1}/{len(splits)}"
        trials = run_all(inside, sets, sweeping.workers, name)
        rows.append(_window(inside, outside, trials, sweeping.objective))
    made = _document(bench, rows, sweeping, windows, trials=len(sets))
    tell_warnings(bench.warnings(rows[-1]["params"]), made)
    if out is not None:
        write_text(out, json.dumps(made, indent=1, allow_nan=False) + "\n")
    if as_json:
        print_json(made)
    else:
        _show(made)


def _window(inside: Bench, outside: Bench, trials: list[Trial], objective: str) -> dict[str, Any]:
    """What the best of `trials` did outside; where none can be best, nothing is traded."""
    best = best_of(ranked(trials, objective), objective)
    spans = {"in_sample": _span(inside.bars.range), "out_of_sample": _span(outside.bars.range)}
    if best is None:
        return spans | {"params": None, "chosen": None, "traded": None, "digest": None}
    after = trial_of(outside.run(best.params), best.params)
    return spans | {
        "params": best.params, "chosen": statistics_of(best), "traded": statistics_of(after),
        "digest": after.digest,
    }  # fmt: skip


def _span(bars: Bars) -> dict[str, str]:
    return {"from": time_text(int(bars.time_ns[0])), "to": time_text(int(bars.time_ns[-1]))}


def _document(
    bench: Bench, rows: list[dict[str, Any]], sweeping: SweepOptions, windows: WindowOptions, *,
    trials: int,
) -> dict[str, Any]:  # fmt: skip
    """The windows, and what they come to together."""
    shown = [row["traded"] for row in rows if row["traded"] is not None]
    traded = sum(float(each["net_profit"]) for each in shown)
    unchosen = len(rows) - len(shown)
    flag = no_choice(sweeping.objective, windows=unchosen, of=len(rows))
    digits = bench.settings.account.digits
    return {
        "format": FORMAT, "symbol": str(bench.bars.symbol),
        "timeframe": bench.bars.timeframe.value, "data_hash": bench.bars.content_hash,
        "scheme": windows.scheme, "objective": sweeping.objective, "embargo_bars": windows.embargo,
        "trials_per_window": trials, "windows": rows,
        "out_of_sample": {
            "net_profit": f"{traded:.{digits}f}",
            "total_trades": sum(each["total_trades"] for each in shown),
            "windows": len(rows), "windows_chosen": len(shown),
            "windows_won": sum(float(each["net_profit"]) > 0 for each in shown),
        },
        "honesty": {"flags": [asdict(flag)] if unchosen else []},
    }  # fmt: skip


def _show(made: dict[str, Any]) -> None:
    console = to_stdout()
    table = Table(box=None, pad_edge=False)
    for name in ("traded from", "to", "params", "in sample", "out of sample", "trades"):
        table.add_column(name, justify="right")
    for row in made["windows"]:
        cells = ["-"] * 4
        if row["params"] is not None:
            cells = [
                ", ".join(f"{name} {value}" for name, value in row["params"].items()),
                row["chosen"]["net_profit"], row["traded"]["net_profit"],
                str(row["traded"]["total_trades"]),
            ]  # fmt: skip
        span = row["out_of_sample"]
        table.add_row(span["from"][:10], span["to"][:10], *cells)
    console.print(table)
    whole = made["out_of_sample"]
    console.print(
        f"out of sample: {whole['net_profit']} in {whole['total_trades']} trades, "
        f"{whole['windows_won']} of {whole['windows']} windows won", markup=False,
    )  # fmt: skip
    for flag in made["honesty"]["flags"]:
        console.print(f"{flag['severity']}: {flag['message']}", markup=False, style="yellow")
