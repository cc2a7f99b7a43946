"""Whether ours and vectorbt make the same trades of the same words: bar by bar, price by price."""

from dataclasses import dataclass

import numpy as np

from bench.backtests import peers
from bench.backtests.workload import EURUSD, SETTINGS, columns_of, document
from tickloom.engine.bars import Bars
from tickloom.engine.run import run_backtest

Trade = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How many trades each made, and how many are the same."""

    ours: int
    theirs: int
    same: int

    @property
    def is_alike(self) -> bool:
        return self.ours == self.theirs == self.same


def compared(bars: Bars, chosen: tuple[int, int, float]) -> Comparison:
    """Trades by decision bar, side, closing bar, and both prices in points.

    Raises `ImportError` where vectorbt is not installed.
    """
    result = run_backtest(document(*chosen), bars, EURUSD, SETTINGS, with_equity=False)
    held = result.positions
    own = set(
        zip(
            held.decision_bar.tolist(), held.side.tolist(), held.bar_close.tolist(),
            held.price_open.tolist(), held.price_close.tolist(), strict=True,
        )
    )  # fmt: skip
    records = peers.trades_of(columns_of(bars), chosen, result.first_bar)
    scale = 10**bars.digits
    other: set[Trade] = set(
        zip(
            records["entry_idx"].tolist(), np.where(records["direction"] == 0, 1, -1).tolist(),
            records["exit_idx"].tolist(),
            np.rint(records["entry_price"] * scale).astype(int).tolist(),
            np.rint(records["exit_price"] * scale).astype(int).tolist(), strict=True,
        )
    )  # fmt: skip
    return Comparison(ours=len(held.id), theirs=len(records), same=len(own & other))
