"""Every node of a document with the JSON pointer at which it stands, and params replaced."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import is_not
from typing import Any, cast

from tickloom.strategy.document import AtLevel, Distance, StrategyDocument, SwingLevel
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
    RangeTest,
    SlopeTest,
    WithinBars,
)

Node = Condition | Operand
Placed = tuple[str, Node]


def conditions(document: StrategyDocument) -> Iterator[tuple[str, Condition]]:
    """The whole conditions of a document: entries, then exits."""
    named = (
        ("/entry/long", document.entry_long), ("/entry/short", document.entry_short),
        ("/exit/long", document.exits.long), ("/exit/short", document.exits.short),
    )  # fmt: skip
    yield from ((path, condition) for path, condition in named if condition is not None)


def parts(node: Node, path: str) -> Iterator[Placed]:
    """What a node is directly made of."""
    match node:
        case AllOf() | AnyOf():
            word = "all" if isinstance(node, AllOf) else "any"
            yield from ((f"{path}/{word}/{i}", member) for i, member in enumerate(node.members))
        case NotOf():
            yield f"{path}/not", node.condition
        case WithinBars() | ForBars():
            yield f"{path}/cond", node.condition
        case Comparison():
            yield from ((f"{path}/left", node.left), (f"{path}/right", node.right))
        case RangeTest():
            named = (("left", node.left), ("low", node.low), ("high", node.high))
            yield from ((f"{path}/{name}", operand) for name, operand in named)
        case SlopeTest():
            yield f"{path}/left", node.left
        case Calc():
            yield from ((f"{path}/args/{i}", member) for i, member in enumerate(node.args))
        case IndicatorOperand():
            yield from ((f"{path}/{name}", value) for name, value in node.params)
            if node.source is not None and not isinstance(node.source, str):
                yield f"{path}/source", node.source
        case _:
            return


def required(condition: Condition) -> Iterator[Condition]:
    """What must be true together for `condition` to be, seen through what changes nothing.

    An `all` within an `all` is one list; a double `not`, an `any` of one and a memory of one bar
    are what they hold.
    """
    match condition:
        case AllOf():
            for member in condition.members:
                yield from required(member)
        case NotOf(condition=NotOf(condition=inner)):
            yield from required(inner)
        case AnyOf(members=(only,)):
            yield from required(only)
        case WithinBars(bars=1) | ForBars(bars=1):
            yield from required(condition.condition)
        case _:
            yield condition


def walk(node: Node, path: str) -> Iterator[Placed]:
    """The node and everything below it."""
    yield path, node
    for at, part in parts(node, path):
        yield from walk(part, at)


def nodes(document: StrategyDocument) -> Iterator[Placed]:
    """Everything below the conditions and the levels of a document."""
    for path, condition in conditions(document):
        yield from walk(condition, path)
    if isinstance(document.stop_loss, AtLevel):
        yield from walk(document.stop_loss.operand, "/stop_loss/at")
    for index, target in enumerate(document.take_profit):
        if isinstance(target.level, AtLevel):
            yield from walk(target.level.operand, f"/take_profit/{index}/at")


def distances(document: StrategyDocument) -> Iterator[tuple[str, Distance]]:
    """Every distance of a document."""
    stop, trailing, breakeven = document.stop_loss, document.trailing, document.breakeven
    named: list[tuple[str, Distance | None]] = []
    if isinstance(stop, Distance):
        named.append(("/stop_loss", stop))
    if isinstance(stop, AtLevel | SwingLevel):
        named.append(("/stop_loss/buffer", stop.buffer))
    named += [
        (f"/take_profit/{index}", target.level)
        for index, target in enumerate(document.take_profit)
        if isinstance(target.level, Distance)
    ]
    if trailing is not None:
        named += [
            ("/trailing/distance", trailing.distance), ("/trailing/step", trailing.step),
            ("/trailing/activate_at", trailing.activate_at),
        ]  # fmt: skip
    if breakeven is not None:
        named += [
            ("/breakeven/trigger", breakeven.trigger),
            ("/breakeven/offset", breakeven.offset),
        ]
    named.append(("/order/offset", document.order.offset))
    yield from ((path, distance) for path, distance in named if distance is not None)


def numbers(document: StrategyDocument) -> Iterator[tuple[str, Number | Param]]:
    """Every place where a param may stand."""
    for path, node in nodes(document):
        if isinstance(node, Number | Param):
            yield path, node
    for path, distance in distances(document):
        yield f"{path}/value", distance.value
        if distance.period is not None:
            yield f"{path}/period", distance.period


def substituted(document: StrategyDocument, values: Mapping[str, int | float]) -> StrategyDocument:
    """The document with `values` in place of its params, and no params."""
    replaced = cast("StrategyDocument", _substituted(document, values))
    return replace(replaced, params=())


def _substituted(value: Any, values: Mapping[str, int | float]) -> Any:  # noqa: ANN401 - any node
    if isinstance(value, Param):
        return Number(value=values[value.name]) if value.name in values else value
    if isinstance(value, tuple):
        members = cast("tuple[Any, ...]", value)
        filled = tuple(_substituted(member, values) for member in members)
        return filled if any(map(is_not, filled, members)) else members
    changed: dict[str, Any] = {}
    for name in _parts_of(cast("type[Any]", type(value))):
        part = getattr(value, name)
        filled = _substituted(part, values)
        if filled is not part:
            changed[name] = filled
    return replace(value, **changed) if changed else value


@cache
def _parts_of(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a node's kind; none of a plain value."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
