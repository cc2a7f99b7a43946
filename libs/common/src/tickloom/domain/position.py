"""Positions: what their deals add up to on every kind of account, and nothing else.

On a hedging account a position is what one order opened, closed in parts by deals or by its
opposite. On netting and exchange accounts there is one a symbol: added to, reduced, turned round.
Its identifier joins it to its deals for ever; its ticket is that of the order that turned it last.

A record begins in the middle of an account's life. What deals say of a position that was opened
before is kept, and what they cannot say is None: no error, and never an invented price. The
venue's own statement of such a position fills it in.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from tickloom.domain.errors import Broken
from tickloom.domain.ids import AccountId, DealTicket, PositionTicket, Symbol
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import Deal, DealEntry, Side

_NOTHING = Volume(Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """An open position; it disappears when its volume reaches 0."""

    identifier: PositionTicket
    ticket: PositionTicket
    account: AccountId
    symbol: Symbol
    side: Side
    volume: Volume | None
    """None: opened before the record; how much is left, perhaps nothing, is not known."""
    price_open: Price | None
    time_ns: int | None
    comment: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether everything is known that made it what it is."""
        return self.volume is not None and self.price_open is not None


Positions = dict[PositionTicket, Position]
"""By identifier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The venue's own word on a position whose beginning the record lacks."""

    identifier: PositionTicket
    position: Position | None
    """None: it is not open any more."""
    deal: DealTicket
    """The last of its deals that the record had then; 0 is none."""
    as_of_ns: int
    """When the venue last changed it."""

    def holds(self, deal: Deal) -> bool:
        """Whether this deal is in what was stated."""
        return deal.ticket <= self.deal or deal.time_ns <= self.as_of_ns


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """How many of a deal's lots close and how many open; its profit is that of the closing ones."""

    closing: Volume
    opening: Volume


def split(known: Position | None, deal: Deal) -> Split | None:
    """The parts of a deal that meets `known`; None for the reversal of an unknown volume."""
    match deal.entry:
        case DealEntry.IN:
            return Split(closing=_NOTHING, opening=deal.volume)
        case DealEntry.OUT | DealEntry.OUT_BY:
            return Split(closing=deal.volume, opening=_NOTHING)
        case DealEntry.IN_OUT:
            if known is None or known.volume is None:
                return None
            opening = Volume(deal.volume - known.volume)
            return Split(closing=known.volume, opening=opening)


def apply(positions: Positions, deal: Deal) -> Positions:
    """The positions after `deal`; the input is not changed.

    Raises `Broken` for a deal that contradicts what is known.
    """
    after = _after(positions.get(deal.position), deal)
    if after is not None:
        return positions | {deal.position: after}
    return {name: position for name, position in positions.items() if name != deal.position}


def fold(deals: Iterable[Deal], statements: Iterable[Statement] = ()) -> Positions:
    """The positions that an account's `deals`, oldest first, leave open.

    `statements`: the newest of each position that has one, whenever it was made.
    """
    stated = {statement.identifier: statement for statement in statements}
    positions = {
        identifier: statement.position
        for identifier, statement in stated.items()
        if statement.position is not None
    }
    for deal in deals:
        statement = stated.get(deal.position)
        if statement is None or not statement.holds(deal):
            positions = apply(positions, deal)
    return positions


def _after(known: Position | None, deal: Deal) -> Position | None:
    match deal.entry:
        case DealEntry.IN:
            return _begun(deal) if known is None else _enlarged(known, deal)
        case DealEntry.IN_OUT:
            return _turned(known, deal)
        case DealEntry.OUT | DealEntry.OUT_BY:
            return _reduced(known, deal)


def _begun(deal: Deal) -> Position:
    """A new position, or more of one from before the record: an opening order names its own."""
    position = _from_before(deal, deal.side)
    if deal.order not in {None, deal.position}:
        return position
    return replace(position, volume=deal.volume, price_open=deal.price, time_ns=deal.time_ns)


def _from_before(deal: Deal, side: Side) -> Position:
    return Position(
        identifier=deal.position, ticket=deal.position, account=deal.account, symbol=deal.symbol,
        side=side, volume=None, price_open=None, time_ns=None, comment=deal.comment,
    )  # fmt: skip


def _enlarged(known: Position, deal: Deal) -> Position:
    if known.side is not deal.side:
        raise Broken(f"deal {deal.ticket} enters position {deal.position} against its side")
    if known.volume is None or known.price_open is None:
        return replace(known, price_open=None)
    volume = known.volume + deal.volume
    average = (known.price_open * known.volume + deal.price * deal.volume) / volume
    return replace(known, volume=Volume(volume), price_open=Price(average))


def _turned(known: Position | None, deal: Deal) -> Position:
    """Its opening part is a position of its own kind: the deal's side, price and time."""
    if known is not None and known.side is deal.side:
        raise Broken(f"deal {deal.ticket} turns position {deal.position} in its own direction")
    parts = split(known, deal)
    if known is not None and parts is not None and parts.opening <= 0:
        raise Broken(f"deal {deal.ticket} turns {known.volume} lots with only {deal.volume}")
    before = known or _from_before(deal, deal.side.opposite)
    return replace(
        before, side=deal.side, volume=None if parts is None else parts.opening,
        price_open=deal.price, time_ns=deal.time_ns, comment=deal.comment,
        ticket=before.ticket if deal.order is None else PositionTicket(deal.order),
    )  # fmt: skip


def _reduced(known: Position | None, deal: Deal) -> Position | None:
    if known is None:
        return _from_before(deal, deal.side.opposite)
    if deal.side is known.side:
        raise Broken(f"deal {deal.ticket} closes position {deal.position} in its own direction")
    if known.volume is None:
        return known
    left = known.volume - deal.volume
    if left < 0:
        raise Broken(f"deal {deal.ticket} closes {deal.volume} of {known.volume} lots")
    return replace(known, volume=Volume(left)) if left else None
