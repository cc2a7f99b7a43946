from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tickloom.domain.errors import Broken, InvalidInput
from tickloom.domain.ids import PositionTicket, Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.market import MINUTE_NS, Bar, Timeframe
from tickloom.domain.order import Side
from tickloom.engine.compiler import compile_document
from tickloom.engine.core import DecisionCore
from tickloom.engine.decision import BarDecision, BookView, PositionView
from tickloom.engine.program import Program
from tickloom.strategy.bind import bind_document
from tickloom.strategy.parse import parse_document

EURUSD = Instrument(
    symbol=Symbol("EURUSD"), description="Euro", group="forex", digits=5,
    tick_size=Decimal("0.00001"), contract_size=Decimal(100_000), volume_min=Decimal("0.01"),
    volume_max=Decimal(100), volume_step=Decimal("0.01"), currency_base="EUR",
    currency_profit="USD", currency_margin="EUR", calc_mode=CalcMode.FOREX,
    pip_size=Decimal("0.0001"),
)  # fmt: skip
BOOK = BookView(
    balance=Decimal(10_000), equity=Decimal(9_000), margin_free=Decimal(10_000),
    tick_value=Decimal(1), margin_per_lot=Decimal(1085),
)  # fmt: skip
CLOSE = {"price": "close"}


def bar(index: int, close: float, *, open_: float | None = None, spread: int = 10) -> Bar:
    start = close if open_ is None else open_
    return Bar(
        symbol=EURUSD.symbol, timeframe=Timeframe.M1, time_ns=index * MINUTE_NS, open=start,
        high=max(start, close), low=min(start, close), close=close, tick_volume=5,
        spread_points=spread,
    )  # fmt: skip


def comparison(left: Any, op: str, right: Any) -> dict[str, Any]:
    return {"left": left, "op": op, "right": right}


ABOVE, BELOW = comparison(CLOSE, "gt", 1.2), comparison(CLOSE, "lt", 1.0)


def program(**parts: Any) -> Program:
    raw = {
        "spec_version": 1, "symbols": ["EURUSD"], "timeframe": "M1",
        "entry": {"long": ABOVE, "short": BELOW}, "stop_loss": {"unit": "pips", "value": 20},
        "sizing": {"mode": "risk_pct", "pct": 1}, **parts,
    }  # fmt: skip
    document = parse_document(raw).document
    assert document is not None, parse_document(raw).findings
    bound = bind_document(document)
    assert bound.bound is not None, bound.findings
    return compile_document(bound.bound)


def core_of(**parts: Any) -> DecisionCore:
    return DecisionCore(program(**parts), EURUSD)


def decide(close: float, book: BookView = BOOK, **parts: Any) -> BarDecision:
    return core_of(**parts).on_bar(bar(1, close), book)


def position(side: Side = Side.BUY, opened: int = 0) -> PositionView:
    return PositionView(ticket=PositionTicket(7), side=side, opened_ns=opened * MINUTE_NS)


def test_a_buy_is_planned_from_the_ask_and_a_sell_from_the_bid() -> None:
    buy = decide(1.3)
    assert (buy.action, buy.reason) == ("enter_long", "signal")
    assert buy.entry is not None
    assert (buy.entry.price, buy.entry.stop_loss) == (Decimal("1.30010"), Decimal("1.29810"))
    assert buy.entry.volume == Decimal("0.50")
    sell = decide(0.9)
    assert sell.entry is not None
    assert (sell.action, sell.entry.side) == ("enter_short", Side.SELL)
    assert (sell.entry.price, sell.entry.stop_loss) == (Decimal("0.90000"), Decimal("0.90200"))


def test_the_price_at_sending_is_taken_from_the_book_when_it_is_there() -> None:
    book = replace(BOOK, bid=Decimal("1.29900"), ask=Decimal("1.29905"))
    decision = decide(1.3, book)
    assert decision.entry is not None
    assert decision.entry.price == Decimal("1.29905")


@pytest.mark.parametrize(
    ("close", "stop", "target"), [(1.3, "1.29988", "1.30031"), (0.9, "0.90022", "0.89979")]
)
def test_levels_are_rounded_to_the_grid_towards_the_entry(
    close: float, stop: str, target: str
) -> None:
    decision = decide(
        close, stop_loss={"unit": "price", "value": 0.000228},
        take_profit=[{"unit": "price", "value": 0.000218}],
    )  # fmt: skip
    assert decision.entry is not None
    assert decision.entry.stop_loss == Decimal(stop)
    assert decision.entry.take_profit == Decimal(target)


@pytest.mark.parametrize(
    ("unit", "value", "stop"),
    [("points", 200, "1.29810"), ("price", 0.002, "1.29810"), ("pct", 1, "1.28710")],
)
def test_units_of_a_distance(unit: str, value: float, stop: str) -> None:
    decision = decide(1.3, stop_loss={"unit": unit, "value": value})
    assert decision.entry is not None
    assert decision.entry.stop_loss == Decimal(stop)


