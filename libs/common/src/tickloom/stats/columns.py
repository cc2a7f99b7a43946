"""What figures are made of: deals and positions as columns, money in the account's smallest unit.

The same columns come from a simulator's result and from a terminal's report, so one definition of
each figure serves both.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class DealColumns(NamedTuple):
    """Every deal in its order, without deposits.

    `entry` is 0 for a deal that opens and 1, 2, 3 for one that closes (out, reversal, close by);
    `side` that of the deal (+1 buy, -1 sell); `balance` stands after the deal.
    """

    time_ns: Integers
    side: Integers
    entry: Integers
    profit: Integers
    commission: Integers
    swap: Integers
    balance: Integers

    @property
    def net(self) -> Integers:
        """Profit with commission and swap."""
        total: Integers = self.profit + self.commission + self.swap
        return total


class PositionColumns(NamedTuple):
    """Every position once: its times, its net result, and the best and worst it stood at.

    `mfe` and `mae` are money (`mae` negative or 0); empty columns where they are not known.
    `result_r` are multiples of the risk, NaN without a stop; `pips` None without a pip;
    `is_assumed` says whose exit hangs on what was assumed of the order within a bar.
    """

    time_open_ns: Integers
    time_close_ns: Integers
    side: Integers
    net: Integers
    mfe: Integers
    mae: Integers
    result_r: Floats | None = None
    pips: Floats | None = None
    is_assumed: Flags | None = None
