"""The core decides bar by bar what the reference loop decided over the whole history.

Generated documents, cut down to what a deployment runs, on generated markets: the core is shown
the books of the simulated run as they stood at each open, and has to come to the same entries
(side, volume, stop, target), exits and refusals.
"""

import os
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from algo.live_support import unsupported
from tickloom.domain.ids import PositionTicket
from tickloom.domain.market import Bar, Timeframe
from tickloom.domain.order import Side
from tickloom.domain.server_time import ServerClock
from tickloom.engine.bars import Bars
from tickloom.engine.compiler import compile_document
from tickloom.engine.core import DecisionCore
from tickloom.engine.decision import BarDecision, BookView, PositionView
from tickloom.engine.reasons import ExitReason
from tickloom.engine.result import Outcome
from tickloom.engine.run import prepare
from tickloom.engine.run_settings import AccountSettings, RunSettings
from tickloom.engine.simulation.simulate import simulate
from tickloom.strategy.bind import BoundDocument, bind_document
from tickloom.strategy.parse import parse_document
from tickloom.testing.documents import documents
from tickloom.testing.markets import market
from tickloom.testing.plays import EURUSD

PAIRS = int(os.environ.get("TICKLOOM_PAIRS", "40"))
SEED = int(os.environ.get("TICKLOOM_SEED", "1"))
HURRY = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
DECIDED = {
    ExitReason.EXIT_CONDITION, ExitReason.OPPOSITE_SIGNAL, ExitReason.MAX_BARS,
    ExitReason.MAX_MINUTES, ExitReason.AT_TIME,
}  # fmt: skip
BY_LEVEL = {ExitReason.STOP_LOSS, ExitReason.TAKE_PROFIT}
NOT_COUNTED = {"no_signal", "not_warmed_up", "signal", "reversal"}
compared: list[tuple[int, int]] = []  # entries and decided exits of each pair


def as_deployed(raw: dict[str, Any], max_bars: int | None) -> dict[str, Any]:
    """What a deployment would run of a document, held for no longer than `max_bars`."""
    kept = {key: raw[key] for key in raw if key not in {"order", "trailing", "breakeven"}}
    kept["exit"] = without(raw.get("exit", {}), "before_weekend")
    if max_bars is not None:
        kept["exit"] = kept["exit"] | {"max_bars": max_bars}
    kept["filters"] = without(raw.get("filters", {}), "news_blackout")
    kept["limits"] = {key: value for key, value in raw.get("limits", {}).items()
                      if key in {"cooldown_bars", "max_trades_per_day"}}  # fmt: skip
    if "take_profit" in kept:
        kept["take_profit"] = [without(kept["take_profit"][0], "close_pct")]
    return {key: value for key, value in kept.items() if value != {}}


def without(part: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key != name}


def bound_of(raw: dict[str, Any]) -> BoundDocument | None:
    document = parse_document(raw).document
    bound = None if document is None else bind_document(document).bound
    return None if bound is None or unsupported(bound) else bound


class Replay:
    """A finished run, as it stood at the open of each bar."""

    def __init__(self, bars: Bars, outcome: Outcome, chosen: RunSettings) -> None:
        self.bars, self.positions, self.deals = bars, outcome.positions, outcome.deals
        self._start = chosen.account.balance
        self._leverage = chosen.account.leverage

    def quote(self, bar: int) -> tuple[int, int]:
        bid = int(self.bars.open[bar])
        return bid, bid + int(self.bars.spread[bar])

    def closed_by_gap(self, place: int, bar: int) -> bool:
        """Whether the opening price itself had passed the position's stop or target."""
        held = self.positions
        if held.bar_close[place] != bar or ExitReason(int(held.exit_reason[place])) not in BY_LEVEL:
            return False
        bid, ask = self.quote(bar)
        side, stop, target = (int(c[place]) for c in (held.side, held.stop, held.target))
        price = bid if side > 0 else ask
        return (price - stop) * side <= 0 or (target > 0 and (price - target) * side >= 0)

    def book(self, bar: int, *, is_short: bool) -> BookView:
        """What is known when the first quote of `bar` has come, for an entry of one side."""
        held, deals = self.positions, self.deals
        before = [n for n in range(len(held.id)) if held.bar_open[n] < bar]
        gone = [n for n in before if held.bar_close[n] < bar or self.closed_by_gap(n, bar)]
        open_ = [n for n in before if n not in gone]
        cents = int(deals.profit[deals.bar < bar].sum())
        cents += sum(int(held.profit[n]) for n in gone if held.bar_close[n] == bar)
        balance = self._start + Decimal(cents).scaleb(-2)
        bid, ask = self.quote(bar)
        price = bid if is_short else ask
        views = tuple(self._view(n, bid, ask) for n in open_)
        equity = balance + sum((view.profit for view in views), Decimal(0))
        return BookView(
            balance=balance, equity=equity, tick_value=Decimal(1), positions=views,
            margin_free=equity - sum((view.margin for view in views), Decimal(0)),
            margin_per_lot=Decimal(price) / self._leverage, bid=EURUSD.from_points(bid),
            ask=EURUSD.from_points(ask),
            entries_ns=tuple(int(held.time_open_ns[n]) for n in before),
            last_exit_ns=max((int(held.time_close_ns[n]) for n in gone), default=None),
        )  # fmt: skip

    def _view(self, place: int, bid: int, ask: int) -> PositionView:
        held = self.positions
        side, opened = int(held.side[place]), int(held.price_open[place])
        steps = int(held.volume[place])
        points = ((bid if side > 0 else ask) - opened) * side
        return PositionView(
            ticket=PositionTicket(int(held.id[place])), side=Side.BUY if side > 0 else Side.SELL,
            opened_ns=int(held.time_open_ns[place]), profit=Decimal(points * steps).scaleb(-2),
            margin=Decimal(steps * opened) / 100 / self._leverage,
        )  # fmt: skip

    def entered(self, bar: int) -> tuple[Any, ...] | None:
        """What a market order opened at this open."""
        held = self.positions
        for n in np.flatnonzero(held.bar_open == bar):
            said = (held.side, held.volume, held.price_open, held.stop, held.target)
            return tuple(int(column[n]) for column in said)
        return None

    def decided_exits(self, bar: int) -> list[tuple[int, str]]:
        held = self.positions
        return [
            (int(held.id[n]), ExitReason(int(held.exit_reason[n])).word)
            for n in np.flatnonzero(held.bar_close == bar)
            if ExitReason(int(held.exit_reason[n])) in DECIDED
        ]


