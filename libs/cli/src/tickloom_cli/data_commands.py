"""`tickloom data`: what files and the local store hold, and how good it is."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from tickloom.domain.errors import InvalidInput
from tickloom.domain.server_time import ServerClock
from tickloom.engine.data_quality import DataQuality, quality_of
from tickloom_cli import exit_codes
from tickloom_cli.bars_source import Market, between, time_text
from tickloom_cli.bars_store import kept_bars, series_json
from tickloom_cli.options import MarketOptions, grouped
from tickloom_cli.output import AsJson, facts_table, print_json, to_stdout

data = typer.Typer(no_args_is_help=True, help="Market data: import, list, check.")


@data.command("check")
@grouped
def check(*, market: MarketOptions, as_json: AsJson = False) -> None:
    """Count gaps, duplicates, spikes and odd spreads. Exit 0: none, 1: some."""
    source = market.market()
    part = between(source.bars, market.begin, market.end)
    quality = quality_of(part, clock=market.clock, duplicates=source.duplicates)
    facts = market_facts(source, market.clock) | quality.as_dict()
    if as_json:
        print_json(facts)
    else:
        to_stdout().print(facts_table(source.source, facts))
    raise typer.Exit(exit_codes.OPEN if is_faulty(quality) else exit_codes.DONE)


@data.command("import")
@grouped
def import_(*, market: MarketOptions, as_json: AsJson = False) -> None:
    """Keep the bars of a file in the local store; what is there already is replaced by its like."""
    if market.bars is None:
        raise InvalidInput("--bars", "-", "the file to import")
    source = market.market()
    part = between(source.bars, market.begin, market.end)
    with kept_bars(market.data) as store:
        manifest = store.write_bars(market.venue, part, duplicates=source.duplicates)
    if as_json:
        print_json(series_json(manifest))
        return
    to_stdout().print(
        f"{len(part)} bars of {part.symbol} {part.timeframe.value} kept for {market.venue}; the "
        f"series has {manifest.bars} from {time_text(manifest.first_ns)} to "
        f"{time_text(manifest.last_ns)}", markup=False,
    )  # fmt: skip


@data.command("list")
def list_(
    *,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--data", envvar="TICKLOOM_DATA", help="Folder of kept bars.", show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The series that the local store keeps."""
    with kept_bars(folder) as store:
        manifests = store.manifests()
    if as_json:
        print_json({"series": [series_json(manifest) for manifest in manifests]})
        return
    table = Table(box=None, pad_edge=False)
    for name in ("venue", "symbol", "timeframe", "bars", "from", "to"):
        table.add_column(name)
    for manifest in manifests:
        row = series_json(manifest)
        names = ("venue", "symbol", "timeframe", "bars", "first_bar", "last_bar")
        table.add_row(*(str(row[name]) for name in names))
    to_stdout().print(table if manifests else "nothing is kept; see `tickloom data import`")


def is_faulty(quality: DataQuality) -> bool:
    """Whether anything was counted that a clean file would not have."""
    counts = (
        quality.gaps, quality.duplicates, quality.spikes, quality.negative_spreads or 0,
        quality.weekend_bars,
    )  # fmt: skip
    return any(counts)


def market_facts(source: Market, clock: ServerClock) -> dict[str, Any]:
    """What the bars are, for people and programs."""
    bars = source.bars
    return {
        "symbol": bars.symbol, "timeframe": bars.timeframe.value, "digits": bars.digits,
        "first_bar": time_text(int(bars.time_ns[0])), "last_bar": time_text(int(bars.time_ns[-1])),
        "data_hash": bars.content_hash, "server_clock": str(clock), "source": source.source,
    }  # fmt: skip
