"""What a schema cannot say: findings about a document that reads well but means nothing right."""

from collections.abc import Iterator, Mapping
from itertools import chain
from zoneinfo import ZoneInfo

from tickloom.domain.market import Timeframe
from tickloom.strategy.check_indicators import check_indicator, values_of
from tickloom.strategy.document import Distance, FixedLots, RiskMoney, RiskPercent, StrategyDocument
from tickloom.strategy.finding import Finding, error, need, warning
from tickloom.strategy.nodes import (
    CLOCK_FIELDS,
    SESSION_FIELDS,
    Calc,
    FieldOperand,
    IndicatorOperand,
    Operand,
    Param,
    PatternTest,
    PriceOperand,
    TimeIs,
)
from tickloom.strategy.ranges import check_ranges
from tickloom.strategy.walk import Node, conditions, distances, nodes, numbers, walk

_ARGUMENTS = {"sub": (2, 2), "div": (2, 2), "pct_change": (2, 2), "abs": (1, 1)}


def check(document: StrategyDocument) -> tuple[Finding, ...]:
    """All findings about a document, errors first."""
    params = {param.name: param.default for param in document.params}
    found = chain(
        _params(document, params),
        *(_node(path, node, document.timeframe, params) for path, node in nodes(document)),
        *(check_ranges(condition, path) for path, condition in conditions(document)),
        _levels(document), _targets(document), _order(document), _clock(document),
        _unbound(document), _warnings(document),
    )  # fmt: skip
    order = {"error": 0, "need": 1, "warning": 2}
    return tuple(sorted(found, key=lambda finding: order[finding.severity]))


def check_operand(operand: Operand) -> tuple[Finding, ...]:
    """The findings about an operand that stands alone, as on a chart."""
    return tuple(
        finding for path, node in walk(operand, "") for finding in _node(path, node, None, {})
    )


def _params(document: StrategyDocument, known: Mapping[str, int | float]) -> Iterator[Finding]:
    for param in document.params:
        at = f"/params/{param.name}"
        low = param.default if param.minimum is None else param.minimum
        high = param.default if param.maximum is None else param.maximum
        if not low <= param.default <= high:
            yield error(
                at, "invalid:param", f"default {param.default} is outside {low} to {high}",
                "move the default, min or max",
            )  # fmt: skip
        if param.step is not None and (param.minimum is None or param.maximum is None):
            yield error(at, "invalid:param", "a step needs min and max", "add them, or remove step")
        if param.step is not None and param.step <= 0:
            yield error(
                f"{at}/step", "invalid:param", f"step {param.step} leads nowhere", "above 0"
            )
    used = {node.name for _, node in numbers(document) if isinstance(node, Param)}
    for path, node in numbers(document):
        if isinstance(node, Param) and node.name not in known:
            names = ", ".join(known) or "none"
            yield error(
                path, "invalid:param", f"there is no param {node.name!r}", f"params: {names}"
            )
    for name in known:
        if name not in used:
            yield warning(f"/params/{name}", "warn:unused_param", f"{name} is never used")


def _node(
    path: str, node: Node, base: Timeframe | None, params: Mapping[str, int | float]
) -> Iterator[Finding]:
    match node:
        case IndicatorOperand():
            yield from check_indicator(path, node, params)
            yield from _timeframe(path, node.timeframe, base)
        case PriceOperand() | PatternTest():
            yield from _timeframe(path, node.timeframe, base)
        case FieldOperand():
            yield from _timeframe(path, node.timeframe, base)
            yield from _field(path, node)
        case Calc():
            least, most = _ARGUMENTS.get(node.word, (1, 4))
            if not least <= len(node.args) <= most:
                yield error(
                    path, "invalid:calc", f"{node.word} with {len(node.args)} arguments",
                    f"it takes exactly {least}",
                )  # fmt: skip
        case TimeIs():
            yield from _on_grid(path, node, base)
        case _:
            return


def _timeframe(path: str, own: Timeframe | None, base: Timeframe | None) -> Iterator[Finding]:
    if own is not None and base is not None and own.minutes < base.minutes:
        yield error(
            f"{path}/tf", "invalid:timeframe", f"{own} is shorter than the base {base}",
            f"use {base} or longer, or a shorter base",
        )  # fmt: skip


def _field(path: str, node: FieldOperand) -> Iterator[Finding]:
    if (node.word in SESSION_FIELDS) != (node.session is not None):
        wanted = "name a session" if node.session is None else "remove it"
        yield error(
            f"{path}/session", "invalid:session",
            f"{node.word} {'needs a' if node.session is None else 'takes no'} session", wanted,
        )  # fmt: skip
    if node.word in CLOCK_FIELDS and (node.timeframe is not None or node.shift):
        yield error(
            path, "invalid:clock_operand", f"{node.word} takes no tf and no shift", "remove them"
        )


