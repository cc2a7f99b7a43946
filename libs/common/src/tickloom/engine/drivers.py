"""The drivers of the one definition: blocks of bars (column), or one bar after the other (stream).

Both are the same call with more or fewer bars, over the same state, so they give the same bits.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
import numpy.typing as npt

from tickloom.domain.market import Bar
from tickloom.engine.banks import Bank, Indicator, Rows, indicators_of
from tickloom.engine.interpreter import CARRIED, fresh_state, packed, run_block
from tickloom.engine.program import (
    BarColumn,
    CalcColumn,
    CarriedColumn,
    ClockColumn,
    Code,
    Column,
    ConstantColumn,
    DayOpenColumn,
    DelayedColumn,
    ExtremeColumn,
    IndicatorColumn,
    PatternColumn,
)
from tickloom.engine.session_extremes import (
    day_open_column,
    day_open_init,
    extreme_column,
    extreme_init,
)
from tickloom.strategy.indicators.patterns import pattern_column, pattern_init

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.int8]
BLOCK_BARS = 16_384
_OPEN, _HIGH, _LOW, _CLOSE, _VOLUME, _SPREAD = range(6)
PRICE_ROWS = {"open": _OPEN, "high": _HIGH, "low": _LOW, "close": _CLOSE}
"""Prices that are rows of the bars as they stand."""


@dataclass(frozen=True, slots=True)
class Block:
    """What a block of bars came to: a row for each column and for each instruction."""

    columns: Floats
    truths: Truths


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a block needs besides its bars: clock rows by word, and what longer lanes came to.

    `carried` are values by (lane, row), `truths` by (lane, instruction), each one a bar.
    """

    clock: Mapping[str, Floats] = field(default_factory=dict[str, Floats])
    carried: Mapping[tuple[int, int], Floats] = field(default_factory=dict[tuple[int, int], Floats])
    truths: Mapping[tuple[int, int], Truths] = field(default_factory=dict[tuple[int, int], Truths])


NOTHING_BESIDE = Beside()


def bar_rows(bars: Sequence[Bar]) -> Floats:
    """Open, high, low, close, volume and spread as rows."""
    rows = [(b.open, b.high, b.low, b.close, b.tick_volume, b.spread_points) for b in bars]
    return np.ascontiguousarray(np.array(rows, dtype=np.float64).reshape(len(bars), 6).T)


def bar_room(bars: int) -> Floats:
    """Room for rows of bars; what nobody writes has no value."""
    return np.full((6, bars), np.nan)


class Evaluation:
    """The state of one lane's columns and conditions, bar after bar.

    `point` is the price of one point: the ask of a bar is its close plus its spread.
    """

    def __init__(self, code: Code, *, point: float) -> None:
        indicators = indicators_of(code.columns)
        self._runners = tuple(
            _Runner(column, indicators.get(column.row))
            for column in code.columns
            if not isinstance(column, ConstantColumn)
            and not (isinstance(column, BarColumn) and column.read_in_place)
            and (not isinstance(column, IndicatorColumn) or column.row in indicators)
        )
        self._in_place = [
            (column.row, PRICE_ROWS[column.word])
            for column in code.columns
            if isinstance(column, BarColumn) and column.read_in_place
        ]
        self._constants = [c for c in code.columns if isinstance(c, ConstantColumn)]
        self._rows = code.rows
        self._code = packed(code.instructions)
        self._state = fresh_state(code.instructions)
        self._point = point
        self._carried = [
            (number, (each.first, each.second))
            for number, each in enumerate(code.instructions)
            if each.operator == CARRIED
        ]

    def room(self, bars: int) -> Block:
        """Room for a block of that many bars; what never changes is written into it now."""
        columns = np.empty((self._rows, bars))
        for column in self._constants:
            columns[column.row] = column.value
        return Block(columns=columns, truths=np.empty((self._code.shape[0], bars), dtype=np.int8))

    def run(
        self, bars: Floats, beside: Beside = NOTHING_BESIDE, *, room: Block | None = None
    ) -> Block:
        """Meet the bars of `bar_rows`, any number of them, oldest first.

        The block is written into `room` where one is given (of as many bars): memory that was
        touched before costs nothing, and fresh memory more than what is computed into it.
        """
        block = self.room(bars.shape[1]) if room is None else room
        columns, truths = block.columns, block.truths
        read = self._to_read(bars, columns)
        for runner in self._runners:
            runner.run(bars, columns, read, self._point, beside)
        for number, source in self._carried:
            truths[number] = beside.truths[source]
        run_block(self._code, self._state, columns, truths)
        return block

    def _to_read(self, bars: Floats, columns: Floats) -> Rows:
        """The rows as indicators read them: some of them where the bars stand."""
        if not self._in_place:
            return columns
        rows = list(columns)
        for row, price in self._in_place:
            rows[row] = bars[price]
        return rows


