"""Sending a command for a caller: in the audit before and after, done once for its key."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import structlog
from fastapi import Response

from gateway.desk.desk import VERBS, Command
from gateway.orders.asking import Asking
from gateway.orders.once import order_once
from tickloom.contracts.trading import OrderChanged
from tickloom.domain.errors import TickloomError

log = structlog.get_logger(__name__)
_HEADER = frozenset({"id", "ts", "seq", "ep", "at", "mode"})

MakeCommand = Callable[[], Awaitable[Command]]


async def act(asking: Asking, order_id: str, make: MakeCommand, *, status: int = 200) -> Response:
    """`make` checks and builds; it raises when nothing is to be sent."""

    async def work() -> OrderChanged | None:
        return await send(asking, await make())

    return await order_once(asking, order_id, work, status=status)


async def send(asking: Asking, command: Command) -> OrderChanged | None:
    """The command's outcome, or None while nobody knows; the audit holds both.

    What cannot be written down beforehand is not sent. Afterwards it has been: a caller who were
    told to try again because of the audit might order twice.
    """
    verb, account, order_id = VERBS[type(command)], command.account, command.order_id
    asked = {k: v for k, v in msgspec.to_builtins(command).items() if k not in _HEADER}
    await asking.note(f"order.{verb}", account=account, subject=order_id, detail=asked)
    order = await asking.parts.desk.send(command)
    found: dict[str, Any] = {"state": "unknown"}
    if order is not None:
        found = {
            "state": order.state, "retcode": order.retcode, "reason": order.reason,
            "price": order.price, "volume": order.volume,
        }  # fmt: skip
    try:
        await asking.note(f"order.{verb}.answer", account=account, subject=order_id, detail=found)
    except TickloomError as error:
        log.error("answer_unaudited", order_id=order_id, detail=error.detail, **found)
    return order
