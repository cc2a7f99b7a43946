"""Folds of what was said into what is; pure."""

from collections.abc import Iterable
from decimal import Decimal

from tickloom.contracts.trading import DealMade
from tickloom.domain.ids import AccountId, DealTicket, OrderId, PositionTicket, Symbol
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import Deal, DealEntry, DealReason, Side
from tickloom.domain.position import Positions, apply


def deal_of(message: DealMade) -> Deal:
    """The deal that `message` says; raises ValueError where a word is unknown."""
    return Deal(
        ticket=DealTicket(message.ticket),
        order_id=OrderId(message.order_id) if message.order_id else None,
        account=AccountId(message.account),
        symbol=Symbol(message.symbol),
        position=PositionTicket(message.position),
        side=Side(message.side),
        entry=DealEntry(message.entry),
        volume=Volume(Decimal(message.volume)),
        price=Price(Decimal(message.price)),
        time_ns=message.ts * 1_000,
        profit=Decimal(message.profit),
        commission=Decimal(message.commission),
        swap=Decimal(message.swap),
        reason=DealReason(message.reason),
        comment=message.comment,
    )


def fold(deals: Iterable[DealMade]) -> dict[str, Positions]:
    """Open positions by account; `deals` by ticket. Raises `Broken` when they do not add up."""
    accounts: dict[str, Positions] = {}
    for message in deals:
        accounts[message.account] = apply(accounts.get(message.account, {}), deal_of(message))
    return accounts
