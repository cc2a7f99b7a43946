"""Each fault on a terminal: what the caller is told, and what the books hold."""

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.server_time import ServerClock
from tickloom_terminal import constants as mt5
from tickloom_terminal.dtypes import TICKS
from tickloom_terminal.faults.fate import NEVER_S, Failure, Reply, Status
from tickloom_terminal.faults.plan import FaultPlan
from tickloom_terminal.faults.script import FaultScript
from tickloom_terminal.faults.terminal import FaultyTerminal
from tickloom_terminal.trade.book import Book
from tickloom_terminal.trade.calendar import Calendar
from tickloom_terminal.trade.records import AccountRules, Answer, Request
from tickloom_terminal.trade.server import TradeServer
from tickloom_terminal.trade.sheet import SymbolSheet

SECOND_NS = 1_000_000_000
BEGAN_NS = 1_709_632_800 * SECOND_NS  # Tuesday 2024-03-05 10:00
GOLD = Instrument(
    symbol=Symbol("XAUUSD"), description="Gold", group="Metals", digits=2,
    tick_size=Decimal("0.01"), contract_size=Decimal(100), volume_min=Decimal("0.01"),
    volume_max=Decimal(80), volume_step=Decimal("0.01"), currency_base="XAU",
    currency_profit="USD", currency_margin="USD", calc_mode=CalcMode.CFD_LEVERAGE,
    pip_size=Decimal("0.10"),
)  # fmt: skip


_DEFAULTS: dict[str, Any] = {
    "type_filling": mt5.ORDER_FILLING_IOC, "magic": 77, "comment": "tl:1",
}  # fmt: skip


class Bench:
    """A terminal with a script, on gold at 2000.00/2000.20."""

    def __init__(self, script: str = "", seed: int = 0, sheet: SymbolSheet | None = None) -> None:
        rules = AccountRules()
        self.book = Book(rules=rules)
        self.book.deposit(BEGAN_NS)
        calendar = Calendar(clock=ServerClock())
        server = TradeServer([sheet or SymbolSheet(instrument=GOLD)], rules, calendar, self.book)
        server.on_quote("XAUUSD", BEGAN_NS, 200_000, 200_020)
        plan = FaultPlan.read(script, seed=seed)
        self.terminal = FaultyTerminal(server, FaultScript(plan, began_ns=BEGAN_NS))

    def at(self, seconds: float) -> "Bench":
        self.terminal.advance(BEGAN_NS + round(seconds * SECOND_NS))
        return self

    def quote(self, seconds: float, bid: int, ask: int) -> None:
        self.terminal.server.on_quote("XAUUSD", BEGAN_NS + round(seconds * SECOND_NS), bid, ask)

    def reply(
        self, kind: int = mt5.ORDER_TYPE_BUY, volume: str = "0.10", **more: Any
    ) -> Reply[Answer]:
        return self.terminal.send(
            Request(
                action=mt5.TRADE_ACTION_DEAL, symbol="XAUUSD", type=kind, volume=Decimal(volume),
                **(_DEFAULTS | more),
            )
        )  # fmt: skip

    def answer(self, **more: Any) -> Answer:
        reply = self.reply(**more)
        assert reply.value is not None
        return reply.value

    def trades(self) -> int:
        return len(self.book.deals) - 1


def shown(reply: Reply[tuple[Any, ...]]) -> int:
    assert reply.value is not None
    return len(reply.value)


def first(reply: Reply[tuple[Any, ...]]) -> Any:
    assert reply.value
    return reply.value[0]


def test_without_faults_it_is_the_plain_terminal() -> None:
    bench = Bench()
    answer = bench.answer()
    assert (answer.retcode, answer.order, answer.deal) == (mt5.TRADE_RETCODE_DONE, 2, 2)
    assert shown(bench.terminal.positions()) == 1
    assert shown(bench.terminal.deals()) == 2
    assert shown(bench.terminal.done_orders()) == 1
    assert shown(bench.terminal.orders()) == 0
    status = bench.terminal.status().value
    assert status is not None
    assert status.is_connected
    assert (status.login, status.is_algo_trading) == (1_000_001, True)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("requote", 10004), ("price_changed", 10020), ("price_off", 10021),
        ("too_many_requests", 10024), ("rejected", 10006), ("market_closed", 10018),
        ("no_money", 10019), ("frozen", 10029), ("order_changed", 10023),
        ("request_locked", 10028), ("timeout_without_fill", 10012),
    ],
)  # fmt: skip
def test_a_refusal_by_script_does_nothing_once(name: str, code: int) -> None:
    bench = Bench(name)
    refused = bench.answer()
    assert (refused.retcode, refused.order, refused.deal) == (code, 0, 0)
    assert bench.trades() == 0
    assert bench.answer().retcode == mt5.TRADE_RETCODE_DONE


