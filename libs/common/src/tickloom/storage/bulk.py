"""Rows into a table, many at once, each at most once.

Live rows come through a `BatchWriter`: it writes 1,000 rows or what came within 200 ms, waits for
a database that is away, and never holds more rows than its bound. What it has to shed it says,
so that the caller can fetch it again. Rows that are there already stay as they are.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import asyncpg
import structlog
from prometheus_client import Counter, Gauge, Histogram

from tickloom.storage.database import Connection, identifier, is_away, reason

log = structlog.get_logger(__name__)

Row = Sequence[Any]
R = TypeVar("R")

WRITTEN = Counter("tickloom_bulk_rows", "Rows handed to PostgreSQL", ["writer"])
SHED = Counter("tickloom_bulk_shed", "Rows given up at the bound of a buffer", ["writer"])
RETRIES = Counter("tickloom_bulk_retries", "Batches tried again", ["writer"])
BUFFERED = Gauge("tickloom_bulk_buffer_rows", "Rows that wait to be written", ["writer"])
SECONDS = Histogram("tickloom_bulk_batch_seconds", "Time to write one batch", ["writer"])

_BACKLOG = 5  # a writer that is behind takes so many batches at once
_RETRY_FIRST_S = 0.1
_RETRY_LAST_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table to fill: `columns` are (name, type), `key` is what must be unique."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in (self.name, *self.names, *self.key):
            identifier(name)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.columns]

    def insert_sql(self, *, on_conflict: str = "DO NOTHING") -> str:
        """Insert from one array a column; the parameters are the columns in order."""
        arrays = ", ".join(f"${i}::{kind}[]" for i, (_, kind) in enumerate(self.columns, start=1))
        names = ", ".join(self.names)
        insert = f"INSERT INTO {self.name} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608  checked
        return f"{insert} ON CONFLICT ({', '.join(self.key)}) {on_conflict}"

    def update_clause(self) -> str:
        """For `on_conflict`: take over the values, but touch no row that is equal already."""
        values = [name for name in self.names if name not in self.key]
        sets = ", ".join(f"{name} = excluded.{name}" for name in values)
        mine = ", ".join(f"{self.name}.{name}" for name in values)
        theirs = ", ".join(f"excluded.{name}" for name in values)
        return f"DO UPDATE SET {sets} WHERE ({mine}) IS DISTINCT FROM ({theirs})"


async def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """Insert the rows whose key is new; returns how many were."""
    if not rows:
        return 0
    return count_of(await connection.execute(table.insert_sql(), *zip(*rows, strict=True)))


async def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """Insert or correct; returns how many rows were new or different."""
    if not rows:
        return 0
    sql = table.insert_sql(on_conflict=table.update_clause())
    return count_of(await connection.execute(sql, *zip(*rows, strict=True)))


async def copy_new(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """As `insert_new`, by COPY: for thousands of rows that are most likely all new.

    It goes straight into the table; only when a row is there already, all of them take the way
    through a staging table.
    """
    if not rows:
        return 0
    # Alone, a COPY is a transaction by itself; within one it must not end it when it fails.
    within = connection.transaction() if connection.is_in_transaction() else nullcontext()
    try:
        async with within:
            await connection.copy_records_to_table(table.name, records=rows, columns=table.names)
    except asyncpg.UniqueViolationError:
        return await _copy_through_staging(connection, table, rows)
    return len(rows)


async def _copy_through_staging(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    names = ", ".join(table.names)
    staging = f"staging_{table.name}"
    like = f"AS SELECT {names} FROM {table.name} WITH NO DATA"  # noqa: S608  names are checked
    insert = f"INSERT INTO {table.name} ({names}) SELECT {names} FROM pg_temp.{staging}"  # noqa: S608
    async with connection.transaction():
        await connection.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {staging} ON COMMIT DELETE ROWS {like}"
        )
        await connection.copy_records_to_table(
            staging, records=rows, columns=table.names, schema_name="pg_temp"
        )
        status = await connection.execute(
            f"{insert} ON CONFLICT ({', '.join(table.key)}) DO NOTHING"
        )
        return count_of(status)


def count_of(status: str) -> int:
    """Rows that a command's status names ("INSERT 0 17")."""
    return int(status.rpartition(" ")[2])


class BatchWriter(Generic[R]):
    """A bounded buffer in front of `write`, emptied by `run` in order.

    `add` never waits. When the buffer is full, the newest row is shed: `on_shed` is told, and the
    rows that are kept stay a whole beginning. `write` may be called twice with the same rows.
    """

    def __init__(
        self,
        name: str,
        write: Callable[[list[R]], Awaitable[None]],
        *,
        on_shed: Callable[[R], None],
        bound: int = 100_000,
        flush_rows: int = 1_000,
        flush_s: float = 0.2,
    ) -> None:
        self._name = name
        self._write = write
        self._on_shed = on_shed
        self._bound = bound
        self._flush_rows = flush_rows
        self._flush_s = flush_s
        self._rows: deque[R] = deque()
        self._added = 0
        self._done = 0
        self._is_hasty = False
        self._has_rows = asyncio.Event()
        self._is_full = asyncio.Event()
        self._progress = asyncio.Condition()
        self.trouble = ""
        BUFFERED.labels(writer=name).set_function(lambda: len(self._rows))
        self._shed = SHED.labels(writer=name)

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: R) -> bool:
        """Take `row`; False when the buffer was full and the row was shed."""
        rows = self._rows
        if len(rows) >= self._bound:
            self._shed.inc()
            self._on_shed(row)
            return False
        rows.append(row)
        self._added += 1
        if len(rows) == 1:
            self._has_rows.set()
        elif len(rows) == self._flush_rows:
            self._is_full.set()
        return True

    async def flush(self) -> None:
        """Wait until every row added so far is written."""
        goal = self._added
        self._is_hasty = True
        self._is_full.set()
        async with self._progress:
            await self._progress.wait_for(lambda: self._done >= goal)

    async def run(self) -> None:
        """Write for ever; ends only by an error that waiting would not mend."""
        while True:
            await self._has_rows.wait()
            await self._gather()
            count = min(len(self._rows), _BACKLOG * self._flush_rows)
            batch = [self._rows.popleft() for _ in range(count)]
            await self._write_until_done(batch)
            if not self._rows:
                self._has_rows.clear()
            self._done += len(batch)
            async with self._progress:
                self._progress.notify_all()

    async def _gather(self) -> None:
        """Wait for a full batch, for 200 ms at most; not at all when somebody waits for us."""
        if len(self._rows) < self._flush_rows and not self._is_hasty:
            try:
                async with asyncio.timeout(self._flush_s):
                    await self._is_full.wait()
            except TimeoutError:
                pass
        self._is_full.clear()
        self._is_hasty = False

    async def _write_until_done(self, batch: list[R]) -> None:
        pause_s = _RETRY_FIRST_S
        while True:
            try:
                with SECONDS.labels(writer=self._name).time():
                    await self._write(batch)
            except Exception as error:
                if not is_away(error):
                    raise
                self.trouble = f"the database does not answer: {reason(error)}"
                log.warning("batch_waits", writer=self._name, rows=len(batch), error=repr(error))
                RETRIES.labels(writer=self._name).inc()
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, _RETRY_LAST_S)
            else:
                self.trouble = ""
                WRITTEN.labels(writer=self._name).inc(len(batch))
                return
