from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.risk.check import Approved, Refused
from tickloom.risk.sizing import Ceiling, loss_per_lot, lots_fixed, lots_for_risk

RICH = Ceiling(margin_free=Decimal(10_000_000), margin_per_lot=Decimal(1_000))


def instrument(*, tick: str = "0.00001", digits: int = 5, contract: int = 100_000) -> Instrument:
    return Instrument(
        symbol=Symbol("TEST"), description="", group="", digits=digits, tick_size=Decimal(tick),
        contract_size=Decimal(contract), volume_min=Decimal("0.01"), volume_max=Decimal(100),
        volume_step=Decimal("0.01"), currency_base="EUR", currency_profit="USD",
        currency_margin="EUR", calc_mode=CalcMode.FOREX, pip_size=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("digits", "stop", "tick_value", "lots"),
    [
        pytest.param(5, "0.0020", Fraction(1), "0.50", id="EURUSD, 20 pips"),
        pytest.param(3, "0.250", Fraction(100, 150), "0.60", id="USDJPY at 150, 25 pips"),
        pytest.param(2, "8.00", Fraction(1), "0.12", id="XAUUSD, 8.00"),
        pytest.param(5, "0.0015", Fraction(127, 100), "0.52", id="EURGBP, 15 pips"),
        pytest.param(3, "0.400", Fraction(100, 150), "0.37", id="EURJPY, 40 pips"),
        pytest.param(5, "0.0020", Fraction(10, 11), "0.55", id="EURUSD in euros, 20 pips"),
    ],
)
def test_lots_of_the_worked_examples(
    digits: int, stop: str, tick_value: Fraction, lots: str
) -> None:
    symbol = instrument(tick=str(Decimal(1).scaleb(-digits)), digits=digits)
    sized = lots_for_risk(
        symbol, risk=Decimal(100), stop_distance=Decimal(stop), tick_value=tick_value, ceiling=RICH
    )
    assert sized == Approved(volume=symbol.volume(lots))


def test_below_the_minimum_is_refused_with_the_smallest_possible_risk() -> None:
    sized = lots_for_risk(
        instrument(), risk=Decimal("1.99"), stop_distance=Decimal("0.0020"), tick_value=Decimal(1),
        ceiling=RICH,
    )  # fmt: skip
    assert isinstance(sized, Refused)
    assert sized.reason == "below_minimum_volume"
    assert "2.00" in sized.detail


def test_margin_and_the_venue_cap_and_are_named() -> None:
    tight = Ceiling(margin_free=Decimal(1_000), margin_per_lot=Decimal("1085.00"))
    by_margin = lots_for_risk(
        instrument(), risk=Decimal(100), stop_distance=Decimal("0.00010"), tick_value=Decimal(1),
        ceiling=tight,
    )  # fmt: skip
    assert isinstance(by_margin, Approved)
    assert (by_margin.volume, by_margin.capped_by) == (Decimal("0.92"), "margin")
    by_venue = lots_fixed(instrument(), lots=Decimal(500), ceiling=RICH)
    assert isinstance(by_venue, Approved)
    assert (by_venue.volume, by_venue.capped_by) == (Decimal(100), "maximum_volume")
    broke = lots_fixed(
        instrument(), lots=Decimal(1), ceiling=replace(tight, margin_free=Decimal(5))
    )
    assert isinstance(broke, Refused)
    assert broke.reason == "not_enough_margin"


def test_nothing_is_sized_without_money_or_without_a_stop() -> None:
    for risk, stop in ((Decimal(0), Decimal("0.001")), (Decimal(-5), Decimal("0.001"))):
        sized = lots_for_risk(
            instrument(), risk=risk, stop_distance=stop, tick_value=Decimal(1), ceiling=RICH
        )
        assert isinstance(sized, Refused)
    flat = lots_for_risk(
        instrument(), risk=Decimal(1), stop_distance=Decimal(0), tick_value=Decimal(1), ceiling=RICH
    )
    assert isinstance(flat, Refused)


@given(
    risk=st.decimals("0.01", "100000", places=2),
    points=st.integers(1, 5_000),
    tick_value=st.fractions(Fraction(1, 100), 20),
)
def test_the_loss_at_the_stop_is_within_the_risk_and_one_step_more_is_not(
    risk: Decimal, points: int, tick_value: Fraction
) -> None:
    symbol = instrument()
    stop = points * symbol.point
    sized = lots_for_risk(
        symbol, risk=risk, stop_distance=stop, tick_value=tick_value, ceiling=RICH
    )
    loss = loss_per_lot(symbol, stop_distance=stop, tick_value=tick_value)
    if isinstance(sized, Refused):
        assert loss * Fraction(symbol.volume_min) > risk
        return
    assert sized.volume % symbol.volume_step == 0
    assert symbol.volume_min <= sized.volume <= symbol.volume_max
    assert loss * Fraction(sized.volume) <= risk
    if not sized.capped_by:
        assert loss * Fraction(sized.volume + symbol.volume_step) > risk
