"""Every code of the table of semantic checks, with its path."""

from decimal import Decimal
from typing import Any

import pytest

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.strategy.bind import bind_document
from tickloom.strategy.check_market import SymbolFacts
from tickloom.strategy.checks import check
from tickloom.strategy.document import Window
from tickloom.strategy.parse import parse_document

RSI = {"left": {"ind": "rsi"}, "op": "lt", "right": 30}
CLOSE = {"price": "close"}
LOW = {"field": "prev_day_low"}
HIGH = {"field": "prev_day_high"}
LEFT = "/entry/long/left"


def document(condition: Any = RSI, **parts: Any) -> dict[str, Any]:
    return {"spec_version": 1, "entry": {"long": condition}, **parts}


def both(**parts: Any) -> dict[str, Any]:
    over = {"left": {"ind": "rsi"}, "op": "gt", "right": 70}
    return document(**parts) | {"entry": {"long": RSI, "short": over}}


def left(operand: Any, **parts: Any) -> dict[str, Any]:
    return document({"left": operand, "op": "gt", "right": 1}, **parts)


def found(raw: Any) -> set[tuple[str, str]]:
    return {(finding.path, finding.code) for finding in parse_document(raw).findings}


def every(*members: Any, **parts: Any) -> dict[str, Any]:
    return document({"all": list(members)}, **parts)


def is_(left: Any, op: str, right: Any) -> dict[str, Any]:
    return {"left": left, "op": op, "right": right}


WEEKDAY = {"field": "weekday"}
H4 = {"ind": "ema", "period": 9, "tf": "H4"}
FIXED = {"mode": "fixed_lots", "lots": 0.1}
RISK = {"mode": "risk_pct", "pct": 1}


