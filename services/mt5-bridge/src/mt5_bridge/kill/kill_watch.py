"""The ways from the bus to the switch: the control subject, the table KILL, and the file.

The subject is heard twice: as raw bytes on the read path, which throws the switch at once whatever
the bytes say, and as a request, which answers how it stands and which alone can release. The table
is watched and polled, so that a word said while the bridge was away is found; it cannot release.
"""

import asyncio
import contextlib

from mt5_bridge.kill.kill_order import is_release, read_order
from mt5_bridge.kill.kill_switch import KillSwitch
from mt5_bridge.table_watch import TableWatch
from tickloom.bus.port import Bus, Subscription
from tickloom.contracts import subjects
from tickloom.contracts.trading import KillInfo, KillReply
from tickloom.contracts.trading import KillSwitch as KillCommand
from tickloom.domain.errors import InvalidInput
from tickloom.runtime.clock import Clock

TABLE = "KILL"
_LOOK_S = 0.05


class KillWatch:
    """Listens for one account."""

    def __init__(
        self, bus: Bus, switch: KillSwitch, clock: Clock, *, account: str,
        tenant: str = subjects.TENANT,
    ) -> None:  # fmt: skip
        self._bus = bus
        self._switch = switch
        self._clock = clock
        self._account = account
        self._has_news = asyncio.Event()
        self._subject = subjects.kill(account, tenant)
        self._table = TableWatch(bus, self._on_row, table=TABLE, row=subjects.row(account, tenant))

    async def start(self) -> list[Subscription]:
        """From the return on, a word on the subject is heard."""
        return [
            await self._bus.subscribe_raw(self._subject, self._on_word),
            await self._bus.serve(self._subject, KillCommand, self._on_command),
        ]

    async def run(self) -> None:
        """The file and the table, for the life of the service."""
        await asyncio.gather(self._look(), self._table.run())

    def info(self) -> KillInfo:
        """How the switch stands, as it is told to people."""
        order = self._switch.order
        if order is None:
            return KillInfo(stage="off")
        return KillInfo(
            stage=self._switch.stage.value, flatten=order.flatten, by=order.by,
            reason=order.reason, detail=self._switch.detail, path=order.path, at=order.at_us,
        )  # fmt: skip

    def _on_word(self, _: str, payload: bytes) -> None:
        if not is_release(payload):
            self._switch.throw(read_order(payload, path="bus", now_us=self._clock.now_us()))
            self._has_news.set()

    async def _on_command(self, command: KillCommand) -> KillReply:
        if command.account != self._account:
            raise InvalidInput("account", command.account, self._account)
        if command.engaged:
            await asyncio.to_thread(self._switch.persist)
        else:
            await asyncio.to_thread(self._switch.release, by=command.by, reason=command.reason)
        return KillReply(account=self._account, kill=self.info())

    def _on_row(self, value: bytes | None, revision: int) -> None:
        if value is None or is_release(value):
            return
        order = read_order(value, path="table", now_us=self._clock.now_us(), mark=str(revision))
        self._switch.throw(order)
        self._has_news.set()

    async def _look(self) -> None:
        """Files are slow at times; the loop that hears the bus does not wait for them."""
        while True:
            self._has_news.clear()
            await asyncio.to_thread(self._switch.look)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._has_news.wait(), _LOOK_S)
