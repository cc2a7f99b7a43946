"""Commands in, orders out: one at a time, journaled before and after, never twice.

known? -> check -> INTENT (on the disk) -> send -> RESULT (on the disk); the relay tells the bus.
A crash between INTENT and RESULT leaves an order of unknown fate: `reconcile` asks the terminal's
books, and an order that is not in them is not sent again.
"""

import asyncio
from collections.abc import Callable

import structlog

from mt5_bridge import metrics
from mt5_bridge.feed import Feed
from mt5_bridge.guard import Refused, Situation, check_close, check_entry
from mt5_bridge.journal import Journal
from mt5_bridge.order_record import OrderRecord, accepted
from mt5_bridge.terminal import Terminal, TradeResult
from tickloom.bus.port import Bus, Delivery, Subscription
from tickloom.contracts.subjects import command as command_subject
from tickloom.contracts.trading import ClosePosition, SubmitOrder
from tickloom.domain.errors import OutcomeUnknown
from tickloom.domain.ids import AccountId, OrderId, PositionTicket, Symbol
from tickloom.domain.order import OrderEvent
from tickloom.runtime.clock import Clock

RECONCILE_S = 5.0
# The simulated terminal answers in milliseconds. What a killed bridge had taken comes again after
# this time; should it come while the first is still at work, the journal knows the order.
ACK_WAIT_S = 5.0
log = structlog.get_logger(__name__)


class Executor:
    """The only caller of the terminal's trading half.

    `on_change` hears that the journal holds news; `reach` is called at the points where a crash
    would hurt, so that tests can crash there.
    """

    def __init__(
        self,
        terminal: Terminal,
        feed: Feed,
        journal: Journal,
        clock: Clock,
        *,
        stale_price_s: float,
    ) -> None:
        self._terminal = terminal
        self._feed = feed
        self._journal = journal
        self._clock = clock
        self._stale_price_s = stale_price_s
        self._one_at_a_time = asyncio.Lock()
        self.on_change: Callable[[], None] = lambda: None
        self.reach: Callable[[str], None] = lambda _point: None

    async def consume(self, bus: Bus) -> list[Subscription]:
        """Take commands for every account of the terminal, until unsubscribed."""
        taken: list[Subscription] = []
        for account in self._terminal.accounts:
            entries = await bus.consume(
                stream="CMD", durable=f"bridge-{account}", subject=command_subject(account, "new"),
                kind=SubmitOrder, handler=self.on_submit, max_ack_pending=1, ack_wait_s=ACK_WAIT_S,
            )  # fmt: skip
            exits = await bus.consume(
                stream="CMD", durable=f"bridge-{account}-close",
                subject=command_subject(account, "close"), kind=ClosePosition,
                handler=self.on_close, max_ack_pending=1, ack_wait_s=ACK_WAIT_S,
            )  # fmt: skip
            taken += [entries, exits]
        return taken

    async def watch(self) -> None:
        """Settle, from time to time, what lost its answer without a restart."""
        while True:
            await asyncio.sleep(RECONCILE_S)
            self.reconcile()

    async def on_submit(self, command: SubmitOrder, _: Delivery) -> None:
        async with self._one_at_a_time:
            self.reach("bridge.after_fetch")
            if self._is_known(command):
                return
            verdict = check_entry(command, self._situation(command))
            if isinstance(verdict, Refused):
                self._refuse(command, verdict)
            else:
                self._execute(command, lambda: self._terminal.order_send(verdict))

    async def on_close(self, command: ClosePosition, _: Delivery) -> None:
        async with self._one_at_a_time:
            self.reach("bridge.after_fetch")
            if self._is_known(command):
                return
            now = self._situation(command)
            position = None
            if now.is_account:
                ticket = PositionTicket(command.position)
                position = self._terminal.position(AccountId(command.account), ticket)
            verdict = check_close(command, position, now)
            if isinstance(verdict, Refused):
                self._refuse(command, verdict)
            else:
                self._execute(command, lambda: self._terminal.close(verdict))

    def reconcile(self) -> None:
        """Settle every order of unknown fate by the terminal's own books."""
        if self._one_at_a_time.locked():
            return
        for record in self._journal.unanswered():
            deals = self._terminal.deals_of(record.account, record.order_id)
            settled = record.reconciled(deals, ts=self._ts)
            self._write(settled)
            log.warning("order_reconciled", order_id=record.order_id, state=settled.state)

    @property
    def _ts(self) -> int:
        return self._terminal.position_ns // 1000

    def _is_known(self, command: SubmitOrder | ClosePosition) -> bool:
        state = self._journal.state(OrderId(command.order_id))
        if state is not None:
            log.info("order_known", order_id=command.order_id, state=state)
        return state is not None

    def _refuse(self, command: SubmitOrder | ClosePosition, verdict: Refused) -> None:
        log.warning("order_refused", order_id=command.order_id, detail=verdict.detail)
        record = accepted(command, ts=self._ts)
        self._write(record.refused(verdict.event, verdict.retcode, verdict.detail, ts=self._ts))

    def _execute(
        self, command: SubmitOrder | ClosePosition, send: Callable[[], TradeResult]
    ) -> None:
        started_s = self._clock.monotonic_s()
        record = accepted(command, ts=self._ts).after(OrderEvent.JOURNALED, ts=self._ts)
        self._write(record)
        self.reach("bridge.after_intent")
        try:
            record = record.answered(send(), ts=self._ts)
        except OutcomeUnknown as error:
            log.error("order_outcome_unknown", order_id=record.order_id, detail=error.detail)
            record = record.after(OrderEvent.NO_ANSWER, ts=self._ts)
        self.reach("bridge.after_send")
        self._write(record)
        metrics.ORDER_SECONDS.observe(self._clock.monotonic_s() - started_s)
        log.info("order_done", order_id=record.order_id, state=record.state, detail=record.detail)
        self.reach("bridge.after_result")

    def _write(self, record: OrderRecord) -> None:
        self._journal.write(record)
        metrics.ORDERS.labels(state=record.state).inc()
        self.on_change()

    def _situation(self, command: SubmitOrder | ClosePosition) -> Situation:
        terminal, symbol = self._terminal, Symbol(command.symbol)
        instrument = next((i for i in terminal.instruments if i.symbol == symbol), None)
        now_us, heard_us = self._clock.now_us(), self._feed.last_tick_at(symbol)
        return Situation(
            now_us=now_us, is_account=command.account in terminal.accounts,
            instrument=instrument, is_open=instrument is not None and terminal.is_open(symbol),
            tick=terminal.last_tick(symbol),
            tick_age_s=None if heard_us is None else (now_us - heard_us) / 1e6,
            stale_price_s=self._stale_price_s,
        )  # fmt: skip
