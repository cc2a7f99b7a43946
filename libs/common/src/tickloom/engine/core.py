"""The decision core: closed bars in, decisions out; the same for live, paper and backtest.

No clock and no I/O: what it answers follows from the program, the bars it met and the book it
was shown. A core that met the same bars, by `warm_up` or by `on_bar`, holds the same bits.
"""

from collections.abc import Sequence
from decimal import Decimal

from tickloom.domain.errors import Broken, InvalidInput
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar
from tickloom.domain.order import Side
from tickloom.engine.bar_count import BarCount
from tickloom.engine.decision import (
    Action,
    BarDecision,
    BookView,
    ConditionReading,
    EntryIntent,
    ExitIntent,
)
from tickloom.engine.drivers import BLOCK_BARS, Block, Evaluation, bar_rows
from tickloom.engine.planning import Quote, Signal, plan_entry
from tickloom.engine.program import Program
from tickloom.engine.readings import number, readings
from tickloom.engine.rules import Truths, exits, obstacle, wanted_side
from tickloom.risk.check import Refused
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.walk import distances


class DecisionCore:
    """One program on one symbol."""

    def __init__(self, program: Program, instrument: Instrument) -> None:
        """Raises `InvalidInput` when the document counts in pips that the symbol does not have."""
        document = program.bound.document
        _refuse_missing_pip(document, instrument)
        self._program = program
        self._document = document
        self._instrument = instrument
        self._evaluation = Evaluation(program.code, point=float(instrument.point))
        self._met = BarCount()
        self._last: Block | None = None

    @property
    def bars_seen(self) -> int:
        """Bars met so far; entries begin when they reach `program.warm_up_bars`."""
        return self._met.total

    @property
    def bars_missing(self) -> int:
        """Bars that warm-up still lacks."""
        return max(0, self._program.warm_up_bars - self._met.total)

    @property
    def last_bar_time_ns(self) -> int | None:
        return None if self._met.last is None else self._met.last.time_ns

    @property
    def conditions(self) -> tuple[ConditionReading, ...]:
        """Every comparison with its values on the last bar met."""
        return readings(self._program, self._last)

    def warm_up(self, bars: Sequence[Bar]) -> None:
        """Meet `bars`, oldest first, deciding nothing."""
        for start in range(0, len(bars), BLOCK_BARS):
            self._meet(bars[start : start + BLOCK_BARS])

    def on_bar(self, bar: Bar, book: BookView) -> BarDecision:
        """Meet one closed bar and decide what to send before the next one.

        Raises `Broken` for a bar that is not newer than the last one met.
        """
        block = self._meet((bar,))
        truths = self._truths(block)
        closing = exits(self._document, truths, book, self._met)
        why_not = self._obstacle(truths, book, closing=len(closing))
        side = wanted_side(truths)
        if why_not or side is None:
            return self._answer("exit" if closing else "none", why_not, exits=closing)
        quote = self._quote(bar, book)
        plan = plan_entry(
            self._document, self._instrument, self._signal(side, block), quote=quote, book=book
        )
        if isinstance(plan, Refused):
            action: Action = "exit" if closing else "refused"
            return self._answer(action, plan.reason, exits=closing, detail=plan.detail)
        action = "enter_long" if side is Side.BUY else "enter_short"
        return self._answer(action, "reversal" if closing else "signal", exits=closing, entry=plan)

    def _meet(self, bars: Sequence[Bar]) -> Block:
        for bar in bars:
            self._refuse_stranger(bar)
            self._met.meet(bar)
        self._last = self._evaluation.run(bar_rows(bars))
        return self._last

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

    def _obstacle(self, truths: Truths, book: BookView, *, closing: int) -> str:
        if self.bars_missing:
            return "not_warmed_up"
        return obstacle(self._document, truths, book, self._met, closing=closing)

    def _signal(self, side: Side, block: Block) -> Signal:
        program = self._program
        return Signal(
            side=side, stop_atr=number(block, program.stop_atr),
            target_atr=number(block, program.target_atr),
        )  # fmt: skip

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


def _refuse_missing_pip(document: StrategyDocument, instrument: Instrument) -> None:
    counted = [path for path, distance in distances(document) if distance.unit == "pips"]
    if document.filters.max_spread_pips is not None:
        counted.append("/filters/max_spread_pips")
    if counted and instrument.pip_size is None:
        raise InvalidInput(
            counted[0], "pips", f"points or price: {instrument.symbol} has no pip",
            code="invalid:pip_undefined",
        )  # fmt: skip
