# pyright: reportUnknownMemberType=false
# nats-py leaves a few parameters untyped; as in bus.nats.
"""Work from a stream that many processes share: one message at a time, never lost, never for ever.

While a message is worked on the server is told so; a process that dies stops telling, and the
message goes to another one after `ack_wait_s`. What has been tried `tries` times goes to the dead
letters with its reason, also when it was the processes themselves that died of it.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec
import nats.errors
import structlog
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.errors import APIError, NotFoundError

from tickloom.bus.port import Dead, Delivery
from tickloom.contracts.codec import decode
from tickloom.domain.errors import InvalidInput, TickloomError

M = TypeVar("M", bound=msgspec.Struct)
log = structlog.get_logger(__name__)

_FETCH_S = 1.0
_IN_HAND_MOST = 10_000
_BEATS_PER_WAIT = 4
_AGAIN_S = 1.0


@dataclass(frozen=True, kw_only=True)
class Work(Generic[M]):
    """What one process takes from the queue, and what it does with it."""

    stream: str
    durable: str
    subject: str
    kind: type[M]
    handler: Callable[[M, Delivery], Awaitable[None]]
    on_dead: Callable[[Dead], Awaitable[None]]
    ack_wait_s: float
    tries: int

    @property
    def config(self) -> ConsumerConfig:
        return ConsumerConfig(
            durable_name=self.durable, filter_subject=self.subject, ack_policy=AckPolicy.EXPLICIT,
            ack_wait=self.ack_wait_s, max_ack_pending=_IN_HAND_MOST,
        )  # fmt: skip


async def work_off(js: JetStreamContext, work: Work[M], is_connected: Callable[[], bool]) -> None:
    """Fetch for ever; the consumer is made again whenever the server has lost it."""
    subscription: JetStreamContext.PullSubscription | None = None
    while True:
        try:
            if subscription is None:
                subscription = await js.pull_subscribe(
                    work.subject, durable=work.durable, stream=work.stream, config=work.config
                )
            for msg in await subscription.fetch(1, timeout=_FETCH_S):
                await _take(msg, work)
        except (nats.errors.TimeoutError, TimeoutError):
            if not is_connected():
                subscription = await _left(subscription)
        except (nats.errors.Error, NotFoundError, APIError) as error:
            log.warning("work_queue_reset", stream=work.stream, error=repr(error))
            subscription = await _left(subscription)
            await asyncio.sleep(0.25)


async def _left(subscription: JetStreamContext.PullSubscription | None) -> None:
    if subscription is not None:
        with contextlib.suppress(nats.errors.Error, APIError):
            await subscription.unsubscribe()


async def _take(msg: Msg, work: Work[M]) -> None:
    meta = msg.metadata
    tried = (meta.num_delivered or 1) - 1
    if tried >= work.tries:
        reason = f"{tried} processes ended while they worked on it"
        await _bury(msg, work, reason, tried, has_killed=True)
        return
    delivery = Delivery(subject=msg.subject, stream_seq=meta.sequence.stream, redelivered=tried > 0)
    beating = asyncio.get_running_loop().create_task(_beat(msg, work.ack_wait_s))
    try:
        await work.handler(decode(msg.data, work.kind), delivery)
    except InvalidInput as error:
        await _bury(msg, work, error.detail, tried + 1)
    except Exception as error:
        log.exception("work_failed", subject=msg.subject, tried=tried + 1)
        if tried + 1 >= work.tries:
            reason = error.detail if isinstance(error, TickloomError) else repr(error)
            await _bury(msg, work, reason, tried + 1)
        else:
            await msg.nak(delay=_AGAIN_S)
    else:
        await msg.ack()
    finally:
        beating.cancel()


async def _beat(msg: Msg, ack_wait_s: float) -> None:
    while True:
        await asyncio.sleep(ack_wait_s / _BEATS_PER_WAIT)
        with contextlib.suppress(nats.errors.Error):
            await msg.in_progress()


async def _bury(
    msg: Msg, work: Work[M], reason: str, tries: int, *, has_killed: bool = False
) -> None:
    """Hand it over as dead, then take it from the queue; again later when that fails."""
    dead = Dead(subject=msg.subject, payload=msg.data, reason=reason, tries=tries,
                has_killed=has_killed)  # fmt: skip
    try:
        await work.on_dead(dead)
    except TickloomError as error:
        log.warning("dead_letter_waits", subject=msg.subject, reason=error.detail)
        await msg.nak(delay=_AGAIN_S)
    else:
        log.error("dead_letter", subject=msg.subject, reason=reason, tries=tries)
        await msg.term()
