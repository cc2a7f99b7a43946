"""Runs the strategies while this process holds the executor's lease, and stands by otherwise.

Taking over and starting are one road: claim the books, take the leases of the accounts, resume
what is meant to run, then hear and answer. A lease that ran out while nobody else took it holds
back entries only; exits go on. A process that finds another one at work ends everything at once.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import structlog

from algo.metrics import IS_EXECUTOR
from algo.parts import Parts
from algo.supervisor import Supervisor
from tickloom.domain.errors import TryAgain

log = structlog.get_logger(__name__)

_LOOK_S = 0.5


class Executor:
    """`answer` begins to answer requests about deployments, until the stack is closed."""

    def __init__(
        self, parts: Parts, supervisor: Supervisor,
        answer: Callable[[AsyncExitStack], Awaitable[None]],
    ) -> None:  # fmt: skip
        self._parts = parts
        self._supervisor = supervisor
        self._answer = answer
        self._work: AsyncExitStack | None = None
        self._acquisition: int | None = None
        self._changed = asyncio.Event()
        self._why = ""
        parts.leases.listen(self._changed.set)

    @property
    def trouble(self) -> str:
        """Why nothing is entered although this process is to decide; "" otherwise."""
        if self._why:
            return self._why
        if self._work is None:
            return ""
        missing = self._parts.leases.missing
        if missing:
            return f"no lease for {', '.join(missing)}: nothing is entered"
        return "" if self._parts.leases.is_executor else "the executor's lease ran out"

    @property
    def detail(self) -> str:
        if self._work is not None:
            return ""
        return f"standing by: {self._parts.leases.executor or 'another process'} decides"

    async def run(self) -> None:
        """For ever: take up or hand over, as the lease says."""
        while True:
            self._changed.clear()
            try:
                await self.follow()
            except TryAgain as error:
                self._why = f"cannot take over: {error.detail}"
                log.warning("take_over_waits", why=error.detail)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), _LOOK_S)

    async def follow(self) -> None:
        """What the lease says now; raises `TryAgain` when taking over has to wait."""
        leases = self._parts.leases
        acquisition = leases.acquisition
        if acquisition is None:
            self._why = ""
            if leases.executor:
                await self.hand_over()
        elif self._work is None or acquisition != self._acquisition:
            await self._take_over(acquisition)
        IS_EXECUTOR.set(self._work is not None and leases.is_executor)

    async def hand_over(self) -> None:
        """End everything; nothing that was meant to run is changed."""
        if self._work is None:
            return
        log.warning("executor_hands_over", to=self._parts.leases.executor)
        await self._end()
        await self._parts.leases.release_accounts()

    async def _take_over(self, acquisition: int) -> None:
        """Go on where this process was, unless another one has been at work in between."""
        former = await self._parts.store.claim()
        if former != self._parts.leases.life:
            await self._end()
        if self._work is None:
            await self._begin()
        self._acquisition, self._why = acquisition, ""
        log.info("executor_at_work", acquisition=acquisition)

    async def _begin(self) -> None:
        async with AsyncExitStack() as work:
            work.push_async_callback(self._supervisor.close)
            running = await self._parts.store.running()
            for account in sorted({deployed.account for deployed in running}):
                await self._parts.leases.want(account)
            self._supervisor.resume(running)
            await self._supervisor.listen(self._parts.bus, work)
            await self._answer(work)
            self._work = work.pop_all()

    async def _end(self) -> None:
        """What decides and sends ends first."""
        if self._work is not None:
            work, self._work = self._work, None
            await self._supervisor.close()
            await work.aclose()
