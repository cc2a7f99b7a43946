"""What holds for every indicator: blocks and stream alike, no look-ahead, no surprise, no inf."""

import random
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from computed import CHOICES, FIRST, IDS, KEYS, SECOND, Key, inputs_of, params_of, run
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles_market import generated

from tickloom.strategy.indicators.registry import DEFINITIONS

MARKET = generated(260, 11)
LATER = generated(260, 12)
TWELVE_DIGITS = 1e-12


def holes(inputs: Any, key: Key, seed: int) -> Any:
    """The same rows, with bars on which a source has no value."""
    rows = DEFINITIONS[key].inputs
    if "source" in rows:
        generator = random.Random(seed)
        lost = [i for i in range(inputs.shape[1]) if generator.random() < 0.1]
        inputs[rows.index("source"), lost] = nan
    return inputs


def same_bits(a: Any, b: Any) -> bool:
    """Not a number is one value here, whatever its bits."""
    return np.array_equal(a, b, equal_nan=True) and np.array_equal(np.signbit(a), np.signbit(b))


@pytest.mark.parametrize("key", KEYS, ids=IDS)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_blocks_of_any_size_and_single_bars_give_the_same_bits(key: Key, data: Any) -> None:
    params = params_of(key[0], data.draw(st.sampled_from(CHOICES)))
    inputs = holes(inputs_of(key, MARKET), key, data.draw(st.integers(0, 9)))
    whole = run(key, params, inputs)
    blocks = data.draw(st.lists(st.integers(0, 40), max_size=30))
    assert same_bits(run(key, params, inputs, blocks), whole)
    assert same_bits(run(key, params, inputs, [1] * inputs.shape[1]), whole)


@pytest.mark.parametrize("key", KEYS, ids=IDS)
def test_nothing_that_comes_later_changes_what_was(key: Key) -> None:
    for choice, bar in ((FIRST, 120), (SECOND, 201)):
        params = params_of(key[0], choice)
        known, scrambled = inputs_of(key, MARKET), inputs_of(key, MARKET)
        scrambled[:, bar:] = inputs_of(key, LATER)[:, bar:] * 3
        one, other = run(key, params, known), run(key, params, scrambled)
        assert same_bits(one[:, :bar], other[:, :bar])


def hostile(count: int, seed: int) -> Any:
    """Prices as no market makes them: below 0, huge, tiny, equal, missing."""
    generator = random.Random(seed)
    kinds = (0.0, 1.0, -1.0, 1e-300, 1e150, -1e150, 5e-324, inf, -inf, nan, 1.1, 1.1, 1.1)
    return [
        generator.choice(kinds) if generator.random() < 0.4 else generator.gauss(0, 3)
        for _ in range(count)
    ]


@pytest.mark.parametrize(
    "key", [key for key in KEYS if "source" in DEFINITIONS[key].inputs], ids=str
)
def test_no_source_brings_an_indicator_to_fail_or_to_infinity(key: Key) -> None:
    rows = DEFINITIONS[key].inputs
    for seed in range(4):
        inputs = inputs_of(key, MARKET)
        inputs[rows.index("source")] = hostile(inputs.shape[1], seed)
        for choice in CHOICES:
            lines = run(key, params_of(key[0], choice), inputs)
            assert not np.isinf(lines).any()


@pytest.mark.parametrize("key", KEYS, ids=IDS)
@pytest.mark.parametrize("price", [0.0, 1.1, 1834.57, -37.63], ids=str)
def test_a_market_that_never_moves_gives_numbers_or_nothing(key: Key, price: float) -> None:
    inputs = inputs_of(key, MARKET)
    for number, word in enumerate(DEFINITIONS[key].inputs):
        if word == "volume":
            inputs[number] = 0.0
        elif word not in {"new_day", "point"}:
            inputs[number] = price
    for choice in CHOICES:
        lines = run(key, params_of(key[0], choice), inputs)
        assert not np.isinf(lines).any()
        tail = lines[:, -50:]
        if key[0] in {"sma", "bbands", "donchian", "highest", "lowest", "stdev"}:
            assert set(tail.ravel().tolist()) <= {price, 0.0}, "not off by a last digit"


WINDOWED = [
    key for key in KEYS
    if key[0] in {
        "sma", "wma", "hma", "stdev", "bbands", "cci", "roc", "momentum", "highest", "lowest",
        "donchian", "envelopes", "ao", "ac", "demarker", "rvi", "stoch", "aroon", "ichimoku", "mfi",
        "force", "pivot", "zscore",
    } or key == ("atr", None)
]  # fmt: skip


# Prices less their mean, over how far they lie from it: where that is a hundredth, as many digits
# of the price are gone before the division.
ILL_CONDITIONED = {"zscore": 1e-9, "cci": 1e-7}


@pytest.mark.parametrize("key", WINDOWED, ids=str)
def test_a_window_does_not_depend_on_where_history_starts(key: Key) -> None:
    """Nor on a spike before it: 12 digits of the price agree from any anchor."""
    market = generated(700, 21, digits=2, price=1834.5)
    for choice in (FIRST, SECOND):
        params = params_of(key[0], choice)
        inputs = inputs_of(key, market)
        inputs[:, 3] *= 1e6
        whole = run(key, params, inputs)[:, -300:]
        for anchor in (7, 101, 250):
            later = run(key, params, inputs[:, anchor:])[:, -300:]
            digits = ILL_CONDITIONED.get(key[0], TWELVE_DIGITS)
            volume = 500.0 if key[0] == "force" else 1.0
            near = digits if key[0] in ILL_CONDITIONED else digits * 1834.5 * volume
            np.testing.assert_allclose(later, whole, rtol=digits, atol=near)


@pytest.mark.parametrize("n", [97, 1_000, 5_000])
def test_long_windows_agree_with_numpy(n: int) -> None:
    """Many folds, and lengths that no oracle in plain Python would wait for."""
    generator = np.random.default_rng(n)
    prices: Any = 1.1 + np.cumsum(generator.normal(0, 1e-4, 3 * n + 11))
    windows: Any = np.lib.stride_tricks.sliding_window_view(prices, n)
    expected = {
        "sma": windows.mean(axis=1), "stdev": windows.std(axis=1), "highest": windows.max(axis=1),
        "lowest": windows.min(axis=1), "wma": windows @ np.arange(1.0, n + 1) / (n * (n + 1) / 2),
    }  # fmt: skip
    for name, values in expected.items():
        line = run((name, None), {"period": n}, prices.reshape(1, -1))[0]
        assert np.isnan(line[: n - 1]).all()
        np.testing.assert_allclose(line[n - 1 :], values, rtol=1e-11, atol=1e-13)
