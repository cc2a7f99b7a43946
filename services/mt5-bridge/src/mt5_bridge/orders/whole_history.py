"""What the history had once it has for ever: a reading that lacks it is no evidence of absence.

A terminal that has just come back may answer with an empty history for minutes. An order that is
looked for in it would seem never to have been; a deal that was read before and is missing says
that the books are not there yet. The newest one is kept in the journal for the next life.
"""

import structlog

from mt5_bridge.orders.books import Books
from mt5_bridge.orders.journal import Journal

_NEWEST_DEAL = "newest_deal"
_BELIEVED_AFTER_S = 600.0
"""A history that stays short for so long was cut by the broker, as when a demo is reset."""

log = structlog.get_logger(__name__)


class WholeHistory:
    """The deals of the window as they were read, by ticket."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._seen: dict[int, int] = {}
        self._short_since_s: float | None = None
        kept = journal.fact(_NEWEST_DEAL)
        if kept is not None:
            ticket, time_s = kept.split()
            self._seen[int(ticket)] = int(time_s)

    def lacking(self, books: Books) -> tuple[int, ...]:
        """The deals that this reading should have and has not; none once that is believed."""
        shown = {deal.ticket: deal.time_ms // 1000 for deal in books.deals}
        gone = sorted(
            ticket
            for ticket, time_s in self._seen.items()
            if time_s >= books.since_s and ticket not in shown
        )
        if gone and not self._is_believed(books, gone):
            self._seen |= shown
            return tuple(gone)
        self._short_since_s = None
        newest_before = max(self._seen, default=0)
        self._seen = shown
        if max(shown, default=0) != newest_before and shown:
            ticket = max(shown)
            self._journal.set_fact(_NEWEST_DEAL, f"{ticket} {shown[ticket]}")
        return ()

    def _is_believed(self, books: Books, gone: list[int]) -> bool:
        if self._short_since_s is None:
            self._short_since_s = books.read_s
            log.warning("history_is_short", deals=gone[:10], count=len(gone))
        if books.read_s - self._short_since_s < _BELIEVED_AFTER_S:
            return False
        log.error("history_was_cut", deals=gone[:10], count=len(gone))
        return True
