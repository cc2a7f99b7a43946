"""Answers history from the record: by an index, in pages that never split a stamp."""

import msgspec

from analytics.book import Book
from tickloom.bus.port import Bus
from tickloom.contracts import subjects
from tickloom.contracts.market import BarsReply, BarsRequest, TicksReply, TicksRequest
from tickloom.contracts.system import (
    Coverage,
    CoverageReply,
    CoverageRequest,
    Series,
    SeriesReply,
    SeriesRequest,
)
from tickloom.contracts.trading import (
    DealMade,
    DealsReply,
    DealsRequest,
    OrderChanged,
    OrdersReply,
    OrdersRequest,
)
from tickloom.domain.errors import InvalidInput
from tickloom.domain.market import Timeframe
from tickloom.storage.database import Pool, answered

_TICKS_LIMIT = 15_000  # a message holds 1 MB, and a row up to 60 characters
_BARS_LIMIT = 10_000
_ROWS_LIMIT = 1_000
_FOREVER = (1 << 63) - 1

_TICKS_FROM = """
SELECT ts, n, bid, ask FROM (
    SELECT ts, n, bid, ask FROM ticks WHERE venue = $1 AND symbol = $2 AND ts >= $3 AND ts < $4
    ORDER BY ts FETCH FIRST $5 ROWS WITH TIES) page
ORDER BY ts, n
"""
_TICKS_LAST = """
SELECT ts, n, bid, ask FROM (
    SELECT ts, n, bid, ask FROM ticks WHERE venue = $1 AND symbol = $2 AND ts >= $3 AND ts < $4
    ORDER BY ts DESC FETCH FIRST $5 ROWS WITH TIES) page
ORDER BY ts, n
"""
_TICKS_BEYOND = """
SELECT 1 FROM ticks WHERE venue = $1 AND symbol = $2 AND ts > $3 AND ts < $4 LIMIT 1
"""
_BARS = """
SELECT time, open, high, low, close, volume, spread FROM bars
WHERE venue = $1 AND symbol = $2 AND timeframe = $3 AND time >= $4 AND time < $5
ORDER BY time DESC LIMIT $6
"""
_COVERAGE = """
SELECT symbol,
       sum(rows) FILTER (WHERE timeframe = '') AS ticks,
       sum(rows) FILTER (WHERE timeframe <> '') AS bars,
       min(first_time) FILTER (WHERE timeframe = '') AS first_ts,
       max(last_time) FILTER (WHERE timeframe = '') AS last_ts,
       sum(repaired) FILTER (WHERE timeframe = '') AS repaired_ticks,
       sum(repaired) FILTER (WHERE timeframe <> '') AS repaired_bars
FROM series WHERE venue = $1 GROUP BY symbol ORDER BY symbol
"""

_SERIES = """
SELECT symbol, timeframe, rows, first_time, last_time FROM series
WHERE venue = $1 AND timeframe <> '' AND rows > 0 AND first_time IS NOT NULL
ORDER BY symbol, timeframe
"""


