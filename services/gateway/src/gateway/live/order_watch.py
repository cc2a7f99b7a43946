"""What became of orders, as the event stream says it: the newest word of each, and who waits."""

import asyncio
from collections import OrderedDict

import structlog

from tickloom.contracts.codec import decode
from tickloom.contracts.trading import OrderChanged
from tickloom.domain.errors import InvalidInput

log = structlog.get_logger(__name__)

KEPT = 5_000
ON_THE_WAY = frozenset({"accepted", "intent", "retry"})
"""States that say nothing about the outcome yet; `unknown` does, and is an answer of its own."""


class OrderWatch:
    """Hears `evt.*.*.order`; an order is settled when its state is not one on the way."""

    def __init__(self) -> None:
        self._latest: OrderedDict[str, OrderChanged] = OrderedDict()
        self._waiting: dict[str, list[asyncio.Future[OrderChanged]]] = {}

    def hear(self, message: bytes) -> None:
        try:
            order = decode(message, OrderChanged)
        except InvalidInput as error:
            log.warning("order_event_undecodable", detail=error.detail)
            return
        known = self._latest.get(order.order_id)
        if known is not None and known.change > order.change:
            return  # told again, after the bus had lost it
        self._latest[order.order_id] = order
        self._latest.move_to_end(order.order_id)
        while len(self._latest) > KEPT:
            self._latest.popitem(last=False)
        if order.state in ON_THE_WAY:
            return
        for waiting in self._waiting.pop(order.order_id, []):
            if not waiting.done():
                waiting.set_result(order)

    def latest(self, order_id: str) -> OrderChanged | None:
        """None: nothing was heard of it, which says nothing about the order."""
        return self._latest.get(order_id)

    def expect(self, order_id: str) -> "asyncio.Future[OrderChanged]":
        """Hears of the next settled state; ask before the command is sent."""
        waiting: asyncio.Future[OrderChanged] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(order_id, []).append(waiting)
        return waiting

    def forget(self, order_id: str, waiting: "asyncio.Future[OrderChanged]") -> None:
        """Nobody waits any more."""
        waiting.cancel()
        left = [one for one in self._waiting.get(order_id, []) if one is not waiting]
        if left:
            self._waiting[order_id] = left
        else:
            self._waiting.pop(order_id, None)
