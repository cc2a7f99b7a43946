"""Positions that the record does not know from their beginning, and deals as the fold takes them.

`domain.position` folds deals and statements; here is the one way from the wire to it.
"""

from decimal import Decimal

from tickloom.contracts.message import Message
from tickloom.contracts.trading import DealMade, SideWord
from tickloom.domain.ids import AccountId, DealTicket, OrderId, PositionTicket, Symbol
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import Deal, DealEntry, DealReason, Side
from tickloom.domain.position import Position, Statement

_MICROSECOND_NS = 1_000


class PositionStated(Message, frozen=True, kw_only=True, omit_defaults=True):
    """What the terminal states of a position whose opening deal was never told.

    `evt.<tenant>.<account>.position`, id `position:<account>:<position>:<n>`. `position` is the
    venue's identifier. Every deal of it up to the ticket `deal`, or up to `ts`, is in it. Without
    a `side` it is not open any more. It is stated again after later deals: the last word counts.
    """

    account: str
    position: int
    symbol: str
    deal: int
    ticket: int | None = None
    side: SideWord | None = None
    volume: str = "0"
    price_open: str | None = None
    opened: int | None = None
    comment: str = ""


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
        time_ns=message.ts * _MICROSECOND_NS,
        profit=Decimal(message.profit),
        commission=Decimal(message.commission),
        swap=Decimal(message.swap),
        reason=DealReason(message.reason),
        comment=message.comment,
        order=message.order,
    )


def statement_of(message: PositionStated) -> Statement:
    """The statement that `message` carries."""
    return Statement(
        identifier=PositionTicket(message.position), position=_position_of(message),
        deal=DealTicket(message.deal), as_of_ns=message.ts * _MICROSECOND_NS,
    )  # fmt: skip


def _position_of(message: PositionStated) -> Position | None:
    if message.side is None:
        return None
    return Position(
        identifier=PositionTicket(message.position),
        ticket=PositionTicket(message.ticket or message.position),
        account=AccountId(message.account),
        symbol=Symbol(message.symbol),
        side=Side(message.side),
        volume=Volume(Decimal(message.volume)),
        price_open=None if message.price_open is None else Price(Decimal(message.price_open)),
        time_ns=None if message.opened is None else message.opened * _MICROSECOND_NS,
        comment=message.comment,
    )
