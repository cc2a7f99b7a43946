"""What counts as the same idea, tried again with other numbers."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tickloom.strategy.document import StrategyDocument
from tickloom.strategy.family import family_of
from tickloom.strategy.nodes import Param
from tickloom.strategy.parse import parse_document
from tickloom.strategy.walk import numbers, substituted
from tickloom.testing.documents import documents

RSI: dict[str, Any] = {"left": {"ind": "rsi"}, "op": "lt", "right": 30}
TREND: dict[str, Any] = {
    "left": {"ind": "ema", "period": 20}, "op": "gt", "right": {"ind": "ema", "period": 50}
}  # fmt: skip
FIRST: dict[str, Any] = {
    "spec_version": 1, "symbols": ["EURUSD"], "timeframe": "H1",
    "entry": {"long": {"all": [RSI, TREND]}}, "exit": {"at_time": "21:30", "max_bars": 12},
    "filters": {"weekdays": ["mon", "tue"], "sessions": ["london"]},
    "stop_loss": {"unit": "atr", "value": 2}, "take_profit": [{"unit": "r", "value": 2}],
    "sizing": {"mode": "fixed_lots", "lots": 0.1},
}  # fmt: skip


def read(raw: dict[str, Any]) -> StrategyDocument:
    parsed = parse_document(raw)
    assert parsed.document is not None, parsed.findings
    return parsed.document


def long(*members: dict[str, Any]) -> dict[str, Any]:
    return {"entry": {"long": {"all": list(members)}}}


def ema(fast: int, slow: int, op: str = "gt") -> dict[str, Any]:
    return {
        "left": {"ind": "ema", "period": fast}, "op": op, "right": {"ind": "ema", "period": slow}
    }  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        long(RSI | {"right": 28}, TREND),
        long(RSI | {"left": {"ind": "rsi", "period": 14}}, TREND),
        long(RSI | {"left": {"ind": "rsi", "period": 9, "shift": 1}}, TREND),
        long(RSI | {"left": {"ind": "rsi", "tf": "H4"}}, TREND),
        long({"left": 5, "op": "gt", "right": {"ind": "rsi"}}, TREND),
        long(TREND, RSI),
        long(RSI, ema(9, 50)),
        long(RSI, ema(60, 50)),
        long(RSI, ema(50, 20, "lt")),
        long(RSI | {"right": {"param": "low"}}, TREND) | {"params": {"low": {"default": 25}}},
        {"name": "other", "provenance": {"source": "hand"}},
        {"symbols": ["XAUUSD"]},
        {"timeframe": "M15"},
        {"sizing": {"mode": "risk_pct", "pct": 1}},
        {"exit": {"at_time": "20:00", "max_bars": 90}},
        {"filters": {"weekdays": ["fri"], "sessions": ["new_york", "tokyo"]}},
        {"stop_loss": {"unit": "atr", "value": 1.5, "period": 21}},
        {"take_profit": [{"unit": "r", "value": 3, "close_pct": 100}]},
    ],
)
def test_numbers_labels_and_markets_leave_the_family_as_it_is(changed: dict[str, Any]) -> None:
    assert family_of(read(FIRST | changed)) == family_of(read(FIRST))


@pytest.mark.parametrize(
    "changed",
    [
        long(RSI),
        long(RSI | {"op": "gt"}, TREND),
        long(RSI | {"left": {"ind": "cci"}}, TREND),
        long(RSI, TREND | {"op": "crosses_above"}),
        long(RSI, TREND, {"left": {"price": "close"}, "op": "gt", "right": {"price": "open"}}),
        {"entry": {"long": {"any": [RSI, TREND]}}},
        {"entry": {"short": {"all": [RSI, TREND]}}},
        {"exit": {"at_time": "21:30"}},
        {"filters": {}},
        {"stop_loss": {"unit": "pips", "value": 20}},
        {"take_profit": [{"unit": "r", "value": 2, "close_pct": 50},
                         {"unit": "r", "value": 3, "close_pct": 50}]},
        {"breakeven": {"trigger": {"unit": "r", "value": 1}}},
    ],
)  # fmt: skip
def test_another_rule_is_another_family(changed: dict[str, Any]) -> None:
    assert family_of(read(FIRST | changed)) != family_of(read(FIRST))


@settings(
    max_examples=60, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large,
                           HealthCheck.filter_too_much],
)  # fmt: skip
@given(raw=documents(), value=st.integers(2, 400))
def test_whatever_stands_for_a_param_the_family_is_the_same(
    raw: dict[str, Any], value: int
) -> None:
    document = parse_document(raw).document
    if document is None:
        return
    names = {node.name for _, node in numbers(document) if isinstance(node, Param)}
    filled = substituted(document, dict.fromkeys(names, value))
    assert family_of(filled) == family_of(document)
