"""A script of faults as data: which scenarios, when, how often, with what numbers and what seed.

Written as `requote:times=2; lost_reply_after_fill:probability=0.1,skip=3`.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tickloom.domain.errors import InvalidInput

Value = int | float | str
ACTIONS = ("any", "deal", "entry", "exit", "pending", "change", "remove", "close_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When a fault happens, on the calls and moments that concern it.

    From `begin_s` after the start of the script, for `for_s`, again `every_s` (0 is once); not on
    the first `skip` occasions; then with `probability`; `times` at most (0 is no limit).
    """

    begin_s: float = 0.0
    for_s: float = math.inf
    every_s: float = 0.0
    skip: int = 0
    times: int = 0
    probability: float = 1.0
    symbol: str = ""
    action: str = "any"
    """Of requests: any, deal, entry, exit, pending, change, remove or close_by."""

    def __post_init__(self) -> None:
        for name in ("begin_s", "for_s", "every_s"):
            value: float = getattr(self, name)
            if not value >= 0:
                raise InvalidInput(name, value, "seconds, 0 or more")
        for name in ("skip", "times"):
            count: int = getattr(self, name)
            if count < 0:
                raise InvalidInput(name, count, "a whole number, 0 or more")
        if not 0 <= self.probability <= 1:
            raise InvalidInput("probability", self.probability, "a number from 0 to 1")
        if self.action not in ACTIONS:
            raise InvalidInput("action", self.action, f"one of {', '.join(ACTIONS)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultStep:
    """One scenario of a plan, by name, with the values that differ from its defaults."""

    name: str
    values: Mapping[str, Value] = field(default_factory=dict[str, Value])


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultPlan:
    """Scenarios in order: where two concern one call, the first that happens decides."""

    steps: tuple[FaultStep, ...] = ()
    seed: int = 0

    @classmethod
    def of(cls, *names: str, seed: int = 0) -> "FaultPlan":
        """Scenarios with their defaults."""
        return cls(steps=tuple(FaultStep(name=name) for name in names), seed=seed)

    @classmethod
    def read(cls, text: str, *, seed: int = 0) -> "FaultPlan":
        """The plan that `text` writes; raises `InvalidInput`. The catalogue checks the names."""
        steps = [_step(part.strip()) for part in text.split(";") if part.strip()]
        return cls(steps=tuple(steps), seed=seed)


def _step(text: str) -> FaultStep:
    name, _, rest = text.partition(":")
    return FaultStep(name=name.strip(), values=dict(_values(rest.split(",") if rest else ())))


def _values(parts: Iterable[str]) -> Iterable[tuple[str, Value]]:
    for part in parts:
        name, equals, value = part.partition("=")
        if not equals or not name.strip():
            raise InvalidInput("faults", part, "name=value, as in requote:times=2,skip=1")
        yield name.strip(), value.strip()
