"""Wires what may say no at the last hop into the running bridge."""

import asyncio
import contextlib
from dataclasses import dataclass
from decimal import Decimal

from mt5_bridge.account_safety import AccountSafety, SafetySettings
from mt5_bridge.limits.limits_file import FILE_NAME, read_limits_file
from mt5_bridge.limits.rules import Limits, unbound
from mt5_bridge.order_service import OrderService
from mt5_bridge.orders.executor import OrderExecutor
from mt5_bridge.orders.gate import UnknownExposure
from mt5_bridge.orders.venue_time import VenueTime
from mt5_bridge.port.terminal_port import TerminalPort
from mt5_bridge.settings import BridgeSettings
from tickloom.domain.order import OrderState
from tickloom.runtime.service import Service

_STEP_EVERY_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LastHop:
    """What stands between the commands of one account and its terminal."""

    safety: AccountSafety

    def observe(self) -> None:
        """Follow the account's day; in the thread that sends orders."""
        self.safety.observe()

    async def start(
        self, service: Service[BridgeSettings], orders: OrderService, executor: OrderExecutor
    ) -> None:
        """Hear the switch from now on, do its work while it is thrown, feel the bus's pulse."""
        news, loop = asyncio.Event(), asyncio.get_running_loop()

        def heard() -> None:
            """The switch is thrown in any thread."""
            loop.call_soon_threadsafe(news.set)

        def unsettled() -> tuple[UnknownExposure, ...]:
            found = [
                record.exposure
                for record in executor.unsettled()
                if record.state is OrderState.UNKNOWN
            ]
            return tuple(exposure for exposure in found if exposure is not None)

        def clear(cause: str) -> bool:
            """A halt that the order journal keeps."""
            if all(halt.reason != cause for halt in executor.halts()):
                return False
            executor.clear_halt(cause)
            return True

        self.safety.unsettled = unsettled
        self.safety.clear_elsewhere = clear
        self.safety.kill.on_change = heard
        for subscription in await self.safety.start(service.bus):
            service.stack.push_async_callback(subscription.unsubscribe)
        service.spawn(self.safety.run(service.bus, orders.in_thread), name="safety")
        service.spawn(_work(orders, self.safety, news), name="kill_work")


async def _work(orders: OrderService, safety: AccountSafety, news: asyncio.Event) -> None:
    """When it was thrown, and every few seconds while it is: something may appear later."""
    while True:
        news.clear()
        if await orders.in_thread(safety.work):
            await orders.reconcile()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(news.wait(), _STEP_EVERY_S)


def compose_last_hop(
    service: Service[BridgeSettings], port: TerminalPort, time: VenueTime
) -> LastHop:
    """The limits are those of `limits.toml` in the bridge's folder, where there is one."""
    settings = service.settings

    def server_s(utc_us: int) -> int | None:
        server_ms = time.server_ms_of(utc_us)
        return None if server_ms is None else server_ms // 1000

    safety = AccountSafety(
        port, service.clock,
        SafetySettings(
            folder=settings.folder, account=settings.account, limits=_limits(settings),
            is_live=settings.live, monitor_url=settings.nats_monitor_url,
        ),
        to_server_s=server_s,
    )  # fmt: skip
    service.stack.callback(safety.close)
    return LastHop(safety=safety)


def _limits(settings: BridgeSettings) -> Limits:
    """Of an account without money: what its owner did not write down does not bind."""
    path = settings.folder / FILE_NAME
    if path.exists():
        return read_limits_file(path)
    return unbound(age_s_max=Decimal(str(settings.stale_price_s)))
