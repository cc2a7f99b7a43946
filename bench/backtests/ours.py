"""Our engine on the workload, and the floor below it."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from bench.backtests.workload import EURUSD, SETTINGS, document
from tickloom.engine.bars import Bars
from tickloom.engine.result import RunResult
from tickloom.engine.result_figures import summary_of
from tickloom.engine.run import prepare, run_backtest
from tickloom.engine.simulation.simulate import simulate
from tickloom.engine.sweep_runner import SweepRunner
from tickloom.strategy.compiled import njit

Words = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def single(bars: Bars) -> int:
    """One run without an equity curve; the number of trades. The document is parsed before."""
    result = run_backtest(_bound(), bars, EURUSD, SETTINGS, with_equity=False)
    return len(result.positions.id)


def with_statistics(bars: Bars) -> int:
    """One run with equity at every bar, drawdowns and Sharpe; resamples are left out.

    The intervals that a result shows are made of a thousand of them; peers make none.
    """
    result: RunResult = run_backtest(_bound(), bars, EURUSD, SETTINGS)
    summary_of(result, with_intervals=False)
    return len(result.positions.id)


def sweep(bars: Bars, sets: Sequence[tuple[int, int, float]]) -> int:
    """Every set, one after the other on one core."""
    runner = SweepRunner(bars, EURUSD, SETTINGS)
    results = runner.run_all((_bound(*each) for each in sets), with_equity=False)
    return sum(len(result.positions.id) for result in results)


_bound = cache(document)


@njit()
def _read(opens: Words, highs: Words, lows: Words, closes: Words) -> int:
    total = 0
    for bar in range(len(opens)):
        total ^= (opens[bar] ^ highs[bar]) ^ (lows[bar] ^ closes[bar])
    return total


def floor(bars: Bars) -> int:
    """A bare loop that reads open, high, low and close once, eight bytes each; no trades.

    Bits, not sums: a sum of floats waits for itself, and would be a higher floor than reading.
    """
    opens, highs, lows, closes = bars.prices.view(np.int64)
    _read(opens, highs, lows, closes)
    return 0


def roads_agree(bars: Bars) -> bool:
    """Whether the fast road and the reference loop come to the same deals and positions."""
    prepared = prepare(document(), bars, EURUSD, SETTINGS)
    fast = simulate(prepared.setting, first=prepared.first, with_equity=False, by_events=True)
    whole = simulate(prepared.setting, first=prepared.first, with_equity=False)
    return fast.digest == whole.digest


def entered_and_left(bars: Bars) -> tuple[Flags, Flags, Flags, Flags]:
    """The bars on which longs were decided and closed, and shorts: what a peer may be told."""
    held = run_backtest(_bound(), bars, EURUSD, SETTINGS, with_equity=False).positions
    flags = [np.zeros(len(bars), dtype=np.bool_) for _ in range(4)]
    for place, side in ((0, 1), (2, -1)):
        own = held.side == side
        flags[place][held.decision_bar[own]] = True
        flags[place + 1][held.bar_close[own]] = True
    return flags[0], flags[1], flags[2], flags[3]