def planned(decision: BarDecision) -> tuple[Any, ...] | None:
    entry = decision.entry
    if entry is None:
        return None
    target = 0 if entry.take_profit is None else EURUSD.points(entry.take_profit)
    assert entry.stop_loss is not None
    price, stop = EURUSD.points(entry.price), EURUSD.points(entry.stop_loss)
    return (entry.side.sign, int(entry.volume * 100), price, stop, target)


@seed(SEED)
@settings(
    max_examples=PAIRS,
    deadline=None,
    suppress_health_check=HURRY,
    database=None,
    phases=[Phase.generate],
)
@given(
    raw=documents(higher=(Timeframe.H1,)), number=st.integers(0, 2**31),
    balance=st.sampled_from([300, 10_000, 1_000_000]), leverage=st.sampled_from([30, 500]),
    server=st.sampled_from(["UTC", "GMT+2/us"]), tz=st.sampled_from(["server", "Asia/Tokyo"]),
    max_bars=st.sampled_from([1, 2, 5, 12, None]),
)  # fmt: skip
def test_the_core_decides_what_the_reference_loop_decided(
    raw: dict[str, Any], number: int, balance: int, leverage: int, server: str, tz: str,
    max_bars: int | None,
) -> None:  # fmt: skip
    bound = bound_of(as_deployed(raw, max_bars) | {"tz": tz})
    if bound is None:
        return
    clock = ServerClock.read(server)
    account = AccountSettings(balance=Decimal(balance), leverage=leverage)
    chosen = RunSettings(account=account, server_clock=clock)
    bars = market(number, count=900)
    prepared = prepare(bound, bars, EURUSD, chosen)
    outcome = simulate(prepared.setting, first=prepared.first)
    if outcome.end == "ruined":
        return
    replay = Replay(bars, outcome, chosen)
    core = DecisionCore(compile_document(bound), EURUSD, server_clock=clock)
    refused = Counter[str]()
    entries = decided = 0
    for place, (bar, after) in enumerate(pairwise(single_bars(bars))):
        is_short = prepared.setting.signals.entry_short[place] == 1
        decision = core.on_bar(bar, replay.book(place + 1, is_short=is_short), after.time_ns)
        where = (place, decision.action, decision.reason, decision.detail)
        exits = [(int(each.ticket), each.reason) for each in decision.exits]
        assert exits == replay.decided_exits(place + 1), where
        assert planned(decision) == replay.entered(place + 1), where
        decided += len(exits)
        entries += decision.entry is not None
        if decision.entry is None:
            refused["exit" if exits else decision.reason] += 1
    compared.append((entries, decided))
    hidden = refused.pop("exit", 0)  # an exit's own reason is said first
    counted = Counter({w: count for w, count in refused.items() if w not in NOT_COUNTED})
    assert counted <= Counter(outcome.refused)
    assert sum(outcome.refused.values()) - counted.total() <= hidden


def test_there_was_something_to_compare() -> None:
    assert sum(entries for entries, _ in compared) > 5 * len(compared)
    assert sum(decided for _, decided in compared) > 2 * len(compared)


def single_bars(bars: Bars) -> list[Bar]:
    prices = bars.prices
    return [
        Bar(
            symbol=bars.symbol, timeframe=bars.timeframe, time_ns=int(bars.time_ns[i]),
            open=float(prices[0, i]), high=float(prices[1, i]), low=float(prices[2, i]),
            close=float(prices[3, i]), tick_volume=int(bars.volume[i]),
            spread_points=int(bars.spread[i]),
        )
        for i in range(len(bars))
    ]  # fmt: skip