class Queries:
    """`rpc.analytics.*`."""

    def __init__(self, *, bus: Bus, pool: Pool, book: Book, venue: str) -> None:
        self._bus = bus
        self._pool = pool
        self._book = book
        self._venue = venue

    async def serve(self) -> None:
        serve = self._bus.serve
        await serve(subjects.rpc("analytics", "ticks"), TicksRequest, self.ticks)
        await serve(subjects.rpc("analytics", "bars"), BarsRequest, self.bars)
        await serve(subjects.rpc("analytics", "deals"), DealsRequest, self.deals)
        await serve(subjects.rpc("analytics", "orders"), OrdersRequest, self.orders)
        await serve(subjects.rpc("analytics", "coverage"), CoverageRequest, self.coverage)
        await serve(subjects.rpc("analytics", "series"), SeriesRequest, self.series)

    async def ticks(self, asked: TicksRequest) -> TicksReply:
        limit = _limit(asked.limit, _TICKS_LIMIT)
        begin = 0 if asked.from_ts is None else asked.from_ts
        end = _FOREVER if asked.to_ts is None else asked.to_ts
        sql = _TICKS_LAST if asked.from_ts is None else _TICKS_FROM
        verified = self._book.series(asked.symbol).verified or 0
        with answered():
            rows = await self._pool.fetch(sql, self._venue, asked.symbol, begin, end, limit)
            is_cut = asked.from_ts is not None and len(rows) >= limit
            next_from = None
            if is_cut and await self._pool.fetchval(
                _TICKS_BEYOND, self._venue, asked.symbol, rows[-1]["ts"], end
            ):
                next_from = rows[-1]["ts"] + 1
        return TicksReply(
            venue=self._venue, symbol=asked.symbol, ts=[r[0] for r in rows],
            n=[r[1] for r in rows], bid=[r[2] for r in rows], ask=[r[3] for r in rows],
            until=min(end, verified) if next_from is None else next_from, next_from=next_from,
        )  # fmt: skip

    async def bars(self, asked: BarsRequest) -> BarsReply:
        if asked.timeframe not in Timeframe.__members__:
            raise InvalidInput("timeframe", asked.timeframe, ", ".join(Timeframe))
        limit = _limit(asked.limit, _BARS_LIMIT)
        begin = 0 if asked.from_time is None else asked.from_time
        end = _FOREVER if asked.to_time is None else asked.to_time
        with answered():
            found = await self._pool.fetch(
                _BARS, self._venue, asked.symbol, asked.timeframe, begin, end, limit + 1
            )
        rows = found[limit - 1 :: -1] if len(found) > limit else found[::-1]
        return BarsReply(
            venue=self._venue, symbol=asked.symbol, timeframe=asked.timeframe,
            time=[r[0] for r in rows], open=[r[1] for r in rows], high=[r[2] for r in rows],
            low=[r[3] for r in rows], close=[r[4] for r in rows], volume=[r[5] for r in rows],
            spread=[r[6] for r in rows], more=len(found) > limit,
        )  # fmt: skip

    async def deals(self, asked: DealsRequest) -> DealsReply:
        limit = _limit(asked.limit, _ROWS_LIMIT)
        wanted = {"account": asked.account, "symbol": asked.symbol, "deployment": asked.deployment}
        found = await self._newest("deals", "ticket", wanted, before=asked.before, limit=limit)
        return DealsReply(deals=msgspec.convert(found[0], list[DealMade]), more=found[1])

    async def orders(self, asked: OrdersRequest) -> OrdersReply:
        limit = _limit(asked.limit, _ROWS_LIMIT)
        wanted = {
            "account": asked.account, "state": asked.state, "symbol": asked.symbol,
            "order_id": asked.order_id,
        }  # fmt: skip
        found = await self._newest("orders", "ts", wanted, before=asked.before, limit=limit)
        return OrdersReply(orders=msgspec.convert(found[0], list[OrderChanged]), more=found[1])

    async def _newest(
        self, table: str, key: str, wanted: dict[str, str | None], *, before: int | None, limit: int
    ) -> tuple[list[object], bool]:
        """Messages, newest first, rows of one `key` together; and whether older ones exist."""
        given = {column: value for column, value in wanted.items() if value is not None}
        conditions = [f"{column} = ${i}" for i, column in enumerate(given, start=3)]
        where = " AND ".join([f"{key} < $1", *conditions])
        sql = f"SELECT {key}, message FROM {table} WHERE {where} ORDER BY {key} DESC"  # noqa: S608
        with answered():
            rows = await self._pool.fetch(
                f"{sql} FETCH FIRST $2 ROWS WITH TIES",
                _FOREVER if before is None else before, limit + 1, *given.values(),
            )  # fmt: skip
        if len(rows) <= limit:
            return [row[1] for row in rows], False
        boundary = rows[limit - 1][0]
        kept = [row for row in rows if row[0] >= boundary]
        return [row[1] for row in kept], len(kept) < len(rows)

    async def coverage(self, _: CoverageRequest) -> CoverageReply:
        with answered():
            rows = await self._pool.fetch(_COVERAGE, self._venue)
        symbols = [
            Coverage(
                symbol=row["symbol"], ticks=int(row["ticks"] or 0), bars=int(row["bars"] or 0),
                first_ts=row["first_ts"], last_ts=row["last_ts"],
                repaired_ticks=int(row["repaired_ticks"] or 0),
                repaired_bars=int(row["repaired_bars"] or 0),
                gaps_open=sum(1 for _ in self._book.gaps(row["symbol"])),
            )
            for row in rows
        ]  # fmt: skip
        return CoverageReply(venue=self._venue, symbols=symbols)

    async def series(self, _: SeriesRequest) -> SeriesReply:
        with answered():
            rows = await self._pool.fetch(_SERIES, self._venue)
        series = [
            Series(symbol=row[0], timeframe=row[1], bars=row[2], first_time=row[3],
                   last_time=row[4])
            for row in rows
        ]  # fmt: skip
        return SeriesReply(venue=self._venue, series=series)


def _limit(asked: int, most: int) -> int:
    if asked < 1:
        raise InvalidInput("limit", asked, f"1 to {most}")
    return min(asked, most)
