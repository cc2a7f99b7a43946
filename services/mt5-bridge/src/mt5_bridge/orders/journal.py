"""What the bridge was told, what it sent, what it heard: on the disk before anybody is told.

One file an account. Known command ids are kept for ever: a command is executed at most once,
however often and however late the bus delivers it. A write that fails raises `JournalUnwritable`,
and what was about to be sent is not sent.
"""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from mt5_bridge.orders import told
from mt5_bridge.orders.events import (
    News,
    OutboxRow,
    deal_message_id,
    order_message_id,
    order_news,
    position_message_id,
)
from mt5_bridge.orders.ids import comment_of, first_sequence, magic_of, strategy_bits
from mt5_bridge.orders.journal_schema import SCHEMA
from mt5_bridge.orders.record import CommandRecord
from mt5_bridge.orders.states import OPEN_STATES
from mt5_bridge.port.records import SendAnswer, VenueRequest
from mt5_bridge.sqlite_file import open_file
from tickloom.domain.errors import TryAgain

_OPEN_WORDS = ", ".join(f"'{state.value}'" for state in sorted(OPEN_STATES))


class JournalUnwritable(TryAgain):
    """The journal's disk takes nothing: what was asked has not been sent."""

    code = "storage:full"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealRole:
    """What a deal is to its position: its very first, a reversal, the work of an entry of ours."""

    begins: bool = False
    turns: bool = False
    owns: bool = False


