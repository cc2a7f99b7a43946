"""From a program and bars to signals: whole columns, block after block.

Longer lanes are run first; what they came to is carried to the base by the bars that had closed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tickloom.domain.errors import InvalidInput
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Timeframe
from tickloom.domain.server_time import ServerClock
from tickloom.engine.bars import Bars
from tickloom.engine.clock_rows import Clocks, clock_row, labels_of
from tickloom.engine.decision import ConditionReading
from tickloom.engine.drivers import BLOCK_BARS, Beside, Block, Evaluation, bar_room, rows_read
from tickloom.engine.entry_levels import Plan, fill, plan_of
from tickloom.engine.gates import Gates, NewsEvent, usual_week_end_ns
from tickloom.engine.interpreter import CARRIED
from tickloom.engine.lanes import LaneBars, closed_by, lane_of, lanes_of
from tickloom.engine.program import CarriedColumn, ClockColumn, Code, Program
from tickloom.engine.readings import readings
from tickloom.engine.signals import NEVER, Decided, Signals, places_of
from tickloom.strategy.document import StrategyDocument

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.int8]
Times = npt.NDArray[np.int64]
_SERVER = "server"
NO_BARS: Mapping[Timeframe, Bars] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationContext:
    """What signals depend on besides the document and the bars.

    `higher` are the broker's own longer bars (else they are folded); `week_end_ns` as in `Gates`
    (by default what most weeks of the bars show); `warm_up_bars` overrides what the document needs.
    """

    instrument: Instrument
    server_clock: ServerClock = field(default_factory=ServerClock)
    higher: Mapping[Timeframe, Bars] = field(default_factory=dict[Timeframe, Bars])
    news: Sequence[NewsEvent] | None = None
    ignore_news: bool = False
    warm_up_bars: int | None = None
    week_end_ns: int | None = None
    has_week_end: bool = False
    """Whether `week_end_ns` was given; None is then a market that never closes."""


class Evaluated(NamedTuple):
    """Signals, the first bar that has met what the document needs before an entry, and `entries`.

    Those are the bars on which an entry is true, where they had to be found.
    """

    signals: Signals
    first: int
    entries: Decided | None = None


def clocks_of(document: StrategyDocument, server: ServerClock) -> Clocks:
    """The server's clock and the one that `tz` names."""
    own = server if document.timezone == _SERVER else ServerClock(zone=document.timezone)
    return Clocks(server=server, document=own)


def gates_of(program: Program, bars: Bars, context: EvaluationContext) -> Gates:
    """The gates of a program over these bars."""
    bound = program.bound
    clocks = clocks_of(bound.document, context.server_clock)
    if context.instrument.always_open:
        week_end_ns = None
    elif context.has_week_end:
        week_end_ns = context.week_end_ns
    elif bound.document.exits.before_weekend:
        week_end_ns = usual_week_end_ns(bars.time_ns, bars.timeframe, clocks)
    else:
        week_end_ns = None
    return Gates(
        document=bound.document, instrument=context.instrument, timeframe=bound.timeframe,
        clocks=clocks, week_end_ns=week_end_ns, news=context.news,
        ignore_news=context.ignore_news,
    )  # fmt: skip


def evaluate(program: Program, bars: Bars, *, context: EvaluationContext) -> Signals:
    """The signals of a program over bars; index i is the decision bar, as `Signals` says."""
    return evaluated(program, bars, context=context).signals


