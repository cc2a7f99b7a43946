"""The order path as the bus sees it: commands in, one at a time; the core does the rest.

A command is acknowledged when the core has dealt with it, which is after its result is on the
disk. Should the bridge die before that, the bus says it again and the journal knows it.
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import structlog

from mt5_bridge import metrics
from mt5_bridge.orders.commands import Command
from mt5_bridge.orders.executor import OrderExecutor
from mt5_bridge.orders.journal import JournalUnwritable
from mt5_bridge.port.records import SendAnswer, VenueRequest
from tickloom.bus.port import Bus, Delivery, Subscription
from tickloom.contracts.subjects import command as command_subject
from tickloom.contracts.trading import (
    CancelOrder,
    CloseBy,
    ClosePosition,
    FlattenAccount,
    ModifyOrder,
    ModifyPosition,
    SubmitOrder,
)
from tickloom.domain.errors import TickloomError
from tickloom.runtime.clock import Clock

RECONCILE_S = 5.0
# What a killed bridge had taken comes again after this time. Should it come while the first is
# still at work, it waits for the one thread, and then the journal knows it.
ACK_WAIT_S = 5.0
VERBS: dict[str, type[Command]] = {
    "new": SubmitOrder, "close": ClosePosition, "close_by": CloseBy, "modify": ModifyPosition,
    "change": ModifyOrder, "cancel": CancelOrder, "flatten": FlattenAccount,
}  # fmt: skip
T = TypeVar("T")
log = structlog.get_logger(__name__)


class OrderService:
    """Owns the one thread in which the core lives.

    `on_pass` is called in that thread before every reading of the books; `on_change` hears, in
    the loop, that there may be news.
    """

    def __init__(self, executor: OrderExecutor, clock: Clock, *, account: str) -> None:
        self._executor = executor
        self._clock = clock
        self._account = account
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="orders")
        self.reconciled_at: int | None = None
        self.trouble = ""
        """Why nothing can be written, and so nothing is sent; empty while all is well."""
        self.late_sends: Callable[[], Iterable[tuple[VenueRequest, SendAnswer]]] = tuple
        self.on_pass: Callable[[], None] = lambda: None
        self.on_change: Callable[[], None] = lambda: None

    async def consume(self, bus: Bus) -> list[Subscription]:
        """Take commands until unsubscribed."""
        taken: list[Subscription] = []
        for verb, kind in VERBS.items():
            suffix = "" if verb == "new" else f"-{verb}"
            consumer = await bus.consume(
                stream="CMD", durable=f"bridge-{self._account}{suffix}",
                subject=command_subject(self._account, verb), kind=kind,
                handler=self.on_command, max_ack_pending=1, ack_wait_s=ACK_WAIT_S,
            )  # fmt: skip
            taken.append(consumer)
        return taken

    async def on_command(self, command: Command, _: Delivery) -> None:
        started_s = self._clock.monotonic_s()
        try:
            await self.in_thread(lambda: self._executor.take(command))
        except TickloomError as error:
            self._tell(error)  # the bus says it again
            raise
        metrics.ORDER_SECONDS.observe(self._clock.monotonic_s() - started_s)
        self.on_change()

    async def watch(self) -> None:
        """Settle, from time to time, what is open; import what others did to the account."""
        while True:
            await self.reconcile()
            await asyncio.sleep(RECONCILE_S)

    async def reconcile(self) -> None:
        """One pass; a disk that takes nothing is told, and the next pass tries again."""
        try:
            await self.in_thread(self.on_pass)
            await self.in_thread(lambda: self._executor.reconcile(self.late_sends()))
            await self.in_thread(self._executor.check_journal)
        except TickloomError as error:
            self._tell(error)
            if not self.trouble:
                raise
        else:
            self.trouble = ""
            if self._executor.is_ready:
                self.reconciled_at = self._clock.now_us()
        self.on_change()

    def _tell(self, error: TickloomError) -> None:
        if error.code == JournalUnwritable.code:
            self.trouble = error.detail
            log.error("disk_takes_nothing", detail=error.detail)

    def close(self) -> None:
        """What is inside the terminal may end; nothing more begins."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Between two orders: nothing else is on its way to the terminal meanwhile."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
