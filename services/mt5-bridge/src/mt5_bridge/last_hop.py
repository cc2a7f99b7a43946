"""Wires what may say no at the last hop into the running bridge."""

import asyncio
import contextlib
from dataclasses import dataclass
from decimal import Decimal

from mt5_bridge.account_safety import AccountSafety, SafetySettings
from mt5_bridge.adapters.real_terminal import RealTerminal
from mt5_bridge.broker_clock.broker_clock import BrokerClock
from mt5_bridge.limits.limits_file import FILE_NAME, read_limits_file
from mt5_bridge.limits.rules import Limits, unbound
from mt5_bridge.order_service import OrderService
from mt5_bridge.orders.executor import OrderExecutor
from mt5_bridge.orders.gate import UnknownExposure
from mt5_bridge.paper_terminal import PaperTerminal
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.terminal_port import TerminalPort
from mt5_bridge.settings import BridgeSettings
from tickloom.domain.order import OrderState
from tickloom.runtime.service import Service

_STEP_EVERY_S = 2.0
_CLOCK_EVERY_S = 1.0
_CLOCK_SYMBOLS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LastHop:
    """What stands between the commands of one account and its terminal."""

    safety: AccountSafety
    port: TerminalPort
    clock_symbols: tuple[str, ...] = ()
    """Whose quotes tell the time of a real server."""

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

        self.safety.unsettled = unsettled
        self.safety.kill.on_change = heard
        for subscription in await self.safety.start(service.bus):
            service.stack.push_async_callback(subscription.unsubscribe)
        service.spawn(self.safety.run(service.bus, orders.in_thread), name="safety")
        service.spawn(_work(orders, self.safety, news), name="kill_work")
        if self.safety.broker_clock is not None:
            service.spawn(self._watch_clock(self.safety.broker_clock), name="broker_clock")

    async def _watch_clock(self, broker_clock: BrokerClock) -> None:
        """Let the newest quotes say what time it is at the server."""
        while True:
            for symbol in self.clock_symbols:
                tick = await asyncio.to_thread(self.port.tick, symbol)
                if not isinstance(tick, CallFailed):
                    await asyncio.to_thread(broker_clock.hear, symbol, tick.time_ms)
            await asyncio.sleep(_CLOCK_EVERY_S)


async def _work(orders: OrderService, safety: AccountSafety, news: asyncio.Event) -> None:
    """When it was thrown, and every few seconds while it is: something may appear later."""
    while True:
        news.clear()
        if await orders.in_thread(safety.work):
            await orders.reconcile()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(news.wait(), _STEP_EVERY_S)


def compose_last_hop(
    service: Service[BridgeSettings], terminal: PaperTerminal | RealTerminal
) -> LastHop:
    """The limits are those of `limits.toml` in the bridge's folder, where there is one.

    Without it a real terminal has the conservative defaults, a simulated one none.
    """
    settings = service.settings
    is_real = isinstance(terminal, RealTerminal)

    def server_s(utc_us: int) -> int | None:
        server_ms = terminal.time.server_ms_of(utc_us)
        return None if server_ms is None else server_ms // 1000

    safety = AccountSafety(
        terminal.port, service.clock,
        SafetySettings(
            folder=settings.folder, account=settings.account,
            limits=_limits(settings, is_real=is_real),
            server=terminal.expected.server if is_real else "",
            server_clock=str(terminal.rule) if is_real else "",
            is_live=settings.live, monitor_url=settings.nats_monitor_url,
        ),
        to_server_s=server_s,
    )  # fmt: skip
    safety.confirm_symbol = terminal.names.confirm
    service.stack.callback(safety.close)
    symbols = tuple(str(i.symbol) for i in terminal.market.instruments[:_CLOCK_SYMBOLS])
    return LastHop(safety=safety, port=terminal.port, clock_symbols=symbols)


def _limits(settings: BridgeSettings, *, is_real: bool) -> Limits:
    """What the owner of a simulated account did not write down does not bind."""
    path = settings.folder / FILE_NAME
    if is_real or path.exists():
        return read_limits_file(path)
    return unbound(age_s_max=Decimal(str(settings.stale_price_s)))
