"""Migrations against the real PostgreSQL."""

import asyncio
import sys
from pathlib import Path

import pytest

from tickloom.domain.errors import Broken, Conflict, InvalidInput, Unavailable
from tickloom.storage.database import open_pool
from tickloom.storage.migrations import migrate, read_migrations

FIRST = "CREATE TABLE quotes (symbol text PRIMARY KEY, extra jsonb);"
SECOND = "ALTER TABLE quotes ADD COLUMN bid double precision;"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "sqlfiles"
    folder.mkdir()
    (folder / "0001_quotes.sql").write_text(FIRST)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.delitem(sys.modules, "sqlfiles", raising=False)
    return folder


async def test_each_file_is_applied_once_and_in_order(postgres_dsn: str, package: Path) -> None:
    async with await open_pool(postgres_dsn, schema="market") as pool:
        assert await migrate(pool, schema="market", package="sqlfiles") == ["0001_quotes.sql"]
        (package / "0002_bid.sql").write_text(SECOND)
        assert await migrate(pool, schema="market", package="sqlfiles") == ["0002_bid.sql"]
        assert await migrate(pool, schema="market", package="sqlfiles") == []
        await pool.execute("INSERT INTO quotes VALUES ('EURUSD', $1, 1.1)", {"digits": [5, None]})
        row = await pool.fetchrow("SELECT * FROM market.quotes")
        assert row is not None
        assert tuple(row) == ("EURUSD", {"digits": [5, None]}, 1.1)


@pytest.mark.usefixtures("package")
async def test_two_processes_may_start_at_once(postgres_dsn: str) -> None:
    async with (
        await open_pool(postgres_dsn, schema="market") as one,
        await open_pool(postgres_dsn, schema="market") as other,
    ):
        done = await asyncio.gather(
            *(migrate(pool, schema="market", package="sqlfiles") for pool in (one, other))
        )
    assert sorted(done) == [[], ["0001_quotes.sql"]]


async def test_a_changed_file_is_refused_and_changes_nothing(
    postgres_dsn: str, package: Path
) -> None:
    async with await open_pool(postgres_dsn, schema="market") as pool:
        await migrate(pool, schema="market", package="sqlfiles")
        (package / "0001_quotes.sql").write_text(FIRST + "\nDROP TABLE quotes;")
        with pytest.raises(Conflict, match=r"0001_quotes\.sql was changed after") as caught:
            await migrate(pool, schema="market", package="sqlfiles")
        assert "restore" in caught.value.hint
        assert await pool.fetchval("SELECT count(*) FROM quotes") == 0


async def test_a_database_of_a_newer_program_is_refused(postgres_dsn: str, package: Path) -> None:
    async with await open_pool(postgres_dsn, schema="market") as pool:
        (package / "0002_bid.sql").write_text(SECOND)
        await migrate(pool, schema="market", package="sqlfiles")
        (package / "0002_bid.sql").unlink()
        with pytest.raises(Conflict, match="newer than this program"):
            await migrate(pool, schema="market", package="sqlfiles")


async def test_a_failing_file_leaves_the_schema_as_it_was(postgres_dsn: str, package: Path) -> None:
    async with await open_pool(postgres_dsn, schema="market") as pool:
        (package / "0002_bad.sql").write_text("CREATE TABLE half (a int); SELECT nonsense;")
        with pytest.raises(Exception, match="nonsense"):
            await migrate(pool, schema="market", package="sqlfiles")
        assert await pool.fetchval("SELECT to_regclass('half')") is None
        (package / "0002_bad.sql").write_text(SECOND)
        assert await migrate(pool, schema="market", package="sqlfiles") == ["0002_bad.sql"]


def test_a_file_out_of_order_is_named(package: Path) -> None:
    (package / "0003_skips.sql").write_text("SELECT 1")
    with pytest.raises(Broken, match="should be named 0002_"):
        read_migrations("sqlfiles")


async def test_no_server_is_one_clear_line_without_the_password() -> None:
    with pytest.raises(Unavailable, match=r"no PostgreSQL answers at 127.0.0.1:1/x") as caught:
        await open_pool("postgresql://user:secret@127.0.0.1:1/x", schema="market")
    assert "secret" not in caught.value.detail


async def test_a_schema_is_a_plain_name(postgres_dsn: str) -> None:
    with pytest.raises(InvalidInput):
        await open_pool(postgres_dsn, schema='a"; DROP')
