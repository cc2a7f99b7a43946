"""Flat is what two reads say, and the way there survives what brokers do."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from mt5_bridge.kill.flattening import FlatReport, Flattening, FlattenSettings
from mt5_bridge.orders.gate import UnknownExposure
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.records import SendAnswer, VenueRequest
from tickloom.domain.order import Side
from tickloom.runtime.clock import ManualClock

Says = Callable[[int], SendAnswer]
LOST = CallFailed(code=-10005, text="IPC timeout")


def flatten(account: Any, clock: ManualClock, **settings: Any) -> FlatReport:
    more = {k: settings.pop(k) for k in ("unsettled", "is_wanted", "reconnect") if k in settings}
    run = Flattening(
        account, clock, FlattenSettings(**settings), pause=clock.advance, **more
    )  # fmt: skip
    return run.run()


def test_pending_orders_go_first_then_positions_oldest_first(
    account: Any, clock: ManualClock
) -> None:
    account.position(12)
    account.position(11, kind=1)
    account.order(21)
    report = flatten(account, clock)
    assert report.is_proven
    assert [(r.action, r.order or r.position) for r in account.sent] == [(8, 21), (1, 11), (1, 12)]
    assert [r.type for r in account.sent[1:]] == [0, 1]
    assert (len(report.cancelled), len(report.closed)) == (1, 2)


def test_an_account_that_is_flat_already_is_read_twice_and_nothing_is_sent(
    account: Any, clock: ManualClock
) -> None:
    report = flatten(account, clock)
    assert report.is_proven
    assert report.rounds == 2
    assert account.sent == []


def test_a_pending_order_that_fills_after_the_first_empty_read_is_closed_too(
    account: Any, clock: ManualClock
) -> None:
    account.fills_at_read = [lambda: None, lambda: account.position(13)]
    report = flatten(account, clock)
    assert report.is_proven
    assert len(report.closed) == 1
    assert report.rounds == 4


def test_nothing_is_proven_by_a_read_that_failed(account: Any, clock: ManualClock) -> None:
    for what in ("positions", "orders", "account"):
        account.unreadable = {what: CallFailed(code=-1, text="no")}
        report = flatten(account, clock, budget_s=5)
        assert not report.is_proven
        assert any(what in words for words in report.problems)


def test_an_empty_read_without_a_connection_proves_nothing(
    account: Any, clock: ManualClock
) -> None:
    account.status_now = replace(account.status_now, connected=False)
    assert not flatten(account, clock, budget_s=5).is_proven


def test_margin_that_is_still_held_contradicts_an_empty_read(
    account: Any, clock: ManualClock
) -> None:
    account.margin_seen = Decimal(100)
    report = flatten(account, clock, budget_s=5)
    assert not report.is_proven
    assert "margin of 100" in report.left[0]


def test_another_account_in_the_terminal_is_not_touched(account: Any, clock: ManualClock) -> None:
    account.position(11)

    def switch(_: VenueRequest) -> CallFailed:
        account.status_now = replace(account.status_now, login=8)
        return CallFailed(code=-6, text="no", never_sent=True)

    account.script = [switch]
    report = flatten(account, clock, budget_s=5)
    assert not report.is_proven
    assert len(account.sent) == 1
    assert any("another account: 8 at Demo-1" in words for words in report.problems)


def test_the_other_filling_modes_are_tried_and_what_worked_is_kept(
    account: Any, clock: ManualClock
) -> None:
    account.fillings_taken = {0}
    account.position(11)
    account.position(12)
    assert flatten(account, clock).is_proven
    assert [r.type_filling for r in account.sent] == [1, 0, 0]


def test_partial_fills_requotes_and_closed_markets_are_tried_again(
    account: Any, clock: ManualClock, says: Says
) -> None:
    account.position(11)

    def half(request: VenueRequest) -> SendAnswer:
        account.obey(replace(request, volume=request.volume / 2))
        return says(10010)

    account.script = [says(10004), says(10018), says(10018), half]
    report = flatten(account, clock)
    assert report.is_proven
    assert [r.volume for r in account.sent[-2:]] == [Decimal(1), Decimal("0.50")]
    assert any("market is closed" in words for words in report.problems)


def test_a_volume_above_the_symbols_maximum_goes_in_parts(account: Any, clock: ManualClock) -> None:
    account.position(11, volume="120.00")
    assert flatten(account, clock).is_proven
    assert [r.volume for r in account.sent] == [Decimal(50), Decimal(50), Decimal("20.00")]


def test_when_the_budget_is_used_up_the_report_names_what_is_left(
    account: Any, clock: ManualClock, says: Says
) -> None:
    account.position(11)
    account.script = [says(10027)] * 1_000
    report = flatten(account, clock, budget_s=30)
    assert not report.is_proven
    assert report.left == ["position 11 (buy 1.00 EURUSD)"]
    assert any("Algo Trading button" in words for words in report.problems)
    assert len(account.sent) < 30, "a broker that refuses is not hammered"


def test_a_lost_answer_on_a_hedging_account_is_asked_again_at_once(
    account: Any, clock: ManualClock
) -> None:
    account.position(11)

    def done_but_unheard(request: VenueRequest) -> CallFailed:
        account.obey(request)
        return LOST

    account.script = [done_but_unheard]
    report = flatten(account, clock)
    assert report.is_proven
    assert len(account.sent) == 1


def test_a_lost_answer_on_a_netting_account_is_not_doubled(
    account: Any, clock: ManualClock
) -> None:
    account.status_now = replace(account.status_now, margin_mode=0)
    account.position(11)
    account.script = [LOST]
    reads_later = clock.monotonic_s() + 10

    def late() -> None:
        if clock.monotonic_s() >= reads_later and len(account.sent) == 1:
            account.held.clear()

    account.fills_at_read = [late] * 500
    report = flatten(account, clock)
    assert report.is_proven
    assert len(account.sent) == 1, "a second close could have opened the opposite"


def test_a_close_lost_for_good_on_a_netting_account_is_sent_again_after_the_quiet_time(
    account: Any, clock: ManualClock
) -> None:
    account.status_now = replace(account.status_now, margin_mode=0)
    account.position(11)
    account.script = [LOST]
    report = flatten(account, clock)
    assert report.is_proven
    assert len(account.sent) == 2
    assert report.seconds >= 15


def test_an_order_of_unknown_fate_leaves_flat_unproven(account: Any, clock: ManualClock) -> None:
    fate = UnknownExposure(command_id="c", symbol="EURUSD", side=Side.BUY, volume=Decimal(1))
    report = flatten(account, clock, budget_s=5, unsettled=lambda: (fate,))
    assert not report.is_proven
    assert "not known" in report.left[0]


def test_orders_in_flight_are_waited_for_and_not_cancelled(
    account: Any, clock: ManualClock
) -> None:
    account.order(21, kind=0, state=0)
    account.fills_at_read = [
        lambda: None,
        lambda: account.waiting.clear() or account.position(11),
    ]
    assert flatten(account, clock).is_proven
    assert [r.action for r in account.sent] == [1]


def test_positions_may_stay_when_only_the_orders_are_to_go(
    account: Any, clock: ManualClock
) -> None:
    account.position(11)
    account.order(21)
    report = flatten(account, clock, flatten=False)
    assert report.is_proven
    assert list(account.held) == [11]


def test_it_ends_when_it_is_no_longer_wanted(account: Any, clock: ManualClock, says: Says) -> None:
    account.position(11)
    account.script = [says(10018)] * 100
    report = flatten(account, clock, is_wanted=lambda: len(account.sent) < 3)
    assert not report.is_proven
    assert len(account.sent) == 3


@pytest.mark.parametrize("code", [-10004, -10003])
def test_a_terminal_that_is_gone_is_connected_to_again(
    account: Any, clock: ManualClock, code: int
) -> None:
    account.position(11)
    back = account.status_now
    account.status_now = CallFailed(code=code, text="gone")

    def reconnect() -> None:
        account.status_now = back

    assert flatten(account, clock, reconnect=reconnect).is_proven
    assert account.held == {}
