"""Dukascopy's CSV: ticks `Gmt time,Ask,Bid,AskVolume,BidVolume` and bid candles.

"Gmt time" is UTC; "Local time" carries its distance from it (`GMT+0200`) in every row. Candles
without volume are fillers for closed hours, not trade, and are left out.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from tickloom.domain.errors import InvalidInput
from tickloom_terminal.market.replay_files.raw import RawBars, RawQuotes, RawTicks
from tickloom_terminal.market.replay_files.text_table import TextTable

_TIME_HEADINGS = ("gmt time", "local time", "time (utc)")


def reads(first_line: str) -> bool:
    """Whether the heading begins with one of Dukascopy's time columns."""
    return first_line.split(",", maxsplit=1)[0].strip().lower() in _TIME_HEADINGS


def read(path: Path, first_line: str) -> RawQuotes:
    columns = tuple(part.strip().lower() for part in first_line.split(","))
    table = TextTable(path, separator=",", columns=columns, header_lines=1)
    if {"ask", "bid"} <= set(columns):
        return RawTicks(
            layout="Dukascopy ticks", first_row=table.first_row,
            time_ns=_times(table, columns[0]), bid=table.prices("bid"), ask=table.prices("ask"),
        )  # fmt: skip
    if {"open", "high", "low", "close"} <= set(columns):
        return _bars(table, columns, path)
    raise InvalidInput(f"{path.name} heading", first_line, "Dukascopy's tick or candle columns")


def _bars(table: TextTable, columns: tuple[str, ...], path: Path) -> RawBars:
    if "_ASK_" in path.name.upper():
        raise InvalidInput(path.name, "ask candles", "bid candles: export the BID side")
    if "volume" in columns:
        volume = pd.to_numeric(table.text("volume"), errors="coerce").to_numpy(dtype=np.float64)
        if (volume > 0).any():
            table.keep(~(volume == 0))
    return RawBars(
        layout="Dukascopy candles of the bid", first_row=table.first_row,
        time_ns=_times(table, columns[0]), open=table.prices("open"), high=table.prices("high"),
        low=table.prices("low"), close=table.prices("close"),
    )  # fmt: skip


def _times(table: TextTable, column: str) -> npt.NDArray[np.int64]:
    text = table.text(column)
    first = str(text.iloc[0])
    date = "%d.%m.%Y" if first[2:3] == "." else "%Y.%m.%d" if first[4:5] == "." else "%Y-%m-%d"
    clock = "%H:%M:%S.%f" if "." in first[10:] else "%H:%M:%S"
    if column == "local time":
        parts = text.str.extract(r"^(.*) GMT([+-])(\d\d)(\d\d)$")
        table.refuse(
            column, parts[0].isna().to_numpy(dtype=np.bool_),
            "a local time that ends in its zone, like GMT+0200; or export in GMT",
        )  # fmt: skip
        local = table.times(column, parts[0], f"{date} {clock}")
        sign = np.where((parts[1] == "-").to_numpy(dtype=np.bool_), -1, 1)
        minutes = parts[2].astype(int).to_numpy() * 60 + parts[3].astype(int).to_numpy()
        return local - sign * minutes * 60_000_000_000
    return table.times(column, text, f"{date} {clock}")
