from decimal import Decimal

import pytest

from tickloom.domain.instrument import CalcMode
from tickloom.domain.pips import pip_size_of

FOREX, CFD, LEVERAGE = CalcMode.FOREX, CalcMode.CFD, CalcMode.CFD_LEVERAGE


@pytest.mark.parametrize(
    ("symbol", "digits", "base", "profit", "mode", "pip"),
    [
        ("EURUSD", 5, "EUR", "USD", FOREX, "0.0001"), ("EURUSD", 4, "EUR", "USD", FOREX, "0.0001"),
        ("USDJPY", 3, "USD", "JPY", FOREX, "0.01"), ("USDJPYm", 2, "USD", "JPY", FOREX, "0.01"),
        ("eurjpy.raw", 3, "EUR", "JPY", LEVERAGE, "0.01"),
        ("GBPUSD", 5, "", "", FOREX, "0.0001"), ("US500", 1, "", "", CFD, None),
        ("XAUUSD", 2, "XAU", "USD", FOREX, "0.1"), ("XAUUSD", 3, "XAU", "USD", FOREX, "0.1"),
        ("XAUUSD", 2, "XAU", "USD", LEVERAGE, "0.1"), ("XAUUSD", 3, "XAU", "USD", CFD, "0.1"),
        ("XAUUSDm", 2, "USD", "USD", LEVERAGE, "0.1"), ("GOLD", 2, "XAU", "USD", LEVERAGE, "0.1"),
        ("XAUEUR", 2, "XAU", "EUR", LEVERAGE, "0.1"), ("XAUJPY", 0, "XAU", "JPY", FOREX, None),
        ("XAGUSD", 3, "XAG", "USD", FOREX, "0.01"), ("XAGUSD", 2, "XAG", "USD", LEVERAGE, "0.01"),
        ("XAGUSD", 4, "XAG", "USD", FOREX, "0.01"),
        ("XPTUSD", 2, "XPT", "USD", FOREX, None), ("US500", 1, "USD", "USD", CFD, None),
        ("GER40", 2, "EUR", "EUR", LEVERAGE, None), ("JP225", 0, "JPY", "USD", CFD, None),
        ("XAU", 2, "USD", "USD", CFD, None), ("XTIUSD", 2, "USD", "USD", LEVERAGE, None),
        ("BTCUSD", 2, "BTC", "USD", FOREX, None), ("ETHUSD", 2, "ETH", "USD", LEVERAGE, None),
        ("AAPL", 2, "USD", "USD", CFD, None), ("USDIDR", 0, "USD", "IDR", FOREX, None),
    ],
)  # fmt: skip
def test_a_pip_is_that_of_the_kind_whatever_the_digits_and_the_mode(
    symbol: str, digits: int, base: str, profit: str, mode: CalcMode, pip: str | None
) -> None:
    found = pip_size_of(
        symbol, digits=digits, currency_base=base, currency_profit=profit, calc_mode=mode
    )
    assert found == (None if pip is None else Decimal(pip))
