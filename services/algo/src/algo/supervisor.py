"""Starts, stops and resumes deployments, and hands each the events that are its own.

Start and recovery are one road: a start writes a row and launches it, a restart launches every
row that is meant to run. One deployment's failure is its own; the others go on.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from contextlib import AsyncExitStack
from decimal import Decimal

import structlog

from algo.deployment import Deployment
from algo.metrics import DEPLOYMENTS
from algo.monitor import Standing, status_of
from algo.parts import Parts
from algo.records import Deployed, Superseded
from tickloom.bus.port import Bus, Delivery
from tickloom.contracts.algo import Decision, DeploymentState, StrategyStatus
from tickloom.contracts.trading import DealMade, OrderChanged
from tickloom.domain.errors import NotFound, TickloomError, TryAgain, Unavailable
from tickloom.domain.order import FINAL_STATES

log = structlog.get_logger(__name__)

_STATES: tuple[DeploymentState, ...] = ("warming_up", "running", "stopped", "failed")
_UNACKNOWLEDGED = 32
_CANCEL_AGAIN_S = 0.2


class Supervisor:
    """Every deployment of this service, live ones by id."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._live: dict[str, Deployment] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._failing: set[str] = set()
        self._is_at_work = False
        self._changing = asyncio.Lock()

    def resume(self, running: Iterable[Deployed]) -> None:
        """Launch everything that is meant to run."""
        self._is_at_work = True
        for deployed in running:
            self._launch(deployed)
        self._count()

    async def listen(self, bus: Bus, stack: AsyncExitStack) -> None:
        """Hear what became of orders; the bus keeps it while this service is away."""
        for consuming in (
            bus.consume(
                stream="EVT", durable="algo-orders", subject="evt.*.*.order", kind=OrderChanged,
                handler=self._on_order, max_ack_pending=_UNACKNOWLEDGED,
            ),
            bus.consume(
                stream="EVT", durable="algo-deals", subject="evt.*.*.deal", kind=DealMade,
                handler=self._on_deal, max_ack_pending=_UNACKNOWLEDGED,
            ),
        ):  # fmt: skip
            stack.push_async_callback((await consuming).unsubscribe)

    async def start(self, deployed: Deployed) -> StrategyStatus:
        """Store and launch; a known id is answered with how it stands."""
        async with self._changing:
            if await self._parts.store.add(deployed):
                await self._take_up(deployed)
                log.info("deployment_started", deployment=deployed.deployment, name=deployed.name)
        return (await self.statuses(deployed.deployment))[0]

    async def stop(self, deployment: str | None, reason: str) -> list[StrategyStatus]:
        """Stop one, or all (the kill switch); their positions keep their stop and target.

        The tasks end first, so that nothing is sent any more even if the database is away.
        """
        async with self._changing:
            chosen = list(self._live) if deployment is None else [deployment]
            await asyncio.gather(*(self._silence(name, "stopped", reason) for name in chosen))
            now_us = self._parts.clock.now_us()
            stopped = await self._parts.store.stop(deployment, reason, at=now_us)
        log.info("deployments_stopped", deployments=stopped, reason=reason)
        self._count()
        if deployment is not None:
            return await self.statuses(deployment)
        return [status for status in await self.statuses(None) if status.deployment in stopped]

    async def statuses(self, deployment: str | None) -> list[StrategyStatus]:
        """Every deployment, newest first, or the one named."""
        stored = await self._parts.store.deployments(deployment)
        if deployment is not None and not stored:
            raise NotFound(f"deployment: {deployment!r} is not known")
        trades = await self._parts.store.trades()
        return [
            self._status(deployed, decision, trades.get(deployed.deployment, 0))
            for deployed, decision in stored
        ]

    async def close(self) -> None:
        """End all tasks without changing what is meant to run."""
        self._is_at_work = False
        await asyncio.gather(*(self._cancel(name) for name in list(self._live)))
        self._live.clear()
        self._count()

    async def _on_order(self, order: OrderChanged, _: Delivery) -> None:
        self._check_is_executor()
        is_final = order.state in FINAL_STATES
        owner = await self._parts.store.order_reached(
            order.order_id, order.state, is_final=is_final
        )
        deployment = self._live.get(owner or "")
        if deployment is not None and is_final:
            await deployment.on_order_ended(order)

    async def _on_deal(self, deal: DealMade, _: Delivery) -> None:
        self._check_is_executor()
        if deal.deployment is None:
            return
        net = sum(Decimal(part) for part in (deal.profit, deal.commission, deal.swap))
        is_new = await self._parts.store.add_deal(deal, net=str(net))
        deployment = self._live.get(deal.deployment)
        if deployment is not None and is_new:
            await deployment.on_deal(deal)

    def _check_is_executor(self) -> None:
        """An event that came late to this process is left to the one that decides now."""
        if not self._parts.leases.is_executor:
            raise Unavailable("this process does not run the strategies")

    async def repeat(self) -> None:
        """For ever: say every status again, and chase what a failure left undone."""
        while True:
            await asyncio.sleep(self._parts.settings.status_repeat_s)
            for deployment in list(self._live.values()):
                try:
                    await deployment.repeat()
                except TryAgain as error:
                    log.warning("repeat_failed", why=error.detail)
            try:
                await self._follow_store()
            except TryAgain as error:
                log.warning("repeat_failed", why=error.detail)
            self._count()

    async def _follow_store(self) -> None:
        """What was started or stopped through a process that has handed over since."""
        async with self._changing:
            wanted = {each.deployment: each for each in await self._parts.store.running()}
            for name in self._live.keys() - wanted.keys():
                await self._silence(name, "stopped", "stopped through another process")
            if self._is_at_work:
                for name in wanted.keys() - self._live.keys() - self._failing:
                    await self._take_up(wanted[name])

    async def _take_up(self, deployed: Deployed) -> None:
        """Launch it under its account's lease; not in a process that has handed over meanwhile."""
        if self._is_at_work:
            await self._parts.leases.want(deployed.account)
        if not self._is_at_work:
            raise Unavailable("another process runs the strategies now: ask again")
        self._launch(deployed)

    def _launch(self, deployed: Deployed) -> None:
        deployment = Deployment(self._parts, deployed)
        name = deployed.deployment
        self._live[name] = deployment
        task = asyncio.get_running_loop().create_task(self._run(name, deployment), name=name)
        self._tasks[name] = task

    async def _run(self, name: str, deployment: Deployment) -> None:
        try:
            await deployment.run()
        except Superseded as error:
            log.warning("deployment_superseded", deployment=name, why=error.detail)
            return
        except TickloomError as error:
            log.error("deployment_failed", deployment=name, code=error.code, detail=error.detail)
            detail = error.detail
        except Exception:  # one deployment's fault must not stop the others
            log.exception("deployment_failed", deployment=name)
            detail = "internal error; see the log of the algo service"
        else:
            return
        self._tasks.pop(name, None)
        self._failing.add(name)
        await self._silence(name, "failed", detail)
        try:
            await self._parts.store.fail(name, detail, at=self._parts.clock.now_us())
            self._failing.discard(name)
        except TryAgain as error:
            log.error("failure_not_stored", deployment=name, why=error.detail)

    async def _silence(self, name: str, state: DeploymentState, detail: str) -> None:
        """End the task and say so; afterwards nothing is decided or sent."""
        await self._cancel(name)
        deployment = self._live.pop(name, None)
        if deployment is not None:
            deployment.monitor.change(state=state, detail=detail)

    async def _cancel(self, name: str) -> None:
        task = self._tasks.pop(name, None)
        while task is not None and not task.done():
            task.cancel()  # a wait that ends at the same moment can swallow it
            await asyncio.wait({task}, timeout=_CANCEL_AGAIN_S)
        deployment = self._live.get(name)
        if deployment is not None:
            await deployment.close()

    def _status(self, deployed: Deployed, last: Decision | None, trades: int) -> StrategyStatus:
        live = self._live.get(deployed.deployment)
        if live is not None:
            return live.monitor.status()
        standing = Standing(
            state="failed" if deployed.state == "failed" else "stopped", detail=deployed.detail,
            conditions=() if last is None else tuple(last.conditions), bars_seen=deployed.bars,
            bar_time=deployed.last_bar, trades=trades,
        )  # fmt: skip
        header = self._parts.stamper(deployed.mode).header("rpc.algo")
        return status_of(deployed, standing, header)

    def _count(self) -> None:
        counts = Counter(live.monitor.standing.state for live in self._live.values())
        for state in _STATES:
            DEPLOYMENTS.labels(state=state).set(counts[state])
