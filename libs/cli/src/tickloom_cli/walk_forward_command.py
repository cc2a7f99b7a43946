"""`tickloom walk-forward`: choose on one stretch, trade on the next, and go on."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from rich.table import Table

from tickloom.domain.errors import InvalidInput
from tickloom.engine.compiler import compile_document
from tickloom.engine.trials import Trial, ranked, trial_of, trial_row
from tickloom.engine.walk_forward import Length, Scheme, Split, splits_of
from tickloom_cli.around_options import AroundOptions
from tickloom_cli.bars_source import between, time_text
from tickloom_cli.documents import document_of
from tickloom_cli.options import MarketOptions, grouped
from tickloom_cli.output import AsJson, print_json, to_stdout
from tickloom_cli.run_options import RunOptions
from tickloom_cli.runs import Bench, require_same_market
from tickloom_cli.searching import run_all
from tickloom_cli.spec_commands import SpecFile
from tickloom_cli.spec_options import SizeOptions
from tickloom_cli.sweep_options import SweepOptions, Values
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
            bench.bars.time_ns, in_sample=Length.read(self.in_sample, "--in-sample"),
            out_of_sample=Length.read(self.out_of_sample, "--out-of-sample"), scheme=scheme,
            embargo_bars=self.embargo,
        )  # fmt: skip


@grouped
def walk_forward(
    spec: SpecFile,
    *,
    market: MarketOptions,
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
    sets = sweeping.sets(sweeping.axes(document))
    source = market.market()
    bars = between(source.bars, market.begin, market.end)
    is_told = market.symbol is not None or market.timeframe is not None
    require_same_market(document, bars, is_told=is_told)
    bench = Bench(
        document=document, bars=bars, instrument=source.instrument, settings=settings,
        sizing=size.sizing(), around=beside.around(source, settings, market.file_clock),
    )  # fmt: skip
    splits = windows.splits(bench)
    rows: list[dict[str, Any]] = []
    for number, split in enumerate(splits):
        name = f"window {number + 1}/{len(splits)}"
        rows.append(_window(bench, split, sets, sweeping=sweeping, name=name))
    made = _document(bench, rows, sweeping, windows, trials=len(sets))
    if out is not None:
        write_text(out, json.dumps(made, indent=1, allow_nan=False) + "\n")
    if as_json:
        print_json(made)
    else:
        _show(made)


def _window(
    bench: Bench, split: Split, sets: list[Values], *, sweeping: SweepOptions, name: str
) -> dict[str, Any]:
    inside = replace(bench, bars=bench.bars.part(split.in_first, split.in_stop))
    best = ranked(run_all(inside, sets, sweeping.workers, name), sweeping.objective)[0]
    after = out_of_sample(bench, split, best.params)
    times = bench.bars.time_ns
    return {
        "in_sample": {"from": time_text(int(times[split.in_first])),
                      "to": time_text(int(times[split.in_stop - 1]))},
        "out_of_sample": {"from": time_text(int(times[split.out_first])),
                          "to": time_text(int(times[split.out_stop - 1]))},
        "params": best.params, "chosen": trial_row(best)["statistics"],
        "traded": trial_row(after)["statistics"], "digest": after.digest,
    }  # fmt: skip


def out_of_sample(bench: Bench, split: Split, params: Values) -> Trial:
    """Trade a window with indicators that are warm at its first bar, from the bars before it."""
    needed = compile_document(bench.bound(params)).warm_up_bars
    begin = max(0, split.out_first - needed)
    settings = replace(bench.settings, warm_up_bars=max(1, split.out_first - begin))
    part = replace(bench, bars=bench.bars.part(begin, split.out_stop), settings=settings)
    return trial_of(part.run(params), params)


def _document(
    bench: Bench, rows: list[dict[str, Any]], sweeping: SweepOptions, windows: WindowOptions, *,
    trials: int,
) -> dict[str, Any]:  # fmt: skip
    """The windows, and what they come to together."""
    traded = sum(float(row["traded"]["net_profit"]) for row in rows)
    counted = sum(row["traded"]["total_trades"] for row in rows)
    won = sum(float(row["traded"]["net_profit"]) > 0 for row in rows)
    digits = bench.settings.account.digits
    return {
        "format": FORMAT, "symbol": str(bench.bars.symbol),
        "timeframe": bench.bars.timeframe.value, "data_hash": bench.bars.content_hash,
        "scheme": windows.scheme, "objective": sweeping.objective, "embargo_bars": windows.embargo,
        "trials_per_window": trials, "windows": rows,
        "out_of_sample": {
            "net_profit": f"{traded:.{digits}f}", "total_trades": counted,
            "windows": len(rows), "windows_won": won,
        },
    }  # fmt: skip


def _show(made: dict[str, Any]) -> None:
    console = to_stdout()
    table = Table(box=None, pad_edge=False)
    for name in ("traded from", "to", "params", "in sample", "out of sample", "trades"):
        table.add_column(name, justify="right")
    for row in made["windows"]:
        params = ", ".join(f"{name} {value}" for name, value in row["params"].items())
        table.add_row(
            row["out_of_sample"]["from"][:10], row["out_of_sample"]["to"][:10], params,
            row["chosen"]["net_profit"], row["traded"]["net_profit"],
            str(row["traded"]["total_trades"]),
        )  # fmt: skip
    console.print(table)
    whole = made["out_of_sample"]
    console.print(
        f"out of sample: {whole['net_profit']} in {whole['total_trades']} trades, "
        f"{whole['windows_won']} of {whole['windows']} windows won", markup=False,
    )  # fmt: skip