def test_r_counts_in_planned_stop_distances() -> None:
    decision = decide(1.3, take_profit=[{"unit": "r", "value": 1.5}])
    assert decision.entry is not None
    assert decision.entry.stop_distance == Decimal("0.00200")
    assert decision.entry.target_distance == Decimal("0.00300")


def test_equity_is_risked_where_the_document_says_so() -> None:
    decision = decide(1.3, sizing={"mode": "risk_pct", "pct": 1, "of": "equity"})
    assert decision.entry is not None
    assert decision.entry.volume == Decimal("0.45")
    decision = decide(1.3, sizing={"mode": "risk_money", "amount": 50})
    assert decision.entry is not None
    assert decision.entry.volume == Decimal("0.25")


@pytest.mark.parametrize(
    ("reason", "parts"),
    [
        ("stop_too_near", {"stop_loss": {"unit": "points", "value": 10}}),
        ("below_minimum_volume", {"sizing": {"mode": "risk_money", "amount": 1}}),
        ("stop_wrong_side", {"stop_loss": {"unit": "pct", "value": 100}}),
        ("spread_too_wide", {"filters": {"max_spread_points": 9}}),
        ("below_minimum_volume", {"sizing": {"mode": "fixed_lots", "lots": 0.001}}),
    ],
)
def test_an_entry_that_cannot_be_made_is_refused_with_its_reason(
    reason: str, parts: dict[str, Any]
) -> None:
    decision = decide(1.3, **parts)
    assert (decision.action, decision.reason) == ("refused", reason)
    assert decision.detail
    assert decision.entry is None


def test_the_venues_stops_level_is_kept() -> None:
    strict = replace(EURUSD, stops_level_points=250)
    decision = DecisionCore(program(), strict).on_bar(bar(1, 1.3), BOOK)
    assert decision.reason == "stop_too_near"


def test_margin_caps_the_volume_and_says_so() -> None:
    decision = decide(1.3, replace(BOOK, margin_free=Decimal(100)))
    assert decision.entry is not None
    assert (decision.entry.volume, decision.entry.capped_by) == (Decimal("0.09"), "margin")


def test_pips_on_a_symbol_without_a_pip_are_refused_at_the_start() -> None:
    with pytest.raises(InvalidInput, match="no pip"):
        DecisionCore(program(), replace(EURUSD, pip_size=None))


def test_one_position_at_a_time_counts_pending_entries_too() -> None:
    assert decide(1.3, replace(BOOK, positions=(position(),))).reason == "max_positions"
    assert decide(1.3, replace(BOOK, pending_entries=1)).reason == "max_positions"


def test_both_sides_at_once_is_no_order() -> None:
    assert decide(1.3, entry={"long": ABOVE, "short": ABOVE}).reason == "both_sides"


def test_an_exit_condition_closes_and_blocks_an_entry_of_its_side() -> None:
    parts: dict[str, Any] = {"exit": {"long": ABOVE}}
    assert decide(1.3, **parts).reason == "exit_blocks_entry"
    decision = decide(1.3, replace(BOOK, positions=(position(),)), **parts)
    assert decision.action == "exit"
    assert [(e.ticket, e.reason) for e in decision.exits] == [(7, "exit_condition")]


def test_an_opposite_signal_reverses_only_where_the_document_says_so() -> None:
    book = replace(BOOK, positions=(position(Side.SELL),))
    decision = decide(1.3, book, exit={"opposite_signal": True})
    assert (decision.action, decision.reason) == ("enter_long", "reversal")
    assert [e.reason for e in decision.exits] == ["opposite_signal"]
    assert decide(1.3, book).exits == ()


def test_max_bars_are_full_bars_held() -> None:
    core = core_of(exit={"max_bars": 2})
    held = replace(BOOK, positions=(position(opened=1),))
    assert core.on_bar(bar(0, 1.1), BOOK).exits == ()
    assert core.on_bar(bar(1, 1.1), held).exits == ()  # the entry bar is the first
    assert [e.reason for e in core.on_bar(bar(2, 1.1), held).exits] == ["max_bars"]


def test_minutes_are_counted_from_the_label_of_the_entrys_bar_to_that_of_the_bar_that_acts() -> (
    None
):
    core = core_of(exit={"max_minutes": 3})
    filled = PositionView(ticket=PositionTicket(7), side=Side.BUY, opened_ns=MINUTE_NS + 30)
    held = replace(BOOK, positions=(filled,))
    reasons = [[e.reason for e in core.on_bar(bar(i, 1.1), held).exits] for i in (1, 2, 3)]
    assert reasons == [[], [], ["max_minutes"]]


def test_an_exit_at_a_time_acts_on_the_first_bar_after_it_however_late_that_comes() -> None:
    core = core_of(exit={"at_time": "00:10"})
    held = replace(BOOK, positions=(position(opened=3),))
    assert core.on_bar(bar(5, 1.1), held, 6 * MINUTE_NS).exits == ()
    late = core.on_bar(bar(6, 1.1), held, 4_000 * MINUTE_NS)
    assert [e.reason for e in late.exits] == ["at_time"]


