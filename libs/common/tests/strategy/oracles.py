"""An oracle for each indicator and form: its lines over a market, from nothing but the formula."""

from collections.abc import Callable

import oracles_averages as averages
import oracles_channels as channels
import oracles_oscillators as oscillators
from oracles_market import Market, Series

Lines = list[Series]
Oracle = Callable[[Market, Series, tuple[int | float, ...]], Lines]


def _source(make: Callable[..., Series]) -> Oracle:
    return lambda _market, xs, params: [make(xs, *params)]


def _source_lines(make: Callable[..., Lines]) -> Oracle:
    return lambda _market, xs, params: make(xs, *params)


def _bars(make: Callable[..., Series]) -> Oracle:
    return lambda market, _xs, params: [make(market, *params)]


def _bars_lines(make: Callable[..., Lines]) -> Oracle:
    return lambda market, _xs, params: make(market, *params)


def _both(make: Callable[..., Series]) -> Oracle:
    return lambda market, xs, params: [make(market, xs, *params)]


def _extreme(pick: Callable[[Series], float]) -> Oracle:
    return lambda _market, xs, params: [channels.windows(xs, int(params[0]), pick)]


ORACLES: dict[tuple[str, str | None], Oracle] = {
    ("sma", None): _source(averages.sma),
    ("ema", None): _source(averages.ema),
    ("ema", "sma_seed"): _source(averages.ema_sma_seed),
    ("wma", None): _source(averages.wma),
    ("hma", None): _source(averages.hma),
    ("dema", None): _source(averages.dema),
    ("tema", None): _source(averages.tema),
    ("rma", None): _source(averages.rma),
    ("ama", None): _source(averages.ama),
    ("vidya", None): _source(averages.vidya),
    ("frama", None): _both(averages.frama),
    ("vwap", None): _both(averages.vwap),
    ("rsi", None): _source(oscillators.rsi),
    ("macd", None): _source_lines(oscillators.macd),
    ("macd", "ema_signal"): _source_lines(oscillators.macd_ema_signal),
    ("osma", None): lambda _m, xs, p: [oscillators.macd(xs, *(int(n) for n in p))[2]],
    ("adx", None): _bars_lines(oscillators.adx),
    ("adx", "wilder"): _bars_lines(oscillators.adx_wilder),
    ("stoch", None): _bars_lines(oscillators.stoch),
    ("stoch", "mean_of_ratios"): _bars_lines(oscillators.stoch_mean_of_ratios),
    ("stochrsi", None): _source_lines(oscillators.stochrsi),
    ("cci", None): _source(oscillators.cci),
    ("mfi", None): _bars(oscillators.mfi),
    ("obv", None): _bars(oscillators.obv),
    ("willr", None): _bars(oscillators.willr),
    ("roc", None): _source(oscillators.roc),
    ("momentum", None): _source(oscillators.momentum),
    ("aroon", None): _bars_lines(oscillators.aroon),
    ("demarker", None): _bars(oscillators.demarker),
    ("force", None): _both(oscillators.force),
    ("ao", None): _source(oscillators.ao),
    ("ac", None): _source(oscillators.ac),
    ("trix", None): _source(averages.trix),
    ("bears", None): lambda m, _xs, p: [oscillators.power(m.low, m.close, int(p[0]))],
    ("bulls", None): lambda m, _xs, p: [oscillators.power(m.high, m.close, int(p[0]))],
    ("rvi", None): _bars_lines(oscillators.rvi),
    ("ad", None): _bars(oscillators.ad),
    ("chaikin", None): _bars(oscillators.chaikin),
    ("bwmfi", None): _bars(oscillators.bwmfi),
    ("bbands", None): _source_lines(channels.bbands),
    ("atr", None): _bars(channels.atr),
    ("atr", "wilder"): _bars(channels.atr_wilder),
    ("keltner", None): _bars_lines(channels.keltner),
    ("keltner", "wilder"): _bars_lines(channels.keltner_wilder),
    ("donchian", None): _bars_lines(channels.donchian),
    ("envelopes", None): _source_lines(channels.envelopes),
    ("ichimoku", None): _bars_lines(channels.ichimoku),
    ("alligator", None): _source_lines(averages.alligator),
    ("gator", None): _source_lines(averages.gator),
    ("fractals", None): _bars_lines(channels.fractals),
    ("psar", None): _bars(channels.psar),
    ("supertrend", None): _bars_lines(channels.supertrend),
    ("supertrend", "wilder"): _bars_lines(channels.supertrend_wilder),
    ("stdev", None): _source(channels.stdev),
    ("zscore", None): _source(channels.zscore),
    ("highest", None): _extreme(max),
    ("lowest", None): _extreme(min),
    ("pivot", None): _bars_lines(channels.pivot),
}
