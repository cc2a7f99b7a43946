"""HistData's generic ASCII files: ticks `20140501 000000123,bid,ask,volume`, minute bars with `;`.

Their clock is Eastern Standard Time all year, without daylight saving: UTC is five hours later.
"""

import re
from pathlib import Path

from tickloom_terminal.market.replay_files.raw import RawBars, RawQuotes, RawTicks
from tickloom_terminal.market.replay_files.text_table import TextTable

EASTERN_STANDARD_NS = 5 * 3_600_000_000_000
_TICK = re.compile(r"\d{8} \d{9},[\d.]+,[\d.]+(,|$)")
_BAR = re.compile(r"\d{8} \d{6};[\d.]+;[\d.]+;[\d.]+;[\d.]+(;|$)")


def reads(first_line: str) -> bool:
    """Whether the first line, which is data already, looks like HistData's."""
    return bool(_TICK.match(first_line) or _BAR.match(first_line))


def read(path: Path, first_line: str) -> RawQuotes:
    if _TICK.match(first_line):
        columns = ("time", "bid", "ask", "volume")[: first_line.count(",") + 1]
        table = TextTable(path, separator=",", columns=columns, header_lines=0)
        times = table.times("time", table.text("time"), "%Y%m%d %H%M%S%f")
        return RawTicks(
            layout="HistData ticks, EST without daylight saving moved to UTC", first_row=1,
            time_ns=times + EASTERN_STANDARD_NS, bid=table.prices("bid"), ask=table.prices("ask"),
        )  # fmt: skip
    columns = ("time", "open", "high", "low", "close", "volume")[: first_line.count(";") + 1]
    table = TextTable(path, separator=";", columns=columns, header_lines=0)
    times = table.times("time", table.text("time"), "%Y%m%d %H%M%S")
    return RawBars(
        layout="HistData minute bars, EST without daylight saving moved to UTC", first_row=1,
        time_ns=times + EASTERN_STANDARD_NS, open=table.prices("open"), high=table.prices("high"),
        low=table.prices("low"), close=table.prices("close"),
    )  # fmt: skip
