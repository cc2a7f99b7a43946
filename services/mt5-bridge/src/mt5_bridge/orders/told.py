"""Events that the bus has stored, kept for a while: a bus that loses its store hears them again."""

import sqlite3

KEPT = 100_000


def keep(db: sqlite3.Connection, row_id: int) -> None:
    """The event leaves the outbox and stays here, the newest hundred thousand of them."""
    db.execute(
        "INSERT OR IGNORE INTO told SELECT id, message_id, news FROM outbox WHERE id = ?", (row_id,)
    )
    db.execute("DELETE FROM outbox WHERE id = ?", (row_id,))
    db.execute("DELETE FROM told WHERE id <= ?", (row_id - KEPT,))


def again(db: sqlite3.Connection) -> int:
    """All of them wait in the outbox anew, in their old places and under their old ids."""
    db.execute(
        "INSERT OR IGNORE INTO outbox (id, message_id, news) SELECT id, message_id, news FROM told"
    )
    return db.execute("DELETE FROM told").rowcount
