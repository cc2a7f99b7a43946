"""Operands and conditions in plain English."""

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

_COMPARISONS = {
    "gt": "is above", "gte": "is at or above", "lt": "is below", "lte": "is at or below",
    "eq": "is equal to", "neq": "is not equal to", "crosses_above": "crosses above",
    "crosses_below": "crosses below", "crosses": "crosses",
}  # fmt: skip
_CALCS = {"add": "plus", "sub": "minus", "mul": "times", "div": "divided by"}


def number_text(number: Number | Param) -> str:
    return f"{number.value:.12g}" if isinstance(number, Number) else number.name


def operand_text(operand: Operand) -> str:
    match operand:
        case Number() | Param():
            return number_text(operand)
        case PriceOperand():
            return operand.word + _place(operand)
        case FieldOperand():
            session = "" if operand.session is None else f" of {operand.session.replace('_', ' ')}"
            return operand.word.replace("_", " ") + session + _place(operand)
        case IndicatorOperand():
            return indicator_text(operand)
        case Calc():
            return _calc(operand)


def indicator_text(operand: IndicatorOperand) -> str:
    """NAME(params) line of SOURCE on TF, N bars ago."""
    spec = CATALOGUE[operand.name]
    named = dict(operand.params)
    values = [
        number_text(named[param.name]) if param.name in named else f"{param.default:g}"
        for param in spec.params
        if param.name in named or param.default is not None
    ]
    text = spec.title + (f"({','.join(values)})" if values else "")
    line = operand.line or spec.default_line
    text += "" if line is None else f" {line}"
    text += "" if operand.form is None else f" in the form {operand.form}"
    if isinstance(operand.source, str):
        text += "" if operand.source == spec.source else f" of {operand.source}"
    elif operand.source is not None:
        text += f" of {operand_text(operand.source)}"
    return text + _place(operand)


def _place(operand: PriceOperand | FieldOperand | IndicatorOperand) -> str:
    on = "" if operand.timeframe is None else f" on {operand.timeframe}"
    if operand.shift == 0:
        return on
    return f"{on} {operand.shift} bar{'' if operand.shift == 1 else 's'} ago"


def _calc(operand: Calc) -> str:
    args = [operand_text(arg) for arg in operand.args]
    if operand.word in _CALCS:
        return "(" + f" {_CALCS[operand.word]} ".join(args) + ")"
    if operand.word == "abs":
        return f"the size of {args[0]}"
    if operand.word == "pct_change":
        return f"the change from {args[-1]} to {args[0]} in percent"
    return f"the {'smaller' if operand.word == 'min' else 'larger'} of {' and '.join(args)}"


def condition_text(condition: Condition) -> str:
    """A condition, with brackets wherever two kinds of joining meet."""
    match condition:
        case AllOf():
            return " and ".join(_member(member, condition) for member in condition.members)
        case AnyOf():
            members = [_member(member, condition) for member in condition.members]
            return ("either " if len(members) > 1 else "") + " or ".join(members)
        case NotOf():
            return f"not ({condition_text(condition.condition)})"
        case WithinBars():
            return f"({condition_text(condition.condition)}) within the last {condition.bars} bars"
        case ForBars():
            return f"({condition_text(condition.condition)}) for {condition.bars} bars in a row"
        case _:
            return test_text(condition)


def _member(member: Condition, parent: Condition) -> str:
    text = condition_text(member)
    mixes = isinstance(member, AllOf | AnyOf) and type(member) is not type(parent)
    return f"({text})" if mixes else text


def test_text(test: Comparison | RangeTest | SlopeTest | PatternTest | TimeIs) -> str:
    match test:
        case Comparison():
            words = _COMPARISONS[test.word]
            either_way = " (either way)" if test.word == "crosses" else ""
            return f"{operand_text(test.left)} {words} {operand_text(test.right)}{either_way}"
        case RangeTest():
            left, low, high = (operand_text(o) for o in (test.left, test.low, test.high))
            joined = "between {} and {}" if test.word == "between" else "outside {} to {}"
            return f"{left} is {joined.format(low, high)}"
        case SlopeTest():
            for_bars = "" if test.bars == 1 else f" for {test.bars} bars"
            return f"{operand_text(test.left)} is {test.word}{for_bars}"
        case PatternTest():
            return f"{test.word.replace('_', ' ')} completed"
        case TimeIs():
            return f"at {test.clock}"
