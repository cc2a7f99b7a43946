"""How many closed bars a condition needs before it may be believed, of each timeframe it reads.

A window needs its length; what remembers for ever (an EMA) needs max(250, 5 x its longest length)
bars more, so that live and backtest agree whatever bar they were started on.
"""

from collections.abc import Iterable

from tickloom.domain.market import Timeframe
from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.nodes import (
    AllOf,
    AnyOf,
    Calc,
    Comparison,
    Condition,
    FieldOperand,
    ForBars,
    IndicatorOperand,
    NotOf,
    Number,
    Operand,
    Param,
    PatternTest,
    PriceOperand,
    RangeTest,
    SlopeTest,
    TimeIs,
    WithinBars,
)
from tickloom.strategy.pattern_bars import PATTERN_BARS

Needs = dict[Timeframe | None, int]
"""Closed bars by timeframe; None is the base."""

_CROSSES = {"crosses", "crosses_above", "crosses_below"}
_DAILY = {"prev_day_high", "prev_day_low", "prev_day_close"}
_WEEKLY = {"prev_week_high", "prev_week_low"}


def operand_bars(operand: Operand) -> int:
    """Closed bars of its own timeframe until `operand` has a settled value."""
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


def operand_needs(operand: Operand, base: Timeframe) -> Needs:
    """What an operand needs of each timeframe that it reads."""
    if isinstance(operand, Calc):
        return _all(operand_needs(arg, base) for arg in operand.args)
    if isinstance(operand, FieldOperand) and operand.word in _DAILY | _WEEKLY:
        own = Timeframe.D1 if operand.word in _DAILY else Timeframe.W1
        return {None: 1 + operand.shift, own: 1}
    if isinstance(operand, PriceOperand | FieldOperand | IndicatorOperand):
        timeframe = operand.timeframe
        if timeframe is None and isinstance(operand, IndicatorOperand) and operand.name == "pivot":
            timeframe = Timeframe.D1
        return {None if timeframe is base else timeframe: operand_bars(operand)}
    return {None: 1}


def condition_needs(condition: Condition, base: Timeframe, more: int = 0) -> Needs:
    """What a condition needs; `more` bars of each, for what looks back at it."""
    match condition:
        case AllOf() | AnyOf():
            return _all(condition_needs(member, base, more) for member in condition.members)
        case NotOf():
            return condition_needs(condition.condition, base, more)
        case WithinBars() | ForBars():
            return condition_needs(condition.condition, base, more + condition.bars - 1)
        case _:
            needs, back = _test_needs(condition, base)
            return {timeframe: bars + more + back for timeframe, bars in needs.items()}


def _test_needs(
    test: Comparison | RangeTest | SlopeTest | PatternTest | TimeIs, base: Timeframe
) -> tuple[Needs, int]:
    """What a test's operands need, and how far it looks back itself."""
    match test:
        case Comparison():
            needs = _all(operand_needs(side, base) for side in (test.left, test.right))
            return needs, int(test.word in _CROSSES)
        case RangeTest():
            return _all(operand_needs(o, base) for o in (test.left, test.low, test.high)), 0
        case SlopeTest():
            return operand_needs(test.left, base), test.bars
        case PatternTest():
            timeframe = None if test.timeframe is base else test.timeframe
            return {timeframe: PATTERN_BARS[test.word] + test.shift}, 0
        case TimeIs():
            return {None: 1}, 0


def _all(parts: Iterable[Needs]) -> Needs:
    """The greatest of each."""
    needs: Needs = {}
    for part in parts:
        for timeframe, bars in part.items():
            needs[timeframe] = max(needs.get(timeframe, 0), bars)
    return needs
