"""The bus tightens, and never loosens."""

from decimal import Decimal
from types import MappingProxyType

import pytest

from mt5_bridge.limits.rules import RULES, Limits, SymbolLimits, Tighter
from mt5_bridge.limits.tighten import tightened


def test_a_tighter_wish_is_followed() -> None:
    limits, ignored = tightened(Limits(), {"order.volume_max": "0.2", "day.orders_max": 5})
    assert limits.order.volume_max == Decimal("0.2")
    assert limits.day.orders_max == 5
    assert ignored == ()


def test_a_floor_is_tightened_upwards_and_a_switch_only_on() -> None:
    wishes: dict[str, object] = {
        "account.margin_level_min_percent": "500", "day.flatten_at_guard": True
    }  # fmt: skip
    limits, ignored = tightened(Limits(), wishes)
    assert limits.account.margin_level_min_percent == Decimal(500)
    assert limits.day.flatten_at_guard
    assert ignored == ()


@pytest.mark.parametrize(
    ("path", "wish"),
    [
        ("order.volume_max", "50"),
        ("account.margin_level_min_percent", "1"),
        ("order.stop_loss_required", False),
        ("day.zone", "Asia/Tokyo"),
        ("day.basis", "balance"),
        ("price.age_s_max", "30"),
        ("rate.orders_per_second", "100"),
        ("symbol.volume_max", "50"),
    ],
)
def test_what_would_loosen_is_ignored_and_told(path: str, wish: object) -> None:
    limits, ignored = tightened(Limits(), {path: wish})
    assert limits == Limits()
    assert [row.path for row in ignored] == [path]
    assert str(wish) in ignored[0].why


def test_nonsense_is_ignored_and_the_rest_is_followed() -> None:
    wishes: dict[str, object] = {
        "order.colour": "1", "__class__": "1", "order": "1", "order.volume_max": "x",
        "order.risk_max": "NaN", "day.orders_max": -1, "rate.burst": "1",
    }  # fmt: skip
    limits, ignored = tightened(Limits(), wishes)
    assert limits.rate.burst == 1
    assert len(ignored) == 6


def test_a_wish_for_every_symbol_binds_those_with_their_own_rules_too() -> None:
    own = MappingProxyType({"XAUUSD": SymbolLimits(volume_max=Decimal(1))})
    limits = Limits(symbols=own, symbol=SymbolLimits(volume_max=Decimal("0.1")))
    tighter, ignored = tightened(limits, {"symbol.volume_max": "0.5"})
    assert tighter.of_symbol("XAUUSD").volume_max == Decimal("0.5")
    assert tighter.of_symbol("EURUSD").volume_max == Decimal("0.1")
    assert ignored == ()


def test_no_wish_of_any_kind_ever_makes_a_limit_looser() -> None:
    wishes: list[object] = [0, 1, "0.5", "1000000", True, False, None, "", [], "UTC", "equity"]
    for path, rule in RULES.items():
        section, _, name = path.partition(".")
        before = getattr(getattr(Limits(), section), name)
        for wish in wishes:
            after = getattr(getattr(tightened(Limits(), {path: wish})[0], section), name)
            if after == before:
                continue
            assert rule.tighter is not Tighter.FIXED
            if before is not None and rule.tighter is not Tighter.TRUE:
                assert (after < before) is (rule.tighter is Tighter.LOWER)
