"""The pool of connections to PostgreSQL, and what it means when it does not answer.

One schema a service: the pool's search path is that schema alone, so a query names its tables
plainly and reaches nobody else's. JSON columns hold what msgspec reads and writes.
"""

import asyncio
import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import TypeAlias

import asyncpg
import msgspec

from tickloom.domain.errors import InvalidInput, Unavailable

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Connection: TypeAlias = (
    "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
)

AWAY: tuple[type[Exception], ...] = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.ObjectNotInPrerequisiteStateError,  # closed to connections
    asyncpg.InternalClientError,
    asyncpg.TransactionRollbackError,
)
"""Raised when the server is gone, starts, stops, lacks disk or memory, or met a deadlock."""

_JSONB_VERSION = b"\x01"
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,62}")


def is_away(error: BaseException) -> bool:
    """Whether the same call may succeed later; a value of a wrong type never will."""
    return isinstance(error, AWAY) and not isinstance(error, ValueError)


@contextmanager
def answered() -> Generator[None]:
    """Turn "the database is away" into `Unavailable`, which a caller on the bus understands."""
    try:
        yield
    except AWAY as error:
        if not is_away(error):
            raise
        raise Unavailable(f"the database does not answer: {reason(error)}") from error


def reason(error: BaseException) -> str:
    """One line for people."""
    text = str(error).strip().splitlines()
    return text[0] if text else type(error).__name__


def identifier(name: str) -> str:
    """`name`, checked to be a plain SQL identifier that needs no quotes."""
    if _IDENTIFIER.fullmatch(name) is None:
        raise InvalidInput("identifier", name, "lower case letters, digits and underscores")
    return name


async def open_pool(
    dsn: str,
    *,
    schema: str,
    max_size: int = 8,
    connect_timeout_s: float = 5.0,
    command_timeout_s: float = 60.0,
) -> Pool:
    """A pool whose connections see `schema` only; `Unavailable` when no server answers."""
    settings = {
        "search_path": identifier(schema),
        "application_name": f"tickloom-{schema}",
        "jit": "off",  # our queries are short; compiling them costs more than running them
        "timezone": "UTC",
    }
    try:
        return await asyncpg.create_pool(
            dsn, min_size=1, max_size=max_size, timeout=connect_timeout_s,
            command_timeout=command_timeout_s, server_settings=settings, init=_use_json,
        )  # fmt: skip
    except asyncpg.InvalidAuthorizationSpecificationError as error:
        raise Unavailable(
            f"PostgreSQL at {_place(dsn)} refuses the user: {reason(error)}",
            hint="check TICKLOOM_POSTGRES_DSN",
        ) from error
    except AWAY as error:
        raise Unavailable(
            f"no PostgreSQL answers at {_place(dsn)}: {reason(error)}",
            hint="start the server, or check TICKLOOM_POSTGRES_DSN",
        ) from error


async def close_pool(pool: Pool, *, patience_s: float = 3.0) -> None:
    """Close after running queries; cut them off when they, or a dead server, take too long."""
    try:
        async with asyncio.timeout(patience_s):
            await pool.close()
    except TimeoutError:
        pool.terminate()


def _place(dsn: str) -> str:
    """Host, port and database of `dsn`, without its password."""
    return dsn.rpartition("@")[2].partition("?")[0] or "(no address)"


async def _use_json(connection: Connection) -> None:
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", format="binary", encoder=_to_jsonb, decoder=_of_jsonb
    )


def _to_jsonb(value: object) -> bytes:
    return _JSONB_VERSION + msgspec.json.encode(value)


def _of_jsonb(data: bytes) -> object:
    return msgspec.json.decode(data[1:])
