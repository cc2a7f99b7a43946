"""One command after another: checks, INTENT, send, RESULT, and what the books say afterwards."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from mt5_bridge.orders.parts import OrderSettings
from mt5_bridge.port.records import SendAnswer
from mt5_bridge.testing.order_desk import Desk
from mt5_bridge.testing.scripted_terminal import EURUSD, STATUS, Reply
from tickloom.domain.errors import NotFound
from tickloom.domain.order import OrderState


def test_an_entry_is_filled_with_its_stops_and_told_once(desk: Desk) -> None:
    record = desk.take(desk.buy(stop_loss="1.09000", take_profit="1.12000"))
    assert record.state is OrderState.FILLED
    assert (record.filled, record.price) == (Decimal("0.10"), Decimal("1.10010"))
    (request,) = desk.terminal.sent
    assert (request.sl, request.tp) == (Decimal("1.09000"), Decimal("1.12000"))
    assert 0 < request.magic < 1 << 52
    assert len(request.comment) == 20
    assert desk.states("o-1") == ["intent", "filled"]
    (deal,) = desk.events("deal")
    assert (deal["order_id"], deal["entry"], deal["volume"]) == ("o-1", "in", "0.10")
    desk.wait(30)
    assert len(desk.events("deal")) == 1
    assert desk.journal.unprotected() == []


def test_a_hundred_copies_of_a_command_make_one_order(desk: Desk) -> None:
    command = desk.buy()
    for _ in range(50):
        desk.take(command)
    desk.restart()
    for _ in range(50):
        desk.take(command)
    assert len(desk.terminal.sent) == 1


def test_a_position_is_closed_in_part_and_then_wholly(desk: Desk) -> None:
    ticket = desk.take(desk.buy()).position
    part = desk.take(desk.close(ticket, "c-1", volume="0.04"))
    assert (part.state, part.filled) == (OrderState.FILLED, Decimal("0.04"))
    whole = desk.take(desk.close(ticket, "c-2"))
    assert (whole.state, whole.filled) == (OrderState.FILLED, Decimal("0.06"))
    assert desk.terminal.open_positions == []
    again = desk.take(desk.close(ticket, "c-3"))
    assert (again.state, again.reason) == (OrderState.DONE, "position_closed")
    assert len(desk.terminal.sent) == 3


def test_a_close_of_what_never_was_is_refused(desk: Desk) -> None:
    record = desk.take(desk.close(4711))
    assert record.state is OrderState.REJECTED
    assert "no open position 4711" in record.detail


@pytest.mark.parametrize("code", [10004, 10020, 10021, 10023, 10024, 10029, 10039])
def test_a_definite_refusal_that_may_pass_is_retried_twice_and_no_more(
    desk: Desk, code: int
) -> None:
    desk.terminal.replies = [Reply(code), Reply(code)]
    assert desk.take(desk.buy("o-1")).state is OrderState.FILLED
    assert len(desk.terminal.sent) == 3
    assert len({request.magic for request in desk.terminal.sent}) == 1
    desk.terminal.replies = [Reply(code)] * 5
    record = desk.take(desk.buy("o-2"))
    assert (record.state, record.retcode) == (OrderState.REJECTED, code)
    assert len(desk.terminal.sent) == 6


def test_a_retry_takes_the_fresh_price(desk: Desk) -> None:
    desk.terminal.replies = [Reply(10004)]

    def move() -> None:
        desk.terminal.bid += Decimal("0.00050")

    desk.terminal.before_send = move
    desk.take(desk.buy())
    first, second = desk.terminal.sent
    assert second.price - first.price == Decimal("0.00050")


def test_a_retry_does_not_outlive_the_command(desk: Desk) -> None:
    desk.terminal.replies = [Reply(10004)] * 3
    desk.terminal.before_send = lambda: desk.clock.advance(15)
    record = desk.take(desk.buy())
    assert record.state is OrderState.EXPIRED
    assert len(desk.terminal.sent) == 2


REFUSED = [10006, 10007, 10013, 10017, 10018, 10019, 10032, 10033, 10034, 10036, 10040, 10041,
           10042, 10043, 10044, 10045]  # fmt: skip


@pytest.mark.parametrize("code", REFUSED)
def test_a_final_refusal_is_told_in_words_and_not_tried_again(desk: Desk, code: int) -> None:
    desk.terminal.replies = [Reply(code)]
    record = desk.take(desk.buy())
    assert (record.state, record.retcode) == (OrderState.REJECTED, code)
    assert record.detail
    assert len(desk.terminal.sent) == 1


UNKNOWN = [10011, 10012, 10028, 10031, 10046, 0, 12345]


@pytest.mark.parametrize("code", UNKNOWN)
@pytest.mark.parametrize("acts", [True, False])
def test_an_unclear_answer_is_unknown_and_never_sent_again(
    desk: Desk, code: int, acts: bool
) -> None:
    desk.terminal.replies = [Reply(code, acts=acts, is_mute=True)]
    desk.executor.take(desk.buy())
    if acts:
        assert desk.record("o-1").state is OrderState.FILLED
    else:
        assert desk.record("o-1").state is OrderState.UNKNOWN
        desk.wait(70)
        assert desk.record("o-1").state is OrderState.EXPIRED
    assert len(desk.terminal.sent) == 1


@pytest.mark.parametrize("error", [-1, -10000, -10001, -10002, -10005, -4, -5, 1, -777])
def test_a_lost_answer_whose_order_shows_20_s_later_is_found(desk: Desk, error: int) -> None:
    desk.terminal.replies = [Reply(error=error, visible_after_s=20)]
    assert desk.take(desk.buy()).state is OrderState.UNKNOWN
    desk.wait(15)
    assert desk.record("o-1").state is OrderState.UNKNOWN
    desk.wait(15)
    record = desk.record("o-1")
    assert (record.state, record.filled) == (OrderState.FILLED, Decimal("0.10"))
    assert len(desk.terminal.sent) == 1
    assert desk.events("deal")[0]["order_id"] == "o-1"


@pytest.mark.parametrize("error", [-2, -3, -7, -8, -10003, -10004])
def test_a_request_that_stayed_outside_the_terminal_is_refused_at_once(
    desk: Desk, error: int
) -> None:
    desk.terminal.replies = [Reply(error=error, acts=False)]
    record = desk.take(desk.buy())
    assert record.state is OrderState.REJECTED
    assert len(desk.terminal.sent) == 1


def test_absence_needs_a_minute_of_connection_and_none_is_no_evidence(desk: Desk) -> None:
    desk.terminal.replies = [Reply(error=-10005, acts=False)]
    desk.take(desk.buy())
    desk.terminal.silent = {"history_deals"}
    desk.wait(300)
    assert desk.record("o-1").state is OrderState.UNKNOWN
    desk.terminal.silent = set()
    desk.terminal.status_now = replace(STATUS, connected=False)
    desk.wait(300)
    assert desk.record("o-1").state is OrderState.UNKNOWN
    desk.terminal.status_now = STATUS
    desk.wait(55)
    assert desk.record("o-1").state is OrderState.UNKNOWN
    desk.wait(15)
    assert desk.record("o-1").state is OrderState.EXPIRED


def test_what_turns_up_after_it_was_given_up_is_adopted_and_not_undone(desk: Desk) -> None:
    desk.terminal.replies = [Reply(error=-10002, visible_after_s=120)]
    desk.take(desk.buy())
    desk.wait(90)
    assert desk.record("o-1").state is OrderState.EXPIRED
    desk.wait(60)
    record = desk.record("o-1")
    assert (record.state, record.filled, record.reason) == (
        OrderState.ADOPTED, Decimal("0.10"), "orphan"
    )  # fmt: skip
    assert len(desk.terminal.sent) == 1
    assert len(desk.events("deal")) == 1
    desk.wait(60)
    assert desk.states("o-1").count("adopted") == 1


def test_while_an_outcome_is_unknown_nothing_is_opened_in_the_symbol(desk: Desk) -> None:
    desk.terminal.replies = [Reply(error=-10005, acts=False)]
    desk.take(desk.buy("o-1"))
    record = desk.take(desk.buy("o-2"))
    assert (record.state, record.reason) == (OrderState.REJECTED, "unknown_outcome_open")
    desk.wait(70)
    assert desk.take(desk.buy("o-3")).state is OrderState.FILLED


def test_an_exit_goes_through_while_an_entry_is_unknown(desk: Desk) -> None:
    ticket = desk.take(desk.buy("o-1")).position
    desk.terminal.replies = [Reply(error=-10005, acts=False)]
    desk.take(desk.buy("o-2"))
    assert desk.take(desk.close(ticket)).state is OrderState.FILLED


@pytest.mark.parametrize(
    "point", ["bridge.after_intent", "bridge.after_send", "bridge.after_result"]
)
def test_a_death_at_any_point_leaves_one_order_at_most(desk: Desk, point: str) -> None:
    command = desk.buy()
    desk.crashes(point, lambda: desk.take(command))
    desk.executor.take(command)
    desk.wait(90)
    was_sent = point != "bridge.after_intent"
    assert len(desk.terminal.sent) == was_sent
    expected = OrderState.FILLED if was_sent else OrderState.EXPIRED
    assert desk.record("o-1").state is expected
    assert len(desk.events("deal")) == was_sent


def test_a_death_before_intent_lets_the_redelivery_through(desk: Desk) -> None:
    command = desk.buy()
    desk.crashes("bridge.after_fetch", lambda: desk.take(command))
    assert desk.take(command).state is OrderState.FILLED
    assert len(desk.terminal.sent) == 1


def test_a_partial_fill_is_recorded_and_never_topped_up(desk: Desk) -> None:
    desk.terminal.replies = [Reply(10010, fill=Decimal("0.03"))]
    record = desk.take(desk.buy(stop_loss="1.09000"))
    assert (record.state, record.filled) == (OrderState.PARTIALLY_FILLED, Decimal("0.03"))
    desk.wait(90)
    assert len(desk.terminal.sent) == 1
    assert desk.terminal.open_positions[0].sl == Decimal("1.09000")


def test_a_rewritten_comment_does_not_lose_the_fill(desk: Desk) -> None:
    desk.terminal.replies = [Reply(error=-10005, comment="[sl 1.09]")]
    desk.take(desk.buy())
    desk.wait(10)
    assert desk.record("o-1").state is OrderState.FILLED


def test_a_refused_filling_mode_is_changed_once_and_remembered(desk: Desk) -> None:
    desk.terminal.refused_fillings = {0}
    ticket = desk.take(desk.buy("o-1")).position
    assert [r.type_filling for r in desk.terminal.sent] == [0, 1]
    desk.restart()
    desk.take(desk.close(ticket, "c-1"))
    desk.take(desk.buy("o-2"))
    assert [r.type_filling for r in desk.terminal.sent] == [0, 1, 1, 1]


def test_a_request_refused_as_wrong_is_not_repeated_unchanged(desk: Desk) -> None:
    desk.terminal.replies = [Reply(10016)]
    record = desk.take(desk.buy())
    assert (record.state, record.retcode) == (OrderState.REJECTED, 10016)
    assert len(desk.terminal.sent) == 1


def test_autotrading_off_halts_entries_until_it_is_on_again(desk: Desk) -> None:
    desk.terminal.replies = [Reply(10027)]
    desk.take(desk.buy("o-1"))
    assert desk.take(desk.buy("o-2")).reason == "halted"
    desk.restart()
    assert desk.take(desk.buy("o-3")).reason == "halted"
    desk.wait(60)
    assert desk.take(desk.buy("o-4")).state is OrderState.FILLED


def test_nothing_is_sent_to_another_account(desk: Desk) -> None:
    ticket = desk.take(desk.buy("o-1")).position
    desk.terminal.status_now = replace(STATUS, login=2002)
    assert desk.take(desk.buy("o-2")).reason == "account_switched"
    assert desk.take(desk.close(ticket)).reason == "account_switched"
    desk.wait(120)
    assert len(desk.terminal.sent) == 1
    desk.terminal.status_now = STATUS
    desk.wait(60)
    assert desk.take(desk.buy("o-3")).state is OrderState.FILLED


def test_a_disconnected_terminal_fails_fast_and_sends_nothing(desk: Desk) -> None:
    desk.terminal.status_now = replace(STATUS, connected=False)
    record = desk.take(desk.buy())
    assert (record.state, record.retcode) == (OrderState.REJECTED, 10031)
    assert desk.terminal.sent == []


def test_old_prices_stop_entries_and_no_exit(desk: Desk) -> None:
    ticket = desk.take(desk.buy("o-1")).position
    desk.terminal.tick_age_s = 2.5
    record = desk.take(desk.buy("o-2"))
    assert (record.state, record.retcode) == (OrderState.REJECTED, 10021)
    assert desk.take(desk.close(ticket)).state is OrderState.FILLED


@pytest.mark.parametrize("bid", ["0", "-1", "NaN", "2"])
def test_an_absurd_price_stops_entries_and_no_exit(desk: Desk, bid: str) -> None:
    ticket = desk.take(desk.buy("o-1")).position
    desk.terminal.bid, desk.terminal.spread = Decimal(bid), Decimal(-1 if bid == "2" else 0)
    assert desk.take(desk.buy("o-2")).retcode == 10021
    assert desk.take(desk.close(ticket)).state is OrderState.FILLED


def test_an_expired_command_is_not_sent(desk: Desk) -> None:
    command = desk.buy()
    desk.clock.advance(21)
    assert desk.take(command).state is OrderState.EXPIRED
    assert desk.terminal.sent == []


def test_a_command_from_the_future_is_not_sent(desk: Desk) -> None:
    command = desk.buy()
    desk.clock.advance(-3600)
    assert desk.take(command).reason == "clocks_differ"
    assert desk.terminal.sent == []


def test_exits_by_others_are_told_with_their_reason_and_not_answered(desk: Desk) -> None:
    desk.take(desk.buy(deployment="d-1", stop_loss="1.09"))
    desk.terminal.outside_deal(desk.terminal.open_positions[0], reason=4)
    desk.wait(10)
    told = desk.events("deal")[-1]
    assert (told["reason"], told["order_id"], told["deployment"]) == ("stop_loss", None, "d-1")
    assert len(desk.terminal.sent) == 1


def test_a_missing_stop_is_set_after_the_fill(desk: Desk) -> None:
    desk.terminal.replies = [Reply(keep_stops=False)]
    desk.take(desk.buy(stop_loss="1.09"))
    assert desk.terminal.open_positions[0].sl == Decimal("1.09")
    assert [r.action for r in desk.terminal.sent] == [1, 6]


def test_a_position_whose_stop_is_refused_is_closed(desk: Desk) -> None:
    desk.terminal.replies = [Reply(keep_stops=False), Reply(10006)]
    desk.take(desk.buy(stop_loss="1.09"))
    assert desk.terminal.open_positions == []


def test_slippage_is_measured(desk: Desk) -> None:
    def slip() -> None:
        desk.terminal.bid += Decimal("0.00003")

    desk.terminal.before_send = slip
    record = desk.take(desk.buy())
    assert record.slippage_points == 3
    assert desk.events()[-1]["slippage_points"] == "3"


def test_more_filled_than_the_symbol_takes_is_refused_before_sending(desk: Desk) -> None:
    desk.terminal.sheet = replace(EURUSD, trade_mode=3)
    assert desk.take(desk.buy()).retcode == 10044
    assert desk.terminal.sent == []


@pytest.mark.parametrize(
    ("retcode", "state"),
    [(10009, "filled"), (10006, "rejected"), (10012, "unknown"), (10004, "rejected")],
)
def test_a_late_answer_settles_what_is_still_unknown(desk: Desk, retcode: int, state: str) -> None:
    desk.terminal.replies = [Reply(error=-10005, acts=False)]
    desk.take(desk.buy())
    answer = SendAnswer(
        retcode=retcode, comment="", deal=0, order=77, volume=Decimal("0.10"), price=Decimal("1.1")
    )
    desk.executor.late_answer(desk.terminal.sent[0], answer)
    assert desk.record("o-1").state.value == state
    desk.executor.late_answer(desk.terminal.sent[0], answer)
    assert desk.record("o-1").state.value == state
    assert len(desk.terminal.sent) == 1


def test_a_refused_first_attempt_in_the_books_says_nothing_of_the_second(desk: Desk) -> None:
    desk.terminal.replies = [Reply(10004), Reply(error=-10005, visible_after_s=20)]
    desk.take(desk.buy())
    request = desk.terminal.sent[0]
    desk.terminal.past_orders.append(desk.terminal.order_of(request, 50, state=5))
    desk.wait(10)
    assert desk.record("o-1").state is OrderState.UNKNOWN
    desk.wait(20)
    assert desk.record("o-1").state is OrderState.FILLED


def test_a_deal_that_is_only_accepted_counts_as_open(desk: Desk) -> None:
    desk.terminal.replies = [Reply(10008, acts=False, order=4242)]
    desk.take(desk.buy("o-1"))
    assert desk.take(desk.buy("o-2")).reason == "unknown_outcome_open"


def test_a_partial_fill_that_grows_in_the_books_is_followed(desk: Desk) -> None:
    desk.terminal.replies = [Reply(10010, fill=Decimal("0.03"))]
    record = desk.take(desk.buy())
    deal = desk.terminal.deals[0]
    desk.terminal.deals.append(replace(deal, ticket=777, volume=Decimal("0.07")))
    desk.terminal.past_orders = [
        replace(o, volume_current=Decimal(0), state=4) for o in desk.terminal.past_orders
    ]
    desk.wait(10)
    record = desk.record("o-1")
    assert (record.state, record.filled) == (OrderState.FILLED, Decimal("0.10"))
    assert desk.halts.now == ()


def test_twice_the_volume_under_one_order_halts_the_account(desk: Desk) -> None:
    desk.take(desk.buy())
    desk.terminal.deals.append(replace(desk.terminal.deals[0], ticket=777))
    desk.wait(10)
    (halt,) = desk.halts.now
    assert halt.cause == "more_done_than_asked"
    assert desk.take(desk.buy("o-2")).reason == "halted"
    desk.halts.clear(halt.cause, by="anna", reason="looked at")
    assert desk.take(desk.buy("o-3")).state is OrderState.FILLED


def test_a_terminal_without_an_account_is_sent_nothing_and_pins_nobody(desk: Desk) -> None:
    desk.terminal.status_now = replace(STATUS, login=0, server="")
    assert desk.take(desk.buy("o-1")).reason == "not_logged_on"
    desk.wait(10)
    desk.terminal.status_now = STATUS
    assert desk.take(desk.buy("o-2")).state is OrderState.FILLED


@pytest.mark.parametrize(
    "silent", ["status", "symbol", "tick", "positions", "orders", "account", "check", "margin"]
)
def test_a_question_left_open_never_raises_and_never_makes_two_orders(
    desk: Desk, silent: str
) -> None:
    desk.wait(10)
    desk.terminal.silent = {silent}
    desk.executor.take(desk.buy())
    assert len(desk.terminal.sent) == (silent == "margin")
    desk.terminal.silent = set()
    desk.wait(90)
    assert len(desk.terminal.sent) == (silent == "margin")


def test_a_close_is_not_believed_done_because_the_positions_were_not_told(desk: Desk) -> None:
    ticket = desk.take(desk.buy()).position
    desk.terminal.silent = {"positions"}
    record = desk.take(desk.close(ticket))
    assert (record.state, record.reason) == (OrderState.REJECTED, "terminal_silent")
    assert len(desk.terminal.open_positions) == 1


def test_the_balance_after_each_deal_is_counted_back(desk: Desk) -> None:
    first = desk.take(desk.buy("o-1")).position
    desk.take(desk.buy("o-2"))
    desk.take(desk.close(first))
    assert [deal["balance"] for deal in desk.events("deal")] == ["10000", "10000", "10005"]


def test_reconciliation_asks_for_late_answers_first(desk: Desk) -> None:
    desk.terminal.replies = [Reply(error=-10005, acts=False)]
    desk.take(desk.buy())
    answer = SendAnswer(
        retcode=10006, comment="", deal=0, order=0, volume=Decimal(0), price=Decimal(0)
    )
    desk.executor.reconcile([(desk.terminal.sent[0], answer)])
    assert desk.record("o-1").state is OrderState.REJECTED


def test_a_terminal_that_says_it_is_not_authorised_halts_the_account(desk: Desk) -> None:
    desk.take(desk.buy("o-1"))
    desk.terminal.silent, desk.terminal.silence = {"all"}, -6
    desk.wait(5)
    (halt,) = desk.halts.now
    assert halt.cause == "authorisation_failed"
    desk.terminal.silent = set()
    desk.wait(40)
    assert desk.halts.now == ()
    assert desk.take(desk.buy("o-2")).state is OrderState.FILLED


def test_a_terminal_without_a_check_of_its_own_has_not_said_no(desk: Desk) -> None:
    desk.wait(10)
    desk.terminal.silent, desk.terminal.silence = {"check"}, -7
    assert desk.take(desk.buy()).state is OrderState.FILLED


def test_a_symbol_under_another_name_is_traded_by_the_brokers_own(tmp_path: Path) -> None:
    def name_of(name: str) -> str:
        if name == "GOLD?":
            raise NotFound("GOLD? could be XAUUSD or GOLD: say which")
        return {"eurusd": "EURUSD"}.get(name, name)

    desk = Desk(folder=tmp_path, settings=OrderSettings(account="demo", name_of=name_of))
    bought = desk.take(desk.buy("o-1", symbol="eurusd"))
    assert (bought.state, bought.instruction.symbol) == ("filled", "EURUSD")
    assert desk.events()[-1]["symbol"] == "EURUSD"
    unclear = desk.take(desk.buy("o-2", symbol="GOLD?"))
    assert (unclear.state, unclear.reason) == ("rejected", "symbol_not_clear")
    assert "say which" in unclear.detail
    closed = desk.take(desk.close(bought.position, "c-1", symbol="GOLD?"))
    assert closed.state == "filled", "an exit goes by its ticket"
    assert len(desk.terminal.sent) == 2
