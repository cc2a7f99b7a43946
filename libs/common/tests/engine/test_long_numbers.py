"""Numbers with more digits than anybody needs give what their neighbours give, never an overflow.

A third of a percent typed in a notebook, 0.1 * 3, 1 / 157.6 as a rate.
"""

from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.engine.run_settings import AccountSettings, RunSettings
from tickloom.engine.simulation.exact import held_products
from tickloom.engine.simulation.money import commission, profit, swap
from tickloom.engine.simulation.ratios import LONG, SHORT, exact, held
from tickloom.testing.plays import EURGBP, EURUSD, USDJPY, Play, entries, lived, rows_market
from tickloom.testing.plays import setting_of as settings_of
from tickloom.venue.costs import Commission, CommissionMode, Swap, SwapMode

_LONG_DECIMALS = st.decimals(Decimal("0.000001"), Decimal(1_000), places=15)
_ROWS = [(110_000, 110_400, 109_600, 110_000)] * 3


def entered(
    settings: RunSettings | None = None, **parts: Any
) -> list[tuple[int, int, int, int, str]]:
    parts.setdefault("stop_loss", {"unit": "points", "value": 800})
    parts.setdefault("sizing", {"mode": "fixed_lots", "lots": 0.1})
    found = lived(_ROWS, Play(long=[0], settings=settings or RunSettings()), **parts)
    return entries(found)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ({"stop_loss": {"unit": "pct", "value": 0.3}},
         {"stop_loss": {"unit": "pct", "value": 0.30000000000000004}}),
        ({"stop_loss": {"unit": "price", "value": 0.0066667}},
         {"stop_loss": {"unit": "price", "value": 0.02 / 3}}),
        ({"take_profit": [{"unit": "r", "value": 1.3333333}]},
         {"take_profit": [{"unit": "r", "value": 4 / 3}]}),
        ({"sizing": {"mode": "risk_pct", "pct": 0.333333}},
         {"sizing": {"mode": "risk_pct", "pct": 1 / 3}}),
        ({"sizing": {"mode": "risk_money", "amount": 66.67}},
         {"sizing": {"mode": "risk_money", "amount": 200 / 3}}),
        ({"sizing": {"mode": "fixed_lots", "lots": 0.3}},
         {"sizing": {"mode": "fixed_lots", "lots": 0.1 * 3}}),
        ({"limits": {"max_daily_loss_pct": 0.3333}}, {"limits": {"max_daily_loss_pct": 1 / 3}}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("balance", [10_000, 100_000_000])
def test_a_long_number_enters_as_its_short_neighbour(
    short: dict[str, Any], long: dict[str, Any], balance: int
) -> None:
    settings = RunSettings(account=AccountSettings(balance=Decimal(balance)))
    assert entered(settings, **long) == entered(settings, **short)
    assert entered(settings, **long), "it enters at all"


def nearest(ratio: Fraction) -> int:
    whole = floor(abs(ratio) + Fraction(1, 2))
    return whole if ratio >= 0 else -whole


def near(found: int, wanted: Fraction) -> bool:
    """Within a billionth, and a unit for the rounding."""
    return abs(found - nearest(wanted)) <= 1 + abs(wanted) / 10**9


@given(rate=_LONG_DECIMALS, points=st.integers(-100_000, 100_000), steps=st.integers(1, 50_000))
def test_a_profit_at_a_long_rate(rate: Decimal, points: int, steps: int) -> None:
    account = AccountSettings(currency="CHF", conversion_rate=rate)
    setting = settings_of(
        rows_market(_ROWS, instrument=EURGBP),
        Play(instrument=EURGBP, settings=RunSettings(account=account)),
    )[0]
    found = profit(setting.money, setting.market, 1, points, steps, 85_000, 85_000)
    assert near(found, Fraction(points * steps) * exact(rate))


@given(amount=_LONG_DECIMALS, steps=st.integers(1, 50_000))
def test_a_commission_of_a_long_percentage(amount: Decimal, steps: int) -> None:
    model = Commission(mode=CommissionMode.PERCENT, amount=amount / 1_000)
    setting = settings_of(rows_market(_ROWS), Play(settings=RunSettings(commission=model)))[0]
    found = commission(setting.money, setting.market, 1, steps, 110_000, True)
    assert near(-found, Fraction(steps * 110_000) * exact(amount / 1_000) / 100)


@given(
    rate=_LONG_DECIMALS, mode=st.sampled_from([SwapMode.POINTS, SwapMode.INTEREST_CURRENT]),
    steps=st.integers(1, 50_000), nights=st.sampled_from([1, 3]), is_yen=st.booleans(),
)  # fmt: skip
def test_a_swap_at_a_long_rate(
    rate: Decimal, mode: SwapMode, steps: int, nights: int, *, is_yen: bool
) -> None:
    instrument, price = (USDJPY, 150_000) if is_yen else (EURUSD, 110_000)
    settings = RunSettings(swap=Swap(mode=mode, long=-rate, short=rate))
    rows = [(price, price, price, price)] * 3
    play = Play(instrument=instrument, settings=settings)
    setting = settings_of(rows_market(rows, instrument=instrument), play)[0]
    found = swap(setting.money, setting.market, 1, 1, steps, nights, price, price, price)
    share = 1 if mode is SwapMode.POINTS else Fraction(price, 36_000)
    worth = Fraction(100 * 1_000, price) if is_yen else 1  # yen by the cent and point, in dollars
    assert near(found, -exact(rate) * steps * nights * share * worth)


@given(st.fractions(Fraction(-(10**7)), Fraction(10**7)), st.sampled_from([SHORT, LONG]))
def test_a_held_ratio_is_short_and_near(ratio: Fraction, most: int) -> None:
    found = held(ratio, most)
    assert abs(found.numerator) <= max(most, abs(ratio) + 1)
    assert abs(found - ratio) <= max(Fraction(1, most), abs(ratio) / most)
    if abs(ratio.numerator) <= most and ratio.denominator <= LONG:
        assert found == ratio


_WORDS = st.integers(1, 2**62)


@given(st.integers(-(2**62), 2**62), _WORDS, _WORDS, _WORDS)
def test_products_are_exact_or_near(a: int, b: int, c: int, d: int) -> None:
    top, under = held_products(a, b, c, d)
    if max(abs(a * b), c * d) < 2**59:
        assert (top, under) == (a * b, c * d)
    elif abs(a * b) > c * d:
        assert abs(top) < 2**61
        assert under < 2**61
        assert Fraction(top, under) == pytest.approx(a * b / (c * d), rel=2.0**-20) or under < 2**20
