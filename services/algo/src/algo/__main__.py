"""Composition root of the algo service."""

from functools import cache

from algo.feed_watch import FeedWatch
from algo.indicators import Indicators
from algo.library import Library
from algo.market import Market
from algo.parts import Parts
from algo.placement import Placement
from algo.requests import Requests
from algo.settings import AlgoSettings
from algo.store import Store
from algo.strategy_store import StrategyStore
from algo.supervisor import Supervisor
from tickloom.runtime.service import Service, run_service
from tickloom.storage.database import open_pool
from tickloom.storage.migrations import migrate


async def compose(service: Service[AlgoSettings]) -> None:
    """Wire the parts; deployments resume before the first request is answered."""
    settings, bus, stack = service.settings, service.bus, service.stack
    pool = await open_pool(settings.postgres_dsn.get_secret_value(), schema="algo")
    stack.push_async_callback(pool.close)
    await migrate(pool, schema="algo", package="algo.migrations")

    watch = FeedWatch()
    stack.push_async_callback((await watch.open(bus, venue=settings.venue)).unsubscribe)
    store, strategies = Store(pool), StrategyStore(pool)
    market = Market(bus, venue=settings.venue)
    parts = Parts(
        bus=bus, store=store, market=market, watch=watch, clock=service.clock,
        stamper=cache(service.stamper), settings=settings,
    )  # fmt: skip
    library = Library(strategies, service.clock)
    await library.load_examples()

    supervisor = Supervisor(parts)
    stack.push_async_callback(supervisor.close)
    await supervisor.resume()
    await supervisor.listen(bus, stack)
    requests = Requests(
        library=library, placement=Placement(parts, strategies), supervisor=supervisor,
        indicators=Indicators(market), store=store,
    )  # fmt: skip
    await requests.serve(bus, stack)
    service.spawn(supervisor.repeat(), name="repeat")


def main() -> None:
    run_service("algo", AlgoSettings, compose)


if __name__ == "__main__":
    main()
