"""What the conditions of a document come to over bars: the input of every simulator.

Index i is the decision bar B (its close); what is decided there acts at the open of bar i + 1,
the execution bar E. This is the only place where the two meet: clock tests have looked at E's
label already, everything else only at bars up to and including i.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Truths = npt.NDArray[np.int8]
Codes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]

AT_TIME = 1
"""Bit of `closing`: an occurrence of `exit.at_time` lies in (label of bar i - 1, label of i]."""
BEFORE_WEEKEND = 2
"""Bit of `closing`: bar i opens at or after the moment from which `before_weekend` closes."""


class Signals(NamedTuple):
    """Columns of one length (bars), index i as said above.

    `entry_*` and `exit_*` are 1 (true), 0 (false) or -1 (not ready; never acts); a side that the
    document does not have is all 0. `entry_*` are -1 before the warm-up is over.
    `blocked` is 0 where a new entry decided at bar i may act at bar i + 1, else a code of
    `reasons.Refusal` (session, window, weekday, news, weekend, no execution bar).
    `closing` are bits for bar i's own open; `day` numbers the days (of the document's `tz`) by
    bar i's own label; `levels[k, i]` are the values (price units) of the operands that stops,
    targets, trailing, break-even and offsets are made of, as known at the close of bar i.
    """

    entry_long: Truths
    entry_short: Truths
    exit_long: Truths
    exit_short: Truths
    blocked: Codes
    closing: Codes
    day: Integers
    levels: Floats
