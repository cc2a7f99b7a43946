"""Tells the bus what happened to orders and accounts: at least once, each with its own id.

Order states wait in the journal's outbox, deals in the terminal's own books; both are ticked off
only when the bus has stored them. So a deal made by a stop while the bridge was down is told too.
"""

import asyncio
from collections.abc import Callable

import structlog

from mt5_bridge import metrics
from mt5_bridge.journal import Journal, OutboxRow
from mt5_bridge.terminal import BookedDeal, Trading
from tickloom.bus.port import Bus
from tickloom.contracts.message import Stamper
from tickloom.contracts.subjects import event
from tickloom.contracts.trading import DealMade, OrderChanged
from tickloom.domain.errors import OutcomeUnknown, Unavailable

log = structlog.get_logger(__name__)

_BATCH = 50
_POLL_S = 0.25


class EventRelay:
    """Publishes what `wake` announces, and looks by itself four times a second."""

    def __init__(self, journal: Journal, terminal: Trading, bus: Bus, stamper: Stamper) -> None:
        self._journal = journal
        self._terminal = terminal
        self._bus = bus
        self._stamper = stamper
        self._news = asyncio.Event()
        self.reach: Callable[[str], None] = lambda _point: None

    def wake(self) -> None:
        self._news.set()

    async def run(self) -> None:
        while True:
            self._news.clear()
            try:
                await self.relay()
            except (Unavailable, OutcomeUnknown) as error:
                log.warning("events_wait", detail=error.detail)
                await asyncio.sleep(_POLL_S)
                continue
            try:
                await asyncio.wait_for(self._news.wait(), timeout=_POLL_S)
            except TimeoutError:
                continue

    async def relay(self) -> None:
        """Publish everything that waits; raises when the bus does not take it."""
        while await self._relay_orders() + await self._relay_deals():
            metrics.OUTBOX.set(self._journal.outbox_length())

    async def _relay_orders(self) -> int:
        rows = self._journal.outbox(limit=_BATCH)
        for row in rows:
            await self._publish_order(row)
        return len(rows)

    async def _relay_deals(self) -> int:
        count = 0
        for account in self._terminal.accounts:
            last = self._journal.announced_deal(account)
            for booked in self._terminal.deals_after(account, last, limit=_BATCH):
                await self._publish_deal(booked)
                count += 1
        return count

    async def _publish_order(self, row: OutboxRow) -> None:
        record = row.record
        subject = event(record.account, "order")
        message = OrderChanged(
            **self._stamper.header(subject, ts=record.ts), order_id=record.order_id,
            account=record.account, symbol=record.symbol, state=record.state,
            volume=record.volume, side=record.side, position=record.position, price=record.price,
            deployment=record.deployment, retcode=record.retcode, reason=record.reason,
            detail=record.detail,
        )  # fmt: skip
        await self._bus.publish_durable(subject, message, message_id=row.message_id)
        self.reach("bridge.after_publish")
        self._journal.published(row)

    async def _publish_deal(self, booked: BookedDeal) -> None:
        deal = booked.deal
        subject = event(deal.account, "deal")
        await self._bus.publish_durable(
            subject, self._deal_made(subject, booked),
            message_id=f"deal:{deal.account}:{deal.ticket}",
        )  # fmt: skip
        self.reach("bridge.after_deal_publish")
        self._journal.announce_deal(deal.account, deal.ticket)
        metrics.DEALS.labels(reason=deal.reason).inc()

    def _deal_made(self, subject: str, booked: BookedDeal) -> DealMade:
        deal = booked.deal
        return DealMade(
            **self._stamper.header(subject, ts=deal.time_ns // 1000), account=deal.account,
            ticket=deal.ticket, symbol=deal.symbol, position=deal.position, side=deal.side.value,
            entry=deal.entry.value, volume=str(deal.volume), price=str(deal.price),
            profit=str(deal.profit), commission=str(deal.commission), swap=str(deal.swap),
            balance=str(booked.balance), reason=deal.reason, order_id=deal.order_id,
            deployment=self._journal.deployment(booked.opened_by),
            stop_loss=None if booked.stop_loss is None else str(booked.stop_loss),
            take_profit=None if booked.take_profit is None else str(booked.take_profit),
            comment=deal.comment,
        )  # fmt: skip
