"""What a scenario is: a name, a sentence, where it comes from, its numbers, and how it is made."""

import difflib
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal, InvalidOperation

from tickloom.domain.errors import InvalidInput
from tickloom_terminal.faults.fault import Fault
from tickloom_terminal.faults.occasions import Occasions
from tickloom_terminal.faults.plan import FaultStep, Value, When


class Given:
    """The numbers of one scenario, each of the kind of its default."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values

    def whole(self, name: str) -> int:
        return int(self._values[name])

    def number(self, name: str) -> float:
        return float(self._values[name])

    def exact(self, name: str) -> Decimal:
        return Decimal(str(self._values[name]))

    def text(self, name: str) -> str:
        return str(self._values[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A number of a scenario; `choices` are all that a text may be, when there are any."""

    default: Value
    meaning: str
    choices: tuple[str, ...] = ()


Make = Callable[[Occasions, Given], Fault]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A fault by name; `rows` of the fault catalogue, `lesson`: the theme that taught it."""

    name: str
    sentence: str
    make: Make
    rows: tuple[int, ...] = ()
    lesson: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict[str, Parameter])
    when: When = field(default_factory=When)

    def armed(self, step: FaultStep, occasions: Callable[[When], Occasions]) -> Fault:
        """The fault with the values of `step`; raises `InvalidInput` for one that cannot be."""
        when, values = self.when, {name: p.default for name, p in self.parameters.items()}
        known = {each.name for each in fields(When)}
        for name, value in step.values.items():
            if name in self.parameters:
                values[name] = self._read(name, value)
            elif name in known:
                read = _alike(f"{self.name}.{name}", value, getattr(when, name))
                when = replace(when, **{name: read})
            else:
                words = ", ".join([*self.parameters, *sorted(known)])
                raise InvalidInput(f"{self.name}.{name}", value, f"one of the fields {words}")
        return self.make(occasions(when), Given(values))

    def _read(self, name: str, value: Value) -> Value:
        parameter = self.parameters[name]
        read = _alike(f"{self.name}.{name}", value, parameter.default)
        if parameter.choices and read not in parameter.choices:
            expected = f"one of {', '.join(parameter.choices)}"
            raise InvalidInput(f"{self.name}.{name}", value, expected)
        return read


def _alike(name: str, value: Value, like: object) -> Value:
    """`value` as the kind of `like`."""
    if isinstance(like, str):
        return str(value)
    kind = "a whole number" if isinstance(like, int) else "a number"
    try:
        exact = Decimal(str(value).strip())
        if exact.is_nan() or (isinstance(like, int) and exact != exact.to_integral_value()):
            raise InvalidInput(name, value, kind)
    except InvalidOperation as error:
        raise InvalidInput(name, value, kind) from error
    return int(exact) if isinstance(like, int) else float(exact) if exact.is_finite() else math.inf


def found(scenarios: Mapping[str, Scenario], name: str) -> Scenario:
    """The scenario of that name; raises `InvalidInput` that says which there are."""
    scenario = scenarios.get(name)
    if scenario is None:
        near = difflib.get_close_matches(name, scenarios, n=3, cutoff=0.5)
        expected = f"did you mean {' or '.join(near)}? " if near else ""
        raise InvalidInput("fault", name, f"{expected}one of {', '.join(scenarios)}".strip())
    return scenario


def by_name(scenarios: Iterable[Scenario]) -> dict[str, Scenario]:
    table: dict[str, Scenario] = {}
    for scenario in scenarios:
        assert scenario.name not in table, scenario.name
        table[scenario.name] = scenario
    return table
