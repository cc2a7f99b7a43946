"""SQLite files that survive a kill at any moment: write-ahead log, every commit on the disk."""

import shutil
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tickloom.domain.errors import CorrectIt

_FREE_BYTES_MIN = 64 * 1024 * 1024
_SCHEMA_VERSION = 1


def open_file(path: Path, schema: str) -> sqlite3.Connection:
    """Open or make the database at `path`; says plainly what is wrong with the place."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(path.parent).free
        if free < _FREE_BYTES_MIN:
            raise _no_space(path, f"only {free // 1_048_576} MiB are free")
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > _SCHEMA_VERSION:
            raise CorrectIt(f"{path} was written by a newer version; use that one, or --fresh")
        for statement in schema.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except (OSError, sqlite3.Error) as error:
        raise CorrectIt(
            f"the data folder {path.parent} cannot be written: {error}",
            code="storage:unwritable", hint="give another folder with --data, or make it writable",
        ) from error  # fmt: skip
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Generator[sqlite3.Connection]:
    """All or nothing, and on the disk when the block ends."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        _roll_back(connection)
        raise _no_space(_path(connection), str(error)) from error
    except BaseException:
        _roll_back(connection)
        raise


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _path(connection: sqlite3.Connection) -> Path:
    return Path(connection.execute("PRAGMA database_list").fetchone()[2])


def _no_space(path: Path, detail: str) -> CorrectIt:
    return CorrectIt(
        f"{path.name} cannot be written in {path.parent}: {detail}",
        code="storage:full", hint="free some space, or give another folder with --data",
    )  # fmt: skip
