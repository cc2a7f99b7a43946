"""Commands to the bridge, and their outcome as far as it is known.

A command is stored in the stream under its own id, so saying it again changes nothing. What the
bridge answers comes as an event; when none comes in time the outcome is unknown, never a failure.
"""

import asyncio
from collections.abc import Callable

import structlog

from gateway.desk import metrics
from gateway.live.board import Board
from gateway.live.order_watch import OrderWatch
from tickloom.bus.port import Bus
from tickloom.contracts.message import Header, Stamper
from tickloom.contracts.subjects import command as command_subject
from tickloom.contracts.subjects import rpc
from tickloom.contracts.trading import (
    CancelOrder,
    CloseBy,
    ClosePosition,
    FlattenAccount,
    ModifyOrder,
    ModifyPosition,
    OrderChanged,
    OrdersReply,
    OrdersRequest,
    SubmitOrder,
)
from tickloom.domain.errors import OutcomeUnknown, TickloomError
from tickloom.runtime.clock import Clock
from tickloom.runtime.fault_points import nowhere

log = structlog.get_logger(__name__)

Command = (
    SubmitOrder
    | ClosePosition
    | CloseBy
    | ModifyPosition
    | ModifyOrder
    | CancelOrder
    | FlattenAccount
)  # fmt: skip
VERBS: dict[type[Command], str] = {
    SubmitOrder: "new",
    ClosePosition: "close",
    CloseBy: "close_by",
    ModifyPosition: "modify",
    ModifyOrder: "change",
    CancelOrder: "cancel",
    FlattenAccount: "flatten",
}
VALID_S = 10.0
"""How long a command may take to begin; the bridge does not send it later than that."""
ANSWER_WITHIN_S = 8.0
FLATTEN_WITHIN_S = 25.0


class Desk:
    """Sends what was checked; one a gateway."""

    def __init__(
        self, bus: Bus, clock: Clock, board: Board, watch: OrderWatch, *,
        reach: Callable[[str], None] = nowhere,
    ) -> None:  # fmt: skip
        self._bus = bus
        self._clock = clock
        self._board = board
        self._stamper = Stamper(mode=board.mode, now_us=clock.now_us)
        self._reach = reach
        self.watch = watch
        self.answer_within_s = ANSWER_WITHIN_S

    def header(self, account: str, verb: str) -> Header:
        """The next header for commands of `verb` to `account`."""
        self._stamper.mode = self._board.mode
        return self._stamper.header(command_subject(account, verb))

    def expires_at(self, valid_s: float | None = None) -> int:
        return self._clock.now_us() + int((valid_s or VALID_S) * 1_000_000)

    async def send(self, command: Command) -> OrderChanged | None:
        """The order's settled state; None while its outcome is not known.

        Raises `Unavailable` only when the bus cannot have stored the command.
        """
        verb, started_s = VERBS[type(command)], self._clock.monotonic_s()
        waiting = self.watch.expect(command.order_id)
        try:
            await self._store(command, verb)
            within_s = FLATTEN_WITHIN_S if verb == "flatten" else self.answer_within_s
            order = await asyncio.wait_for(asyncio.shield(waiting), timeout=within_s)
        except TimeoutError:
            order = await self.look_up(command.order_id)
        finally:
            self.watch.forget(command.order_id, waiting)
        state = "unanswered" if order is None else order.state
        metrics.COMMANDS.labels(verb=verb, state=state).inc()
        metrics.COMMAND_SECONDS.labels(verb=verb).observe(self._clock.monotonic_s() - started_s)
        log.info("command_answered", verb=verb, order_id=command.order_id, state=state)
        return order

    async def _store(self, command: Command, verb: str) -> None:
        subject = command_subject(command.account, verb)
        self._reach("gateway.before_publish")
        try:
            await self._bus.publish_durable(subject, command, message_id=command.order_id)
        except OutcomeUnknown as error:  # it may be stored: what the bridge says decides
            log.warning("command_unacknowledged", order_id=command.order_id, detail=error.detail)
        self._reach("gateway.after_publish")

    async def look_up(self, order_id: str) -> OrderChanged | None:
        """The newest state that is known here or in the record; None says nothing."""
        try:
            return await self.find(order_id)
        except TickloomError as error:
            log.warning("order_not_looked_up", order_id=order_id, detail=error.detail)
            return None

    async def find(self, order_id: str) -> OrderChanged | None:
        """As `look_up`, but raises when the record does not answer."""
        heard = self.watch.latest(order_id)
        if heard is not None:
            return heard
        reply = await self._bus.request(
            rpc("analytics", "orders"), OrdersRequest(order_id=order_id, limit=1), OrdersReply,
            timeout_s=2.0,
        )  # fmt: skip
        found = [order for order in reply.orders if order.order_id == order_id]
        return found[0] if found else None
