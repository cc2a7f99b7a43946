"""The limits file: exact, complete, and plain about what is wrong with it."""

from decimal import Decimal
from pathlib import Path

import pytest

from mt5_bridge.limits.limits_file import read_limits, read_limits_file
from mt5_bridge.limits.rules import NEEDED_LIVE, DayBasis, Limits
from tickloom.domain.errors import CorrectIt, InvalidInput

WHOLE = """
[order]
volume_max = 0.10
risk_percent_max = 0.5
notional_max = 20000
stop_loss_required = true

[symbol]
volume_max = 0.30
positions_max = 2
spread_points_max = 25

[symbol."XAUUSD.m"]
volume_max = 0.05

[account]
positions_max = 4
volume_max = 1
risk_percent_max = 2
margin_level_min_percent = 500
gap_percent = 10

[day]
loss_percent_max = 2
orders_max = 20
volume_max = 2
zone = "Europe/Prague"
starts_at = "00:00"
basis = "balance"
flatten_at_guard = true

[rate]
orders_per_second = 1
burst = 3

[price]
age_s_max = 1.5

[hours]
zone = "America/New_York"
open = ["Sun 17:05-24:00", "Mon-Thu 00:00-24:00", "Fri 00:00-16:50"]
"""


def test_a_whole_file_is_read_exactly() -> None:
    limits = read_limits(WHOLE)
    assert limits.order.volume_max == Decimal("0.10")
    assert limits.day.basis is DayBasis.BALANCE
    assert limits.price.age_s_max == Decimal("1.5")
    assert limits.missing_live() == ()


def test_a_symbol_of_its_own_keeps_the_brokers_case_and_what_it_does_not_say() -> None:
    limits = read_limits(WHOLE)
    assert limits.of_symbol("XAUUSD.m").volume_max == Decimal("0.05")
    assert limits.of_symbol("XAUUSD.m").positions_max == 2
    assert limits.of_symbol("XAUUSD.M").volume_max == Decimal("0.30")


def test_without_a_file_the_defaults_hold_and_live_trading_misses_every_needed_one(
    tmp_path: Path,
) -> None:
    limits = read_limits_file(tmp_path / "limits.toml")
    assert limits == Limits()
    assert len(limits.missing_live()) == len(NEEDED_LIVE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[order]\nvolume_max = -1", ["order.volume_max", "-1", "above 0"]),
        ("[order]\nvolume_max = 0", ["order.volume_max", "0", "above 0"]),
        ("[order]\nvolume_max = nan", ["order.volume_max", "NaN", "above 0"]),
        ("[order]\nvolume_max = inf", ["order.volume_max", "Infinity"]),
        ('[order]\nvolume_max = "1"', ["order.volume_max", "'1'", "a number"]),
        ("[order]\nvolume_max = true", ["order.volume_max", "True", "a number"]),
        ("[order]\nvolume_maximum = 1", ["order.volume_maximum", "order.volume_max"]),
        ("[orders]\nvolume_max = 1", ["orders", "one of order"]),
        ("[account]\npositions_max = 2.5", ["account.positions_max", "a whole number"]),
        ("[day]\nloss_percent_max = 101", ["day.loss_percent_max", "at most 100"]),
        ('[day]\nzone = "Prague"', ["day.zone", "Prague", "IANA zone"]),
        ('[day]\nstarts_at = "24:00"', ["day.starts_at", "24:00", "HH:MM"]),
        ('[day]\nbasis = "best"', ["day.basis", "best", "balance, equity or max"]),
        ("[order]\nstop_loss_required = 1", ["order.stop_loss_required", "true or false"]),
        ('[hours]\nopen = ["Mon 8-17"]', ["hours.open", "Mon 8-17"]),
        ('[hours]\nopen = "always"', ["hours.open", "always"]),
        ("order = 1", ["order", "[order]"]),
        ("[rate]\nburst = 0", ["rate.burst", "0", "at least 1"]),
        ("volume_max = = 1", ["TOML"]),
        ("[symbol.EURUSD]\nlots = 1", ["symbol.lots", "symbol.volume_max"]),
    ],
)
def test_a_mistake_is_named_with_its_field_its_value_and_what_would_be_right(
    text: str, words: list[str]
) -> None:
    with pytest.raises(CorrectIt) as caught:
        read_limits(text, source="limits.toml")
    for word in [*words, "limits.toml"]:
        assert word in caught.value.detail


def test_a_file_that_is_a_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(CorrectIt, match="cannot be read"):
        read_limits_file(tmp_path)


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises((CorrectIt, InvalidInput)):
        read_limits("a = " + "[" * 100_000)
