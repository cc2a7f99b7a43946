"""Which positions to close and whether to enter, from the truths of one bar and the book.

Exits first: a reversal closes, then enters. Entries are levels, not edges: a condition that stays
true may enter again, and only the limits hold it back. The order of the rules is that of the
simulator's kernels (`simulation.exits`, `simulation.entries`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tickloom.domain.market import DAY_NS, MINUTE_NS, Timeframe
from tickloom.domain.order import Side
from tickloom.engine.bar_count import BarCount
from tickloom.engine.clock_rows import Clocks, last_occurrence, minutes_of
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a decision acts: the label of the execution bar, the bars met before it, the clocks."""

    acts_ns: int
    met: BarCount
    clocks: Clocks
    timeframe: Timeframe

    def label(self, moment_ns: int) -> int:
        """The open of the bar that holds a moment: a fill counts from its bar's label."""
        server = self.clocks.server
        return server.to_utc_ns(self.timeframe.open_ns(server.to_server_ns(moment_ns)))

    def day(self, moment_ns: int) -> int:
        """The day of `tz`, counted from its epoch."""
        return self.clocks.document.to_server_ns(moment_ns) // DAY_NS


def exits(
    document: StrategyDocument, truths: Truths, book: BookView, moment: Moment
) -> tuple[ExitIntent, ...]:
    """The positions to close before the next bar."""
    decided = ((p, _exit_reason(document, truths, p, moment)) for p in book.positions)
    return tuple(
        ExitIntent(ticket=position.ticket, side=position.side, reason=reason)
        for position, reason in decided
        if reason
    )


def _exit_reason(
    document: StrategyDocument, truths: Truths, position: PositionView, moment: Moment
) -> str:
    if truths.exit(position.side):
        return "exit_condition"
    both = truths.entry_long and truths.entry_short
    if document.exits.opposite_signal and truths.entry(position.side.opposite) and not both:
        return "opposite_signal"
    most = document.exits.max_bars
    if most is not None and moment.met.held(position.opened_ns) >= most:
        return "max_bars"
    return _exit_by_clock(document, moment.label(position.opened_ns), moment)


def _exit_by_clock(document: StrategyDocument, opened_ns: int, moment: Moment) -> str:
    """The clock looks at the execution bar; `opened_ns` is the label of the entry's bar."""
    longest, clock = document.exits.max_minutes, document.exits.at_time
    if longest is not None and moment.acts_ns >= opened_ns + longest * MINUTE_NS:
        return "max_minutes"
    if clock is not None:
        acts = np.array([moment.acts_ns])
        came = last_occurrence(
            minutes_of(clock), acts, moment.clocks.document, happens_in_gap=True
        )  # fmt: skip
        if int(came[0]) > opened_ns:
            return "at_time"
    return ""


def wanted_side(truths: Truths) -> Side | None:
    """The side that the entry conditions ask for, when it is one."""
    if truths.entry_long == truths.entry_short:
        return None
    return Side.BUY if truths.entry_long else Side.SELL


def obstacle(
    document: StrategyDocument, truths: Truths, book: BookView, moment: Moment, *, closing: int,
) -> str:  # fmt: skip
    """The code word for why no entry is made, empty when nothing is in its way."""
    if truths.entry_long and truths.entry_short:
        return "both_sides"
    side = wanted_side(truths)
    if side is None:
        return "no_signal"
    if truths.exit(side):
        return "exit_blocks_entry"
    return next(_limits(document, book, moment, closing), "")


def _limits(
    document: StrategyDocument, book: BookView, moment: Moment, closing: int
) -> Iterator[str]:
    limits = document.limits
    if len(book.positions) - closing + book.pending_entries >= limits.max_positions:
        yield "max_positions"
    last = max(
        (*book.entries_ns, *(() if book.last_exit_ns is None else (book.last_exit_ns,))),
        default=None,
    )
    if limits.cooldown_bars and (
        closing or (last is not None and moment.met.held(last) <= limits.cooldown_bars)
    ):
        yield "cooldown"
    if limits.max_trades_per_day is not None:
        day = moment.day(moment.acts_ns)
        today = sum(moment.day(moment.label(entry)) == day for entry in book.entries_ns)
        if today + book.pending_entries >= limits.max_trades_per_day:
            yield "max_trades_per_day"
