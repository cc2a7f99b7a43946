"""Oracles written from MetaTrader's formulas, in plain Python, bar by bar."""

import random
from collections.abc import Callable
from itertools import pairwise
from math import isnan, nan, sqrt
from typing import Any

import numpy as np
import pytest

from tickloom.strategy.catalogue import CATALOGUE
from tickloom.strategy.indicators.registry import DEFINITIONS

Series = list[float]
NAMES = sorted(name for name, form in DEFINITIONS if form is None)


def walk(count: int, seed: int) -> tuple[Series, Series, Series]:
    generator = random.Random(seed)
    high: Series = []
    low: Series = []
    close: Series = []
    price = 1.1
    for _ in range(count):
        price = round(price + generator.choice((0.0, 0.0, 1.0)) * generator.gauss(0, 0.002), 5)
        high.append(round(price + abs(generator.gauss(0, 0.001)), 5))
        low.append(round(price - abs(generator.gauss(0, 0.001)), 5))
        close.append(price)
    return high, low, close


HIGH, LOW, CLOSE = walk(400, 7)


def sma(x: Series, n: int) -> Series:
    return [nan if i < n - 1 else sum(x[i - n + 1 : i + 1]) / n for i in range(len(x))]


def ema_all(x: Series, n: int) -> Series:
    k = 2 / (n + 1)
    out = [x[0]]
    for price in x[1:]:
        out.append(price * k + out[-1] * (1 - k))
    return out


def ema(x: Series, n: int) -> Series:
    return [nan if i < n - 1 else v for i, v in enumerate(ema_all(x, n))]


def wma(x: Series, n: int) -> Series:
    return [
        nan if i < n - 1
        else sum(x[i - n + 1 + j] * (j + 1) for j in range(n)) / (n * (n + 1) / 2)
        for i in range(len(x))
    ]  # fmt: skip


def rma(x: Series, n: int) -> Series:
    out = [nan] * len(x)
    out[n - 1] = sum(x[:n]) / n
    for i in range(n, len(x)):
        out[i] = (out[i - 1] * (n - 1) + x[i]) / n
    return out


def rsi(x: Series, n: int) -> Series:
    out = [nan] * len(x)
    changes = [b - a for a, b in pairwise(x)]
    gain = sum(max(c, 0) for c in changes[:n]) / n
    loss = sum(max(-c, 0) for c in changes[:n]) / n
    for i in range(n, len(x)):
        if i > n:
            gain = (gain * (n - 1) + max(changes[i - 1], 0)) / n
            loss = (loss * (n - 1) + max(-changes[i - 1], 0)) / n
        out[i] = (100 if gain else 50) if loss == 0 else 100 - 100 / (1 + gain / loss)
    return out


def true_ranges() -> Series:
    pairs = zip(HIGH[1:], LOW[1:], CLOSE, strict=False)
    return [0.0, *(max(h, c) - min(low, c) for h, low, c in pairs)]


def atr(n: int) -> Series:
    tr = true_ranges()
    return [nan if i < n else sum(tr[i - n + 1 : i + 1]) / n for i in range(len(tr))]


def macd(x: Series, fast: int, slow: int, signal: int) -> tuple[Series, Series, Series]:
    main = [f - s for f, s in zip(ema_all(x, fast), ema_all(x, slow), strict=True)]
    line = [nan if i < slow + signal - 2 else v for i, v in enumerate(sma(main, signal))]
    shown = [nan if i < slow - 1 else v for i, v in enumerate(main)]
    return shown, line, [m - s for m, s in zip(shown, line, strict=True)]


def stdev(x: Series, n: int) -> Series:
    out: Series = []
    for i, mean in enumerate(sma(x, n)):
        window = x[max(0, i - n + 1) : i + 1]
        spread = 0.0 if len(set(window)) == 1 else sqrt(sum((v - mean) ** 2 for v in window) / n)
        out.append(spread if i >= n - 1 else nan)
    return out


def bbands(x: Series, n: int, mult: float) -> tuple[Series, Series, Series]:
    middle = [nan if i < n else v for i, v in enumerate(sma(x, n))]
    reach = [mult * v for v in stdev(x, n)]
    pairs = list(zip(middle, reach, strict=True))
    return [m + r for m, r in pairs], middle, [m - r for m, r in pairs]


def zscore(x: Series, n: int) -> Series:
    rows = zip(x, sma(x, n), stdev(x, n), strict=True)
    return [nan if isnan(d) or d == 0 else (v - m) / d for v, m, d in rows]