def test_a_requote_can_come_several_times_before_the_fill() -> None:
    bench = Bench("requote:times=3")
    codes = [bench.answer().retcode for _ in range(4)]
    assert codes == [10004, 10004, 10004, 10009]


def test_a_disabled_symbol_stays_disabled_while_the_fault_is_on() -> None:
    bench = Bench("trade_disabled:for_s=5")
    assert [bench.answer().retcode, bench.at(1).answer().retcode] == [10017, 10017]
    assert bench.at(6).answer().retcode == 10009


def test_a_second_close_meets_the_first_one() -> None:
    bench = Bench("close_order_exists")
    ticket = bench.answer().order
    closing: dict[str, Any] = {"kind": mt5.ORDER_TYPE_SELL, "position": ticket}
    assert bench.answer(**closing).retcode == 10039
    assert bench.answer(**closing).retcode == 10009


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("timeout_after_fill", 10012), ("error_after_fill", 10011),
        ("connection_lost_mid_order", 10031), ("unknown_retcode", 10099),
    ],
)  # fmt: skip
def test_a_code_without_knowledge_hides_a_fill(name: str, code: int) -> None:
    bench = Bench(name)
    told = bench.answer()
    assert (told.retcode, told.order, told.deal, told.price) == (code, 0, 0, 0)
    assert bench.trades() == 1


def test_a_lost_reply_fails_the_call_and_the_fill_is_in_the_books() -> None:
    bench = Bench("lost_reply_after_fill")
    reply = bench.reply()
    assert reply.value is None
    assert reply.failure == Failure(code=-10002, text="IPC recv failed")
    assert bench.trades() == 1
    position = first(bench.terminal.positions())
    assert (position.magic, position.comment) == (77, "tl:1")


def test_a_call_can_give_nothing_and_say_success() -> None:
    bench = Bench("none_without_error")
    assert bench.reply().failure == Failure(code=1, text="Success")
    assert bench.trades() == 1


def test_a_lost_request_fails_the_call_and_nothing_is_done() -> None:
    bench = Bench("lost_request_before_server:code=-10005")
    assert bench.reply().failure == Failure(code=-10005, text="IPC timeout")
    assert bench.trades() == 0


def test_a_request_can_act_long_after_its_call_failed() -> None:
    bench = Bench("executed_late:seconds=15")
    assert bench.reply().failure == Failure(code=-10005, text="IPC timeout")
    assert bench.at(14).trades() == 0
    assert bench.terminal.next_due_ns == BEGAN_NS + 15 * SECOND_NS
    assert bench.at(15).trades() == 1
    assert bench.at(60).trades() == 1


@pytest.mark.parametrize(
    ("effect", "at_once", "in_the_end"), [("now", 1, 1), ("none", 0, 0), ("later", 0, 1)]
)
def test_a_hanging_call_says_how_long_and_acts_as_the_script_says(
    effect: str, at_once: int, in_the_end: int
) -> None:
    bench = Bench(f"ipc_hang:effect={effect},seconds=40")
    reply = bench.reply()
    assert (reply.delay_s, reply.failure) == (40.0, Failure(code=-10005, text="IPC timeout"))
    assert bench.trades() == at_once
    assert bench.at(40).trades() == in_the_end


def test_any_code_can_come_and_those_of_requests_that_did_not_leave_do_nothing() -> None:
    bench = Bench("ipc_codes:probability=1", seed=5)
    codes: set[int] = set()
    for _ in range(200):
        before = bench.trades()
        failure = bench.reply(volume="0.01").failure
        assert failure is not None
        codes.add(failure.code)
        if failure.code in {-2, -3, -7, -8, -10003, -10004}:
            assert bench.trades() == before
    assert codes == {-1, -2, -3, -6, -7, -8, -10000, -10001, -10002, -10003, -10004, -10005}
    assert 0 < bench.trades() < 200


def test_a_partial_fill_leaves_the_rest_and_says_so() -> None:
    bench = Bench("partial_fill:share_pct=40")
    told = bench.answer(volume="0.50")
    assert (told.retcode, told.volume) == (10010, Decimal("0.20"))
    assert bench.book.done_orders[told.order].volume_current == Decimal("0.30")
    assert bench.answer(volume="0.50").volume == Decimal("0.50")


