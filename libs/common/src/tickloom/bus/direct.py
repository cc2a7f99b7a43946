"""Hands messages to a handler on nats-py's read path, without its queue and its task.

A tick that waits in a queue for a task costs another turn of the loop: a fifth of the gateway's
work for a message, and most of its latency's tail. What does not wait needs no bound either: a
handler that is slow slows the reading, and the server then says so.
"""

import asyncio
from collections.abc import Callable

from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

Take = Callable[[Msg], None]
_QUEUE = "_pending_queue"
_SIZE = "_pending_size"


class _HandOver(asyncio.Queue[Msg]):
    """Stands where the subscription keeps its queue; whatever is put in is taken at once."""

    def __init__(self, subscription: Subscription, take: Take) -> None:
        super().__init__()
        self._subscription = subscription
        self._take = take

    def put_nowait(self, item: Msg) -> None:
        setattr(self._subscription, _SIZE, 0)
        self._take(item)


def hand_over(subscription: Subscription, take: Take) -> bool:
    """Let `take` have each message as it is read; False (and nothing done) where that fails.

    This is the one function that touches what nats-py does not document; `take` must not raise.
    """
    is_known = isinstance(getattr(subscription, _QUEUE, None), asyncio.Queue)
    if is_known and isinstance(getattr(subscription, _SIZE, None), int):
        setattr(subscription, _QUEUE, _HandOver(subscription, take))
        return True
    return False
