"""Feels the bus's pulse, and asks it from time to time whether it stores what it says."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from mt5_bridge.live.bus_storage import sync_always
from mt5_bridge.live.dead_mans_switch import DeadMansSwitch, Pulse
from mt5_bridge.live.live_mode import LiveGuard
from tickloom.bus.port import Bus
from tickloom.domain.errors import TickloomError
from tickloom.runtime.clock import Clock

_BEAT_S = 1.0
_ASK_EVERY = 30
log = structlog.get_logger(__name__)


class BusPulse:
    """`on_lost` cancels the waiting orders; it is tried again until it succeeds or the bus is back.

    `monitor_url`: the monitoring address of nats-server, "" where there is none.
    """

    def __init__(
        self, bus: Bus, clock: Clock, switch: DeadMansSwitch, live: LiveGuard, *, monitor_url: str,
        on_lost: Callable[[], Awaitable[bool]], beat_s: float = _BEAT_S,
    ) -> None:  # fmt: skip
        self._bus = bus
        self._clock = clock
        self._switch = switch
        self._live = live
        self._monitor_url = monitor_url
        self._on_lost = on_lost
        self._beat_s = beat_s
        self._is_due = False

    async def run(self) -> None:
        await asyncio.gather(self._listen(), self._watch(), self._ask())

    async def ask(self) -> None:
        """Read the confirmation and the bus's word on storing anew."""
        told = await asyncio.to_thread(sync_always, self._monitor_url)
        self._live.tell_sync(told)
        await asyncio.to_thread(self._live.refresh)

    async def _listen(self) -> None:
        while True:
            try:
                if self._bus.is_connected:
                    await self._bus.flush()  # a round trip: half-open connections do not answer
                    self._switch.beat(self._clock.monotonic_s())
            except TickloomError as error:
                log.info("bus_silent", error=error.detail)
            await asyncio.sleep(self._beat_s)

    async def _watch(self) -> None:
        while True:
            pulse = self._switch.look(self._clock.monotonic_s())
            if pulse is Pulse.JUST_LOST:
                log.error("bus_lost", detail="waiting orders are removed, entries are refused")
                self._is_due = True
            elif pulse is Pulse.BACK:
                log.warning("bus_back")
                self._is_due = False
            if self._is_due:
                self._is_due = not await self._on_lost()
            await asyncio.sleep(self._beat_s)

    async def _ask(self) -> None:
        while True:
            await self.ask()
            await asyncio.sleep(self._beat_s * _ASK_EVERY)
