"""Tickloom in a notebook: load bars, run a document, look at frames and pictures.

    import tickloom_cli.notebook as tickloom

    market = tickloom.load("EURUSD_H1.parquet")
    run = tickloom.backtest("strategy.yaml", market, lots=0.1, spread="12")
    run.trades, run.equity, run.statistics
    run.plot_equity()

Options have the names of the command line's (`tickloom backtest --help`), with `_` for `-`. Needs
the extra `notebook`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, get_type_hints

import pandas as pd
from matplotlib.figure import Figure

from tickloom.domain.errors import InvalidInput
from tickloom.engine.charts import values_over
from tickloom.engine.data_quality import quality_of
from tickloom.engine.honesty import history_of
from tickloom.engine.lanes import lane_of
from tickloom.engine.parameter_space import Axis, axes_of
from tickloom.engine.result import RunResult
from tickloom.engine.result_document import result_document
from tickloom.engine.tear_sheet import tear_sheet
from tickloom.engine.trials import ranked, require_objective
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.explain import explain
from tickloom.strategy.parse import parse_document
from tickloom_cli.bars_source import Market, between
from tickloom_cli.documents import document_of
from tickloom_cli.frames import bars_frame, deals_frame, equity_frame, trades_frame
from tickloom_cli.indicator_text import operand_of
from tickloom_cli.options import MarketOptions
from tickloom_cli.output import BadDocument
from tickloom_cli.plots import equity_plot, trades_plot
from tickloom_cli.run_options import RunOptions
from tickloom_cli.runs import Bench
from tickloom_cli.spec_options import SizeOptions
from tickloom_cli.sweep_options import SweepOptions
from tickloom_cli.sweep_runner import trials_of
from tickloom_cli.writing import write_text

Spec = str | Path | Mapping[str, Any] | StrategyDocument


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """Bars with the sheet of their symbol, and the broker's clock."""

    market: Market
    server_clock: str

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Open, high, low, close, volume, spread by time."""
        return bars_frame(self.market.bars)

    @property
    def quality(self) -> dict[str, int | None]:
        """Gaps, duplicates, spikes and odd spreads."""
        clock = MarketOptions(server_clock=self.server_clock).clock
        bars = self.market.bars
        return quality_of(bars, clock=clock, duplicates=self.market.duplicates).as_dict()

    def indicator(self, text: str) -> pd.DataFrame:
        """The engine's values of `ema(20)`, `macd(12,26,9)` and so on, a column a line."""
        bars = self.market.bars
        values = values_over(
            operand_of(text), lane_of(bars), timeframe=bars.timeframe,
            point=float(self.market.instrument.point),
            server_clock=MarketOptions(server_clock=self.server_clock).clock,
        )  # fmt: skip
        named = {f"{values.name} {line}".strip(): column for line, column in values.lines.items()}
        return pd.DataFrame(named, index=self.frame.index)


@dataclass(frozen=True, kw_only=True)
class Run:
    """A finished run."""

    result: RunResult
    loaded: Loaded

    @cached_property
    def document(self) -> dict[str, Any]:
        """The whole result as the command line and REST have it (tickloom-result/1)."""
        market = self.loaded.market
        quality = quality_of(
            market.bars, clock=self.result.settings.server_clock, duplicates=market.duplicates
        )
        return result_document(self.result, history=history_of(market.bars, quality))

    @property
    def statistics(self) -> "pd.Series[Any]":
        """Every figure by name; money as numbers."""
        figures = self.document["statistics"]
        return pd.Series({k: float(v) if isinstance(v, str) else v for k, v in figures.items()})

    @property
    def flags(self) -> list[str]:
        """What to know before believing it."""
        return [flag["message"] for flag in self.document["honesty"]["flags"]]

    @cached_property
    def trades(self) -> pd.DataFrame:
        return trades_frame(self.result)

    @cached_property
    def deals(self) -> pd.DataFrame:
        return deals_frame(self.result)

    @cached_property
    def equity(self) -> pd.DataFrame:
        return equity_frame(self.result)

    def to_html(self, path: str | Path) -> None:
        """Write the result as one page of HTML."""
        write_text(Path(path), tear_sheet(self.document), "path")

    def plot_equity(self) -> Figure:
        """Equity, balance and draw-down."""
        return equity_plot(self.equity, self._title)

    def plot_trades(self) -> Figure:
        """The closes with every entry and exit."""
        return trades_plot(self.loaded.frame, self.trades, self._title)

    @property
    def _title(self) -> str:
        bound = self.result.bound
        return f"{bound.document.name or 'strategy'}, {bound.symbol} {bound.timeframe.value}"