def test_a_partial_fill_of_a_fill_or_kill_order_does_nothing() -> None:
    bench = Bench("partial_fill")
    assert bench.answer(type_filling=mt5.ORDER_FILLING_FOK).retcode == 10006
    assert bench.trades() == 0


def test_a_cancelled_rest_can_hide_behind_a_good_code() -> None:
    bench = Bench("partial_then_cancel")
    told = bench.answer(volume="0.50")
    assert (told.retcode, told.volume) == (10009, Decimal("0.25"))
    assert bench.book.done_orders[told.order].state == mt5.ORDER_STATE_PARTIAL


def test_a_filling_mode_of_the_mask_is_refused_and_the_other_is_taken() -> None:
    bench = Bench("filling_refused")
    modes = (mt5.ORDER_FILLING_IOC, mt5.ORDER_FILLING_FOK, mt5.ORDER_FILLING_IOC)
    codes = [bench.answer(type_filling=mode).retcode for mode in modes]
    assert codes == [10030, 10009, 10030]


@pytest.mark.parametrize(
    ("name", "comment"),
    [
        ("market_closed_after_acceptance", "Market closed"),
        ("order_placed_then_rejected", "Rejected"),
    ],
)
def test_an_order_that_was_taken_in_can_be_rejected_later(name: str, comment: str) -> None:
    bench = Bench(name)
    told = bench.answer()
    assert (told.retcode, told.deal) == (10008, 0)
    waiting = first(bench.terminal.orders())
    assert (waiting.ticket, waiting.state) == (told.order, mt5.ORDER_STATE_STARTED)
    bench.quote(1, 199_900, 199_920)
    bench.at(2)
    done = bench.book.done_orders[told.order]
    assert (done.state, done.comment) == (mt5.ORDER_STATE_REJECTED, comment)
    assert bench.trades() == 0


def test_an_order_that_was_taken_in_can_be_filled_later_at_the_price_of_then() -> None:
    bench = Bench("placed_then_filled:seconds=4")
    told = bench.answer()
    bench.quote(3, 200_100, 200_130)
    assert bench.at(3.5).trades() == 0
    assert bench.at(4).trades() == 1
    assert bench.book.deals[2].price == Decimal("2001.30")
    assert bench.book.done_orders[told.order].state == mt5.ORDER_STATE_FILLED
    assert not bench.book.orders


def test_a_waiting_order_can_be_rejected_after_it_was_placed() -> None:
    bench = Bench("order_placed_then_rejected")
    request = Request(
        action=mt5.TRADE_ACTION_PENDING, symbol="XAUUSD", type=mt5.ORDER_TYPE_BUY_LIMIT,
        volume=Decimal("0.10"), price=Decimal("1990.00"), type_filling=mt5.ORDER_FILLING_RETURN,
    )  # fmt: skip
    told = bench.terminal.send(request).value
    assert told is not None
    assert told.order in bench.book.orders
    assert bench.at(3).book.done_orders[told.order].state == mt5.ORDER_STATE_REJECTED


def waiting_order(bench: Bench) -> int:
    told = bench.terminal.send(
        Request(
            action=mt5.TRADE_ACTION_PENDING, symbol="XAUUSD", type=mt5.ORDER_TYPE_BUY_LIMIT,
            volume=Decimal("0.10"), price=Decimal("1990.00"),
            type_filling=mt5.ORDER_FILLING_RETURN,
        )
    ).value  # fmt: skip
    assert told is not None
    return told.order


def removal(bench: Bench, order: int) -> int:
    told = bench.terminal.send(Request(action=mt5.TRADE_ACTION_REMOVE, order=order)).value
    assert told is not None
    return told.retcode


def test_a_removal_that_was_taken_in_can_come_after_the_fill() -> None:
    bench = Bench("removal_in_flight:times=0")
    quiet, reached = waiting_order(bench), waiting_order(bench)
    assert removal(bench, quiet) == 10008
    assert bench.book.orders[quiet].state == mt5.ORDER_STATE_REQUEST_CANCEL
    bench.at(2)
    assert bench.book.done_orders[quiet].state == mt5.ORDER_STATE_CANCELED
    assert removal(bench, reached) == 10008
    bench.quote(3, 198_900, 198_920)
    assert bench.book.done_orders[reached].state == mt5.ORDER_STATE_FILLED
    assert bench.at(5).trades() == 1


