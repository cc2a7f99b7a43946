"""The database may start after us and be away at times: both are waited for, and said."""

import asyncio

import structlog

from tickloom.domain.errors import Unavailable
from tickloom.storage.database import Pool, close_pool, is_away, open_pool, reason
from tickloom.storage.migrations import migrate

log = structlog.get_logger(__name__)

_SCHEMA = "analytics"
_START_S = 0.5
_EVERY_S = 2.0
_PATIENCE_S = 2.0


async def wait_for_database(dsn: str) -> Pool:
    """A pool on the migrated schema."""
    while True:
        try:
            return await _migrated(dsn)
        except Unavailable as error:
            log.warning("waiting_for_database", detail=error.detail)
            await asyncio.sleep(_START_S)


async def _migrated(dsn: str) -> Pool:
    pool = await open_pool(dsn, schema=_SCHEMA)
    try:
        await migrate(pool, schema=_SCHEMA, package="analytics.migrations")
    except BaseException:
        await close_pool(pool)
        raise
    return pool


class DatabaseWatch:
    """Asks for a sign of life also while nothing is written; `trouble` says why there is none."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.trouble = ""

    async def run(self) -> None:
        while True:
            await asyncio.sleep(_EVERY_S)
            try:
                await self._pool.fetchval("SELECT 1", timeout=_PATIENCE_S)
            except Exception as error:
                if not is_away(error):
                    raise
                self.trouble = f"the database does not answer: {reason(error)}"
            else:
                self.trouble = ""
