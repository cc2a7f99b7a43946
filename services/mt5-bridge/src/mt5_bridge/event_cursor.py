"""Notices a bus that has lost events which it had acknowledged: a wiped store, or an older copy.

What was told is then told again from the journal, each event under its old id, and entries halt
until a person has looked: commands, wishes for limits and leases may have been lost as well.
"""

from collections.abc import Callable

import msgspec
import structlog

from mt5_bridge.orders.journal import Journal
from tickloom.bus.port import StreamMark

STREAM = "EVT"
CAUSE = "bus_store_lost"
_NAME = "event_stream"
log = structlog.get_logger(__name__)


class EventCursor:
    """Belongs to the relay's thread; `on_lost` is told in words what was found."""

    def __init__(self, journal: Journal, on_lost: Callable[[str], None]) -> None:
        self._journal = journal
        self._on_lost = on_lost

    def compare(self, now: StreamMark) -> None:
        """How far the stream goes, against how far it went when it was last looked at."""
        stored = self._journal.fact(_NAME)
        kept = None if stored is None else msgspec.json.decode(stored, type=StreamMark)
        if kept is not None and _has_lost(kept, now):
            detail = (
                f"the bus has lost events that it had stored (it ends at {now.last_sequence}, it "
                f"had {kept.last_sequence}): its store was wiped or is an older copy"
            )
            again = self._journal.tell_again()
            log.error("events_told_again", detail=detail, events=again)
            self._on_lost(f"{detail}; {again} events are told again")
        if now != kept:
            self._journal.set_fact(_NAME, msgspec.json.encode(now).decode())


def _has_lost(kept: StreamMark, now: StreamMark) -> bool:
    return now.created != kept.created or now.last_sequence < kept.last_sequence
