"""`tickloom indicators`: the engine's own values over a file of bars, as CSV or JSON."""

import csv
import io
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer

from tickloom.engine.charts import values_over
from tickloom.engine.lanes import lane_of
from tickloom_cli.bars_source import rows_between, time_text
from tickloom_cli.indicator_text import operand_of
from tickloom_cli.options import MarketOptions, grouped
from tickloom_cli.output import AsJson, print_json, to_stderr
from tickloom_cli.writing import write_text

Columns = dict[str, npt.NDArray[np.float64]]


@grouped
def indicators(
    *,
    market: MarketOptions,
    indicator: Annotated[
        list[str],
        typer.Option(help="For example 'ema(period=20)', 'macd(12,26,9).signal'; may be repeated."),
    ],
    out: Annotated[
        Path | None, typer.Option(help="CSV file to write; standard output without it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Values of indicators over bars, as every backtest and the live engine use them."""
    source = market.market()
    whole = source.bars
    shown = rows_between(whole, market.begin, market.end)
    base = lane_of(whole)
    point = float(source.instrument.point)
    columns: Columns = {}
    for text in indicator:
        values = values_over(
            operand_of(text), base, timeframe=whole.timeframe, point=point,
            server_clock=market.clock,
        )  # fmt: skip
        columns |= {values.titles[line]: row[shown] for line, row in values.lines.items()}
    times = [time_text(int(moment)) for moment in whole.time_ns[shown]]
    if as_json:
        print_json(_json(times, whole.prices[3, shown], columns))
        return
    text = _csv(times, whole.prices[:, shown], columns, digits=whole.digits)
    if out is None:
        print(text, end="")
        return
    write_text(out, text)
    to_stderr().print(f"{len(times)} bars, {', '.join(columns)}: {out}", markup=False)


def _json(times: list[str], close: npt.NDArray[np.float64], columns: Columns) -> dict[str, Any]:
    named = {name: _known(column) for name, column in columns.items()}
    return {"time": times, "close": close.tolist(), "values": named}


def _known(column: npt.NDArray[np.float64]) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in column]


def _csv(
    times: list[str], prices: npt.NDArray[np.float64], columns: Columns, *, digits: int
) -> str:
    """One row a bar; empty where a value is not warmed up."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["time", "open", "high", "low", "close", *columns])
    cells = [[f"{price:.{digits}f}" for price in row] for row in prices] + [
        ["" if np.isnan(v) else repr(float(v)) for v in column] for column in columns.values()
    ]
    writer.writerows(zip(times, *cells, strict=True))
    return stream.getvalue()
