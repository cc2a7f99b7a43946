"""The life of a service: settings, telemetry, bus, composition, readiness, drain and stop.

A service's `__main__` says `run_service("analytics", AnalyticsSettings, compose)`. `compose` wires
the parts, registers what must be closed on `service.stack`, starts loops with `service.spawn`,
and returns; then the service is ready. A loop that fails ends the process: the supervisor starts
it again, because start and recovery are one road.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Generic, TypeVar

import structlog

from tickloom.bus import nats
from tickloom.bus.port import Bus
from tickloom.contracts.message import Mode, Stamper
from tickloom.contracts.system import ServiceHealth
from tickloom.domain.errors import TickloomError, TryAgain
from tickloom.runtime.clock import Clock, LiveClock
from tickloom.runtime.settings import ServiceSettings, read_settings
from tickloom.runtime.telemetry import MetricsServer, configure_logging, configure_tracing

S = TypeVar("S", bound=ServiceSettings)
log = structlog.get_logger(__name__)

_HEARTBEAT_S = 0.5
_EXIT_FAILED = 1
_EXIT_MISCONFIGURED = 2


class Service(Generic[S]):
    """What a composition root is given."""

    def __init__(self, name: str, settings: S, bus: Bus, clock: Clock) -> None:
        self.name = name
        self.settings = settings
        self.bus = bus
        self.clock = clock
        self.stack = contextlib.AsyncExitStack()
        self.detail: Callable[[], str] = lambda: ""
        self.trouble: Callable[[], str] = lambda: ""  # not ready while it says something
        self.counters: Callable[[], dict[str, float]] = dict
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._failure: BaseException | None = None
        self._is_ready = False

    def spawn(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        """Run `work` for the life of the service; its failure stops the service."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or task.exception() is None:
            return
        self._failure = task.exception()
        log.error("task_failed", task=task.get_name(), exc_info=self._failure)
        self._stopping.set()

    def stop(self) -> None:
        self._stopping.set()

    def stamper(self, mode: Mode) -> Stamper:
        """A new producer life: its own epoch and sequences."""
        return Stamper(mode=mode, now_us=self.clock.now_us)

    def health(self) -> tuple[bool, str]:
        if not self._is_ready:
            return False, "starting"
        if not self.bus.is_connected:
            return False, "the bus is not connected"
        trouble = self.trouble()
        if trouble:
            return False, trouble
        return True, self.detail() or "ready"

    async def run(self, compose: Callable[["Service[S]"], Awaitable[None]]) -> None:
        """Compose, be ready, wait for the end, close everything in reverse order."""
        async with self.stack:
            await compose(self)
            self._is_ready = True
            self.spawn(self._heartbeat(), name="heartbeat")
            log.info("ready")
            await self._stopping.wait()
            log.info("stopping")
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._failure is not None:
            raise self._failure

    async def _heartbeat(self) -> None:
        stamper = self.stamper("demo")
        subject = f"sys.health.{self.name}"
        while True:
            is_ready, detail = self.health()
            self.bus.publish(
                subject,
                ServiceHealth(
                    **stamper.header(subject), service=self.name, ready=is_ready, pid=os.getpid(),
                    detail=detail, counters=self.counters(),
                ),
            )  # fmt: skip
            await asyncio.sleep(_HEARTBEAT_S)


async def _run(name: str, settings: S, compose: Callable[[Service[S]], Awaitable[None]]) -> None:
    bus = await nats.connect(
        name, settings.nats_url, user=settings.nats_user,
        password=settings.nats_password.get_secret_value(),
    )  # fmt: skip
    service = Service(name, settings, bus, LiveClock())
    metrics = MetricsServer(service.health)
    await metrics.start(settings.metrics_port)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers in loops
            loop.add_signal_handler(number, service.stop)
    try:
        await service.run(compose)
    finally:
        await metrics.stop()
        await bus.close()


def run_service(name: str, kind: type[S], compose: Callable[[Service[S]], Awaitable[None]]) -> None:
    """The whole `main` of a service; exits 2 when a person has to change something."""
    configure_logging(name)
    try:
        settings = read_settings(kind)
        configure_logging(name, settings.log_level)
        configure_tracing(name, endpoint=settings.otlp_endpoint, version=settings.version)
        _loop_runner()(_run(name, settings, compose))
    except TickloomError as error:
        log.error("cannot_run", code=error.code, detail=error.detail, hint=error.hint)
        sys.exit(_EXIT_FAILED if isinstance(error, TryAgain) else _EXIT_MISCONFIGURED)
    except KeyboardInterrupt:
        sys.exit(0)
    except Exception:
        log.exception("service_failed")
        sys.exit(_EXIT_FAILED)


def _loop_runner() -> Callable[[Coroutine[Any, Any, None]], None]:
    if sys.platform == "win32":
        return asyncio.run
    import uvloop  # noqa: PLC0415  not available on Windows

    return uvloop.run
