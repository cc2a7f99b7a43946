"""Every setting that REST takes reaches the engine, and both mean the same where it is left out."""

from typing import Any, cast

import pytest

from backtester.settings_shape import run_settings
from gateway.models.backtest_requests import SettingsAsked
from tickloom.engine.run_settings import RunSettings

OTHER: dict[str, Any] = {
    "balance": "5000", "currency": "EUR", "leverage": 30, "account": "netting",
    "stop_out_pct": "20", "conversion_rate": "0.91", "spread.mode": "fixed", "spread.points": 12,
    "spread.multiplier": "2", "commission.mode": "per_lot", "commission.amount": "3.5",
    "commission.minimum": "1", "swap.mode": "points", "swap.long": "-3", "swap.short": "1",
    "swap.triple_day": 5, "slippage.points": 2, "slippage.maximum_points": 9,
    "intrabar": "drill_down", "road": "reference", "server_clock": "GMT+2/us",
    "warm_up_bars": 300, "entry_delay_bars": 1, "ignore_news": True, "seed": 4,
}  # fmt: skip


def asked(settings: dict[str, Any]) -> dict[str, Any]:
    """As the gateway sends it on."""
    return SettingsAsked.model_validate(settings).model_dump(mode="json")


def test_what_is_left_out_is_the_engines_default() -> None:
    assert run_settings(asked({})) == run_settings({}) == RunSettings()


def names_of(settings: dict[str, Any], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, part in settings.items():
        inner = cast("dict[str, Any]", part) if isinstance(part, dict) else None
        found |= {prefix + name} if inner is None else names_of(inner, f"{name}.")
    return found


def test_every_setting_is_tried() -> None:
    assert names_of(asked({})) == OTHER.keys()


@pytest.mark.parametrize("path", OTHER)
def test_a_setting_changes_the_run(path: str) -> None:
    name, _, inner = path.partition(".")
    value = {inner: OTHER[path]} if inner else OTHER[path]
    assert run_settings(asked({name: value})) != RunSettings()
