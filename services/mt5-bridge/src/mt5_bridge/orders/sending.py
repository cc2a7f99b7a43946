"""One command through checks, INTENT, send and RESULT, as often as definite refusals allow.

The order is that of `orders.md` 6.5, steps 5 to 14, and is run whole for every attempt: fresh
reads, all checks, the gate. Nothing here sends again what may have happened.
"""

from dataclasses import replace

import structlog

from mt5_bridge.orders.absence import confirmed
from mt5_bridge.orders.answering import answered
from mt5_bridge.orders.drafting import Means, draft
from mt5_bridge.orders.drafting_pending import ServerMoment
from mt5_bridge.orders.filling import allowed_fillings, next_filling
from mt5_bridge.orders.filling_memory import FillingMemory
from mt5_bridge.orders.gate import Proposal, ProposalKind, UnknownExposure
from mt5_bridge.orders.instruction import Instruction
from mt5_bridge.orders.lateness import too_late
from mt5_bridge.orders.parts import Parts
from mt5_bridge.orders.reading import age_s, read_situation
from mt5_bridge.orders.record import CommandRecord
from mt5_bridge.orders.retcodes import Outcome, Retcode, meaning_of
from mt5_bridge.orders.situation import Situation
from mt5_bridge.orders.states import Event
from mt5_bridge.orders.targets import Target, target_of
from mt5_bridge.orders.terminal_health import TerminalHealth
from mt5_bridge.orders.venue_codes import HEDGING
from mt5_bridge.orders.verdict import Draft, Stop, refused
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.records import TerminalStatus, VenueRequest
from tickloom.domain.order import OrderState

log = structlog.get_logger(__name__)

_PAUSE_S = 0.2
_BACK_OFF_S = 1.0
_FIXES_MAX = 1
_HAS_NO_SUCH_CALL = -7
"""A terminal that knows no `order_check` has not said no."""


