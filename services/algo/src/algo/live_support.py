"""What a deployment runs.

A backtest runs the whole grammar; what a live account cannot be made to do yet is refused here
when a strategy is deployed, never ignored.
"""

from collections.abc import Iterator

from tickloom.domain.market import Timeframe
from tickloom.strategy.bind import BoundDocument
from tickloom.strategy.document import AtLevel, Distance, StrategyDocument, SwingLevel
from tickloom.strategy.finding import Finding, error
from tickloom.strategy.walk import distances


def unsupported(bound: BoundDocument) -> tuple[Finding, ...]:
    """A finding for each part that a deployment does not run."""
    document = bound.document
    return (
        *_levels(document, bound.timeframe), *_parts(document), *_exits(document),
        *_filters(document), *_limits(document),
    )  # fmt: skip


def _refusal(path: str, code: str, what: str) -> Finding:
    return error(
        path, f"unsupported:{code}", f"deployments do not run {what} yet", f"remove {path}"
    )


def _levels(document: StrategyDocument, base: Timeframe) -> Iterator[Finding]:
    if isinstance(document.stop_loss, AtLevel | SwingLevel):
        kind = "levels" if isinstance(document.stop_loss, AtLevel) else "swing levels"
        yield _refusal("/stop_loss", "stop_level", f"stops at {kind}")
    if len(document.take_profit) > 1:
        yield _refusal("/take_profit/1", "targets", "more than one target")
    for index, target in enumerate(document.take_profit):
        if isinstance(target.level, AtLevel):
            yield _refusal(f"/take_profit/{index}/at", "target_level", "targets at levels")
        if target.close_pct not in {None, 100}:
            yield _refusal(f"/take_profit/{index}/close_pct", "close_pct", "partial closes")
    for path, distance in distances(document):
        yield from _distance(path, distance, base)


def _distance(path: str, distance: Distance, base: Timeframe) -> Iterator[Finding]:
    if distance.unit == "money":
        yield _refusal(f"{path}/unit", "distance", "distances in money")
    if distance.timeframe not in {None, base}:
        yield _refusal(f"{path}/tf", "timeframe", f"ATR of another timeframe than {base}")


def _parts(document: StrategyDocument) -> Iterator[Finding]:
    if document.trailing is not None:
        yield _refusal("/trailing", "trailing", "trailing stops")
    if document.breakeven is not None:
        yield _refusal("/breakeven", "breakeven", "break-even stops")
    if document.order.type != "market":
        yield _refusal("/order", "order", f"{document.order.type} orders")


def _exits(document: StrategyDocument) -> Iterator[Finding]:
    exits = document.exits
    if exits.max_minutes is not None:
        yield _refusal("/exit/max_minutes", "exit", "exits after minutes")
    if exits.at_time is not None:
        yield _refusal("/exit/at_time", "exit", "exits at a time of day")
    if exits.before_weekend:
        yield _refusal("/exit/before_weekend", "exit", "exits before the weekend")


def _filters(document: StrategyDocument) -> Iterator[Finding]:
    if document.filters.news_blackout is not None:
        yield _refusal("/filters/news_blackout", "filter", "the filter news_blackout")


def _limits(document: StrategyDocument) -> Iterator[Finding]:
    limits = document.limits
    if limits.max_positions > 1:
        yield _refusal("/limits/max_positions", "limit", "several positions at once")
    if limits.max_trades_per_day is not None and document.timezone != "server":
        yield _refusal("/tz", "tz", "days of another zone than the server's")
    for name in ("max_daily_loss_pct", "max_daily_loss_money", "max_consecutive_losses"):
        if getattr(limits, name) is not None:
            yield _refusal(f"/limits/{name}", "limit", f"the limit {name}")
