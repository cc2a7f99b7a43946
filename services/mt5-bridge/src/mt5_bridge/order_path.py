"""Wires the order path: the journal, the core in its thread, the relay, the bus."""

from dataclasses import dataclass
from pathlib import Path

from mt5_bridge import event_cursor
from mt5_bridge.account_marks import PathState
from mt5_bridge.adapters.real_terminal import RealTerminal
from mt5_bridge.halts.halts import Halt, Halts
from mt5_bridge.last_hop import LastHop, compose_last_hop
from mt5_bridge.order_relay import OrderRelay
from mt5_bridge.order_service import VERBS, OrderService
from mt5_bridge.orders.executor import OrderExecutor
from mt5_bridge.orders.journal import Journal
from mt5_bridge.orders.parts import OrderSettings, Parts
from mt5_bridge.paper_terminal import PaperTerminal
from mt5_bridge.settings import BridgeSettings
from tickloom.contracts.message import Stamper
from tickloom.contracts.trading import Reconciled
from tickloom.domain.errors import InvalidInput
from tickloom.domain.order import OrderState
from tickloom.runtime.fault_points import FaultPoints
from tickloom.runtime.service import Service

_JOURNAL = "orders.sqlite"
QUIET_S_MIN = 60.0
"""What brokers' books were seen to lag, and more; a simulated terminal's do not lag."""


class JournalOrigins:
    """Which command a position or an order came from."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def opener(self, position: int) -> tuple[str, str | None] | None:
        """A reversal makes a position another command's, so it is looked up each time."""
        record = self._journal.opener(position)
        return None if record is None else (record.command_id, record.instruction.deployment)

    def placer(self, magic: int) -> tuple[str, str | None] | None:
        record = self._journal.by_magic(magic)
        return None if record is None else (record.command_id, record.instruction.deployment)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPath:
    """What the rest of the bridge asks of the order path."""

    service: OrderService
    origins: JournalOrigins
    journal: Journal
    last_hop: LastHop

    def state(self) -> PathState:
        """How it stands now; read from the journal by who looks at the account."""
        halts = self.last_hop.safety.halts.now
        unknown = sum(record.state is OrderState.UNKNOWN for record in self.journal.open_records())
        return PathState(
            commands=(*VERBS, "pending", "kill"), halts=halts,
            reconciled=Reconciled(unknown=unknown, at=self.service.reconciled_at),
            kill=self.last_hop.safety.watch.info(),
        )  # fmt: skip


async def compose_order_path(
    service: Service[BridgeSettings], terminal: PaperTerminal | RealTerminal, stamper: Stamper
) -> OrderPath:
    """Settle what an earlier life left, then take commands."""
    settings, points = service.settings, FaultPoints.from_environment()
    time = terminal.time
    path = settings.folder / _JOURNAL
    journal, told, read = (_journal(service, path) for _ in range(3))
    last_hop = compose_last_hop(service, terminal)
    halts = last_hop.safety.halts
    take_over_halts(journal, halts)
    parts = Parts(
        port=terminal.port, journal=journal, halts=halts, gate=last_hop.safety.gate,
        clock=service.clock, reach=points.reach, venue_time=time,
        settings=OrderSettings(
            account=settings.account, expected=terminal.expected,
            tick_age_s_max=settings.stale_price_s, name_of=terminal.names.of,
            quiet_s=quiet_s(settings, is_real=isinstance(terminal, RealTerminal)),
        ),
    )  # fmt: skip
    executor = OrderExecutor(parts)
    orders = OrderService(executor, service.clock, account=settings.account)
    service.stack.callback(orders.close)
    relay = OrderRelay(
        told, service.bus, stamper, points.reach, lead_us=time.lead_us,
        on_lost=lambda detail: last_hop.safety.halts.halt(event_cursor.CAUSE, detail),
    )  # fmt: skip
    service.stack.callback(relay.close)
    orders.on_change = relay.wake
    orders.on_pass = last_hop.observe
    orders.late_sends = terminal.port.late_sends
    await last_hop.start(service, orders, executor)
    await orders.reconcile()
    service.spawn(relay.run(), name="relay")
    service.spawn(orders.watch(), name="reconcile")
    for subscription in await orders.consume(service.bus):
        service.stack.push_async_callback(subscription.unsubscribe)
    return OrderPath(service=orders, origins=JournalOrigins(read), journal=read, last_hop=last_hop)


def take_over_halts(journal: Journal, halts: Halts) -> None:
    """Versions before kept some halts in the journal: one list now, and nothing is lifted by it."""
    for cause, detail, since_us in journal.halts_of_before():
        halts.adopt(Halt(cause=cause, detail=detail, since_us=since_us))
    if halts.is_kept:
        journal.forget_halts()


def quiet_s(settings: BridgeSettings, *, is_real: bool) -> float:
    """How long an order must not show up before it counts as absent."""
    if is_real and settings.quiet_s < QUIET_S_MIN:
        raise InvalidInput(
            "TICKLOOM_QUIET_S", settings.quiet_s,
            f"at least {QUIET_S_MIN:g} s before a real terminal: books show orders late",
        )  # fmt: skip
    return settings.quiet_s


def _journal(service: Service[BridgeSettings], path: Path) -> Journal:
    """A connection of its own to the one file, for one thread."""
    journal = Journal(path)
    service.stack.callback(journal.close)
    return journal