@pytest.mark.parametrize(
    ("raw", "path", "code"),
    [
        # the table of documents that must be refused
        (left({"ind": "ema"}), f"{LEFT}/period", "invalid:period"),
        (left({"ind": "rsi", "mult": 2}), f"{LEFT}/mult", "invalid:indicator_param"),
        (left({"ind": "bbands"}), f"{LEFT}/line", "invalid:line"),
        (left({"ind": "rsi", "tf": "M15"}, timeframe="H1"), f"{LEFT}/tf", "invalid:timeframe"),
        (document({"time_is": "03:17"}, timeframe="H4"), "/entry/long", "invalid:time_off_grid"),
        (
            document(take_profit=[{"unit": "r", "value": n, "close_pct": 60} for n in (1, 2)]),
            "/take_profit",
            "invalid:close_pct",
        ),
        (document(sizing=RISK), "/stop_loss", "need:stop_loss"),
        (
            document(sizing=RISK, stop_loss={"unit": "money", "value": 50}),
            "/stop_loss/unit",
            "invalid:circular_sizing",
        ),
        (document(stop_loss={"unit": "r", "value": 1}), "/stop_loss/unit", "invalid:stop_unit"),
        (both(stop_loss={"at": LOW}), "/stop_loss/at", "invalid:stop_side"),
        (every(is_({"ind": "rsi"}, "gt", 70), RSI), "/entry/long", "unsatisfiable"),
        (left({"ind": "alphatrend"}), f"{LEFT}/ind", "invalid:schema"),
        (document(stoploss={"unit": "pips", "value": 5}), "/stoploss", "invalid:field"),
        # timeframes and the clock
        (
            document(timeframe="H1", stop_loss={"unit": "atr", "value": 2, "tf": "M5"}),
            "/stop_loss/tf",
            "invalid:timeframe",
        ),
        (
            document({"left": {"calc": "sub", "args": [CLOSE, H4]}, "op": "rising"}),
            "/entry/long",
            "invalid:timeframe",
        ),
        (document({"time_is": "00:30"}, timeframe="D1"), "/entry/long", "invalid:time_off_grid"),
        (document({"time_is": "03:17"}, timeframe="M5"), "/entry/long", "warn:time_off_grid"),
        (document(exit={"at_time": "16:30"}, timeframe="H1"), "/exit/at_time",
         "warn:time_off_grid"),
        (left({"field": "hour", "tf": "H4"}), LEFT, "invalid:clock_operand"),
        (left({"field": "volume", "session": "london"}), f"{LEFT}/session", "invalid:session"),
        (
            document(filters={"windows": [{"from": "09:00", "to": "09:00"}]}),
            "/filters/windows/0",
            "invalid:window",
        ),
        # levels
        (both(take_profit=[{"at": HIGH}]), "/take_profit/0/at", "invalid:target_side"),
        (document(stop_loss={"at": {"price": "high"}}), "/stop_loss/at", "invalid:stop_side"),
        (
            both(stop_loss={"at": {"ind": "donchian", "line": "lower"}}),
            "/stop_loss/at",
            "invalid:stop_side",
        ),
        (
            document(stop_loss={"swing_bars": 5, "buffer": {"unit": "r", "value": 1}}),
            "/stop_loss/buffer/unit",
            "invalid:stop_unit",
        ),
        (
            document(take_profit=[{"unit": "pips", "value": 5}, {"unit": "pips", "value": 5}]),
            "/take_profit/1",
            "invalid:close_pct",
        ),
        (
            document(
                take_profit=[{"unit": "pips", "value": 5, "close_pct": 100},
                             {"unit": "pips", "value": 9}]
            ),
            "/take_profit/1/close_pct",
            "invalid:close_pct",
        ),
        (
            document(order={"type": "stop", "offset": {"unit": "pips", "value": 0}}),
            "/order/offset/value",
            "invalid:order",
        ),
        (document(order={"expire_bars": 3}), "/order/expire_bars", "invalid:order"),
        (document(take_profit=[{"unit": "r", "value": 2}]), "/stop_loss", "need:stop_loss"),
        # what no bar could meet
        (document(is_({"ind": "rsi"}, "gt", 100)), "/entry/long", "unsatisfiable"),
        (document(is_({"ind": "rsi"}, "crosses_above", 100)), "/entry/long", "unsatisfiable"),
        (document(is_(WEEKDAY, "eq", 8)), "/entry/long", "unsatisfiable"),
        (document(is_({"ind": "willr"}, "gt", 0)), "/entry/long", "unsatisfiable"),
        (document(is_({"ind": "aroon"}, "lt", -100)), "/entry/long", "unsatisfiable"),
        (document(is_({"ind": "aroon", "line": "up"}, "lt", 0)), "/entry/long", "unsatisfiable"),
        (every(is_({"ind": "rsi"}, "gt", 30), RSI), "/entry/long", "unsatisfiable"),
        (
            every(is_({"ind": "rsi", "period": 14}, "gt", 70), RSI), "/entry/long", "unsatisfiable"
        ),
        (every({"not": RSI}, is_({"ind": "rsi"}, "lt", 29)), "/entry/long", "unsatisfiable"),
        (
            document({"time_is": "03:00"}, timeframe="M15",
                     filters={"windows": [{"from": "09:00", "to": "12:00"}]}),
            "/entry/long",
            "unsatisfiable",
        ),
        (
            document(is_(WEEKDAY, "eq", 5), filters={"exclude_weekdays": ["fri"]}),
            "/entry/long",
            "unsatisfiable",
        ),
        (
            document(filters={"weekdays": ["mon", "fri"], "exclude_weekdays": ["fri"]}),
            "/filters/exclude_weekdays",
            "unsatisfiable",
        ),
        (document(filters={"weekdays": ["mon", "mon"]}), "/filters/weekdays", "invalid:schema"),
        # warnings
        (document(is_({"ind": "rsi"}, "gte", 0)), "/entry/long", "warn:always_true"),
        (document(), "/stop_loss", "warn:no_stop"),
        (document(), "/exit", "warn:no_exit"),
        (document(is_({"ind": "obv"}, "gt", 1000)), "/entry/long", "warn:obv_level"),
        (document(params={"n": {"default": 3}}), "/params/n", "warn:unused_param"),
        (document() | {"entry": {"long": RSI, "short": RSI}}, "/entry", "warn:both_sides"),
        (document(params={"n": {"default": 3, "min": 5}}), "/params/n", "invalid:param"),
        (document(params={"n": {"default": 3, "step": 1}}), "/params/n", "invalid:param"),
        (document(params={"N": {"default": 3}}), "/params/N", "invalid:param"),
        # what only the running of it could have shown
        (left({"calc": "abs", "args": [CLOSE, 1]}), LEFT, "invalid:calc"),
        (left(10**400), LEFT, "invalid:schema"),
        (left(10**5_000), LEFT, "invalid:schema"),
        (
            left({"ind": "sma", "period": 5, "source": {"ind": "rsi", "tf": "H4"}}),
            f"{LEFT}/source/tf",
            "invalid:source",
        ),
    ],
)  # fmt: skip
def test_each_fault_has_its_code_and_its_place(raw: Any, path: str, code: str) -> None:
    assert (path, code) in found(raw)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (document(stop_loss={"at": LOW}), "invalid:stop_side"),
        (both(stop_loss={"at": LOW, "buffer": {"unit": "pips", "value": 9}}), "invalid:stop_side"),
        (both(stop_loss={"at": {"price": "low", "shift": 3}}), "invalid:stop_side"),
        (document({"time_is": "12:00"}, filters={"windows": [{"from": "09:00", "to": "12:01"}]}),
         "unsatisfiable"),
        (document({"time_is": "23:30"}, filters={"windows": [{"from": "22:00", "to": "02:00"}]}),
         "unsatisfiable"),
        (document(is_({"ind": "rsi"}, "crosses_above", 0)), "warn:always_true"),
        (document({"time_is": "17:00"}, timeframe="D1", tz="America/New_York"),
         "invalid:time_off_grid"),
        (document({"time_is": "09:30"}, timeframe="H1", tz="Asia/Kolkata"),
         "invalid:time_off_grid"),
        (document({"left": {"calc": "sub", "args": [H4, H4]}, "op": "rising"}),
         "invalid:timeframe"),
        (both(), "warn:both_sides"),
        (document(exit={"opposite_signal": True, "max_bars": 5}), "warn:no_exit"),
    ],
)  # fmt: skip
def test_what_cannot_be_proved_is_not_claimed(raw: Any, code: str) -> None:
    assert code not in {found_code for _, found_code in found(raw)}


