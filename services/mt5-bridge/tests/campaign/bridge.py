"""The bridge under test: the real executor and journal, made anew after every death.

The journal's database lives in memory and outlives each executor: a death rolls back what was not
committed, which is what a write-ahead log with full synchronisation leaves after a kill.
"""

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from campaign.clock import VirtualClock
from campaign.port import InProcessPort
from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import SCHEMA, KeptState
from mt5_bridge.orders.commands import Command
from mt5_bridge.orders.gate import Gate
from mt5_bridge.orders.journal import Journal

Reach = Callable[[str], None]


class Executor(Protocol):
    """What the campaign asks of an executor."""

    def take(self, command: Command) -> None: ...

    def reconcile(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an executor is made of."""

    port: InProcessPort
    journal: Journal
    database: sqlite3.Connection
    """Under the journal, for whoever puts another one on it."""
    halts: Halts
    gate: Gate
    clock: VirtualClock
    reach: Reach


MakeExecutor = Callable[[Parts], Executor]


class KeptJournal(Journal):
    """The bridge's journal on a database that somebody else keeps."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database


class RememberedState(KeptState):
    """The bridge's kept state on a database in memory, which outlives it as a file does."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        self._one_at_a_time = threading.Lock()
        for statement in SCHEMA.split(";"):
            self._db.execute(statement)


@lru_cache(maxsize=1)
def _empty_journal() -> bytes:
    """The image of a new journal, made once a process by the journal itself."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        Journal(path).close()
        database = sqlite3.connect(path)
        database.execute("PRAGMA journal_mode = DELETE")
        image = database.serialize()
        database.close()
    return image


def new_database() -> sqlite3.Connection:
    """An empty journal in memory."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.deserialize(_empty_journal())
    return database


def roll_back(database: sqlite3.Connection) -> None:
    """What a death leaves: everything that was committed."""
    if database.in_transaction:
        database.execute("ROLLBACK")
