"""Ticks lie in a partition for each UTC day, made when its first tick comes, of whatever year."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from tickloom.storage.database import Pool

DAY_US = 86_400_000_000
FIRST_US = 0
LAST_US = 4_102_444_800_000_000
"""1970 to 2100: a tick of another time is a mistake of its source."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class TickPartitions:
    """Makes missing partitions, one at a time and before rows are written to them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._known: set[int] = set()
        self._lock = asyncio.Lock()

    async def ensure(self, times_us: Iterable[int]) -> None:
        missing = {time // DAY_US for time in times_us} - self._known
        if not missing:
            return
        async with self._lock:
            for day in sorted(missing - self._known):
                await self._make(day)
                self._known.add(day)

    async def _make(self, day: int) -> None:
        name = f"ticks_{_EPOCH + timedelta(days=day):%Y%m%d}"
        if await self._pool.fetchval("SELECT to_regclass($1)", name) is None:
            await self._pool.execute(
                f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF ticks "
                f"FOR VALUES FROM ({day * DAY_US}) TO ({(day + 1) * DAY_US})"
            )
