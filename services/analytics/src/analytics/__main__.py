"""Composition root of the analytics service."""

from analytics.book import Book
from analytics.database import DatabaseWatch, wait_for_database
from analytics.market_store import MarketStore
from analytics.queries import Queries
from analytics.recorder import Recorder
from analytics.repair import Repairer
from analytics.settings import AnalyticsSettings
from analytics.trading_record import TradingRecord
from tickloom.runtime.fault_points import FaultPoints
from tickloom.runtime.service import Service, run_service
from tickloom.storage.database import close_pool


async def compose(service: Service[AnalyticsSettings]) -> None:
    settings = service.settings
    pool = await wait_for_database(settings.postgres_dsn.get_secret_value())
    service.stack.push_async_callback(close_pool, pool)
    book = Book()
    store = MarketStore(pool, venue=settings.venue)
    await store.restore(book)
    recorder = Recorder(
        bus=service.bus, book=book, store=store, clock=service.clock, venue=settings.venue,
        bound=settings.buffer_rows,
    )  # fmt: skip
    repairer = Repairer(
        bus=service.bus, book=book, store=store, clock=service.clock, flush=recorder.flush
    )
    trading = TradingRecord(bus=service.bus, pool=pool, reach=FaultPoints.from_environment().reach)
    watch = DatabaseWatch(pool)
    service.trouble = lambda: recorder.trouble or watch.trouble or trading.trouble
    service.detail = lambda: repairer.trouble or trading.remark
    service.counters = lambda: {"gaps": float(sum(1 for _ in book.gaps()))}
    service.spawn(recorder.ticks.run(), name="tick writer")
    service.spawn(recorder.bars.run(), name="bar writer")
    service.spawn(repairer.run(), name="repairer")
    service.spawn(watch.run(), name="database watch")
    await recorder.listen()
    await trading.start()
    await Queries(bus=service.bus, pool=pool, book=book, venue=settings.venue).serve()


def main() -> None:
    run_service("analytics", AnalyticsSettings, compose)


if __name__ == "__main__":
    main()
