"""Many documents over the same bars: what they have in common is computed once.

The variants of a sweep differ in a number or two. Indicators and conditions lie on a shelf while
the sweep goes on, and every step is made for several documents at a time. Every result is the one
that `run_backtest` gives alone.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from tickloom.domain.errors import CorrectIt
from tickloom.domain.instrument import Instrument
from tickloom.engine.bars import Bars
from tickloom.engine.compiler import compile_document
from tickloom.engine.evaluate import (
    Evaluated,
    EvaluationContext,
)
from tickloom.engine.program import (
    BarColumn,
    ConstantColumn,
    DelayedColumn,
    IndicatorColumn,
    Program,
)
from tickloom.engine.result import RunResult
from tickloom.engine.run import (
    NOTHING_ELSE,
    Prepared,
    Surroundings,
    chosen_road,
    context_of,
    finished,
    market_of,
    money_of,
    prepared_of,
    require_fit,
    run_backtest,
)
from tickloom.engine.run_settings import Road, RunSettings
from tickloom.engine.shelf import Shelf
from tickloom.engine.signals import Signals
from tickloom.engine.simulation.guide import Guide
from tickloom.engine.simulation.shapes import Market, Money
from tickloom.engine.simulation.terms import Rules, make_rules, rule_parts
from tickloom.strategy.bind import BoundDocument

_DOCUMENTS_AT_ONCE, _READY_MAX_BYTES = 256, 64 * 1_024 * 1_024
_RUNS_AT_ONCE = 8
_RULES_MAX = 1_024
"""A search that varies a stop without end has rules without end; a few thousand bytes each."""


class _Ready(NamedTuple):
    """A document of which nothing but the trades are missing; it is kept alive by its program."""

    program: Program
    found: Evaluated
    guide: Guide | None


class SweepRunner:
    """Runs documents over one market, each to the result that it has alone.

    Rows and signals are shared between results: nobody may write to them.
    """

    def __init__(
        self, bars: Bars, instrument: Instrument, settings: RunSettings, *,
        around: Surroundings = NOTHING_ELSE,
    ) -> None:  # fmt: skip
        self._bars = bars
        self._instrument = instrument
        self._settings = settings
        self._around = around
        self._shelf = Shelf(bars, float(instrument.point))
        self._rules: dict[Hashable, tuple[Rules, tuple[Road, str]]] = {}
        self._ready: dict[int, _Ready] = {}

    def run(self, bound: BoundDocument, *, with_equity: bool = True) -> RunResult:
        """As `run_backtest`, whose errors it raises, too."""
        return self._run([bound], with_equity=with_equity)[0]

    def run_all(
        self, documents: Iterable[BoundDocument], *, with_equity: bool = True
    ) -> Iterator[RunResult]:
        """As `run` for each of them, in their order; an error ends it some results early."""
        waiting = iter(documents)
        while some := list(islice(waiting, self.documents_at_once)):
            self.prepare(some)
            for first in range(0, len(some), _RUNS_AT_ONCE):
                yield from self._run(some[first : first + _RUNS_AT_ONCE], with_equity=with_equity)

    def _run(self, documents: Sequence[BoundDocument], *, with_equity: bool) -> list[RunResult]:
        """Each to its result; those that share what they read go through every step together."""
        bars, instrument, settings = self._bars, self._instrument, self._settings
        prepared = [self._prepared(bound) for bound in documents]
        shared = [each for each in prepared if each is not None]
        results = iter(
            finished(
                shared, bars, instrument, settings, around=self._around, with_equity=with_equity
            )
        )
        return [
            next(results) if each is not None
            else run_backtest(
                bound, bars, instrument, settings, around=self._around, with_equity=with_equity
            )
            for bound, each in zip(documents, prepared, strict=True)
        ]  # fmt: skip

    def _prepared(self, bound: BoundDocument) -> Prepared | None:
        """What is missing nothing but its trades; None where the document is not shared."""
        ready = self._ready.pop(id(bound), None)
        program = compile_document(bound) if ready is None else ready.program
        if not is_shared(program):
            return None
        require_fit(bound, self._bars, self._instrument)
        found, guide = self._evaluated(program) if ready is None else (ready.found, ready.guide)
        rules, road = self._rules_of(program)
        return prepared_of(
            program, found, self._market, self._instrument, self._settings, self._money,
            rules=rules, road=road, guide=guide,
        )  # fmt: skip

    @property
    def documents_at_once(self) -> int:
        """How many may wait prepared: each holds a truth of both sides for every bar."""
        return max(1, min(_DOCUMENTS_AT_ONCE, _READY_MAX_BYTES // max(1, 2 * len(self._bars))))

    def prepare(self, documents: Sequence[BoundDocument]) -> None:
        """Do together what comes before the trades of the documents that are run next.

        Averages that wait for their own last value wait together. What cannot be run says so when
        it is.
        """
        programs = map(compile_document, documents[: self.documents_at_once])
        shared = [program for program in programs if is_shared(program)]
        self._shelf.prepare({id(each.lanes[0]): each.lanes[0] for each in shared}.values())
        for program in shared:
            with suppress(CorrectIt):
                found, guide = self._evaluated(program)
                self._ready[id(program.bound)] = _Ready(program, found, guide)

    def _evaluated(self, program: Program) -> tuple[Evaluated, Guide | None]:
        """The signals, and the bars that matter where they are known."""
        found = self._shelf.evaluated(program, self._context)
        if self._settings.entry_delay_bars:  # no entry of before may be moved to a bar that counts
            return found._replace(signals=_not_before(found.signals, found.first)), None
        return found, self._shelf.guide(self._market, found.signals)

    def _rules_of(self, program: Program) -> tuple[Rules, tuple[Road, str]]:
        """The rules and the road, once for all documents that say the same of them."""
        bound = program.bound
        name = rule_parts(bound.document)
        if name not in self._rules:
            if len(self._rules) >= _RULES_MAX:
                self._rules.clear()
            rules = make_rules(bound, self._instrument, program.levels, self._settings)
            self._rules[name] = rules, chosen_road(bound, self._settings)
        return self._rules[name]

    @cached_property
    def _context(self) -> EvaluationContext:
        return context_of(self._instrument, self._settings, self._around)

    @cached_property
    def _market(self) -> Market:
        return market_of(self._bars, self._settings, self._around)

    @cached_property
    def _money(self) -> Money:
        return money_of(self._instrument, self._settings, self._around.rates)


def is_shared(program: Program) -> bool:
    """Whether a program reads nothing but bars, numbers and indicators of its own timeframe."""
    kinds = BarColumn | ConstantColumn | DelayedColumn | IndicatorColumn
    return len(program.lanes) == 1 and all(
        isinstance(column, kinds) for column in program.lanes[0].columns
    )


def _not_before(signals: Signals, first: int) -> Signals:
    """Entries that are not ready before bar `first`."""
    entries = signals.entry_long.copy(), signals.entry_short.copy()
    for column in entries:
        column[:first] = -1
    return signals._replace(entry_long=entries[0], entry_short=entries[1])
