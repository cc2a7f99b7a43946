"""Tickloom in a notebook: load bars, run a document, look at frames and pictures.

    import tickloom_cli.notebook as tickloom

    market = tickloom.load("EURUSD_H1.parquet")
    run = tickloom.backtest("strategy.yaml", market, lots=0.1, spread="12")
    run.trades, run.equity, run.statistics
    run.plot_equity()

Options have the names of the command line's (`tickloom backtest --help`), with `_` for `-`. Needs
the extra `notebook`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, get_type_hints

import pandas as pd
from matplotlib.figure import Figure

from tickloom.domain.errors import InvalidInput
from tickloom.domain.server_time import ServerClock
from tickloom.engine.bars import Bars
from tickloom.engine.charts import values_over
from tickloom.engine.data_quality import DataQuality, quality_of
from tickloom.engine.history_bars import history_bars
from tickloom.engine.honesty import few_trades, history_of, no_choice
from tickloom.engine.lanes import lane_of
from tickloom.engine.parameter_space import Axis, axes_of
from tickloom.engine.result import RunResult
from tickloom.engine.result_document import result_document
from tickloom.engine.tear_sheet import tear_sheet
from tickloom.engine.trials import best_of, ranked, require_objective, trades_of
from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.explain import explain
from tickloom.strategy.parse import parse_document
from tickloom_cli.bars_source import Market, rows_between
from tickloom_cli.contract_options import ContractOptions
from tickloom_cli.documents import document_of
from tickloom_cli.frames import bars_frame, deals_frame, equity_frame, trades_frame
from tickloom_cli.indicator_text import operand_of
from tickloom_cli.notebook_values import fitting, own
from tickloom_cli.options import MarketOptions
from tickloom_cli.output import BadDocument
from tickloom_cli.plots import equity_plot, trades_plot
from tickloom_cli.run_options import RunOptions
from tickloom_cli.runs import Bench
from tickloom_cli.spec_options import SizeOptions
from tickloom_cli.sweep_options import SweepOptions
from tickloom_cli.sweep_runner import Workshop
from tickloom_cli.writing import write_text

NO_PARAMS: Mapping[str, int | float] = {}
Spec = str | Path | Mapping[str, Any] | StrategyDocument


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """Bars with the sheet of their symbol, and the broker's clock.

    Bars before the first one that was asked for are there to warm up runs and indicators.
    """

    market: Market
    server_clock: str

    @property
    def bars(self) -> Bars:
        """The bars that were asked for."""
        return self.market.bars.range

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Open, high, low, close, volume, spread by time."""
        return bars_frame(self.bars)

    @property
    def quality(self) -> dict[str, int | None]:
        """Gaps, duplicates, spikes and odd spreads."""
        clock = MarketOptions(server_clock=self.server_clock).clock
        return self.quality_on(clock).as_dict()

    def quality_on(self, clock: ServerClock) -> DataQuality:
        """The same as a value, by a clock."""
        return quality_of(self.bars, clock=clock, duplicates=self.market.duplicates)

    def indicator(self, text: str) -> pd.DataFrame:
        """The engine's values of `ema(20)`, `macd(12,26,9)` and so on, a column a line."""
        bars = self.market.bars
        values = values_over(
            operand_of(text), lane_of(bars), timeframe=bars.timeframe,
            point=float(self.market.instrument.point),
            server_clock=MarketOptions(server_clock=self.server_clock).clock,
        )  # fmt: skip
        named = {values.titles[line]: column[bars.begin :] for line, column in values.lines.items()}
        return pd.DataFrame(named, index=self.frame.index)