def test_a_stop_may_stand_at_a_swing_or_a_level_with_a_buffer() -> None:
    core = core_of(stop_loss={"swing_bars": 2, "buffer": {"unit": "points", "value": 5}})
    core.warm_up([bar(1, 1.27), bar(2, 1.29)])
    entry = core.on_bar(bar(3, 1.3), BOOK).entry
    assert entry is not None
    assert entry.stop_loss == Decimal("1.28995")
    decision = decide(1.3, stop_loss={"at": {"calc": "sub", "args": [CLOSE, 0.004]}},
                      take_profit=[{"at": {"calc": "add", "args": [CLOSE, 0.008]}}])  # fmt: skip
    assert decision.entry is not None
    assert decision.entry.stop_loss == Decimal("1.29600")
    assert decision.entry.take_profit == Decimal("1.30800")


def test_a_level_without_a_value_yet_refuses_the_entry() -> None:
    core = core_of(stop_loss={"at": {"calc": "div", "args": [CLOSE, 0]}})
    decision = core.on_bar(bar(1, 1.3), BOOK)
    assert (decision.action, decision.reason) == ("refused", "no_level")


def test_money_at_the_stop_is_that_of_the_whole_position() -> None:
    decision = decide(1.3, stop_loss={"unit": "money", "value": 50},
                      sizing={"mode": "fixed_lots", "lots": 0.25})  # fmt: skip
    assert decision.entry is not None
    assert decision.entry.stop_distance == Decimal("0.00200")


def test_a_stop_in_atr_of_a_longer_timeframe_reads_its_last_closed_bar() -> None:
    core = core_of(stop_loss={"unit": "atr", "value": 1, "period": 2, "tf": "M5"})
    closes = [1.25 + 0.001 * (index // 5) for index in range(20)]
    core.warm_up([bar(index, close) for index, close in enumerate(closes)])
    entry = core.on_bar(bar(20, 1.3), BOOK).entry
    assert entry is not None
    assert entry.stop_distance == Decimal("0.00100")


def test_bars_are_counted_as_they_exist_not_by_the_clock() -> None:
    core = core_of(exit={"max_bars": 3})
    held = replace(BOOK, positions=(position(opened=0),))
    for index, is_due in ((0, False), (1, False), (4_000, True)):
        assert bool(core.on_bar(bar(index, 1.1), held).exits) == is_due


def test_cooldown_waits_more_than_n_bars_after_an_entry_or_exit() -> None:
    core = core_of(limits={"cooldown_bars": 2})
    book = replace(BOOK, last_exit_ns=2 * MINUTE_NS)
    reasons = [core.on_bar(bar(index, 1.3), book).reason for index in range(2, 6)]
    assert reasons == ["cooldown", "cooldown", "signal", "signal"]


def test_trades_of_a_day_are_limited() -> None:
    parts: dict[str, Any] = {"limits": {"max_trades_per_day": 1}}
    today = replace(BOOK, entries_ns=(0,))
    assert decide(1.3, today, **parts).reason == "max_trades_per_day"
    core = core_of(**parts)
    assert core.on_bar(bar(24 * 60 + 1, 1.3), today).reason == "signal"


@pytest.mark.parametrize("index", [5, 4, 0])
def test_a_bar_that_is_not_newer_is_broken(index: int) -> None:
    core = core_of()
    core.warm_up([bar(5, 1.1)])
    with pytest.raises(Broken):
        core.on_bar(bar(index, 1.1), BOOK)


def test_a_bar_of_another_series_is_broken() -> None:
    with pytest.raises(Broken):
        core_of().on_bar(replace(bar(1, 1.1), timeframe=Timeframe.M5), BOOK)


def test_nothing_enters_before_warm_up_is_over() -> None:
    core = core_of(entry={"long": comparison({"ind": "sma", "period": 3}, "gt", 1.2)})
    assert core.bars_missing == 3
    first = core.on_bar(bar(1, 1.3), BOOK)
    assert (first.action, first.reason) == ("none", "not_warmed_up")
    assert first.conditions[0].truth == "not_warmed_up"
    assert (first.conditions[0].left, first.conditions[0].right) == (None, 1.2)
    assert core.on_bar(bar(2, 1.3), BOOK).reason == "not_warmed_up"
    last = core.on_bar(bar(3, 1.3), BOOK)
    assert last.action == "enter_long"
    assert last.conditions[0].left == pytest.approx(1.3)
    assert last.conditions[0].text == "SMA(3) is above 1.2"
    assert last.conditions[0].path == "/entry/long"


def test_recursive_indicators_settle_before_the_first_entry() -> None:
    slow = {"ind": "ema", "period": 100, "shift": 2}
    entry = {"long": comparison(CLOSE, "gt", slow)}
    assert program(entry=entry).warm_up_bars == 100 + 500 + 2
    entry = {
        "long": {"cond": comparison(CLOSE, "crosses", {"ind": "sma", "period": 9}), "for_bars": 4}
    }
    assert program(entry=entry).warm_up_bars == 9 + 1 + 3
