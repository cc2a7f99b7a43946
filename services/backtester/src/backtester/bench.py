"""A plan made ready to be run: its document, bars, instrument and settings, read once."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from backtester.documents import read_document, refusal_of
from backtester.plan import Plan, Source, Values
from backtester.settings_shape import run_settings
from tickloom.contracts.instruments import instrument_of
from tickloom.domain.instrument import Instrument
from tickloom.engine.bars import Bars
from tickloom.engine.data_quality import quality_of
from tickloom.engine.honesty import History, history_of
from tickloom.engine.result import RunResult
from tickloom.engine.run import Surroundings, run_backtest
from tickloom.engine.run_settings import RunSettings
from tickloom.engine.simulation.market import Drill, Rates, spreads
from tickloom.engine.sweep_runner import SweepRunner
from tickloom.storage.columns import ColumnStore, ranged
from tickloom.strategy.bind import BoundDocument, bind_document
from tickloom.strategy.check_market import SymbolFacts
from tickloom.strategy.document import StrategyDocument


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Everything that the runs of one plan share."""

    plan: Plan
    document: StrategyDocument
    bars: Bars
    instrument: Instrument
    settings: RunSettings
    around: Surroundings = field(default_factory=Surroundings)

    @cached_property
    def facts(self) -> SymbolFacts:
        paid = spreads(self.bars.range, self.settings)
        spread = float(np.median(paid)) if len(paid) else None
        return SymbolFacts(instrument=self.instrument, typical_spread_points=spread or None)

    @cached_property
    def history(self) -> History:
        """What its range is, on the broker's clock."""
        quality = quality_of(
            self.bars.range, clock=self.settings.server_clock,
            duplicates=self.plan.source.duplicates,
        )  # fmt: skip
        return history_of(self.bars.range, quality, self.around.drill)

    def bound(self, params: Values) -> BoundDocument:
        """The document bound to this market; raises `InvalidInput` with all that is in the way."""
        return bound_of(self.document, self.plan, params, self.facts)

    def run(self, params: Values, *, with_equity: bool = True) -> RunResult:
        return run_backtest(
            self.bound(params), self.bars, self.instrument, self.settings, around=self.around,
            with_equity=with_equity,
        )  # fmt: skip

    def variant(self, params: Values) -> RunResult:
        """As `run`; what it has in common with the variants before it is not computed again."""
        return self._runner.run(self.bound(params))

    @cached_property
    def _runner(self) -> SweepRunner:
        return SweepRunner(self.bars, self.instrument, self.settings, around=self.around)

    def part(self, first: int, stop: int) -> "Bench":
        """The same over some rows of the range, warmed up by the bars before them."""
        return replace(self, bars=self.bars.stretch(first, stop, self.plan.history_bars))


def bound_of(
    document: StrategyDocument, plan: Plan, params: Values, facts: SymbolFacts | None
) -> BoundDocument:
    answer = bind_document(
        document, symbol=plan.symbol, timeframe=plan.timeframe, sizing=plan.sizing,
        params=params, facts=facts,
    )  # fmt: skip
    if answer.bound is None:
        raise refusal_of(answer.findings)
    return answer.bound


def bench_of(plan: Plan, store: ColumnStore) -> Bench:
    """Read it; the files have to be on this machine."""
    settings = run_settings(plan.settings)
    rates = None if plan.rates is None else Rates(
        bars=_bars(store, plan.rates), is_inverse=plan.rates_inverse
    )  # fmt: skip
    around = Surroundings(
        rates=rates, drill=None if plan.drill is None else _drill(_bars(store, plan.drill))
    )
    return Bench(
        plan=plan, document=read_document(plan.document), bars=_bars(store, plan.source),
        instrument=instrument_of(plan.instrument), settings=settings, around=around,
    )  # fmt: skip


def _bars(store: ColumnStore, source: Source) -> Bars:
    return ranged(store.bars_of(source.files), source.start_ns, source.end_ns, source.history)


def _drill(bars: Bars) -> Drill:
    return Drill(
        time_ns=bars.time_ns, open=bars.open, high=bars.high, low=bars.low, spread=bars.spread
    )
