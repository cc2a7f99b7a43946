"""Operands and conditions in plain English."""

from tickloom.strategy.canonical import text_of
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
_FIELDS = {
    "prev_day_high": "previous day high", "prev_day_low": "previous day low",
    "prev_day_close": "previous day close", "prev_week_high": "previous week high",
    "prev_week_low": "previous week low", "minute_of_day": "minute of the day",
}  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = FieldOperand(word="weekday")


def count_text(count: int, word: str) -> str:
    """1 bar, 2 bars."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def number_text(number: Number | Param) -> str:
    """A constant in plain decimals, a param by its name."""
    return text_of(number.value) if isinstance(number, Number) else number.name


def operand_text(operand: Operand) -> str:
    """Any operand, with the place it is read at."""
    match operand:
        case Number() | Param():
            return number_text(operand)
        case PriceOperand():
            return operand.word + _place(operand)
        case FieldOperand():
            name = _FIELDS.get(operand.word, operand.word.replace("_", " "))
            session = "" if operand.session is None else f"{session_text(operand.session)} "
            return session + name + _place(operand)
        case IndicatorOperand():
            return indicator_text(operand)
        case Calc():
            return _calc(operand)


def session_text(word: str) -> str:
    """London, New York, London/New York overlap."""
    if word == "london_ny_overlap":
        return "London/New York overlap"
    return word.replace("_", " ").title()


def indicator_text(operand: IndicatorOperand) -> str:
    """NAME(params) line of SOURCE on TF, N bars ago."""
    spec = CATALOGUE[operand.name]
    named = dict(operand.params)
    values = [
        number_text(named[param.name]) if param.name in named else text_of(param.default)
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


def _place(operand: PriceOperand | FieldOperand | IndicatorOperand | PatternTest) -> str:
    on = "" if operand.timeframe is None else f" on {operand.timeframe}"
    return on if operand.shift == 0 else f"{on} {count_text(operand.shift, 'bar')} ago"


def _calc(operand: Calc) -> str:
    args = [operand_text(arg) for arg in operand.args]
    if operand.word in _CALCS:
        return "(" + f" {_CALCS[operand.word]} ".join(args) + ")"
    if operand.word == "abs":
        return f"the size of {args[0]}"
    if operand.word == "pct_change":
        return f"the change from {args[-1]} to {args[0]} in percent"
    return f"the {'smaller' if operand.word == 'min' else 'larger'} of {' and '.join(args)}"


def condition_text(condition: Condition, timezone: str = "") -> str:
    """A condition, with brackets wherever two kinds of joining meet; clocks name their zone."""
    match condition:
        case AllOf():
            members = [_member(member, condition, timezone) for member in condition.members]
            return " and ".join(members)
        case AnyOf():
            members = [_member(member, condition, timezone) for member in condition.members]
            return ("either " if len(members) > 1 else "") + " or ".join(members)
        case NotOf():
            return f"not ({condition_text(condition.condition, timezone)})"
        case WithinBars():
            inner = condition_text(condition.condition, timezone)
            return f"({inner}) within the last {count_text(condition.bars, 'bar')}"
        case ForBars():
            inner = condition_text(condition.condition, timezone)
            return f"({inner}) for {count_text(condition.bars, 'bar')} in a row"
        case _:
            return _test(condition, timezone)


def _member(member: Condition, parent: Condition, timezone: str) -> str:
    text = condition_text(member, timezone)
    mixes = isinstance(member, AllOf | AnyOf) and type(member) is not type(parent)
    return f"({text})" if mixes else text


Test = Comparison | RangeTest | SlopeTest | PatternTest | TimeIs


def test_text(test: Test) -> str:
    """One test: what the status of a deployment shows line by line."""
    return _test(test, "")


def _test(test: Test, timezone: str) -> str:
    match test:
        case Comparison():
            words = _COMPARISONS[test.word]
            either_way = " (either way)" if test.word == "crosses" else ""
            right = operand_text(test.right) + _day(test)
            return f"{operand_text(test.left)} {words} {right}{either_way}"
        case RangeTest():
            left, low, high = (operand_text(o) for o in (test.left, test.low, test.high))
            joined = "between {} and {}" if test.word == "between" else "outside {} to {}"
            return f"{left} is {joined.format(low, high)}"
        case SlopeTest():
            return f"{operand_text(test.left)} has been {test.word} for " + count_text(
                test.bars, "bar"
            )
        case PatternTest():
            article = "an" if test.word[0] in "aeiou" else "a"
            name = test.word.replace("_", " ")
            return f"{article} {name} pattern completed{_place(test)}"
        case TimeIs():
            return f"at {test.clock}" + (f" {timezone}" if timezone else "")


def _day(test: Comparison) -> str:
    """The name of a weekday that stands as a number."""
    if test.left == _WEEKDAY and isinstance(test.right, Number) and test.right.value in range(1, 8):
        return f" ({_DAYS[int(test.right.value) - 1]})"
    return ""
