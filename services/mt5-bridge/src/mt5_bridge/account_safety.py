"""Everything that may say no to one account, wired: limits, kill switch, fence, live mode, pulse.

Two worlds meet here. `gate` and `step` belong to the thread that sends orders; `start` and `run`
to the loop that hears the bus. What passes between them are whole values.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec
import structlog

from mt5_bridge import metrics
from mt5_bridge.broker_clock.broker_clock import BrokerClock
from mt5_bridge.desk.words import Word, take
from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import KeptState
from mt5_bridge.kill.flattening import Flattening, FlattenSettings, Unsettled
from mt5_bridge.kill.kill_file import KillFile
from mt5_bridge.kill.kill_order import KillOrder
from mt5_bridge.kill.kill_switch import KillSwitch
from mt5_bridge.kill.kill_watch import KillWatch
from mt5_bridge.kill.kill_work import KillWork
from mt5_bridge.lease.lease_guard import LeaseGuard
from mt5_bridge.limits.day_keeper import DayKeeper, ToServerSeconds
from mt5_bridge.limits.limits_gate import LimitsGate
from mt5_bridge.limits.rules import Limits
from mt5_bridge.limits.sheet_book import SheetBook
from mt5_bridge.live.bus_pulse import BusPulse
from mt5_bridge.live.dead_mans_switch import T_DMS_S, DeadMansSwitch
from mt5_bridge.live.live_mode import LiveGuard
from mt5_bridge.orders.gate import UnknownExposure
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.terminal_port import TerminalPort
from mt5_bridge.table_watch import TableWatch
from tickloom.bus.port import Bus, Subscription
from tickloom.contracts import subjects
from tickloom.domain.errors import Conflict, TickloomError
from tickloom.runtime.clock import Clock

InOrderThread = Callable[[Callable[[], bool]], Awaitable[bool]]
"""Runs work on the thread that sends orders, after what it is doing."""
_STATE = "kept.sqlite"
_WISHES = "limits_wished"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetySettings:
    """`folder` holds KILL, LIVE and the kept state; `monitor_url` is nats-server's own page."""

    folder: Path
    account: str
    limits: Limits
    server: str = ""
    """The trade server whose clock is learned and checked; "" where time is not the wall's."""
    server_clock: str = ""
    is_live: bool = False
    monitor_url: str = ""
    t_dms_s: float = T_DMS_S


class ConfirmSymbol(Protocol):
    """A person's word for what a name means at this broker."""

    def __call__(self, alias: str, name: str, *, by: str) -> None: ...


def _nothing() -> tuple[()]:
    return ()


def _no_names(alias: str, name: str, *, by: str) -> None:
    raise Conflict(f"{by} says that {alias} is {name}; this terminal's names are not learned")


