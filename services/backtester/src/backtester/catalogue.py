"""Which file is which month of which series: one table for every worker, whatever machine."""

from typing import Any

import asyncpg
import msgspec

from tickloom.storage.columns import Manifest, Month
from tickloom.storage.database import Pool, answered

_SERIES = """
SELECT venue, symbol, timeframe, source, digits, duplicates, quality, closed_until_ns,
       covered_from_ns FROM series
WHERE ($1::text IS NULL OR symbol = $1) AND ($2::text IS NULL OR timeframe = $2)
ORDER BY venue, symbol, timeframe
"""
_MONTHS = """
SELECT venue, symbol, timeframe, month, hash, bars, first_ns, last_ns FROM months
WHERE ($1::text IS NULL OR symbol = $1) AND ($2::text IS NULL OR timeframe = $2)
ORDER BY venue, symbol, timeframe, month
"""
_PUT_SERIES = """
INSERT INTO series (venue, symbol, timeframe, source, digits, duplicates, closed_until_ns,
                    covered_from_ns)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (venue, symbol, timeframe) DO UPDATE SET
    source = excluded.source, digits = excluded.digits, duplicates = excluded.duplicates,
    closed_until_ns = greatest(series.closed_until_ns, excluded.closed_until_ns),
    covered_from_ns = excluded.covered_from_ns, quality = NULL
"""
_PUT_MONTH = """
INSERT INTO months (venue, symbol, timeframe, month, hash, bars, first_ns, last_ns)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (venue, symbol, timeframe, month) DO UPDATE SET
    hash = excluded.hash, bars = excluded.bars, first_ns = excluded.first_ns,
    last_ns = excluded.last_ns
"""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A series of the catalogue.

    From `covered_from_ns` on it holds all there is; months before `closed_until_ns` are over.
    """

    manifest: Manifest
    closed_until_ns: int
    covered_from_ns: int
    quality: dict[str, int | None]


class Catalogue:
    """The tables `series` and `months`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def listed(self, symbol: str | None = None, timeframe: str | None = None) -> list[Listed]:
        """Series by venue, symbol and timeframe."""
        with answered():
            rows = await self._pool.fetch(_SERIES, symbol, timeframe)
            months = await self._pool.fetch(_MONTHS, symbol, timeframe)
        found: dict[tuple[str, str, str], dict[str, Month]] = {}
        for row in months:
            key = (row["venue"], row["symbol"], row["timeframe"])
            found.setdefault(key, {})[row["month"]] = Month(
                hash=row["hash"], bars=row["bars"], first_ns=row["first_ns"],
                last_ns=row["last_ns"],
            )  # fmt: skip
        return [_listed(row, found.get((row["venue"], row["symbol"], row["timeframe"]), {}))
                for row in rows]  # fmt: skip

    async def put(
        self, manifest: Manifest, months: dict[str, Month], *, closed_until_ns: int = 0,
        covered_from_ns: int = 0,
    ) -> None:  # fmt: skip
        """Write down `months` of a series; all of them or none."""
        place = (manifest.venue, manifest.symbol, manifest.timeframe)
        with answered():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(
                    _PUT_SERIES, *place, manifest.source, manifest.digits, manifest.duplicates,
                    closed_until_ns, covered_from_ns,
                )  # fmt: skip
                await connection.executemany(
                    _PUT_MONTH,
                    [(*place, name, m.hash, m.bars, m.first_ns, m.last_ns)
                     for name, m in months.items()],
                )  # fmt: skip

    async def note_quality(self, manifest: Manifest, quality: dict[str, Any]) -> None:
        with answered():
            await self._pool.execute(
                "UPDATE series SET quality = $4 "
                "WHERE venue = $1 AND symbol = $2 AND timeframe = $3",
                manifest.venue, manifest.symbol, manifest.timeframe, quality,
            )  # fmt: skip


def _listed(row: asyncpg.Record, months: dict[str, Month]) -> Listed:
    manifest = Manifest(
        venue=row["venue"], symbol=row["symbol"], timeframe=row["timeframe"],
        digits=row["digits"], source=row["source"], months=months, duplicates=row["duplicates"],
    )  # fmt: skip
    return Listed(
        manifest=manifest,
        closed_until_ns=row["closed_until_ns"],
        covered_from_ns=row["covered_from_ns"],
        quality=row["quality"] or {},
    )
