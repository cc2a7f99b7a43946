"""How many closed bars a condition needs before it may be believed.

A window needs its length; what remembers for ever (an EMA) needs max(250, 5 x its longest length)
bars more, so that live and backtest agree whatever bar they were started on.
"""

from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.nodes import (
    AllOf,
    AnyOf,
    Calc,
    Comparison,
    Condition,
    ForBars,
    IndicatorOperand,
    NotOf,
    Number,
    Operand,
    Param,
    PatternTest,
    RangeTest,
    SlopeTest,
    TimeIs,
    WithinBars,
)

_CROSSES = {"crosses", "crosses_above", "crosses_below"}


def operand_bars(operand: Operand) -> int:
    """Closed bars until `operand` has a settled value."""
    match operand:
        case Number() | Param():
            return 1
        case Calc():
            return max(operand_bars(arg) for arg in operand.args)
        case IndicatorOperand():
            return _indicator_bars(operand) + operand.shift
        case _:
            return 1 + operand.shift


def _indicator_bars(operand: IndicatorOperand) -> int:
    spec = CATALOGUE[operand.name]
    given = {name: value.value for name, value in operand.params if isinstance(value, Number)}
    values = spec.filled(given)
    own = spec.first_bar(values, operand.line, operand.form)
    own += spec.settling_bars(values, operand.form)
    inner = 1
    if operand.source is not None and not isinstance(operand.source, str):
        inner = operand_bars(operand.source)
    return own + inner - 1


def condition_bars(condition: Condition) -> int:  # noqa: PLR0911 - one return a kind
    """Closed bars until `condition` may be believed."""
    match condition:
        case AllOf() | AnyOf():
            return max(condition_bars(member) for member in condition.members)
        case NotOf():
            return condition_bars(condition.condition)
        case WithinBars() | ForBars():
            return condition_bars(condition.condition) + condition.bars - 1
        case Comparison():
            sides = max(operand_bars(condition.left), operand_bars(condition.right))
            return sides + (condition.word in _CROSSES)
        case RangeTest():
            return max(operand_bars(o) for o in (condition.left, condition.low, condition.high))
        case SlopeTest():
            return operand_bars(condition.left) + condition.bars
        case PatternTest() | TimeIs():
            return 1