class Journal:
    """Every method that writes has its effect on the disk when it returns."""

    def __init__(self, path: Path) -> None:
        self._db = open_file(path, SCHEMA)

    def close(self) -> None:
        self._db.close()

    # Commands

    def record(self, command_id: str) -> CommandRecord | None:
        """None: never heard of it."""
        row = self._db.execute(
            "SELECT record FROM commands WHERE command_id = ?", (command_id,)
        ).fetchone()
        return None if row is None else _record(row[0])

    def by_magic(self, magic: int) -> CommandRecord | None:
        """The command that was sent under `magic`; None: the magic is not ours."""
        if not 0 < magic < 1 << 63:
            return None
        row = self._db.execute("SELECT command_id FROM magics WHERE magic = ?", (magic,)).fetchone()
        return None if row is None else self.record(row[0])

    def open_records(self) -> list[CommandRecord]:
        """Everything that is not settled, oldest first."""
        rows = self._db.execute(
            f"SELECT record FROM commands WHERE state IN ({_OPEN_WORDS}) ORDER BY rowid"  # noqa: S608
        ).fetchall()
        return [_record(row[0]) for row in rows]

    def unprotected(self) -> list[CommandRecord]:
        """Fills whose stops have not been read back."""
        rows = self._db.execute(
            "SELECT record FROM commands WHERE is_due = 1 ORDER BY rowid"
        ).fetchall()
        return [_record(row[0]) for row in rows]

    def write(
        self, record: CommandRecord, *, is_news: bool, result: SendAnswer | str | None = None
    ) -> None:
        """A command's new state; `result` is the exact answer to its last attempt."""
        with self._commit() as db:
            _put(db, record)
            if result is not None:
                db.execute(
                    "UPDATE attempts SET result = ?, result_at_us = ? "
                    "WHERE command_id = ? AND attempt = ?",
                    (_text(result), record.changed_at_us, record.command_id, record.attempts),
                )
            if is_news:
                _announce(db, order_message_id(record), order_news(record))

    def intend(
        self, record: CommandRecord, request: VenueRequest
    ) -> tuple[CommandRecord, VenueRequest]:
        """INTENT: the request with its magic and comment, durable before it is sent.

        A command keeps its magic over all its attempts: whatever comes of any of them is found.
        """
        asked = record.instruction
        with self._commit() as db:
            magic = record.magic or self._next_magic(db, asked.deployment, record.changed_at_us)
            record = replace(record, magic=magic)
            exact = replace(request, magic=magic, comment=comment_of(record.command_id))
            db.execute("INSERT OR IGNORE INTO magics VALUES (?, ?)", (magic, record.command_id))
            db.execute(
                "INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, NULL, NULL)",
                (record.command_id, record.attempts, _text(exact), record.changed_at_us),
            )
            _put(db, record)
            _announce(db, order_message_id(record), order_news(record))
        return record, exact

    def attempts(self, command_id: str) -> list[tuple[VenueRequest, str | None]]:
        """Every request that was sent for a command, and the answer as it came."""
        rows = self._db.execute(
            "SELECT request, result FROM attempts WHERE command_id = ? ORDER BY attempt",
            (command_id,),
        ).fetchall()
        return [(msgspec.json.decode(row[0], type=VenueRequest), row[1]) for row in rows]

    def _next_magic(self, db: sqlite3.Connection, deployment: str | None, now_us: int) -> int:
        row = db.execute("SELECT value FROM facts WHERE name = 'sequence'").fetchone()
        sequence = first_sequence(now_us) if row is None else int(row[0]) + 1
        db.execute("INSERT OR REPLACE INTO facts VALUES ('sequence', ?)", (str(sequence),))
        return magic_of(strategy_bits(deployment), sequence)

    # Deals and positions

    def is_deal_known(self, ticket: int) -> bool:
        row = self._db.execute("SELECT 1 FROM deals WHERE ticket = ?", (ticket,)).fetchone()
        return row is not None

    def add_deal(
        self, ticket: int, news: News, *, position: int, command_id: str | None, role: DealRole
    ) -> None:
        """An execution, told once whatever happens: the ticket is remembered for ever.

        The command that made a position, or turned it, is the one whose strategy its exits are.
        """
        with self._commit() as db:
            if role.turns:
                db.execute("DELETE FROM positions WHERE position = ?", (position,))
            if role.owns and command_id is not None:
                db.execute("INSERT OR IGNORE INTO positions VALUES (?, ?)", (position, command_id))
            new = db.execute(
                "INSERT OR IGNORE INTO deals VALUES (?, ?, ?)", (ticket, position, command_id)
            ).rowcount
            if new:
                if position:
                    _begin(db, position, news.fields["symbol"], is_told=role.begins)
                _announce(db, deal_message_id(news.account, ticket), news)

    def opener(self, position: int) -> CommandRecord | None:
        row = self._db.execute(
            "SELECT command_id FROM positions WHERE position = ?", (position,)
        ).fetchone()
        return None if row is None else self.record(row[0])

    def beginning(self, position: int) -> str | None:
        """Where the record has the opening of a position (`journal_schema`); None: nowhere."""
        row = self._db.execute(
            "SELECT how FROM beginnings WHERE position = ?", (position,)
        ).fetchone()
        return None if row is None else row[0]

    def without_beginning(self) -> list[tuple[int, str]]:
        """Positions (and their symbols) of which deals were told, and never the first."""
        rows = self._db.execute("SELECT position, symbol FROM beginnings WHERE how = 'missing'")
        return [(row[0], row[1]) for row in rows.fetchall()]

    def last_deal(self, position: int) -> int:
        """The newest deal of a position that was told; 0: none."""
        row = self._db.execute(
            "SELECT max(ticket) FROM deals WHERE position = ?", (position,)
        ).fetchone()
        return row[0] or 0

    def state_position(self, position: int, news: News, *, is_open: bool) -> None:
        """Tell what the terminal states of a position, until a deal of it is told."""
        with self._commit() as db:
            (times,) = db.execute(
                "INSERT INTO beginnings VALUES (?, ?, ?, 1) ON CONFLICT (position) DO UPDATE SET "
                "how = excluded.how, times = times + 1 RETURNING times",
                (position, news.fields["symbol"], "stated" if is_open else "gone"),
            ).fetchone()
            _announce(db, position_message_id(news.account, position, times), news)

    # Outbox

    def outbox(self, limit: int) -> list[OutboxRow]:
        rows = self._db.execute(
            "SELECT id, message_id, news FROM outbox ORDER BY id LIMIT ?", (limit,)
        ).fetchall()
        return [
            OutboxRow(id=row[0], message_id=row[1], news=msgspec.json.decode(row[2], type=News))
            for row in rows
        ]

    def outbox_length(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM outbox").fetchone()[0])

    def published(self, row: OutboxRow) -> None:
        """The bus has stored it."""
        with self._commit() as db:
            told.keep(db, row.id)

    def tell_again(self) -> int:
        """The bus has lost what it had stored: how many events wait for it anew."""
        with self._commit() as db:
            return told.again(db)

    # Facts, filling modes, and what versions before kept here

    def fact(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else row[0]

    def set_fact(self, name: str, value: str) -> None:
        with self._commit() as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def check(self) -> None:
        """A write that changes nothing: raises `JournalUnwritable` when it fails."""
        with self._commit() as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES ('checked', '')")

    def filling(self, server: str, symbol: str) -> int | None:
        """The filling mode that the server took last for the symbol."""
        row = self._db.execute(
            "SELECT mode FROM fillings WHERE server = ? AND symbol = ?", (server, symbol)
        ).fetchone()
        return None if row is None else row[0]

    def remember_filling(self, server: str, symbol: str, mode: int) -> None:
        with self._commit() as db:
            db.execute("INSERT OR REPLACE INTO fillings VALUES (?, ?, ?)", (server, symbol, mode))

    def halts_of_before(self) -> list[tuple[str, str, int]]:
        """Cause, detail and beginning of the halts that versions before kept in this file."""
        table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'halts'"
        if self._db.execute(table).fetchone() is None:
            return []
        rows = self._db.execute("SELECT reason, detail, since_us FROM halts ORDER BY since_us")
        return [(row[0], row[1], row[2]) for row in rows.fetchall()]

    def forget_halts(self) -> None:
        """They stand in the kept state now."""
        with self._commit() as db:
            db.execute("DROP TABLE IF EXISTS halts")

    @contextmanager
    def _commit(self) -> Generator[sqlite3.Connection]:
        """All or nothing; on the disk when the block ends."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise JournalUnwritable(
                f"the order journal cannot be written: {error}; nothing is sent meanwhile",
                hint="free some space on the bridge's disk",
            ) from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            try:
                self._db.execute("ROLLBACK")
            except sqlite3.Error:
                return


def _put(db: sqlite3.Connection, record: CommandRecord) -> None:
    db.execute(
        "INSERT INTO commands VALUES (?, ?, ?, ?) ON CONFLICT (command_id) DO UPDATE SET "
        "state = excluded.state, is_due = excluded.is_due, record = excluded.record",
        (record.command_id, record.state.value, int(record.is_protection_due), _text(record)),
    )


def _begin(db: sqlite3.Connection, position: int, symbol: str, *, is_told: bool) -> None:
    """What was stated holds only until the next deal: one told late may have been in it."""
    db.execute(
        "INSERT INTO beginnings VALUES (?, ?, ?, 0) ON CONFLICT (position) DO UPDATE SET how = "
        "CASE WHEN how IN ('stated', 'gone') THEN 'missing' "
        "WHEN excluded.how = 'told' THEN 'told' ELSE how END",
        (position, symbol, "told" if is_told else "missing"),
    )


def _announce(db: sqlite3.Connection, message_id: str, news: News) -> None:
    db.execute(
        "INSERT OR IGNORE INTO outbox (message_id, news) VALUES (?, ?)", (message_id, _text(news))
    )


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _record(text: str) -> CommandRecord:
    return msgspec.json.decode(text, type=CommandRecord)
