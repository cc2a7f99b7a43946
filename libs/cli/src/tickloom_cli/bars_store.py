"""Bars kept on this machine by `tickloom data import`."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tickloom.domain.errors import InvalidInput, NotFound
from tickloom.domain.market import Timeframe
from tickloom.storage.columns import ColumnStore, Manifest
from tickloom_cli.bars_source import Market, time_text, timeframe_of
from tickloom_cli.instruments import instrument_of
from tickloom_cli.kept_bars import KeptBars

DEFAULT_VENUE = "files"


def store_of(folder: Path | None) -> ColumnStore:
    """The store in `folder`, else in the user's data folder."""
    if folder is not None:
        return ColumnStore(folder)
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return ColumnStore(Path(home) / "tickloom" / "bars")


@contextmanager
def kept_bars(folder: Path | None) -> Generator[ColumnStore]:
    """The store of a command; raises `InvalidInput` for a folder that cannot be used."""
    try:
        yield store_of(folder)
    except OSError as problem:
        reason = problem.strerror or "not readable"
        wanted = f"a folder that can be read and written ({reason})"
        raise InvalidInput("--data", problem.filename or str(folder), wanted) from problem


def market_of_store(
    store: ColumnStore, *, venue: str, symbol: str | None, timeframe: str | None
) -> Market:
    """A kept series; its timeframe may be left out when there is only one."""
    if symbol is None:
        raise InvalidInput(
            "--bars, --symbol", "neither", "a file of bars, or the symbol of kept ones"
        )
    asked = timeframe_of(timeframe)
    kept = [
        manifest for manifest in store.manifests()
        if manifest.venue == venue and manifest.symbol == symbol.upper()
        and asked in {None, Timeframe(manifest.timeframe)}
    ]  # fmt: skip
    if not kept:
        what = f"{symbol} {timeframe or ''}".strip()
        raise NotFound(f"no bars of {what} are kept for {venue}", hint="see `tickloom data list`")
    if len(kept) > 1:
        there = ", ".join(manifest.timeframe for manifest in kept)
        raise InvalidInput("--timeframe", "-", f"one of {there}")
    (manifest,) = kept
    bars = store.read_bars(venue, manifest.symbol, Timeframe(manifest.timeframe))
    return Market(
        bars=bars, instrument=instrument_of(manifest.symbol, digits=manifest.digits),
        duplicates=manifest.duplicates, source=f"kept bars of {venue}",
        kept=KeptBars(store=store, venue=venue),
    )  # fmt: skip


def series_json(manifest: Manifest) -> dict[str, Any]:
    """A series as JSON."""
    return {
        "venue": manifest.venue, "symbol": manifest.symbol, "timeframe": manifest.timeframe,
        "digits": manifest.digits, "bars": manifest.bars, "duplicates": manifest.duplicates,
        "first_bar": time_text(manifest.first_ns), "last_bar": time_text(manifest.last_ns),
        "months": len(manifest.months),
    }  # fmt: skip
