"""What the documents of a sweep have in common, computed once over all bars and kept.

Each distinct indicator and each distinct condition is a row under what it is made of; a pair that
crosses is found once for all stops.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickloom.engine.banks import is_banked, side_by_side
from tickloom.engine.bars import Bars
from tickloom.engine.crosses import cross_both_ways
from tickloom.engine.drivers import BAR_WORDS, BLOCK_BARS
from tickloom.engine.evaluate import (
    Evaluated,
    EvaluationContext,
    first_settled,
    gates_of,
)
from tickloom.engine.gates import Codes, Days, require_calendar
from tickloom.engine.interpreter import compare_rows, fresh_state, join_rows
from tickloom.engine.lanes import lane_of
from tickloom.engine.program import (
    BarColumn,
    Code,
    Column,
    ConstantColumn,
    DelayedColumn,
    IndicatorColumn,
    Instruction,
    Program,
)
from tickloom.engine.signals import NEVER, Signals
from tickloom.engine.simulation.guide import Guide, make_guide
from tickloom.engine.simulation.shapes import Market
from tickloom.strategy.indicators.registry import DEFINITIONS
from tickloom.strategy.operators import AND, CROSSES_ABOVE, CROSSES_BELOW, OR, STATE_SIZE

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.int8]
Names = tuple[Hashable, ...]
_BOTH_WAYS = (CROSSES_ABOVE, CROSSES_BELOW)
_ROWS_MAX_BYTES = 128 * 1_024 * 1_024
"""What may be kept; a sweep over more distinct rows than fit begins anew with an empty shelf."""
_ROWS_AT_ONCE = 8
"""How many more there have to be before they are counted again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """What the clock says on every bar."""

    blocked: Codes
    closing: Codes
    day: Days

    @property
    def nbytes(self) -> int:
        return self.blocked.nbytes + self.closing.nbytes + self.day.nbytes


