"""Small facts that must outlive the process: one row each, on the disk when the call returns."""

import threading
from pathlib import Path

from mt5_bridge.sqlite_file import open_file, transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS said (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at_us INTEGER NOT NULL, what TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT
"""


class KeptState:
    """One file an account: days, halts, fencing tokens, clock rules, and who changed them.

    The executor's thread and the bus's both write here, one at a time.
    """

    def __init__(self, path: Path) -> None:
        self._db = open_file(path, SCHEMA)
        self._one_at_a_time = threading.Lock()

    def close(self) -> None:
        self._db.close()

    def get(self, name: str) -> bytes | None:
        row = self._db.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def put(self, name: str, value: bytes) -> None:
        with self._one_at_a_time, transaction(self._db) as db:
            db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, value))

    def remove(self, name: str) -> None:
        with self._one_at_a_time, transaction(self._db) as db:
            db.execute("DELETE FROM kept WHERE name = ?", (name,))

    def say(self, what: str, detail: str, *, at_us: int) -> None:
        """Add a line to the audit; nothing ever takes one away."""
        with self._one_at_a_time, transaction(self._db) as db:
            db.execute(
                "INSERT INTO said (at_us, what, detail) VALUES (?, ?, ?)", (at_us, what, detail)
            )

    def said(self, what: str) -> list[tuple[int, str]]:
        """(time, detail) of every line of that kind, oldest first."""
        rows = self._db.execute(
            "SELECT at_us, detail FROM said WHERE what = ? ORDER BY id", (what,)
        )
        return [(int(at_us), str(detail)) for at_us, detail in rows]
