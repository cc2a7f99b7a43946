"""Values of an operand over bars, as a chart wants them: those that the engine would use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar, Timeframe
from tickloom.domain.server_time import ServerClock
from tickloom.engine.clock_rows import Clocks
from tickloom.engine.compiler import Compiler
from tickloom.engine.drivers import bar_rows
from tickloom.engine.evaluate import Run
from tickloom.engine.lanes import LaneBars
from tickloom.engine.warm_up import operand_bars
from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.checks import check_operand
from tickloom.strategy.explain_condition import operand_text
from tickloom.strategy.nodes import IndicatorOperand, Operand, Param, PriceOperand
from tickloom.strategy.parse_operand import read_operand
from tickloom.strategy.reader import Reader
from tickloom.strategy.walk import walk

Pane = Literal["price", "below"]
_TIMEFRAME = Timeframe.M1  # without bars any will do
UTC = ServerClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class OperandValues:
    """The lines of one operand ("" for one without line names), NaN where not warmed up."""

    name: str
    pane: Pane
    lines: dict[str, npt.NDArray[np.float64]]
    titles: dict[str, str]
    """Each line's full name."""


def operand_values(
    operand: Mapping[str, Any], bars: Sequence[Bar], instrument: Instrument, *,
    server_clock: ServerClock = UTC,
) -> OperandValues:  # fmt: skip
    """All lines of `operand` (as in a document), or only the one it names.

    Raises `InvalidInput` for an operand that a document could not hold or that is not run yet.
    """
    timeframe = bars[0].timeframe if bars else _TIMEFRAME
    base = LaneBars(
        source=bar_rows(bars), times=np.array([bar.time_ns for bar in bars], dtype=np.int64),
        known_ends=np.array([bar.end_ns for bar in bars], dtype=np.int64),
    )  # fmt: skip
    return values_over(
        operand, base, timeframe=timeframe, point=float(instrument.point),
        server_clock=server_clock,
    )  # fmt: skip


def values_over(
    operand: Mapping[str, Any], base: LaneBars, *, timeframe: Timeframe, point: float,
    server_clock: ServerClock = UTC,
) -> OperandValues:  # fmt: skip
    """The same over the bars of a lane."""
    read = _read(operand)
    compiler = Compiler(timeframe)
    rows = _rows(compiler, read)
    lines = {line: np.empty(0) for line in rows}
    if len(base):
        clocks = Clocks(server=server_clock, document=server_clock)
        run = Run(compiler.lanes, base, timeframe=timeframe, point=point, clocks=clocks)
        columns = run.whole_base().columns
        lines = {line: columns[row] for line, row in rows.items()}
    titles = {line: operand_text(_with_line(read, line)) for line in lines}
    return OperandValues(name=operand_text(read), pane=_pane(read), lines=lines, titles=titles)


def operand_warm_up_bars(operand: Mapping[str, Any]) -> int:
    """Bars to read before the first one shown, so that recursive values are settled."""
    read = _read(operand)
    if not isinstance(read, IndicatorOperand) or read.line is not None:
        return operand_bars(read)
    lines = CATALOGUE[read.name].lines or (None,)
    return max(operand_bars(_with_line(read, line)) for line in lines)


def _with_line(operand: Operand, line: str | None) -> Operand:
    if not isinstance(operand, IndicatorOperand) or not line:
        return operand
    return IndicatorOperand(
        name=operand.name, params=operand.params, source=operand.source, line=line,
        form=operand.form, shift=operand.shift,
    )  # fmt: skip


def _read(operand: Mapping[str, Any]) -> Operand:
    """The operand; a line may be left out even where a document must name one."""
    reader = Reader()
    read = read_operand(reader, dict(operand), "")
    for path, value in walk(read, ""):
        if isinstance(value, Param):
            raise InvalidInput(f"indicator{path}", value.name, "a number: params need a document")
    faults = reader.findings or [
        finding
        for finding in check_operand(read)
        if finding.code != "invalid:line" or "line" in operand
    ]
    if faults:
        fault = faults[0]
        hint = f" ({fault.hint})" if fault.hint else ""
        raise InvalidInput(
            f"indicator{fault.path}", dict(operand), fault.message + hint, code=fault.code
        )
    return read


def _rows(compiler: Compiler, operand: Operand) -> dict[str, int]:
    if not isinstance(operand, IndicatorOperand):
        return {"": compiler.operand(operand)}
    spec = CATALOGUE[operand.name]
    if operand.line is not None:
        return {operand.line: compiler.operand(operand)}
    if not spec.lines:
        return {"": compiler.operand(operand)}
    return {line: compiler.operand(_with_line(operand, line)) for line in spec.lines}


def _pane(operand: Operand) -> Pane:
    """Beside the candles when the values are prices."""
    if isinstance(operand, PriceOperand):
        return "price"
    if not isinstance(operand, IndicatorOperand):
        return "below"
    if operand.source == "volume":
        return "below"
    own: Pane = CATALOGUE[operand.name].pane
    if operand.source is None or isinstance(operand.source, str):
        return own
    return own if own == "below" else _pane(operand.source)
