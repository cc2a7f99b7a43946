from decimal import Decimal

import pytest

from tickloom.domain.instrument import ContractOrigin
from tickloom_terminal.market.instruments import SHEETS, sheet_for, symbol_in_text, with_digits
from tickloom_terminal.market.market_shape import SHAPES


@pytest.mark.parametrize(
    ("symbol", "pip"),
    [
        ("EURUSD", "0.0001"),
        ("USDJPY", "0.01"),
        ("EURHUF", "0.01"),
        ("XAUUSD", "0.10"),
        ("XAGUSD", "0.01"),
    ],
)
def test_pips_are_attributes_of_the_sheet(symbol: str, pip: str) -> None:
    assert sheet_for(symbol).pip_size == Decimal(pip)


@pytest.mark.parametrize("symbol", ["BTCUSD", "TLX24", "US500", "WHATEVER"])
def test_what_has_no_agreed_pip_has_none(symbol: str) -> None:
    assert sheet_for(symbol).pip_size is None


@pytest.mark.parametrize(
    ("symbol", "origin"),
    [("XAUUSD", "built_in"), ("SEKJPY", "built_in"), ("GER40", "assumed"), ("AAPL", "assumed")],
)
def test_a_contract_that_is_made_up_from_a_name_says_so(symbol: str, origin: str) -> None:
    assert sheet_for(symbol).origin == origin


def test_a_sheet_keeps_the_name_as_it_was_given() -> None:
    assert sheet_for("eurusd").symbol == "eurusd"
    assert sheet_for("eurusd").digits == 5


@pytest.mark.parametrize("symbol", ["EURUSD.m", "EURUSDm", "EURUSD_i", "eurusd.raw"])
def test_a_brokers_suffix_hides_no_sheet(symbol: str) -> None:
    assert (sheet_for(symbol).symbol, sheet_for(symbol).pip_size) == (symbol, Decimal("0.0001"))


def test_a_pair_without_a_sheet_is_made_from_its_name() -> None:
    sheet = sheet_for("SEKJPY")
    assert (sheet.digits, sheet.currency_base, sheet.currency_profit) == (3, "SEK", "JPY")


def test_finer_quotes_refine_the_grid_but_not_the_pip() -> None:
    gold = with_digits(sheet_for("XAUUSD"), 3)
    assert (gold.tick_size, gold.pip_size) == (Decimal("0.001"), Decimal("0.10"))
    assert with_digits(gold, 2) == gold


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("EURUSD_oanda_20140501_20140515", "EURUSD"),
        ("DAT_ASCII_USDJPY_T_201405", "USDJPY"),
        ("eurusd-2014", "EURUSD"),
        ("GOLD.m1", "XAUUSD"),
        ("ticks_SEKNOK", "SEKNOK"),
        ("my quotes of may", None),
        ("replay", None),
    ],
)
def test_a_file_name_tells_its_symbol(name: str, symbol: str | None) -> None:
    assert symbol_in_text(name) == symbol


def test_every_generated_market_has_a_sheet() -> None:
    assert set(SHAPES) <= set(SHEETS)
    assert SHEETS["TLX24"].group == "Demo"
    assert SHEETS["TLX24"].always_open


@pytest.mark.parametrize("name", ["GOLD", "GOLDm", "gold", "GOLD.pro", "GOLD#", "XAUUSD.r"])
def test_gold_is_gold_by_its_other_names(name: str) -> None:
    sheet = sheet_for(name)
    assert (str(sheet.symbol), sheet.contract_size, sheet.currency_base) == (name, 100, "XAU")
    assert sheet.origin is ContractOrigin.BUILT_IN


@pytest.mark.parametrize("name", ["GOLDMAN", "SILVERGATE"])
def test_a_share_with_such_a_name_is_none(name: str) -> None:
    assert sheet_for(name).origin is ContractOrigin.ASSUMED


def test_metals_in_other_currencies_keep_their_lots() -> None:
    assert (sheet_for("XAUEUR").contract_size, sheet_for("XAUEUR").currency_profit) == (100, "EUR")
    assert (sheet_for("SILVER").contract_size, sheet_for("XAGAUD.x").contract_size) == (5000, 5000)
    assert sheet_for("XAGAUD.x").currency_profit == "AUD"