class Sender:
    """The only caller of the terminal's `send`."""

    def __init__(self, parts: Parts, health: TerminalHealth) -> None:
        self._parts = parts
        self._health = health
        self._fillings = FillingMemory(parts)

    def run(self, record: CommandRecord, *, received_s: float) -> CommandRecord:
        """From ACCEPTED or RETRY to a state that is not in our hands any more."""
        refused_request: VenueRequest | None = None
        filling: int | None = None
        while True:
            verdict = self._prepare(record, received_s, filling)
            if isinstance(verdict, Draft) and verdict.request == refused_request:
                return self._end(record, _same_again(record))
            if isinstance(verdict, Stop):
                return self._end(record, verdict)
            record = self._intend(record, verdict)
            record, request = self._parts.journal.intend(record, verdict.request)
            self._parts.reach("bridge.after_intent")
            late = too_late(self._parts, record.instruction, received_s=received_s)
            if late is not None:
                return self._end(record, late)
            record = self._send(record, request)
            self._fillings.learn(record, request, verdict.server)
            if record.state is not OrderState.RETRY:
                return record
            if meaning_of(record.retcode or 0).outcome is Outcome.FIX:
                refused_request = verdict.request
                filling = self._fillings.other(record, request)
            self._parts.pause(
                _BACK_OFF_S if record.retcode == Retcode.TOO_MANY_REQUESTS else _PAUSE_S
            )

    def _prepare(
        self, record: CommandRecord, received_s: float, filling: int | None
    ) -> Draft | Stop:
        """All checks of one attempt, cheapest first."""
        asked = record.instruction
        late = too_late(self._parts, asked, received_s=received_s)
        if late is not None:
            return late
        status = self._health.check_terminal()
        if isinstance(status, Stop):
            return status
        if asked.kind is ProposalKind.ENTRY:
            halted = self._health.entry_trouble()
            if halted is not None:
                return halted
        target = target_of(self._parts, asked)
        return target if isinstance(target, Stop) else self._draft(record, status, target, filling)

    def _draft(
        self, record: CommandRecord, status: TerminalStatus, target: Target, filling: int | None
    ) -> Draft | Stop:
        """The request, and what the gate and the venue's own check say to it as it would go."""
        parts, asked = self._parts, record.instruction
        now = read_situation(parts, asked, status, target.symbol)
        if isinstance(now, Stop):
            return now
        drafted = draft(asked, now, self._means(asked, now, filling), ticket=target.ticket)
        if isinstance(drafted, Stop):
            return confirmed(parts, asked, drafted, ticket=target.ticket)
        trouble = self._ask_around(record, now, drafted, target)
        if trouble is not None:
            return trouble
        checked = self._checked(asked, drafted, now)
        if isinstance(checked, Stop):
            return checked
        return replace(
            checked, point=now.sheet.point, is_hedging=status.margin_mode == HEDGING,
            server=status.server,
        )  # fmt: skip

    def _ask_around(
        self, record: CommandRecord, now: Situation, drafted: Draft, target: Target
    ) -> Stop | None:
        """What is unknown, and the gate."""
        parts, asked = self._parts, record.instruction
        is_entry = asked.kind is ProposalKind.ENTRY
        others = [
            r.exposure for r in parts.journal.open_records()
            if r.is_unsettled and r.command_id != record.command_id
        ]  # fmt: skip
        unknown = tuple(exposure for exposure in others if exposure is not None)
        blocked = _blocked_by(unknown, asked, now, drafted)
        if blocked is not None:
            return blocked
        margin = None
        if is_entry and drafted.side is not None and drafted.price is not None:
            answer = parts.port.margin(
                0 if drafted.side.sign > 0 else 1, now.sheet.name, drafted.volume, drafted.price
            )
            margin = None if isinstance(answer, CallFailed) else answer
        refusal = parts.gate.refusal(
            Proposal(
                command_id=asked.command_id, account=asked.account, kind=asked.kind,
                verb=asked.verb, attempt=record.attempts + 1, symbol=now.sheet,
                side=drafted.side, volume=drafted.volume, price=drafted.price,
                is_pending=asked.is_pending, stop_loss=drafted.stop_loss or None,
                take_profit=drafted.take_profit or None, tick=now.tick,
                tick_age_s=now.tick_age_s, status=now.status, figures=now.figures, margin=margin,
                positions=now.positions, orders=now.orders, unknown=unknown,
                now_us=parts.clock.now_us(), monotonic_s=parts.clock.monotonic_s(),
                sent_at_us=asked.sent_at_us, expires_at_us=asked.expires_at_us,
                lease_token=asked.lease_token, deployment=asked.deployment, ticket=target.ticket,
                is_repair=asked.parent is not None,
            )
        )  # fmt: skip
        if refusal is None:
            return None
        return Stop(
            event=Event.REFUSED, reason=refusal.reason, detail=refusal.detail,
            retcode=refusal.retcode,
        )  # fmt: skip

    def _checked(self, asked: Instruction, drafted: Draft, now: Situation) -> Draft | Stop:
        """An entry as the venue's own check takes it: with another filling mode, if need be."""
        if asked.kind is not ProposalKind.ENTRY:
            return drafted
        refusal = self._venue_check(drafted, now)
        if refusal is not None and refusal.retcode == Retcode.INVALID_FILL:
            allowed = allowed_fillings(now.sheet, is_pending=asked.is_pending)
            other = next_filling(allowed, drafted.request.type_filling)
            drafted = replace(drafted, request=replace(drafted.request, type_filling=other))
            refusal = self._venue_check(drafted, now)
        return drafted if refusal is None else refusal

    def _venue_check(self, drafted: Draft, now: Situation) -> Stop | None:
        """`order_check`, and once more the quote's age: the questions took time."""
        answer = self._parts.port.check(drafted.request)
        if isinstance(answer, CallFailed) and answer.code == _HAS_NO_SUCH_CALL:
            return None
        if isinstance(answer, CallFailed):
            return Stop(
                event=Event.REFUSED, reason="terminal_silent",
                detail=f"the terminal did not check the order ({answer.text}); nothing was sent",
            )  # fmt: skip
        if answer.retcode not in {0, Retcode.DONE}:
            meaning = meaning_of(answer.retcode)
            return Stop(
                event=Event.REFUSED, reason=meaning.reason, retcode=answer.retcode,
                detail=f"the broker's check says no: {meaning.words} ({answer.comment})",
            )  # fmt: skip
        age = None if now.tick is None else age_s(self._parts, now.tick)
        if age is None or age > self._parts.settings.tick_age_s_max:
            return refused(
                Retcode.PRICE_OFF, f"the price of {now.sheet.name} grew old while it was checked"
            )
        return None

    def _means(self, asked: Instruction, now: Situation, filling: int | None) -> Means:
        parts = self._parts
        if filling is None:
            filling = self._fillings.recall(asked, now)
        now_ms = parts.server_ms(parts.clock.now_us())
        end_us = asked.expiration_us
        end_ms = None if end_us is None else parts.venue_time.server_ms_of(end_us)
        return Means(
            filling=filling, tick_age_s_max=parts.settings.tick_age_s_max,
            deviation_points=parts.settings.deviation_points,
            clock=ServerMoment(
                now_s=None if now_ms is None else now_ms // 1000,
                expiration_s=None if end_ms is None else end_ms // 1000,
            ),
        )  # fmt: skip

    def _intend(self, record: CommandRecord, drafted: Draft) -> CommandRecord:
        now_us = self._parts.clock.now_us()
        request = drafted.request
        first = record.intent_at_us is None
        return record.after(
            Event.INTENDED, now_us=now_us, attempts=record.attempts + 1, side=drafted.side,
            volume=drafted.volume, asked_price=drafted.price, stop_loss=drafted.stop_loss,
            take_profit=drafted.take_profit, filling=request.type_filling,
            position=drafted.position, order=drafted.order, point=drafted.point,
            is_hedging=drafted.is_hedging,
            intent_at_us=now_us if first else record.intent_at_us,
            intent_server_ms=self._parts.server_ms(now_us) if first else record.intent_server_ms,
        )  # fmt: skip

    def _send(self, record: CommandRecord, request: VenueRequest) -> CommandRecord:
        """Send, and write down what came back before anything else happens."""
        parts = self._parts
        answer = parts.port.send(request)
        parts.reach("bridge.after_send")
        record = answered(
            record, request, answer, now_us=parts.clock.now_us(),
            may_retry=record.retries < parts.settings.retries_max,
            may_fix=record.fixes < _FIXES_MAX,
        )  # fmt: skip
        parts.journal.write(
            record, is_news=record.state is not OrderState.RETRY,
            result=answer if not isinstance(answer, CallFailed) else f"{answer.code} {answer.text}",
        )  # fmt: skip
        parts.reach("bridge.after_result")
        self._health.note_answer(answer)
        log.info(
            "order_answered", command_id=record.command_id, state=record.state.value,
            retcode=record.retcode, reason=record.reason, detail=record.detail,
        )  # fmt: skip
        return record

    def _end(self, record: CommandRecord, stop: Stop) -> CommandRecord:
        """The command ends unsent; a refusal after an attempt keeps the venue's code."""
        record = replace(record, retcode=stop.retcode, reason=stop.reason, detail=stop.detail)
        record = record.after(stop.event, now_us=self._parts.clock.now_us())
        self._parts.journal.write(record, is_news=True)
        log.warning(
            "order_stopped", command_id=record.command_id, state=record.state.value,
            reason=record.reason, detail=record.detail,
        )  # fmt: skip
        return record


def _blocked_by(
    unknown: tuple[UnknownExposure, ...], asked: Instruction, now: Situation, drafted: Draft
) -> Stop | None:
    """An order of unknown fate in the symbol stands in the way of every entry.

    Of an exit only on a netting account, where it may have reduced the position already: a second
    opposite deal would turn it round.
    """
    in_symbol = [u for u in unknown if u.symbol == now.sheet.name]
    if asked.kind is ProposalKind.EXIT:
        is_hedging = now.status.margin_mode == HEDGING
        in_symbol = [] if is_hedging else [u for u in in_symbol if u.side is drafted.side]
    elif asked.kind is ProposalKind.CHANGE:
        return None
    if not in_symbol:
        return None
    return Stop(
        event=Event.REFUSED, reason="unknown_outcome_open",
        detail=f"what became of order {in_symbol[0].command_id} in {now.sheet.name} is not known "
        "yet; nothing is sent that could double it",
    )  # fmt: skip


def _same_again(record: CommandRecord) -> Stop:
    """The venue refused the request as wrong, and read anew it is the same."""
    meaning = meaning_of(record.retcode or 0)
    return Stop(
        event=Event.REJECTED, reason=meaning.reason, retcode=record.retcode, detail=meaning.words
    )
