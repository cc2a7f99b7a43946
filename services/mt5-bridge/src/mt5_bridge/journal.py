"""What the bridge was told to do and what came of it, on the disk before anybody hears of it.

The known order ids are kept for ever: a command is executed at most once, however often and
however late the bus delivers it. Each new state leaves an event in the outbox, in one commit.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from mt5_bridge.order_record import OrderRecord
from mt5_bridge.sqlite_file import open_file, transaction
from tickloom.domain.ids import AccountId, DealTicket, OrderId
from tickloom.domain.order import OrderState

_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    order_id TEXT PRIMARY KEY, state TEXT NOT NULL, deployment TEXT, record TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS orders_open ON orders (state) WHERE state IN ('intent', 'unknown');
CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL UNIQUE, record TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS announced (account TEXT PRIMARY KEY, deal INTEGER NOT NULL) STRICT
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """An event that waits for the bus."""

    id: int
    message_id: str
    record: OrderRecord


class Journal:
    """One file a venue; every write is on the disk when the call returns."""

    def __init__(self, path: Path) -> None:
        self._db = open_file(path, _SCHEMA)

    def close(self) -> None:
        self._db.close()

    def state(self, order_id: OrderId) -> OrderState | None:
        """None: never heard of it."""
        row = self._db.execute(
            "SELECT state FROM orders WHERE order_id = ?", (order_id,)
        ).fetchone()
        return None if row is None else OrderState(row[0])

    def deployment(self, order_id: OrderId | None) -> str | None:
        """Which strategy's run gave the order."""
        row = self._db.execute(
            "SELECT deployment FROM orders WHERE order_id = ?", (order_id,)
        ).fetchone()
        return None if row is None else row[0]

    def write(self, record: OrderRecord) -> None:
        """The order's new state, and the event that tells of it."""
        text = msgspec.json.encode(record).decode()
        with transaction(self._db) as db:
            db.execute(
                "INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?)",
                (record.order_id, record.state, record.deployment, text),
            )
            db.execute(
                "INSERT OR IGNORE INTO outbox (message_id, record) VALUES (?, ?)",
                (f"order:{record.order_id}:{record.state}", text),
            )

    def unanswered(self) -> list[OrderRecord]:
        """Orders that were about to be sent and of which nothing more is known."""
        rows = self._db.execute(
            "SELECT record FROM orders WHERE state IN ('intent', 'unknown') ORDER BY rowid"
        )
        return [_record(row[0]) for row in rows]

    def outbox(self, *, limit: int) -> list[OutboxRow]:
        rows = self._db.execute(
            "SELECT id, message_id, record FROM outbox ORDER BY id LIMIT ?", (limit,)
        )
        return [OutboxRow(id=row[0], message_id=row[1], record=_record(row[2])) for row in rows]

    def outbox_length(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM outbox").fetchone()[0])

    def published(self, row: OutboxRow) -> None:
        """The bus has stored it."""
        with transaction(self._db) as db:
            db.execute("DELETE FROM outbox WHERE id = ?", (row.id,))

    def announced_deal(self, account: AccountId) -> DealTicket:
        """The last deal of the account that the bus has stored."""
        row = self._db.execute(
            "SELECT deal FROM announced WHERE account = ?", (account,)
        ).fetchone()
        return DealTicket(0 if row is None else row[0])

    def announce_deal(self, account: AccountId, ticket: DealTicket) -> None:
        with transaction(self._db) as db:
            db.execute("INSERT OR REPLACE INTO announced VALUES (?, ?)", (account, ticket))


def _record(text: str) -> OrderRecord:
    return msgspec.json.decode(text, type=OrderRecord)
