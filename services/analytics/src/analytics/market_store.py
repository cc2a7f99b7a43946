"""Ticks and bars into PostgreSQL, with the count and the promise of their series.

Rows, counts and how far a series is verified change in one transaction, so a crash at any moment
leaves a promise that holds. Live rows never change what is there; a repair corrects bars.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analytics.book import Book, end_us
from analytics.continuity import Continuity
from analytics.metrics import REPAIRED, ROWS
from analytics.partitions import TickPartitions
from analytics.tables import (
    CORRECT_BARS,
    COUNT_SERIES,
    INSERT_BARS,
    INSERT_TICKS,
    REPAIR,
    TICKS,
)
from tickloom.contracts.market import BarClosed, BarsReply, Tick, TicksReply
from tickloom.storage.bulk import copy_new
from tickloom.storage.database import Connection, Pool

HeardTick = tuple[Continuity, int, Tick]
HeardBar = tuple[Continuity, int, BarClosed]
Key = tuple[str, str]
Promise = tuple[int | None, int]
"""From where and until where a series is whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What a batch adds to one series."""

    rows: int = 0
    repaired: int = 0
    first: int | None = None
    last: int | None = None


class MarketStore:
    """The record of one venue."""

    def __init__(self, pool: Pool, *, venue: str) -> None:
        self._pool = pool
        self._venue = venue
        self._partitions = TickPartitions(pool)

    async def restore(self, book: Book) -> None:
        """Tell `book` what was verified before this start."""
        rows = await self._pool.fetch(
            "SELECT symbol, timeframe, verified_from, verified_until FROM series "
            "WHERE venue = $1 AND verified_until IS NOT NULL",
            self._venue,
        )
        for symbol, timeframe, verified_from, verified_until in rows:
            book.restore(
                symbol, timeframe, verified_from=verified_from, verified_until=verified_until
            )

    async def write_ticks(self, heard: Sequence[HeardTick]) -> None:
        ticks = [tick for _, _, tick in heard]
        proofs = _proofs((series, run, tick.ts) for series, run, tick in heard)
        columns = (
            [self._venue] * len(ticks), [t.symbol for t in ticks], [t.ts for t in ticks],
            [t.n for t in ticks], [t.bid for t in ticks], [t.ask for t in ticks],
        )  # fmt: skip
        await self._partitions.ensure(columns[2])
        await self._write(INSERT_TICKS, columns, proofs, kind="ticks")

    async def write_bars(self, heard: Sequence[HeardBar]) -> None:
        bars = [bar for _, _, bar in heard]
        proofs = _proofs(
            (series, run, end_us(bar.timeframe, bar.time)) for series, run, bar in heard
        )
        columns = (
            [self._venue] * len(bars), [b.symbol for b in bars], [b.timeframe for b in bars],
            [b.time for b in bars], [b.open for b in bars], [b.high for b in bars],
            [b.low for b in bars], [b.close for b in bars], [b.volume for b in bars],
            [b.spread for b in bars],
        )  # fmt: skip
        await self._write(INSERT_BARS, columns, proofs, kind="bars")

    async def _write(
        self, sql: str, columns: tuple[list[str] | list[int] | list[float], ...],
        proofs: Mapping[tuple[Continuity, int], int], *, kind: str,
    ) -> None:  # fmt: skip
        promises = {
            series: (series.verified_from, promise)
            for (series, run), proof in proofs.items()
            if (promise := series.promise(run, proof)) is not None
        }
        async with self._pool.acquire() as connection, connection.transaction():
            found = await connection.fetch(sql, *columns)
            counts = {
                (row["symbol"], row["timeframe"]): Count(
                    rows=row["rows"], first=row["first"], last=row["last"]
                )
                for row in found
            }
            await self._count(connection, counts, promises)
        ROWS.labels(kind=kind).inc(sum(count.rows for count in counts.values()))
        for (series, run), proof in proofs.items():
            series.stored(run, proof)

    async def repair_ticks(self, series: Continuity, reply: TicksReply, *, until: int) -> int:
        """Store a page of the terminal's ticks, whole before `until`; returns how many were new."""
        size = len(reply.ts)
        promise = (series.verified_from, until)
        rows = zip(
            [self._venue] * size, [series.symbol] * size, reply.ts, reply.n, reply.bid, reply.ask,
            strict=True,
        )  # fmt: skip
        await self._partitions.ensure(reply.ts)
        async with self._pool.acquire() as connection, connection.transaction():
            new = await copy_new(connection, TICKS, list(rows)) if size else 0
            count = Count(rows=new, repaired=new, **_ends(reply.ts)) if new else Count()
            await self._note_repair(connection, series, count, promise)
        _repaired(series, count, kind="ticks", until=until)
        return new

    async def repair_bars(self, series: Continuity, reply: BarsReply, *, until: int) -> int:
        """Store a page of the terminal's bars; returns how many were new or had to be corrected."""
        size = len(reply.time)
        promise = (series.verified_from, until)
        columns = (
            [self._venue] * size, [series.symbol] * size, [series.timeframe] * size, reply.time,
            reply.open, reply.high, reply.low, reply.close, reply.volume, reply.spread,
        )  # fmt: skip
        async with self._pool.acquire() as connection, connection.transaction():
            row = await connection.fetchrow(CORRECT_BARS, *columns)
            count = Count(**row) if row is not None else Count()
            await self._note_repair(connection, series, count, promise)
        _repaired(series, count, kind="bars", until=until)
        return count.repaired

    async def _note_repair(
        self, connection: Connection, series: Continuity, count: Count, promise: Promise
    ) -> None:
        key = (series.symbol, series.timeframe)
        await self._count(connection, {key: count}, {series: promise})
        if count.repaired:
            await connection.execute(
                REPAIR, self._venue, *key, series.verified, promise[1], count.repaired,
                series.reason,
            )  # fmt: skip

    async def _count(
        self, connection: Connection, counts: Mapping[Key, Count],
        promises: Mapping[Continuity, Promise],
    ) -> None:  # fmt: skip
        """Add to the counts of the series and move their promises, one row each."""
        promised = {(s.symbol, s.timeframe): promise for s, promise in promises.items()}
        nothing, unchanged = Count(), (None, None)
        rows = [
            (*key, count.rows, count.repaired, count.first, count.last, *promise)
            for key in sorted(counts.keys() | promised.keys())
            for count, promise in [(counts.get(key, nothing), promised.get(key, unchanged))]
        ]
        if rows:
            await connection.execute(COUNT_SERIES, self._venue, *zip(*rows, strict=True))


def _proofs(
    heard: Iterable[tuple[Continuity, int, int]],
) -> dict[tuple[Continuity, int], int]:
    """How far each run reaches in a batch."""
    proofs: dict[tuple[Continuity, int], int] = {}
    for series, run, proof in heard:
        key = (series, run)
        if proof > proofs.get(key, -1):
            proofs[key] = proof
    return proofs


def _ends(times: Sequence[int]) -> dict[str, int]:
    return {"first": times[0], "last": times[-1]}


def _repaired(series: Continuity, count: Count, *, kind: str, until: int) -> None:
    ROWS.labels(kind=kind).inc(count.rows)
    REPAIRED.labels(kind=kind).inc(count.repaired)
    series.repaired(until)