def evaluated(
    program: Program, bars: Bars, *, context: EvaluationContext, for_simulation: bool = False
) -> Evaluated:
    """As `Evaluated` says.

    `for_simulation`: a level that nothing but an entry reads is written only where one is true
    (elsewhere its row holds anything), and a column of a rule that is not there has one entry.
    """
    gates = gates_of(program, bars, context)
    plan = plan_of(program) if for_simulation else Plan(code=program.lanes[0], waiting={})
    run = run_of(program, bars, context, base=plan.code)
    roots = (program.entry_long, program.entry_short, program.exit_long, program.exit_short)
    never = np.zeros(len(bars), dtype=np.int8)
    truths: list[Truths] = [
        never if root is None else np.empty(len(bars), dtype=np.int8) for root in roots
    ]
    levels: Floats = np.empty((len(program.level_rows), len(bars)))
    whole = [each for each in enumerate(program.level_rows) if each[0] not in plan.waiting]
    for start, block in run.blocks():
        stop = start + block.columns.shape[1]
        for root, into in zip(roots, truths, strict=True):
            if root is not None:
                into[start:stop] = block.truths[root]
        for place, row in whole:
            levels[place, start:stop] = block.columns[row]
    first = first_settled(program, run.lanes, context, begin=bars.begin)
    for into, root in zip(truths[:2], roots[:2], strict=True):
        if root is not None:
            into[:first] = -1
    entries = places_of(truths[0], truths[1]) if plan.waiting else None
    if entries is not None:
        fill(plan, bars, entries.bars, levels)
    exits = truths[2:]
    if for_simulation:
        blocked, closing, day = gates.compact_columns(bars.time_ns)
        exits = [NEVER, NEVER] if roots[2:] == (None, None) else exits
    else:
        blocked, closing = gates.columns(bars.time_ns)
        day = gates.day(bars.time_ns)
    signals = Signals(
        entry_long=truths[0], entry_short=truths[1], exit_long=exits[0], exit_short=exits[1],
        blocked=blocked, closing=closing, day=day, levels=levels,
    )  # fmt: skip
    return Evaluated(signals, first, entries)


def first_settled(
    program: Program, lanes: tuple[LaneBars, ...], context: EvaluationContext, *, begin: int = 0
) -> int:
    """The first base bar at whose close every lane has met the bars that it needs.

    None before the last one of the history: what it decides acts at `begin`, where the range does.
    """
    base = lanes[0]
    first = max(0, begin - 1)
    for number, (needed, lane) in enumerate(zip(program.needed_bars, lanes, strict=True)):
        if number == 0:
            enough = needed if context.warm_up_bars is None else context.warm_up_bars
            first = max(first, enough - 1)
        elif context.warm_up_bars is not None:
            continue  # values that are not there yet are not ready: nothing acts on them
        elif needed > len(lane):
            return len(base)
        elif needed:
            settled = np.searchsorted(base.ends, lane.ends[needed - 1 : needed], side="left")
            first = max(first, int(settled[0]))
    return min(first, len(base))


class Run:
    """One pass of a program's lanes over bars, block after block; `lanes` are the bars of each."""

    def __init__(
        self, codes: tuple[Code, ...], base: LaneBars, *, timeframe: Timeframe, point: float,
        clocks: Clocks, higher: Mapping[Timeframe, Bars] = NO_BARS,
    ) -> None:  # fmt: skip
        self._codes = codes
        self._clocks = clocks
        self._point = point
        self._timeframe = timeframe
        timeframes = tuple(code.timeframe for code in codes)
        self.lanes = lanes_of(base, timeframes, clocks, higher)
        self._longer: dict[int, Block] = {}
        for number in sorted(range(1, len(codes)), key=lambda n: -_minutes(timeframes[n])):
            self._longer[number] = self._whole(number)

    def blocks(self, bars: int = BLOCK_BARS) -> Iterator[tuple[int, Block]]:
        """Every block of the base with the number of its first bar; it holds until the next."""
        base = self.lanes[0]
        evaluation = Evaluation(self._codes[0], point=self._point)
        beside = self._beside(0)
        wanted = rows_read(self._codes[0].columns)
        room, prices = evaluation.room(min(bars, len(base))), bar_room(min(bars, len(base)))
        for start in range(0, len(base), bars):
            part = slice(start, min(start + bars, len(base)))
            if part.stop - start < room.columns.shape[1]:
                room, prices = evaluation.room(part.stop - start), bar_room(part.stop - start)
            rows = base.rows_of(part, wanted, prices)
            yield start, evaluation.run(rows, _cut(beside, part), room=room)

    def whole_base(self) -> Block:
        """The base from end to end."""
        return next(iter(self.blocks(max(1, len(self.lanes[0])))))[1]

    def last_blocks(self, stop: int) -> tuple[Block | None, ...]:
        """What every lane had come to at the close of base bar `stop` - 1, one bar each."""
        base = self.lanes[0]
        found: list[Block | None] = []
        for start, block in self.blocks():
            if start < stop <= start + block.columns.shape[1]:
                found.append(_bar_of(block, stop - 1 - start))
                break
        for number in range(1, len(self._codes)):
            place = int(closed_by(self.lanes[number].ends, base.ends[stop - 1 : stop])[0])
            found.append(_bar_of(self._longer[number], place) if place >= 0 else None)
        return tuple(found)

    def _whole(self, number: int) -> Block:
        """A longer lane from end to end."""
        evaluation = Evaluation(self._codes[number], point=self._point)
        return evaluation.run(self.lanes[number].rows, self._beside(number))

    def _beside(self, number: int) -> Beside:
        """Clock rows of a lane, and what still longer lanes came to."""
        code, lane = self._codes[number], self.lanes[number]
        timeframe = code.timeframe or self._timeframe
        words = clock_words(code)
        labels = labels_of(lane.times) if words else None
        return Beside(
            clock={
                word: clock_row(word, labels, self._clocks, timeframe)
                for word in words
                if labels is not None
            },
            carried={
                key: _carried(self._longer[key[0]].columns[key[1]], self._as_of(key[0], lane))
                for key in carried_rows(code)
            },
            truths={
                key: _carried_truths(self._longer[key[0]].truths[key[1]], self._as_of(key[0], lane))
                for key in carried_truths(code)
            },
        )

    def _as_of(self, source: int, lane: LaneBars) -> Times:
        return closed_by(self.lanes[source].ends, lane.ends)


