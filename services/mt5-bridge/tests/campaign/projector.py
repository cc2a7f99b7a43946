"""The platform's record of an account: an inbox of message ids, orders, and fills by deal.

It stands for the analytics service and its database: a message has its effect once, however often
it comes, because its id is written with the effect.
"""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from mt5_bridge.orders.events import OutboxRow


@dataclass(slots=True)
class Projector:
    """What the platform believes."""

    inbox: set[str] = field(default_factory=set[str])
    fills: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    orders: dict[str, str] = field(default_factory=dict[str, str])
    repeated: Counter[int] = field(default_factory=Counter[int])
    """Deals that came a second time under another id: each would be a fill counted twice."""

    def take(self, row: OutboxRow) -> None:
        if row.message_id in self.inbox:
            return
        self.inbox.add(row.message_id)
        fields = row.news.fields
        if row.news.kind == "order":
            self.orders[fields["order_id"]] = fields["state"]
            return
        ticket = int(fields["ticket"])
        if ticket in self.fills:
            self.repeated[ticket] += 1
        self.fills[ticket] = fields

    def net(self) -> dict[str, Decimal]:
        """Net lots by symbol as the fills make them."""
        lots: dict[str, Decimal] = {}
        for fill in self.fills.values():
            signed = Decimal(fill["volume"]) * (1 if fill["side"] == "buy" else -1)
            lots[fill["symbol"]] = lots.get(fill["symbol"], Decimal(0)) + signed
        return {symbol: net for symbol, net in lots.items() if net}
