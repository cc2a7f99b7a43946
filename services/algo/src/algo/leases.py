"""The leases of this process: one to run the strategies, one for each account they trade on.

Who holds the first is the executor; who does not stands by. The second kind gives the fencing
token that every command for the account carries, and without it nothing is entered there.
"""

import asyncio
from collections.abc import Callable

from algo.metrics import LEASE_TOKEN
from tickloom.bus.port import KeyValue
from tickloom.contracts import subjects
from tickloom.runtime.clock import Clock
from tickloom.runtime.lease import LeaseHolder

TABLE = "LEASE"
_LOOKS_A_LIFETIME = 12


class Leases:
    """`life` names this process's life; `on_change` hears of the executor's lease."""

    def __init__(self, table: KeyValue, clock: Clock, *, life: str, ttl_s: float) -> None:
        self.life = life
        self._table = table
        self._clock = clock
        self._ttl_s = ttl_s
        self._executor = self._holder(subjects.executor_row())
        self._accounts: dict[str, LeaseHolder] = {}

    def listen(self, on_change: Callable[[], None]) -> None:
        """`on_change` hears that the executor's lease was acquired, lost or seen elsewhere."""
        self._executor.on_change = on_change

    @property
    def is_executor(self) -> bool:
        """Whether this process may run the strategies now."""
        return self._executor.token is not None

    @property
    def acquisition(self) -> int | None:
        """Which time of being the executor this is; None: it is not."""
        return self._executor.token

    @property
    def executor(self) -> str:
        """The other process that was seen to run them; "" when none was."""
        return self._executor.other

    def token(self, account: str) -> int | None:
        """What a command for the account may carry now; None: enter nothing."""
        holder = self._accounts.get(account)
        return None if holder is None else holder.token

    @property
    def missing(self) -> list[str]:
        """Accounts that are decided for without their lease."""
        return sorted(name for name, held in self._accounts.items() if held.token is None)

    async def want(self, account: str) -> None:
        """Hold the account's lease from now on, at once where nobody else does."""
        if account not in self._accounts:
            holder = self._accounts[account] = self._holder(subjects.row(account))
            await holder.step()
            self._count()

    async def run(self) -> None:
        """Acquire and renew, for the life of the service."""
        while True:
            await self.step()
            await asyncio.sleep(self._ttl_s / _LOOKS_A_LIFETIME)

    async def step(self) -> None:
        holders = (self._executor, *self._accounts.values())
        await asyncio.gather(*(holder.step() for holder in holders))
        self._count()

    async def release_accounts(self) -> None:
        """Somebody else decides for them now."""
        holders = list(self._accounts.values())
        self._accounts.clear()
        await asyncio.gather(*(holder.release() for holder in holders))

    async def release(self) -> None:
        """Give everything back, so that the next process need not wait."""
        await self.release_accounts()
        await self._executor.release()

    def _holder(self, row: str) -> LeaseHolder:
        return LeaseHolder(self._table, self._clock, row=row, holder=self.life, ttl_s=self._ttl_s)

    def _count(self) -> None:
        for account, holder in self._accounts.items():
            LEASE_TOKEN.labels(account=account).set(holder.token or 0)
