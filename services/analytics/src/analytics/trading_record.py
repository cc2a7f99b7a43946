"""Deals and orders from the event stream into PostgreSQL, once each, and whether they add up.

The consumers are durable and take one message after the other, so a database that is away only
makes them wait. What comes twice is known by its key and changes nothing.
"""

from collections.abc import Callable

import msgspec
import structlog

from analytics.metrics import ROWS
from analytics.projections import Holdings
from analytics.recordable import figure, recordable
from tickloom.bus.port import Bus, Delivery
from tickloom.contracts.positions import PositionStated
from tickloom.contracts.trading import DealMade, OrderChanged
from tickloom.domain.position import Positions
from tickloom.runtime.fault_points import nowhere
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
INSERT INTO orders (order_id, account, symbol, state, ts, stream_seq, message, change)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (order_id) DO UPDATE SET
    state = excluded.state, ts = excluded.ts, stream_seq = excluded.stream_seq,
    symbol = excluded.symbol, message = excluded.message, change = excluded.change
WHERE (orders.change, orders.stream_seq) < (excluded.change, excluded.stream_seq)
"""

_STATE_POSITION = """
INSERT INTO stated_positions AS known (account, position, stream_seq, message)
VALUES ($1, $2, $3, $4)
ON CONFLICT (account, position) DO UPDATE SET
    stream_seq = excluded.stream_seq, message = excluded.message
WHERE (known.message->>'deal')::bigint <= (excluded.message->>'deal')::bigint
"""

_ACCOUNTS = "SELECT account FROM deals UNION SELECT account FROM stated_positions"
_DEALS = "SELECT message FROM deals WHERE account = $1 ORDER BY ticket"
_STATED = "SELECT message FROM stated_positions WHERE account = $1"


class TradingRecord:
    """Deals, orders, and the positions that the deals leave open."""

    def __init__(self, *, bus: Bus, pool: Pool, reach: Callable[[str], None] = nowhere) -> None:
        self._bus = bus
        self._pool = pool
        self._reach = reach
        self._accounts: dict[str, Holdings] = {}

    async def start(self) -> None:
        for row in await self._pool.fetch(_ACCOUNTS):
            await self._fold_again(row["account"])
        await self._bus.consume(
            stream="EVT", durable="analytics-deals", subject="evt.*.*.deal", kind=DealMade,
            handler=self._on_deal,
        )  # fmt: skip
        await self._bus.consume(
            stream="EVT", durable="analytics-positions", subject="evt.*.*.position",
            kind=PositionStated, handler=self._on_position,
        )  # fmt: skip
        await self._bus.consume(
            stream="EVT", durable="analytics-orders", subject="evt.*.*.order", kind=OrderChanged,
            handler=self._on_order,
        )  # fmt: skip

    def positions(self, account: str) -> Positions:
        """What is open by the deals of an account."""
        holdings = self._accounts.get(account)
        return {} if holdings is None else holdings.positions

    @property
    def trouble(self) -> str:
        return "; ".join(filter(None, (each.trouble for each in self._accounts.values())))

    @property
    def remark(self) -> str:
        """What the record cannot know of positions that are older than it."""
        unknown = [name for each in self._accounts.values() for name in each.unknown]
        return f"opened before the record began: {', '.join(unknown)}" if unknown else ""

    async def _on_deal(self, deal: DealMade, delivery: Delivery) -> None:
        with recordable(deal):
            status = await self._pool.execute(
                _INSERT_DEAL, deal.account, deal.ticket, deal.symbol, deal.position, deal.side,
                deal.entry, figure(deal.volume), figure(deal.price), figure(deal.profit),
                figure(deal.commission), figure(deal.swap), figure(deal.balance), deal.reason,
                deal.order_id, deal.deployment, deal.ts, deal,
            )  # fmt: skip
        self._reach("projector.after_deal_commit")
        if count_of(status):
            ROWS.labels(kind="deals").inc()
            if not self._accounts.setdefault(deal.account, Holdings()).take(deal):
                await self._fold_again(deal.account)
        elif delivery.redelivered:  # stored by a call whose answer was lost, and not folded
            await self._fold_again(deal.account)

    async def _on_position(self, stated: PositionStated, delivery: Delivery) -> None:
        """Deals that are in it may come before it or after it, so everything is folded anew."""
        with recordable(stated):
            await self._pool.execute(
                _STATE_POSITION, stated.account, stated.position, delivery.stream_seq, stated
            )
        await self._fold_again(stated.account)

    async def _on_order(self, order: OrderChanged, delivery: Delivery) -> None:
        with recordable(order):
            status = await self._write_order(order, delivery.stream_seq)
        self._reach("projector.after_order_commit")
        ROWS.labels(kind="orders").inc(count_of(status))

    async def _write_order(self, order: OrderChanged, seq: int) -> str:
        """Both rows or none."""
        async with self._pool.acquire() as connection, connection.transaction():
            status = await connection.execute(
                _INSERT_STATE, order.order_id, order.state, order.account, order.ts, seq, order
            )
            await connection.execute(
                _LATEST_STATE, order.order_id, order.account, order.symbol, order.state, order.ts,
                seq, order, order.change,
            )  # fmt: skip
        return status

    async def _fold_again(self, account: str) -> None:
        deals = await self._pool.fetch(_DEALS, account)
        stated = await self._pool.fetch(_STATED, account)
        holdings = self._accounts.setdefault(account, Holdings())
        holdings.fold(
            [msgspec.convert(row["message"], DealMade) for row in deals],
            [msgspec.convert(row["message"], PositionStated) for row in stated],
        )
        if holdings.trouble:
            log.error("deals_do_not_add_up", account=account, error=holdings.trouble)