def _bar_of(block: Block, place: int) -> Block:
    part = slice(place, place + 1)
    return Block(columns=block.columns[:, part], truths=block.truths[:, part])


def explain_bar(
    program: Program, bars: Bars, index: int, *, context: EvaluationContext
) -> tuple[ConditionReading, ...]:
    """Every comparison of the document as it stood at the close of bar `index`.

    Raises `InvalidInput` for a bar that does not exist.
    """
    if not 0 <= index < len(bars):
        raise InvalidInput("bar", index, f"0 to {len(bars) - 1}")
    seen = bars.part(0, min(len(bars), index + 2))  # the next label is known when orders act
    run = run_of(program, seen, context)
    return readings(program, run.last_blocks(index + 1))


def run_of(
    program: Program, bars: Bars, context: EvaluationContext, *, base: Code | None = None
) -> Run:
    """The pass of a program over bars; `base` in the place of its first lane's code."""
    lanes = program.lanes if base is None else (base, *program.lanes[1:])
    return Run(
        lanes, lane_of(bars), timeframe=bars.timeframe,
        point=float(context.instrument.point),
        clocks=clocks_of(program.bound.document, context.server_clock), higher=context.higher,
    )  # fmt: skip


def clock_words(code: Code) -> list[str]:
    return [column.word for column in code.columns if isinstance(column, ClockColumn)]


def carried_rows(code: Code) -> list[tuple[int, int]]:
    """Lane and row of every value that a lane takes from another."""
    return [(c.lane, c.source) for c in code.columns if isinstance(c, CarriedColumn)]


def carried_truths(code: Code) -> list[tuple[int, int]]:
    """Lane and instruction of every truth that a lane takes from another."""
    return [(i.first, i.second) for i in code.instructions if i.operator == CARRIED]


def _minutes(timeframe: Timeframe | None) -> int:
    return 0 if timeframe is None else timeframe.minutes


def _carried(values: Floats, as_of: Times) -> Floats:
    if not len(values):
        return np.full(len(as_of), np.nan)
    return np.where(as_of < 0, np.nan, values[np.maximum(as_of, 0)])


def _carried_truths(truths: Truths, as_of: Times) -> Truths:
    if not len(truths):
        return np.full(len(as_of), -1, dtype=np.int8)
    return np.where(as_of < 0, np.int8(-1), truths[np.maximum(as_of, 0)])


def _cut(beside: Beside, part: slice) -> Beside:
    if not (beside.clock or beside.carried or beside.truths):
        return beside
    return Beside(
        clock={word: row[part] for word, row in beside.clock.items()},
        carried={key: row[part] for key, row in beside.carried.items()},
        truths={key: row[part] for key, row in beside.truths.items()},
    )
