"""Notices that the database is away also while nothing is written."""

import asyncio

from tickloom.storage.database import Pool, is_away, reason

_EVERY_S = 2.0
_PATIENCE_S = 2.0


class DatabaseWatch:
    """Asks the database for a sign of life; `trouble` says why there is none."""

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
