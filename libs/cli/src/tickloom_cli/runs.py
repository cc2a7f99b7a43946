"""One run, as every command makes it: document, market and settings in, a result out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import Instrument
from tickloom.engine.bars import Bars
from tickloom.engine.result import RunResult
from tickloom.engine.run import NOTHING_ELSE, Surroundings, run_backtest
from tickloom.engine.run_settings import RunSettings
from tickloom.engine.simulation.market import spreads
from tickloom.engine.sweep_runner import SweepRunner
from tickloom.strategy.bind import BoundDocument, bind_document
from tickloom.strategy.check_market import SymbolFacts
from tickloom.strategy.document import StrategyDocument
from tickloom_cli.output import BadDocument

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
        answer = bind_document(
            self.document, symbol=str(self.bars.symbol), timeframe=self.bars.timeframe.value,
            sizing=self.sizing, params=values, facts=self._facts,
        )  # fmt: skip
        if answer.bound is None:
            raise BadDocument("SPEC", [f for f in answer.findings if f.severity != "warning"])
        return answer.bound

    @cached_property
    def _facts(self) -> SymbolFacts:
        paid = spreads(self.bars, self.settings)
        spread = float(np.median(paid)) if len(paid) else None
        return SymbolFacts(instrument=self.instrument, typical_spread_points=spread or None)

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
