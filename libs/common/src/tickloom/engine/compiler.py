"""From a bound document to a program; equal operands share their column."""

from dataclasses import dataclass
from functools import lru_cache

from tickloom.domain.market import Timeframe
from tickloom.engine.interpreter import CARRIED
from tickloom.engine.level_operands import level_operands
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
    Instruction,
    Leaf,
    PatternColumn,
    Program,
)
from tickloom.engine.warm_up import Needs, condition_needs, operand_needs
from tickloom.strategy import operators
from tickloom.strategy.bind import BoundDocument
from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.explain_condition import test_text
from tickloom.strategy.indicators.registry import DEFINITIONS
from tickloom.strategy.nodes import (
    CLOCK_FIELDS,
    SESSION_FIELDS,
    AllOf,
    AnyOf,
    Calc,
    Comparison,
    Condition,
    FieldOperand,
    ForBars,
    IndicatorOperand,
    NotOf,
    Number,
    Operand,
    Param,
    PatternTest,
    PriceOperand,
    RangeTest,
    SlopeTest,
    TimeIs,
    WithinBars,
)
from tickloom.strategy.walk import conditions, walk

_COMPARISONS = {
    "gt": operators.GT, "gte": operators.GTE, "lt": operators.LT, "lte": operators.LTE,
    "eq": operators.EQ, "neq": operators.NEQ, "crosses_above": operators.CROSSES_ABOVE,
    "crosses_below": operators.CROSSES_BELOW, "crosses": operators.CROSSES,
}  # fmt: skip
_SLOPES = {"rising": operators.RISING, "falling": operators.FALLING}
_RANGES = {"between": operators.BETWEEN, "outside": operators.OUTSIDE}
_DAY_FIELDS = {
    "prev_day_high": ("high", Timeframe.D1), "prev_day_low": ("low", Timeframe.D1),
    "prev_day_close": ("close", Timeframe.D1), "prev_week_high": ("high", Timeframe.W1),
    "prev_week_low": ("low", Timeframe.W1),
}  # fmt: skip
_HALF = 0.5


