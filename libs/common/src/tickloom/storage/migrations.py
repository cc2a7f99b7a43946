"""Numbered SQL files, each applied once, in order, by whoever starts first.

A file that was applied is history: when its text changes afterwards, two databases of the same
number would differ, so the start is refused instead.
"""

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files

import asyncpg
import structlog

from tickloom.domain.errors import Broken, Conflict
from tickloom.storage.database import Connection, Pool, answered, identifier

log = structlog.get_logger(__name__)

_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One file: its number, its name, its text and the SHA-256 of its text."""

    number: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_migrations(package: str) -> list[Migration]:
    """The SQL files of `package` in order; numbers start at 1 and have no holes."""
    found = sorted(
        (entry.name, entry.read_text(encoding="utf-8"))
        for entry in files(package).iterdir()
        if entry.name.endswith(".sql")
    )
    migrations: list[Migration] = []
    for expected, (name, sql) in enumerate(found, start=1):
        match = _NAME.fullmatch(name)
        if match is None or int(match[1]) != expected:
            raise Broken(f"{package}/{name} should be named {expected:04}_what_it_does.sql")
        migrations.append(Migration(number=expected, name=name, sql=sql.replace("\r\n", "\n")))
    return migrations


async def migrate(pool: Pool, *, schema: str, package: str) -> list[str]:
    """Make `schema` and apply the files of `package` that were not; returns their names.

    An advisory lock lets several processes start at once; each file is one transaction.
    """
    migrations = read_migrations(package)
    identifier(schema)
    with answered():
        async with pool.acquire() as connection:
            await connection.execute("SELECT pg_advisory_lock(hashtext($1))", f"migrate.{schema}")
            try:
                return await _migrate(connection, schema, migrations)
            finally:
                if not connection.is_closed():
                    await connection.execute(
                        "SELECT pg_advisory_unlock(hashtext($1))", f"migrate.{schema}"
                    )


async def _migrate(connection: Connection, schema: str, migrations: list[Migration]) -> list[str]:
    await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    seen = await connection.fetchval("SELECT current_schema()")
    assert seen == schema, f"the pool was opened for the schema {seen}, not {schema}"
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_migrations (number int PRIMARY KEY, "
        "name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    rows = await connection.fetch(
        "SELECT number, name, sha256 FROM schema_migrations ORDER BY number"
    )
    _check(schema, migrations, rows)
    return [await _apply(connection, migration) for migration in migrations[len(rows) :]]


def _check(schema: str, migrations: list[Migration], rows: list[asyncpg.Record]) -> None:
    if len(rows) > len(migrations):
        newest = rows[-1]["name"]
        raise Conflict(
            f"the schema {schema} is newer than this program: {newest} is applied",
            code="migration_newer",
            hint="start the version of the program that made it, or use another data folder",
        )
    for migration, row in zip(migrations, rows, strict=False):
        if (migration.number, migration.digest) != (row["number"], row["sha256"]):
            raise Conflict(
                f"{migration.name} was changed after it was applied to the schema {schema}",
                code="migration_changed",
                hint="restore the file and put the change into a new one",
            )


async def _apply(connection: Connection, migration: Migration) -> str:
    async with connection.transaction():
        await connection.execute(migration.sql)
        await connection.execute(
            "INSERT INTO schema_migrations (number, name, sha256) VALUES ($1, $2, $3)",
            migration.number, migration.name, migration.digest,
        )  # fmt: skip
    log.info("migration_applied", name=migration.name)
    return migration.name
