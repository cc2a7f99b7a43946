"""The broker's symbol for a market: found to the letter, or asked about with the candidates."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mt5_bridge.kept_state import KeptState
from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.records import VenueSymbol
from mt5_bridge.symbol_names.broker_names import BrokerNames
from mt5_bridge.symbol_names.learned_names import LearnedNames
from mt5_bridge.symbol_names.resolver import Found, Learned, Wanted, learn, resolve
from tickloom.domain.errors import Conflict, InvalidInput, NotFound, Unavailable
from tickloom.runtime.clock import ManualClock

D = Decimal
EURUSD = VenueSymbol(
    name="EURUSD", path="", description="", digits=5, point=D("0.00001"), tick_size=D("0.00001"),
    tick_value_profit=D(1), tick_value_loss=D(1), contract_size=D(100_000),
    volume_min=D("0.01"), volume_max=D(50), volume_step=D("0.01"), volume_limit=D(0),
    currency_base="EUR", currency_profit="USD", currency_margin="EUR", calc_mode=0, execution=2,
    filling_mask=2, expiration_mask=15, order_mask=127, trade_mode=4, stops_level_points=0,
    freeze_level_points=0, visible=True,
)  # fmt: skip
NOBODY: dict[str, Learned] = {}


def named(name: str, **changes: Any) -> VenueSymbol:
    return replace(EURUSD, name=name, **changes)


def gold(name: str, **changes: Any) -> VenueSymbol:
    return named(name, currency_base="XAU", digits=2, contract_size=D(100), calc_mode=4, **changes)


@pytest.mark.parametrize(
    "name",
    ["EURUSD", "EURUSDm", "EURUSD.m", "EURUSD.r", "EURUSD#", "EURUSD.raw", "EURUSD_i", "#EURUSD",
     "m.EURUSD", "eurusd", "EurUsd.PRO"],
)  # fmt: skip
def test_every_usual_spelling_is_found_and_kept_to_the_letter(name: str) -> None:
    others = [named("GBPUSD.m", currency_base="GBP"), gold("GOLD")]
    found = resolve(Wanted(name="EURUSD"), [named(name), *others], NOBODY)
    assert found.name == name


def test_the_exact_name_wins_over_its_variants() -> None:
    found = resolve(Wanted(name="EURUSD"), [named("EURUSD.m"), named("EURUSD")], NOBODY)
    assert (found.name, found.how) == ("EURUSD", Found.EXACT)


def test_two_variants_are_listed_with_their_contracts_and_none_is_guessed() -> None:
    symbols = [named("EURUSD.m"), named("EURUSDc", contract_size=D(1_000))]
    with pytest.raises(Conflict) as caught:
        resolve(Wanted(name="EURUSD"), symbols, NOBODY)
    assert "EURUSD.m (EUR/USD, lot 100000, 5 digits)" in caught.value.detail
    assert "EURUSDc (EUR/USD, lot 1000, 5 digits)" in caught.value.detail


def test_a_contract_that_is_said_decides_between_variants() -> None:
    symbols = [named("EURUSD.m"), named("EURUSDc", contract_size=D(1_000))]
    wanted = Wanted(name="EURUSD", contract_size=D(1_000))
    assert resolve(wanted, symbols, NOBODY).name == "EURUSDc"


def test_a_name_that_fits_with_another_contract_is_refused() -> None:
    with pytest.raises(Conflict, match="GBP/USD"):
        resolve(Wanted(name="EURUSD"), [named("EURUSD", currency_base="GBP")], NOBODY)
    with pytest.raises(NotFound, match="near it, but not it"):
        resolve(Wanted(name="EURUSD"), [named("EURUSD.x", currency_profit="JPY")], NOBODY)
    with pytest.raises(Conflict, match="5 digits, not 3"):
        resolve(Wanted(name="EURUSD", digits=3), [named("EURUSD")], NOBODY)


def test_gold_under_another_name_is_offered_for_confirmation_and_not_taken() -> None:
    with pytest.raises(NotFound, match="GOLD"):
        resolve(Wanted(name="XAUUSD"), [gold("GOLD"), named("EURUSD")], NOBODY)


def test_what_was_confirmed_is_used_from_then_on_over_restarts(tmp_path: Path) -> None:
    kept = KeptState(tmp_path / "state.sqlite")
    symbols = [gold("GOLD"), gold("XAUUSD.x", trade_mode=0)]
    names = LearnedNames(kept, server="Demo-1")
    names.confirm(Wanted(name="XAUUSD"), "GOLD", symbols, by="anna", now_us=1)
    again = LearnedNames(kept, server="Demo-1")
    assert again.resolve(Wanted(name="XAUUSD"), symbols).how is Found.LEARNED
    with pytest.raises(NotFound):
        LearnedNames(kept, server="Other").resolve(Wanted(name="XAUUSD"), [gold("GOLD")])


def test_an_alias_whose_contract_changed_or_that_is_gone_is_not_traded() -> None:
    learned = {"XAUUSD": learn(Wanted(name="XAUUSD"), "GOLD", [gold("GOLD")])}
    changed = replace(gold("GOLD"), contract_size=D(10))
    with pytest.raises(Conflict, match=r"100 then, .* 10 now"):
        resolve(Wanted(name="XAUUSD"), [changed], learned)
    with pytest.raises(NotFound, match="no such symbol any more"):
        resolve(Wanted(name="XAUUSD"), [named("EURUSD")], learned)


@pytest.mark.parametrize("name", ["gold", "GOLD ", "EURUSD"])
def test_only_the_brokers_own_spelling_and_the_right_contract_can_be_confirmed(name: str) -> None:
    with pytest.raises((NotFound, Conflict)):
        learn(Wanted(name="XAUUSD"), name, [gold("GOLD"), named("EURUSD")])


def test_a_disabled_namesake_points_at_the_variant_that_trades() -> None:
    symbols = [named("EURUSD", trade_mode=0), named("EURUSD.m")]
    with pytest.raises(Conflict, match=r"EURUSD is disabled .* EURUSD\.m"):
        resolve(Wanted(name="EURUSD"), symbols, NOBODY)
    alone = resolve(Wanted(name="EURUSD"), [named("EURUSD", trade_mode=0)], NOBODY)
    assert alone.name == "EURUSD", "its quotes and exits are still of use"


def test_a_long_name_that_merely_contains_the_market_is_another_thing() -> None:
    with pytest.raises(NotFound):
        resolve(Wanted(name="EURUSD"), [named("EURUSD_FUTURE_2026")], NOBODY)


@pytest.mark.parametrize("name", ["", "  ", "X" * 65])
def test_a_name_must_be_one(name: str) -> None:
    with pytest.raises(InvalidInput):
        Wanted(name=name)


def test_an_index_without_currencies_in_its_name_needs_its_letters_only() -> None:
    index: Callable[..., VenueSymbol] = named
    symbols = [index("US500.cash", currency_base="USD"), named("EURUSD")]
    assert resolve(Wanted(name="US500"), symbols, NOBODY).name == "US500.cash"


class Broker:
    """Its symbols now, and how often they were asked for; None while the terminal is silent."""

    def __init__(self, *symbols: VenueSymbol) -> None:
        self.symbols: tuple[VenueSymbol, ...] | None = symbols
        self.asked = 0

    def __call__(self) -> Answer[tuple[VenueSymbol, ...]]:
        self.asked += 1
        return (
            CallFailed(code=-10004, text="No IPC connection")
            if self.symbols is None
            else self.symbols
        )


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[KeptState]:
    kept = KeptState(tmp_path / "state.sqlite")
    yield kept
    kept.close()


def names_of(broker: Broker, kept: KeptState, clock: ManualClock) -> BrokerNames:
    return BrokerNames(LearnedNames(kept, server="Demo-1"), broker, clock)


def test_a_name_that_was_found_is_learned_with_its_contract(kept: KeptState) -> None:
    clock, broker = ManualClock(), Broker(named("EURUSD.m"), gold("GOLD"))
    names = names_of(broker, kept, clock)
    assert [names.of("EURUSD"), names.of("eurusd"), names.of("EURUSD.m")] == ["EURUSD.m"] * 3
    assert (names.aliases("EURUSD.m"), broker.asked) == (["EURUSD", "eurusd"], 1)
    broker.symbols = (named("EURUSD.m", contract_size=D(1_000)), named("EURUSD.x"))
    again = names_of(broker, kept, clock)
    with pytest.raises(Conflict, match=r"100000 then, .* 1000 now"):
        again.of("EURUSD")
    assert again.of("EURUSD.m") == "EURUSD.m", "by its own name it is what it is"


def test_a_changed_contract_is_seen_within_half_a_minute(kept: KeptState) -> None:
    clock, broker = ManualClock(), Broker(named("EURUSD.m"))
    names = names_of(broker, kept, clock)
    assert names.of("EURUSD") == "EURUSD.m"
    broker.symbols = None
    clock.advance(31)
    assert names.of("EURUSD") == "EURUSD.m", "what was told last holds while nothing is told"
    broker.symbols = (named("EURUSD.m", currency_base="GBP"),)
    with pytest.raises(Conflict, match="contract"):
        names.of("EURUSD")


def test_a_silent_terminal_makes_no_name_another_one(kept: KeptState) -> None:
    broker = Broker()
    broker.symbols = None
    names = names_of(broker, kept, ManualClock())
    assert names.of("EURUSD") == "EURUSD"
    with pytest.raises(Unavailable):
        names.confirm("XAUUSD", "GOLD", by="anna")


def test_a_person_says_what_no_rule_can_tell(kept: KeptState) -> None:
    names = names_of(Broker(gold("GOLD"), named("EURUSD")), kept, ManualClock())
    with pytest.raises(NotFound, match="confirm it if that is right"):
        names.of("XAUUSD")
    with pytest.raises(Conflict, match="EUR/USD"):
        names.confirm("XAUUSD", "EURUSD", by="anna")
    names.confirm("XAUUSD", "GOLD", by="anna: the sheet says so")
    assert names.of("XAUUSD") == "GOLD"
    assert kept.said("symbol")[0][1] == "XAUUSD is GOLD (anna: the sheet says so)"
