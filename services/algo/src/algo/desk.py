"""A deployment's orders and positions: the door that every command leaves by.

The outbox row is written before a command is published, and the order's id follows from what was
decided, so a crash at any step ends in the same one order. An order is in flight until its final
state is known AND the terminal has been asked what it left behind; meanwhile nothing new enters.
A command carries the fencing token of the moment in which it is said, and no entry is said without
one. Positions are never computed here: an event is the occasion, the terminal's answer is the
truth.
"""

import asyncio
import uuid
from collections.abc import Callable, Sequence

import msgspec
import structlog

from algo.market import Market
from algo.records import Deployed, OpenOrder
from algo.store import Store
from tickloom.bus.port import Bus
from tickloom.contracts import subjects
from tickloom.contracts.trading import AccountMarked, PositionInfo
from tickloom.domain.errors import OutcomeUnknown, TryAgain

log = structlog.get_logger(__name__)

_ORDER_IDS = uuid.UUID("6f2c1d8a-3b54-4e0e-9a71-5d1f0c7e2b90")


def order_id_of(deployment: str, bar_time: int, action: str) -> str:
    """The id of the order that follows from a decision: the same decision, the same id."""
    return str(uuid.uuid5(_ORDER_IDS, f"{deployment}/{bar_time}/{action}"))


class Desk:
    """Orders in flight and open positions of one deployment; `token` is that of its account."""

    def __init__(
        self, bus: Bus, store: Store, market: Market, deployed: Deployed, *,
        token: Callable[[], int | None],
    ) -> None:  # fmt: skip
        self.account: AccountMarked | None = None
        self.positions: tuple[PositionInfo, ...] = ()
        self._bus = bus
        self._store = store
        self._market = market
        self._deployed = deployed
        self._token = token
        self._in_flight: dict[str, OpenOrder] = {}
        self._is_stale = True
        self._asking = asyncio.Lock()

    @property
    def obstacle(self) -> str:
        """Why nothing may be entered now, as a code word; empty when it may."""
        if self._token() is None:
            return "no_lease"
        if self._in_flight:
            return "order_in_flight"
        return "positions_unknown" if self._is_stale else ""

    @property
    def pending_entries(self) -> int:
        return sum(order.verb == "new" for order in self._in_flight.values())

    @property
    def closing(self) -> frozenset[int]:
        """Positions that an order in flight is about to close."""
        return frozenset(
            order.position for order in self._in_flight.values() if order.position is not None
        )

    async def recover(self) -> None:
        """Take up what a former life left: its open orders are said again, under their own ids."""
        await self.chase()
        await self.refresh()

    async def refresh(self) -> None:
        """Ask the terminal for the account and for this deployment's positions."""
        self._is_stale = True
        async with self._asking:  # answers are taken in the order of the questions
            self.account = await self._market.account(self._deployed.account)
            self.positions = tuple(
                p for p in self.account.positions if p.deployment == self._deployed.deployment
            )
            self._is_stale = False

    async def send(self, orders: Sequence[OpenOrder]) -> None:
        """Publish commands that are in the outbox.

        What was not said, or perhaps said, is said again by `chase`: the id makes a second copy
        impossible.
        """
        for order in orders:
            self._in_flight[order.order_id] = order
        for order in orders:
            await self._publish(order)

    async def chase(self) -> None:
        """Say again every command without a final answer, and forget those that have one.

        The bridge executes an id once and refuses what has expired, so repeating is safe and ends
        in a definite answer.
        """
        self._in_flight = {
            order.order_id: order
            for order in await self._store.open_orders(self._deployed.deployment)
        }
        for order in list(self._in_flight.values()):
            await self._publish(order)

    async def on_order_ended(self, order_id: str) -> None:
        """Not in flight any more, once it is seen what the terminal holds now."""
        await self.look()
        self._in_flight.pop(order_id, None)

    async def look(self) -> None:
        """Refresh; without an answer the positions count as unknown until the next look."""
        try:
            await self.refresh()
        except TryAgain as error:
            log.warning("positions_unknown", deployment=self._deployed.deployment, why=error.detail)

    async def _publish(self, order: OpenOrder) -> None:
        token = self._token()
        if token is None and order.verb == "new":
            log.warning("entry_waits_for_lease", order_id=order.order_id)
            return
        subject = subjects.command(order.command.account, order.verb)
        command = msgspec.structs.replace(order.command, lease_token=token)
        try:
            await self._bus.publish_durable(subject, command, message_id=order.order_id)
        except (TryAgain, OutcomeUnknown) as error:
            log.warning("command_not_said", order_id=order.order_id, why=error.detail)
