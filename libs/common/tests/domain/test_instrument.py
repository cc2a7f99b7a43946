"""Prices and volumes stand on the grid, exactly."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.domain.errors import InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.money import Money, cents


def instrument(**changed: object) -> Instrument:
    sheet: dict[str, object] = {
        "symbol": Symbol("EURUSD"), "description": "Euro vs US dollar", "group": "Forex",
        "digits": 5, "tick_size": Decimal("0.00001"), "contract_size": Decimal(100_000),
        "volume_min": Decimal("0.01"), "volume_max": Decimal(500), "volume_step": Decimal("0.01"),
        "currency_base": "EUR", "currency_profit": "USD", "currency_margin": "EUR",
        "calc_mode": CalcMode.FOREX, "pip_size": Decimal("0.0001"),
    }  # fmt: skip
    return Instrument(**(sheet | changed))  # pyright: ignore[reportArgumentType]


@given(points=st.integers(1, 10_000_000))
def test_points_and_prices_are_each_others_inverse(points: int) -> None:
    eurusd = instrument()
    price = eurusd.from_points(points)
    assert eurusd.points(price) == points
    assert eurusd.price(float(price)) == price


@given(hundredths=st.integers(1, 50_000))
def test_a_volume_is_floored_in_whole_steps(hundredths: int) -> None:
    exact = Decimal(hundredths) / 100
    eurusd = instrument()
    assert eurusd.volume_floored(exact) == exact
    assert eurusd.volume_floored(exact + Decimal("0.009999")) == exact


def test_sixty_hundredths_stay_sixty_hundredths() -> None:
    assert instrument().volume_floored(100 / (Fraction(500) / 3)) == Decimal("0.60")


def test_gold_on_a_quarter_tick_is_rounded_to_the_grid() -> None:
    gold = instrument(symbol=Symbol("XAUUSD"), digits=2, tick_size=Decimal("0.25"))
    assert gold.price("1300.13") == Decimal("1300.25")


@pytest.mark.parametrize("field", ["tick_size", "contract_size", "volume_min", "volume_step"])
def test_an_instrument_without_a_grid_cannot_exist(field: str) -> None:
    with pytest.raises(InvalidInput, match=field):
        instrument(**{field: Decimal(0)})


@pytest.mark.parametrize("volume", ["0", "0.005", "0.015", "501", "NaN"])
def test_a_volume_off_the_grid_is_refused_with_what_would_be_right(volume: str) -> None:
    with pytest.raises(InvalidInput, match=r"0\.01 to 500 lots in steps of 0\.01"):
        instrument().volume(Decimal(volume))


@pytest.mark.parametrize("price", ["0", "-1", "NaN", "Infinity"])
def test_a_price_that_is_none_is_refused(price: str) -> None:
    with pytest.raises(InvalidInput, match="above 0"):
        instrument().price(Decimal(price))


def test_a_contract_is_the_same_on_another_grid() -> None:
    eurusd = instrument(stops_level_points=25)
    coarse = eurusd.on_grid(4)
    assert (coarse.digits, coarse.tick_size, coarse.stops_level_points) == (4, Decimal("0.0001"), 3)
    assert (coarse.contract_size, coarse.pip_size) == (eurusd.contract_size, eurusd.pip_size)
    fine = eurusd.on_grid(6)
    assert (fine.tick_size, fine.stops_level_points) == (Decimal("0.000001"), 250)
    quarters = instrument(digits=2, tick_size=Decimal("0.25"))
    assert quarters.on_grid(3).tick_size == Decimal("0.25")
    assert quarters.on_grid(0).tick_size == 1
    assert eurusd.on_grid(5) == eurusd


def test_two_currencies_do_not_add_up() -> None:
    with pytest.raises(InvalidInput, match="USD"):
        _ = Money(amount=Decimal(1), currency="USD") + Money(amount=Decimal(1), currency="EUR")
    assert cents(Decimal("0.005")) == Decimal("0.01")
    assert cents(Decimal("-0.005")) == Decimal("-0.01")
