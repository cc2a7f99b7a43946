"""The holder's side of a lease: who may decide, and under which token.

The fencing token is the revision at which the lease was acquired; it travels in the value, so a
renewal, which raises the key's revision, never fences its own holder. The lease is an optimisation:
what keeps two holders apart is the check of the token at the bridge.
"""

import asyncio
import contextlib
from collections.abc import Callable

import msgspec
import structlog

from tickloom.bus.port import KeyValue
from tickloom.domain.errors import Conflict, OutcomeUnknown, TickloomError
from tickloom.runtime.clock import Clock

log = structlog.get_logger(__name__)

FREE = ""
"""The holder of a row that was given back: whoever asks next need not wait."""
_LOOKS_A_LIFETIME = 12


class LeaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table LEASE; token 0 stands for the revision of this very row.

    One acquisition is named by its holder and the moment `since`: the same token under another
    name comes from another table.
    """

    holder: str
    token: int = 0
    since: int = 0


def row_of(value: bytes, revision: int) -> LeaseRow:
    """The row with its token; one that cannot be read counts with its own revision."""
    try:
        row = msgspec.json.decode(value, type=LeaseRow)
    except msgspec.MsgspecError:
        return LeaseRow(holder=FREE, token=revision)
    return row if row.token else msgspec.structs.replace(row, token=revision)


class LeaseHolder:
    """One holder of one row; `holder` names this life of it, so a restart is another one.

    Act only with the `token` of the moment: it is None from 2/3 of the time to live after the
    last renewal that is known to have been stored. `other` names who else was seen to hold it,
    `on_change` hears that either may have changed.
    """

    def __init__(
        self, table: KeyValue, clock: Clock, *, row: str, holder: str, ttl_s: float
    ) -> None:
        self.other = ""
        self.on_change: Callable[[], None] = lambda: None
        self._table = table
        self._clock = clock
        self._row = row
        self._holder = holder
        self._ttl_s = ttl_s
        self._token: int | None = None
        self._since = 0
        self._revision = 0
        self._renewed_s = 0.0
        self._one_at_a_time = asyncio.Lock()
        self._is_released = False

    @property
    def token(self) -> int | None:
        """What orders may carry now; None: do not act."""
        return self._token if self._age_s < self._ttl_s * 2 / 3 else None

    @property
    def _age_s(self) -> float:
        return self._clock.monotonic_s() - self._renewed_s

    async def run(self) -> None:
        """Acquire, renew, acquire again when it was lost."""
        while True:
            await self.step()
            await asyncio.sleep(self._ttl_s / _LOOKS_A_LIFETIME)

    async def step(self) -> None:
        """What is due: to ask for the lease, to renew it at a third of its time, to give it up."""
        async with self._one_at_a_time:
            if not self._is_released:
                await self._step()

    async def _step(self) -> None:
        try:
            if self._token is None:
                await self._acquire()
            elif self._age_s >= self._ttl_s / 3:
                await self._renew()
        except TickloomError as error:
            log.info("lease_waits", row=self._row, error=error.detail)
        if self._token is not None and self.token is None:
            self._lose("no renewal was stored in time")

    async def release(self) -> None:
        """For good: the next holder need not wait out the time to live."""
        async with self._one_at_a_time:
            self._is_released = True
            if self._token is not None:
                await self._give_back(self._token)

    async def _give_back(self, token: int) -> None:
        row = msgspec.json.encode(LeaseRow(holder=FREE, token=token, since=self._since))
        self._lose("it is given back")
        with contextlib.suppress(TickloomError):
            await self._table.update(self._row, row, revision=self._revision)

    async def _acquire(self) -> None:
        started_s, since = self._clock.monotonic_s(), self._clock.now_us()
        row = msgspec.json.encode(LeaseRow(holder=self._holder, since=since))
        try:
            revision = await self._write_free(row)
        except OutcomeUnknown:
            found = await self._table.get(self._row)
            if found is None or found[0] != row:
                raise
            revision = found[1]
        if revision is None:
            return
        self._token = self._revision = revision
        self._since, self._renewed_s, self.other = since, started_s, ""
        log.info("lease_acquired", row=self._row, holder=self._holder, token=revision)
        self.on_change()

    async def _write_free(self, row: bytes) -> int | None:
        """The revision of the row once it is ours; None while it is somebody else's."""
        with contextlib.suppress(Conflict):
            return await self._table.create(self._row, row)
        found = await self._table.get(self._row)
        if found is None:
            return None  # it has run out just now
        held = row_of(*found)
        if held.holder not in {FREE, self._holder}:
            self._see(held.holder)
            return None
        with contextlib.suppress(Conflict):
            return await self._table.update(self._row, row, revision=found[1])
        return None

    async def _renew(self) -> None:
        assert self._token is not None
        started_s = self._clock.monotonic_s()
        row = LeaseRow(holder=self._holder, token=self._token, since=self._since)
        value = msgspec.json.encode(row)
        try:
            self._revision = await self._table.update(self._row, value, revision=self._revision)
        except Conflict:
            found = await self._table.get(self._row)  # an unanswered renewal may have been stored
            held = None if found is None else row_of(*found)
            if found is None or held != row:
                self._lose("somebody else holds it" if held else "its row is gone")
                if held is not None and held.holder not in {FREE, self._holder}:
                    self._see(held.holder)
                return
            self._revision = found[1]
        self._renewed_s = started_s

    def _see(self, other: str) -> None:
        if other != self.other:
            log.info("lease_held_elsewhere", row=self._row, by=other)
            self.other = other
            self.on_change()

    def _lose(self, why: str) -> None:
        log.warning("lease_lost", row=self._row, holder=self._holder, why=why)
        self._token = None
        self.on_change()
