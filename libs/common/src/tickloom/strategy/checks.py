"""What a schema cannot say: findings about a document that reads well but means nothing right."""

from collections.abc import Iterator, Mapping
from itertools import chain

from tickloom.domain.market import Timeframe
from tickloom.strategy.check_clock import check_clock
from tickloom.strategy.check_indicators import check_indicator
from tickloom.strategy.check_levels import check_levels
from tickloom.strategy.check_market import SymbolFacts, check_market
from tickloom.strategy.check_sense import check_sense
from tickloom.strategy.document import StrategyDocument
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
)
from tickloom.strategy.ranges import check_ranges
from tickloom.strategy.walk import Node, conditions, nodes, numbers, walk

_ARGUMENTS = {"sub": (2, 2), "div": (2, 2), "pct_change": (2, 2), "abs": (1, 1)}


def check(document: StrategyDocument, facts: SymbolFacts | None = None) -> tuple[Finding, ...]:
    """All findings about a document, errors first; those about a symbol where it is known."""
    params = {param.name: param.default for param in document.params}
    found = chain(
        _params(document, params),
        *(_node(path, node, document.timeframe, params) for path, node in nodes(document)),
        *(check_ranges(c, path, document.timeframe) for path, c in conditions(document)),
        check_levels(document), check_clock(document), _unbound(document), check_sense(document),
        () if facts is None else check_market(document, facts),
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
