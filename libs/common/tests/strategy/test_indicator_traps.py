"""Where other software differs from MetaTrader, and by how much: the figures people trip over."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from computed import of
from oracles_averages import ema_all
from oracles_market import moving
from oracles_oscillators import rsi

MARKET = moving(6_000, 41)
HLC = [MARKET.high, MARKET.low, MARKET.close]
C = [MARKET.close]


def test_wilders_atr_differs_by_a_few_percent_and_never_converges() -> None:
    apart: Any = of("atr", 14, rows=HLC)[0] / of("atr", 14, rows=HLC, form="wilder")[0] - 1
    assert apart[14] == pytest.approx(0, abs=1e-12), "the first value is the same mean"
    for part in (apart[15:], apart[-1_000:]):
        assert 0.03 < np.nanmean(np.abs(part)) < 0.06


def test_wilders_adx_is_lower_by_a_third_of_the_way_to_the_usual_threshold() -> None:
    ours, wilder = of("adx", 14, rows=HLC)[0], of("adx", 14, rows=HLC, form="wilder")[0]
    settled = slice(300, None)
    assert ours[settled].mean() - wilder[settled].mean() > 4
    assert 7 < np.abs(ours - wilder)[settled].mean() < 10
    assert 25 < np.abs(ours - wilder)[settled].max() < 45


def test_wilders_first_adx_is_far_too_low() -> None:
    """Smoothed from 0 at index n: where every index is 100 the first one shown is 67."""
    rising = [[1 + i * 0.001 + off for i in range(200)] for off in (0.0005, -0.0005, 0.0)]
    adx = of("adx", 14, rows=rising, form="wilder")[0]
    assert adx[28] == pytest.approx(100 * (1 - (13 / 14) ** 15), abs=1e-9)
    assert adx[199] > 99.9
    settled, young = (
        of("adx", 14, rows=[row[start:] for row in HLC], form="wilder")[0] for start in (0, 500)
    )
    assert np.abs(young[600:] - settled[1_100:]).max() < 1e-9


def test_a_macd_signal_by_ema_is_off_by_a_third_of_a_usual_signal() -> None:
    ours = of("macd", 12, 26, 9, rows=C)[1]
    other = of("macd", 12, 26, 9, rows=C, form="ema_signal")[1]
    apart = [abs(a - b) for a, b in zip(ours[33:], other[33:], strict=True)]
    usual = sum(abs(a) for a in ours[33:]) / len(apart)
    assert 0.2 < max(apart) / usual < 1.0


def test_a_seed_of_a_20_bar_ema_is_seen_for_about_a_hundred_bars() -> None:
    apart = np.abs(of("ema", 20, rows=C)[0] - of("ema", 20, rows=C, form="sma_seed")[0])
    last = int(np.flatnonzero(apart > 1e-9)[-1]) + 1
    assert 90 < last < 160


def test_an_rsi_smoothed_from_the_first_change_is_off_until_bar_250() -> None:
    """What pandas' ewm gives: no mean of the first 14 changes."""
    close = MARKET.close
    changes = [b - a for a, b in pairwise(close)]
    k = 2 / (2 * 14 - 1 + 1)  # as ema_all wants it: 1/14 is an EMA of 27
    assert k == pytest.approx(1 / 14)
    gain = np.array(ema_all([max(c, 0.0) for c in changes], 27))
    loss = np.array(ema_all([max(-c, 0.0) for c in changes], 27))
    other = 100 - 100 / (1 + gain[13:] / loss[13:])
    ours = of("rsi", 14, rows=C)[0][14:]
    apart = np.abs(ours - other)
    assert np.array(rsi(close, 14))[14:] == pytest.approx(ours, abs=1e-9)
    assert apart[36:86].max() > 0.1
    assert 180 < int(np.flatnonzero(apart > 1e-6)[-1]) < 300


def test_a_stochastic_by_mean_of_ratios_is_another_line() -> None:
    apart = np.abs(
        of("stoch", 14, 3, 3, rows=HLC)[0]
        - of("stoch", 14, 3, 3, rows=HLC, form="mean_of_ratios")[0]
    )
    assert np.nanmax(apart) > 1.0
    assert np.nanmean(apart) < 3.0
