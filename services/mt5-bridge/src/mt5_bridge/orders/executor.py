"""Commands in, orders out: one at a time, journaled before and after, never twice.

The synchronous core of the order path: one thread, all time injected. `take` carries ONE command
through the steps of `orders.md` 6.5; `reconcile` is one pass of 6.6. Neither raises for bad input
or for faults of the terminal; only a journal that cannot be written raises `JournalUnwritable`,
and then nothing has been sent that is not in it.
"""

from collections.abc import Iterable
from dataclasses import replace

import structlog

from mt5_bridge.orders.commands import Command, identity_of, instruction_of
from mt5_bridge.orders.events import OutboxRow
from mt5_bridge.orders.flattening import Flattening
from mt5_bridge.orders.gate import ProposalKind
from mt5_bridge.orders.instruction import Instruction
from mt5_bridge.orders.late_answers import take_late_answer
from mt5_bridge.orders.lateness import too_late
from mt5_bridge.orders.parts import Parts
from mt5_bridge.orders.protection import Protection
from mt5_bridge.orders.reconcile import Reconciler
from mt5_bridge.orders.record import CommandRecord
from mt5_bridge.orders.sending import Sender
from mt5_bridge.orders.states import Event
from mt5_bridge.orders.terminal_health import TerminalHealth
from mt5_bridge.port.records import SendAnswer, VenueRequest
from tickloom.domain.errors import CorrectIt, InvalidInput
from tickloom.domain.order import FINAL_STATES, OrderState

log = structlog.get_logger(__name__)

_READY_READS = 3
_READY_PAUSE_S = 0.2
_FLATTEN_LIFE_US = 60_000_000


