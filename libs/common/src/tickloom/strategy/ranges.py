"""Contradictions that can be proved: ranges of one operand inside `all` that leave nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf

from tickloom.domain.market import Timeframe
from tickloom.strategy.canonical import text_of
from tickloom.strategy.canonical_parts import canonical_operand
from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.finding import Finding, error, warning
from tickloom.strategy.nodes import (
    AllOf,
    Comparison,
    Condition,
    FieldOperand,
    IndicatorOperand,
    NotOf,
    Number,
    Operand,
    RangeTest,
)
from tickloom.strategy.walk import required, walk

_FIELD_RANGES = {
    "hour": (0.0, 23.0), "minute_of_day": (0.0, 1439.0), "weekday": (1.0, 7.0),
    "volume": (0.0, inf), "spread": (0.0, inf), "body": (0.0, inf), "range": (0.0, inf),
    "upper_wick": (0.0, inf), "lower_wick": (0.0, inf),
}  # fmt: skip
_LINE_RANGES = {
    ("aroon", "up"): (0.0, 100.0), ("aroon", "down"): (0.0, 100.0),
    ("aroon", "osc"): (-100.0, 100.0), ("supertrend", "direction"): (-1.0, 1.0),
    ("atr", None): (0.0, inf), ("stdev", None): (0.0, inf),
}  # fmt: skip
_TURNED = {
    "gt": "lt", "gte": "lte", "lt": "gt", "lte": "gte", "eq": "eq",
    "crosses_above": "crosses_below", "crosses_below": "crosses_above",
}  # fmt: skip
_DENIED = {"gt": "lte", "gte": "lt", "lt": "gte", "lte": "gt"}
_AFTER_A_CROSS = {"crosses_above": "gt", "crosses_below": "lt"}

Bound = tuple[Operand, str, float]


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
        spec = CATALOGUE[operand.name]
        line = operand.line or spec.default_line
        bounds = _LINE_RANGES.get((operand.name, line), spec.value_range)
    return _Span(*(bounds or (-inf, inf)))


def _bounds(condition: Condition) -> list[Bound]:
    """What a comparison with constants says about one operand on this bar."""
    if isinstance(condition, NotOf):
        inner = condition.condition
        if isinstance(inner, Comparison) and inner.word in _DENIED:
            return _bounds(replace(inner, word=_DENIED[inner.word]))
        return []
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


def check_ranges(
    condition: Condition, path: str, base: Timeframe | None = None
) -> Iterator[Finding]:
    """Findings about every `all`, and every single comparison, below a condition."""
    for at, node in walk(condition, path):
        if isinstance(node, AllOf):
            yield from _contradiction(list(required(node)), at, base)
        elif isinstance(node, Comparison | RangeTest):
            yield from _contradiction([node], at, base)
            yield from _tautology(node, at)


def _contradiction(
    members: list[Condition], path: str, base: Timeframe | None
) -> Iterator[Finding]:
    """One finding for each operand left without a value, unless one member alone does that."""
    spans: dict[str, _Span] = {}
    is_hopeless_alone: set[str] = set()
    for operand, word, value in (bound for member in members for bound in _bounds(member)):
        name = _name_of(operand, base)
        plain = _AFTER_A_CROSS.get(word, word)
        spans[name] = spans.get(name, _natural(operand)).cut(plain, value)
        if _natural(operand).cut(plain, value).is_empty:
            is_hopeless_alone.add(name)
    for name, span in spans.items():
        if span.is_empty and (len(members) == 1 or name not in is_hopeless_alone):
            yield error(
                path, "unsatisfiable", "no value meets these comparisons at once",
                "change a bound, or use any instead of all",
            )  # fmt: skip


@lru_cache(maxsize=1_024)
def _name_of(operand: Operand, base: Timeframe | None) -> str:
    """The canonical text of an operand: equal ones have the same."""
    return text_of(canonical_operand(operand, base, text_of))


def _tautology(node: Comparison | RangeTest, path: str) -> Iterator[Finding]:
    told = [bound for bound in _bounds(node) if bound[1] not in _AFTER_A_CROSS]
    if told and all(_natural(op).cut(word, value) == _natural(op) for op, word, value in told):
        yield warning(path, "warn:always_true", "every possible value meets this comparison")
