"""The gate: every limit, one by one, and what always passes."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import KeptState
from mt5_bridge.limits.day_keeper import DayKeeper
from mt5_bridge.limits.hours import read_hours
from mt5_bridge.limits.limits_gate import LimitsGate
from mt5_bridge.limits.rules import (
    AccountLimits,
    DayLimits,
    Limits,
    OrderLimits,
    RateLimits,
    SymbolLimits,
)
from mt5_bridge.orders.gate import Proposal, ProposalKind, Refusal, UnknownExposure
from mt5_bridge.port.records import (
    AccountFigures,
    TerminalStatus,
    VenueOrder,
    VenuePosition,
    VenueSymbol,
    VenueTick,
)
from tickloom.domain.order import Side
from tickloom.runtime.clock import ManualClock

D = Decimal
Make = Callable[..., Proposal]
MakeGate = Callable[..., LimitsGate]


def reason(refusal: Refusal | None) -> str | None:
    return None if refusal is None else refusal.reason


def unknown(**changes: Any) -> UnknownExposure:
    base = UnknownExposure(
        command_id="u1", symbol="GBPUSD", side=Side.BUY, volume=D("0.5"), price=D("1.085"),
        stop_loss=D("1.083"), margin=D(500),
    )  # fmt: skip
    return replace(base, **changes)


def test_an_ordinary_entry_passes(gate: MakeGate, entry: Make) -> None:
    assert gate().refusal(entry()) is None


@pytest.mark.parametrize(
    ("section", "rules", "expected"),
    [
        ("order", OrderLimits(volume_max=D("0.49")), "order_volume"),
        ("order", OrderLimits(risk_max=D("99.99")), "order_risk"),
        ("order", OrderLimits(risk_percent_max=D("0.99")), "order_risk"),
        ("order", OrderLimits(notional_max=D("54249.99")), "order_notional"),
        ("order", OrderLimits(notional_max=D(54250)), None),
        ("symbol", SymbolLimits(volume_max=D("0.49")), "symbol_volume"),
        ("symbol", SymbolLimits(positions_max=0), "symbol_positions"),
        ("symbol", SymbolLimits(spread_points_max=9), "spread_too_wide"),
        ("symbol", SymbolLimits(spread_points_max=10), None),
        ("account", AccountLimits(positions_max=0), "account_positions"),
        ("account", AccountLimits(volume_max=D("0.49")), "account_volume"),
        ("account", AccountLimits(risk_percent_max=D("0.99")), "account_risk"),
        ("account", AccountLimits(margin_level_min_percent=D(1844)), "margin_level"),
        ("account", AccountLimits(margin_level_min_percent=D(1843)), None),
        ("day", DayLimits(loss_max=D(111)), "day_loss"),
        ("day", DayLimits(loss_max=D(112)), None),
        ("day", DayLimits(orders_max=0), "day_orders"),
        ("day", DayLimits(volume_max=D("0.49")), "day_volume"),
    ],
)
def test_each_limit_refuses_by_its_own_name(
    gate: MakeGate, entry: Make, section: str, rules: object, expected: str | None
) -> None:
    assert reason(gate(**{section: rules}).refusal(entry())) == expected


def test_an_entry_without_a_stop_is_refused_or_counts_with_its_gap(
    gate: MakeGate, entry: Make
) -> None:
    bare = entry(stop_loss=None)
    assert reason(gate().refusal(bare)) == "no_stop_loss"
    relaxed = gate(order=OrderLimits(stop_loss_required=False))
    assert reason(relaxed.refusal(bare)) == "order_risk"  # 5 % of 54,250 are 2,712


def test_a_stop_on_the_wrong_side_is_refused(gate: MakeGate, entry: Make) -> None:
    assert reason(gate().refusal(entry(stop_loss=D("1.09")))) == "stop_on_wrong_side"


def test_positions_orders_and_unknown_orders_count_alike(
    gate: MakeGate, entry: Make, position: Callable[..., VenuePosition],
    order: Callable[..., VenueOrder],
) -> None:  # fmt: skip
    strict = gate(account=AccountLimits(positions_max=2))
    assert strict.refusal(entry(positions=(position(),))) is None
    assert reason(strict.refusal(entry(positions=(position(),), orders=(order(),)))) == (
        "account_positions"
    )
    two = entry(positions=(position(),), unknown=(unknown(symbol="EURUSD"),))
    assert reason(strict.refusal(two)) == "unknown_outcome"


def test_an_unknown_order_counts_in_risk_and_margin(gate: MakeGate, entry: Make) -> None:
    plain = gate(account=AccountLimits(margin_level_min_percent=D(1000)))
    fate = unknown(symbol="EURUSD", margin=None)
    both = entry(unknown=(fate,))
    with_sheet = gate(account=AccountLimits(risk_percent_max=D("1.5")))
    assert reason(with_sheet.refusal(both)) == "unknown_outcome"
    other = entry(unknown=(unknown(symbol="GBPUSD"),))
    assert reason(plain.refusal(other)) == "cannot_be_checked"  # no sheet tells its risk


def test_no_entry_in_a_symbol_whose_order_has_an_unknown_fate(gate: MakeGate, entry: Make) -> None:
    refused = gate().refusal(entry(unknown=(unknown(symbol="EURUSD"),)))
    assert reason(refused) == "unknown_outcome"


@pytest.mark.parametrize(
    "changes",
    [
        {"positions": None}, {"orders": None}, {"figures": None}, {"margin": None},
        {"price": None}, {"side": None},
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_checked_is_refused(
    gate: MakeGate, entry: Make, changes: dict[str, object]
) -> None:
    assert reason(gate().refusal(entry(**changes))) == "cannot_be_checked"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"tick": None}, "no_price"),
        ({"tick_age_s": None}, "no_price"),
        ({"tick_age_s": 2.01}, "stale_price"),
        ({"tick_age_s": 2.0}, None),
        ({"tick_age_s": float("nan")}, "stale_price"),
        ({"tick_age_s": -3.0}, "price_from_the_future"),
    ],
)
def test_entries_need_a_price_of_at_most_two_seconds(
    gate: MakeGate, entry: Make, changes: dict[str, object], expected: str | None
) -> None:
    assert reason(gate().refusal(entry(**changes))) == expected


@pytest.mark.parametrize(
    ("bid", "ask"), [("1.1", "1.0"), ("0", "1"), ("-1", "1"), ("NaN", "1"), ("1", "Infinity")]
)
def test_an_absurd_tick_lets_nothing_in(gate: MakeGate, entry: Make, bid: str, ask: str) -> None:
    tick = VenueTick(time_ms=0, bid=D(bid), ask=D(ask), last=D(0), volume=D(0), flags=0)
    assert reason(gate().refusal(entry(tick=tick))) == "absurd_price"


@pytest.mark.parametrize(
    ("mode", "side", "expected"),
    [
        (0, Side.BUY, "symbol_disabled"), (1, Side.BUY, None), (2, Side.BUY, "short_only"),
        (3, Side.BUY, "close_only"), (4, Side.BUY, None),
    ],
)  # fmt: skip
def test_the_symbols_trade_mode_binds_entries(
    gate: MakeGate, entry: Make, sheet: Callable[..., VenueSymbol], mode: int, side: Side,
    expected: str | None,
) -> None:  # fmt: skip
    proposal = entry(symbol=sheet(trade_mode=mode), side=side)
    assert reason(gate().refusal(proposal)) == expected


def test_entries_keep_to_the_hours_of_the_file(gate: MakeGate, entry: Make) -> None:
    closed = Limits(hours=read_hours("UTC", ["Sat-Sun 00:00-24:00"]))  # 2023-11-14 is a Tuesday
    assert reason(gate(closed).refusal(entry())) == "outside_hours"
    opened = Limits(hours=read_hours("UTC", ["Mon-Fri 22:00-23:00"]))  # it is 22:13
    assert gate(opened).refusal(entry()) is None


def test_a_loop_of_orders_ends_in_a_halt_that_only_a_person_clears(
    gate: MakeGate, entry: Make, halts: Halts, kept: KeptState, clock: ManualClock
) -> None:
    strict = gate(rate=RateLimits(orders_per_second=D(1), burst=3))
    answers = [reason(strict.refusal(entry(command_id=f"c{n}"))) for n in range(4)]
    assert answers == [None, None, None, "order_rate"]
    later = entry(monotonic_s=1_000.0)
    assert reason(strict.refusal(later)) == "halted"
    assert [halt.cause for halt in Halts(kept, clock).now] == ["order_rate"]
    halts.clear("order_rate", by="anna", reason="the strategy is repaired")
    assert strict.refusal(later) is None


def test_the_rate_is_counted_in_monotonic_time(gate: MakeGate, entry: Make) -> None:
    strict = gate(rate=RateLimits(orders_per_second=D(1), burst=1))
    assert strict.refusal(entry()) is None
    assert strict.refusal(entry(monotonic_s=101.0, now_us=1_600_000_000_000_000)) is None


def test_the_days_orders_are_counted_over_a_restart(
    gate: MakeGate, entry: Make, kept: KeptState, halts: Halts
) -> None:
    limits = Limits(day=DayLimits(orders_max=2))
    first = gate(limits)
    assert first.refusal(entry()) is None
    assert first.refusal(entry(attempt=2)) is None  # the same order again is no new one
    again = LimitsGate(
        limits, DayKeeper(kept, lambda us: us // 1_000_000), halts, kept, sheet_of=lambda _: None
    )
    assert again.refusal(entry(command_id="c2")) is None
    assert reason(again.refusal(entry(command_id="c3"))) == "day_orders"
    assert halts.has("day_orders")


def test_an_entry_waits_while_the_days_beginning_is_unknown(
    kept: KeptState, halts: Halts, entry: Make
) -> None:
    nobody = DayKeeper(kept, lambda _: None)
    gate = LimitsGate(Limits(), nobody, halts, kept, sheet_of=lambda _: None)
    refused = gate.refusal(entry())
    assert refused is not None
    assert "day's beginning" in refused.detail


def test_a_loss_on_equity_stops_entries_at_nine_tenths(
    gate: MakeGate, entry: Make, figures: Callable[..., AccountFigures]
) -> None:
    loose = Limits(day=DayLimits(loss_max=D(1_000), loss_percent_max=None))  # a tenth lot risks 20
    lost = gate(loose).refusal(entry(figures=figures(equity=D(9_120)), volume=D("0.10")))
    assert lost is None
    gone = gate(loose).refusal(entry(figures=figures(equity=D(9_100)), volume=D("0.10")))
    assert reason(gone) == "day_loss"


def test_the_tick_value_must_be_what_the_contract_makes_it(
    gate: MakeGate, entry: Make, sheet: Callable[..., VenueSymbol]
) -> None:
    wrong = gate().refusal(entry(symbol=sheet(tick_value_loss=D("0.1"))))
    assert wrong is not None
    assert "0.1 USD" in wrong.detail
    assert reason(gate().refusal(entry(symbol=sheet(tick_value_loss=D(0))))) == "cannot_be_checked"


def test_an_exit_passes_whatever_is_halted_stale_or_unreadable(
    gate: MakeGate, entry: Make, halts: Halts
) -> None:
    halts.halt("test", "everything is off")
    leave = entry(
        kind=ProposalKind.EXIT, verb="close", side=Side.SELL, tick=None, tick_age_s=None,
        figures=None, margin=None, positions=None, orders=None, volume=D(50),
    )  # fmt: skip
    assert gate(order=OrderLimits(volume_max=D("0.01"))).refusal(leave) is None


@pytest.mark.parametrize(("volume", "expected"), [("0.50", None), ("0.51", "close_would_reverse")])
def test_a_close_on_a_netting_account_never_opens_the_opposite(
    gate: MakeGate, entry: Make, status: Callable[..., TerminalStatus],
    position: Callable[..., VenuePosition], volume: str, expected: str | None,
) -> None:  # fmt: skip
    leave = entry(
        kind=ProposalKind.EXIT, verb="close", side=Side.SELL, volume=D(volume),
        status=status(margin_mode=0), positions=(position(),),
    )  # fmt: skip
    assert reason(gate().refusal(leave)) == expected


def test_a_close_that_may_have_happened_already_is_not_doubled_on_netting(
    gate: MakeGate, entry: Make, status: Callable[..., TerminalStatus],
    position: Callable[..., VenuePosition],
) -> None:  # fmt: skip
    fate = unknown(symbol="EURUSD", side=Side.SELL, kind=ProposalKind.EXIT)
    leave = entry(
        kind=ProposalKind.EXIT, verb="close", side=Side.SELL, unknown=(fate,),
        status=status(margin_mode=0), positions=(position(),),
    )  # fmt: skip
    assert reason(gate().refusal(leave)) == "close_would_reverse"
    assert reason(gate().refusal(replace(leave, positions=None))) == "position_unread"


def test_netting_counts_what_can_come_to_be_open_at_once(
    gate: MakeGate, entry: Make, status: Callable[..., TerminalStatus],
    position: Callable[..., VenuePosition],
) -> None:  # fmt: skip
    strict = gate(symbol=SymbolLimits(volume_max=D("0.5"), positions_max=1))
    netting = status(margin_mode=0)
    against = entry(
        side=Side.SELL, stop_loss=D("1.0869"), price=D("1.0849"), status=netting,
        positions=(position(),),
    )  # fmt: skip
    assert strict.refusal(against) is None
    assert reason(strict.refusal(entry(status=netting, positions=(position(),)))) == (
        "symbol_volume"
    )


def change(entry: Make, **changes: object) -> Proposal:
    values: dict[str, object] = {"kind": ProposalKind.CHANGE, "verb": "modify", "side": None}
    return entry(**(values | changes))


def test_a_stop_moved_nearer_always_passes_and_one_moved_away_is_measured(
    gate: MakeGate, entry: Make, position: Callable[..., VenuePosition], halts: Halts
) -> None:
    held = (position(),)
    away = change(entry, ticket=11, stop_loss=D("1.08000"), positions=held)
    assert reason(gate().refusal(away)) == "order_risk"
    slightly = change(entry, ticket=11, stop_loss=D("1.08291"), positions=held)
    halts.halt("test", "off")
    assert gate().refusal(slightly) is None
    assert reason(gate().refusal(change(entry, ticket=11, stop_loss=D("1.0828"), positions=held)))


def test_the_stop_may_not_be_taken_away(
    gate: MakeGate, entry: Make, position: Callable[..., VenuePosition]
) -> None:
    bare = change(entry, ticket=11, stop_loss=None, positions=(position(),))
    assert reason(gate().refusal(bare)) == "no_stop_loss"


def test_an_interlock_is_asked_before_everything_and_of_exits_too(
    gate: MakeGate, entry: Make
) -> None:
    no = Refusal(reason="kill_switch", detail="off")

    def lock(_: Proposal) -> Refusal:
        return no

    locked = gate(interlocks=(lock,))
    assert locked.refusal(entry()) is no
    assert locked.refusal(entry(kind=ProposalKind.EXIT)) is no


def test_the_bus_tightens_the_gate_at_once_and_what_it_may_not_is_audited(
    gate: MakeGate, entry: Make, kept: KeptState
) -> None:
    open_gate = gate()
    assert open_gate.refusal(entry()) is None
    open_gate.tighten({"order.volume_max": "0.1", "day.orders_max": 10_000}, by="bus", now_us=5)
    assert reason(open_gate.refusal(entry())) == "order_volume"
    assert [at for at, _ in kept.said("limit_ignored")] == [5]
    open_gate.tighten({}, by="bus", now_us=6)  # withdrawn: the file's own limits, never wider
    assert open_gate.refusal(entry()) is None
