"""The broker's own books on the disk: append-only, whole after any kill, read by nobody but tests.

Every change of an order, a position or a deal is one row, and so is every request, every reply and
every hand on a switch; a commit holds all that one moment did, together with how far the market
is. So a killed terminal plays on from there, and an oracle (`ledger`) can compare what a
platform believes with what the broker did.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from tickloom.domain.errors import CorrectIt
from tickloom_terminal.market.market_clock import MarketClock, MarketRecord
from tickloom_terminal.trade.book import Change, Closed
from tickloom_terminal.trade.records import Deal, Order, Position

_FREE_BYTES_MIN = 64 * 1024 * 1024
_SCHEMA = """
CREATE TABLE IF NOT EXISTS market (
    id INTEGER PRIMARY KEY CHECK (id = 1), source TEXT NOT NULL, record_from_ns INTEGER NOT NULL,
    origin_market_ns INTEGER NOT NULL, origin_wall_ns INTEGER NOT NULL, speed REAL NOT NULL,
    position_ns INTEGER NOT NULL, position_wall_ns INTEGER NOT NULL, was_stopped INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS changes (
    seq INTEGER PRIMARY KEY, login INTEGER NOT NULL, kind TEXT NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS journal (
    seq INTEGER PRIMARY KEY, wall_ns INTEGER NOT NULL, login INTEGER NOT NULL, kind TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS changes_stay BEFORE UPDATE ON changes
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS changes_remain BEFORE DELETE ON changes
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS journal_stays BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS journal_remains BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""
_KINDS: dict[str, type[Change]] = {
    "order": Order, "position": Position, "closed": Closed, "deal": Deal,
}  # fmt: skip
_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the journal: a request, a reply, an account, a login, a hand on a switch."""

    login: int
    kind: str
    body: Mapping[str, Any]
    wall_ns: int = 0


class Ledger:
    """One file a terminal; every commit is on the disk when the call returns."""

    def __init__(self, path: Path) -> None:
        """Raises `CorrectIt` where the file cannot be kept."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(path.parent).free < _FREE_BYTES_MIN:
                raise CorrectIt(f"{path.parent} has no room for {path.name}", code="storage:full")
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise CorrectIt(
                f"the terminal's folder {path.parent} cannot be written: {error}",
                code="storage:unwritable",
            ) from error

    @classmethod
    def to_read(cls, path: Path) -> "Ledger":
        """The file of a terminal that may be running; writes are refused."""
        found = cls.__new__(cls)
        found._db = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro", isolation_level=None, uri=True
        )
        return found

    def close(self) -> None:
        self._db.close()

    def market(self) -> MarketRecord | None:
        """How far the market is; None in a new folder."""
        row = self._db.execute(
            "SELECT source, record_from_ns, origin_market_ns, origin_wall_ns, speed, position_ns,"
            " position_wall_ns, was_stopped FROM market"
        ).fetchone()
        if row is None:
            return None
        return MarketRecord(
            source=row[0], record_from_ns=row[1],
            clock=MarketClock(origin_market_ns=row[2], origin_wall_ns=row[3], speed=row[4]),
            position_ns=row[5], position_wall_ns=row[6], was_stopped=bool(row[7]),
        )  # fmt: skip

    def commit(
        self,
        market: MarketRecord,
        changes: Sequence[tuple[int, Change]] = (),
        entries: Sequence[Entry] = (),
    ) -> None:
        """Write what happened (by login) and how far the market is, all or nothing."""
        clock = market.clock
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.execute(
                "INSERT OR REPLACE INTO market VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    market.source, market.record_from_ns, clock.origin_market_ns,
                    clock.origin_wall_ns, clock.speed, market.position_ns,
                    market.position_wall_ns, int(market.was_stopped),
                ),
            )  # fmt: skip
            self._db.executemany(
                "INSERT INTO changes (login, kind, body) VALUES (?, ?, ?)",
                [(login, _NAMES[type(change)], _body(change)) for login, change in changes],
            )
            self._db.executemany(
                "INSERT INTO journal (wall_ns, login, kind, body) VALUES (?, ?, ?, ?)",
                [(e.wall_ns, e.login, e.kind, _encoded(e.body)) for e in entries],
            )
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def changes(self, login: int) -> Iterator[Change]:
        """All that happened to one account, oldest first."""
        rows = self._db.execute(
            "SELECT kind, body FROM changes WHERE login = ? ORDER BY seq", (login,)
        )
        for kind, body in rows:
            yield msgspec.json.decode(body, type=_KINDS[kind])

    def journal(self, *kinds: str) -> Iterator[Entry]:
        """Lines of the journal, oldest first; of some kinds only, when any are named."""
        rows = self._db.execute("SELECT login, kind, body, wall_ns FROM journal ORDER BY seq")
        for login, kind, body, wall_ns in rows:
            if not kinds or kind in kinds:
                yield Entry(login=login, kind=kind, body=msgspec.json.decode(body), wall_ns=wall_ns)


def _body(change: Change) -> bytes:
    return _encoded(asdict(change))


def _encoded(body: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(body, enc_hook=_plain)


def _plain(value: object) -> str:
    assert isinstance(value, Decimal), f"{type(value)} has no place in a ledger"
    return str(value)