class AccountSafety:
    """`unsettled` tells the orders of unknown fate; `pause` is how the kill's work waits.

    `watch` is there from `start` on.
    """

    def __init__(
        self, port: TerminalPort, clock: Clock, settings: SafetySettings, *,
        to_server_s: ToServerSeconds,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self._port = port
        self._clock = clock
        self._settings = settings
        self._kept = KeptState(settings.folder / _STATE)
        self.halts = Halts(self._kept, clock)
        self.kill = KillSwitch(KillFile(settings.folder), self._kept, clock)
        self.lease = LeaseGuard(self._kept, self.halts, clock)
        self.live = LiveGuard(settings.folder, lambda: settings.limits, is_asked=settings.is_live)
        self.bus_lost = DeadMansSwitch(clock.monotonic_s(), t_dms_s=settings.t_dms_s)
        self.broker_clock = (
            BrokerClock(
                self._kept, self.halts, clock, server=settings.server, rule=settings.server_clock
            )
            if settings.server
            else None
        )
        self._day = DayKeeper(self._kept, to_server_s)
        self._pause = pause
        self.unsettled: Unsettled = _nothing
        self.confirm_symbol: ConfirmSymbol = _no_names
        self._work = KillWork(self.kill, port, clock, unsettled=self._unsettled_now, pause=pause)
        self.gate = LimitsGate(
            settings.limits, self._day, self.halts, self._kept,
            sheet_of=SheetBook(port, clock).of,
            interlocks=(
                self.lease.refusal, self.kill.refusal, self.bus_lost.refusal, self.live.refusal,
            ),
        )  # fmt: skip
        self._wished: bytes | None = None
        stored = self._kept.get(_WISHES)
        if stored is not None:
            self._on_limits(stored, 0)

    def _unsettled_now(self) -> tuple[UnknownExposure, ...]:
        return self.unsettled()

    def close(self) -> None:
        self._kept.close()

    def work(self) -> bool:
        """The kill's work, on the thread that sends orders; False while there is none.

        Every second or two, and at once when the switch was thrown. A step may take some seconds;
        commands are then answered after it.
        """
        return self._work.step() is not None

    def observe(self) -> None:
        """Follow the day and people's words, on the same thread: at first and every few seconds."""
        self.take_words()
        self.halts.keep()
        metrics.HALTED.set(len(self.halts.now))
        if self.gate.limits.needs_day:
            self._watch_day()

    def cancel_waiting(self) -> bool:
        """On the same thread, when the bus was lost: True once no order waits any more."""
        settings = FlattenSettings(flatten=False, budget_s=5.0)
        report = Flattening(self._port, self._clock, settings, pause=self._pause).run()
        return report.is_proven

    async def start(self, bus: Bus) -> list[Subscription]:
        """From the return on, a word to the kill switch is heard."""
        self.watch = KillWatch(bus, self.kill, self._clock, account=self._settings.account)
        return await self.watch.start()

    async def run(self, bus: Bus, in_order_thread: InOrderThread) -> None:
        """Watch the tables, the files and the bus, for the life of the service."""
        row = subjects.row(self._settings.account)

        async def on_lost() -> bool:
            return await in_order_thread(self.cancel_waiting)

        pulse = BusPulse(
            bus, self._clock, self.bus_lost, self.live, monitor_url=self._settings.monitor_url,
            on_lost=on_lost,
        )  # fmt: skip
        await asyncio.gather(
            self.watch.run(), pulse.run(),
            TableWatch(bus, self.lease.on_row, table="LEASE", row=row).run(),
            TableWatch(bus, self._on_limits, table="LIMITS", row=row).run(),
        )  # fmt: skip

    def _on_limits(self, value: bytes | None, _revision: int) -> None:
        """A row of wishes; what it asked last is kept, so that a restart begins with it."""
        if value == self._wished:
            return
        try:
            wishes = {} if value is None else msgspec.json.decode(value, type=dict[str, object])
        except (msgspec.MsgspecError, RecursionError) as error:
            log.warning("limits_row_unreadable", error=str(error))
            return
        self.gate.tighten(wishes, by="bus", now_us=self._clock.now_us())
        self._wished = value
        if value is None:
            self._kept.remove(_WISHES)
        else:
            self._kept.put(_WISHES, value)

    def take_words(self) -> None:
        """What a person has left in the folder (`tickloom-desk`)."""
        for word in take(self._settings.folder):
            if isinstance(word, str):
                log.error("word_unread", detail=word)
                continue
            try:
                self._follow(word)
            except TickloomError as error:
                log.error("word_refused", action=word.action, by=word.by, detail=error.detail)
            else:
                log.warning("word_followed", action=word.action, value=word.value, by=word.by)

    def _follow(self, word: Word) -> None:
        if word.action == "lease":
            self.lease.confirm_new_table(by=word.by, reason=word.reason)
        elif word.action == "symbol":
            alias, _, name = word.value.partition("=")
            self.confirm_symbol(alias.strip(), name.strip(), by=f"{word.by}: {word.reason}")
        elif word.action == "clock":
            if self.broker_clock is None:
                raise Conflict("the clock of this terminal is not learned: it keeps UTC")
            if self._settings.server_clock:
                raise Conflict(
                    f"the rule {self._settings.server_clock} is set by TICKLOOM_SERVER_CLOCK: "
                    "change it there and start the bridge again"
                )
            self.broker_clock.adopt(word.value, by=word.by, reason=word.reason)
        else:
            self.halts.clear(word.value, by=word.by, reason=word.reason)

    def _watch_day(self) -> None:
        """Begin, recover and follow the day; at its guard the account is flattened if so wished."""
        limits, now_us = self.gate.limits, self._clock.now_us()
        self._day.observe(self._port, limits, now_us)
        day = self._day.day(limits, now_us)
        figures = self._port.account()
        if day is None or isinstance(figures, CallFailed):
            return
        metrics.DAY_LOST.set(float(day.lost(limits.day, figures.equity)))
        if limits.day.flatten_at_guard and day.is_guard_reached(limits.day, figures.equity):
            order = KillOrder(
                id=f"day-{day.start_us}",
                path="limit",
                by="limits",
                at_us=now_us,
                reason="the day's loss has reached 90 % of its limit",
            )
            self.kill.engage(order)
