"""Composition root of the backtester: one worker of the pool, equal to every other."""

from backtester.asking import Asking
from backtester.calculator import Calculator
from backtester.catalogue import Catalogue
from backtester.conclusion import Conclusion
from backtester.coordinator import Coordinator
from backtester.history import History
from backtester.parts import Parts
from backtester.pool import Pulling
from backtester.progress import Progress
from backtester.requests import Requests
from backtester.settings import BacktesterSettings
from backtester.store import Store
from backtester.worker import Worker
from tickloom.contracts.streams import COLUMNS
from tickloom.runtime.service import Service, run_service
from tickloom.storage.columns import ColumnStore
from tickloom.storage.database import close_pool, open_pool
from tickloom.storage.migrations import migrate


async def compose(service: Service[BacktesterSettings]) -> None:
    """Wire the parts; requests are answered at once, work is taken when the kernels are ready."""
    settings, bus, stack = service.settings, service.bus, service.stack
    pool = await open_pool(settings.postgres_dsn.get_secret_value(), schema="backtester")
    stack.push_async_callback(close_pool, pool)
    await migrate(pool, schema="backtester", package="backtester.migrations")
    folder = settings.data_dir / "columns"
    calculator = Calculator(folder)
    stack.push_async_callback(calculator.end)
    history = History(
        bus=bus, store=ColumnStore(folder), imports=ColumnStore(settings.imports_dir),
        catalogue=Catalogue(pool), objects=await bus.objects(COLUMNS.bucket), venue=settings.venue,
    )  # fmt: skip
    parts = Parts(
        bus=bus, pool=pool, store=Store(pool), history=history, calculator=calculator,
        clock=service.clock, settings=settings,
        progress=Progress(
            bus=bus, clock=service.clock, mode="replay" if settings.venue == "replay" else "demo"
        ),
    )  # fmt: skip
    coordinator = Coordinator(parts, Conclusion(parts))
    worker = Worker(parts, coordinator)
    pulling = Pulling(parts, coordinator=coordinator, worker=worker)
    requests = Requests(parts, asking=Asking(bus=bus, history=history), coordinator=coordinator)
    service.detail = pulling.detail
    service.counters = lambda: {"sets": float(worker.sets_done)}
    await requests.serve()
    service.spawn(pulling.run(), name="work")
    service.spawn(pulling.watch(), name="watch")


def main() -> None:
    run_service("backtester", BacktesterSettings, compose)


if __name__ == "__main__":
    main()
