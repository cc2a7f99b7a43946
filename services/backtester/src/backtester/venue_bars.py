"""Bars of the venue as columns: from the terminal's own history, or from the record of it.

Both say the same where both have something; the terminal's reaches further back, the record
answers while the terminal is away. Whole months are asked for, so a month is complete or the
current one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from tickloom.bus.port import Bus
from tickloom.contracts.market import BarsReply, BarsRequest
from tickloom.contracts.subjects import rpc
from tickloom.domain.errors import TryAgain
from tickloom.domain.ids import Symbol
from tickloom.domain.market import MINUTE_NS, Timeframe
from tickloom.engine.bars import Bars

BARS_UNASKED = 50_000
"""So many bars, at least, are fetched when nobody says from when on."""
_YEARS_UNASKED = 10
_PAGE = 10_000
_ANSWERS_WITHIN_S = 20.0
_US_NS = 1_000
_YEAR_NS = 366 * 86_400 * 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """Bars, and the beginning of the month from which on they are all that there is."""

    bars: Bars
    covered_from_ns: int


async def venue_bars(
    bus: Bus, *, symbol: str, timeframe: Timeframe, digits: int, from_ns: int | None
) -> Fetched | None:
    """Every bar from the month of `from_ns` on, oldest first; None when there is none."""
    asked = BarsRequest(symbol=symbol, timeframe=timeframe.value, limit=_PAGE)
    try:
        pages, covered_ns = await _pages(bus, "bridge", asked, from_ns)
    except TryAgain:
        pages, covered_ns = await _pages(bus, "analytics", asked, from_ns)
    if not pages:
        return None
    return Fetched(bars=_joined(pages, digits), covered_from_ns=covered_ns)


async def _pages(
    bus: Bus, service: str, asked: BarsRequest, from_ns: int | None
) -> tuple[list[BarsReply], int]:
    """Pages from the newest backwards, turned round."""
    pages: list[BarsReply] = []
    begin_ns = None if from_ns is None else month_start_ns(from_ns)
    to_time: int | None = None
    while True:
        page = await bus.request(
            rpc(service, "bars"),
            BarsRequest(
                symbol=asked.symbol, timeframe=asked.timeframe, limit=asked.limit, to_time=to_time,
                from_time=None if begin_ns is None else begin_ns // _US_NS,
            ),
            BarsReply, timeout_s=_ANSWERS_WITHIN_S,
        )  # fmt: skip
        if not page.time:
            break
        pages.append(page)
        to_time = page.time[0]
        if begin_ns is None:
            begin_ns = _unasked_from_ns(page.time[-1] * _US_NS, Timeframe(asked.timeframe))
        elif not page.more:
            break
        if to_time * _US_NS <= begin_ns:
            break
    return pages[::-1], begin_ns or 0


def _unasked_from_ns(last_ns: int, timeframe: Timeframe) -> int:
    span_ns = min(BARS_UNASKED * timeframe.minutes * MINUTE_NS, _YEARS_UNASKED * _YEAR_NS)
    return month_start_ns(last_ns - span_ns)


def month_start_ns(moment_ns: int) -> int:
    """The beginning of the month (UTC) that a moment lies in."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment_ns // _US_NS)
    begin = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return int(begin.timestamp()) * 10**9


def _joined(pages: list[BarsReply], digits: int) -> Bars:
    """Pages as columns; where two hold the same bar it counts once."""
    scale = 10.0**digits
    time_us = np.concatenate([np.array(page.time, np.int64) for page in pages])
    times, kept = np.unique(time_us, return_index=True)

    def points(name: str) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
        rows = np.concatenate([np.array(getattr(page, name), np.float64) for page in pages])
        return np.rint(rows[kept] * scale).astype(np.int32)

    def whole(name: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        return np.concatenate([np.array(getattr(page, name), np.int64) for page in pages])[kept]

    first = pages[0]
    return Bars(
        symbol=Symbol(first.symbol), timeframe=Timeframe(first.timeframe), digits=digits,
        time_ns=times * _US_NS, open=points("open"), high=points("high"), low=points("low"),
        close=points("close"), spread=whole("spread").astype(np.int32), volume=whole("volume"),
    )  # fmt: skip