def test_a_removal_that_was_taken_in_can_be_refused() -> None:
    bench = Bench("removal_refused_later")
    order = waiting_order(bench)
    assert removal(bench, order) == 10008
    assert bench.at(2).book.orders[order].state == mt5.ORDER_STATE_PLACED
    assert removal(bench, order) == 10009


def test_an_order_in_flight_can_be_in_another_state() -> None:
    bench = Bench("placed_then_filled:state=registering")
    told = bench.answer()
    assert bench.book.orders[told.order].state == mt5.ORDER_STATE_REQUEST_ADD
    assert bench.at(2).trades() == 1


def test_the_market_can_move_before_a_request_arrives() -> None:
    bench = Bench("market_moves_before_arrival:points=70")
    assert bench.answer().price == Decimal("2000.90")
    instant = SymbolSheet(instrument=GOLD, execution=mt5.SYMBOL_TRADE_EXECUTION_INSTANT)
    strict = Bench("market_moves_before_arrival", sheet=instant)
    assert strict.answer(price=Decimal("2000.20"), deviation=10).retcode == 10004


def test_a_stop_out_can_come_between_look_and_close() -> None:
    bench = Bench("stop_out_between:action=exit")
    ticket = bench.answer().order
    told = bench.answer(kind=mt5.ORDER_TYPE_SELL, position=ticket)
    assert told.retcode == mt5.TRADE_RETCODE_POSITION_CLOSED
    assert (bench.book.deals[3].reason, bench.trades()) == (mt5.DEAL_REASON_SO, 2)


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("positions_get_none", "positions"), ("orders_get_none", "orders"),
        ("history_get_none", "deals"), ("history_get_none", "done_orders"),
    ],
)  # fmt: skip
def test_a_question_can_fail_which_is_not_an_empty_answer(name: str, call: str) -> None:
    bench = Bench(name)
    bench.answer()
    reply = getattr(bench.terminal, call)()
    assert (reply.value, reply.failure) == (None, Failure(code=-10000, text="IPC call failed"))
    assert shown(getattr(bench.terminal, call)()) >= 0


def test_quotes_can_fail_too() -> None:
    bench = Bench("quotes_get_none")
    assert bench.terminal.quote("XAUUSD").failure is not None
    assert bench.terminal.quote("XAUUSD").value is not None


def test_history_can_answer_with_nothing() -> None:
    bench = Bench("history_empty:for_s=20")
    bench.answer()
    assert (shown(bench.terminal.deals()), shown(bench.terminal.positions())) == (0, 1)
    assert shown(bench.at(20).terminal.deals()) == 2


def test_history_and_positions_can_be_late_by_twenty_seconds() -> None:
    bench = Bench("history_late")
    bench.at(1).answer()
    for seconds, seen in ((2, 0), (20.9, 0), (21, 1)):
        bench.at(seconds)
        assert shown(bench.terminal.positions()) == seen
        assert shown(bench.terminal.done_orders()) == seen
    prompt = Bench("history_late:positions=no")
    prompt.answer()
    assert (shown(prompt.terminal.positions()), shown(prompt.terminal.done_orders())) == (1, 0)


def test_slow_answers_are_answers() -> None:
    bench = Bench("slow_answers:seconds=3")
    reply = bench.reply()
    assert (reply.delay_s, reply.failure) == (3.0, None)
    assert bench.terminal.positions().delay_s == 3.0
    assert NEVER_S > 3.0


@pytest.mark.parametrize(
    ("script", "comment"),
    [
        ("comment_rewritten:text=by broker", "by broker"),
        ("comment_truncated:keeps=2", "tl"),
        ("comment_emptied", ""),
    ],
)
def test_a_broker_can_change_comments_but_keeps_its_own(script: str, comment: str) -> None:
    bench = Bench(script)
    bench.answer(sl=Decimal("1990.00"))
    position = first(bench.terminal.positions())
    assert (position.comment, position.magic) == (comment, 77)
    bench.quote(5, 198_900, 198_920)
    comments = [d.comment for d in bench.terminal.deals().value or ()]
    assert comments == ["", comment, "sl 1990.00"]


def test_a_broker_can_lose_the_magic() -> None:
    bench = Bench("magic_lost")
    bench.answer()
    deals = bench.terminal.deals().value or ()
    assert [d.magic for d in deals] == [0, 0]
    assert first(bench.terminal.positions()).magic == 77
    everywhere = Bench("magic_lost:positions=yes")
    everywhere.answer()
    assert first(everywhere.terminal.positions()).magic == 0


