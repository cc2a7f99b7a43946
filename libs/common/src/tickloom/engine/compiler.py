"""From a bound document to a program; equal operands share their column."""

from tickloom.engine.program import (
    BarColumn,
    CalcColumn,
    Code,
    Column,
    ConstantColumn,
    DelayedColumn,
    IndicatorColumn,
    Instruction,
    Leaf,
    Program,
)
from tickloom.engine.warm_up import condition_bars, operand_bars
from tickloom.strategy import operators
from tickloom.strategy.bind import BoundDocument
from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.document import DEFAULT_ATR_PERIOD, Distance, StopLevel
from tickloom.strategy.explain_condition import test_text
from tickloom.strategy.indicators.registry import DEFINITIONS
from tickloom.strategy.nodes import (
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
from tickloom.strategy.walk import conditions

_COMPARISONS = {
    "gt": operators.GT, "gte": operators.GTE, "lt": operators.LT, "lte": operators.LTE,
    "eq": operators.EQ, "neq": operators.NEQ, "crosses_above": operators.CROSSES_ABOVE,
    "crosses_below": operators.CROSSES_BELOW, "crosses": operators.CROSSES,
}  # fmt: skip
_SLOPES = {"rising": operators.RISING, "falling": operators.FALLING}
_RANGES = {"between": operators.BETWEEN, "outside": operators.OUTSIDE}


def compile_document(bound: BoundDocument) -> Program:
    """The program of a bound document; binding has refused what cannot be compiled."""
    compiler = Compiler()
    document = bound.document
    roots = {path: compiler.condition(part, path) for path, part in conditions(document)}
    stop = atr_of(document.stop_loss)
    target = atr_of(document.take_profit[0].level) if document.take_profit else None
    rows = [None if atr is None else compiler.operand(atr) for atr in (stop, target)]
    needed = [condition_bars(part) for _, part in conditions(document)]
    needed += [operand_bars(atr) for atr in (stop, target) if atr is not None]
    return Program(
        bound=bound, code=compiler.code, leaves=tuple(compiler.leaves),
        entry_long=roots.get("/entry/long"), entry_short=roots.get("/entry/short"),
        exit_long=roots.get("/exit/long"), exit_short=roots.get("/exit/short"),
        stop_atr=rows[0], target_atr=rows[1], warm_up_bars=max(needed),
    )  # fmt: skip


def atr_of(level: StopLevel | None) -> IndicatorOperand | None:
    """The indicator behind a distance in ATR."""
    if not isinstance(level, Distance) or level.unit != "atr":
        return None
    period = Number(value=DEFAULT_ATR_PERIOD) if level.period is None else level.period
    return IndicatorOperand(name="atr", params=(("period", period),))


class Compiler:
    """Columns and instructions so far; each operand is compiled once."""

    def __init__(self) -> None:
        self.leaves: list[Leaf] = []
        self._columns: list[Column] = []
        self._instructions: list[Instruction] = []
        self._known: dict[object, int] = {}
        self._rows = 0

    @property
    def code(self) -> Code:
        return Code(
            columns=tuple(self._columns), rows=self._rows, instructions=tuple(self._instructions)
        )

    # -- columns

    def operand(self, operand: Operand) -> int:
        """The row that holds `operand`."""
        match operand:
            case Number():
                key = ("constant", operand.value)
                return self._once(key, ConstantColumn(value=float(operand.value), row=self._rows))
            case PriceOperand() | FieldOperand():
                row = self._bar(operand.word)
                return self._delayed(row, operand.shift)
            case IndicatorOperand():
                row = self.indicator(operand) + _line_of(operand)
                return self._delayed(row, operand.shift)
            case Calc():
                inputs = tuple(self.operand(arg) for arg in operand.args)
                column = CalcColumn(calc=operand, inputs=inputs, row=self._rows)
                return self._once((operand.word, inputs), column)
            case Param():
                raise AssertionError(f"param {operand.name} was not bound")

    def indicator(self, operand: IndicatorOperand) -> int:
        """The first row of all the indicator's lines."""
        spec = CATALOGUE[operand.name]
        given = {name: value.value for name, value in operand.params if isinstance(value, Number)}
        values = spec.filled(given)
        source = operand.source if operand.source is not None else spec.source
        inputs = tuple(
            self._bar(word) if word != "source" else self._source(source)
            for word in DEFINITIONS[operand.name, operand.form].inputs
        )
        params = tuple(float(value) for value in values.values())
        column = IndicatorColumn(
            name=operand.name, form=operand.form, params=params, inputs=inputs, row=self._rows,
            lines=max(1, len(spec.lines)),
        )  # fmt: skip
        return self._once((operand.name, operand.form, params, inputs), column, rows=column.lines)

    def _source(self, source: str | Operand | None) -> int:
        assert source is not None, "binding checked the source"
        return self._bar(source) if isinstance(source, str) else self.operand(source)

    def _bar(self, word: str) -> int:
        name = {"bid": "close"}.get(word, word)
        return self._once(("bar", name), BarColumn(word=name, row=self._rows))

    def _delayed(self, row: int, bars: int) -> int:
        if bars == 0:
            return row
        return self._once(
            ("delayed", row, bars), DelayedColumn(source=row, bars=bars, row=self._rows)
        )

    def _once(self, key: object, column: Column, *, rows: int = 1) -> int:
        if key not in self._known:
            self._known[key] = column.row
            self._columns.append(column)
            self._rows += rows
        return self._known[key]

    # -- conditions

    def condition(self, condition: Condition, path: str) -> int:
        """The number of the instruction that holds the truth of `condition`."""
        match condition:
            case AllOf():
                parts = [
                    self.condition(m, f"{path}/all/{i}") for i, m in enumerate(condition.members)
                ]
                return self._chained(operators.AND, parts)
            case AnyOf():
                parts = [
                    self.condition(m, f"{path}/any/{i}") for i, m in enumerate(condition.members)
                ]
                return self._chained(operators.OR, parts)
            case NotOf():
                inner = self.condition(condition.condition, f"{path}/not")
                return self._emit(Instruction(operator=operators.NOT, first=inner))
            case WithinBars() | ForBars():
                inner = self.condition(condition.condition, f"{path}/cond")
                word = operators.FOR if isinstance(condition, ForBars) else operators.WITHIN
                return self._emit(Instruction(operator=word, first=inner, bars=condition.bars))
            case Comparison() | RangeTest() | SlopeTest():
                return self._leaf(condition, path)
            case PatternTest() | TimeIs():
                raise AssertionError(f"{path} should have been refused when binding")

    def _leaf(self, test: Comparison | RangeTest | SlopeTest, path: str) -> int:
        left = self.operand(test.left)
        if isinstance(test, Comparison):
            rights: tuple[int, ...] = (self.operand(test.right),)
            instruction = Instruction(
                operator=_COMPARISONS[test.word], first=left, second=rights[0]
            )
        elif isinstance(test, RangeTest):
            rights = (self.operand(test.low), self.operand(test.high))
            instruction = Instruction(
                operator=_RANGES[test.word], first=left, second=rights[0], third=rights[1]
            )
        else:
            rights = (self._delayed(left, 1),)
            instruction = Instruction(
                operator=_SLOPES[test.word], first=left, second=rights[0], bars=test.bars
            )
        number = self._emit(instruction)
        self.leaves.append(
            Leaf(path=path, text=test_text(test), instruction=number, left=left, rights=rights)
        )
        return number

    def _chained(self, operator: int, parts: list[int]) -> int:
        number = parts[0]
        for part in parts[1:]:
            number = self._emit(Instruction(operator=operator, first=number, second=part))
        return number

    def _emit(self, instruction: Instruction) -> int:
        self._instructions.append(instruction)
        return len(self._instructions) - 1


def _line_of(operand: IndicatorOperand) -> int:
    spec = CATALOGUE[operand.name]
    line = operand.line or spec.default_line
    return 0 if line is None else spec.lines.index(line)
