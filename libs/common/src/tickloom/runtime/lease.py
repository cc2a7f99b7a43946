"""The holder's side of an account's lease: who may decide for it, and under which token.

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


class LeaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table LEASE; token 0 stands for the revision of this very row."""

    holder: str
    token: int = 0


def token_of(value: bytes, revision: int) -> int:
    """The fencing token that a row carries; its own revision when it cannot be read."""
    try:
        row = msgspec.json.decode(value, type=LeaseRow)
    except msgspec.MsgspecError:
        return revision
    return row.token or revision


class LeaseHolder:
    """One holder of one account; `holder` names this life of it, so a restart is another one.

    Act only with the `token` of the moment: it is None from 2/3 of the time to live after the
    last renewal that is known to have been stored.
    """

    def __init__(
        self, table: KeyValue, clock: Clock, *, row: str, holder: str, ttl_s: float,
        on_change: Callable[[int | None], None] = lambda _: None,
    ) -> None:  # fmt: skip
        self._table = table
        self._clock = clock
        self._row = row
        self._holder = holder
        self._ttl_s = ttl_s
        self._on_change = on_change
        self._token: int | None = None
        self._revision = 0
        self._renewed_s = 0.0

    @property
    def token(self) -> int | None:
        """What orders may carry now; None: do not act."""
        if self._token is None:
            return None
        age_s = self._clock.monotonic_s() - self._renewed_s
        return self._token if age_s < self._ttl_s * 2 / 3 else None

    async def run(self) -> None:
        """Acquire, renew at a third of the time to live, acquire again when it was lost."""
        while True:
            try:
                await (self._acquire() if self._token is None else self._renew())
            except TickloomError as error:
                log.info("lease_waits", row=self._row, error=error.detail)
            if self._token is not None and self.token is None:
                self._lose("no renewal was stored in time")
            await asyncio.sleep(self._ttl_s / 3)

    async def _acquire(self) -> None:
        started_s = self._clock.monotonic_s()
        row = msgspec.json.encode(LeaseRow(holder=self._holder))
        try:
            revision = await self._table.create(self._row, row)
        except Conflict:
            return  # somebody holds it
        except OutcomeUnknown:
            found = await self._own_row()
            if found is None:
                raise
            revision = found[1]
        self._hold(token_of(row, revision), revision, started_s)

    async def _renew(self) -> None:
        assert self._token is not None
        started_s = self._clock.monotonic_s()
        row = msgspec.json.encode(LeaseRow(holder=self._holder, token=self._token))
        try:
            self._revision = await self._table.update(self._row, row, revision=self._revision)
        except Conflict:
            found = await self._own_row()  # an unanswered renewal may have been stored
            if found is None or found[0] != self._token:
                self._lose("somebody else holds it")
                return
            self._revision = found[1]
        self._renewed_s = started_s

    async def _own_row(self) -> tuple[int, int] | None:
        """(token, revision) of the row while it is this holder's."""
        found = await self._table.get(self._row)
        if found is None:
            return None
        with contextlib.suppress(msgspec.MsgspecError):
            row = msgspec.json.decode(found[0], type=LeaseRow)
            if row.holder == self._holder:
                return row.token or found[1], found[1]
        return None

    def _hold(self, token: int, revision: int, started_s: float) -> None:
        self._token, self._revision, self._renewed_s = token, revision, started_s
        log.info("lease_acquired", row=self._row, holder=self._holder, token=token)
        self._on_change(token)

    def _lose(self, why: str) -> None:
        log.warning("lease_lost", row=self._row, holder=self._holder, why=why)
        self._token = None
        self._on_change(None)
