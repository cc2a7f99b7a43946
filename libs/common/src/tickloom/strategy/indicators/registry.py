"""Where the definition of each runnable indicator of the catalogue stands."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickloom.strategy.indicators import averages, levels, oscillators, volatility

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """`init(params)` makes a state; `column(state, inputs, lines)` moves it over a block of bars.

    `params` come in the catalogue's order, `lines` have its order, and `inputs` are the rows of
    the bar that are read ("source" where the document may choose).
    """

    init: Callable[[Floats], Floats]
    column: Callable[[Floats, Floats, Floats], None]
    inputs: tuple[str, ...] = ("source",)


_DEFAULTS: dict[str, Definition] = {
    "sma": Definition(init=averages.sma_init, column=averages.sma_column),
    "ema": Definition(init=averages.ema_init, column=averages.ema_column),
    "wma": Definition(init=averages.wma_init, column=averages.wma_column),
    "rma": Definition(init=averages.rma_init, column=averages.rma_column),
    "rsi": Definition(init=oscillators.rsi_init, column=oscillators.rsi_column),
    "macd": Definition(init=oscillators.macd_init, column=oscillators.macd_column),
    "roc": Definition(init=oscillators.roc_init, column=oscillators.roc_column),
    "momentum": Definition(init=oscillators.momentum_init, column=oscillators.momentum_column),
    "atr": Definition(
        init=volatility.atr_init, column=volatility.atr_column, inputs=("high", "low", "close")
    ),
    "stdev": Definition(init=volatility.stdev_init, column=volatility.stdev_column),
    "zscore": Definition(init=volatility.zscore_init, column=volatility.zscore_column),
    "bbands": Definition(init=volatility.bbands_init, column=volatility.bbands_column),
    "highest": Definition(init=levels.highest_init, column=levels.highest_column),
    "lowest": Definition(init=levels.lowest_init, column=levels.lowest_column),
    "donchian": Definition(
        init=levels.donchian_init, column=levels.donchian_column, inputs=("high", "low")
    ),
}

_FORMS: dict[tuple[str, str | None], Definition] = {}

DEFINITIONS: dict[tuple[str, str | None], Definition] = {
    **{(name, None): definition for name, definition in _DEFAULTS.items()},
    **_FORMS,
}