def _on_grid(path: str, node: TimeIs, base: Timeframe | None) -> Iterator[Finding]:
    if base is None or base.minutes >= 1_440:
        return
    minute = int(node.clock[:2]) * 60 + int(node.clock[3:])
    if minute % base.minutes == 0:
        return
    message = f"{node.clock} is not on the grid of {base} bars"
    if base.minutes >= 60:
        yield error(path, "invalid:time_off_grid", message, "use a shorter timeframe or a full bar")
    else:
        later = (minute // base.minutes + 1) * base.minutes % 1_440
        acts = f"it acts at {later // 60:02d}:{later % 60:02d}"
        yield warning(path, "warn:time_off_grid", message, acts)


def _levels(document: StrategyDocument) -> Iterator[Finding]:
    stop, sizing = document.stop_loss, document.sizing
    if isinstance(stop, Distance) and stop.unit == "r":
        yield error(
            "/stop_loss/unit", "invalid:stop_unit", "r is a multiple of the stop itself",
            "pips, points, price, pct, money or atr",
        )  # fmt: skip
    by_risk = isinstance(sizing, RiskPercent | RiskMoney)
    if isinstance(stop, Distance) and stop.unit == "money" and by_risk:
        yield error(
            "/stop_loss/unit", "invalid:circular_sizing",
            "a stop in money needs the size, and a size by risk needs the stop",
            "use fixed_lots, or a stop in pips, points, price, pct or atr",
        )  # fmt: skip
    uses_r = any(distance.unit == "r" for _, distance in distances(document))
    if stop is None and (by_risk or uses_r):
        what = "a size by risk" if by_risk else "a distance in r"
        yield need("/stop_loss", "need:stop_loss", f"{what} needs a stop", "add stop_loss")
    for path, distance in distances(document):
        value = values_of((("value", distance.value), ("period", distance.period)), {})
        if (
            "value" in value
            and value["value"] <= 0
            and path in {"/stop_loss", "/trailing/distance"}
        ):
            yield error(
                f"{path}/value", "invalid:schema", f"{value['value']} is no distance", "above 0"
            )
        period = value.get("period", 14)
        if not 1 <= period <= 5_000 or period != int(period):
            yield error(
                f"{path}/period", "invalid:period", f"{period} is no length for ATR",
                "a whole number from 1 to 5000",
            )  # fmt: skip


def _targets(document: StrategyDocument) -> Iterator[Finding]:
    for index, target in enumerate(document.take_profit):
        level = target.level
        if isinstance(level, Distance):
            value = values_of((("value", level.value),), {}).get("value", 1)
            if value <= 0:
                path = f"/take_profit/{index}/value"
                yield error(path, "invalid:schema", f"{value} is no distance", "above 0")
    total = sum(target.close_pct or 0 for target in document.take_profit)
    if total > 100:
        yield error(
            "/take_profit", "invalid:close_pct", f"the targets close {total:g} %", "at most 100"
        )


def _order(document: StrategyDocument) -> Iterator[Finding]:
    order = document.order
    if order.type != "market" and order.offset is None:
        yield error(
            "/order/offset", "invalid:order", f"a {order.type} order needs an offset", "add it"
        )


def _clock(document: StrategyDocument) -> Iterator[Finding]:
    if document.timezone != "server" and not _is_zone(document.timezone):
        yield error(
            "/tz", "invalid:tz", f"{document.timezone!r} is no time zone",
            "server, or a name like Europe/London",
        )  # fmt: skip
    filters = document.filters
    for name, windows in (
        ("windows", filters.windows),
        ("exclude_windows", filters.exclude_windows),
    ):
        for index, window in enumerate(windows):
            if window.start == window.end:
                yield error(
                    f"/filters/{name}/{index}", "invalid:window",
                    f"{window.start} to {window.end} is no span of time", "from and to must differ",
                )  # fmt: skip
    both = set(filters.weekdays) & set(filters.exclude_weekdays)
    if filters.weekdays and both >= set(filters.weekdays):
        yield error("/filters", "unsatisfiable", "every weekday required is excluded as well")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _unbound(document: StrategyDocument) -> Iterator[Finding]:
    if not document.symbols:
        yield need("/symbols", "need:symbols", "no symbol is named", "name one when you start it")
    if document.timeframe is None:
        yield need(
            "/timeframe", "need:timeframe", "no timeframe is named", "name one when you start it"
        )
    if document.sizing is None:
        yield need(
            "/sizing", "need:sizing", "no size is named", "fixed_lots, risk_pct or risk_money"
        )


def _warnings(document: StrategyDocument) -> Iterator[Finding]:
    exits = document.exits
    if document.stop_loss is None:
        yield warning("/stop_loss", "warn:no_stop", "positions have no stop", "add stop_loss")
    ways = (
        exits.long, exits.short, exits.max_bars, exits.max_minutes, exits.at_time,
        exits.before_weekend or None, exits.opposite_signal or None,
        document.stop_loss, document.trailing, document.take_profit or None,
    )  # fmt: skip
    if all(way is None for way in ways):
        yield warning("/exit", "warn:no_exit", "nothing would ever close a position", "add an exit")
    sizing = document.sizing
    if isinstance(sizing, FixedLots) and sizing.lots > 100:
        yield warning("/sizing/lots", "warn:size", f"{sizing.lots} lots is a very large position")
