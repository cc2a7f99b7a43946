"""`tickloom data`: what files and the local store hold, and how good it is."""

from typing import Any

import typer

from tickloom.domain.server_time import ServerClock
from tickloom.engine.data_quality import DataQuality, quality_of
from tickloom_cli import exit_codes
from tickloom_cli.bars_source import Market, between, time_text
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
