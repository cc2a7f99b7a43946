"""Bulk writing against the real PostgreSQL."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import asyncpg
import pytest

from tickloom.storage.bulk import BatchWriter, Row, Table, copy_new, insert_new, upsert
from tickloom.storage.database import Pool, is_away, open_pool

TICKS = Table(
    name="ticks",
    columns=(("symbol", "text"), ("ts", "bigint"), ("bid", "double precision")),
    key=("symbol", "ts"),
)


@pytest.fixture
async def pool(postgres_dsn: str) -> AsyncIterator[Pool]:
    async with await open_pool(postgres_dsn, schema="public") as pool:
        await pool.execute(
            "CREATE TABLE ticks (symbol text, ts bigint, bid float8, PRIMARY KEY (symbol, ts))"
        )
        yield pool


def row(ts: int, bid: float = 1.1) -> Row:
    return ("EURUSD", ts, bid)


async def stored(pool: Pool) -> dict[int, float]:
    return {r["ts"]: r["bid"] for r in await pool.fetch("SELECT ts, bid FROM ticks ORDER BY ts")}


async def test_rows_that_are_there_stay_as_they_are(pool: Pool) -> None:
    async with pool.acquire() as connection:
        assert await insert_new(connection, TICKS, [row(1), row(2)]) == 2
        assert await insert_new(connection, TICKS, [row(2, 9.9), row(3), row(3)]) == 1
        assert await copy_new(connection, TICKS, [row(3, 9.9), row(4), row(4)]) == 1
        assert await copy_new(connection, TICKS, [row(4), row(5)]) == 1
        assert await insert_new(connection, TICKS, []) == 0
    assert await stored(pool) == dict.fromkeys(range(1, 6), 1.1)


async def test_a_correction_counts_only_what_it_changed(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await insert_new(connection, TICKS, [row(1), row(2)])
        assert await upsert(connection, TICKS, [row(1), row(2, 1.2), row(3)]) == 2
    assert await stored(pool) == {1: 1.1, 2: 1.2, 3: 1.1}


async def test_a_writer_gathers_rows_and_writes_each_in_order() -> None:
    batches: list[list[int]] = []

    async def write(rows: list[int]) -> None:
        batches.append(rows)

    writer = BatchWriter[int]("gathers", write, on_shed=lambda _: None, flush_s=0.05)
    task = asyncio.create_task(writer.run())
    for number in range(6_500):
        writer.add(number)
    await writer.flush()
    assert [len(batch) for batch in batches] == [5_000, 1_500]
    writer.add(6_500)
    assert len(batches) == 2
    await asyncio.sleep(0.15)
    assert [number for batch in batches for number in batch] == list(range(6_501))
    await cancelled(task)


async def test_while_the_database_is_away_rows_wait_and_the_newest_are_shed() -> None:
    is_away, written, shed = True, [0], [0]

    async def write(rows: list[int]) -> None:
        if is_away:
            raise ConnectionRefusedError("connection refused")
        written.extend(rows)

    writer = BatchWriter[int](
        "away", write, on_shed=shed.append, bound=10, flush_rows=4, flush_s=0.01
    )
    task = asyncio.create_task(writer.run())
    assert all(writer.add(number) for number in range(1, 5))
    await asyncio.sleep(0.05)
    assert "connection refused" in writer.trouble
    assert [writer.add(number) for number in range(5, 17)] == [True] * 10 + [False] * 2
    is_away = False
    await writer.flush()
    assert (written, shed, writer.trouble) == (list(range(15)), [0, 15, 16], "")
    await cancelled(task)


async def test_an_error_that_waiting_does_not_mend_ends_the_writer(pool: Pool) -> None:
    async def write(rows: list[Row]) -> None:
        async with pool.acquire() as connection:
            await insert_new(connection, TICKS, rows)

    writer = BatchWriter[Row]("broken", write, on_shed=lambda _: None, flush_s=0.01)
    writer.add(("EURUSD", "not a number", 1.1))
    with pytest.raises(asyncpg.DataError, match="not a number"):
        await asyncio.wait_for(writer.run(), timeout=5)


async def test_a_writer_outlives_cut_connections(pool: Pool, postgres_dsn: str) -> None:
    async def write(rows: list[Row]) -> None:
        async with pool.acquire() as connection:
            await insert_new(connection, TICKS, rows)

    writer = BatchWriter[Row]("cut", write, on_shed=lambda _: None, flush_s=0.001, flush_rows=10)
    task = asyncio.create_task(writer.run())
    async with await open_pool(postgres_dsn, schema="other") as killer:
        for ts in range(400):
            writer.add(row(ts))
            if ts % 100 == 50:
                await killer.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name = 'tickloom-public' AND pid <> pg_backend_pid()"
                )
            await asyncio.sleep(0)
        await asyncio.wait_for(writer.flush(), timeout=10)
    assert await stored(pool) == dict.fromkeys(range(400), 1.1)
    await cancelled(task)


def test_a_full_disk_is_waited_for_and_a_wrong_value_is_not() -> None:
    assert is_away(asyncpg.DiskFullError("could not extend file: No space left on device"))
    assert is_away(asyncpg.CannotConnectNowError("the database system is starting up"))
    assert is_away(ConnectionRefusedError())
    assert not is_away(asyncpg.DataError("invalid input"))
    assert not is_away(asyncpg.UniqueViolationError("duplicate key"))


async def cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
