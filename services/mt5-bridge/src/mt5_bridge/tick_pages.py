"""Pages of tick history: a page never splits one stamp, so a reader never loses or doubles a tick.

Stamps are microseconds on the wire; the terminal's are finer or equal, so pages are cut on them.
"""

import numpy as np
import numpy.typing as npt

from mt5_bridge.market import Market
from tickloom.contracts.market import TicksReply, TicksRequest
from tickloom.domain.errors import InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.market import DAY_NS, MINUTE_NS
from tickloom_terminal.market.market_source import TickColumns

Stamps = npt.NDArray[np.int64]
LIMIT_MAX = 20_000
_SPAN_MIN_NS = 10 * MINUTE_NS
_SPAN_MAX_NS = 8 * DAY_NS


def tick_page(market: Market, request: TicksRequest, *, venue: str) -> TicksReply:
    """Answer `request` from the terminal's history."""
    if not 1 <= request.limit <= LIMIT_MAX:
        raise InvalidInput("limit", request.limit, f"1 to {LIMIT_MAX} ticks a page")
    symbol = Symbol(request.symbol)
    now_us, begins_us = market.position_ns // 1000, market.begins_ns // 1000
    until = now_us if request.to_ts is None else min(request.to_ts, now_us)
    if request.from_ts is None:
        columns = _last(market, symbol, until, limit=request.limit)
        return _reply(columns, venue, symbol, until=until, next_from=None)
    from_us = max(request.from_ts, begins_us)
    columns = _first(market, symbol, from_us, until_us=until, limit=request.limit)
    stamps = _stamps(columns)
    if len(stamps) <= request.limit:
        return _reply(columns, venue, symbol, until=until, next_from=None)
    cut = _cut(stamps, request.limit)
    if cut == len(stamps):
        return _reply(columns, venue, symbol, until=until, next_from=int(stamps[-1]) + 1)
    return _reply(_head(columns, cut), venue, symbol, until=until, next_from=int(stamps[cut]))


def _stamps(columns: TickColumns) -> Stamps:
    return columns.time_ns // 1000


def _cut(stamps: Stamps, limit: int) -> int:
    """Where the page ends: before the stamp that would be split, after it when it fills a page."""
    start = int(np.searchsorted(stamps, int(stamps[limit]), side="left"))
    return start if start > 0 else int(np.searchsorted(stamps, int(stamps[limit]), side="right"))


def _first(
    market: Market, symbol: Symbol, from_us: int, *, until_us: int, limit: int
) -> TickColumns:
    """Whole stamps from `from_us` on: more than `limit` ticks, or all there are."""
    parts: list[TickColumns] = []
    count, span_us, at_us = 0, _SPAN_MIN_NS // 1000, from_us
    while True:
        to_us = min(until_us, at_us + span_us)
        part = _read(market, symbol, at_us, to_us)
        parts.append(part)
        count, at_us = count + len(part.time_ns), to_us
        if count > limit or at_us >= until_us:
            return _joined(parts)
        if len(part.time_ns) < limit // 2:
            span_us = min(span_us * 2, _SPAN_MAX_NS // 1000)


def _last(market: Market, symbol: Symbol, until_us: int, *, limit: int) -> TickColumns:
    """The last `limit` ticks, extended backwards to a whole stamp."""
    begins_us = market.begins_ns // 1000
    span_us = _SPAN_MIN_NS // 1000
    while True:
        from_us = max(begins_us, until_us - span_us)
        columns = _read(market, symbol, from_us, until_us)
        count = len(columns.time_ns)
        if count > limit or from_us <= begins_us:
            break
        span_us *= 4
    if count <= limit:
        return columns
    stamps = _stamps(columns)
    start = int(np.searchsorted(stamps, int(stamps[count - limit]), side="left"))
    return _slice(columns, start, count)


def _read(market: Market, symbol: Symbol, from_us: int, to_us: int) -> TickColumns:
    return market.ticks(symbol, from_ns=from_us * 1000, to_ns=max(from_us, to_us) * 1000)


def _joined(parts: list[TickColumns]) -> TickColumns:
    if len(parts) == 1:
        return parts[0]
    return TickColumns(
        time_ns=np.concatenate([part.time_ns for part in parts]),
        bid=np.concatenate([part.bid for part in parts]),
        ask=np.concatenate([part.ask for part in parts]),
        ordinal=np.concatenate([part.ordinal for part in parts]),
    )


def _head(columns: TickColumns, count: int) -> TickColumns:
    return _slice(columns, 0, count)


def _slice(columns: TickColumns, start: int, end: int) -> TickColumns:
    return TickColumns(
        time_ns=columns.time_ns[start:end], bid=columns.bid[start:end],
        ask=columns.ask[start:end], ordinal=columns.ordinal[start:end],
    )  # fmt: skip


def _reply(
    columns: TickColumns, venue: str, symbol: Symbol, *, until: int, next_from: int | None
) -> TicksReply:
    return TicksReply(
        venue=venue, symbol=symbol, ts=_stamps(columns).tolist(),
        n=columns.ordinal.tolist(), bid=columns.bid.tolist(), ask=columns.ask.tolist(),
        until=until, next_from=next_from,
    )  # fmt: skip
