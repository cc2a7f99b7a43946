"""Positions of a hedging account: what their deals add up to, nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from tickloom.domain.errors import Broken
from tickloom.domain.ids import AccountId, PositionTicket, Symbol
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import Deal, DealEntry, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """An open position; it disappears when its volume reaches 0."""

    ticket: PositionTicket
    account: AccountId
    symbol: Symbol
    side: Side
    volume: Volume
    price_open: Price
    time_ns: int
    stop_loss: Price | None = None
    take_profit: Price | None = None
    swap: Decimal = Decimal(0)
    comment: str = ""


Positions = dict[PositionTicket, Position]


def apply(positions: Positions, deal: Deal) -> Positions:
    """The positions after `deal`; the input is not changed."""
    known = positions.get(deal.position)
    if deal.entry is DealEntry.IN:
        return positions | {deal.position: _opened(known, deal)}
    if known is None:
        raise Broken(f"deal {deal.ticket} closes position {deal.position}, which is not open")
    if deal.side is known.side:
        raise Broken(f"deal {deal.ticket} closes position {deal.position} in its own direction")
    left = known.volume - deal.volume
    if left < 0:
        raise Broken(f"deal {deal.ticket} closes {deal.volume} of {known.volume} lots")
    rest = {ticket: p for ticket, p in positions.items() if ticket != deal.position}
    return rest if left == 0 else rest | {deal.position: replace(known, volume=Volume(left))}


def _opened(known: Position | None, deal: Deal) -> Position:
    if known is None:
        return Position(
            ticket=deal.position, account=deal.account, symbol=deal.symbol, side=deal.side,
            volume=deal.volume, price_open=deal.price, time_ns=deal.time_ns, comment=deal.comment,
        )  # fmt: skip
    if known.side is not deal.side:
        raise Broken(f"deal {deal.ticket} enters position {deal.position} against its side")
    volume = known.volume + deal.volume
    average = (known.price_open * known.volume + deal.price * deal.volume) / volume
    return replace(known, volume=Volume(volume), price_open=Price(average))


def fold(deals: Iterable[Deal]) -> Positions:
    """The positions that `deals`, oldest first, leave open."""
    positions: Positions = {}
    for deal in deals:
        positions = apply(positions, deal)
    return positions
