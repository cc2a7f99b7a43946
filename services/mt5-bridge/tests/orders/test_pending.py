"""Pending orders, moved stops, cancels that come first, and the flattening of an account."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mt5_bridge.testing.order_desk import Desk
from mt5_bridge.testing.scripted_terminal import EURUSD, STATUS, Reply
from tickloom.contracts.trading import (
    CancelOrder,
    FlattenAccount,
    ModifyOrder,
    ModifyPosition,
    SubmitOrder,
)
from tickloom.domain.order import OrderState


def limit(desk: Desk, order_id: str = "p-1", **changes: object) -> SubmitOrder:
    return desk.buy(order_id, type="limit", price="1.09500", **changes)


def cancel(desk: Desk, target: str = "p-1", order_id: str = "x-1") -> CancelOrder:
    return desk.command(CancelOrder, order_id, target=target)


@pytest.mark.parametrize("code", [10008, 10009])
def test_a_pending_order_stands_until_the_market_takes_it(desk: Desk, code: int) -> None:
    desk.terminal.replies = [Reply(code)]
    placed = desk.take(limit(desk, stop_loss="1.09000"))
    assert placed.state is OrderState.PLACED
    assert placed.order == desk.terminal.open_orders[0].ticket
    assert desk.terminal.sent[0].type_filling == 2
    desk.wait(600)
    assert desk.record("p-1").state is OrderState.PLACED
    desk.terminal.fill_pending(desk.terminal.open_orders[0])
    desk.wait(10)
    filled = desk.record("p-1")
    assert (filled.state, filled.filled) == (OrderState.FILLED, Decimal("0.10"))
    assert desk.events("deal")[0]["order_id"] == "p-1"
    assert len(desk.terminal.sent) == 1


def test_a_pending_order_is_changed_and_cancelled(desk: Desk) -> None:
    ticket = desk.take(limit(desk)).order
    changed = desk.take(
        desk.command(
            ModifyOrder, "m-1", ticket=ticket, price="1.09400", stop_loss="1.09000",
            take_profit=None,
        )
    )  # fmt: skip
    assert changed.state is OrderState.DONE
    assert desk.terminal.open_orders[0].price_open == Decimal("1.09400")
    assert desk.take(cancel(desk)).state is OrderState.DONE
    assert desk.record("p-1").state is OrderState.CANCELLED
    assert desk.terminal.open_orders == []


def test_a_cancel_that_comes_first_blocks_its_order(desk: Desk) -> None:
    assert desk.take(cancel(desk)).state is OrderState.DONE
    desk.restart()
    order = desk.take(limit(desk))
    assert (order.state, order.reason) == (OrderState.REJECTED, "cancelled_before_arrival")
    assert desk.terminal.sent == []


def test_a_filled_order_cannot_be_cancelled(desk: Desk) -> None:
    desk.take(limit(desk))
    desk.terminal.fill_pending(desk.terminal.open_orders[0])
    record = desk.take(cancel(desk))
    assert record.state is OrderState.REJECTED
    assert "filled already" in record.detail


def test_a_pending_order_of_unknown_fate_is_found_in_the_book(desk: Desk) -> None:
    desk.terminal.replies = [Reply(error=-10002)]
    desk.take(limit(desk))
    desk.wait(5)
    assert desk.record("p-1").state is OrderState.PLACED
    assert len(desk.terminal.sent) == 1


def test_a_pending_order_in_flight_is_never_absent(desk: Desk) -> None:
    desk.terminal.replies = [Reply(error=-10002)]
    desk.wait(10)
    desk.terminal.silent = {"history_orders"}
    desk.take(limit(desk))
    desk.terminal.silent = set()
    desk.terminal.open_orders = [replace(o, state=7) for o in desk.terminal.open_orders]
    desk.wait(300)
    assert desk.record("p-1").state is OrderState.UNKNOWN
    desk.terminal.open_orders = [replace(o, state=1) for o in desk.terminal.open_orders]
    desk.wait(5)
    assert desk.record("p-1").state is OrderState.PLACED


def test_a_cancel_of_unknown_fate_is_settled_by_the_book(desk: Desk) -> None:
    desk.take(limit(desk))
    desk.terminal.replies = [Reply(error=-10005)]
    desk.take(cancel(desk))
    desk.wait(5)
    assert desk.record("x-1").state is OrderState.DONE
    assert desk.record("p-1").state is OrderState.CANCELLED


def test_a_pending_order_that_ran_out_at_the_broker_is_told(desk: Desk) -> None:
    desk.take(limit(desk))
    order = desk.terminal.open_orders.pop()
    desk.terminal.past_orders.append(
        replace(order, state=6, time_done_ms=desk.terminal.now_ms, comment="expired")
    )
    desk.wait(5)
    record = desk.record("p-1")
    assert (record.state, record.reason) == (OrderState.CANCELLED, "expired")


def test_an_accepted_market_order_that_never_shows_becomes_unknown_and_then_absent(
    desk: Desk,
) -> None:
    desk.terminal.replies = [Reply(10008, acts=False, order=4242)]
    assert desk.take(desk.buy()).state is OrderState.PLACED
    desk.wait(70)
    assert desk.record("o-1").state is OrderState.UNKNOWN
    desk.wait(70)
    assert desk.record("o-1").state is OrderState.EXPIRED
    assert len(desk.terminal.sent) == 1


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"price": "1.20000"}, "below"),
        ({"price": None}, "price"),
        ({"type": "stop", "price": "1.05"}, "above"),
        ({"type": "stop_limit", "price": "1.11"}, "limit_price"),
        ({"type": "stop_limit", "price": "1.11", "limit_price": "1.12"}, "at most"),
        ({"stop_loss": "1.09600"}, "stop_loss"),
        ({"time_in_force": "specified"}, "good_till"),
        ({"time_in_force": "specified", "good_till": 1}, "still to come"),
        ({"volume": "0.001"}, "0.01"),
        ({"volume": "NaN"}, "finite"),
        ({"volume": "1e400"}, "ordinary"),
        ({"price": "0"}, "above 0"),
    ],
)
def test_a_pending_order_that_cannot_be_is_refused_by_name(
    desk: Desk, changes: dict[str, object], word: str
) -> None:
    fields: dict[str, object] = {"type": "limit", "price": "1.09500", **changes}
    record = desk.take(desk.buy("p-1", **fields))
    assert record.state is OrderState.REJECTED
    assert word in record.detail
    assert desk.terminal.sent == []


def test_an_expiration_is_sent_in_the_servers_time(desk: Desk) -> None:
    till_us = desk.clock.now_us() + 3_600_000_000
    desk.take(limit(desk, time_in_force="specified", good_till=till_us))
    request = desk.terminal.sent[0]
    assert (request.type_time, request.expiration_s) == (2, till_us // 1_000_000)


def test_the_stops_of_a_position_are_moved_and_taken_away(desk: Desk) -> None:
    ticket = desk.take(desk.buy(stop_loss="1.09")).position

    def move(order_id: str, loss: str | None, profit: str | None) -> OrderState:
        return desk.take(
            desk.command(
                ModifyPosition, order_id, position=ticket, stop_loss=loss, take_profit=profit
            )
        ).state

    assert move("m-1", "1.09500", "1.12") is OrderState.DONE
    position = desk.terminal.open_positions[0]
    assert (position.sl, position.tp) == (Decimal("1.09500"), Decimal("1.12"))
    assert move("m-2", "1.09500", "1.12") is OrderState.DONE
    assert len(desk.terminal.sent) == 2
    assert move("m-3", None, None) is OrderState.DONE
    assert desk.terminal.open_positions[0].sl == 0
    assert move("m-4", "1.09995", None) is OrderState.REJECTED
    desk.terminal.replies = [Reply(error=-10005)]
    move("m-5", "1.08", None)
    desk.wait(5)
    assert desk.record("m-5").state is OrderState.DONE


def test_a_frozen_position_is_left_alone(desk: Desk) -> None:
    ticket = desk.take(desk.buy(stop_loss="1.09980")).position
    desk.terminal.sheet = replace(EURUSD, freeze_level_points=50)
    record = desk.take(
        desk.command(ModifyPosition, "m", position=ticket, stop_loss="1.09", take_profit=None)
    )
    assert (record.state, record.retcode) == (OrderState.REJECTED, 10029)


def flatten(desk: Desk, order_id: str = "f-1") -> FlattenAccount:
    return desk.command(FlattenAccount, order_id)


def test_flattening_removes_pending_orders_first_and_reads_until_flat(desk: Desk) -> None:
    desk.take(limit(desk))
    desk.take(desk.buy("o-1"))
    desk.take(desk.buy("o-2"))
    record = desk.take(flatten(desk))
    assert (record.state, record.reason) == (OrderState.DONE, "flat")
    assert [r.action for r in desk.terminal.sent[3:]] == [8, 1, 1]
    assert (desk.terminal.open_orders, desk.terminal.open_positions) == ([], [])
    desk.wait(10)
    assert len(desk.events("deal")) == 4


def test_a_flattening_goes_on_after_a_death_and_after_refusals(desk: Desk) -> None:
    for name in ("o-1", "o-2", "o-3"):
        desk.take(desk.buy(name))
    desk.terminal.replies = [Reply(10006), Reply(error=-10005, acts=False)]
    desk.crashes("bridge.after_send", lambda: desk.take(flatten(desk)))
    assert desk.take(desk.buy("o-4")).reason == "flattening"
    desk.wait(120)
    assert desk.record("f-1").state is OrderState.DONE
    assert desk.terminal.open_positions == []


def test_a_flattening_is_not_done_while_an_entry_may_still_turn_up(desk: Desk) -> None:
    desk.terminal.replies = [Reply(error=-10005, visible_after_s=20)]
    desk.take(desk.buy("o-1"))
    desk.take(flatten(desk))
    assert desk.record("f-1").state is OrderState.INTENT
    desk.wait(60)
    assert desk.record("f-1").state is OrderState.DONE
    assert desk.terminal.open_positions == []


def test_a_close_of_unknown_fate_is_sent_again_only_where_it_is_idempotent(desk: Desk) -> None:
    ticket = desk.take(desk.buy()).position
    desk.terminal.replies = [Reply(error=-10005, acts=False)]
    desk.take(desk.close(ticket, "c-1"))
    desk.wait(10)
    assert desk.record("c-1").state is OrderState.FILLED
    assert len(desk.terminal.sent) == 3
    ticket = desk.take(desk.buy("o-2")).position
    desk.terminal.replies = [Reply(error=-10005, acts=False)]
    desk.take(desk.close(ticket, "c-2", volume="0.05"))
    desk.wait(90)
    assert desk.record("c-2").state is OrderState.EXPIRED
    assert len(desk.terminal.sent) == 5


def test_on_a_netting_account_a_second_close_waits_for_the_first(desk: Desk) -> None:
    desk.terminal.status_now = replace(STATUS, margin_mode=0)
    desk.take(desk.buy())
    ticket = desk.terminal.open_positions[0].ticket
    desk.terminal.replies = [Reply(error=-10005, acts=False)]
    desk.take(desk.close(ticket, "c-1"))
    assert desk.take(desk.close(ticket, "c-2")).reason == "unknown_outcome_open"
    assert len(desk.terminal.sent) == 2
    desk.wait(90)
    assert desk.record("c-1").state is OrderState.EXPIRED
    assert desk.take(desk.close(ticket, "c-3")).state is OrderState.FILLED


def test_more_than_the_position_has_is_not_closed(desk: Desk) -> None:
    ticket = desk.take(desk.buy()).position
    record = desk.take(desk.close(ticket, volume="0.11"))
    assert record.state is OrderState.REJECTED
    assert "at most" in record.detail


def test_another_accounts_command_is_refused(desk: Desk) -> None:
    record = desk.take(desk.buy(account="other"))
    assert (record.state, record.reason) == (OrderState.REJECTED, "other_account")


def test_a_flattening_that_came_too_late_is_not_begun(desk: Desk) -> None:
    desk.take(desk.buy())
    command = flatten(desk)
    desk.clock.advance(21)
    assert desk.take(command).state is OrderState.EXPIRED
    assert len(desk.terminal.open_positions) == 1


def test_a_flattening_of_a_closed_market_asks_less_and_less_often_and_then_says_so(
    desk: Desk,
) -> None:
    desk.take(desk.buy())
    desk.terminal.replies = [Reply(10018)] * 1000
    desk.take(flatten(desk))
    desk.wait(1200)
    record = desk.record("f-1")
    assert (record.state, record.reason) == (OrderState.REJECTED, "not_flat")
    assert "in EURUSD" in record.detail
    assert len(desk.terminal.sent) < 30


@pytest.mark.parametrize("kind", ["close", "modify", "cancel", "change"])
def test_a_ticket_of_another_symbol_is_left_alone(desk: Desk, kind: str) -> None:
    position = desk.take(desk.buy()).position
    order = desk.take(limit(desk)).order
    desk.terminal.open_positions = [
        replace(p, symbol="GBPUSD") for p in desk.terminal.open_positions
    ]
    desk.terminal.open_orders = [replace(o, symbol="GBPUSD") for o in desk.terminal.open_orders]
    command = {
        "close": desk.close(position, "t-1"),
        "modify": desk.command(
            ModifyPosition, "t-1", position=position, stop_loss="1.05", take_profit=None
        ),
        "cancel": desk.command(CancelOrder, "t-1", ticket=order),
        "change": desk.command(
            ModifyOrder, "t-1", ticket=order, price="1.08", stop_loss=None, take_profit=None
        ),
    }[kind]
    record = desk.take(command)
    assert record.state is OrderState.REJECTED
    assert "is in GBPUSD" in record.detail
    assert len(desk.terminal.sent) == 2


def test_on_a_netting_account_a_close_is_capped_at_the_position_just_read(desk: Desk) -> None:
    desk.terminal.status_now = replace(STATUS, margin_mode=0)
    desk.take(desk.buy())
    ticket = desk.terminal.open_positions[0].ticket
    record = desk.take(desk.close(ticket, volume="5"))
    assert (record.state, record.filled) == (OrderState.FILLED, Decimal("0.10"))
    assert desk.terminal.sent[-1].volume == Decimal("0.10")
