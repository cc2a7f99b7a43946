import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.strategy.bind import bind_document
from tickloom.strategy.explain import explain
from tickloom.strategy.parse import parse_document, parse_text

DOCUMENTS: dict[str, Any] = json.loads((Path(__file__).parent / "documents.json").read_text())
RSI = {"left": {"ind": "rsi"}, "op": "lt", "right": 30}


def document(**parts: Any) -> dict[str, Any]:
    return {"spec_version": 1, "entry": {"long": RSI}, **parts}


def with_left(operand: Any, **parts: Any) -> dict[str, Any]:
    return document(entry={"long": {"left": operand, "op": "gt", "right": 1}}, **parts)


def found(raw: Any) -> set[tuple[str, str]]:
    return {(f.path, f.code) for f in parse_document(raw).findings if f.severity != "warning"}


@pytest.mark.parametrize(
    ("raw", "path", "code"),
    [
        (with_left({"ind": "ema"}), "/entry/long/left/period", "invalid:period"),
        (with_left({"ind": "ema", "period": 0}), "/entry/long/left/period", "invalid:period"),
        (with_left({"ind": "ema", "period": 2.5}), "/entry/long/left/period", "invalid:period"),
        (with_left({"ind": "rsi", "mult": 2}), "/entry/long/left/mult", "invalid:indicator_param"),
        (with_left({"ind": "bbands"}), "/entry/long/left/line", "invalid:line"),
        (with_left({"ind": "rsi", "line": "k"}), "/entry/long/left/line", "invalid:line"),
        (with_left({"ind": "atr", "source": "open"}), "/entry/long/left/source", "invalid:source"),
        (
            with_left({"ind": "rsi", "form": "wilder"}),
            "/entry/long/left/form",
            "invalid:indicator_param",
        ),
        (with_left({"ind": "macd", "fast": 30}), "/entry/long/left/fast", "invalid:period"),
        (with_left({"ind": "alphatrend"}), "/entry/long/left/ind", "invalid:schema"),
        (
            with_left({"ind": "rsi", "tf": "M15"}, timeframe="H1"),
            "/entry/long/left/tf",
            "invalid:timeframe",
        ),
        (with_left({"calc": "sub", "args": [1]}), "/entry/long/left", "invalid:calc"),
        (with_left({"param": "x"}), "/entry/long/left", "invalid:param"),
        (with_left({"field": "hour", "shift": 1}), "/entry/long/left", "invalid:clock_operand"),
        (
            with_left({"field": "session_high"}),
            "/entry/long/left/session",
            "invalid:session",
        ),
        (
            document(timeframe="H4", entry={"long": {"time_is": "03:17"}}),
            "/entry/long",
            "invalid:time_off_grid",
        ),
        (
            document(take_profit=[{"unit": "pips", "value": n, "close_pct": 60} for n in (10, 20)]),
            "/take_profit",
            "invalid:close_pct",
        ),
        (document(sizing={"mode": "risk_pct", "pct": 1}), "/stop_loss", "need:stop_loss"),
        (
            document(
                sizing={"mode": "risk_pct", "pct": 1}, stop_loss={"unit": "money", "value": 50}
            ),
            "/stop_loss/unit",
            "invalid:circular_sizing",
        ),
        (document(stop_loss={"unit": "r", "value": 1}), "/stop_loss/unit", "invalid:stop_unit"),
        (document(stop_loss={"unit": "pips", "value": -5}), "/stop_loss/value", "invalid:schema"),
        (document(stoploss={"unit": "pips", "value": 5}), "/stoploss", "invalid:field"),
        (document(order={"type": "limit"}), "/order/offset", "invalid:order"),
        (document(tz="Mars/Olympus"), "/tz", "invalid:tz"),
        (document(exit={"at_time": 1020}), "/exit/at_time", "invalid:schema"),
        (document(spec_version=2), "/spec_version", "invalid:version"),
        (document(sizing={"mode": "all_in"}), "/sizing/mode", "invalid:schema"),
    ],
)
def test_what_is_wrong_is_refused_where_it_stands(raw: Any, path: str, code: str) -> None:
    assert (path, code) in found(raw)


