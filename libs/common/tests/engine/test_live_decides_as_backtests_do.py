"""The core that trades live, fed one bar after the other, decides what a backtest did.

For generated documents of what a deployment runs: each entry with its side, volume, stop and
target, and each exit with its reason, bar by bar.
"""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tickloom.domain.ids import PositionTicket
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar
from tickloom.domain.order import Side
from tickloom.engine.bars import Bars
from tickloom.engine.core import DecisionCore
from tickloom.engine.decision import BarDecision, BookView, PositionView
from tickloom.engine.reasons import ExitReason
from tickloom.engine.result import Positions
from tickloom.engine.run import Prepared, prepare
from tickloom.engine.run_settings import AccountSettings, RunSettings
from tickloom.engine.simulation.simulate import simulate
from tickloom.strategy.bind import bind_document
from tickloom.strategy.parse import parse_document
from tickloom.testing.documents import documents
from tickloom.testing.markets import market
from tickloom.testing.plays import EURUSD

HURRY = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
RICH = RunSettings(account=AccountSettings(balance=Decimal(100_000_000), leverage=500))
BOOK = BookView(
    balance=Decimal(100_000_000), equity=Decimal(100_000_000), margin_free=Decimal(100_000_000),
    tick_value=Decimal(1), margin_per_lot=Decimal(0),
)  # fmt: skip
DECIDED = {ExitReason.EXIT_CONDITION, ExitReason.OPPOSITE_SIGNAL, ExitReason.MAX_BARS,
           ExitReason.MAX_MINUTES, ExitReason.AT_TIME}  # fmt: skip
compared: list[tuple[int, int]] = []


def as_deployed(raw: dict[str, Any]) -> dict[str, Any]:
    """A document without what a deployment refuses; sized without regard to the balance."""
    left_out = {"trailing", "breakeven", "order"}
    raw = {name: part for name, part in raw.items() if name not in left_out}
    if "take_profit" in raw:
        first = {k: v for k, v in raw["take_profit"][0].items() if k != "close_pct"}
        raw["take_profit"] = [first]
    if raw["sizing"]["mode"] == "risk_pct":
        raw["sizing"] = {"mode": "risk_money", "amount": 75}
    counted = {"cooldown_bars", "max_trades_per_day"}
    raw["limits"] = {k: v for k, v in raw.get("limits", {}).items() if k in counted}
    raw["exit"] = {k: v for k, v in raw.get("exit", {}).items() if k != "before_weekend"}
    return {name: part for name, part in raw.items() if part != {}}


@seed(5)
@settings(max_examples=14, deadline=None, suppress_health_check=HURRY, database=None)
@given(raw=documents(), number=st.integers(0, 2**31), tz=st.sampled_from(["server", "Asia/Tokyo"]))
def test_the_core_fed_bar_by_bar_decides_what_the_backtest_did(
    raw: dict[str, Any], number: int, tz: str
) -> None:
    document = parse_document(as_deployed(raw) | {"tz": tz}).document
    bound = None if document is None else bind_document(document).bound
    if bound is None:
        return
    bars = market(number, count=560)
    prepared = prepare(bound, bars, EURUSD, RICH)
    done = simulate(prepared.setting, first=prepared.first).positions
    core = DecisionCore(prepared.program, EURUSD)
    entries = exits = 0
    for index, (bar, after) in enumerate(pairwise(single_bars(bars))):
        book = book_at(index, done, prepared)
        decision = core.on_bar(bar, book, after.time_ns)
        exits += check_exit(index, decision, done)
        entries += check_entry(index, decision, done)
    compared.append((entries, exits))


def test_there_was_something_to_compare() -> None:
    assert sum(entries for entries, _ in compared) > 30
    assert sum(exits for _, exits in compared) > 2  # most positions end by their stop


def book_at(index: int, done: Positions, prepared: Prepared) -> BookView:
    """What is open and was traded at the close of a bar, with the quotes of the next open."""
    quotes = prepared.setting.market
    bid = EURUSD.from_points(int(quotes.open[index + 1]))
    ask = bid + EURUSD.from_points(int(quotes.spread[index + 1]))
    begun, over = done.bar_open <= index, done.bar_close <= index
    positions = tuple(
        PositionView(
            ticket=PositionTicket(int(done.id[p])), side=side_of(done, int(p)),
            opened_ns=int(done.time_open_ns[p]),
        )
        for p in np.flatnonzero(begun & ~over)
    )  # fmt: skip
    return replace(
        BOOK, bid=bid, ask=ask, positions=positions,
        entries_ns=tuple(int(t) for t in done.time_open_ns[begun]),
        last_exit_ns=int(done.time_close_ns[over].max()) if over.any() else None,
    )  # fmt: skip


def check_exit(index: int, decision: BarDecision, done: Positions) -> int:
    """A position closed by a decision; a level that the opening price passed comes before it."""
    held = np.flatnonzero((done.bar_open <= index) & (done.bar_close > index))
    if not len(held):
        assert not decision.exits
        return 0
    closes_now, reason = done.bar_close[held[0]] == index + 1, ExitReason(done.exit_reason[held[0]])
    if decision.exits:
        assert closes_now, (index, decision.exits)
    if closes_now and reason in DECIDED:
        assert [each.reason for each in decision.exits] == [reason.word], index
        return 1
    return 0


def check_entry(index: int, decision: BarDecision, done: Positions) -> int:
    """An entry on both sides or on none; one that a stop-out in between let through apart."""
    held = np.flatnonzero((done.bar_open <= index) & (done.bar_close == index + 1))
    if len(held) and ExitReason(done.exit_reason[held[0]]) not in DECIDED:
        return 0
    made = np.flatnonzero(done.decision_bar == index)
    if not len(made):
        assert decision.entry is None, (index, decision)
        return 0
    entry, p = decision.entry, int(made[0])
    assert entry is not None, (index, decision.action, decision.reason, decision.detail)
    points = EURUSD.points
    assert entry.side is side_of(done, p)
    assert int(entry.volume / EURUSD.volume_step) == done.volume[p]
    assert points(entry.price) == done.price_open[p]
    assert (0 if entry.stop_loss is None else points(entry.stop_loss)) == done.stop[p]
    assert (0 if entry.take_profit is None else points(entry.take_profit)) == done.target[p]
    return 1


def side_of(done: Positions, place: int) -> Side:
    return Side.BUY if done.side[place] > 0 else Side.SELL


def single_bars(bars: Bars, instrument: Instrument = EURUSD) -> list[Bar]:
    prices = bars.prices
    return [
        Bar(
            symbol=instrument.symbol, timeframe=bars.timeframe, time_ns=int(bars.time_ns[i]),
            open=float(prices[0, i]), high=float(prices[1, i]), low=float(prices[2, i]),
            close=float(prices[3, i]), tick_volume=int(bars.volume[i]),
            spread_points=int(bars.spread[i]),
        )
        for i in range(len(bars))
    ]  # fmt: skip
