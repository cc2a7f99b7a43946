"""A bound document, compiled: columns to compute and flat postfix code to run over them.

A program is data. Columns are rows of float64, each made from bars or from earlier rows; an
instruction reads rows or earlier truths and writes the truth of its own number. So every shared
operand is computed once, and adding an operator adds no walk of a tree.
"""

from dataclasses import dataclass

from tickloom.strategy.bind import BoundDocument
from tickloom.strategy.nodes import Calc


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantColumn:
    """The same value on every bar."""

    value: float
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BarColumn:
    """A price or a field of the bar."""

    word: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorColumn:
    """An indicator over rows; its lines begin at `row`. `params` in the catalogue's order."""

    name: str
    form: str | None
    params: tuple[float, ...]
    inputs: tuple[int, ...]
    row: int
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalcColumn:
    """Arithmetic over rows."""

    calc: Calc
    inputs: tuple[int, ...]
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayedColumn:
    """A row as it stood `bars` bars ago."""

    source: int
    bars: int
    row: int


Column = ConstantColumn | BarColumn | IndicatorColumn | CalcColumn | DelayedColumn


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """An operator of `strategy.operators`.

    `first`, `second`, `third` are rows for a comparison and numbers of earlier instructions for
    `and`, `or`, `not` and memory; `bars` is the length of a slope or a memory.
    """

    operator: int
    first: int
    second: int = 0
    third: int = 0
    bars: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A comparison that a person can watch: which instruction, and the rows beside it."""

    path: str
    text: str
    instruction: int
    left: int
    rights: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Columns and instructions, without what they are for."""

    columns: tuple[Column, ...]
    rows: int
    instructions: tuple[Instruction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What the interpreter runs, and where the answers stand.

    The four conditions are numbers of instructions. `stop_atr` and `target_atr` are rows. Entries
    begin after `warm_up_bars` bars.
    """

    bound: BoundDocument
    code: Code
    leaves: tuple[Leaf, ...]
    entry_long: int | None
    entry_short: int | None
    exit_long: int | None
    exit_short: int | None
    stop_atr: int | None
    target_atr: int | None
    warm_up_bars: int
