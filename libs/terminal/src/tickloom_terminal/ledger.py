"""The broker's own books on the disk: append-only, whole after any kill, read by nobody but tests.

Every change of an order, a position or a deal is one row; a commit holds all that one moment did,
together with how far the market is. So a killed terminal plays on from there, and an oracle can
compare what a platform believes with what the broker did.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

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
) STRICT
"""
_KINDS: dict[str, type[Change]] = {
    "order": Order, "position": Position, "closed": Closed, "deal": Deal,
}  # fmt: skip
_NAMES = {kind: name for name, kind in _KINDS.items()}


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

    def commit(self, market: MarketRecord, changes: Sequence[tuple[int, Change]] = ()) -> None:
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


def _body(change: Change) -> bytes:
    return msgspec.json.encode(asdict(change), enc_hook=_plain)


def _plain(value: object) -> str:
    assert isinstance(value, Decimal), f"{type(value)} has no place in a ledger"
    return str(value)
