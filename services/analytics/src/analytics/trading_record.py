"""Deals and orders from the event stream into PostgreSQL, once each, and whether they add up.

The consumers are durable and take one message after the other, so a database that is away only
makes them wait. What comes twice is known by its key and changes nothing.
"""

from decimal import Decimal

import msgspec
import structlog

from analytics.metrics import ROWS
from analytics.projections import deal_of, fold
from tickloom.bus.port import Bus, Delivery
from tickloom.contracts.trading import DealMade, OrderChanged
from tickloom.domain.errors import Broken
from tickloom.domain.position import Positions, apply
from tickloom.storage.bulk import count_of
from tickloom.storage.database import Pool

log = structlog.get_logger(__name__)

_INSERT_DEAL = """
INSERT INTO deals (account, ticket, symbol, position, side, entry, volume, price, profit,
                   commission, swap, balance, reason, order_id, deployment, ts, message)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT DO NOTHING
"""

_INSERT_STATE = """
INSERT INTO order_states (order_id, state, account, ts, stream_seq, message)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
"""

_LATEST_STATE = """
INSERT INTO orders (order_id, account, symbol, state, ts, stream_seq, message)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (order_id) DO UPDATE SET
    state = excluded.state, ts = excluded.ts, stream_seq = excluded.stream_seq,
    symbol = excluded.symbol, message = excluded.message
WHERE orders.stream_seq < excluded.stream_seq
"""


class TradingRecord:
    """Deals, orders, and the positions that the deals leave open."""

    def __init__(self, *, bus: Bus, pool: Pool) -> None:
        self._bus = bus
        self._pool = pool
        self.positions: dict[str, Positions] = {}
        self.trouble = ""

    async def start(self) -> None:
        await self._fold_again()
        await self._bus.consume(
            stream="EVT", durable="analytics-deals", subject="evt.*.*.deal", kind=DealMade,
            handler=self._on_deal,
        )  # fmt: skip
        await self._bus.consume(
            stream="EVT", durable="analytics-orders", subject="evt.*.*.order", kind=OrderChanged,
            handler=self._on_order,
        )  # fmt: skip

    async def _on_deal(self, deal: DealMade, delivery: Delivery) -> None:  # noqa: ARG002
        status = await self._pool.execute(
            _INSERT_DEAL, deal.account, deal.ticket, deal.symbol, deal.position, deal.side,
            deal.entry, Decimal(deal.volume), Decimal(deal.price), Decimal(deal.profit),
            Decimal(deal.commission), Decimal(deal.swap), Decimal(deal.balance), deal.reason,
            deal.order_id, deal.deployment, deal.ts, deal,
        )  # fmt: skip
        if count_of(status):
            ROWS.labels(kind="deals").inc()
            await self._apply(deal)

    async def _on_order(self, order: OrderChanged, delivery: Delivery) -> None:
        seq = delivery.stream_seq
        async with self._pool.acquire() as connection, connection.transaction():
            status = await connection.execute(
                _INSERT_STATE, order.order_id, order.state, order.account, order.ts, seq, order
            )
            await connection.execute(
                _LATEST_STATE, order.order_id, order.account, order.symbol, order.state, order.ts,
                seq, order,
            )  # fmt: skip
        ROWS.labels(kind="orders").inc(count_of(status))

    async def _apply(self, deal: DealMade) -> None:
        """Fold one more deal; when it does not fit, fold all of them before saying so."""
        known = self.positions.get(deal.account, {})
        try:
            self.positions[deal.account] = apply(known, deal_of(deal))
        except (Broken, ValueError):
            await self._fold_again()

    async def _fold_again(self) -> None:
        rows = await self._pool.fetch("SELECT message FROM deals ORDER BY account, ticket")
        try:
            self.positions = fold(msgspec.convert(row["message"], DealMade) for row in rows)
        except (Broken, ValueError) as error:
            self.trouble = f"the recorded deals do not add up: {error}"
            log.error("deals_do_not_add_up", error=str(error))
        else:
            self.trouble = ""
