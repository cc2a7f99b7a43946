"""Levels that only an entry reads, computed at the bars of entries and nowhere else.

A stop of so many ATRs is read where an entry is true: on a few bars of a hundred. An indicator of
the bar's own prices that can tell its value at a single bar (`Definition.at`) is left out of the
pass over all bars, together with what nothing else reads.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tickloom.engine.bars import Bars
from tickloom.engine.drivers import PRICE_ROWS
from tickloom.engine.program import (
    BarColumn,
    CalcColumn,
    Code,
    Column,
    DayOpenColumn,
    DelayedColumn,
    ExtremeColumn,
    IndicatorColumn,
    Program,
)
from tickloom.strategy.indicators.registry import DEFINITIONS
from tickloom.strategy.operators import AND

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The base lane's code without the levels that wait; `waiting` are those, by level row."""

    code: Code
    waiting: dict[int, IndicatorColumn]


def plan_of(program: Program) -> Plan:
    """What of a program's base lane is run over all bars, and what at entries only."""
    code = program.lanes[0]
    made = {column.row: column for column in code.columns}
    read = {
        row
        for each in code.instructions
        if each.operator < AND
        for row in (each.first, each.second, each.third)
    }
    waiting: dict[int, IndicatorColumn] = {}
    for place, row in enumerate(program.level_rows):
        column = made.get(row)
        if row not in read and isinstance(column, IndicatorColumn) and _can_wait(column, made):
            waiting[place] = column
        else:
            read.add(row)
    columns = _in_place(_still_read(code, read), read)
    return Plan(code=replace(code, columns=columns), waiting=waiting)


def fill(plan: Plan, bars: Bars, places: Places, levels: Floats) -> None:
    """The waiting levels at `places`."""
    for place, column in plan.waiting.items():
        definition = DEFINITIONS[column.name, column.form]
        assert definition.at is not None, "plan_of looked"
        inputs = tuple(getattr(bars, word) for word in definition.inputs)
        definition.at(np.array(column.params), inputs, bars.scale, places, levels[place])


def _can_wait(column: IndicatorColumn, made: dict[int, Column]) -> bool:
    """One line, told at a single bar, of rows that are the bar's own prices by name."""
    definition = DEFINITIONS[column.name, column.form]
    return (
        definition.at is not None
        and column.lines == 1
        and all(
            isinstance(source := made[row], BarColumn) and source.word == word
            for row, word in zip(column.inputs, definition.inputs, strict=True)
        )
        and all(word in PRICE_ROWS for word in definition.inputs)
    )


def _still_read(code: Code, read: set[int]) -> tuple[Column, ...]:
    """The columns that make `read` rows, and the rows that those are made of."""
    needed = set(read)
    kept: list[Column] = []
    for column in reversed(code.columns):
        lines = column.lines if isinstance(column, IndicatorColumn) else 1
        if needed.isdisjoint(range(column.row, column.row + lines)):
            continue
        kept.append(column)
        needed.update(_inputs(column))
    return tuple(reversed(kept))


def _in_place(columns: tuple[Column, ...], read: set[int]) -> tuple[Column, ...]:
    """Prices that indicators alone read need not be copied; `read` are rows that others do."""
    others = (each for each in columns if not isinstance(each, IndicatorColumn))
    copied = read.union(*map(_inputs, others))
    return tuple(
        replace(column, read_in_place=True)
        if isinstance(column, BarColumn) and column.word in PRICE_ROWS and column.row not in copied
        else column
        for column in columns
    )


def _inputs(column: Column) -> tuple[int, ...]:
    match column:
        case IndicatorColumn() | CalcColumn():
            return column.inputs
        case DelayedColumn():
            return (column.source,)
        case ExtremeColumn():
            return (column.inside,)
        case DayOpenColumn():
            return (column.new_day,)
        case _:
            return ()