def test_a_frozen_feed_shows_an_old_quote_with_its_old_time() -> None:
    bench = Bench("frozen_feed:begin_s=10,for_s=60")
    seen = bench.terminal.quote("XAUUSD").value
    bench.quote(30, 200_500, 200_520)
    assert bench.at(31).terminal.quote("XAUUSD").value == seen
    bench.quote(71, 200_600, 200_620)
    now = bench.terminal.quote("XAUUSD").value
    assert now is not None
    assert (now.bid, now.time_ns) == (2006.0, BEGAN_NS + 71 * SECOND_NS)


def test_absurd_ticks_are_of_five_kinds() -> None:
    def seen(kind: str) -> tuple[float, float]:
        quote = Bench(f"absurd_tick:kind={kind}").terminal.quote("XAUUSD").value
        assert quote is not None
        return quote.bid, quote.ask

    assert seen("crossed")[0] > seen("crossed")[1]
    assert seen("spike")[0] > 2_100
    assert seen("zero") == (0.0, 0.0)
    assert all(math.isnan(price) for price in seen("nan"))
    assert seen("negative") == (-2000.0, -2000.2)
    bench = Bench("absurd_tick:times=40,kind=any")
    quotes = [bench.terminal.quote("XAUUSD").value for _ in range(40)]
    assert len({(q.bid > q.ask, q.bid > 0, q.bid == 0) for q in quotes if q is not None}) == 5


def rows(*milliseconds: int) -> Any:
    made = np.zeros(len(milliseconds), dtype=TICKS)
    made["time_msc"] = milliseconds
    made["bid"], made["ask"] = 2000.0, 2000.2
    return made


def test_rows_of_ticks_can_be_doubled_at_the_borders_of_polls() -> None:
    script = Bench("duplicate_ticks_at_poll_borders:count=2").terminal.script
    first = script.ticks("XAUUSD", rows(1, 2, 3), BEGAN_NS)
    second = script.ticks("XAUUSD", rows(4, 5), BEGAN_NS)
    assert list(first["time_msc"]) == [1, 2, 3]
    assert list(second["time_msc"]) == [2, 3, 4, 5]


def test_rows_of_ticks_can_be_absurd_or_missing() -> None:
    absurd = Bench("absurd_tick:kind=zero").terminal.script.ticks("XAUUSD", rows(1, 2), BEGAN_NS)
    assert list(absurd["bid"]) == [2000.0, 0.0]
    frozen = Bench("frozen_feed:begin_s=1,for_s=5").terminal.script
    shown_rows = [
        list(frozen.ticks("XAUUSD", rows(1, 2, *new), BEGAN_NS + second * SECOND_NS)["time_msc"])
        for second, new in ((0, ()), (2, (3,)), (4, (3, 4)), (6, (3, 4)))
    ]
    assert shown_rows == [[1, 2], [1, 2], [1, 2], [1, 2, 3, 4]]


@pytest.mark.parametrize(
    ("name", "switch", "code"),
    [
        ("autotrading_off", "is_algo_trading", 10027),
        ("autotrading_off_by_server", "is_expert_allowed", 10026),
        ("account_trading_off", "is_trade_allowed", 10017),
        ("broker_disconnected", "is_connected", 10031),
    ],
)
def test_a_switch_that_is_off_shows_and_refuses_until_it_is_on(
    name: str, switch: str, code: int
) -> None:
    bench = Bench(f"{name}:for_s=30")
    status = bench.terminal.status().value
    assert getattr(status, switch) is False
    assert bench.answer().retcode == code
    assert bench.trades() == 0
    assert getattr(bench.at(30).terminal.status().value, switch) is True
    assert bench.answer().retcode == 10009


def test_a_disabled_interface_fails_the_call() -> None:
    bench = Bench("api_disabled")
    status = bench.terminal.status().value
    assert status is not None
    assert status.is_api_disabled
    failure = bench.reply().failure
    assert failure is not None
    assert (failure.code, bench.trades()) == (-8, 0)


def test_without_a_terminal_every_call_fails() -> None:
    bench = Bench("no_ipc_connection:for_s=10")
    for reply in (bench.reply(), bench.terminal.positions(), bench.terminal.status()):
        assert reply.failure == Failure(code=-10004, text="No IPC connection")
    assert bench.at(10).answer().retcode == 10009