def load(bars: str | Path | None = None, **options: Any) -> Loaded:  # noqa: ANN401 - options
    """Read bars as `tickloom backtest` does.

    Options: `symbol`, `timeframe`, `begin`, `end`, `file_clock`, `server_clock`, and for kept bars
    `venue` and `data`.
    """
    path = None if bars is None else Path(bars)
    asked = MarketOptions(bars=path, **_known(MarketOptions, options))
    market = asked.market()
    part = between(market.bars, asked.begin, asked.end)
    cut = Market(
        bars=part, instrument=market.instrument, duplicates=market.duplicates, source=market.source
    )
    return Loaded(market=cut, server_clock=asked.server_clock)


def document(spec: Spec) -> StrategyDocument:
    """A document from a file, from JSON values, or as it is; raises with every finding."""
    if isinstance(spec, StrategyDocument):
        return spec
    if isinstance(spec, str | Path):
        return document_of(Path(spec))
    parsed = parse_document(dict(spec))
    if parsed.document is None:
        raise BadDocument("document", [f for f in parsed.findings if f.severity == "error"])
    return parsed.document


def read_back(spec: Spec) -> str:
    """A document in plain English."""
    return explain(document(spec))


def backtest(
    spec: Spec, market: Loaded, *, params: Mapping[str, int | float] | None = None,
    **options: Any,  # noqa: ANN401 - options of the command line
) -> Run:  # fmt: skip
    """Run a document over loaded bars; options as `lots=0.1`, `spread="12"`, `balance="5000"`."""
    bench = _bench(spec, market, options)
    return Run(result=bench.run(params or {}), loaded=market)


def sweep(
    spec: Spec, market: Loaded, *, space: Mapping[str, tuple[int | float, ...]] | None = None,
    objective: str = "net_profit", workers: int = 1,
    **options: Any,  # noqa: ANN401 - options of the command line
) -> pd.DataFrame:  # fmt: skip
    """Every set of params, best first: params and figures as columns."""
    require_objective(objective)
    bench = _bench(spec, market, options)
    chosen = {name: Axis(name=name, values=tuple(v)) for name, v in (space or {}).items()}
    sets = SweepOptions(objective=objective).sets(axes_of(bench.document, chosen))
    trials = [t for t in trials_of(bench, sets, workers) if t is not None]
    rows = [
        {**trial.params, **{name: _plain(figure) for name, figure in trial.figures.items()}}
        for trial in ranked(trials, objective)
    ]
    return pd.DataFrame(rows)


def _plain(figure: Any) -> Any:  # noqa: ANN401 - Decimal, number or None
    return figure if figure is None or isinstance(figure, int) else float(figure)


def _bench(spec: Spec, market: Loaded, options: dict[str, Any]) -> Bench:
    sizes = {f.name for f in fields(SizeOptions)}
    size = SizeOptions(**{k: v for k, v in options.items() if k in sizes})
    rest = {k: v for k, v in options.items() if k not in sizes}
    clock = MarketOptions(server_clock=market.server_clock).clock
    return Bench(
        document=document(spec), bars=market.market.bars, instrument=market.market.instrument,
        settings=RunOptions(**_known(RunOptions, rest)).settings(clock), sizing=size.sizing(),
    )  # fmt: skip


def _known(group: Any, options: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
    """The options of a group; amounts may be given as numbers. Raises `InvalidInput` for others."""
    hints = get_type_hints(group)
    for name in options:
        if name not in hints:
            raise InvalidInput("option", name, f"one of {', '.join(hints)}")
    return {
        name: str(value) if hints[name] in {str, str | None} and _is_number(value) else value
        for name, value in options.items()
    }


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
