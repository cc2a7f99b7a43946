"""What is said of a symbol."""

import pytest

from mt5_bridge.market_messages import symbol_info
from tickloom.contracts.instruments import instrument_of
from tickloom_terminal.market.instruments import sheet_for


@pytest.mark.parametrize(("symbol", "origin"), [("XAUUSD", "stated"), ("GER40", "assumed")])
def test_a_venue_states_its_contracts_and_not_one_that_was_made_up(
    symbol: str, origin: str
) -> None:
    info = symbol_info(sheet_for(symbol), ["other"])
    assert (info.origin, info.aliases) == (origin, ["other"])
    assert instrument_of(info).contract_size == sheet_for(symbol).contract_size
