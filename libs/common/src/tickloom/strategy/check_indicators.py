"""Whether an indicator operand fits its catalogue entry: parameters, line, source."""

from collections.abc import Iterable, Iterator, Mapping

from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.finding import Finding, error
from tickloom.strategy.indicator_spec import LENGTH_MAX, IndicatorSpec, ParamSpec
from tickloom.strategy.nodes import (
    FieldOperand,
    IndicatorOperand,
    Number,
    Param,
    PriceOperand,
)
from tickloom.strategy.walk import walk

_MULTIPLIER_MAX = 50


def values_of(
    given: Iterable[tuple[str, Number | Param | None]], params: Mapping[str, int | float]
) -> dict[str, int | float]:
    """The numbers that are known: constants, and params by their value."""
    values: dict[str, int | float] = {}
    for name, number in given:
        if isinstance(number, Number):
            values[name] = number.value
        elif isinstance(number, Param) and number.name in params:
            values[name] = params[number.name]
    return values


def check_indicator(
    path: str, node: IndicatorOperand, params: Mapping[str, int | float]
) -> Iterator[Finding]:
    spec = CATALOGUE[node.name]
    yield from _parameters(path, node, spec, params)
    yield from _line(path, node, spec)
    yield from _form(path, node, spec)
    yield from _source(path, node, spec)


def _parameters(
    path: str, node: IndicatorOperand, spec: IndicatorSpec, params: Mapping[str, int | float]
) -> Iterator[Finding]:
    taken = ", ".join(param.name for param in spec.params) or "none"
    named = {name for name, _ in node.params}
    for name in sorted(named):
        if spec.param(name) is None:
            yield error(
                f"{path}/{name}", "invalid:indicator_param", f"{spec.title} takes no {name}",
                f"its parameters: {taken}",
            )  # fmt: skip
    for param in spec.params:
        if param.default is None and not param.is_optional and param.name not in named:
            yield error(f"{path}/{param.name}", "invalid:period", f"{spec.title} needs a length")
    values = values_of(node.params, params)
    for name, value in values.items():
        param = spec.param(name)
        if param is not None:
            yield from _in_range(f"{path}/{name}", spec, param, value)
    filled = spec.filled(values)
    if "fast" in filled and "slow" in filled and filled["fast"] >= filled["slow"]:
        yield error(
            f"{path}/fast", "invalid:period",
            f"fast {filled['fast']} is not below slow {filled['slow']}", "exchange them",
        )  # fmt: skip
    if spec.name == "psar" and not 0 < filled["step"] <= filled["max"] <= 1:
        yield error(path, "invalid:indicator_param", "psar wants 0 < step <= max <= 1")


def _in_range(
    path: str, spec: IndicatorSpec, param: ParamSpec, value: int | float
) -> Iterator[Finding]:
    if param.is_length:
        if value != int(value) or not param.minimum <= value <= LENGTH_MAX:
            yield error(
                path, "invalid:period", f"{value} is no {param.name} for {spec.title}",
                f"a whole number from {param.minimum} to {LENGTH_MAX}",
            )  # fmt: skip
    elif not 0 < value <= _MULTIPLIER_MAX:
        yield error(
            path, "invalid:indicator_param", f"{value} is no {param.name} for {spec.title}",
            f"above 0, at most {_MULTIPLIER_MAX}",
        )  # fmt: skip


def _line(path: str, node: IndicatorOperand, spec: IndicatorSpec) -> Iterator[Finding]:
    lines = ", ".join(spec.lines) or "it has one only, leave line out"
    if node.line is None and spec.lines and spec.default_line is None:
        yield error(f"{path}/line", "invalid:line", f"{spec.title} needs a line", lines)
    if node.line is not None and node.line not in spec.lines:
        message = f"{spec.title} has no line {node.line!r}"
        yield error(f"{path}/line", "invalid:line", message, lines)


def _form(path: str, node: IndicatorOperand, spec: IndicatorSpec) -> Iterator[Finding]:
    if node.form is not None and node.form not in spec.forms:
        forms = ", ".join(spec.forms)
        yield error(
            f"{path}/form", "invalid:indicator_param", f"{spec.title} has no form {node.form!r}",
            f"leave it out for MetaTrader's, or {forms}" if forms else "leave it out",
        )  # fmt: skip


def _source(path: str, node: IndicatorOperand, spec: IndicatorSpec) -> Iterator[Finding]:
    if node.source is None:
        return
    at = f"{path}/source"
    if spec.source is None:
        yield error(at, "invalid:source", f"{spec.title} takes no source", "remove it")
    if isinstance(node.source, str):
        return
    for inner, part in walk(node.source, at):
        own = isinstance(part, PriceOperand | FieldOperand | IndicatorOperand)
        if own and part.timeframe is not None:
            yield error(
                f"{inner}/tf", "invalid:source", "a source names no tf of its own",
                "it is read on the timeframe of the outer operand",
            )  # fmt: skip