class OrderExecutor:
    """One account's order path; not to be called from two threads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._health = TerminalHealth(self._parts)
        self._sender = Sender(self._parts, self._health)
        self._reconciler = Reconciler(self._parts, self._health, self._resend)
        self._flattening = Flattening(self._parts, self._carry_out)
        self._protection = Protection(self._parts, self._carry_out)

    def take(self, command: Command) -> None:
        """Handle one command completely; known ones are answered by what the journal has told."""
        received_s = self._parts.clock.monotonic_s()
        self._parts.reach("bridge.after_fetch")
        try:
            asked = instruction_of(command)
        except InvalidInput as error:
            self._refuse_unread(command, error)
            return
        if self._parts.settings.account not in {"", asked.account}:
            self._end(
                CommandRecord(
                    instruction=asked, state=OrderState.ACCEPTED,
                    changed_at_us=self._parts.clock.now_us(),
                ),
                Event.REFUSED, reason="other_account",
                detail=f"this bridge has no account {asked.account}",
            )  # fmt: skip
            return
        self.carry_out(asked, received_s=received_s)

    def carry_out(self, asked: Instruction, *, received_s: float) -> CommandRecord | None:
        """An instruction, whoever gave it; None when it was known and needed nothing."""
        record = self._begin(asked)
        if record is None:
            return None
        record = self._spelt(record)
        if record.state is OrderState.REJECTED:
            return record
        asked = record.instruction
        late = too_late(self._parts, asked, received_s=received_s)
        if late is not None:
            return self._end(
                record, late.event, reason=late.reason, detail=late.detail, retcode=late.retcode
            )
        if asked.verb == "flatten":
            return self._flattening.begin(record)
        if asked.verb == "cancel" and self._bury(record):
            return None
        if asked.kind is ProposalKind.ENTRY:
            self._make_ready()
        record = self._sender.run(record, received_s=received_s)
        if record.magic and record.state is not OrderState.REJECTED and asked.parent is None:
            self.reconcile()
        return record

    def reconcile(self, late: Iterable[tuple[VenueRequest, SendAnswer]] = ()) -> None:
        """One pass: late answers first (`OwnedTerminal.late_sends`), then the books.

        Settle, import, adopt, protect, and go on with a flatten that is not done.
        """
        for request, answer in late:
            self.late_answer(request, answer)
        books = self._reconciler.run()
        if books is None:
            return
        self._protection.review(books)
        for record in self._parts.journal.open_records():
            if record.instruction.verb == "flatten":
                self._flattening.proceed(record)

    def flatten(self, reason: str, *, command_id: str, account: str = "") -> CommandRecord | None:
        """Everything out, at once: for the kill switch and the dead man's switch."""
        now_us = self._parts.clock.now_us()
        return self.carry_out(
            Instruction(
                command_id=command_id, account=account or self._parts.settings.account,
                verb="flatten", sent_at_us=now_us, expires_at_us=now_us + _FLATTEN_LIFE_US,
                reason=reason,
            ),
            received_s=self._parts.clock.monotonic_s(),
        )  # fmt: skip

    def late_answer(self, request: VenueRequest, answer: SendAnswer) -> None:
        """A send's answer after its caller had given up (`OwnedTerminal.late_sends`)."""
        take_late_answer(self._parts, request, answer)

    # What the shell around it reads

    def outbox(self, limit: int) -> list[OutboxRow]:
        """Events that wait for the bus, oldest first."""
        return self._parts.journal.outbox(limit)

    def published(self, row: OutboxRow) -> None:
        self._parts.journal.published(row)

    def check_journal(self) -> None:
        """Raises `JournalUnwritable` while nothing could be written, though nothing has to be."""
        self._parts.journal.check()

    def unsettled(self) -> list[CommandRecord]:
        """Everything whose fate is open."""
        return self._parts.journal.open_records()

    @property
    def is_ready(self) -> bool:
        """Whether the books have been read since the terminal was connected."""
        return self._health.is_ready

    # Inside

    def _begin(self, asked: Instruction) -> CommandRecord | None:
        """A new command's record; None for a known one, except between two attempts."""
        known = self._parts.journal.record(asked.command_id)
        if known is None:
            return CommandRecord(
                instruction=asked, state=OrderState.ACCEPTED,
                changed_at_us=self._parts.clock.now_us(),
            )  # fmt: skip
        if known.state is OrderState.RETRY:
            return known
        if known.state is OrderState.TOMBSTONE:
            self._end(
                known, Event.RECEIVED, reason="cancelled_before_arrival",
                detail="its cancel came before it did; it is not sent",
            )  # fmt: skip
            return None
        log.info("order_known", command_id=asked.command_id, state=known.state.value)
        return None

    def _spelt(self, record: CommandRecord) -> CommandRecord:
        """By the broker's own name. An exit of a name that is not clear goes by its ticket."""
        asked = record.instruction
        if not asked.symbol:
            return record
        try:
            name = self._parts.settings.name_of(asked.symbol)
        except CorrectIt as error:
            if asked.kind is not ProposalKind.ENTRY:
                name = "" if asked.ticket else asked.symbol
            else:
                return self._end(
                    record, Event.REFUSED, reason="symbol_not_clear", detail=error.detail
                )
        return replace(record, instruction=replace(asked, symbol=name))

    def _bury(self, record: CommandRecord) -> bool:
        """A cancel whose order has not come yet leaves a tombstone that blocks it."""
        target = record.instruction.target
        if target is None or self._parts.journal.record(target) is not None:
            return False
        asked, now_us = record.instruction, self._parts.clock.now_us()
        stone = CommandRecord(
            instruction=Instruction(
                command_id=target, account=asked.account, verb="new", symbol=asked.symbol,
                sent_at_us=asked.sent_at_us, expires_at_us=asked.expires_at_us,
            ),
            state=OrderState.TOMBSTONE, changed_at_us=now_us,
        )  # fmt: skip
        self._parts.journal.write(stone, is_news=False)
        self._end(
            record, Event.CARRIED_OUT, reason="cancelled_before_arrival",
            detail=f"order {target} has not arrived; it will not be sent when it does",
        )  # fmt: skip
        return True

    def _make_ready(self) -> None:
        """Read the books until two readings agree: nothing is entered on half a picture."""
        for _ in range(_READY_READS):
            if self._health.is_ready:
                return
            self.reconcile()
            self._parts.pause(_READY_PAUSE_S)

    def _carry_out(self, asked: Instruction) -> CommandRecord | None:
        """A part of our own work: a flatten's leg, a stop that was missing."""
        return self.carry_out(asked, received_s=self._parts.clock.monotonic_s())

    def _resend(self, record: CommandRecord) -> None:
        """An exit of unknown fate that the books do not show; its old deadline still holds."""
        waited_s = (self._parts.clock.now_us() - record.instruction.sent_at_us) / 1e6
        received_s = self._parts.clock.monotonic_s() - max(0.0, waited_s)
        self._sender.run(record, received_s=received_s)

    def _refuse_unread(self, command: Command, error: InvalidInput) -> None:
        asked = identity_of(command)
        if not asked.command_id or self._parts.journal.record(asked.command_id) is not None:
            log.warning("order_unread", command_id=asked.command_id, detail=error.detail)
            return
        record = CommandRecord(
            instruction=asked, state=OrderState.ACCEPTED,
            changed_at_us=self._parts.clock.now_us(),
        )  # fmt: skip
        self._end(record, Event.REFUSED, reason="invalid_request", detail=error.detail)

    def _end(
        self,
        record: CommandRecord,
        event: Event,
        *,
        reason: str,
        detail: str,
        retcode: int | None = None,
    ) -> CommandRecord:
        ended = record.after(
            event, now_us=self._parts.clock.now_us(), reason=reason, detail=detail, retcode=retcode
        )
        assert ended.state in FINAL_STATES
        self._parts.journal.write(ended, is_news=True)
        log.warning(
            "order_stopped", command_id=record.command_id, state=ended.state.value,
            reason=reason, detail=detail,
        )  # fmt: skip
        return ended
