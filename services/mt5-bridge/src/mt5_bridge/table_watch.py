"""One account's row in a table of the bus: watched for speed, polled because watching can miss."""

import asyncio
from collections.abc import Callable

import structlog

from tickloom.bus.port import Bus
from tickloom.domain.errors import TickloomError

_POLL_S = 1.0
log = structlog.get_logger(__name__)

OnRow = Callable[[bytes | None, int], None]


class TableWatch:
    """Calls `on_row` with every value seen, perhaps more than once; runs until cancelled."""

    def __init__(
        self, bus: Bus, on_row: OnRow, *, table: str, row: str, poll_s: float = _POLL_S
    ) -> None:
        self._bus = bus
        self._on_row = on_row
        self._table = table
        self._row = row
        self._poll_s = poll_s

    async def run(self) -> None:
        await asyncio.gather(self._watch(), self._poll())

    async def _watch(self) -> None:
        while True:
            try:
                await (await self._bus.key_value(self._table)).watch(self._heard)
            except TickloomError as error:
                log.warning("table_unwatched", table=self._table, error=error.detail)
            await asyncio.sleep(self._poll_s)

    async def _poll(self) -> None:
        while True:
            try:
                table = await self._bus.key_value(self._table)
                while True:
                    found = await table.get(self._row)
                    self._on_row(*(found or (None, 0)))
                    await asyncio.sleep(self._poll_s)
            except TickloomError as error:
                log.warning("table_unread", table=self._table, error=error.detail)
            await asyncio.sleep(self._poll_s)

    def _heard(self, key: str, value: bytes | None, revision: int) -> None:
        if key == self._row:
            self._on_row(value, revision)
