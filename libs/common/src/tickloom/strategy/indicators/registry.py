"""Where the definition of each indicator and form of the catalogue stands."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickloom.strategy.indicators import (
    adaptive,
    aroon,
    averages,
    chained,
    channels,
    deviations,
    directional,
    ichimoku,
    macd,
    momentum,
    oscillators,
    rsi,
    stochastic,
    stops,
    turns,
    volatility,
    volumes,
    weighted,
)

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]
Init = Callable[[Floats], Floats]
Column = Callable[[Floats, Rows, Floats], None]
Places = npt.NDArray[np.int64]
Points = tuple[npt.NDArray[np.int32], ...]
At = Callable[[Floats, Points, float, Places, Floats], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """`init(params)` makes a state; `column(state, inputs, lines)` moves it over a block of bars.

    `params` come in the catalogue's order, `lines` have its order, and `inputs` name the rows of
    the bar that are read, handed over as a tuple of arrays so that none is copied: "source" where
    the document may choose, "point" the price of a point, "new_day" 1 on the first bar of a
    server day and else 0. `at(params, inputs, scale, places, line)` gives the same values at some
    bars only, of an indicator that remembers a window of bars and no more; its inputs are points,
    `scale` of them to a unit of price.
    """

    init: Init
    column: Column
    inputs: tuple[str, ...] = ("source",)
    at: At | None = None


def _of(init: Init, column: Column, *inputs: str) -> Definition:
    return Definition(init=init, column=column, inputs=inputs or ("source",))


_HL = ("high", "low")
_HLC = ("high", "low", "close")
_HLCV = (*_HLC, "volume")

DEFINITIONS: dict[tuple[str, str | None], Definition] = {
    ("sma", None): _of(averages.sma_init, averages.sma_column),
    ("ema", None): _of(averages.ema_init, averages.ema_column),
    ("ema", "sma_seed"): _of(averages.seeded_init, averages.seeded_column),
    ("rma", None): _of(averages.rma_init, averages.seeded_column),
    ("wma", None): _of(weighted.wma_init, weighted.wma_column),
    ("hma", None): _of(weighted.hma_init, weighted.hma_column),
    ("dema", None): _of(chained.dema_init, chained.dema_column),
    ("tema", None): _of(chained.tema_init, chained.tema_column),
    ("trix", None): _of(chained.trix_init, chained.trix_column),
    ("ama", None): _of(adaptive.ama_init, adaptive.ama_column),
    ("vidya", None): _of(adaptive.vidya_init, adaptive.vidya_column),
    ("frama", None): _of(adaptive.frama_init, adaptive.frama_column, "source", *_HL),
    ("vwap", None): _of(volumes.vwap_init, volumes.vwap_column, "source", "volume", "new_day"),
    ("rsi", None): _of(rsi.rsi_init, rsi.rsi_column),
    ("macd", None): _of(macd.macd_init, macd.macd_column),
    ("macd", "ema_signal"): _of(macd.macd_ema_signal_init, macd.macd_ema_signal_column),
    ("osma", None): _of(macd.macd_init, macd.osma_column),
    ("ao", None): _of(macd.ao_init, macd.ao_column),
    ("ac", None): _of(macd.ac_init, macd.ac_column),
    ("bears", None): _of(averages.ema_init, macd.power_column, "low", "close"),
    ("bulls", None): _of(averages.ema_init, macd.power_column, "high", "close"),
    ("adx", None): _of(directional.adx_init, directional.adx_column, *_HLC),
    ("adx", "wilder"): _of(directional.adx_wilder_init, directional.adx_wilder_column, *_HLC),
    ("stoch", None): _of(stochastic.stoch_init, stochastic.stoch_column, *_HLC),
    ("stoch", "mean_of_ratios"): _of(
        stochastic.stoch_mean_of_ratios_init, stochastic.stoch_mean_of_ratios_column, *_HLC
    ),
    ("stochrsi", None): _of(stochastic.stochrsi_init, stochastic.stochrsi_column),
    ("willr", None): _of(stochastic.willr_init, stochastic.willr_column, *_HLC),
    ("cci", None): _of(oscillators.cci_init, oscillators.cci_column),
    ("demarker", None): _of(oscillators.demarker_init, oscillators.demarker_column, *_HL),
    ("rvi", None): _of(oscillators.rvi_init, oscillators.rvi_column, "open", *_HLC),
    ("roc", None): _of(momentum.momentum_init, momentum.roc_column),
    ("momentum", None): _of(momentum.momentum_init, momentum.momentum_column),
    ("aroon", None): _of(aroon.aroon_init, aroon.aroon_column, *_HL),
    ("obv", None): _of(volumes.obv_init, volumes.obv_column, "close", "volume"),
    ("ad", None): _of(volumes.ad_init, volumes.ad_column, *_HLCV),
    ("chaikin", None): _of(volumes.chaikin_init, volumes.chaikin_column, *_HLCV),
    ("mfi", None): _of(volumes.mfi_init, volumes.mfi_column, *_HLCV),
    ("bwmfi", None): _of(volumes.bwmfi_init, volumes.bwmfi_column, *_HL, "volume", "point"),
    ("force", None): _of(volumes.force_init, volumes.force_column, "source", "volume"),
    ("atr", None): Definition(
        init=volatility.atr_init, column=volatility.atr_column, inputs=_HLC, at=volatility.atr_at
    ),
    ("atr", "wilder"): _of(volatility.atr_wilder_init, volatility.atr_wilder_column, *_HLC),
    ("stdev", None): _of(deviations.stdev_init, deviations.stdev_column),
    ("zscore", None): _of(deviations.zscore_init, deviations.zscore_column),
    ("bbands", None): _of(deviations.bbands_init, deviations.bbands_column),
    ("keltner", None): _of(channels.keltner_init, channels.keltner_column, *_HLC),
    ("keltner", "wilder"): _of(channels.keltner_wilder_init, channels.keltner_wilder_column, *_HLC),
    ("donchian", None): _of(channels.donchian_init, channels.donchian_column, *_HL),
    ("envelopes", None): _of(channels.envelopes_init, channels.envelopes_column),
    ("highest", None): _of(channels.extreme_init, channels.highest_column),
    ("lowest", None): _of(channels.extreme_init, channels.lowest_column),
    ("psar", None): _of(stops.psar_init, stops.psar_column, *_HL),
    ("supertrend", None): _of(stops.supertrend_init, stops.supertrend_column, *_HLC),
    ("supertrend", "wilder"): _of(
        stops.supertrend_wilder_init, stops.supertrend_wilder_column, *_HLC
    ),
    ("ichimoku", None): _of(ichimoku.ichimoku_init, ichimoku.ichimoku_column, *_HLC),
    ("alligator", None): _of(ichimoku.alligator_init, ichimoku.alligator_column),
    ("gator", None): _of(ichimoku.alligator_init, ichimoku.gator_column),
    ("fractals", None): _of(turns.fractals_init, turns.fractals_column, *_HL),
    ("pivot", None): _of(turns.pivot_init, turns.pivot_column, *_HLC),
}