def compile_document(bound: BoundDocument) -> Program:
    """The program of a bound document; binding has refused what cannot be compiled."""
    levels = level_operands(bound.document)
    parts = tuple(conditions(bound.document))
    compiled = _compiled(bound.timeframe, parts, levels.operands)
    roots = compiled.roots
    return Program(
        bound=bound, lanes=compiled.lanes, leaves=compiled.leaves,
        entry_long=roots.get("/entry/long"), entry_short=roots.get("/entry/short"),
        exit_long=roots.get("/exit/long"), exit_short=roots.get("/exit/short"),
        levels=levels, level_rows=compiled.level_rows, needed_bars=compiled.needed_bars,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    """What documents with the same conditions and the same level operands have in common."""

    lanes: tuple[Code, ...]
    leaves: tuple[Leaf, ...]
    roots: dict[str, int]
    level_rows: tuple[int, ...]
    needed_bars: tuple[int, ...]


@lru_cache(maxsize=512)
def _compiled(
    timeframe: Timeframe, parts: tuple[tuple[str, Condition], ...], operands: tuple[Operand, ...]
) -> _Compiled:
    compiler = Compiler(timeframe)
    roots = {path: compiler.condition(part, path) for path, part in parts}
    level_rows = tuple(compiler.operand(operand) for operand in operands)
    needs: Needs = {None: 1}
    for _, part in parts:
        merge(needs, condition_needs(part, timeframe))
    for operand in operands:
        merge(needs, operand_needs(operand, timeframe))
    lanes = compiler.lanes
    return _Compiled(
        lanes=lanes, leaves=tuple(compiler.leaves), roots=roots, level_rows=level_rows,
        needed_bars=tuple(
            needs.get(lane.timeframe, 0) + (lane.timeframe is not None) for lane in lanes
        ),
    )  # fmt: skip


def merge(needs: Needs, more: Needs) -> None:
    """Take in what else is needed."""
    for timeframe, bars in more.items():
        needs[timeframe] = max(needs.get(timeframe, 0), bars)


def own_timeframe(condition: Condition, base: Timeframe) -> Timeframe | None:
    """The one longer timeframe shared by all operands of a condition; None where it is the base.

    Numbers have none. A pivot reads its own timeframe, which is the day by default.
    """
    found: set[Timeframe | None] = set()
    for _, node in walk(condition, ""):
        if isinstance(node, PriceOperand | FieldOperand | IndicatorOperand | PatternTest):
            found.add(operand_timeframe(node, base))
        if isinstance(node, TimeIs):
            found.add(None)
    return found.pop() if len(found) == 1 else None


def operand_timeframe(
    node: PriceOperand | FieldOperand | IndicatorOperand | PatternTest, base: Timeframe
) -> Timeframe | None:
    """The timeframe whose bars an operand steps along; None for the base."""
    timeframe = node.timeframe
    if timeframe is None and isinstance(node, IndicatorOperand) and node.name == "pivot":
        timeframe = Timeframe.D1
    return None if timeframe is base else timeframe


class _Lane:
    """Columns and instructions of one timeframe so far; each operand is compiled once."""

    def __init__(self, timeframe: Timeframe | None) -> None:
        self.timeframe = timeframe
        self.rows = 0
        self._columns: list[Column] = []
        self._instructions: list[Instruction] = []
        self._known: dict[object, int] = {}

    @property
    def code(self) -> Code:
        return Code(
            columns=tuple(self._columns), rows=self.rows,
            instructions=tuple(self._instructions), timeframe=self.timeframe,
        )  # fmt: skip

    def once(self, key: object, column: Column, *, rows: int = 1) -> int:
        if key not in self._known:
            self._known[key] = column.row
            self._columns.append(column)
            self.rows += rows
        return self._known[key]

    def emit(self, instruction: Instruction) -> int:
        self._instructions.append(instruction)
        return len(self._instructions) - 1

    def bar(self, word: str) -> int:
        name = {"bid": "close"}.get(word, word)
        return self.once(("bar", name), BarColumn(word=name, row=self.rows))

    def clock(self, word: str) -> int:
        return self.once(("clock", word), ClockColumn(word=word, row=self.rows))

    def constant(self, value: float) -> int:
        return self.once(("constant", value), ConstantColumn(value=value, row=self.rows))

    def delayed(self, row: int, bars: int) -> int:
        if bars == 0:
            return row
        return self.once(
            ("delayed", row, bars), DelayedColumn(source=row, bars=bars, row=self.rows)
        )


class Compiler:
    """Compiles operands and conditions of one document over bars of `base`."""

    def __init__(self, base: Timeframe = Timeframe.M1) -> None:
        self.leaves: list[Leaf] = []
        self._base = base
        self._lanes: dict[Timeframe | None, _Lane] = {None: _Lane(None)}
        self._numbers: dict[Timeframe | None, int] = {None: 0}

    @property
    def lanes(self) -> tuple[Code, ...]:
        return tuple(lane.code for lane in self._lanes.values())

    @property
    def code(self) -> Code:
        """The base lane alone, for operands that read no other."""
        return self._lanes[None].code

    def _lane(self, timeframe: Timeframe | None) -> _Lane:
        if timeframe not in self._lanes:
            self._numbers[timeframe] = len(self._lanes)
            self._lanes[timeframe] = _Lane(timeframe)
        return self._lanes[timeframe]

    # -- columns

    def operand(self, operand: Operand, on: Timeframe | None = None) -> int:
        """The row of lane `on` that holds `operand`."""
        lane = self._lane(on)
        match operand:
            case Number():
                return lane.constant(float(operand.value))
            case Calc():
                inputs = tuple(self.operand(arg, on) for arg in operand.args)
                column = CalcColumn(calc=operand, inputs=inputs, row=lane.rows)
                return lane.once((operand.word, inputs), column)
            case PriceOperand() | FieldOperand() | IndicatorOperand():
                timeframe = operand_timeframe(operand, self._base)
                if timeframe in {None, on}:
                    return self._own(operand, lane)
                row = self._own(operand, self._lane(timeframe))
                return self._carried(timeframe, row, lane)
            case Param():
                raise AssertionError(f"param {operand.name} was not bound")

    def _carried(self, source: Timeframe | None, row: int, lane: _Lane) -> int:
        number = self._numbers[source]
        column = CarriedColumn(lane=number, source=row, row=lane.rows)
        return lane.once(("carried", number, row), column)

    def _own(self, operand: PriceOperand | FieldOperand | IndicatorOperand, lane: _Lane) -> int:
        """The row of an operand on its own timeframe's lane."""
        if isinstance(operand, IndicatorOperand):
            row = self._indicator(operand, lane) + _line_of(operand)
        elif isinstance(operand, FieldOperand):
            row = self._field(operand, lane)
        else:
            row = lane.bar(operand.word)
        return lane.delayed(row, operand.shift)

    def _field(self, operand: FieldOperand, lane: _Lane) -> int:
        word = operand.word
        if word in CLOCK_FIELDS:
            return lane.clock(word)
        if word in SESSION_FIELDS:
            inside = lane.clock(f"session:{operand.session}")
            column = ExtremeColumn(inside=inside, is_high=word == "session_high", row=lane.rows)
            return lane.once((word, inside), column)
        if word == "day_open":
            new_day = lane.clock("new_day")
            return lane.once(word, DayOpenColumn(new_day=new_day, row=lane.rows))
        if word in _DAY_FIELDS:
            price, timeframe = _DAY_FIELDS[word]
            return self._carried(timeframe, self._lane(timeframe).bar(price), lane)
        return lane.bar(word)

    def _indicator(self, operand: IndicatorOperand, lane: _Lane) -> int:
        """The first row of all the indicator's lines."""
        spec = CATALOGUE[operand.name]
        given = {name: value.value for name, value in operand.params if isinstance(value, Number)}
        values = spec.filled(given)
        source = operand.source if operand.source is not None else spec.source
        inputs = tuple(
            self._input(word, source, lane)
            for word in DEFINITIONS[operand.name, operand.form].inputs
        )
        params = tuple(float(value) for value in values.values())
        column = IndicatorColumn(
            name=operand.name, form=operand.form, params=params, inputs=inputs, row=lane.rows,
            lines=max(1, len(spec.lines)),
        )  # fmt: skip
        key = (operand.name, operand.form, params, inputs)
        return lane.once(key, column, rows=column.lines)

    def _input(self, word: str, source: str | Operand | None, lane: _Lane) -> int:
        if word == "new_day":
            return lane.clock(word)
        if word != "source":
            return lane.bar(word)
        assert source is not None, "binding checked the source"
        if isinstance(source, str):
            return lane.bar(source)
        return self.operand(_inherited(source, lane.timeframe), lane.timeframe)

    # -- conditions

    def condition(self, condition: Condition, path: str, on: Timeframe | None = None) -> int:
        """The number of the instruction of lane `on` that holds the truth of `condition`."""
        lane = self._lane(on)
        match condition:
            case AllOf() | AnyOf():
                word = "all" if isinstance(condition, AllOf) else "any"
                parts = [
                    self.condition(member, f"{path}/{word}/{i}", on)
                    for i, member in enumerate(condition.members)
                ]
                return _chained(lane, operators.AND if word == "all" else operators.OR, parts)
            case NotOf():
                inner = self.condition(condition.condition, f"{path}/not", on)
                return lane.emit(Instruction(operator=operators.NOT, first=inner))
            case WithinBars() | ForBars() | SlopeTest():
                own = own_timeframe(condition, self._base)
                if own not in {None, on}:
                    inner = self._stepping(condition, path, own)
                    return self._carried_truth(own, inner, lane)
                return self._stepping(condition, path, on)
            case _:
                return self._leaf(condition, path, on)

    def _carried_truth(self, source: Timeframe | None, number: int, lane: _Lane) -> int:
        return lane.emit(Instruction(operator=CARRIED, first=self._numbers[source], second=number))

    def _stepping(
        self, condition: WithinBars | ForBars | SlopeTest, path: str, on: Timeframe | None
    ) -> int:
        """A condition that counts bars, on the lane whose bars it counts."""
        if isinstance(condition, SlopeTest):
            return self._leaf(condition, path, on)
        lane = self._lane(on)
        inner = self.condition(condition.condition, f"{path}/cond", on)
        word = operators.FOR if isinstance(condition, ForBars) else operators.WITHIN
        return lane.emit(Instruction(operator=word, first=inner, bars=condition.bars))

    def _leaf(
        self, test: Comparison | RangeTest | SlopeTest | PatternTest | TimeIs, path: str,
        on: Timeframe | None,
    ) -> int:  # fmt: skip
        lane = self._lane(on)
        rights: tuple[int, ...]
        match test:
            case Comparison():
                left, rights = self.operand(test.left, on), (self.operand(test.right, on),)
                operator, bars = _COMPARISONS[test.word], 0
            case RangeTest():
                left = self.operand(test.left, on)
                rights = (self.operand(test.low, on), self.operand(test.high, on))
                operator, bars = _RANGES[test.word], 0
            case SlopeTest():
                left = self.operand(test.left, on)
                rights = (lane.delayed(left, 1),)
                operator, bars = _SLOPES[test.word], test.bars
            case PatternTest():
                left, rights = self._pattern(test, on), (lane.constant(_HALF),)
                operator, bars = operators.GT, 0
            case TimeIs():
                left, rights = lane.clock(f"time_is:{test.clock}"), (lane.constant(_HALF),)
                operator, bars = operators.GT, 0
        number = lane.emit(
            Instruction(
                operator=operator, first=left, second=rights[0], third=rights[-1], bars=bars
            )
        )
        self.leaves.append(
            Leaf(
                path=path, text=test_text(test), lane=self._numbers[on], instruction=number,
                left=left, rights=rights, is_event=isinstance(test, PatternTest | TimeIs),
            )
        )  # fmt: skip
        return number

    def _pattern(self, test: PatternTest, on: Timeframe | None) -> int:
        timeframe = operand_timeframe(test, self._base)
        lane = self._lane(on if timeframe is None else timeframe)
        column = PatternColumn(word=test.word, row=lane.rows)
        row = lane.delayed(lane.once(("pattern", test.word), column), test.shift)
        return row if timeframe in {None, on} else self._carried(timeframe, row, self._lane(on))


def _inherited(source: Operand, timeframe: Timeframe | None) -> Operand:
    """A nested operand names no timeframe of its own: it stands on the outer one's lane."""
    assert getattr(source, "timeframe", None) in {None, timeframe}, "binding checked the source"
    return source


def _chained(lane: _Lane, operator: int, parts: list[int]) -> int:
    number = parts[0]
    for part in parts[1:]:
        number = lane.emit(Instruction(operator=operator, first=number, second=part))
    return number


def _line_of(operand: IndicatorOperand) -> int:
    spec = CATALOGUE[operand.name]
    line = operand.line or spec.default_line
    return 0 if line is None else spec.lines.index(line)
