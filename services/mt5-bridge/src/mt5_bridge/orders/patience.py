"""How long the books have been read in vain: the quiet time, and whether reads agree.

Absence is believed only after a time of unbroken connection and two readings of the history that
do not contradict each other. Kept in memory: after a restart the waiting starts anew.
"""

from dataclasses import dataclass

from mt5_bridge.orders.books import Books
from mt5_bridge.orders.record import CommandRecord

_GAP_S_MAX = 40.0
"""Readings further apart than this say nothing about the time between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """What a command's readings amount to."""

    quiet_s: float
    stable_reads: int

    @property
    def is_stable(self) -> bool:
        return self.stable_reads >= 2


@dataclass(slots=True)
class _Wait:
    since_s: float
    last_s: float
    reads: int
    tickets: frozenset[int]
    newest_ms: int


class Patience:
    """One wait per command of open fate."""

    def __init__(self) -> None:
        self._waits: dict[str, _Wait] = {}

    def restart(self) -> None:
        """The connection was lost: what was read before proves nothing any more."""
        self._waits.clear()

    def interrupt(self) -> None:
        """A reading failed: it is no evidence, and the next two have to agree anew."""
        for wait in self._waits.values():
            wait.reads = 0

    def forget(self, command_id: str) -> None:
        self._waits.pop(command_id, None)

    def observe(self, record: CommandRecord, books: Books) -> Waited:
        """Count one complete reading for the command."""
        rows = [(o.ticket, max(o.time_done_ms, o.time_setup_ms)) for o in books.history_orders]
        rows += [(-d.ticket, d.time_ms) for d in books.deals]
        tickets = frozenset(ticket for ticket, _ in rows)
        newest_ms = max((ms for _, ms in rows), default=0)
        wait = self._waits.get(record.command_id)
        if wait is None or books.read_s - wait.last_s > _GAP_S_MAX:
            wait = _Wait(books.read_s, books.read_s, 1, tickets, newest_ms)
            self._waits[record.command_id] = wait
        else:
            is_late = any(t not in wait.tickets and ms < wait.newest_ms for t, ms in rows)
            agrees = not is_late and wait.tickets <= tickets
            wait.reads = wait.reads + 1 if agrees else 1
            wait.last_s, wait.tickets, wait.newest_ms = books.read_s, tickets, newest_ms
        return Waited(quiet_s=books.read_s - wait.since_s, stable_reads=wait.reads)