def test_a_whole_number_may_be_written_with_a_point() -> None:
    read = parse_document(document(exit={"max_bars": 48.0})).document
    assert read is not None
    assert read.exits.max_bars == 48
    assert ("/exit/max_bars", "invalid:schema") in found(document(exit={"max_bars": 48.5}))


def test_one_side_that_is_never_closed_is_told_by_name() -> None:
    raw = both(exit={"long": RSI})
    messages = [f.message for f in parse_document(raw).findings if f.code == "warn:no_exit"]
    assert messages == ["nothing would ever close shorts"]


# -- the symbol


def instrument(pip: str | None = "0.0001") -> Instrument:
    return Instrument(
        symbol=Symbol("EURUSD"), description="", group="", digits=5, tick_size=Decimal("0.00001"),
        contract_size=Decimal(100_000), volume_min=Decimal("0.01"), volume_max=Decimal(50),
        volume_step=Decimal("0.01"), currency_base="EUR", currency_profit="USD",
        currency_margin="EUR", calc_mode=CalcMode.FOREX,
        pip_size=None if pip is None else Decimal(pip),
    )  # fmt: skip


def facts(**known: Any) -> SymbolFacts:
    whole: dict[str, Any] = {"instrument": instrument()} | known
    return SymbolFacts(**whole)


@pytest.mark.parametrize(
    ("raw", "known", "path", "code"),
    [
        (
            document(stop_loss={"unit": "pips", "value": 5}), facts(instrument=instrument(None)),
            "/stop_loss/unit", "invalid:pip_undefined",
        ),
        (
            document(filters={"max_spread_pips": 2}), facts(instrument=instrument(None)),
            "/filters/max_spread_pips", "invalid:pip_undefined",
        ),
        (
            document(take_profit=[{"unit": "pips", "value": 2}]), facts(typical_spread_points=8),
            "/take_profit/0", "warn:cost",
        ),
        (
            document(stop_loss={"unit": "pips", "value": 2},
                     take_profit=[{"unit": "r", "value": 1}]),
            facts(typical_spread_points=8), "/take_profit/0", "warn:cost",
        ),
        (
            document(filters={"max_spread_pips": 0.5}), facts(typical_spread_points=8),
            "/filters/max_spread_pips", "warn:spread_cap",
        ),
        (document(), facts(warm_up_bars=320, history_bars=100), "", "warn:warmup"),
        (
            document(sizing={"mode": "fixed_lots", "lots": 0.01},
                     take_profit=[{"unit": "pips", "value": n, "close_pct": 50} for n in (9, 19)]),
            facts(), "/take_profit/0/close_pct", "warn:partial_below_step",
        ),
        (
            document({"time_is": "00:30"}),
            facts(trading_hours=(Window(start="01:00", end="23:55"),)),
            "/entry/long", "warn:clock_closed",
        ),
    ],
)  # fmt: skip
def test_a_known_symbol_tells_more(raw: Any, known: SymbolFacts, path: str, code: str) -> None:
    read = parse_document(raw).document
    assert read is not None
    assert (path, code) in {(f.path, f.code) for f in check(read, known)}
    assert code not in {f.code for f in check(read)}


def test_a_run_on_a_symbol_without_a_pip_is_refused_when_the_document_counts_in_pips() -> None:
    read = parse_document(document(stop_loss={"unit": "pips", "value": 5})).document
    assert read is not None
    known: dict[str, Any] = {"symbol": "EURUSD", "timeframe": "M5", "sizing": FIXED}
    assert bind_document(read, **known, facts=facts()).bound is not None
    refused = bind_document(read, **known, facts=facts(instrument=instrument(None)))
    assert refused.bound is None
