# pyright: reportUnknownMemberType=false
# nats-py leaves a few parameters untyped; as in bus.nats.
"""A message that nobody can read leaves its stream, and is kept with the reason."""

import nats.errors
import structlog
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.errors import APIError

from tickloom.contracts.subjects import dead_letter

REASON_HEADER = "Tickloom-Reason"
_REASON_MAX = 500
log = structlog.get_logger(__name__)


async def bury(js: JetStreamContext, msg: Msg, reason: str) -> None:
    """To the dead letters under its own bytes, then out of the way, so that the next one flows.

    It goes also when the letter cannot be stored: its stream still has it.
    """
    plain = " ".join(reason.split()).encode("ascii", "backslashreplace").decode()[:_REASON_MAX]
    subject = dead_letter(msg.subject)
    try:
        await js.publish(subject, msg.data, headers={REASON_HEADER: plain})
    except (APIError, nats.errors.Error, TimeoutError) as error:
        log.error("dead_letter_not_kept", subject=msg.subject, error=repr(error))
    log.error("dead_letter", subject=msg.subject, reason=plain)
    await msg.term()