def test_all_faults_are_found_at_once_and_say_what_would_be_right() -> None:
    raw = {
        "spec_version": 1, "stoploss": 1, "timeframe": "M7", "limits": {"max_positions": 0},
        "entry": {"long": {"left": {"ind": "rsy"}, "op": "crosses_over", "right": True}},
    }  # fmt: skip
    findings = parse_document(raw).findings
    assert {f.path for f in findings} >= {"/stoploss", "/timeframe", "/limits/max_positions"}
    assert any(f.hint == "did you mean stop_loss?" for f in findings)
    assert any(f.path == "/entry/long/op" and "crosses" in f.hint for f in findings)


def test_contradictory_ranges_are_proved_and_independent_ones_are_not() -> None:
    def both(low: float, high: float) -> set[tuple[str, str]]:
        above = {"left": {"ind": "rsi"}, "op": "gt", "right": low}
        below = {"left": {"ind": "rsi"}, "op": "lt", "right": high}
        return found(document(entry={"long": {"all": [above, below]}}))

    assert ("/entry/long", "unsatisfiable") in both(70, 30)
    assert ("/entry/long", "unsatisfiable") in both(30, 30)
    assert ("/entry/long", "unsatisfiable") not in both(30, 70)
    over = document(entry={"long": {"left": {"ind": "rsi"}, "op": "gt", "right": 100}})
    assert ("/entry/long", "unsatisfiable") in found(over)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_worked_example_parses_and_can_be_said_in_english(name: str) -> None:
    read = parse_document(DOCUMENTS[name])
    assert read.document is not None
    assert explain(read.document).endswith(".")


def test_binding_asks_for_what_is_left_to_the_run() -> None:
    read = parse_document(DOCUMENTS["1"]).document
    assert read is not None
    codes = {f.code for f in bind_document(read).findings}
    assert {"need:symbols", "need:timeframe", "need:sizing"} <= codes
    lots = {"mode": "fixed_lots", "lots": 0.1}
    assert bind_document(read, symbol="EURUSD", timeframe="M7", sizing=lots).bound is None
    assert bind_document(read, symbol="EURUSD", timeframe="M5", sizing=lots).bound is not None


def test_params_are_bound_within_their_range_only() -> None:
    raw = document(
        symbols=["EURUSD"], timeframe="M1", sizing={"mode": "fixed_lots", "lots": 1},
        params={"n": {"default": 20, "min": 10, "max": 60, "step": 5}},
        entry={"long": {"left": {"ind": "ema", "period": {"param": "n"}}, "op": "gt", "right": 1}},
    )  # fmt: skip
    read = parse_document(raw).document
    assert read is not None
    assert bind_document(read, params={"n": 30}).bound is not None
    assert bind_document(read, params={"n": 5}).bound is None
    assert bind_document(read, params={"m": 5}).bound is None
    assert bind_document(read, params={"n": 30.5}).bound is None


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 5_000, '{"spec_version": NaN}', "1", "null", '"x"', "[1]"]
)
def test_what_is_no_document_is_refused_in_words(text: str) -> None:
    read = parse_text(text)
    assert read.document is None
    assert read.findings


def nested(depth: int) -> Any:
    inner: Any = RSI
    for _ in range(depth):
        inner = {"not": inner}
    return inner


def test_depth_and_number_of_operands_are_capped() -> None:
    codes = {code for _, code in found(document(entry={"long": nested(500)}))}
    assert "invalid:too_large" in codes
    many = {"all": [{"any": [RSI] * 20}] * 20}
    assert "invalid:too_large" in {code for _, code in found(document(entry={"long": many}))}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["spec_version", "entry", "long", "left", "op", "right", "ind", "exit", "sizing", "all",
             "stop_loss", "unit", "value", "params", "limits", "cond", "within_bars", "calc",
             "args", "period", "filters", "take_profit", "at", "order", "mode", "pct"]
        ),
        inner, max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_no_value_whatever_makes_the_parser_fail(raw: Any) -> None:
    read = parse_document(raw)
    assert (read.document is None) == any(f.severity == "error" for f in read.findings)
