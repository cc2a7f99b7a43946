"""The indicators of a lane: each alone, or recursions over the same price side by side.

Side by side only once all of a bank are past their first value, and over words of the bar, which
are always there; the bits are those that each alone would give.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tickloom.engine.program import BarColumn, Column, IndicatorColumn
from tickloom.strategy.indicators.bank import ema_quad, rsi_and_emas
from tickloom.strategy.indicators.registry import DEFINITIONS

Floats = npt.NDArray[np.float64]
Rows = Floats | Sequence[Floats]
"""Rows by their numbers."""
_EMA, _RSI = ("ema", None), ("rsi", None)
_EMA_LENGTH, _EMA_MET = 0, 3
_RSI_LENGTH, _RSI_MET = 0, 2


class Indicator:
    """One indicator column with its state."""

    def __init__(self, column: IndicatorColumn) -> None:
        definition = DEFINITIONS[column.name, column.form]
        self.column = column
        self.state = definition.init(np.array(column.params))
        self._compute = definition.column

    def run(self, columns: Floats, read: Rows) -> None:
        """Fill the indicator's rows of `columns`; inputs stand in `read`."""
        inputs = tuple(read[row] for row in self.column.inputs)
        lines = columns[self.column.row : self.column.row + self.column.lines]
        self._compute(self.state, inputs, lines)


class Bank:
    """An RSI and up to two EMAs, or two to four EMAs, of one row."""

    def __init__(self, rsi: Indicator | None, emas: Sequence[Indicator]) -> None:
        self._members = [*([] if rsi is None else [rsi]), *emas]
        self._rsi = rsi
        self._emas = emas
        lanes = (4 if rsi is None else 3) - len(self._members)
        idle = DEFINITIONS[_EMA].init(np.ones(1))
        self._states = (*(member.state for member in self._members), *[idle.copy()] * lanes)

    def run(self, columns: Floats, read: Rows) -> None:
        """Fill the rows of all members."""
        if not self._is_settled():
            for member in self._members:
                member.run(columns, read)
            return
        outs = [columns[member.column.row] for member in self._members]
        outs += [np.empty(columns.shape[1])] * (len(self._states) - len(outs))
        kernel = ema_quad if self._rsi is None else rsi_and_emas
        kernel(self._states, read[self._members[0].column.inputs[0]], tuple(outs))

    def _is_settled(self) -> bool:
        rsi = self._rsi
        if rsi is not None and not rsi.state[_RSI_MET] > rsi.state[_RSI_LENGTH]:
            return False
        return all(ema.state[_EMA_MET] >= ema.state[_EMA_LENGTH] for ema in self._emas)


def indicators_of(columns: Sequence[Column]) -> dict[int, Indicator | Bank]:
    """What to run at which column, by its row; a bank runs at its first member."""
    prices = {column.row for column in columns if isinstance(column, BarColumn)}
    found: dict[int, Indicator | Bank] = {}
    emas: dict[int, list[Indicator]] = defaultdict(list)
    strengths: dict[int, list[Indicator]] = defaultdict(list)
    for column in columns:
        if isinstance(column, IndicatorColumn):
            key, source = (column.name, column.form), column.inputs[0]
            indicator = Indicator(column)
            found[column.row] = indicator
            if source in prices and key in {_EMA, _RSI}:
                (emas if key == _EMA else strengths)[source].append(indicator)
    for source in {*emas, *strengths}:
        for bank, members in _banks(strengths[source], emas[source]):
            rows = sorted(member.column.row for member in members)
            for row in rows:
                del found[row]
            found[rows[0]] = bank
    return found


def is_banked(column: IndicatorColumn) -> bool:
    """Whether such a column is run beside others where it reads a price."""
    return (column.name, column.form) in {_EMA, _RSI}


def side_by_side(columns: Sequence[IndicatorColumn], prices: Floats) -> list[Floats]:
    """What `is_banked` columns of one price come to over all its bars, in their order."""
    source = BarColumn(word="close", row=0)
    own = [
        replace(column, inputs=(source.row,), row=place)
        for place, column in enumerate(columns, source.row + 1)
    ]
    rows = np.empty((len(own) + 1, len(prices)))
    settled = min(len(prices), int(max(column.params[0] for column in own)) + 1)
    begin = np.empty((len(rows), settled))
    for each in indicators_of((source, *own)).values():
        each.run(begin, [prices[:settled]])
        each.run(rows[:, settled:], [prices[settled:]])
    rows[:, :settled] = begin
    return list(rows[1:])


def _banks(
    strengths: list[Indicator], emas: list[Indicator]
) -> Iterator[tuple[Bank, list[Indicator]]]:
    """Each RSI with two EMAs while there are any, the other EMAs in fours; none stays alone."""
    rest = list(emas)
    for rsi in strengths:
        pair, rest = rest[:2], rest[2:]
        if pair:
            yield Bank(rsi, pair), [rsi, *pair]
    for start in range(0, len(rest), 4):
        group = rest[start : start + 4]
        if len(group) > 1:
            yield Bank(None, group), group
