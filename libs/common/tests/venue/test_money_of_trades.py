"""Profit, margin and tick value against the worked examples of MetaTrader's formulas."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.domain.errors import NotFound, Unavailable
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.money import Money, Price, Volume, cents
from tickloom.domain.order import Side
from tickloom.venue.conversion import Converter, Quote
from tickloom.venue.margin import margin_raw
from tickloom.venue.profit import profit, profit_raw, tick_value


def pair(name: str, digits: int = 5) -> Instrument:
    return Instrument(
        symbol=Symbol(name), description=name, group="Forex", digits=digits,
        tick_size=Decimal(1).scaleb(-digits), contract_size=Decimal(100_000),
        volume_min=Decimal("0.01"), volume_max=Decimal(500), volume_step=Decimal("0.01"),
        currency_base=name[:3], currency_profit=name[3:], currency_margin=name[:3],
        calc_mode=CalcMode.FOREX, pip_size=Decimal(10).scaleb(-digits),
    )  # fmt: skip


def gold(mode: CalcMode = CalcMode.CFD_LEVERAGE) -> Instrument:
    return Instrument(
        symbol=Symbol("XAUUSD"), description="gold", group="Metals", digits=2,
        tick_size=Decimal("0.01"), contract_size=Decimal(100), volume_min=Decimal("0.01"),
        volume_max=Decimal(100), volume_step=Decimal("0.01"), currency_base="XAU",
        currency_profit="USD", currency_margin="USD", calc_mode=mode, pip_size=Decimal("0.10"),
    )  # fmt: skip


ALL = (pair("EURUSD"), pair("GBPUSD"), pair("USDJPY", 3), pair("EURGBP"), gold())
BY_NAME = {instrument.symbol: instrument for instrument in ALL}
PRICES = {"EURUSD": "1.0850", "GBPUSD": "1.27", "USDJPY": "149.600", "EURGBP": "0.85120"}


def flat(symbol: Symbol) -> Quote | None:
    """Quotes without a spread, where the examples have none."""
    text = PRICES.get(symbol)
    return None if text is None else Quote(bid=Decimal(text), ask=Decimal(text))


@pytest.mark.parametrize(
    ("symbol", "side", "volume", "opened", "closed", "expected"),
    [
        ("EURUSD", Side.BUY, "0.50", "1.08500", "1.08720", "110.00"),
        ("USDJPY", Side.BUY, "0.40", "150.000", "149.600", "-106.95"),
        ("XAUUSD", Side.SELL, "0.12", "2350.00", "2342.00", "96.00"),
        ("EURGBP", Side.BUY, "0.52", "0.85000", "0.85120", "79.25"),
    ],
)
def test_profit_is_that_of_the_worked_examples(
    symbol: str, side: Side, volume: str, opened: str, closed: str, expected: str
) -> None:
    raw = profit_raw(
        BY_NAME[Symbol(symbol)], side, Volume(Decimal(volume)), opened=Price(Decimal(opened)),
        closed=Decimal(closed),
    )  # fmt: skip
    assert str(profit(raw, Converter(ALL, currency="USD"), flat)) == expected


@pytest.mark.parametrize(
    ("symbol", "volume", "price", "leverage", "expected"),
    [
        ("EURUSD", "0.50", "1.0850", 100, "542.50"),
        ("USDJPY", "0.40", "149.600", 100, "400.00"),
        ("EURGBP", "0.52", "0.85", 100, "564.20"),
        ("XAUUSD", "0.12", "2350", 20, "1410.00"),
    ],
)
def test_margin_is_that_of_the_worked_examples(
    symbol: str, volume: str, price: str, leverage: int, expected: str
) -> None:
    raw = margin_raw(
        BY_NAME[Symbol(symbol)], Volume(Decimal(volume)), price=Decimal(price), leverage=leverage
    )
    margin = Converter(ALL, currency="USD").margin(raw, Side.BUY, flat)
    assert str(cents(margin)) == expected


def test_a_cfd_without_leverage_binds_its_whole_value() -> None:
    raw = margin_raw(gold(CalcMode.CFD), Volume(Decimal("0.10")), price=Decimal(2350), leverage=100)
    assert raw == Money(amount=Decimal(23_500), currency="USD")


@pytest.mark.parametrize(
    ("symbol", "currency", "quote", "expected"),
    [
        ("EURUSD", "USD", None, "1.00000"),
        ("USDJPY", "USD", ("USDJPY", "150"), "0.66667"),
        ("XAUUSD", "USD", None, "1.00000"),
        ("EURGBP", "USD", ("GBPUSD", "1.2700"), "1.27000"),
        ("EURUSD", "EUR", ("EURUSD", "1.1000"), "0.90909"),
    ],
)
def test_tick_values_are_those_of_the_worked_examples(
    symbol: str, currency: str, quote: tuple[str, str] | None, expected: str
) -> None:
    def quotes(asked: Symbol) -> Quote | None:
        assert quote is not None
        assert asked == quote[0]
        return Quote(bid=Decimal(quote[1]), ask=Decimal(quote[1]))

    value = tick_value(
        BY_NAME[Symbol(symbol)], Converter(ALL, currency=currency), quotes, is_gain=False
    )
    assert str(round(value, 5)) == expected


@given(
    amount=st.decimals(min_value=1, max_value=10**7, places=2),
    bid_points=st.integers(min_value=50_000, max_value=200_000),
    spread_points=st.integers(min_value=0, max_value=500),
)
def test_a_gain_never_converts_better_than_a_loss(
    amount: Decimal, bid_points: int, spread_points: int
) -> None:
    def quotes(_: Symbol) -> Quote:
        bid = Decimal(bid_points).scaleb(-3)
        return Quote(bid=bid, ask=bid + Decimal(spread_points).scaleb(-3))

    converter = Converter(ALL, currency="USD")
    for currency in ("JPY", "GBP"):
        gain = converter.profit(Money(amount=amount, currency=currency), quotes)
        loss = converter.profit(Money(amount=-amount, currency=currency), quotes)
        assert 0 < gain <= -loss


def test_a_missing_pair_and_a_missing_quote_say_what_they_need() -> None:
    converter = Converter((pair("USDJPY", 3),), currency="USD")
    with pytest.raises(NotFound, match="converts GBP to USD"):
        converter.profit(Money(amount=Decimal(1), currency="GBP"), flat)
    with pytest.raises(Unavailable, match="USDJPY has no quote yet"):
        converter.profit(Money(amount=Decimal(1), currency="JPY"), lambda _: None)
