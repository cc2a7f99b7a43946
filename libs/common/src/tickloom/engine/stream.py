"""The stream driver: one closed bar after the other, with the same bits as whole columns.

Longer bars grow from the base bars as they close. A longer bar is closed when a base bar ends
with it or after it; one whose last base bars are missing is closed by the next bar that comes.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickloom.domain.market import Bar, Timeframe
from tickloom.engine.clock_rows import NO_BAR, Clocks, Labels, clock_row
from tickloom.engine.drivers import Beside, Block, Evaluation
from tickloom.engine.evaluate import carried_rows, carried_truths, clock_words
from tickloom.engine.program import Code, Program

Floats = npt.NDArray[np.float64]
_OPEN, _HIGH, _LOW, _CLOSE, _VOLUME, _SPREAD = range(6)


@dataclass(slots=True, kw_only=True)
class _Forming:
    """A longer bar as far as it has come; times on the server's wall."""

    row: Floats
    label: int
    opened: int
    ends: int


class _Lane:
    """One lane: its evaluation, the label before, and what its last bar came to."""

    def __init__(self, code: Code, timeframe: Timeframe, *, point: float, clocks: Clocks) -> None:
        self.code = code
        self.timeframe = timeframe
        self.last: Block | None = None
        self.met = 0
        self.forming: _Forming | None = None
        self._evaluation = Evaluation(code, point=point)
        self._clocks = clocks
        self._words = clock_words(code)
        self._before = NO_BAR

    def meet(self, row: Floats, label: int, after: int, lanes: "list[_Lane]") -> Block:
        """One closed bar of this lane."""
        labels = Labels(
            before=np.array([self._before]), own=np.array([label]), after=np.array([after])
        )
        beside = Beside(
            clock={w: clock_row(w, labels, self._clocks, self.timeframe) for w in self._words},
            carried={key: lanes[key[0]].value(key[1]) for key in carried_rows(self.code)},
            truths={key: lanes[key[0]].truth(key[1]) for key in carried_truths(self.code)},
        )
        self._before = label
        self.met += 1
        self.last = self._evaluation.run(row.reshape(6, 1), beside)
        return self.last

    def value(self, row: int) -> Floats:
        """A row's last value; NaN before the first bar."""
        return np.array([np.nan]) if self.last is None else self.last.columns[row, -1:]

    def truth(self, number: int) -> npt.NDArray[np.int8]:
        if self.last is None:
            return np.array([-1], dtype=np.int8)
        return self.last.truths[number, -1:]


class Stream:
    """The lanes of one program on one symbol, bar by bar."""

    def __init__(self, program: Program, *, point: float, clocks: Clocks) -> None:
        base = program.bound.timeframe
        self._clocks = clocks
        self._lanes = [
            _Lane(code, code.timeframe or base, point=point, clocks=clocks)
            for code in program.lanes
        ]
        longer = self._lanes[1:]
        self._longest_first = sorted(longer, key=lambda lane: -lane.timeframe.minutes)

    @property
    def blocks(self) -> tuple[Block | None, ...]:
        """What the last bar of each lane came to; the base first."""
        return tuple(lane.last for lane in self._lanes)

    @property
    def met(self) -> tuple[int, ...]:
        """Closed bars that each lane has met."""
        return tuple(lane.met for lane in self._lanes)

    def meet(self, bar: Bar, after_ns: int = NO_BAR) -> Block:
        """One closed base bar; `after_ns` is the label of the bar on which a decision acts."""
        row = np.array(
            [bar.open, bar.high, bar.low, bar.close, bar.tick_volume, bar.spread_points],
            dtype=np.float64,
        )
        for lane in self._longest_first:
            self._grow(lane, row, bar)
        return self._lanes[0].meet(row, bar.time_ns, after_ns, self._lanes)

    def _grow(self, lane: _Lane, row: Floats, bar: Bar) -> None:
        clock = self._clocks.server
        opened = lane.timeframe.open_ns(clock.to_server_ns(bar.time_ns))
        forming = lane.forming
        if forming is not None and forming.opened != opened:
            lane.meet(forming.row, forming.label, NO_BAR, self._lanes)
            forming = None
        if forming is None:
            ends = clock.to_utc_ns(lane.timeframe.end_ns(opened))
            label = clock.to_utc_ns(opened)
            forming = _Forming(row=row.copy(), label=label, opened=opened, ends=ends)
        else:
            _add(forming.row, row)
        lane.forming = forming
        if bar.end_ns >= forming.ends:
            lane.meet(forming.row, forming.label, NO_BAR, self._lanes)
            lane.forming = None


def _add(into: Floats, row: Floats) -> None:
    """One bar more: its range, its close, its volume, the smaller spread."""
    into[_HIGH] = max(into[_HIGH], row[_HIGH])
    into[_LOW] = min(into[_LOW], row[_LOW])
    into[_CLOSE] = row[_CLOSE]
    into[_VOLUME] += row[_VOLUME]
    into[_SPREAD] = min(into[_SPREAD], row[_SPREAD])
