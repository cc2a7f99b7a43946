"""Settle what is open by the venue's own books; `orders.md` 6.6.

Run at the start, after every order and every few seconds. A book that could not be read whole is
no evidence. What is UNKNOWN is found, or believed absent after the quiet time and reads that
agree; entries are never sent again, whole closes on hedging accounts may be.
"""

from collections.abc import Callable
from typing import Any

import structlog

from mt5_bridge.orders.books import DAY_S, Books
from mt5_bridge.orders.deal_import import DealImport
from mt5_bridge.orders.matching import evidence_of
from mt5_bridge.orders.old_positions import OldPositions
from mt5_bridge.orders.parts import Parts
from mt5_bridge.orders.patience import Patience, Waited
from mt5_bridge.orders.reading import read_books
from mt5_bridge.orders.record import CommandRecord
from mt5_bridge.orders.settling import (
    Settlement,
    settle_change,
    settle_close_of_gone,
    settle_trade,
)
from mt5_bridge.orders.states import TABLE, Action, Event, step
from mt5_bridge.orders.terminal_health import TerminalHealth
from mt5_bridge.orders.whole_history import WholeHistory
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.records import ZERO
from tickloom.domain.order import FINAL_STATES, OrderState

log = structlog.get_logger(__name__)

_HOUR_S = 3_600
_CHECKPOINT = "books_read_to_s"
_MAY_TURN_UP = frozenset(
    {
        OrderState.EXPIRED,
        OrderState.REJECTED,
        OrderState.CANCELLED,
        OrderState.ADOPTED,
        OrderState.PARTIALLY_FILLED,
    }
)
"""More may be found of these than is known."""


