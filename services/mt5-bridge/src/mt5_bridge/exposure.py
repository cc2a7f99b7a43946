"""All positions of one symbol and side as one: what a turn of ticks can do to them at most.

Hundreds of positions would make every turn slow if each were asked; their nearest stop, their
volume and their cost answer for all of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from mt5_bridge.ledger import OpenPosition
from tickloom.domain.ids import PositionTicket, Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.money import Money
from tickloom.domain.order import Side
from tickloom.engine.fills import ExitLevels, exit_price, first_exit
from tickloom_terminal.market.tick_walk import PointColumns

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Positions of one symbol and side; `cost` is the sum of volume x open price.

    `nearest`: no position ends before a tick reaches this stop or this target.
    """

    instrument: Instrument
    side: Side
    volume: Decimal
    cost: Decimal
    levels: tuple[tuple[PositionTicket, ExitLevels], ...]
    nearest: ExitLevels

    def profit_raw(self, points: int) -> Money:
        """The profit of all at this closing price, in the profit currency, not rounded."""
        worth = self.instrument.from_points(points) * self.volume - self.cost
        return Money(
            amount=worth * self.side.sign * self.instrument.contract_size,
            currency=self.instrument.currency_profit,
        )

    def worst_price(self, now: tuple[int, int], part: PointColumns | None) -> int:
        """The closing price that hurts most, now or in the turn."""
        price = exit_price(self.side, *now)
        if part is None:
            return price
        if self.side is Side.BUY:
            return min(price, int(part.bid.min()))
        return max(price, int(part.ask.max()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Every group of an account, and the margin they bind together."""

    groups: Mapping[Symbol, tuple[Group, ...]]
    margin: Decimal

    def of(self, symbol: Symbol) -> tuple[Group, ...]:
        return self.groups.get(symbol, ())

    def ends_in(self, part: PointColumns) -> bool:
        """Whether a tick of the turn reaches the stop or the target of any position."""
        return any(
            first_exit(group.side, group.nearest, part.bid, part.ask) is not None
            for group in self.of(part.symbol)
        )


def exposure(
    positions: Iterable[OpenPosition], instruments: Mapping[Symbol, Instrument]
) -> Exposure:
    """Group the positions; those of symbols that are not offered are left out."""
    sorted_out: defaultdict[tuple[Symbol, Side], list[OpenPosition]] = defaultdict(list)
    margin = _ZERO
    for known in positions:
        margin += known.margin
        sorted_out[known.position.symbol, known.position.side].append(known)
    groups: defaultdict[Symbol, list[Group]] = defaultdict(list)
    for (symbol, side), members in sorted_out.items():
        if symbol in instruments:
            groups[symbol].append(_group(instruments[symbol], side, members))
    return Exposure(groups={s: tuple(g) for s, g in groups.items()}, margin=margin)


def _group(instrument: Instrument, side: Side, members: list[OpenPosition]) -> Group:
    levels = tuple((known.position.ticket, _levels(instrument, known)) for known in members)
    stops = [level.stop_loss for _, level in levels if level.stop_loss is not None]
    targets = [level.take_profit for _, level in levels if level.take_profit is not None]
    is_buy = side is Side.BUY
    return Group(
        instrument=instrument, side=side, levels=levels,
        volume=sum((known.position.volume for known in members), _ZERO),
        cost=sum((k.position.volume * k.position.price_open for k in members), _ZERO),
        nearest=ExitLevels(
            stop_loss=(max(stops) if is_buy else min(stops)) if stops else None,
            take_profit=(min(targets) if is_buy else max(targets)) if targets else None,
        ),
    )  # fmt: skip


def _levels(instrument: Instrument, known: OpenPosition) -> ExitLevels:
    position = known.position
    points = instrument.points
    return ExitLevels(
        stop_loss=None if position.stop_loss is None else points(position.stop_loss),
        take_profit=None if position.take_profit is None else points(position.take_profit),
    )
