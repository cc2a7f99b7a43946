"""Documents that read well and would not do what their writer thinks."""

from collections.abc import Iterator
from itertools import chain

from tickloom.strategy.canonical import text_of
from tickloom.strategy.canonical_parts import canonical_condition
from tickloom.strategy.document import FixedLots, StrategyDocument
from tickloom.strategy.finding import Finding, error, warning
from tickloom.strategy.nodes import (
    Calc,
    Comparison,
    Condition,
    FieldOperand,
    IndicatorOperand,
    Number,
    Operand,
    Param,
    PriceOperand,
    RangeTest,
    SlopeTest,
)
from tickloom.strategy.walk import nodes

_LARGE_LOTS = 100


def check_sense(document: StrategyDocument) -> Iterator[Finding]:
    """Slopes over mixed timeframes are errors; the rest are warnings."""
    return chain(
        _slopes(document), _ends(document), _sides(document), _obv(document), _size(document)
    )


def timeframes_of(operand: Operand) -> set[str]:
    """The timeframes that an operand names; "" where it leaves it to the base."""
    match operand:
        case Number() | Param():
            return set()
        case Calc():
            return {word for arg in operand.args for word in timeframes_of(arg)}
        case PriceOperand() | FieldOperand() | IndicatorOperand():
            return {"" if operand.timeframe is None else operand.timeframe.value}


def _slopes(document: StrategyDocument) -> Iterator[Finding]:
    base = "" if document.timeframe is None else document.timeframe.value
    for path, node in nodes(document):
        if isinstance(node, SlopeTest):
            used = {word or base for word in timeframes_of(node.left)}
            if len(used) > 1:
                names = ", ".join(sorted(word or "the base" for word in used))
                yield error(
                    path, "invalid:timeframe", f"{node.word} over mixed timeframes ({names})",
                    "read all of it on one timeframe",
                )  # fmt: skip


def _ends(document: StrategyDocument) -> Iterator[Finding]:
    exits = document.exits
    if document.stop_loss is None:
        yield warning("/stop_loss", "warn:no_stop", "positions have no stop", "add stop_loss")
    both = (
        exits.max_bars, exits.max_minutes, exits.at_time, exits.before_weekend or None,
        document.stop_loss, document.trailing, document.take_profit or None,
        document.breakeven,
    )  # fmt: skip
    if any(way is not None for way in both):
        return
    reverses = exits.opposite_signal and None not in (document.entry_long, document.entry_short)
    sides = (
        ("longs", document.entry_long, exits.long), ("shorts", document.entry_short, exits.short),
    )  # fmt: skip
    for side, entry, way in sides:
        if entry is not None and way is None and not reverses:
            yield warning(
                "/exit", "warn:no_exit", f"nothing would ever close {side}", "add an exit"
            )


def _sides(document: StrategyDocument) -> Iterator[Finding]:
    if document.entry_long is None or document.entry_short is None:
        return
    long, short = (
        _conjuncts(document, side) for side in (document.entry_long, document.entry_short)
    )
    if long <= short or short <= long:
        yield warning(
            "/entry", "warn:both_sides",
            "long and short are true together, and then neither is opened",
            "make the two exclude each other",
        )  # fmt: skip


def _conjuncts(document: StrategyDocument, condition: Condition) -> set[str]:
    """The canonical texts that must all hold: whose set includes another's implies it."""
    shape = canonical_condition(condition, document.timeframe, text_of)
    return {text_of(member) for member in shape.get("all", [shape])}


def _obv(document: StrategyDocument) -> Iterator[Finding]:
    for path, node in nodes(document):
        sides: tuple[Operand, ...] = ()
        if isinstance(node, Comparison):
            sides = (node.left, node.right)
        elif isinstance(node, RangeTest):
            sides = (node.left, node.low, node.high)
        is_obv = any(isinstance(s, IndicatorOperand) and s.name == "obv" for s in sides)
        if is_obv and any(isinstance(side, Number | Param) for side in sides):
            yield warning(
                path, "warn:obv_level", "the level of OBV depends on where history starts",
                "compare it with its own average",
            )  # fmt: skip


def _size(document: StrategyDocument) -> Iterator[Finding]:
    sizing = document.sizing
    if isinstance(sizing, FixedLots) and sizing.lots > _LARGE_LOTS:
        yield warning("/sizing/lots", "warn:size", f"{sizing.lots} lots is a very large position")