class Shelf:
    """Rows and truths over all bars, each under what it is made of."""

    def __init__(self, bars: Bars, point: float) -> None:
        self._bars = bars
        self._lane = lane_of(bars)
        self._point = point
        self._rows: dict[Hashable, Floats] = {}
        self._truths: dict[Hashable, Truths] = {}
        self._names: dict[int, tuple[Code, dict[int, Hashable], list[Hashable]]] = {}
        self._guides: dict[tuple[int, ...], Guide] = {}
        self._clocks: dict[Hashable, _Clock] = {}
        self._counted = 0

    def prepare(self, codes: Collection[Code]) -> None:
        """Compute what averages and crosses the codes have between them."""
        self._make_room()
        self._average_all(codes)
        wanted: dict[Names, None] = {}
        for code in codes:
            rows = self._rows_of(code)
            for each in code.instructions:
                if each.operator in _BOTH_WAYS:
                    made_of = tuple(rows[place] for place in _operands(each))
                    if (each.operator, made_of, each.bars) not in self._truths:
                        wanted[made_of] = None
        self._cross_all(list(wanted))

    def _average_all(self, codes: Collection[Code]) -> None:
        """Averages of a price, as many as may be kept.

        From bar to bar an average waits for its own last value; four of them wait together.
        """
        wanted: dict[str, dict[Hashable, IndicatorColumn]] = {}
        for code in codes:
            words = {c.row: c.word for c in code.columns if isinstance(c, BarColumn)}
            for column in code.columns:
                if not isinstance(column, IndicatorColumn) or not is_banked(column):
                    continue
                word = words.get(column.inputs[0])
                name = _indicator_name(column, (("bar", word),))
                if word is not None and (*name, 0) not in self._rows:
                    wanted.setdefault(word, {})[*name, 0] = column
        most = _ROWS_MAX_BYTES // 2 // max(1, 8 * len(self._bars))
        for word, columns in wanted.items():
            names = list(columns)[:most]
            most -= len(names)
            if len(names) > 1:
                rows = side_by_side([columns[name] for name in names], self._bar_row(word))
                self._rows.update(zip(names, rows, strict=True))

    def _bar_row(self, word: str) -> Floats:
        return np.ascontiguousarray(BAR_WORDS[word](self._bars.rows, self._point))

    def evaluated(self, program: Program, context: EvaluationContext) -> Evaluated:
        """As `evaluate.evaluated`, entries before the first bar included, which no run takes."""
        self._make_room()
        clock = self._clock(program, context)
        rows, truths = self._named(program.lanes[0])
        first = first_settled(program, (self._lane,), context, begin=self._bars.begin)
        roots = (program.exit_long, program.exit_short)
        exits = [NEVER if roots == (None, None) else self._truth(truths, root) for root in roots]
        signals = Signals(
            entry_long=self._truth(truths, program.entry_long),
            entry_short=self._truth(truths, program.entry_short),
            exit_long=exits[0], exit_short=exits[1],
            blocked=clock.blocked, closing=clock.closing, day=clock.day,
            levels=self._levels([rows[row] for row in program.level_rows]),
        )  # fmt: skip
        return Evaluated(signals, first)

    def guide(self, market: Market, signals: Signals) -> Guide | None:
        """The bars that matter, found once for all sets with the same entries.

        Only where nothing but entries matters, which is most often so: columns are known by where
        they stand, and the others are made anew for each set.
        """
        if any(len(column) > 1 for column in (signals.exit_long, signals.closing, market.nights)):
            return None
        read = (signals.entry_long, signals.entry_short, signals.blocked, signals.levels)
        key = tuple(map(id, read))
        if key not in self._guides:
            self._guides[key] = make_guide(market, signals)
        return self._guides[key]

    def _clock(self, program: Program, context: EvaluationContext) -> "_Clock":
        """What the clock says, which depends on these parts of a document alone."""
        document = program.bound.document
        name = (document.filters, document.exits, document.limits, document.timezone)
        if name not in self._clocks:
            gates = gates_of(program, self._bars, context)
            require_calendar(gates)
            blocked, closing, day = gates.compact_columns(self._bars.time_ns)
            self._clocks[name] = _Clock(blocked=blocked, closing=closing, day=day)
        return self._clocks[name]

    def _named(self, code: Code) -> tuple[dict[int, Hashable], list[Hashable]]:
        """What the rows and truths of `code` are made of, all of them computed.

        The compiler gives the same code for the same conditions, so it is known by its identity.
        """
        if id(code) not in self._names:
            rows = self._rows_of(code)
            self._names[id(code)] = (code, rows, self._truths_of(code, rows))
        return self._names[id(code)][1:]

    def _truth(self, names: list[Hashable], root: int | None) -> Truths:
        name = () if root is None else names[root]
        if name not in self._truths:
            self._truths[name] = np.zeros(len(self._bars), dtype=np.int8)
        return self._truths[name]

    def _levels(self, names: list[Hashable]) -> Floats:
        name = ("levels", *names)
        if name not in self._rows:
            levels = [self._rows[each] for each in names]
            self._rows[name] = np.stack(levels) if levels else np.empty((0, len(self._bars)))
        return self._rows[name]

    def _make_room(self) -> None:
        """Begin anew once what is kept is too large; looked at when there is much more."""
        shelves = (self._rows, self._truths, self._clocks)
        count = sum(map(len, shelves))
        if count < self._counted + _ROWS_AT_ONCE:
            return
        self._counted = count
        kept = sum(row.nbytes for shelf in shelves for row in shelf.values())
        if kept > _ROWS_MAX_BYTES:
            self._counted = 0
            for shelf in (*shelves, self._names, self._guides):
                shelf.clear()

    def _rows_of(self, code: Code) -> dict[int, Hashable]:
        """What each row of `code` is made of; rows that were not there yet are computed."""
        names: dict[int, Hashable] = {}
        for column in code.columns:
            if isinstance(column, IndicatorColumn):
                self._indicator(names, column)
                continue
            name = names[column.row] = _name_of(column, names)
            if name in self._rows:
                continue
            match column:
                case BarColumn():
                    self._rows[name] = BAR_WORDS[column.word](self._bars.rows, self._point)
                case ConstantColumn():
                    self._rows[name] = np.full(len(self._bars), column.value)
                case DelayedColumn():
                    late = np.full(len(self._bars), np.nan)
                    late[column.bars :] = self._rows[names[column.source]][: -column.bars or None]
                    self._rows[name] = late
                case _:
                    raise AssertionError(f"{column} is not shared")
        return names

    def _indicator(self, names: dict[int, Hashable], column: IndicatorColumn) -> None:
        inputs = tuple(names[row] for row in column.inputs)
        own = _indicator_name(column, inputs)
        for line in range(column.lines):
            names[column.row + line] = (*own, line)
        if (*own, 0) in self._rows:
            return
        definition = DEFINITIONS[column.name, column.form]
        lines = np.empty((column.lines, len(self._bars)))
        given = tuple(np.ascontiguousarray(self._rows[name]) for name in inputs)
        definition.column(definition.init(np.array(column.params)), given, lines)
        for line in range(column.lines):
            self._rows[*own, line] = lines[line]

    def _truths_of(self, code: Code, rows: dict[int, Hashable]) -> list[Hashable]:
        names: list[Hashable] = []
        for instruction in code.instructions:
            is_joint = instruction.operator >= AND
            made_of = tuple(
                names[place] if is_joint else rows[place] for place in _operands(instruction)
            )
            name = (instruction.operator, made_of, instruction.bars)
            names.append(name)
            if name in self._truths:
                continue
            if instruction.operator in _BOTH_WAYS:
                self._cross_all([made_of])
            else:
                self._truths[name] = self._computed(instruction, made_of, is_joint=is_joint)
        return names

    def _cross_all(self, pairs: Sequence[Names]) -> None:
        """Pairs of rows are crossed both ways at once: who asks for one mostly asks for both.

        Part by part for all of them: a row that many cross is read from near then.
        """
        given = [(self._rows[names[0]], self._rows[names[1]]) for names in pairs]
        truths = np.empty((len(pairs), len(_BOTH_WAYS), len(self._bars)), dtype=np.int8)
        states = np.full((len(pairs), STATE_SIZE), np.nan)
        for first in range(0, len(self._bars), BLOCK_BARS):
            part = slice(first, first + BLOCK_BARS)
            for (left, right), (up, down), state in zip(given, truths, states, strict=True):
                cross_both_ways(state, left[part], right[part], up[part], down[part])
        for names, both in zip(pairs, truths, strict=True):
            for operator, row in zip(_BOTH_WAYS, both, strict=True):
                self._truths[operator, names, 0] = row

    def _computed(
        self, instruction: Instruction, made_of: tuple[Hashable, ...], *, is_joint: bool
    ) -> Truths:
        """One instruction over all bars, by the interpreter's own loops."""
        out = np.empty(len(self._bars), dtype=np.int8)
        state = fresh_state((instruction,))[0]
        if is_joint:
            truths = [self._truths[name] for name in made_of]
            join_rows(
                instruction.operator, state, truths[0], truths[-1], instruction.bars, out
            )  # fmt: skip
        else:
            left, right, other = (self._rows[name] for name in made_of)
            compare_rows(instruction.operator, state, left, right, other, instruction.bars, out)
        return out


def _indicator_name(column: IndicatorColumn, inputs: Names) -> Names:
    """What all lines of an indicator are made of."""
    return (column.name, column.form, column.params, inputs)


def _name_of(column: Column, names: dict[int, Hashable]) -> Hashable:
    """What a row is made of."""
    match column:
        case BarColumn():
            return ("bar", column.word)
        case ConstantColumn():
            return ("number", column.value)
        case DelayedColumn():
            return ("delayed", names[column.source], column.bars)
        case _:
            raise AssertionError(f"{column} is not shared")


def _operands(instruction: Instruction) -> tuple[int, ...]:
    """Rows of a comparison, numbers of what `and`, `or`, `not` and a memory join."""
    if instruction.operator < AND:
        return (instruction.first, instruction.second, instruction.third)
    if instruction.operator in (AND, OR):
        return (instruction.first, instruction.second)
    return (instruction.first,)
