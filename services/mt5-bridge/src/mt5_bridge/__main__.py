"""Composition root of the bridge."""

import asyncio

from mt5_bridge.executor import Executor
from mt5_bridge.feed import Feed
from mt5_bridge.feed_status import FeedReporter
from mt5_bridge.folder_lock import FolderLock
from mt5_bridge.history import History
from mt5_bridge.journal import Journal
from mt5_bridge.marks import Marks
from mt5_bridge.relay import EventRelay
from mt5_bridge.settings import BridgeSettings
from mt5_bridge.simulated_terminal import SimulatedTerminal
from mt5_bridge.sources import open_source
from tickloom.runtime.service import Service, run_service


async def compose(service: Service[BridgeSettings]) -> None:
    """Lock the folder, open the market, catch up with it, settle old orders, then let all hear."""
    settings, bus, clock = service.settings, service.bus, service.clock
    service.stack.callback(FolderLock(settings.folder.parent).release)
    source = await asyncio.to_thread(open_source, settings)
    terminal = SimulatedTerminal(
        source, settings.folder / "ledger.sqlite", clock, speed=settings.speed
    )
    service.stack.callback(terminal.stop)
    journal = Journal(settings.folder / "journal.sqlite")
    service.stack.callback(journal.close)
    stamper = service.stamper(terminal.mode)
    feed = Feed(terminal, bus, clock, stamper, venue=settings.venue)
    reporter = FeedReporter(terminal, feed, bus, stamper, venue=settings.venue)
    service.spawn(reporter.run(), name="feed_status")
    await asyncio.to_thread(terminal.catch_up)
    await asyncio.to_thread(feed.seed)
    reporter.is_synchronised = True

    executor = Executor(terminal, feed, journal, clock, stale_price_s=settings.stale_price_s)
    relay = EventRelay(journal, terminal, bus, stamper)
    executor.on_change = relay.wake
    executor.reconcile()
    marks = Marks(terminal, journal, bus, stamper)
    await History(terminal, feed, venue=settings.venue).serve(bus)
    await marks.serve()
    service.spawn(feed.run(), name="feed")
    service.spawn(relay.run(), name="relay")
    service.spawn(marks.run(), name="marks")
    service.spawn(executor.watch(), name="reconcile")
    for subscription in await executor.consume(bus):
        service.stack.push_async_callback(subscription.unsubscribe)
    service.detail = lambda: f"{terminal.description} at speed {terminal.speed:g}"


def main() -> None:
    run_service("mt5-bridge", BridgeSettings, compose)


if __name__ == "__main__":
    main()
