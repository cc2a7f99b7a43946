"""The platform's record of an account: an inbox of message ids, orders, and fills by deal.

It stands for the analytics service and its database: a message has its effect once, however often
it comes, because its id is written with the effect.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from mt5_bridge.orders.events import News, OutboxRow, message_of
from tickloom.contracts.message import Header
from tickloom.contracts.positions import PositionStated, deal_of, statement_of
from tickloom.contracts.trading import DealMade
from tickloom.domain.position import Positions, Statement, fold


@dataclass(slots=True)
class Projector:
    """What the platform believes."""

    inbox: set[str] = field(default_factory=set[str])
    fills: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    orders: dict[str, str] = field(default_factory=dict[str, str])
    repeated: Counter[int] = field(default_factory=Counter[int])
    """Deals that came a second time under another id: each would be a fill counted twice."""
    deals: dict[int, DealMade] = field(default_factory=dict[int, DealMade])
    stated: dict[int, tuple[int, Statement]] = field(
        default_factory=dict[int, tuple[int, Statement]]
    )
    """The newest statement of each position, with its place in the stream."""

    def take(self, row: OutboxRow) -> None:
        if row.message_id in self.inbox:
            return
        self.inbox.add(row.message_id)
        fields = row.news.fields
        if row.news.kind == "order":
            self.orders[fields["order_id"]] = fields["state"]
            return
        message = message_of(row.news, _header(row.news))
        if isinstance(message, PositionStated):
            known = self.stated.get(message.position, (0, None))[0]
            if row.id > known:
                self.stated[message.position] = (row.id, statement_of(message))
            return
        assert isinstance(message, DealMade)
        self.deals[message.ticket] = message
        ticket = int(fields["ticket"])
        if ticket in self.fills:
            self.repeated[ticket] += 1
        self.fills[ticket] = fields

    def positions(self) -> Positions:
        """What the deals and statements that were heard make open."""
        heard = (deal_of(self.deals[ticket]) for ticket in sorted(self.deals))
        return fold(heard, (statement for _, statement in self.stated.values()))


def _header(news: News) -> Header:
    return {"id": "m", "ts": news.ts_us, "seq": 1, "ep": "e", "at": news.ts_us, "mode": "demo"}