class Reconciler:
    """Reads the books and writes what they settle; sends nothing itself.

    `resend` is called with an exit that may be sent again, back in RETRY.
    """

    def __init__(
        self, parts: Parts, health: TerminalHealth, resend: Callable[[CommandRecord], None]
    ) -> None:
        self._parts = parts
        self._health = health
        self._resend = resend
        self._patience = Patience()
        self._history = WholeHistory(parts.journal)
        self._import = DealImport(parts)
        self._old = OldPositions(parts)
        self._reads_agreeing = 0
        self._reads_before: frozenset[int] = frozenset()
        self._finished: set[int] = set()

    def run(self) -> Books | None:
        """One pass; the books it read, or None when they gave no evidence."""
        status = self._parts.port.status()
        if isinstance(status, CallFailed):
            self._health.note_answer(status)
            self._lost()
            return None
        if not status.connected:
            self._lost()
            return None
        self._health.review(status)
        if self._health.is_switched(status):
            self._lost()
            return None
        books = read_books(self._parts, since_s=self._since_s())
        if books is None:
            self._patience.interrupt()
            self._reads_agreeing = 0
            return None
        lacking = self._history.lacking(books)
        if lacking:
            self._patience.restart()
        for record in self._parts.journal.open_records():
            self._settle(record, books)
        self._take_deals(books)
        self._look_for_orphans(books)
        self._note_reading(books, lacking)
        if self._health.is_ready:
            self._old.review(books)
        return books

    def _lost(self) -> None:
        self._patience.restart()
        self._health.lacking = ()
        self._reads_agreeing = 0
        self._reads_before = frozenset()
        self._health.is_ready = False

    def _note_reading(self, books: Books, lacking: tuple[int, ...]) -> None:
        """Entries are let through once two whole readings since the connection agree."""
        self._health.lacking = lacking
        if lacking:
            self._reads_agreeing = 0
            self._health.is_ready = False
            return
        tickets = frozenset(
            [*(o.ticket for o in books.history_orders), *(-d.ticket for d in books.deals)]
        )
        is_first = self._reads_agreeing == 0
        agrees = is_first or self._reads_before <= tickets
        self._reads_agreeing = self._reads_agreeing + 1 if agrees else 1
        self._reads_before = tickets
        if self._reads_agreeing >= 2:
            self._health.is_ready = True
            self._set_checkpoint(books)

    def _settle(self, record: CommandRecord, books: Books) -> None:
        if record.instruction.verb == "flatten":
            return
        if record.state is OrderState.INTENT:
            record = self._write(record, Event.NO_ANSWER, {
                "reason": "interrupted",
                "detail": "the bridge stopped around the time of sending; "
                "whether the order was done is being looked up",
            })  # fmt: skip
        if record.state is OrderState.RETRY:
            self._expire_retry(record)
            return
        waited = self._patience.observe(record, books)
        found = self._found(record, books, waited)
        if found is None:
            self._resend_if_allowed(record, books, waited)
            return
        if record.state is OrderState.PLACED and found.event is Event.PLACED:
            self._patience.forget(record.command_id)
        if found.event not in TABLE[record.state]:
            log.error("books_contradict", command_id=record.command_id, was=record.state.value,
                      event=found.event.value)  # fmt: skip
            return
        settled = self._write(record, found.event, found.changes)
        if settled.state in FINAL_STATES or settled.state is not record.state:
            self._patience.forget(record.command_id)
        log.warning(
            "order_reconciled", command_id=record.command_id, was=record.state.value,
            state=settled.state.value, reason=settled.reason, waited_s=round(waited.quiet_s, 1),
        )  # fmt: skip

    def _found(self, record: CommandRecord, books: Books, waited: Waited) -> Settlement | None:
        settings = self._parts.settings
        quiet_s = settings.placed_wait_s if record.state is OrderState.PLACED else settings.quiet_s
        if record.instruction.verb in {"modify", "change", "cancel"}:
            return settle_change(record, books, waited, quiet_s=quiet_s)
        evidence = evidence_of(record, books)
        if evidence.working is not None:
            self._patience.forget(record.command_id)
        if record.instruction.verb == "close" and evidence.is_empty:
            gone = settle_close_of_gone(record, books, waited, quiet_s=quiet_s)
            if gone is not None:
                return gone
        return settle_trade(record, evidence, waited, quiet_s=quiet_s)

    def _resend_if_allowed(self, record: CommandRecord, books: Books, waited: Waited) -> None:
        """A close of whatever is left is the same however often it is sent; nothing else is.

        A close of so many lots is not: what it has left of the position may be as much again.
        """
        asked = record.instruction
        may = (
            record.state is OrderState.UNKNOWN
            and asked.verb == "close"
            and asked.volume is None
            and record.is_hedging
            and waited.is_stable
            and record.retries < self._parts.settings.retries_max
            and books.read_us <= asked.expires_at_us
            and evidence_of(record, books).is_empty
        )
        position = next((p for p in books.positions if p.ticket == record.position), None)
        if may and position is not None and position.volume == record.volume:
            self._patience.forget(record.command_id)
            again = self._write(
                record, Event.TRY_AGAIN, {"retries": record.retries + 1}, is_news=False
            )
            self._resend(again)

    def _expire_retry(self, record: CommandRecord) -> None:
        """A command between two attempts whose redelivery never came."""
        if self._parts.clock.now_us() > record.instruction.expires_at_us:
            self._write(record, Event.TOO_LATE, {
                "detail": f"{record.detail}; the time for another attempt ran out"
            })  # fmt: skip

    def _take_deals(self, books: Books) -> None:
        for deal, command in self._import.take(books):
            if command is None:
                continue
            done = sum((d.volume for d in evidence_of(command, books).deals), start=ZERO)
            if done > command.volume:
                detail = (
                    f"order {command.command_id} was for {command.volume:f} lots, and "
                    f"{done:f} were done under it (deal {deal.ticket} is the last)"
                )
                log.error("more_done_than_asked", command_id=command.command_id, detail=detail)
                self._parts.halts.halt("more_done_than_asked", detail)

    def _look_for_orphans(self, books: Books) -> None:
        """Something of a command that was given up turns up after all: it is taken over."""
        magics = {row.magic for row in (*books.positions, *books.orders, *books.deals)}
        for magic in sorted(magics):
            if magic in self._finished:
                continue
            record = self._parts.journal.by_magic(magic)
            if record is None or record.state not in _MAY_TURN_UP:
                if record is not None and record.state in FINAL_STATES:
                    self._finished.add(magic)
                continue
            evidence = evidence_of(record, books)
            position = evidence.position if record.is_hedging else None
            filled = max(evidence.filled, ZERO if position is None else position.volume)
            is_new = filled > record.filled or (
                evidence.working is not None and record.order != evidence.working.ticket
            )
            if is_new:
                self._adopt(record, books)

    def _adopt(self, record: CommandRecord, books: Books) -> None:
        settlement = settle_trade(
            record, evidence_of(record, books), Waited(quiet_s=1e9, stable_reads=2), quiet_s=0
        )
        if settlement is None:
            return
        changes = dict(settlement.changes)
        event = settlement.event
        if record.state is not OrderState.PARTIALLY_FILLED:
            event = Event.FOUND
            changes["reason"] = "orphan"
            changes["detail"] = (
                "found at the broker after it had been given up; it is taken over as it is"
            )
            log.error("orphan_adopted", command_id=record.command_id, was=record.state.value)
        if event in TABLE[record.state]:
            self._write(record, event, changes)

    def _write(
        self, record: CommandRecord, event: Event, changes: dict[str, Any], *, is_news: bool = True
    ) -> CommandRecord:
        _, actions = step(record.state, event)
        settled = record.after(event, now_us=self._parts.clock.now_us(), **changes)
        self._parts.journal.write(settled, is_news=is_news and Action.ANNOUNCE in actions)
        return settled

    def _since_s(self) -> int:
        """The window's beginning: a day before the oldest thing of open fate."""
        parts = self._parts
        now_us = parts.clock.now_us()
        server_ms = parts.server_ms(now_us)
        now_s = (now_us // 1000 if server_ms is None else server_ms) // 1000
        checkpoint = parts.journal.fact(_CHECKPOINT)
        first = now_s - parts.settings.import_days * DAY_S if checkpoint is None else None
        begin = min(now_s, int(checkpoint)) if checkpoint is not None else now_s
        for record in parts.journal.open_records():
            is_standing = record.state is OrderState.PLACED and record.filled == ZERO
            if record.intent_at_us is not None and not is_standing:
                begin = min(begin, now_s - (now_us - record.intent_at_us) // 1_000_000)
        begin -= DAY_S
        if first is not None:
            begin = min(begin, first)
        return max(0, begin // _HOUR_S * _HOUR_S)

    def _set_checkpoint(self, books: Books) -> None:
        """Every few minutes: up to here the history has been read whole and agreed."""
        server_ms = self._parts.server_ms(books.read_us)
        if server_ms is None:
            return
        now_s = server_ms // 1000 // 300 * 300
        known = self._parts.journal.fact(_CHECKPOINT)
        if known is None or now_s > int(known):
            self._parts.journal.set_fact(_CHECKPOINT, str(now_s))
