"""Strategy documents and their versions; nothing is ever overwritten."""

from typing import Any

import asyncpg
import msgspec

from tickloom.contracts.algo import Strategy
from tickloom.contracts.codec import encode
from tickloom.domain.errors import Conflict, NotFound
from tickloom.storage.database import Connection, Pool, answered

_CURRENT = """SELECT s.strategy, s.name, s.version, s.example, v.hash, v.document, v.explanation
    FROM strategies s JOIN strategy_versions v USING (strategy, version)"""


class StrategyStore:
    """The documents; a save is a new version, unless it says what is stored already."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def strategies(self) -> list[Strategy]:
        """The current version of each, by name."""
        with answered():
            rows = await self._pool.fetch(f"{_CURRENT} ORDER BY s.name, s.strategy")
        return [_strategy(row) for row in rows]

    async def strategy(self, strategy: str) -> Strategy:
        with answered():
            row = await self._pool.fetchrow(f"{_CURRENT} WHERE s.strategy = $1", strategy)
        if row is None:
            raise NotFound(
                f"strategy: {strategy!r} is not stored", hint="List the strategies to see their ids"
            )
        return _strategy(row)

    async def save(self, new: Strategy, *, at: int, expected: int | None = None) -> Strategy:
        """Store `new` as the next version (its own `version` is not read).

        With `expected`, the save is refused unless that is the stored version.
        """
        with answered():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(
                    "SELECT pg_advisory_xact_lock(hashtext($1))", f"strategy:{new.strategy}"
                )
                row = await connection.fetchrow(f"{_CURRENT} WHERE s.strategy = $1", new.strategy)
                stored = None if row is None else _strategy(row)
                _refuse_conflict(new.strategy, stored, expected)
                if stored is not None and _is_same(stored, new):
                    return stored
                version = 1 if stored is None else stored.version + 1
                saved = msgspec.structs.replace(new, version=version)
                await _insert(connection, saved, at)
                return saved


async def _insert(connection: Connection, saved: Strategy, at: int) -> None:
    await connection.execute(
        """INSERT INTO strategies (strategy, name, version, example) VALUES ($1, $2, $3, $4)
        ON CONFLICT (strategy) DO UPDATE SET name = $2, version = $3, example = $4""",
        saved.strategy, saved.name, saved.version, saved.example,
    )  # fmt: skip
    await connection.execute(
        """INSERT INTO strategy_versions (strategy, version, hash, document, explanation, saved_at)
        VALUES ($1, $2, $3, $4, $5, $6)""",
        saved.strategy, saved.version, saved.hash, encode(saved.document).decode(),
        saved.explanation, at,
    )  # fmt: skip


def _is_same(stored: Strategy, new: Strategy) -> bool:
    return (stored.name, stored.document) == (new.name, new.document)


def _refuse_conflict(strategy: str, stored: Strategy | None, expected: int | None) -> None:
    if expected is None:
        return
    version = None if stored is None else stored.version
    if version != expected:
        raise Conflict(
            f"version: strategy {strategy!r} is stored in version {version}, not {expected}",
            hint="Read the stored version, apply your change to it and save again",
        )


def _strategy(row: asyncpg.Record) -> Strategy:
    fields = dict(row)
    document: dict[str, Any] = msgspec.json.decode(fields.pop("document"))
    return Strategy(document=document, **fields)
