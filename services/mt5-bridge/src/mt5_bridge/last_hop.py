"""Wires what may say no at the last hop: the limits, the halts and the kill switch."""

import asyncio
import contextlib
from dataclasses import dataclass
from decimal import Decimal

from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import KeptState
from mt5_bridge.kill.kill_file import KillFile
from mt5_bridge.kill.kill_switch import KillSwitch
from mt5_bridge.kill.kill_watch import KillWatch
from mt5_bridge.kill.kill_work import KillWork
from mt5_bridge.limits.day_keeper import DayKeeper
from mt5_bridge.limits.limits_file import FILE_NAME, read_limits_file
from mt5_bridge.limits.limits_gate import LimitsGate
from mt5_bridge.limits.rules import (
    AccountLimits,
    DayLimits,
    Limits,
    OrderLimits,
    PriceLimits,
    RateLimits,
    SymbolLimits,
)
from mt5_bridge.order_service import OrderService
from mt5_bridge.orders.executor import OrderExecutor
from mt5_bridge.orders.gate import UnknownExposure
from mt5_bridge.orders.venue_time import VenueTime
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.records import VenueSymbol
from mt5_bridge.port.terminal_port import TerminalPort
from mt5_bridge.settings import BridgeSettings
from tickloom.domain.order import OrderState
from tickloom.runtime.clock import Clock
from tickloom.runtime.service import Service

_STEP_EVERY_S = 2.0


def paper_limits(stale_price_s: float) -> Limits:
    """Of an account without money: what its owner did not write down does not bind."""
    return Limits(
        order=OrderLimits(volume_max=None, risk_percent_max=None, stop_loss_required=False),
        symbol=SymbolLimits(volume_max=None, positions_max=None),
        account=AccountLimits(
            positions_max=None, volume_max=None, risk_percent_max=None,
            margin_level_min_percent=None,
        ),
        day=DayLimits(loss_percent_max=None, orders_max=None, volume_max=None),
        rate=RateLimits(orders_per_second=Decimal(50), burst=200),
        price=PriceLimits(age_s_max=Decimal(str(stale_price_s))),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LastHop:
    """The gate and what stands behind it, of one account."""

    gate: LimitsGate
    day: DayKeeper
    halts: Halts
    switch: KillSwitch
    watch: KillWatch
    port: TerminalPort
    clock: Clock

    def observe(self) -> None:
        """Follow the account's day; in the thread that sends orders."""
        self.day.observe(self.port, self.gate.limits, self.clock.now_us())

    async def start(
        self, service: Service[BridgeSettings], orders: OrderService, executor: OrderExecutor
    ) -> None:
        """Hear the switch from now on, and do its work while it is thrown."""
        news, loop = asyncio.Event(), asyncio.get_running_loop()

        def heard() -> None:
            """The switch is thrown in any thread."""
            loop.call_soon_threadsafe(news.set)

        self.switch.on_change = heard

        def unsettled() -> tuple[UnknownExposure, ...]:
            found = [
                record.exposure
                for record in executor.unsettled()
                if record.state is OrderState.UNKNOWN
            ]
            return tuple(exposure for exposure in found if exposure is not None)

        work = KillWork(self.switch, self.port, self.clock, unsettled=unsettled)
        for subscription in await self.watch.start():
            service.stack.push_async_callback(subscription.unsubscribe)
        service.spawn(self.watch.run(), name="kill_watch")
        service.spawn(_work(orders, work, news), name="kill_work")


async def _work(orders: OrderService, work: KillWork, news: asyncio.Event) -> None:
    """When it was thrown, and every few seconds while it is: something may appear later."""
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(news.wait(), _STEP_EVERY_S)
        news.clear()
        if work.is_wanted:
            await orders.in_thread(work.step)
            await orders.reconcile()


def compose_last_hop(
    service: Service[BridgeSettings], port: TerminalPort, time: VenueTime
) -> LastHop:
    """The limits are those of `limits.toml` in the bridge's folder, where there is one."""
    settings, clock, folder = service.settings, service.clock, service.settings.folder
    kept = KeptState(folder / "kept.sqlite")
    service.stack.callback(kept.close)
    halts = Halts(kept, clock)
    switch = KillSwitch(KillFile(folder), kept, clock)
    path = folder / FILE_NAME
    limits = read_limits_file(path) if path.exists() else paper_limits(settings.stale_price_s)

    def server_s(utc_us: int) -> int | None:
        server_ms = time.server_ms_of(utc_us)
        return None if server_ms is None else server_ms // 1000

    def sheet_of(name: str) -> VenueSymbol | None:
        sheet = port.symbol(name)
        return None if isinstance(sheet, CallFailed) else sheet

    day = DayKeeper(kept, server_s)
    gate = LimitsGate(limits, day, halts, kept, sheet_of=sheet_of, interlocks=(switch.refusal,))
    watch = KillWatch(service.bus, switch, clock, account=settings.account)
    return LastHop(
        gate=gate, day=day, halts=halts, switch=switch, watch=watch, port=port, clock=clock
    )
