"""What the books decide when answers were lost, and what keeps orders back before they are sent."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mt5_bridge.orders.gate import Proposal, ProposalKind, Refusal
from mt5_bridge.port.answers import Answer
from mt5_bridge.port.records import ZERO, VenuePosition
from mt5_bridge.testing.order_desk import Desk
from mt5_bridge.testing.scripted_terminal import STATUS, Reply
from tickloom.contracts.trading import CancelOrder, FlattenAccount, ModifyOrder, ModifyPosition
from tickloom.domain.order import OrderState

LOST = Reply(error=-10005)
LOST_BEFORE = Reply(error=-10005, acts=False)


def move_stop(desk: Desk, position: int, order_id: str = "m-1") -> ModifyPosition:
    return desk.command(
        ModifyPosition, order_id, position=position, stop_loss="1.08", take_profit=None
    )


def change(desk: Desk, ticket: int, order_id: str = "h-1") -> ModifyOrder:
    return desk.command(
        ModifyOrder, order_id, ticket=ticket, price="1.09", stop_loss=None, take_profit="1.2"
    )


def limit(desk: Desk) -> int:
    return desk.take(desk.buy("p-1", type="limit", price="1.095")).order


@pytest.mark.parametrize(("reply", "state"), [(LOST, "done"), (LOST_BEFORE, "expired")])
def test_a_moved_stop_of_unknown_fate_is_read_from_the_position(
    desk: Desk, reply: Reply, state: str
) -> None:
    ticket = desk.take(desk.buy()).position
    desk.terminal.replies = [reply]
    desk.take(move_stop(desk, ticket))
    desk.wait(75)
    assert desk.record("m-1").state.value == state
    assert len(desk.terminal.sent) == 2


def test_a_moved_stop_of_a_position_that_closed_meanwhile_is_rejected(desk: Desk) -> None:
    ticket = desk.take(desk.buy()).position
    desk.terminal.replies = [LOST_BEFORE]
    desk.terminal.silent = {"history_deals"}
    desk.executor.take(move_stop(desk, ticket))
    desk.terminal.silent = set()
    desk.terminal.outside_deal(desk.terminal.open_positions[0], reason=4)
    desk.wait(10)
    record = desk.record("m-1")
    assert (record.state, record.reason) == (OrderState.REJECTED, "position_closed")


@pytest.mark.parametrize(("reply", "state"), [(LOST, "done"), (LOST_BEFORE, "expired")])
def test_a_changed_order_of_unknown_fate_is_read_from_the_book(
    desk: Desk, reply: Reply, state: str
) -> None:
    ticket = limit(desk)
    desk.terminal.replies = [reply]
    desk.take(change(desk, ticket))
    desk.wait(75)
    assert desk.record("h-1").state.value == state


def test_a_changed_order_that_left_the_book_meanwhile_is_rejected(desk: Desk) -> None:
    ticket = limit(desk)
    desk.terminal.replies = [LOST_BEFORE]
    desk.take(change(desk, ticket))
    desk.terminal.fill_pending(desk.terminal.open_orders[0])
    desk.wait(5)
    record = desk.record("h-1")
    assert (record.state, record.reason) == (OrderState.REJECTED, "order_gone")


def test_a_cancel_that_lost_the_race_is_rejected(desk: Desk) -> None:
    limit(desk)
    desk.terminal.replies = [LOST_BEFORE]
    desk.take(desk.command(CancelOrder, "x-1", target="p-1"))
    desk.terminal.fill_pending(desk.terminal.open_orders[0])
    desk.wait(5)
    record = desk.record("x-1")
    assert (record.state, record.reason) == (OrderState.REJECTED, "order_filled")


@pytest.mark.parametrize("ticket", [4711, 0])
def test_an_order_that_never_was_cannot_be_cancelled(desk: Desk, ticket: int) -> None:
    record = desk.take(desk.command(CancelOrder, "x-1", ticket=ticket))
    assert record.state is OrderState.REJECTED
    assert str(ticket) in record.detail


def test_an_order_that_was_refused_has_nothing_to_cancel(desk: Desk) -> None:
    desk.terminal.replies = [Reply(10006)]
    desk.take(desk.buy("p-1", type="limit", price="1.095"))
    record = desk.take(desk.command(CancelOrder, "x-1", target="p-1"))
    assert record.state is OrderState.REJECTED
    assert "never reached the book" in record.detail


def test_a_position_that_hides_from_one_reading_is_not_called_closed(desk: Desk) -> None:
    ticket = desk.take(desk.buy()).position
    original, reads = desk.terminal.positions, [0]

    def positions() -> Answer[tuple[VenuePosition, ...]]:
        reads[0] += 1
        return () if reads[0] == 1 else original()

    desk.terminal.positions = positions
    record = desk.take(desk.close(ticket))
    assert record.state is OrderState.REJECTED
    assert "clearly" in record.detail
    assert desk.take(desk.close(ticket, "c-2")).state is OrderState.FILLED


def test_a_fill_is_seen_in_the_positions_before_the_history_shows_it(desk: Desk) -> None:
    desk.wait(10)
    desk.terminal.replies = [LOST]
    desk.executor.take(desk.buy())
    held, desk.terminal.deals = desk.terminal.deals, []
    orders, desk.terminal.past_orders = desk.terminal.past_orders, []
    desk.journal.close()
    desk.restart()
    desk.wait(5)
    assert desk.record("o-1").filled == Decimal("0.10")
    desk.terminal.deals, desk.terminal.past_orders = held, orders
    desk.wait(10)
    assert [deal["order_id"] for deal in desk.events("deal")] == ["o-1"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"api_disabled": True}, "api_trading_disabled"),
        ({"trade_allowed": False}, "autotrading_off_in_terminal"),
        ({"account_expert_allowed": False}, "autotrading_off_at_server"),
        ({"account_trade_allowed": False}, "trade_disabled"),
        ({"server": "Live-1"}, "account_switched"),
    ],
)
def test_a_switch_that_is_off_is_named_and_nothing_is_sent(
    desk: Desk, changes: dict[str, object], reason: str
) -> None:
    desk.wait(10)
    desk.terminal.status_now = replace(STATUS, **changes)
    record = desk.take(desk.buy())
    assert (record.state, record.reason) == (OrderState.REJECTED, reason)
    desk.terminal.status_now = STATUS
    desk.wait(60)
    assert desk.take(desk.buy("o-2")).state is OrderState.FILLED
    assert len(desk.terminal.sent) == 1


def test_a_stop_that_nobody_takes_halts_the_account_and_says_so(desk: Desk) -> None:
    desk.terminal.replies = [Reply(keep_stops=False)] + [Reply(10006)] * 20
    desk.take(desk.buy(stop_loss="1.09"))
    desk.wait(40)
    (halt,) = desk.halts.now
    assert halt.cause == "position_unprotected"
    assert len(desk.terminal.sent) == 7


def test_a_position_may_be_left_to_a_person_instead_of_being_closed(desk: Desk) -> None:
    desk.settings = replace(desk.settings, missing_stop="alert")
    desk.restart()
    desk.terminal.replies = [Reply(keep_stops=False)] + [Reply(10006)] * 20
    desk.take(desk.buy(stop_loss="1.09"))
    desk.wait(40)
    assert {request.action for request in desk.terminal.sent[1:]} == {6}
    assert desk.halts.now[0].cause == "position_unprotected"


def test_a_stop_moved_by_hand_after_the_fill_is_no_missing_stop(desk: Desk) -> None:
    desk.take(desk.buy(stop_loss="1.09"))
    desk.terminal.open_positions = [
        replace(p, sl=Decimal("1.095"), magic=1) for p in desk.terminal.open_positions
    ]
    desk.wait(30)
    assert len(desk.terminal.sent) == 1


def test_a_death_between_two_attempts_is_continued_by_the_redelivery(desk: Desk) -> None:
    desk.terminal.replies = [Reply(10004)]
    command = desk.buy()
    desk.crashes("bridge.after_result", lambda: desk.take(command))
    assert desk.record("o-1").state is OrderState.RETRY
    record = desk.take(command)
    assert (record.state, record.attempts) == (OrderState.FILLED, 2)
    assert len({request.magic for request in desk.terminal.sent}) == 1


def test_a_death_between_two_attempts_without_a_redelivery_runs_out(desk: Desk) -> None:
    desk.terminal.replies = [Reply(10004)]
    desk.crashes("bridge.after_result", lambda: desk.take(desk.buy()))
    desk.wait(30)
    assert desk.record("o-1").state is OrderState.EXPIRED
    assert len(desk.terminal.sent) == 1


def test_the_account_is_flattened_for_the_kill_switch(desk: Desk) -> None:
    desk.take(desk.buy())
    limit(desk)
    record = desk.executor.flatten("kill", command_id="k-1")
    assert record is not None
    assert (record.state, record.instruction.reason) == (OrderState.DONE, "kill")


def test_one_symbol_is_flattened_alone(desk: Desk) -> None:
    desk.take(desk.buy())
    other = desk.terminal.open_positions[0]
    desk.terminal.open_positions.append(replace(other, ticket=9, identifier=9, symbol="GBPUSD"))
    assert desk.take(desk.command(FlattenAccount, "f-1")).state is OrderState.DONE
    assert [p.symbol for p in desk.terminal.open_positions] == ["GBPUSD"]


class Watched:
    """Lets everything through, and remembers what it was asked."""

    def __init__(self) -> None:
        self.seen: list[Proposal] = []
        self.no: Refusal | None = None

    def refusal(self, proposal: Proposal) -> Refusal | None:
        self.seen.append(proposal)
        return self.no


def test_the_gate_sees_every_attempt_as_it_would_go(desk: Desk) -> None:
    gate = desk.gate = Watched()
    desk.restart()
    desk.terminal.replies = [Reply(10004), LOST_BEFORE]
    desk.take(desk.buy("o-1", volume="0.129", stop_loss="1.09", lease_token=7))
    first, second = gate.seen
    assert (first.attempt, second.attempt) == (1, 2)
    assert (first.kind, first.verb, first.lease_token) == (ProposalKind.ENTRY, "new", 7)
    assert (first.volume, first.stop_loss) == (Decimal("0.12"), Decimal("1.09"))
    assert first.margin is not None
    assert first.margin_after == first.margin
    desk.terminal.open_positions.append(
        VenuePosition(
            ticket=5, identifier=5, symbol="EURUSD", type=1, volume=Decimal("0.02"),
            price_open=Decimal("1.1"), price_current=Decimal("1.1"), sl=ZERO, tp=ZERO, swap=ZERO,
            profit=ZERO, time_ms=1, time_update_ms=1, magic=0, reason=0, comment="",
        )
    )  # fmt: skip
    desk.take(desk.close(5, "c-1"))
    close = gate.seen[2]
    assert (close.kind, close.verb, close.ticket) == (ProposalKind.EXIT, "close", 5)
    (unknown,) = close.unknown
    assert (unknown.command_id, unknown.volume) == ("o-1", Decimal("0.12"))


def test_what_the_gate_refuses_is_told_in_its_words_and_not_sent(desk: Desk) -> None:
    gate = desk.gate = Watched()
    desk.restart()
    gate.no = Refusal(reason="too_much", detail="more than 5 lots", retcode=10034)
    record = desk.take(desk.buy())
    assert (record.reason, record.detail, record.retcode) == (
        "too_much", "more than 5 lots", 10034
    )  # fmt: skip
    assert desk.terminal.sent == []


def test_what_the_brokers_check_refuses_is_not_sent(desk: Desk) -> None:
    desk.terminal.check_retcode = 10019
    record = desk.take(desk.buy())
    assert (record.state, record.retcode) == (OrderState.REJECTED, 10019)
    assert desk.terminal.sent == []


def test_a_symbol_that_the_terminal_does_not_know_is_named(desk: Desk) -> None:
    record = desk.take(desk.buy(symbol="NOSUCH"))
    assert record.state is OrderState.REJECTED
    assert "NOSUCH" in record.detail


@pytest.mark.parametrize("order_id", ["", "x" * 300])
def test_an_id_that_is_none_is_never_sent(desk: Desk, order_id: str) -> None:
    desk.executor.take(desk.buy(order_id))
    assert desk.terminal.sent == []


def test_an_exit_by_hand_is_the_strategys_whose_position_it_closes(desk: Desk) -> None:
    ticket = desk.take(desk.buy(deployment="d-1")).position
    desk.take(desk.close(ticket))
    told = desk.events("deal")
    assert [deal["deployment"] for deal in told] == ["d-1", "d-1"]
    assert [deal["order_id"] for deal in told] == ["o-1", "c-1"]
