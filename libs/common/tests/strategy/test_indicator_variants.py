"""Other software on the same bars: equal where the definition is one of ours, apart where not."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from computed import of
from oracles_market import moving

pytestmark = pytest.mark.filterwarnings("ignore")  # theirs

MARKET = moving(900, 31)
OPEN, HIGH, LOW, CLOSE, VOLUME = (
    np.array(row) for row in (MARKET.open, MARKET.high, MARKET.low, MARKET.close, MARKET.volume)
)
TYPICAL, MEDIAN = np.array(MARKET.hlc3), np.array(MARKET.hl2)
HLC = [MARKET.high, MARKET.low, MARKET.close]
HL, HLCV = HLC[:2], [*HLC, MARKET.volume]
C = [MARKET.close]


def talib() -> Any:
    return pytest.importorskip("talib", reason="TA-Lib is not installed")


def same(values: Any, theirs: Any, start: int = 0) -> None:
    """Where both have a value, from `start` on."""
    expected = np.asarray(theirs, dtype=np.float64)
    both = ~np.isnan(expected) & ~np.isnan(values)
    both[:start] = False
    assert both.sum() > 300
    np.testing.assert_allclose(values[both], expected[both], rtol=1e-9, atol=1e-9)


def test_what_talib_defines_as_we_do_agrees_from_the_first_bar() -> None:
    t = talib()
    same(of("sma", 20, rows=C)[0], t.SMA(CLOSE, 20))
    same(of("wma", 20, rows=C)[0], t.WMA(CLOSE, 20))
    same(of("ama", 10, 2, 30, rows=C)[0], t.KAMA(CLOSE, 10))
    same(of("rsi", 14, rows=C)[0], t.RSI(CLOSE, 14))
    same(of("stdev", 20, rows=C)[0], t.STDDEV(CLOSE, 20))
    for line, theirs in enumerate(t.BBANDS(CLOSE, 20, 2, 2)):
        same(of("bbands", 20, 2, rows=C)[line], theirs)
    same(of("roc", 12, rows=C)[0], t.ROC(CLOSE, 12))
    same(of("momentum", 14, rows=C)[0], t.ROCR100(CLOSE, 14))
    same(of("highest", 20, rows=C)[0], t.MAX(CLOSE, 20))
    same(of("lowest", 20, rows=C)[0], t.MIN(CLOSE, 20))
    same(of("donchian", 20, rows=HL)[1], t.MIDPRICE(HIGH, LOW, 20))


def test_so_do_its_oscillators_and_volumes() -> None:
    t = talib()
    same(of("cci", 20, rows=[MARKET.hlc3])[0], t.CCI(HIGH, LOW, CLOSE, 20))
    same(of("willr", 14, rows=HLC)[0], t.WILLR(HIGH, LOW, CLOSE, 14))
    # In points, where equal typical prices are equal numbers; in prices TA-Lib sees a change of
    # the last digit as a change of the price.
    points = [np.round(row * 1e5) for row in (HIGH, LOW, CLOSE)]
    same(of("mfi", 14, rows=HLCV)[0], t.MFI(*points, VOLUME, 14))
    same(of("obv", rows=[MARKET.close, MARKET.volume])[0], t.OBV(CLOSE, VOLUME))
    same(of("ad", rows=HLCV)[0], t.AD(HIGH, LOW, CLOSE, VOLUME))
    same(of("chaikin", 3, 10, rows=HLCV)[0], t.ADOSC(HIGH, LOW, CLOSE, VOLUME, 3, 10))
    down, up = t.AROON(HIGH, LOW, 25)
    same(of("aroon", 25, rows=HL)[0], up)
    same(of("aroon", 25, rows=HL)[1], down)
    same(of("aroon", 25, rows=HL)[2], t.AROONOSC(HIGH, LOW, 25))
    for line, theirs in enumerate(t.STOCHRSI(CLOSE, 14, 14, 3, 0)):
        same(of("stochrsi", 14, 14, 3, 1, rows=C)[line], theirs)


def test_the_named_forms_are_talibs() -> None:
    t = talib()
    same(of("ema", 20, rows=C, form="sma_seed")[0], t.EMA(CLOSE, 20))
    same(of("atr", 14, rows=HLC, form="wilder")[0], t.ATR(HIGH, LOW, CLOSE, 14))
    for line, theirs in enumerate(t.STOCH(HIGH, LOW, CLOSE, 14, 3, 0, 3, 0)):
        same(of("stoch", 14, 3, 3, rows=HLC, form="mean_of_ratios")[line], theirs)


def test_other_seeds_are_forgotten() -> None:
    """And are not the same before."""
    t = talib()
    cases = [
        (of("ema", 20, rows=C)[0], t.EMA(CLOSE, 20), 150),
        (of("dema", 20, rows=C)[0], t.DEMA(CLOSE, 20), 250),
        (of("tema", 20, rows=C)[0], t.TEMA(CLOSE, 20), 280),
        (100 * of("trix", 14, rows=C)[0], t.TRIX(CLOSE, 14), 250),
        (of("macd", 12, 26, 9, rows=C, form="ema_signal")[1], t.MACD(CLOSE)[1], 280),
        (of("adx", 14, rows=HLC, form="wilder")[0], t.ADX(HIGH, LOW, CLOSE, 14), 500),
        (of("adx", 14, rows=HLC, form="wilder")[1], t.PLUS_DI(HIGH, LOW, CLOSE, 14), 400),
        (of("adx", 14, rows=HLC, form="wilder")[2], t.MINUS_DI(HIGH, LOW, CLOSE, 14), 400),
    ]
    for values, theirs, start in cases:
        same(values, theirs, start)
    for values, theirs, _ in cases:
        assert np.nanmax(np.abs(values - theirs)[:60]) > 1e-8


def test_their_parabolic_sar_turns_on_the_same_bars_but_for_a_few() -> None:
    """After a turn MetaTrader looks at all bars since the last one, TA-Lib at the extreme point."""
    apart = np.abs(of("psar", 0.02, 0.2, rows=HL)[0] - talib().SAR(HIGH, LOW, 0.02, 0.2))
    assert (apart[100:] < 1e-9).mean() > 0.9


def test_what_ta_defines_as_we_do_agrees() -> None:
    trend: Any = pytest.importorskip("ta.trend", reason="ta is not installed")
    volume: Any = pytest.importorskip("ta.volume")
    momentum: Any = pytest.importorskip("ta.momentum")
    high, low, close, traded = (pd.Series(row) for row in (HIGH, LOW, CLOSE, VOLUME))
    same(of("ema", 20, rows=C)[0], trend.EMAIndicator(close, 20).ema_indicator())
    theirs = trend.MACD(close)
    lines = of("macd", 12, 26, 9, rows=C, form="ema_signal")
    for line, series in zip(
        lines, (theirs.macd(), theirs.macd_signal(), theirs.macd_diff()), strict=True
    ):
        same(line, series)
    cloud = trend.IchimokuIndicator(high, low, 9, 26, 52, visual=True)
    spans = of("ichimoku", 9, 26, 52, rows=HLC)
    same(spans[2], cloud.ichimoku_a(), 52)
    same(spans[3], cloud.ichimoku_b(), 78)
    flow = volume.VolumeWeightedAveragePrice(high, low, close, traded, 14)
    rows = [MARKET.hlc3, MARKET.volume, MARKET.new_day]
    same(of("vwap", 14, rows=rows)[0], flow.volume_weighted_average_price())
    awesome = momentum.AwesomeOscillatorIndicator(high, low)
    same(of("ao", rows=[MARKET.hl2])[0], awesome.awesome_oscillator())


def test_wilders_channel_of_ta_agrees_once_its_seed_is_forgotten() -> None:
    volatility: Any = pytest.importorskip("ta.volatility", reason="ta is not installed")
    high, low, close = (pd.Series(row) for row in (HIGH, LOW, CLOSE))
    theirs = volatility.KeltnerChannel(
        high, low, close, 20, 20, original_version=False, multiplier=2
    )
    lines = of("keltner", 20, 2, rows=HLC, form="wilder")
    same(lines[0], theirs.keltner_channel_hband(), 400)
    same(lines[2], theirs.keltner_channel_lband(), 400)
