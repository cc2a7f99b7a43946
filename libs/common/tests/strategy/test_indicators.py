"""Every indicator, form and line against an oracle written from MetaTrader's formulas."""

from math import isnan
from pathlib import Path

import numpy as np
import pytest
from computed import CHOICES, IDS, KEYS, Key, inputs_of, params_of, run
from oracles import ORACLES
from oracles_market import Market, generated, real

from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.indicators.registry import DEFINITIONS

MARKETS = [generated(400, seed) for seed in (7, 8)]
REAL = [("H1_XAUUSD_mt5_ejtrader.parquet", 100), ("D1_EURUSD_oanda_bidask.parquet", 100_000)]


def agrees(key: Key, market: Market) -> None:
    for choice in CHOICES:
        params = params_of(key[0], choice)
        source = getattr(market, CATALOGUE[key[0]].source or "close")
        expected = np.array(ORACLES[key](market, source, tuple(params.values())))
        lines = run(key, params, inputs_of(key, market))
        np.testing.assert_allclose(lines, expected, rtol=1e-9, atol=1e-9, err_msg=f"{params}")


@pytest.mark.parametrize("key", KEYS, ids=IDS)
def test_an_indicator_agrees_with_its_formula_written_out(key: Key) -> None:
    for market in MARKETS:
        agrees(key, market)


@pytest.mark.parametrize("key", KEYS, ids=IDS)
def test_it_agrees_on_real_bars_too(key: Key, shared_data: Path) -> None:
    for file, scale in REAL:
        agrees(key, real(shared_data / "bars" / file, scale, 600))


@pytest.mark.parametrize("key", KEYS, ids=IDS)
def test_the_first_value_comes_on_the_bar_the_catalogue_says(key: Key) -> None:
    name, form = key
    spec = CATALOGUE[name]
    market = MARKETS[0]
    for choice in CHOICES:
        params = params_of(name, choice)
        lines = run(key, params, inputs_of(key, market))
        for row, line in zip(lines, spec.lines or (None,), strict=True):
            first = int(np.flatnonzero(~np.isnan(row))[0])
            named = spec.first_bar(params, line, form)
            if name == "fractals":
                assert first + 1 >= named, "a fractal needs five bars, and to happen"
            else:
                assert first + 1 == named, (line, params)


def test_the_catalogue_and_the_definitions_hold_the_same_names_and_forms() -> None:
    named = {(name, form) for name, s in CATALOGUE.items() for form in (None, *s.forms)}
    assert named == set(DEFINITIONS) == set(ORACLES)


def test_a_flat_market_has_rsi_50_no_zscore_and_no_range() -> None:
    flat = np.full((3, 60), 1.25)
    assert run(("rsi", None), {"period": 14}, flat[:1])[0, -1] == 50.0
    assert isnan(run(("zscore", None), {"period": 20}, flat[:1])[0, -1])
    assert run(("atr", None), {"period": 14}, flat)[0, -1] == 0.0
