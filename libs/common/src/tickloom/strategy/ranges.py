"""Contradictions that can be proved: ranges of one operand inside `all` that leave nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf

from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.finding import Finding, error, warning
from tickloom.strategy.nodes import (
    AllOf,
    Comparison,
    Condition,
    FieldOperand,
    IndicatorOperand,
    Number,
    Operand,
    RangeTest,
)
from tickloom.strategy.walk import walk

_FIELD_RANGES = {
    "hour": (0.0, 23.0), "minute_of_day": (0.0, 1439.0), "weekday": (1.0, 7.0),
    "volume": (0.0, inf), "spread": (0.0, inf), "body": (0.0, inf), "range": (0.0, inf),
    "upper_wick": (0.0, inf), "lower_wick": (0.0, inf),
}  # fmt: skip
_TURNED = {"gt": "lt", "gte": "lte", "lt": "gt", "lte": "gte", "eq": "eq"}


@dataclass(frozen=True, slots=True)
class _Span:
    """What an operand may still be; an open end excludes its bound."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    @property
    def is_empty(self) -> bool:
        at_bound = self.low == self.high and (self.low_open or self.high_open)
        return self.low > self.high or at_bound

    def cut(self, word: str, bound: float) -> "_Span":
        span = self
        if word in {"gt", "gte", "eq"} and (bound, word == "gt") > (span.low, span.low_open):
            span = replace(span, low=bound, low_open=word == "gt")
        if word in {"lt", "lte", "eq"} and (-bound, word == "lt") > (-span.high, span.high_open):
            span = replace(span, high=bound, high_open=word == "lt")
        return span


def _natural(operand: Operand) -> _Span:
    bounds: tuple[float, float] | None = None
    if isinstance(operand, FieldOperand):
        bounds = _FIELD_RANGES.get(operand.word)
    if isinstance(operand, IndicatorOperand):
        bounds = CATALOGUE[operand.name].value_range
    return _Span(*(bounds or (-inf, inf)))


def _bounds(condition: Condition) -> list[tuple[Operand, str, float]]:
    """What a plain comparison with constants says about one operand."""
    if isinstance(condition, Comparison) and condition.word in _TURNED:
        left, right = condition.left, condition.right
        if isinstance(right, Number) and not isinstance(left, Number):
            return [(left, condition.word, right.value)]
        if isinstance(left, Number) and not isinstance(right, Number):
            return [(right, _TURNED[condition.word], left.value)]
    if isinstance(condition, RangeTest) and condition.word == "between":
        ends = (condition.low, condition.high)
        if all(isinstance(end, Number) for end in ends):
            low, high = sorted(end.value for end in ends if isinstance(end, Number))
            return [(condition.left, "gte", low), (condition.left, "lte", high)]
    return []


def check_ranges(condition: Condition, path: str) -> Iterator[Finding]:
    """Findings about every `all`, and every single comparison, below a condition."""
    for at, node in walk(condition, path):
        if isinstance(node, AllOf):
            yield from _contradiction(list(node.members), at)
        elif isinstance(node, Comparison | RangeTest):
            yield from _contradiction([node], at)
            yield from _tautology(node, at)


def _contradiction(members: list[Condition], path: str) -> Iterator[Finding]:
    spans: dict[Operand, _Span] = {}
    told = [bound for member in members for bound in _bounds(member)]
    for operand, word, value in told:
        spans[operand] = spans.get(operand, _natural(operand)).cut(word, value)
    is_single = len(members) == 1
    for operand, span in spans.items():
        alone = any(
            _natural(operand).cut(word, value).is_empty for op, word, value in told if op == operand
        )
        if span.is_empty and (is_single or not alone):
            yield error(
                path, "unsatisfiable", "no value meets these comparisons at once",
                "change a bound, or use any instead of all",
            )  # fmt: skip


def _tautology(node: Comparison | RangeTest, path: str) -> Iterator[Finding]:
    told = _bounds(node)
    if told and all(_natural(op).cut(word, value) == _natural(op) for op, word, value in told):
        yield warning(path, "warn:always_true", "every possible value meets this comparison")
