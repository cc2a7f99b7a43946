"""Which operands the stops, targets and lengths of a document are made of, each once.

A place is one of `simulation.shapes` (STOP, TARGET, …). A swing is the lowest low below a long
and the highest high above a short; a length in ATR is that ATR; a level is its own operand.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tickloom.engine import places
from tickloom.strategy.document import (
    DEFAULT_ATR_PERIOD,
    AtLevel,
    Breakeven,
    Distance,
    OrderRule,
    StopLevel,
    StrategyDocument,
    SwingLevel,
    Target,
    Trailing,
)
from tickloom.strategy.nodes import IndicatorOperand, Number, Operand


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelOperands:
    """`operands` in the order of their rows; `rows[place]` are those for a long and a short."""

    operands: tuple[Operand, ...]
    rows: dict[int, tuple[int, int]]


class LevelParts(NamedTuple):
    """What a document says of distances and levels; much of a sweep has the same."""

    stop_loss: StopLevel | None
    take_profit: tuple[Target, ...]
    trailing: Trailing | None
    breakeven: Breakeven | None
    order: OrderRule


def level_parts(document: StrategyDocument) -> LevelParts:
    """Those parts of a document."""
    return LevelParts(
        document.stop_loss, document.take_profit, document.trailing, document.breakeven,
        document.order,
    )  # fmt: skip


def level_operands(document: StrategyDocument) -> LevelOperands:
    """The operands whose values at the decision bar an entry needs."""
    return _operands_of(level_parts(document))


@lru_cache(maxsize=512)
def _operands_of(parts: LevelParts) -> LevelOperands:
    operands: list[Operand] = []
    rows: dict[int, tuple[int, int]] = {}

    def row_of(operand: Operand) -> int:
        if operand not in operands:
            operands.append(operand)
        return operands.index(operand)

    for place, distance in distances_by_place(parts).items():
        if distance.unit == "atr":
            row = row_of(atr_of(distance))
            rows[place] = (row, row)
    if isinstance(parts.stop_loss, AtLevel):
        row = row_of(parts.stop_loss.operand)
        rows[places.STOP] = (row, row)
    if isinstance(parts.stop_loss, SwingLevel):
        bars = parts.stop_loss.bars
        rows[places.STOP] = (row_of(_extreme("lowest", bars)), row_of(_extreme("highest", bars)))
    for number, target in enumerate(parts.take_profit):
        if isinstance(target.level, AtLevel):
            row = row_of(target.level.operand)
            rows[places.TARGET + number] = (row, row)
    return LevelOperands(operands=tuple(operands), rows=rows)


def distances_by_place(parts: LevelParts) -> dict[int, Distance]:
    """Every distance of a document at its place."""
    stop, trailing, even = parts.stop_loss, parts.trailing, parts.breakeven
    named: dict[int, Distance | None] = {
        places.STOP: stop if isinstance(stop, Distance) else None,
        places.STOP_BUFFER: stop.buffer if isinstance(stop, AtLevel | SwingLevel) else None,
        places.ORDER_OFFSET: parts.order.offset,
    }
    for number, target in enumerate(parts.take_profit):
        named[places.TARGET + number] = target.level if isinstance(target.level, Distance) else None
    if trailing is not None:
        named[places.TRAIL] = trailing.distance
        named[places.TRAIL_ACTIVATE] = trailing.activate_at
        named[places.TRAIL_STEP] = trailing.step
    if even is not None:
        named[places.EVEN_TRIGGER] = even.trigger
        named[places.EVEN_OFFSET] = even.offset
    return {place: distance for place, distance in named.items() if distance is not None}


def atr_of(distance: Distance) -> IndicatorOperand:
    """The indicator behind a distance in ATR."""
    period = Number(value=DEFAULT_ATR_PERIOD) if distance.period is None else distance.period
    return IndicatorOperand(name="atr", params=(("period", period),), timeframe=distance.timeframe)


def _extreme(name: str, bars: int) -> IndicatorOperand:
    source = "low" if name == "lowest" else "high"
    return IndicatorOperand(name=name, params=(("period", Number(value=bars)),), source=source)
