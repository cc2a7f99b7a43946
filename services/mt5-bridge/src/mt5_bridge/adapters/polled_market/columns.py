"""The package's rows as the platform's ticks and bars; pure.

A row that is no quote (not finite, not above 0) is left out: the same rows by every reader, so a
tick keeps its name. Bars of more than an hour are folded from hours, because the server's days
begin at its own midnight and ours at that of UTC.
"""

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from mt5_bridge.port.terminal_port import Rows
from tickloom.domain.ids import Symbol
from tickloom.domain.market import Bar, Timeframe
from tickloom_terminal.market.market_source import TickColumns

SECOND_NS, MS_NS = 1_000_000_000, 1_000_000
TIMEFRAME_NUMBERS = {
    Timeframe.M1: 1, Timeframe.M2: 2, Timeframe.M3: 3, Timeframe.M4: 4, Timeframe.M5: 5,
    Timeframe.M6: 6, Timeframe.M10: 10, Timeframe.M12: 12, Timeframe.M15: 15,
    Timeframe.M20: 20, Timeframe.M30: 30, Timeframe.H1: 16385,
}  # fmt: skip
"""Those whose bars begin at the same instants on every server: longer ones are folded."""


class ServerTime(Protocol):
    """The server's clock, which is a rule by date."""

    def to_server_ns(self, utc_ns: int) -> int: ...

    def to_utc_ns(self, server_ns: int) -> int: ...


Place = tuple[int, int]
"""The server millisecond read last, and how many ticks of it there were."""


def columns_of(
    rows: Rows, clock: ServerTime, *, digits: int, earlier: Place = (0, 0)
) -> tuple[TickColumns, Place]:
    """The ticks, numbered on from the `earlier` place, and the place after them."""
    bid, ask = rows["bid"], rows["ask"]
    with np.errstate(invalid="ignore"):
        is_quote = np.isfinite(bid) & np.isfinite(ask) & (bid > 0) & (ask > 0)
    rows = rows[is_quote]
    times_ms = rows["time_msc"].astype(np.int64)
    ordinal = np.zeros(len(rows), dtype=np.int32)
    last_ms, count = earlier
    for place, time_ms in enumerate(times_ms.tolist()):
        count = count + 1 if time_ms == last_ms else 1
        last_ms = time_ms
        ordinal[place] = count - 1
    columns = TickColumns(
        time_ns=_utc_ns(times_ms, clock), bid=np.round(rows["bid"].astype(np.float64), digits),
        ask=np.round(rows["ask"].astype(np.float64), digits), ordinal=ordinal,
    )  # fmt: skip
    return columns, (last_ms, count)


def cut(columns: TickColumns, from_ns: int, to_ns: int) -> TickColumns:
    """Those with from_ns <= time < to_ns."""
    kept = (columns.time_ns >= from_ns) & (columns.time_ns < to_ns)
    return TickColumns(
        time_ns=columns.time_ns[kept], bid=columns.bid[kept], ask=columns.ask[kept],
        ordinal=columns.ordinal[kept],
    )  # fmt: skip


def bars_of(rows: Rows, symbol: Symbol, timeframe: Timeframe, clock: ServerTime) -> list[Bar]:
    """Bars of the rows' own timeframe, or folded to a longer one, oldest first."""
    return [
        _folded(group, symbol, timeframe, open_ns)
        for open_ns, group in _groups(rows, timeframe, clock)
    ]


def _groups(rows: Rows, timeframe: Timeframe, clock: ServerTime) -> Iterator[tuple[int, Rows]]:
    times_ns = _utc_ns(rows["time"].astype(np.int64) * 1000, clock)
    opens = [timeframe.open_ns(time_ns) for time_ns in times_ns.tolist()]
    begin = 0
    for place in range(1, len(opens) + 1):
        if place == len(opens) or opens[place] != opens[begin]:
            yield opens[begin], rows[begin:place]
            begin = place


def _folded(rows: Rows, symbol: Symbol, timeframe: Timeframe, open_ns: int) -> Bar:
    return Bar(
        symbol=symbol, timeframe=timeframe, time_ns=open_ns, open=float(rows["open"][0]),
        high=float(rows["high"].max()), low=float(rows["low"].min()),
        close=float(rows["close"][-1]), tick_volume=int(rows["tick_volume"].sum()),
        spread_points=int(rows["spread"].min()),
    )  # fmt: skip


def _utc_ns(times_ms: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]", clock: ServerTime) -> Rows:
    """Hour by hour: the offset changes at whole hours only."""
    hours, place = np.unique(times_ms // 3_600_000, return_inverse=True)
    starts_ns = [hour * 3_600 * SECOND_NS for hour in hours.tolist()]
    shifts = np.array([clock.to_utc_ns(ns) - ns for ns in starts_ns], dtype=np.int64)
    utc_ns = times_ms * MS_NS + (shifts[place] if len(shifts) else 0)
    return np.maximum.accumulate(utc_ns) if len(utc_ns) else utc_ns
