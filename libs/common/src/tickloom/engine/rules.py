"""Which positions to close and whether to enter, from the truths of one bar and the book.

Exits first: a reversal closes, then enters. Entries are levels, not edges: a condition that stays
true may enter again, and only the limits hold it back.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tickloom.domain.market import DAY_NS
from tickloom.domain.order import Side
from tickloom.engine.bar_count import BarCount
from tickloom.engine.decision import BookView, ExitIntent, PositionView
from tickloom.strategy.document import StrategyDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Truths:
    """The four conditions of a document on one bar; what is not ready or absent is not true."""

    entry_long: bool
    entry_short: bool
    exit_long: bool
    exit_short: bool

    def entry(self, side: Side) -> bool:
        return self.entry_long if side is Side.BUY else self.entry_short

    def exit(self, side: Side) -> bool:
        return self.exit_long if side is Side.BUY else self.exit_short


def exits(
    document: StrategyDocument, truths: Truths, book: BookView, met: BarCount
) -> tuple[ExitIntent, ...]:
    """The positions to close before the next bar."""
    decided = ((p, _exit_reason(document, truths, p, met)) for p in book.positions)
    return tuple(
        ExitIntent(ticket=position.ticket, side=position.side, reason=reason)
        for position, reason in decided
        if reason
    )


def _exit_reason(
    document: StrategyDocument, truths: Truths, position: PositionView, met: BarCount
) -> str:
    if truths.exit(position.side):
        return "exit_condition"
    most = document.exits.max_bars
    if most is not None and met.held(position.opened_ns) >= most:
        return "max_bars"
    both = truths.entry_long and truths.entry_short
    if document.exits.opposite_signal and truths.entry(position.side.opposite) and not both:
        return "opposite_signal"
    return ""


def wanted_side(truths: Truths) -> Side | None:
    """The side that the entry conditions ask for, when it is one."""
    if truths.entry_long == truths.entry_short:
        return None
    return Side.BUY if truths.entry_long else Side.SELL


def obstacle(
    document: StrategyDocument, truths: Truths, book: BookView, met: BarCount, *, closing: int,
) -> str:  # fmt: skip
    """The code word for why no entry is made, empty when nothing is in its way."""
    if truths.entry_long and truths.entry_short:
        return "both_sides"
    side = wanted_side(truths)
    if side is None:
        return "no_signal"
    if truths.exit(side):
        return "exit_blocks_entry"
    return next(_limits(document, book, met, closing), "")


def _limits(
    document: StrategyDocument, book: BookView, met: BarCount, closing: int
) -> Iterator[str]:
    limits = document.limits
    if len(book.positions) - closing + book.pending_entries >= limits.max_positions:
        yield "max_positions"
    last = max(
        (*book.entries_ns, *(() if book.last_exit_ns is None else (book.last_exit_ns,))),
        default=None,
    )
    if limits.cooldown_bars and (
        closing or (last is not None and met.held(last) <= limits.cooldown_bars)
    ):
        yield "cooldown"
    if limits.max_trades_per_day is not None:
        day = met.last_end_ns // DAY_NS
        today = sum(moment // DAY_NS == day for moment in book.entries_ns)
        if today + book.pending_entries >= limits.max_trades_per_day:
            yield "max_trades_per_day"
