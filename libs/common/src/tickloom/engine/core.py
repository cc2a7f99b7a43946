"""The decision core: closed bars in, decisions out; the same for live, paper and backtest.

No clock and no I/O: what it answers follows from the program, the bars it met and the book it
was shown. A core that met the same bars, by `warm_up` or by `on_bar`, holds the same bits.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from tickloom.domain.errors import Broken, InvalidInput
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar
from tickloom.domain.order import Side
from tickloom.domain.server_time import ServerClock
from tickloom.engine.bar_count import BarCount
from tickloom.engine.clock_rows import Labels
from tickloom.engine.decision import (
    Action,
    BarDecision,
    BookView,
    ConditionReading,
    EntryIntent,
    ExitIntent,
)
from tickloom.engine.drivers import Block
from tickloom.engine.evaluate import clocks_of
from tickloom.engine.gates import Gates
from tickloom.engine.planning import EntryPlanner, Quote
from tickloom.engine.program import Program
from tickloom.engine.readings import readings
from tickloom.engine.reasons import Refusal
from tickloom.engine.rules import Moment, Truths, exits, obstacle, wanted_side
from tickloom.engine.stream import Stream
from tickloom.risk.check import Refused
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.walk import distances

UTC = ServerClock()


class DecisionCore:
    """One program on one symbol."""

    def __init__(
        self, program: Program, instrument: Instrument, *, server_clock: ServerClock = UTC
    ) -> None:
        """Raises `InvalidInput` when the document counts in pips that the symbol does not have."""
        document = program.bound.document
        _refuse_missing_pip(document, instrument)
        self._program = program
        self._document = document
        self._instrument = instrument
        self._clocks = clocks = clocks_of(document, server_clock)
        self._gates = Gates(
            document=document, instrument=instrument, timeframe=program.bound.timeframe,
            clocks=clocks,
        )  # fmt: skip
        self._stream = Stream(program, point=float(instrument.point), clocks=clocks)
        self._met = BarCount()
        self._planner = EntryPlanner(program.bound, instrument, program.levels)

    @property
    def bars_seen(self) -> int:
        """Bars met so far; entries begin when they reach `program.warm_up_bars`."""
        return self._met.total

    @property
    def bars_missing(self) -> int:
        """Bars that warm-up still lacks."""
        base = self._program.bound.timeframe
        missing = 0
        for code, needed, met in zip(
            self._program.lanes, self._program.needed_bars, self._stream.met, strict=True
        ):
            span = 1 if code.timeframe is None else code.timeframe.minutes // base.minutes
            missing = max(missing, (needed - met) * span)
        return missing

    @property
    def last_bar_time_ns(self) -> int | None:
        return None if self._met.last is None else self._met.last.time_ns

    @property
    def conditions(self) -> tuple[ConditionReading, ...]:
        """Every comparison with its values on the last bar met."""
        return readings(self._program, self._stream.blocks)

    def warm_up(self, bars: Sequence[Bar], then_ns: int | None = None) -> None:
        """Meet `bars`, oldest first, deciding nothing; this is when kernels are compiled.

        `then_ns` is the label of the bar after the last one, by default the one that follows.
        """
        self._planner.warm_up()
        for bar, after in zip(bars, [*bars[1:], None], strict=True):
            follows_ns = bar.end_ns if then_ns is None else then_ns
            self._meet(bar, follows_ns if after is None else after.time_ns)

    def on_bar(self, bar: Bar, book: BookView, execution_ns: int | None = None) -> BarDecision:
        """Meet one closed bar and decide what to send before the next one.

        `execution_ns` is the label of the bar on which the decision acts, by default the one that
        follows. Raises `Broken` for a bar that is not newer than the last one met.
        """
        acts_ns = bar.end_ns if execution_ns is None else execution_ns
        block = self._meet(bar, acts_ns)
        truths = self._truths(block)
        moment = Moment(
            acts_ns=acts_ns, met=self._met, clocks=self._clocks,
            timeframe=self._program.bound.timeframe,
        )  # fmt: skip
        closing = exits(self._document, truths, book, moment)
        why_not = self._obstacle(truths, book, moment, closing=len(closing))
        why_not = why_not or self._gate(bar, acts_ns)
        side = wanted_side(truths)
        if why_not or side is None:
            return self._answer("exit" if closing else "none", why_not, exits=closing)
        quote = self._quote(bar, book)
        levels = block.columns[list(self._program.level_rows), -1:]
        plan = self._planner.plan(side, levels, quote=quote, book=_after(closing, book))
        if isinstance(plan, Refused):
            action: Action = "exit" if closing else "refused"
            return self._answer(action, plan.reason, exits=closing, detail=plan.detail)
        action = "enter_long" if side is Side.BUY else "enter_short"
        return self._answer(action, "reversal" if closing else "signal", exits=closing, entry=plan)

    def _meet(self, bar: Bar, after_ns: int) -> Block:
        self._refuse_stranger(bar)
        self._met.meet(bar)
        return self._stream.meet(bar, after_ns)

    def _gate(self, bar: Bar, acts_ns: int) -> str:
        """The word of the filter that the execution bar fails; empty when it passes all."""
        labels = Labels(
            before=np.array([bar.time_ns]), own=np.array([bar.time_ns]), after=np.array([acts_ns])
        )
        code = int(self._gates.blocked(labels)[0])
        return Refusal(code).word if code else ""

    def _refuse_stranger(self, bar: Bar) -> None:
        bound = self._program.bound
        if bar.timeframe is not bound.timeframe or bar.symbol != self._instrument.symbol:
            raise Broken(
                f"a bar of {bar.symbol} {bar.timeframe} came to {bound.symbol} {bound.timeframe}"
            )

    def _truths(self, block: Block) -> Truths:
        program = self._program

        is_settled = not self.bars_missing

        def is_true(instruction: int | None) -> bool:
            return instruction is not None and block.truths[instruction, -1] == 1

        return Truths(
            entry_long=is_settled and is_true(program.entry_long),
            entry_short=is_settled and is_true(program.entry_short),
            exit_long=is_true(program.exit_long), exit_short=is_true(program.exit_short),
        )  # fmt: skip

    def _obstacle(self, truths: Truths, book: BookView, moment: Moment, *, closing: int) -> str:
        if self.bars_missing:
            return "not_warmed_up"
        return obstacle(self._document, truths, book, moment, closing=closing)

    def _quote(self, bar: Bar, book: BookView) -> Quote:
        """The price at sending; without one, the bar's close with its recorded spread."""
        bid: Decimal = self._instrument.price(bar.close) if book.bid is None else book.bid
        wide = self._instrument.from_points(bar.spread_points)
        ask = bid + wide if book.ask is None else book.ask
        return Quote(bid=self._instrument.price(bid), ask=self._instrument.price(ask))

    def _answer(
        self,
        action: Action,
        reason: str,
        *,
        exits: tuple[ExitIntent, ...],
        entry: EntryIntent | None = None,
        detail: str = "",
    ) -> BarDecision:
        assert self._met.last is not None, "a decision follows a bar"
        if action == "exit":
            reason = exits[0].reason
        return BarDecision(
            bar_time_ns=self._met.last.time_ns, action=action, reason=reason,
            conditions=self.conditions, entry=entry, exits=exits, detail=detail,
        )  # fmt: skip


def _after(closing: tuple[ExitIntent, ...], book: BookView) -> BookView:
    """The book with what is being closed booked."""
    tickets = {each.ticket for each in closing}
    gone = [position for position in book.positions if position.ticket in tickets]
    if not gone:
        return book
    return replace(
        book, balance=book.balance + sum(position.profit for position in gone),
        margin_free=book.margin_free + sum(position.margin for position in gone),
    )  # fmt: skip


def _refuse_missing_pip(document: StrategyDocument, instrument: Instrument) -> None:
    counted = [path for path, distance in distances(document) if distance.unit == "pips"]
    if document.filters.max_spread_pips is not None:
        counted.append("/filters/max_spread_pips")
    if counted and instrument.pip_size is None:
        raise InvalidInput(
            counted[0], "pips", f"points or price: {instrument.symbol} has no pip",
            code="invalid:pip_undefined",
        )  # fmt: skip