class _Runner:
    """One column with its state; `indicators` are what is computed at an indicator's place."""

    def __init__(self, column: Column, indicators: Indicator | Bank | None) -> None:
        self._column = column
        self._state = _fresh(column)
        self._indicators = indicators

    def run(
        self, bars: Floats, columns: Floats, read: Rows, point: float, beside: Beside
    ) -> None:  # fmt: skip
        column = self._column
        out = columns[column.row]
        match column:
            case ConstantColumn():
                raise AssertionError("what never changes is written with the room")
            case BarColumn():
                out[:] = BAR_WORDS[column.word](bars, point)
            case ClockColumn():
                row = beside.clock.get(column.word)
                assert row is not None, f"nobody told the clock's {column.word}"
                out[:] = row
            case CarriedColumn():
                out[:] = beside.carried[column.lane, column.source]
            case IndicatorColumn():
                assert self._indicators is not None
                self._indicators.run(columns, read)
            case CalcColumn():
                out[:] = _CALC_WORDS[column.calc.word](columns[list(column.inputs)])
            case DelayedColumn():
                joined = np.concatenate((self._state, columns[column.source]))
                out[:] = joined[: len(out)]
                self._state = joined[len(out) :]
            case _:
                self._run_rest(column, bars, columns, out)

    def _run_rest(
        self, column: PatternColumn | ExtremeColumn | DayOpenColumn, bars: Floats,
        columns: Floats, out: Floats,
    ) -> None:  # fmt: skip
        match column:
            case PatternColumn():
                pattern_column(self._state, bars[: _CLOSE + 1], out.reshape(1, -1))
            case ExtremeColumn():
                prices = bars[_HIGH] if column.is_high else bars[_LOW]
                sign = 1.0 if column.is_high else -1.0
                extreme_column(self._state, columns[column.inside], prices, sign, out)
            case DayOpenColumn():
                day_open_column(self._state, columns[column.new_day], bars[_OPEN], out)


def _fresh(column: Column) -> Floats:
    """The state of a column that has met nothing."""
    match column:
        case DelayedColumn():
            return np.full(column.bars, np.nan)
        case PatternColumn():
            return pattern_init(column.word)
        case ExtremeColumn():
            return extreme_init()
        case DayOpenColumn():
            return day_open_init()
        case _:
            return np.empty(0)


def _whole(distance: Floats, point: float) -> Floats:
    """A distance of two prices as a whole number of points, so that equal ones compare as equal."""
    return np.rint(distance / point) / np.rint(1.0 / point)


BAR_WORDS: dict[str, Callable[[Floats, float], Floats]] = {
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
    "body": lambda b, point: _whole(np.abs(b[_CLOSE] - b[_OPEN]), point),
    "range": lambda b, point: _whole(b[_HIGH] - b[_LOW], point),
    "upper_wick": lambda b, point: _whole(b[_HIGH] - np.maximum(b[_OPEN], b[_CLOSE]), point),
    "lower_wick": lambda b, point: _whole(np.minimum(b[_OPEN], b[_CLOSE]) - b[_LOW], point),
}
"""The words of a bar; the price of a point beside its rows is given."""

_BAR_ROWS: dict[str, tuple[int, ...]] = {
    "volume": (_VOLUME,), "spread": (_SPREAD,), "point": (), "ask": (_CLOSE, _SPREAD),
    "hl2": (_HIGH, _LOW), "hlc3": (_HIGH, _LOW, _CLOSE), "range": (_HIGH, _LOW),
    "body": (_OPEN, _CLOSE), **{word: (row,) for word, row in PRICE_ROWS.items()},
}  # fmt: skip
"""The rows that a word is made of; all prices where it is not here."""
_ALL_PRICES = tuple(PRICE_ROWS.values())


def rows_read(columns: Sequence[Column]) -> tuple[int, ...]:
    """The rows of the bars that columns are made of."""
    read: set[int] = set()
    for column in columns:
        match column:
            case BarColumn():
                read.update(_BAR_ROWS.get(column.word, _ALL_PRICES))
            case PatternColumn() | ExtremeColumn() | DayOpenColumn():
                read.update(_ALL_PRICES)
            case _:
                pass
    return tuple(sorted(read))


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
