"""One run, as every command makes it: document, market and settings in, a result out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import Instrument
from tickloom.engine.bars import Bars
from tickloom.engine.compiler import compile_document
from tickloom.engine.honesty import Flag
from tickloom.engine.result import RunResult
from tickloom.engine.run import NOTHING_ELSE, Surroundings, run_backtest
from tickloom.engine.run_settings import RunSettings
from tickloom.engine.simulation.market import spreads
from tickloom.engine.sweep_runner import SweepRunner
from tickloom.engine.trading_hours import trading_hours
from tickloom.strategy.bind import Bound, BoundDocument, bind_document
from tickloom.strategy.check_market import SymbolFacts
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.finding import Finding
from tickloom_cli.output import BadDocument, to_stderr

Values = Mapping[str, int | float]


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Everything that the runs of one command share; a set of params makes a run of it."""

    document: StrategyDocument
    bars: Bars
    instrument: Instrument
    settings: RunSettings
    sizing: dict[str, Any] | None = None
    around: Surroundings = NOTHING_ELSE

    def bound(self, values: Values) -> BoundDocument:
        """The document bound to this market; raises `BadDocument` with what stands in the way."""
        answer = self._answer(values, self._facts)
        if answer.bound is None:
            raise BadDocument("SPEC", [f for f in answer.findings if f.severity != "warning"])
        return answer.bound

    def warnings(self, values: Values) -> tuple[Finding, ...]:
        """What stands in no way of the run and should be known before its result is believed."""
        needed = self.settings.warm_up_bars
        if needed is None:
            needed = compile_document(self.bound(values)).warm_up_bars
        facts = replace(self._facts, warm_up_bars=needed, history_bars=len(self.bars))
        found = self._answer(values, facts).findings
        return tuple(finding for finding in found if finding.severity == "warning")

    @cached_property
    def _facts(self) -> SymbolFacts:
        bars = self.bars.range
        paid = spreads(bars, self.settings)
        spread = float(np.median(paid)) if len(paid) else None
        return SymbolFacts(
            instrument=self.instrument, typical_spread_points=spread or None,
            trading_hours=trading_hours(bars, self.settings.server_clock),
        )  # fmt: skip

    def _answer(self, values: Values, facts: SymbolFacts) -> Bound:
        return bind_document(
            self.document, symbol=str(self.bars.symbol), timeframe=self.bars.timeframe.value,
            sizing=self.sizing, params=values, facts=facts,
        )  # fmt: skip

    def run(self, values: Values, *, with_equity: bool = True) -> RunResult:
        """Run one set of params."""
        return run_backtest(
            self.bound(values), self.bars, self.instrument, self.settings, around=self.around,
            with_equity=with_equity,
        )  # fmt: skip

    def variant(self, values: Values) -> RunResult:
        """As `run`; what it has in common with the variants before it is not computed again."""
        return self._runner.run(self.bound(values))

    @cached_property
    def _runner(self) -> SweepRunner:
        return SweepRunner(self.bars, self.instrument, self.settings, around=self.around)


def require_same_market(document: StrategyDocument, bars: Bars, *, is_told: bool) -> None:
    """Refuse bars of another symbol or timeframe than the document names, unless told to."""
    if is_told:
        return
    if document.symbols and bars.symbol not in document.symbols:
        raise InvalidInput(
            "--symbol", str(bars.symbol),
            f"{', '.join(document.symbols)}, as the document says; or give --symbol",
        )  # fmt: skip
    if document.timeframe is not None and document.timeframe is not bars.timeframe:
        raise InvalidInput(
            "--timeframe", str(bars.timeframe),
            f"{document.timeframe}, as the document says; or give --timeframe",
        )  # fmt: skip


def tell_remarks(remarks: Iterable[Flag]) -> None:
    """What a reader of figures should know of the bars behind them."""
    for remark in remarks:
        to_stderr().print(f"{remark.severity}: {remark.message}", style="yellow", markup=False)
