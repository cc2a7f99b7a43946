"""The decision core: closed bars in, decisions out; the same for live, paper and backtest.

No clock and no I/O: what it answers follows from the program, the bars it met and the book it
was shown. A core that met the same bars, by `warm_up` or by `on_bar`, holds the same bits.
"""

from collections.abc import Sequence

from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar
from tickloom.engine.decision import BarDecision, BookView, ConditionReading
from tickloom.engine.program import Program


class DecisionCore:
    """One program on one symbol."""

    def __init__(self, program: Program, instrument: Instrument) -> None:
        raise NotImplementedError

    @property
    def bars_seen(self) -> int:
        """Bars met so far; entries begin when they reach `program.warm_up_bars`."""
        raise NotImplementedError

    @property
    def bars_missing(self) -> int:
        """Bars that warm-up still lacks."""
        raise NotImplementedError

    @property
    def last_bar_time_ns(self) -> int | None:
        raise NotImplementedError

    @property
    def conditions(self) -> tuple[ConditionReading, ...]:
        """Every comparison with its values on the last bar met."""
        raise NotImplementedError

    def warm_up(self, bars: Sequence[Bar]) -> None:
        """Meet `bars`, oldest first, deciding nothing."""
        raise NotImplementedError

    def on_bar(self, bar: Bar, book: BookView) -> BarDecision:
        """Meet one closed bar and decide what to send before the next one.

        Raises `Broken` for a bar that is not newer than the last one met.
        """
        raise NotImplementedError
