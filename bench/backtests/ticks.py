"""The workload "EMA cross on ticks": quotes of the top of the book, fifty a minute.

Decided at the close of each minute, filled at the next minute's first tick; stop and target are
points from the entry, each tick is looked at while a position is open, and an exit is filled at
the tick that triggers it. Nothing is asked that a peer without bars cannot say.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from bench.backtests.workload import EURUSD, FAST, SETTINGS, SLOW
from tickloom.domain.ids import Symbol
from tickloom.domain.market import MINUTE_NS, Timeframe
from tickloom.engine.bars import Bars
from tickloom.engine.result import RunResult
from tickloom.engine.run import Surroundings, run_backtest
from tickloom.engine.run_settings import Intrabar
from tickloom.engine.simulation.market import Drill
from tickloom.strategy.bind import BoundDocument, bind_document
from tickloom.strategy.parse import parse_document

STOP_POINTS, TARGET_POINTS = 40, 80
A_MINUTE = 50
_BEGIN_NS = 1_577_923_200 * 1_000_000_000
_LEVEL = 110_000
_LAST_MS = 59_999
_SETTINGS = replace(SETTINGS, intrabar=Intrabar.DRILL_DOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """Quotes: times rise, each minute has `A_MINUTE` of them and the first at its first moment."""

    time_ns: npt.NDArray[np.int64]
    bid: npt.NDArray[np.int32]
    spread: npt.NDArray[np.int32]


def quotes(minutes: int, seed: int = 7) -> Ticks:
    """A seeded walk."""
    draw = np.random.default_rng(seed)
    count = minutes * A_MINUTE
    within = np.sort(draw.integers(1, _LAST_MS, (minutes, A_MINUTE)), axis=1) * 1_000_000
    within += np.arange(A_MINUTE)  # no two at the same moment
    within[:, 0] = 0
    begins = _BEGIN_NS + np.arange(minutes, dtype=np.int64)[:, None] * MINUTE_NS
    path = _LEVEL + np.cumsum(draw.normal(0, 1, count))
    return Ticks(
        time_ns=(begins + within).reshape(count), bid=np.rint(path).astype(np.int32),
        spread=draw.integers(2, 6, count).astype(np.int32),
    )  # fmt: skip


def minutes_of(ticks: Ticks) -> Bars:
    """The bars that the ticks make."""
    first, last = (int(ticks.time_ns[end]) // MINUTE_NS for end in (0, -1))
    minutes = np.arange(first, last + 1, dtype=np.int64) * MINUTE_NS
    edges = np.append(np.searchsorted(ticks.time_ns, minutes), len(ticks.time_ns))
    counts = np.diff(edges)
    begins, volume = edges[:-1][counts > 0], counts[counts > 0]
    return Bars(
        symbol=Symbol("EURUSD"), timeframe=Timeframe.M1, digits=5, time_ns=minutes[counts > 0],
        open=ticks.bid[begins], high=np.maximum.reduceat(ticks.bid, begins),
        low=np.minimum.reduceat(ticks.bid, begins), close=ticks.bid[begins + volume - 1],
        spread=ticks.spread[begins], volume=volume,
    )  # fmt: skip


@cache
def _document() -> BoundDocument:
    average = {"ind": "ema", "period": FAST}, {"ind": "ema", "period": SLOW}

    def side(word: str) -> dict[str, object]:
        return {"left": average[0], "op": f"crosses_{word}", "right": average[1]}

    parsed = parse_document(
        {
            "spec_version": 1, "symbols": ["EURUSD"], "timeframe": "M1",
            "entry": {"long": side("above"), "short": side("below")},
            "stop_loss": {"unit": "points", "value": STOP_POINTS},
            "take_profit": [{"unit": "points", "value": TARGET_POINTS}],
            "sizing": {"mode": "fixed_lots", "lots": 0.1}, "limits": {"cooldown_bars": 1},
        }
    )  # fmt: skip
    assert parsed.document is not None, parsed.findings
    bound = bind_document(parsed.document).bound
    assert bound is not None, "the workload is a document like any other"
    return bound


def run(ticks: Ticks) -> RunResult:
    """Minutes out of ticks, and the run over both: what a peer does that is given ticks only."""
    bars = minutes_of(ticks)
    drill = Drill(
        time_ns=ticks.time_ns, open=ticks.bid, high=ticks.bid, low=ticks.bid, spread=ticks.spread
    )
    around = Surroundings(drill=drill)
    return run_backtest(_document(), bars, EURUSD, _SETTINGS, around=around, with_equity=False)
