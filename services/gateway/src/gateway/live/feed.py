"""The shell around the hub: bus in, timers, revocation; one per gateway process."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import structlog

from gateway.credentials import Caller
from gateway.live import metrics
from gateway.live.board import Board
from gateway.live.frames import said_at_us, sequence
from gateway.live.heartbeats import heartbeat
from gateway.live.hub import Hub, Limits
from gateway.live.order_watch import OrderWatch
from gateway.live.transport import Client
from tickloom.bus.port import Bus, RawHandler
from tickloom.contracts import subjects
from tickloom.contracts.message import Mode
from tickloom.domain.errors import TickloomError
from tickloom.runtime.clock import Clock

log = structlog.get_logger(__name__)

_PULSE_S = 0.005
_CHECK_S = 0.1
_HEARTBEAT_S = 2.0
_REVOKED_EVERY_S = 3.0
_SAMPLE_EVERY = 256
_JOBS_KEPT = 500
_AT_ONCE, _BETWEEN_S = 50, 0.05

RESTART = 1012

Valid = Callable[[Iterable[str]], Awaitable[set[str]]]


class Live:
    """Everything a WebSocket client can hear, and who is connected."""

    def __init__(
        self, *, bus: Bus, clock: Clock, venue: str, mode: Mode, limits: Limits | None = None
    ) -> None:
        self.board = Board(mode=mode)
        self.hub = Hub(monotonic_s=clock.monotonic_s, wake=self._wake, limits=limits)
        self.callers: dict[Client, Caller] = {}
        self.orders = OrderWatch()
        self._bus = bus
        self._clock = clock
        self._venue = venue
        self._is_pulsing = False
        self._heard = 0
        self._jobs: dict[str, int] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    # -- bus in -------------------------------------------------------------------------------

    async def start(self) -> None:
        """Subscribe; ticks apart from the rest, so that a burst of them delays nothing else."""
        self._loop = asyncio.get_running_loop()
        venue, tenant = subjects.encode_token(self._venue), subjects.TENANT
        heard: tuple[tuple[str, RawHandler], ...] = (
            (f"md.tick.{venue}.>", self.hear_tick),
            (f"md.bar.{venue}.>", self.hub.offer),
            (f"md.forming.{venue}.>", self.hub.offer),
            (subjects.feed(self._venue), self._hear_feed),
            (f"mark.{tenant}.>", self.hub.offer),
            (subjects.bridge(self._venue), self._hear_bridge),
            (f"evt.{tenant}.>", self._hear_event),
            (f"algo.{tenant}.>", self.hub.offer),
            ("bt.progress.*", self._hear_job),
            ("sys.health.*", self._hear_service),
        )
        for subject, handler in heard:
            await self._bus.subscribe_raw(subject, handler)
        self._bus.on_reconnected(self._resynchronise)

    def hear_tick(self, subject: str, message: bytes) -> None:
        """A tick; the age of every 256th is measured."""
        self.hub.offer(subject, message)
        self._heard += 1
        if self._heard % _SAMPLE_EVERY == 0:
            age_us = self._clock.now_us() - said_at_us(message)
            metrics.TICK_AGE.observe(max(0, age_us) / 1_000_000)

    def _hear_job(self, subject: str, message: bytes) -> None:
        """A report about a job; workers speak in turn, so one that was overtaken is left out."""
        try:
            seq = sequence(message)
        except ValueError:
            metrics.DROPPED.labels(reason="malformed").inc()
            return
        if seq <= self._jobs.get(subject, 0):
            return
        self._jobs[subject] = seq
        if len(self._jobs) > _JOBS_KEPT:
            oldest = next(iter(self._jobs))
            del self._jobs[oldest]
            self.hub.forget(oldest)
        self.hub.offer(subject, message)

    def _hear_event(self, subject: str, message: bytes) -> None:
        if subject.endswith(".order"):
            self.orders.hear(message)
        self.hub.offer(subject, message)

    def _hear_bridge(self, subject: str, message: bytes) -> None:
        self.board.hear_bridge(message)
        self.hub.offer(subject, message)

    def _hear_feed(self, subject: str, message: bytes) -> None:
        self.board.hear_feed(message)
        self.hub.offer(subject, message)

    def _hear_service(self, subject: str, message: bytes) -> None:
        self.board.hear_service(message)
        self.hub.offer(subject, message)

    async def _resynchronise(self) -> None:
        """The bus was away, so something may be missing that no later number shows.

        Clients are closed as after a restart: they come back and read everything anew.
        """
        for number, client in enumerate(self.hub.clients()):
            self.hub.end(client, RESTART, "the bus was away; come back and read anew")
            if number % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(_BETWEEN_S)

    # -- timers -------------------------------------------------------------------------------

    def _wake(self) -> None:
        assert self._loop is not None, "start() comes before the first message"
        self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self.hub.flush()
        if self.hub.has_waiting and not self._is_pulsing:
            self._is_pulsing = True
            assert self._loop is not None
            self._loop.call_later(_PULSE_S, self._pulse)

    def _pulse(self) -> None:
        self.hub.pulse()
        self._is_pulsing = False
        if self.hub.has_waiting:
            self._flush()

    async def watch_stragglers(self) -> None:
        while True:
            self.hub.check()
            self._flush()
            await asyncio.sleep(_CHECK_S)

    async def beat(self) -> None:
        """Every two seconds: a heartbeat to every client, and the counters carried over."""
        while True:
            await asyncio.sleep(_HEARTBEAT_S)
            self.beat_once()

    def beat_once(self) -> None:
        self.hub.flush()
        now_us = self._clock.now_us()
        for audience in self.hub.audiences():
            frame = heartbeat(self.hub, self.board, audience.interest, now_us=now_us)
            for client in list(audience.members):
                if client.backlog() <= self.hub.limits.lags_above_bytes:
                    client.write(frame)
        metrics.CLIENTS.set(len(self.callers))
        self.hub.totals.carry()

    async def watch_revocations(self, valid: Valid) -> None:
        """Close the sockets of keys and sessions that ended; a silent database closes nobody."""
        while True:
            await asyncio.sleep(_REVOKED_EVERY_S)
            wanted = {caller.credential for caller in self.callers.values()}
            try:
                known = await valid(wanted) if wanted else set[str]()
            except TickloomError as error:
                log.warning("revocations_unknown", detail=error.detail)
                continue
            for client, caller in list(self.callers.items()):
                if caller.credential in wanted - known:
                    self.hub.end(client, 4401, "the session or key has ended")
