"""Composition root of the algo service."""

import os
import secrets
import socket
from contextlib import AsyncExitStack
from functools import cache

from algo.executor import Executor
from algo.feed_watch import FeedWatch
from algo.indicators import Indicators
from algo.leases import TABLE, Leases
from algo.library import Library
from algo.market import Market
from algo.parts import Parts
from algo.placement import Placement
from algo.requests import Requests
from algo.settings import AlgoSettings
from algo.store import Store
from algo.strategy_store import StrategyStore
from algo.supervisor import Supervisor
from tickloom.contracts.streams import LEASE_TTL_S
from tickloom.runtime.service import Service, run_service
from tickloom.storage.database import open_pool
from tickloom.storage.migrations import migrate


async def compose(service: Service[AlgoSettings]) -> None:
    """Wire the parts; where no other process runs the deployments, they resume at once."""
    settings, bus, stack = service.settings, service.bus, service.stack
    pool = await open_pool(settings.postgres_dsn.get_secret_value(), schema="algo")
    stack.push_async_callback(pool.close)
    await migrate(pool, schema="algo", package="algo.migrations")

    watch = FeedWatch()
    stack.push_async_callback((await watch.open(bus, venue=settings.venue)).unsubscribe)
    leases = Leases(
        await bus.key_value(TABLE), service.clock, ttl_s=LEASE_TTL_S,
        life=f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(3)}",
    )  # fmt: skip
    stack.push_async_callback(leases.release)
    store, strategies = Store(pool, life=leases.life), StrategyStore(pool)
    market = Market(bus, venue=settings.venue)
    parts = Parts(
        bus=bus, store=store, market=market, watch=watch, leases=leases, clock=service.clock,
        stamper=cache(service.stamper), settings=settings,
    )  # fmt: skip
    library = Library(strategies, service.clock)
    await library.load_examples()

    supervisor = Supervisor(parts)
    requests = Requests(
        library=library, placement=Placement(parts, strategies), supervisor=supervisor,
        indicators=Indicators(market), store=store,
    )  # fmt: skip
    await requests.serve(bus, stack)

    async def answer(work: AsyncExitStack) -> None:
        await requests.serve_deployments(bus, work)

    executor = Executor(parts, supervisor, answer)
    stack.push_async_callback(executor.hand_over)
    service.trouble, service.detail = lambda: executor.trouble, lambda: executor.detail
    await leases.step()
    await executor.follow()
    service.spawn(leases.run(), name="leases")
    service.spawn(executor.run(), name="executor")
    service.spawn(supervisor.repeat(), name="repeat")


def main() -> None:
    run_service("algo", AlgoSettings, compose)


if __name__ == "__main__":
    main()
