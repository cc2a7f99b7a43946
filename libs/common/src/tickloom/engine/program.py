"""A bound document, compiled: columns to compute and flat postfix code to run over them.

A program is data. It has a lane for the base timeframe and one for each longer timeframe that the
document reads; a lane's columns are rows of float64 over that lane's bars, each made from bars or
from earlier rows, and an instruction reads rows or earlier truths and writes the truth of its own
number. What a longer lane came to is carried to the base by the bars that had closed. So every
shared operand is computed once, and adding an operator adds no walk of a tree.
"""

from dataclasses import dataclass

from tickloom.domain.market import Timeframe
from tickloom.engine.level_operands import LevelOperands
from tickloom.strategy.bind import BoundDocument
from tickloom.strategy.nodes import Calc


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantColumn:
    """The same value on every bar."""

    value: float
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BarColumn:
    """A price or a field of the bar; where it is `read_in_place`, its own row stays empty.

    That is a price that nothing but indicators read: they read the bars.
    """

    word: str
    row: int
    read_in_place: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockColumn:
    """What the clock says of a bar; `word` as `engine.clock_rows` names it."""

    word: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternColumn:
    """1 where a candle pattern completed, 0 where not, NaN where it is not ready."""

    word: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtremeColumn:
    """The extreme of a session so far, or of its last occurrence; `inside` is its clock row."""

    inside: int
    is_high: bool
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOpenColumn:
    """The open of the first bar of the server day; `new_day` is its clock row."""

    new_day: int
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedColumn:
    """A row of a longer lane, as of its last closed bar."""

    lane: int
    source: int
    row: int


Column = (
    ConstantColumn | BarColumn | ClockColumn | PatternColumn | ExtremeColumn | DayOpenColumn
    | IndicatorColumn | CalcColumn | DelayedColumn | CarriedColumn
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """An operator of `strategy.operators`.

    `first`, `second`, `third` are rows for a comparison and numbers of earlier instructions for
    `and`, `or`, `not` and memory; `bars` is the length of a slope or a memory. A carried truth
    (`interpreter.CARRIED`) has the lane in `first` and its instruction in `second`.
    """

    operator: int
    first: int
    second: int = 0
    third: int = 0
    bars: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A comparison that a person can watch: its lane, its instruction, and the rows beside it.

    A candle pattern and a time of day are events: they happened or not, and have no values.
    """

    path: str
    text: str
    lane: int
    instruction: int
    left: int
    rights: tuple[int, ...]
    is_event: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Columns and instructions of one lane; `timeframe` None: the base, whatever it is."""

    columns: tuple[Column, ...]
    rows: int
    instructions: tuple[Instruction, ...]
    timeframe: Timeframe | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What the interpreter runs, and where the answers stand.

    `lanes[0]` is the base, the others are longer, the longest last. The four conditions are
    numbers of instructions of the base; `level_rows` are its rows of `levels.operands`.
    `needed_bars` are the closed bars that each lane must have before the first entry; on a longer
    lane one more than is read, because history may begin in the middle of its first bar.
    """

    bound: BoundDocument
    lanes: tuple[Code, ...]
    leaves: tuple[Leaf, ...]
    entry_long: int | None
    entry_short: int | None
    exit_long: int | None
    exit_short: int | None
    levels: LevelOperands
    level_rows: tuple[int, ...]
    needed_bars: tuple[int, ...]

    @property
    def warm_up_bars(self) -> int:
        """Bars of the base timeframe that are enough where none is missing."""
        base = self.bound.timeframe.minutes
        return max(
            bars * (base if code.timeframe is None else code.timeframe.minutes) // base
            for bars, code in zip(self.needed_bars, self.lanes, strict=True)
        )
