"""What a deployment runs.

A backtest runs the whole grammar; what a live account cannot be made to do yet is refused here
when a strategy is deployed, never ignored.
"""

from collections.abc import Iterator

from tickloom.strategy.bind import BoundDocument
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.finding import Finding, error


def unsupported(bound: BoundDocument) -> tuple[Finding, ...]:
    """A finding for each part that a deployment does not run."""
    document = bound.document
    return (
        *_levels(document), *_parts(document), *_exits(document),
        *_filters(document), *_limits(document),
    )  # fmt: skip


def _refusal(path: str, code: str, what: str) -> Finding:
    return error(
        path, f"unsupported:{code}", f"deployments do not run {what} yet", f"remove {path}"
    )


def _levels(document: StrategyDocument) -> Iterator[Finding]:
    """A deal carries one stop and one target for the whole position."""
    if len(document.take_profit) > 1:
        yield _refusal("/take_profit/1", "targets", "more than one target")
    for index, target in enumerate(document.take_profit):
        if target.close_pct not in {None, 100}:
            yield _refusal(f"/take_profit/{index}/close_pct", "close_pct", "partial closes")


def _parts(document: StrategyDocument) -> Iterator[Finding]:
    if document.trailing is not None:
        yield _refusal("/trailing", "trailing", "trailing stops")
    if document.breakeven is not None:
        yield _refusal("/breakeven", "breakeven", "break-even stops")
    if document.order.type != "market":
        yield _refusal("/order", "order", f"{document.order.type} orders")


def _exits(document: StrategyDocument) -> Iterator[Finding]:
    exits = document.exits
    if exits.before_weekend:
        yield _refusal("/exit/before_weekend", "exit", "exits before the weekend")


def _filters(document: StrategyDocument) -> Iterator[Finding]:
    if document.filters.news_blackout is not None:
        yield _refusal("/filters/news_blackout", "filter", "the filter news_blackout")


def _limits(document: StrategyDocument) -> Iterator[Finding]:
    limits = document.limits
    if limits.max_positions > 1:
        yield _refusal("/limits/max_positions", "limit", "several positions at once")
    for name in ("max_daily_loss_pct", "max_daily_loss_money", "max_consecutive_losses"):
        if getattr(limits, name) is not None:
            yield _refusal(f"/limits/{name}", "limit", f"the limit {name}")
