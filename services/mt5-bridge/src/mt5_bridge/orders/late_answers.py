"""An answer to a send whose caller had given up: it settles what is still UNKNOWN.

It is evidence like the books, and sooner. It never starts another attempt.
"""

import structlog

from mt5_bridge.orders.answering import answered
from mt5_bridge.orders.parts import Parts
from mt5_bridge.orders.retcodes import Outcome, meaning_of
from mt5_bridge.port.records import SendAnswer, VenueRequest
from tickloom.domain.order import OrderState

log = structlog.get_logger(__name__)

_GOOD = frozenset({Outcome.DONE, Outcome.PARTIAL, Outcome.ACCEPTED, Outcome.CLOSED})


def take_late_answer(parts: Parts, request: VenueRequest, answer: SendAnswer) -> None:
    """Settle the command that sent `request`, where its fate is open and this tells it."""
    record = parts.journal.by_magic(request.magic)
    if record is None or record.state is not OrderState.UNKNOWN:
        return
    outcome = meaning_of(answer.retcode).outcome
    if outcome is Outcome.UNKNOWN or (record.attempts > 1 and outcome not in _GOOD):
        return  # a no to one attempt is no word about another
    settled = answered(
        record, request, answer, now_us=parts.clock.now_us(), may_retry=False, may_fix=False
    )
    parts.journal.write(settled, is_news=True, result=answer)
    log.warning(
        "order_answered_late", command_id=record.command_id, state=settled.state.value,
        retcode=answer.retcode,
    )  # fmt: skip