def extreme(pick: Callable[[Series], float], x: Series, n: int) -> Series:
    return [nan if i < n - 1 else pick(x[i - n + 1 : i + 1]) for i in range(len(x))]


def earlier(x: Series, n: int) -> Series:
    return [nan if i < n else x[i - n] for i in range(len(x))]


def donchian(n: int) -> tuple[Series, Series, Series]:
    upper, lower = extreme(max, HIGH, n), extreme(min, LOW, n)
    return upper, [(u + d) / 2 for u, d in zip(upper, lower, strict=True)], lower


def roc(x: Series, n: int) -> Series:
    return [100 * (a - b) / b for a, b in zip(x, earlier(x, n), strict=True)]


def momentum(x: Series, n: int) -> Series:
    return [100 * a / b for a, b in zip(x, earlier(x, n), strict=True)]


def oracle(name: str, params: tuple[float, ...]) -> list[Series]:
    """The lines of an indicator on the walk above."""
    if name == "macd":
        fast, slow, signal = (int(p) for p in params)
        return list(macd(CLOSE, fast, slow, signal))
    n = int(params[0])
    if name == "bbands":
        return list(bbands(CLOSE, n, params[1]))
    if name in SINGLE:
        return [SINGLE[name](CLOSE, n)]
    if name in {"highest", "lowest"}:
        return [extreme(max if name == "highest" else min, CLOSE, n)]
    return [atr(n)] if name == "atr" else list(donchian(n))


SINGLE: dict[str, Callable[[Series, int], Series]] = {
    "sma": sma, "ema": ema, "wma": wma, "rma": rma, "rsi": rsi, "stdev": stdev, "zscore": zscore,
    "roc": roc, "momentum": momentum,
}  # fmt: skip
PARAMS: dict[str, list[tuple[float, ...]]] = {
    "macd": [(12, 26, 9), (3, 5, 2), (1, 2, 1)], "bbands": [(20, 2), (2, 0.5)],
}  # fmt: skip


def computed(name: str, params: tuple[float, ...], rows: list[Series]) -> Any:
    definition = DEFINITIONS[name, None]
    lines = np.empty((max(1, len(CATALOGUE[name].lines)), len(rows[0])))
    definition.column(definition.init(np.array(params, dtype=np.float64)), np.array(rows), lines)
    return lines


def inputs(name: str) -> list[Series]:
    bars = {"high": HIGH, "low": LOW, "close": CLOSE, "source": CLOSE}
    return [bars[word] for word in DEFINITIONS[name, None].inputs]


@pytest.mark.parametrize("name", NAMES)
def test_an_indicator_agrees_with_its_formula_written_out(name: str) -> None:
    for params in PARAMS.get(name, [(2,), (5,), (14,), (50,)]):
        expected = np.array(oracle(name, params))
        np.testing.assert_allclose(
            computed(name, params, inputs(name)), expected, rtol=1e-9, atol=1e-9
        )


@pytest.mark.parametrize("name", NAMES)
def test_the_first_value_comes_on_the_bar_the_catalogue_says(name: str) -> None:
    spec = CATALOGUE[name]
    params = PARAMS.get(name, [(14,)])[0]
    lines = computed(name, params, inputs(name))
    values = dict(zip((p.name for p in spec.params), params, strict=True))
    for row, line in zip(lines, spec.lines or (None,), strict=True):
        first = int(np.flatnonzero(~np.isnan(row))[0])
        assert first + 1 == spec.bars(values, line), line


def test_the_catalogue_and_the_definitions_hold_the_same_names() -> None:
    assert {name for name, spec in CATALOGUE.items() if spec.runs} == set(NAMES)


def test_a_flat_market_has_rsi_50_no_zscore_and_no_range() -> None:
    flat = [1.25] * 60
    assert computed("rsi", (14,), [flat])[0, -1] == 50.0
    assert isnan(computed("zscore", (20,), [flat])[0, -1])
    assert computed("atr", (14,), [flat, flat, flat])[0, -1] == 0.0


def test_atr_is_the_simple_mean_and_not_wilders() -> None:
    tr = true_ranges()
    wilder = sum(tr[1:15]) / 14
    for value in tr[15:60]:
        wilder = (wilder * 13 + value) / 14
    ours = computed("atr", (14,), inputs("atr"))[0]
    assert abs(ours[59] - wilder) > 1e-6
    assert ours[59] == pytest.approx(sum(tr[46:60]) / 14, abs=1e-12)
