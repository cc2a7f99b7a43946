"""Who told an account what and what came of it: appended, each row bound to the one before.

A row's hash covers the row and the hash before it, so that a changed or missing row shows.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from tickloom.storage.database import Pool, answered

_LOCK = 0x7469_636B
_FIRST = b"\0" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act: `what` is a fixed word, `subject` the order's id or the account."""

    user: str
    credential: str
    what: str
    account: str
    subject: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An entry in its place of the chain."""

    id: int
    at_us: int
    entry: Entry
    hash: bytes


class Audit(Protocol):
    """Where acts are written down; a failure to write raises, and the act does not happen."""

    async def write(self, entry: Entry) -> None: ...

    async def newest(self, limit: int, *, before: int | None) -> list[Row]: ...

    async def broken_at(self) -> int | None:
        """The first row that does not follow from the one before it; None: the chain holds."""
        ...


def chained(previous: bytes, at_us: int, entry: Entry) -> bytes:
    """The hash of `entry` after `previous`; the order of fields is fixed."""
    text = msgspec.json.encode([at_us, msgspec.to_builtins(entry)], order="deterministic")
    return hashlib.sha256(previous + text).digest()


class MemoryAudit:
    """Acts of this process, bounded; for a composition without a database."""

    def __init__(self, *, bound: int = 1_000) -> None:
        self._bound = bound
        self._rows: list[Row] = []
        self._next = 1

    async def write(self, entry: Entry) -> None:
        previous = self._rows[-1].hash if self._rows else _FIRST
        row = Row(id=self._next, at_us=0, entry=entry, hash=chained(previous, 0, entry))
        self._rows = [*self._rows[-self._bound + 1 :], row]
        self._next += 1

    async def newest(self, limit: int, *, before: int | None) -> list[Row]:
        rows = [row for row in reversed(self._rows) if before is None or row.id < before]
        return rows[:limit]

    async def broken_at(self) -> int | None:
        return None


class PostgresAudit:
    """Acts in the schema `gateway`, kept for ever; a trigger refuses to change or delete them."""

    def __init__(self, pool: Pool, *, now_us: Callable[[], int]) -> None:
        self._pool = pool
        self._now_us = now_us

    async def write(self, entry: Entry) -> None:
        with answered():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
                previous = await connection.fetchval(
                    "SELECT hash FROM audit ORDER BY id DESC LIMIT 1"
                )
                at_us = self._now_us()
                await connection.execute(
                    "INSERT INTO audit (at_us, owner, credential, what, account, subject, detail,"
                    " hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    at_us, entry.user, entry.credential, entry.what, entry.account, entry.subject,
                    msgspec.json.encode(entry.detail, order="deterministic").decode(),
                    chained(previous or _FIRST, at_us, entry),
                )  # fmt: skip

    async def newest(self, limit: int, *, before: int | None) -> list[Row]:
        with answered():
            rows = await self._pool.fetch(
                "SELECT * FROM audit WHERE $1::bigint IS NULL OR id < $1 ORDER BY id DESC LIMIT $2",
                before, limit,
            )  # fmt: skip
        return [_row(row) for row in rows]

    async def broken_at(self) -> int | None:
        previous = _FIRST
        after = 0
        while True:
            with answered():
                rows = await self._pool.fetch(
                    "SELECT * FROM audit WHERE id > $1 ORDER BY id LIMIT 1000", after
                )
            if not rows:
                return None
            for found in rows:
                row = _row(found)
                if chained(previous, row.at_us, row.entry) != row.hash:
                    return row.id
                previous, after = row.hash, row.id


def _row(found: Any) -> Row:  # noqa: ANN401  a row of the database
    entry = Entry(
        user=found["owner"], credential=found["credential"], what=found["what"],
        account=found["account"], subject=found["subject"],
        detail=msgspec.json.decode(found["detail"]),
    )  # fmt: skip
    return Row(id=found["id"], at_us=found["at_us"], entry=entry, hash=found["hash"])