@dataclass(frozen=True, kw_only=True)
class Run:
    """A finished run."""

    result: RunResult
    loaded: Loaded
    warnings: list[str] = field(default_factory=list[str])
    """What the document itself gives to think about on this market."""

    @cached_property
    def document(self) -> dict[str, Any]:
        """The whole result as the command line and REST have it (tickloom-result/1)."""
        quality = self.loaded.quality_on(self.result.settings.server_clock)
        history = history_of(self.loaded.bars.range, quality)
        made = result_document(self.result, history=history)
        made["honesty"]["flags"] += [asdict(flag) for flag in self.loaded.market.remarks]
        return made

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
    `venue` and `data`; the contract by `sheet`, `contract_size`, `profit_currency` and so on.
    """
    path = None if bars is None else Path(bars)
    names = {f.name for f in fields(ContractOptions)}
    contract = {name: value for name, value in options.items() if name in names}
    rest = {name: value for name, value in options.items() if name not in names}
    asked = MarketOptions(bars=path, **_known(MarketOptions, rest))
    market = ContractOptions(**_known(ContractOptions, contract)).applied(asked.market())
    rows = rows_between(market.bars, asked.begin, asked.end)
    cut = replace(market.bars.part(0, rows.stop), begin=rows.start)
    return Loaded(market=replace(market, bars=cut), server_clock=asked.server_clock)


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
    numbers = {name: own(value) for name, value in (params or {}).items()}
    bench = _bench(spec, market, options, params=numbers)
    told = [f"{each.path or '/'}: {each.message}" for each in bench.warnings(numbers)]
    return Run(result=bench.run(numbers), loaded=market, warnings=told)


def sweep(
    spec: Spec, market: Loaded, *, space: Mapping[str, tuple[int | float, ...]] | None = None,
    objective: str = "net_profit", workers: int = 1,
    **options: Any,  # noqa: ANN401 - options of the command line
) -> pd.DataFrame:  # fmt: skip
    """Every set of params, best first: params and figures as columns.

    `attrs["flags"]` says what to know before believing the first: that it made too few trades, or
    that none can be best.
    """
    require_objective(objective)
    chosen = {name: Axis(name=name, values=tuple(map(own, v))) for name, v in (space or {}).items()}
    read = document(spec)
    axes = axes_of(read, chosen)
    sets = SweepOptions(objective=objective).sets(axes)
    bench = _bench(read, market, options, axes=axes)
    with Workshop(bench, workers) as workshop:
        trials = [trial for trial in workshop.run(sets) if trial is not None]
    best_first = ranked(trials, objective)
    rows = [
        {**trial.params, **{name: _plain(figure) for name, figure in trial.figures.items()}}
        for trial in best_first
    ]
    made = pd.DataFrame(rows)
    best = best_of(best_first, objective)
    flags = [no_choice(objective)] if best is None else few_trades(trades_of(best.figures))
    made.attrs["flags"] = [flag.message for flag in flags]
    return made


def _plain(figure: Any) -> Any:  # noqa: ANN401 - Decimal, number or None
    return figure if figure is None or isinstance(figure, int) else float(figure)


def _bench(
    spec: Spec, market: Loaded, options: dict[str, Any], *,
    params: Mapping[str, int | float] = NO_PARAMS, axes: Sequence[Axis] = (),
) -> Bench:  # fmt: skip
    sizes = {f.name for f in fields(SizeOptions)}
    size = SizeOptions(**_known(SizeOptions, {k: v for k, v in options.items() if k in sizes}))
    rest = {k: v for k, v in options.items() if k not in sizes}
    clock = MarketOptions(server_clock=market.server_clock).clock
    settings = RunOptions(**_known(RunOptions, rest)).settings(clock)
    read = document(spec)
    history = history_bars(
        read, market.bars.timeframe, params, axes=axes, warm_up_bars=settings.warm_up_bars
    )
    return Bench(
        document=read, bars=market.market.bars.stretch(0, len(market.bars), history),
        instrument=market.market.instrument, settings=settings, sizing=size.sizing(),
    )  # fmt: skip


def _known(group: Any, options: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
    """The options of a group; amounts may be given as numbers. Raises `InvalidInput` for others."""
    hints = get_type_hints(group)
    for name in options:
        if name not in hints:
            raise InvalidInput("option", name, f"one of {', '.join(hints)}")
    return {name: fitting(name, value, hints[name]) for name, value in options.items()}
