"""MetaTrader's own exports: ticks and bars, separated by tabs, with `<COLUMN>` headings.

The times are the broker's server time, which the file does not name; they are taken as UTC.
In the tick export an empty bid or ask means that it did not change.
"""

from pathlib import Path

import numpy as np

from tickloom.domain.errors import InvalidInput
from tickloom_terminal.market.replay_files.raw import RawBars, RawQuotes, RawTicks
from tickloom_terminal.market.replay_files.text_table import TextTable

_CLOCK = "the broker's clock, taken as UTC"


def reads(first_line: str) -> bool:
    """Whether the heading is one of MetaTrader's."""
    return first_line.upper().startswith("<DATE>")


def read(path: Path, first_line: str) -> RawQuotes:
    separator = "\t" if "\t" in first_line else ","
    columns = tuple(part.strip(" <>").upper() for part in first_line.split(separator))
    table = TextTable(path, separator=separator, columns=columns, header_lines=1)
    if {"BID", "ASK", "TIME"} <= set(columns):
        return _ticks(table)
    if {"OPEN", "HIGH", "LOW", "CLOSE"} <= set(columns):
        return _bars(table, columns)
    raise InvalidInput(
        f"{path.name} heading", first_line, "MetaTrader's columns of a tick or a bar export"
    )


def _ticks(table: TextTable) -> RawTicks:
    bid = table.prices("BID", empty_repeats=True)
    ask = table.prices("ASK", empty_repeats=True)
    moments = table.text("DATE") + " " + table.text("TIME")
    time_ns = table.times("TIME", moments, "%Y.%m.%d %H:%M:%S.%f")
    whole = ~(np.isnan(bid) | np.isnan(ask))
    if not whole.any():
        raise InvalidInput(table.name, "no row with both sides", "quotes with a bid and an ask")
    begin = int(np.argmax(whole))
    return RawTicks(
        layout=f"MetaTrader tick export, {_CLOCK}", first_row=table.first_row + begin,
        time_ns=time_ns[begin:], bid=bid[begin:], ask=ask[begin:],
    )  # fmt: skip


def _bars(table: TextTable, columns: tuple[str, ...]) -> RawBars:
    if "TIME" in columns:
        moments = table.text("DATE") + " " + table.text("TIME")
        time_ns = table.times("TIME", moments, "%Y.%m.%d %H:%M:%S")
    else:
        time_ns = table.times("DATE", table.text("DATE"), "%Y.%m.%d")
    return RawBars(
        layout=f"MetaTrader bar export, {_CLOCK}", first_row=table.first_row, time_ns=time_ns,
        open=table.prices("OPEN"), high=table.prices("HIGH"), low=table.prices("LOW"),
        close=table.prices("CLOSE"),
        spread_points=table.whole_numbers("SPREAD") if "SPREAD" in columns else None,
        digits=table.decimals("OPEN"),
    )  # fmt: skip
