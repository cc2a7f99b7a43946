"""Stops, targets and entry orders: units that fit, sides that can be, shares that add up."""

from collections.abc import Iterator
from itertools import chain

from tickloom.domain.market import Timeframe
from tickloom.strategy.canonical import text_of
from tickloom.strategy.canonical_parts import canonical_target
from tickloom.strategy.check_indicators import values_of
from tickloom.strategy.document import (
    AtLevel,
    Distance,
    RiskMoney,
    RiskPercent,
    StrategyDocument,
)
from tickloom.strategy.finding import Finding, error, need
from tickloom.strategy.nodes import (
    FieldOperand,
    IndicatorOperand,
    Number,
    Operand,
    PriceOperand,
)
from tickloom.strategy.walk import distances

_LOWS = {"prev_day_low", "prev_week_low", "session_low"}
_HIGHS = {"prev_day_high", "prev_week_high", "session_high"}
_ABOVE_ZERO = {"/stop_loss", "/trailing/distance", "/order/offset"}
_ANY_SIGN = {"/breakeven/offset"}


def check_levels(document: StrategyDocument) -> Iterator[Finding]:
    """Every finding about what protects a position and how it is entered."""
    return chain(
        _stop_units(document), _stop_needed(document), _sides(document), _targets(document),
        _order(document),
        *(_distance(path, distance, document.timeframe) for path, distance in distances(document)),
    )  # fmt: skip


def _stop_units(document: StrategyDocument) -> Iterator[Finding]:
    by_risk = isinstance(document.sizing, RiskPercent | RiskMoney)
    for path, distance in distances(document):
        if path not in {"/stop_loss", "/stop_loss/buffer"}:
            continue
        if distance.unit == "r":
            yield error(
                f"{path}/unit", "invalid:stop_unit", "r is a multiple of the stop itself",
                "pips, points, price, pct, money or atr",
            )  # fmt: skip
        if distance.unit == "money" and by_risk:
            yield error(
                f"{path}/unit", "invalid:circular_sizing",
                "a stop in money needs the size, and a size by risk needs the stop",
                "use fixed_lots, or a stop in pips, points, price, pct or atr",
            )  # fmt: skip


def _stop_needed(document: StrategyDocument) -> Iterator[Finding]:
    by_risk = isinstance(document.sizing, RiskPercent | RiskMoney)
    uses_r = any(distance.unit == "r" for _, distance in distances(document))
    if document.stop_loss is None and (by_risk or uses_r):
        what = "a size by risk" if by_risk else "a distance in r"
        yield need("/stop_loss", "need:stop_loss", f"{what} needs a stop", "add stop_loss")


def _distance(path: str, distance: Distance, base: Timeframe | None) -> Iterator[Finding]:
    values = values_of((("value", distance.value), ("period", distance.period)), {})
    value, period = values.get("value"), values.get("period", 14)
    is_target = path.startswith("/take_profit")
    if value is not None and value <= 0 and (is_target or path in _ABOVE_ZERO):
        code = "invalid:order" if path == "/order/offset" else "invalid:schema"
        yield error(f"{path}/value", code, f"{value:g} is no distance", "above 0")
    elif value is not None and value < 0 and path not in _ANY_SIGN:
        yield error(f"{path}/value", "invalid:schema", f"{value:g} is no distance", "0 or more")
    if not 1 <= period <= 5_000 or period != int(period):
        yield error(
            f"{path}/period", "invalid:period", f"{period} is no length for ATR",
            "a whole number from 1 to 5000",
        )  # fmt: skip
    own = distance.timeframe
    if own is not None and base is not None and own.minutes < base.minutes:
        yield error(
            f"{path}/tf", "invalid:timeframe", f"{own} is shorter than the base {base}",
            f"use {base} or longer, or a shorter base",
        )  # fmt: skip


def _sides(document: StrategyDocument) -> Iterator[Finding]:
    """Levels that lie on the wrong side of the price for a side that is traded.

    A low is below the price that follows it and a high above it, so a short's stop cannot stand
    at a low, nor its target at a high. With a buffer nothing is proved.
    """
    stop = document.stop_loss
    if isinstance(stop, AtLevel) and (stop.buffer is None or stop.buffer.value == Number(value=0)):
        yield from _side(document, stop.operand, "/stop_loss/at", is_stop=True)
    for index, target in enumerate(document.take_profit):
        if isinstance(target.level, AtLevel):
            at = f"/take_profit/{index}/at"
            yield from _side(document, target.level.operand, at, is_stop=False)


def _side(
    document: StrategyDocument, operand: Operand, path: str, *, is_stop: bool
) -> Iterator[Finding]:
    is_low, is_high = _is_extreme(operand, is_low=True), _is_extreme(operand, is_low=False)
    wrong = {True: (is_low, is_high), False: (is_high, is_low)}[is_stop]
    sold, bought = document.entry_short is not None, document.entry_long is not None
    for is_wrong, side in ((wrong[0] and sold, "shorts"), (wrong[1] and bought, "longs")):
        if is_wrong:
            what = "stop" if is_stop else "target"
            yield error(
                path, f"invalid:{what}_side",
                f"a {'low' if is_low else 'high'} is no {what} for {side}, which this document "
                "trades as well", "use a distance, or one document for each side",
            )  # fmt: skip


def _is_extreme(operand: Operand, *, is_low: bool) -> bool:
    """Whether an operand is a low (or a high) that the price of the decision bar stands beyond."""
    match operand:
        case FieldOperand():
            return operand.word in (_LOWS if is_low else _HIGHS)
        case PriceOperand(shift=0, timeframe=None):
            return operand.word == ("low" if is_low else "high")
        case IndicatorOperand(shift=0, timeframe=None, name="donchian"):
            return operand.line == ("lower" if is_low else "upper")
        case IndicatorOperand(shift=0, timeframe=None, name="lowest" | "highest"):
            name, price = ("lowest", "low") if is_low else ("highest", "high")
            return operand.name == name and operand.source in {None, "close", price}
        case _:
            return False


def _targets(document: StrategyDocument) -> Iterator[Finding]:
    targets = document.take_profit
    total = sum(target.close_pct or 0 for target in targets)
    if total > 100:
        yield error(
            "/take_profit", "invalid:close_pct", f"the targets close {total:g} %", "at most 100"
        )
    seen: dict[str, int] = {}
    for index, target in enumerate(targets):
        if total >= 100 and target.close_pct is None and len(targets) > 1:
            yield error(
                f"/take_profit/{index}/close_pct", "invalid:close_pct",
                f"the other targets close {total:g} %: nothing is left for this one",
                "lower their close_pct",
            )  # fmt: skip
        text = text_of(canonical_target(target, document.timeframe, text_of))
        if text in seen:
            yield error(
                f"/take_profit/{index}", "invalid:close_pct",
                f"this is target {seen[text] + 1} once more", "one target with the sum of both",
            )  # fmt: skip
        seen.setdefault(text, index)


def _order(document: StrategyDocument) -> Iterator[Finding]:
    order = document.order
    if order.type != "market" and order.offset is None:
        yield error(
            "/order/offset", "invalid:order", f"a {order.type} order needs an offset", "add it"
        )
    if order.type == "market" and (order.offset is not None or order.expire_bars is not None):
        name = "offset" if order.offset is not None else "expire_bars"
        yield error(
            f"/order/{name}", "invalid:order", f"a market order takes no {name}",
            "remove it, or make the type limit or stop",
        )  # fmt: skip
