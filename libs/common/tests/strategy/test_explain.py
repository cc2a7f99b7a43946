"""Documents said in English: the read-backs of the worked examples, and every node once."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.strategy.explain import explain
from tickloom.strategy.parse import parse_document
from tickloom.testing.documents import documents

DOCUMENTS: dict[str, Any] = json.loads((Path(__file__).parent / "documents.json").read_text())
EURUSD = Instrument(
    symbol=Symbol("EURUSD"), description="", group="", digits=5, tick_size=Decimal("0.00001"),
    contract_size=Decimal(100_000), volume_min=Decimal("0.01"), volume_max=Decimal(50),
    volume_step=Decimal("0.01"), currency_base="EUR", currency_profit="USD", currency_margin="EUR",
    calc_mode=CalcMode.FOREX, pip_size=Decimal("0.0001"),
)  # fmt: skip
CLOSE = {"price": "close"}


def said(raw: Any, **known: Any) -> str:
    read = parse_document(raw)
    assert read.document is not None, read.findings
    return explain(read.document, **known)


def entry(condition: Any) -> str:
    text = said({"spec_version": 1, "entry": {"long": condition}})
    return text.removeprefix("Buy ").removeprefix("when ").removesuffix(".")


def part(**parts: Any) -> str:
    """What a part adds to the sentence about the entry."""
    over = {"left": CLOSE, "op": "gt", "right": 1}
    whole = said({"spec_version": 1, "entry": {"long": over}} | parts, instrument=EURUSD,
                 currency="USD")  # fmt: skip
    return whole.removeprefix("Buy when close is above 1.").strip()


def test_the_first_two_examples_read_back_as_specified() -> None:
    assert said(DOCUMENTS["1"]) == (
        "Buy when RSI(14) is below 30 and MACD(12,26,9) main crosses above MACD(12,26,9) signal."
    )
    assert said(DOCUMENTS["2"], instrument=EURUSD) == (
        "On EURUSD H1: buy when EMA(20) crosses above EMA(50); sell when EMA(20) crosses below "
        "EMA(50). Close when the opposite signal comes. Stop 25 pips (0.00250). Target 50 pips "
        "(0.00500). Risk 1 % of balance per trade."
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("3a", "buy at 01:00 server time. Close at 03:17 server time. Trade 0.1 lots."),
        ("3b", "weekday is equal to 5 (Friday). Close before the weekend. At most 1 trade a day."),
        ("3c", "sell at 09:00 server time. Close at 17:00 server time. Only on Wednesday."),
        ("4", "Close at 16:30 Europe/London."),
        ("4", "Asia is 00:00 to 09:00 London time in January, 01:00 to 10:00 in July."),
        ("5", "volume is above (1.5 times SMA(20) of volume) and OBV is above EMA(20) of OBV and "
              "not (ADX(14) adx is above 30)."),
        ("5", "Here length is 20 (10 to 60 in steps of 5) and stretch is -2"),
        ("6", "(low is at or below EMA(20)) within the last 4 bars and close crosses above"),
        ("6", "Close 40 % at 1R, 30 % at 2R and the rest at 4R."),
        ("6", "Move the stop to break-even plus 1 pip after 1R."),
        ("6", "Trail the stop by 1.5 x ATR(14) once 2R ahead, in steps of 2 pips."),
        ("6", "No entry from 30 minutes before to 15 minutes after news of high impact."),
        ("7", "and (either a bearish engulfing pattern completed or a shooting star pattern "
              "completed) and (RSI(14) is above 60) for 3 bars in a row."),
        ("7", "Enter by limit order 5 pips from the close, valid for 3 bars."),
        ("7", "Stop at previous day high, 0.25 x ATR(14) beyond. Target at previous day low."),
        ("8", "close crosses above Donchian(55) upper 1 bar ago and Supertrend(10,3) direction on"),
    ],
)  # fmt: skip
def test_each_example_says_what_it_does(name: str, words: str) -> None:
    assert words in said(DOCUMENTS[name])


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ({"left": CLOSE, "op": "crosses", "right": 1.2}, "close crosses 1.2 (either way)"),
        ({"left": CLOSE, "op": "outside", "low": 1, "high": 2}, "close is outside 1 to 2"),
        ({"left": CLOSE, "op": "rising", "bars": 3}, "close has been rising for 3 bars"),
        ({"left": CLOSE, "op": "falling"}, "close has been falling for 1 bar"),
        (
            {"left": {"price": "ask", "tf": "H1", "shift": 2}, "op": "gte", "right": 1e-5},
            "ask on H1 2 bars ago is at or above 0.00001",
        ),
        (
            {"left": {"ind": "atr", "form": "wilder"}, "op": "lte", "right": {"field": "range"}},
            "ATR(14) in the form wilder is at or below range",
        ),
        (
            {
                "left": {"calc": "pct_change", "args": [CLOSE, {"price": "open"}]},
                "op": "neq", "right": {"calc": "max", "args": [1, {"field": "body"}]},
            },
            "the change from open to close in percent is not equal to the larger of 1 and body",
        ),
        ({"pattern": "inside_bar", "tf": "H4"}, "an inside bar pattern completed on H4"),
        (
            {"any": [{"all": [{"time_is": "10:00"}, {"pattern": "doji"}]}, {"pattern": "hammer"}]},
            "either (at 10:00 server time and a doji pattern completed) or a hammer pattern "
            "completed",
        ),
    ],
)  # fmt: skip
def test_each_kind_of_condition_has_its_template(condition: Any, text: str) -> None:
    assert entry(condition) == text


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({"stop_loss": {"unit": "money", "value": 50}}, "Stop 50 USD."),
        ({"stop_loss": {"unit": "pct", "value": 1.2}}, "Stop 1.2 %."),
        ({"stop_loss": {"unit": "points", "value": 1}}, "Stop 1 point (0.00001)."),
        ({"stop_loss": {"unit": "price", "value": 0.005}}, "Stop 0.005 in price."),
        (
            {"stop_loss": {"unit": "atr", "value": 2, "period": 20, "tf": "H4"}},
            "Stop 2 x ATR(20) on H4.",
        ),
        (
            {"take_profit": [{"unit": "pips", "value": 10, "close_pct": 50}]},
            "Close 50 % at 10 pips (0.00100) and let the rest run.",
        ),
        (
            {"take_profit": [{"unit": "pips", "value": n} for n in (10, 20)]},
            "Close 50 % at 10 pips (0.00100) and the rest at 20 pips (0.00200).",
        ),
        (
            {"filters": {"max_spread_points": 12, "exclude_weekdays": ["fri", "sat"]}},
            "Not on Friday or Saturday. Only while the spread is at most 12 points (0.00012).",
        ),
        (
            {"limits": {"max_daily_loss_money": 500, "max_consecutive_losses": 1}},
            "No entry after a loss of 500 USD in a day. No entry after a loss until the next day.",
        ),
        ({"exit": {"max_minutes": 1}}, "Close after 1 minute."),
        (
            {"timeframe": "M5", "exit": {"at_time": "03:17"}},
            "Close at 03:17 server time. At 03:17 means 03:20 on M5 bars.",
        ),
    ],
)
def test_each_kind_of_part_has_its_template(parts: Any, text: str) -> None:
    assert part(**parts).removeprefix("On M5: buy when close is above 1. ") == text


@given(documents())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_every_document_can_be_said(raw: dict[str, Any]) -> None:
    text = said(raw, instrument=EURUSD)
    assert text.endswith(".")
    assert "_" not in text.replace("mean_of_ratios", "").replace("America/New_York", "").replace(
        "sma_seed", ""
    ).replace("ema_signal", "").replace("plus_di", "").replace("minus_di", "").replace(
        "senkou_a", ""
    ).replace("senkou_b", "")
    assert text.count("(") == text.count(")")