def test_another_account_shows_nothing_of_ours_and_takes_what_is_sent_to_it() -> None:
    bench = Bench("account_switched:begin_s=5,login=4711,server=Other-Live")
    bench.answer()
    bench.at(6)
    status = bench.terminal.status().value
    assert status is not None
    assert (status.login, status.server) == (4711, "Other-Live")
    assert shown(bench.terminal.positions()) == 0
    assert bench.answer().retcode == 10009
    assert (len(bench.terminal.misdirected), bench.trades()) == (1, 1)


def test_a_terminal_can_come_back_from_a_restart_on_another_account() -> None:
    bench = Bench("restart_on_another_account:begin_s=5,away_s=10")
    bench.at(6)
    assert bench.terminal.status().failure is not None
    status = bench.at(15).terminal.status().value
    assert status is not None
    assert status.login == 9_000_001


def test_the_servers_clock_can_change_on_another_date_than_its_rule_says() -> None:
    script = Bench("dst_change:begin_s=100,hours=1").terminal.script
    assert script.clock_shift_s(BEGAN_NS + 99 * SECOND_NS) == 0
    assert script.clock_shift_s(BEGAN_NS + 100 * SECOND_NS) == 3_600


def test_somebody_can_trade_close_and_change_by_hand() -> None:
    bench = Bench("external_manual_trade:begin_s=5,volume=0.03,side=sell").at(4)
    assert bench.trades() == 0
    deal = bench.at(5).at(9).book.deals[2]
    assert (deal.magic, deal.reason, deal.volume) == (0, mt5.DEAL_REASON_CLIENT, Decimal("0.03"))
    assert bench.trades() == 1

    closed = Bench("external_close:begin_s=5")
    closed.answer()
    assert closed.at(5).book.deals[3].reason == mt5.DEAL_REASON_CLIENT

    bare = Bench("stops_removed_outside:begin_s=5")
    ticket = bare.answer(sl=Decimal("1990.00")).order
    assert bare.at(5).book.positions[ticket].sl == 0


def test_a_close_can_come_too_late() -> None:
    bench = Bench("external_close_before_request:action=exit")
    ticket = bench.answer().order
    assert bench.answer(kind=mt5.ORDER_TYPE_SELL, position=ticket).retcode == 10036


def test_another_seed_gives_another_course_and_the_same_seed_the_same() -> None:
    def course(seed: int) -> list[int]:
        bench = Bench("lost_reply_after_fill:times=0,probability=0.5", seed=seed)
        return [0 if bench.reply(volume="0.01").failure else 1 for _ in range(40)]

    assert course(1) == course(1)
    assert course(1) != course(2)


def test_a_terminal_can_come_back_without_an_account() -> None:
    bench = Bench("logged_out:for_s=30")
    bench.at(1)
    status = bench.terminal.script.status(Status(login=1, server="S"), bench.terminal.now_ns)
    assert (status.login, status.is_connected) == (0, False)
    for reply in (bench.terminal.positions(), bench.reply(), bench.terminal.figures()):
        assert reply.failure == Failure(code=-6, text="Terminal: Authorization failed")
    assert bench.trades() == 0
    assert bench.at(30).answer().retcode == 10009


def test_connecting_and_bars_can_fail_for_a_while() -> None:
    bench = Bench("initialize_fails:times=2; bars_not_ready:for_s=20")
    answers = [bench.terminal.call("initialize", lambda: True).value for _ in range(3)]
    assert answers == [None, None, True]
    bars = bench.terminal.call("copy_rates_range", lambda: 1, "XAUUSD")
    assert bars.failure == Failure(code=-1, text="Terminal: Call failed")
    assert bench.at(20).terminal.call("copy_rates_range", lambda: 1).value == 1


def test_a_fault_can_come_again_and_again() -> None:
    bench = Bench("broker_disconnected:begin_s=10,every_s=300,for_s=5")
    seen = [bench.at(seconds).answer().retcode for seconds in (9, 10, 14, 15, 309, 310, 314, 316)]
    assert seen == [10009, 10031, 10031, 10009, 10009, 10031, 10031, 10009]


def test_faults_that_are_a_state_count_how_often_they_showed() -> None:
    bench = Bench("history_late; account_switched:begin_s=60; dst_change:begin_s=60")
    bench.terminal.deals()
    bench.terminal.positions()
    assert bench.terminal.script.happened == {
        "history_late": 2, "account_switched": 0, "dst_change": 0,
    }  # fmt: skip
    bench.at(60).terminal.status()
    bench.terminal.script.clock_shift_s(bench.terminal.now_ns)
    happened = bench.terminal.script.happened
    assert (happened["account_switched"], happened["dst_change"]) == (1, 1)
