"""The drivers of the one definition: blocks of bars (column), or one bar after the other (stream).

Both are the same call with more or fewer bars, over the same state, so they give the same bits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from tickloom.domain.market import Bar
from tickloom.engine.interpreter import fresh_state, packed, run_block
from tickloom.engine.program import (
    BarColumn,
    CalcColumn,
    Code,
    Column,
    ConstantColumn,
    DelayedColumn,
    IndicatorColumn,
)
from tickloom.strategy.indicators.registry import DEFINITIONS

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.int8]
BLOCK_BARS = 2_048
_OPEN, _HIGH, _LOW, _CLOSE, _VOLUME, _SPREAD = range(6)


@dataclass(frozen=True, slots=True)
class Block:
    """What a block of bars came to: a row for each column and for each instruction."""

    columns: Floats
    truths: Truths


def bar_rows(bars: Sequence[Bar]) -> Floats:
    """Open, high, low, close, volume and spread as rows."""
    rows = [(b.open, b.high, b.low, b.close, b.tick_volume, b.spread_points) for b in bars]
    return np.ascontiguousarray(np.array(rows, dtype=np.float64).reshape(len(bars), 6).T)


class Evaluation:
    """The state of a program's columns and conditions, bar after bar.

    `point` is the price of one point: the ask of a bar is its close plus its spread.
    """

    def __init__(self, code: Code, *, point: float) -> None:
        self._columns = tuple(_Runner(column) for column in code.columns)
        self._rows = code.rows
        self._code = packed(code.instructions)
        self._state = fresh_state(code.instructions)
        self._point = point

    def run(self, bars: Floats) -> Block:
        """Meet the bars of `bar_rows`, any number of them, oldest first."""
        count = bars.shape[1]
        columns = np.empty((self._rows, count))
        for runner in self._columns:
            runner.run(bars, columns, self._point)
        truths = np.empty((self._code.shape[0], count), dtype=np.int8)
        run_block(self._code, self._state, columns, truths)
        return Block(columns=columns, truths=truths)


class _Runner:
    """One column with its state."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._state = np.empty(0)
        if isinstance(column, IndicatorColumn):
            self._state = DEFINITIONS[column.name, column.form].init(np.array(column.params))
        if isinstance(column, DelayedColumn):
            self._state = np.full(column.bars, np.nan)

    def run(self, bars: Floats, columns: Floats, point: float) -> None:
        column = self._column
        match column:
            case ConstantColumn():
                columns[column.row] = column.value
            case BarColumn():
                columns[column.row] = _BAR_WORDS[column.word](bars, point)
            case IndicatorColumn():
                lines = columns[column.row : column.row + column.lines]
                inputs = columns[list(column.inputs)]
                DEFINITIONS[column.name, column.form].column(self._state, inputs, lines)
            case CalcColumn():
                inputs = columns[list(column.inputs)]
                columns[column.row] = _CALC_WORDS[column.calc.word](inputs)
            case DelayedColumn():
                joined = np.concatenate((self._state, columns[column.source]))
                columns[column.row] = joined[: bars.shape[1]]
                self._state = joined[bars.shape[1] :]


_BAR_WORDS: dict[str, Callable[[Floats, float], Floats]] = {
    "open": lambda b, _: b[_OPEN],
    "high": lambda b, _: b[_HIGH],
    "low": lambda b, _: b[_LOW],
    "close": lambda b, _: b[_CLOSE],
    "volume": lambda b, _: b[_VOLUME],
    "spread": lambda b, _: b[_SPREAD],
    "point": lambda b, point: np.full_like(b[_CLOSE], point),
    "ask": lambda b, point: b[_CLOSE] + b[_SPREAD] * point,
    "hl2": lambda b, _: (b[_HIGH] + b[_LOW]) / 2.0,
    "hlc3": lambda b, _: (b[_HIGH] + b[_LOW] + b[_CLOSE]) / 3.0,
    "ohlc4": lambda b, _: (b[_OPEN] + b[_HIGH] + b[_LOW] + b[_CLOSE]) / 4.0,
    "body": lambda b, _: np.abs(b[_CLOSE] - b[_OPEN]),
    "range": lambda b, _: b[_HIGH] - b[_LOW],
    "upper_wick": lambda b, _: b[_HIGH] - np.maximum(b[_OPEN], b[_CLOSE]),
    "lower_wick": lambda b, _: np.minimum(b[_OPEN], b[_CLOSE]) - b[_LOW],
}


def _divided(numerator: Floats, divisor: Floats) -> Floats:
    """A division by zero has no value."""
    quotient = np.full_like(numerator, np.nan)
    np.divide(numerator, divisor, out=quotient, where=divisor != 0.0)
    return quotient


_CALC_WORDS: dict[str, Callable[[Floats], Floats]] = {
    "add": lambda rows: reduce(np.add, rows),
    "sub": lambda rows: rows[0] - rows[1],
    "mul": lambda rows: reduce(np.multiply, rows),
    "div": lambda rows: _divided(rows[0], rows[1]),
    "abs": lambda rows: np.abs(rows[0]),
    "min": lambda rows: reduce(np.minimum, rows),
    "max": lambda rows: reduce(np.maximum, rows),
    "pct_change": lambda rows: _divided(100.0 * (rows[0] - rows[1]), rows[1]),
}
