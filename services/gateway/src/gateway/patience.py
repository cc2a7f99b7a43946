"""Waiting no longer than said, also for what does not end when it is told to."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from tickloom.domain.errors import Unavailable

T = TypeVar("T")
_left: set[asyncio.Task[Any]] = set()
"""Tasks that were told to end and have not yet; the loop itself would forget them."""


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`; `Unavailable` after so long, though it may still be ending.

    A query that is cancelled waits for its server once more, and a silent one does not answer.
    """
    task = asyncio.get_running_loop().create_task(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    finally:
        if not task.done():
            _left.add(task)
            task.add_done_callback(_ended)
            task.cancel()
    if not done:
        raise Unavailable(f"no answer within {seconds:g} s")
    return task.result()


def _ended(task: asyncio.Task[Any]) -> None:
    _left.discard(task)
    if not task.cancelled():
        task.exception()
