"""Tick and lot values, against figures worked out by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest

from algo.valuation import Valuation
from tickloom.domain.errors import InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.venue.conversion import Quote


def pair(symbol: str, *, digits: int = 5) -> Instrument:
    base, profit = symbol[:3], symbol[3:]
    point = Decimal(1).scaleb(-digits)
    return Instrument(
        symbol=Symbol(symbol), description=symbol, group="Forex", digits=digits, tick_size=point,
        contract_size=Decimal(100_000), volume_min=Decimal("0.01"), volume_max=Decimal(100),
        volume_step=Decimal("0.01"), currency_base=base, currency_profit=profit,
        currency_margin=base, calc_mode=CalcMode.FOREX, pip_size=point * 10,
    )  # fmt: skip


EURUSD, USDJPY = pair("EURUSD"), pair("USDJPY", digits=3)
EURGBP, GBPUSD = pair("EURGBP"), pair("GBPUSD")
VENUE = [EURUSD, USDJPY, EURGBP, GBPUSD]
QUOTES = {
    EURUSD.symbol: Quote(bid=Decimal("1.1"), ask=Decimal("1.1001")),
    USDJPY.symbol: Quote(bid=Decimal(150), ask=Decimal("150.01")),
    GBPUSD.symbol: Quote(bid=Decimal("1.25"), ask=Decimal("1.2502")),
    EURGBP.symbol: Quote(bid=Decimal("0.88"), ask=Decimal("0.8802")),
}


@pytest.mark.parametrize(
    ("instrument", "tick_value", "margin", "needed"),
    [
        (EURUSD, Fraction(1), Fraction("1100.1"), set[str]()),
        (USDJPY, Fraction(100, 150), Fraction(1000), set[str]()),
        (EURGBP, Fraction("1.2502"), Fraction("1100.1"), {"GBPUSD", "EURUSD"}),
    ],
)
def test_values_in_dollars(
    instrument: Instrument, tick_value: Fraction, margin: Fraction, needed: set[str]
) -> None:
    valuation = Valuation(instrument, VENUE, currency="USD")
    assert valuation.tick_value(QUOTES) == tick_value
    assert valuation.margin_per_lot(QUOTES, leverage=100) == margin
    assert valuation.needed == needed


def test_a_venue_that_cannot_convert_is_named() -> None:
    with pytest.raises(InvalidInput, match="GBPUSD"):
        Valuation(EURGBP, [EURGBP, EURUSD], currency="USD")
