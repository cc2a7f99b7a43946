"""What is wrong with the data folder is said in one line, and what is in it stays whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mt5_bridge.folder_lock import FolderLock
from mt5_bridge.sqlite_file import open_file, transaction
from tickloom.domain.errors import Conflict, CorrectIt

TABLE = "CREATE TABLE IF NOT EXISTS t (x INTEGER) STRICT"


def test_a_second_bridge_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    first = FolderLock(tmp_path)
    with pytest.raises(Conflict, match="another bridge already works on"):
        FolderLock(tmp_path)
    first.release()
    FolderLock(tmp_path).release()


def test_a_killed_bridge_leaves_no_lock_behind(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys; from mt5_bridge.folder_lock import FolderLock;"
        "FolderLock(pathlib.Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == -9
    FolderLock(tmp_path).release()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(CorrectIt, match="cannot be written"):
        FolderLock(tmp_path / "file" / "bridge")
    with pytest.raises(CorrectIt, match="cannot be written"):
        open_file(tmp_path / "file" / "ledger.sqlite", TABLE)


def test_a_full_disk_rolls_back_and_says_what_to_do(tmp_path: Path) -> None:
    database = open_file(tmp_path / "ledger.sqlite", TABLE)
    with transaction(database) as db:
        db.execute("INSERT INTO t VALUES (1)")
    database.execute("PRAGMA max_page_count = 2")  # SQLite then says that the disk is full

    def fill() -> None:
        with transaction(database) as db:
            for value in range(10_000):
                db.execute("INSERT INTO t VALUES (?)", (value,))

    with pytest.raises(CorrectIt, match="full") as refused:
        fill()
    assert refused.value.code == "storage:full"
    assert database.execute("SELECT count(*) FROM t").fetchone() == (1,)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(os.urandom(8_192))
    with pytest.raises(CorrectIt, match="file is not a database"):
        open_file(tmp_path / "ledger.sqlite", TABLE)
