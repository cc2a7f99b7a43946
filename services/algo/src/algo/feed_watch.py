"""Listens to the venue's feed status: its speed, and when everybody has to ask what was missed."""

from collections.abc import Callable

import structlog

from tickloom.bus.port import Bus, Subscription
from tickloom.contracts.market import FeedStatus
from tickloom.contracts.subjects import feed

log = structlog.get_logger(__name__)


class FeedWatch:
    """Calls its listeners when the bridge began a new life or the bus came back.

    `speed` relates market time to the wall; 0 says that the market waits for nobody.
    """

    def __init__(self) -> None:
        self.speed = 1.0
        self._epoch: str | None = None
        self._listeners: set[Callable[[], None]] = set()

    async def open(self, bus: Bus, *, venue: str) -> Subscription:
        async def on_reconnected() -> None:
            self._tell("bus_reconnected")

        bus.on_reconnected(on_reconnected)
        return await bus.subscribe(feed(venue), FeedStatus, self._on_status, pending_limit=64)

    def add(self, listener: Callable[[], None]) -> None:
        self._listeners.add(listener)

    def remove(self, listener: Callable[[], None]) -> None:
        self._listeners.discard(listener)

    async def _on_status(self, status: FeedStatus) -> None:
        self.speed = status.speed
        is_new_life = self._epoch is not None and status.ep != self._epoch
        self._epoch = status.ep
        if is_new_life:
            self._tell("bridge_restarted")

    def _tell(self, cause: str) -> None:
        log.info("bars_may_be_missing", cause=cause, listeners=len(self._listeners))
        for listener in list(self._listeners):
            listener()
