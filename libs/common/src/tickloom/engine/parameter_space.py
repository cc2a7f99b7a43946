"""The sets of params that a sweep tries: every combination, or so many of them drawn by a seed.

Values are exact decimals: ten steps of 0.1 from 0 end at 1, and the number of sets is known
before the first one is run.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from tickloom.domain.errors import InvalidInput
from tickloom.strategy.document import ParamRange, StrategyDocument

VALUES_MAX = 100_000
Values = Mapping[str, int | float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One param and the values it takes, in rising order as a rule."""

    name: str
    values: tuple[int | float, ...]


def stepped(
    name: str, minimum: int | float, maximum: int | float, step: int | float
) -> Axis:  # fmt: skip
    """From `minimum` to `maximum` by `step`, both ends included where the steps meet them."""
    low, high, stride = (Decimal(str(value)) for value in (minimum, maximum, step))
    if stride <= 0 or high < low:
        raise InvalidInput(
            name, f"{minimum} to {maximum} by {step}", "min <= max and a step above 0"
        )
    count = int((high - low) / stride) + 1
    if count > VALUES_MAX:
        raise InvalidInput(name, f"{count} values", f"at most {VALUES_MAX}; use a longer step")
    return Axis(name=name, values=tuple(_plain(low + index * stride) for index in range(count)))


def axes_of(
    document: StrategyDocument, chosen: Mapping[str, Axis] | None = None
) -> tuple[Axis, ...]:
    """The axes of a document: those `chosen`, else its params that have min, max and step.

    Raises `InvalidInput` when nothing varies or a name is no param of the document.
    """
    given = dict(chosen or {})
    known = {param.name: param for param in document.params}
    for name, axis in given.items():
        if name not in known:
            raise InvalidInput("space", name, f"a param of the document: {', '.join(known) or '-'}")
        _require_within(axis, known[name])
    axes = tuple(
        given.get(name) or _own(param)
        for name, param in known.items()
        if name in given or (not given and _has_range(param))
    )
    if not axes:
        raise InvalidInput(
            "space", "nothing varies", "params with min, max and step, or a space that names some"
        )
    return axes


def count_of(axes: Sequence[Axis]) -> int:
    """How many sets the whole grid has."""
    return prod(len(axis.values) for axis in axes)


def grid(axes: Sequence[Axis]) -> Iterator[dict[str, int | float]]:
    """Every combination; the last axis changes fastest."""
    for number in range(count_of(axes)):
        yield nth(axes, number)


def drawn(axes: Sequence[Axis], trials: int, seed: int) -> list[dict[str, int | float]]:
    """`trials` different combinations, or all, in an order that the seed decides."""
    total = count_of(axes)
    picked = random.Random(seed).sample(range(total), min(trials, total))  # noqa: S311 - repeatable
    return [nth(axes, number) for number in picked]


def nth(axes: Sequence[Axis], number: int) -> dict[str, int | float]:
    """The combination of that number, as `grid` counts them."""
    values: dict[str, int | float] = {}
    for axis in reversed(axes):
        number, place = divmod(number, len(axis.values))
        values[axis.name] = axis.values[place]
    return dict(reversed(values.items()))


def _require_within(axis: Axis, param: ParamRange) -> None:
    if not axis.values:
        raise InvalidInput(f"space {axis.name}", "no value", "at least one")
    low, high = param.minimum, param.maximum
    outside = [
        value for value in axis.values
        if (low is not None and value < low) or (high is not None and value > high)
    ]  # fmt: skip
    if outside:
        raise InvalidInput(
            f"space {axis.name}", outside[0], f"{low} to {high}, as the document says"
        )


def _has_range(param: ParamRange) -> bool:
    return None not in (param.minimum, param.maximum, param.step)


def _own(param: ParamRange) -> Axis:
    assert param.minimum is not None, "looked at before"
    assert param.maximum is not None, "looked at before"
    assert param.step is not None, "looked at before"
    return stepped(param.name, param.minimum, param.maximum, param.step)


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
