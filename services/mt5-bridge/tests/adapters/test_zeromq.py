"""The adviser's protocol to the byte, its quirks, and replies that come too late or never."""

import socket
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
import zmq

from mt5_bridge.adapters.zeromq.channel import Addresses, Channel
from mt5_bridge.adapters.zeromq.commands import Trade, history, number, track_prices
from mt5_bridge.adapters.zeromq.levels import Levels, Reference
from mt5_bridge.adapters.zeromq.mt4_errors import retcode_of
from mt5_bridge.adapters.zeromq.peer import DwxPeer
from mt5_bridge.adapters.zeromq.replies import parsed
from mt5_bridge.adapters.zeromq.terminal import AdviserSettings, ZeroMqTerminal
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.identity import ExpectedAccount
from mt5_bridge.port.records import VenueRequest
from tickloom.runtime.clock import LiveClock
from tickloom_terminal import dtypes

BUY = VenueRequest(
    action=1, symbol="EURUSD", volume=Decimal("0.10"), type=0, price=Decimal("1.1002"),
    magic=123456, comment="T1ABC",
)  # fmt: skip


def good(answer: Any) -> Any:
    assert not isinstance(answer, CallFailed), answer
    return answer


def failure(answer: Any) -> CallFailed:
    assert isinstance(answer, CallFailed), answer
    return answer


# -- to the byte ----------------------------------------------------------------------------------


def test_an_order_is_eleven_fields() -> None:
    trade = Trade(
        action="OPEN", symbol="EURUSD", sl="500", tp="500", comment="dwx", magic=123456,
    )  # fmt: skip
    assert trade.text == "TRADE;OPEN;0;EURUSD;0.0;500;500;dwx;0.01;123456;0"


@pytest.mark.parametrize("action", ["OPEN", "MODIFY", "CLOSE", "CLOSE_ALL", "GET_OPEN_TRADES"])
def test_every_trade_command_has_eleven_fields(action: str) -> None:
    assert len(Trade(action=action, comment="a;b'c").text.split(";")) == 11


def test_the_other_commands() -> None:
    assert history("EURUSD", 5, "2019.08.01 00:00:00", "2019.08.02 00:00:00") == (
        "HIST;EURUSD;5;2019.08.01 00:00:00;2019.08.02 00:00:00"
    )
    assert track_prices(["EURUSD", "GDAXI"]) == "TRACK_PRICES;EURUSD;GDAXI"
    assert track_prices([]) == "TRACK_PRICES"


@pytest.mark.parametrize(
    ("value", "text"), [("0.10", "0.1"), ("1", "1.0"), ("0.00001234", "0.00001234"), ("0", "0.0")]
)
def test_numbers_are_those_of_python_without_an_exponent(value: str, text: str) -> None:
    assert number(Decimal(value)) == text


@pytest.mark.parametrize(
    ("frame", "reply"),
    [
        (
            b"{'_action': 'heartbeat', '_response': 'loud and clear!'}",
            {"_action": "heartbeat", "_response": "loud and clear!"},
        ),
        (
            b"{'_action': 'EXECUTION', '_symbol': 'EURUSD', '_magic': 123456, '_ticket': 85051741, "
            b"'_open_time': '2019.08.02 10:41:15', '_open_price': 1.11053000}}",
            {
                "_action": "EXECUTION", "_symbol": "EURUSD", "_magic": 123456,
                "_ticket": 85051741, "_open_time": "2019.08.02 10:41:15", "_open_price": 1.11053,
            },
        ),
        (b"{'_response': '1', '_response': '2'}", {"_response": "2"}),
        (b"{'_responses': {12: {'_response': 'CLOSE_MARKET'}, }}", {
            "_responses": {12: {"_response": "CLOSE_MARKET"}},
        }),
        (b"{}", {}),
        (b"", None),
        (b"__import__('os').getcwd()", None),
        (b"{'a': open('/etc/passwd')}", None),
        (b"[1, 2]", None),
        (b"{" * 5_000, None),
        (b"{'a': 1", None),
        (b"\xff\xfe", None),
    ],
)  # fmt: skip
def test_replies_are_read_as_literals_with_their_quirks(frame: bytes, reply: object) -> None:
    assert parsed(frame) == reply


def trades_text(comment: str) -> bytes:
    first = f"7: {{'_lots': 0.10000000, '_comment': '{comment}'}}"
    rows = f"{first}, 6: {{'_lots': 0.20000000, '_comment': 'T1'}}"
    return f"{{'_action': 'OPEN_TRADES', '_trades': {{{rows}}}}}".encode()


@pytest.mark.parametrize("comment", ["O'Neill", "a\\x", "}}'", "{", ""])
def test_a_persons_comment_breaks_no_list_of_trades(comment: str) -> None:
    reply = parsed(trades_text(comment))
    assert reply is not None
    assert reply["_trades"][6] == {"_lots": 0.2, "_comment": "T1"}
    assert reply["_trades"][7]["_lots"] == 0.1


def test_a_comment_that_feigns_a_trade_makes_the_list_unreadable_and_not_wrong() -> None:
    assert parsed(trades_text("'}, 8: {'_magic': 1")) is None


def test_what_goes_over_the_wire_for_an_order(
    peer: DwxPeer, adviser_terminal: ZeroMqTerminal
) -> None:
    sl, tp = Decimal("1.09520"), Decimal("1.10520")
    answer = good(adviser_terminal.send(replace(BUY, sl=sl, tp=tp)))
    assert (answer.retcode, answer.order, answer.price) == (10009, 85051741, Decimal("1.1002"))
    assert peer.received[-1] == b"TRADE;OPEN;0;EURUSD;0.0;500;500;T1ABC;0.1;123456;0"


# -- quirks ---------------------------------------------------------------------------------------


def test_the_brace_too_many_and_the_empty_frames_are_read_over(
    peer: DwxPeer, adviser_terminal: ZeroMqTerminal
) -> None:
    peer.is_dma, peer.sends_empty_frames = False, True
    assert good(adviser_terminal.send(BUY)).retcode == 10009
    assert len(good(adviser_terminal.positions())) == 1


def test_success_of_a_close_that_did_not_close_is_no_success(
    peer: DwxPeer, adviser_terminal: ZeroMqTerminal
) -> None:
    ticket = good(adviser_terminal.send(BUY)).order
    peer.fails_with = 138
    close = replace(BUY, position=ticket, type=1)
    assert good(adviser_terminal.send(close)).retcode == 10006
    partial = replace(close, volume=Decimal("0.04"))
    assert good(adviser_terminal.send(partial)).retcode == 10004
    assert good(adviser_terminal.positions())[0].volume == Decimal("0.1")


def test_success_of_a_deletion_that_did_not_delete_is_no_success(
    peer: DwxPeer, adviser_terminal: ZeroMqTerminal
) -> None:
    placed = good(adviser_terminal.send(replace(BUY, action=5, type=2, price=Decimal("1.05"))))
    peer.fails_with = 129
    removal = VenueRequest(action=8, order=placed.order)
    assert good(adviser_terminal.send(removal)).retcode == 10006
    assert len(good(adviser_terminal.orders())) == 1


def test_a_removal_never_closes_what_has_been_filled(adviser_terminal: ZeroMqTerminal) -> None:
    ticket = good(adviser_terminal.send(BUY)).order
    assert good(adviser_terminal.send(VenueRequest(action=8, order=ticket))).retcode == 10013
    assert len(good(adviser_terminal.positions())) == 1


def test_a_stop_alone_gets_a_target_where_the_market_does_not_come(
    adviser_terminal: ZeroMqTerminal,
) -> None:
    sl = Decimal("1.0952")
    assert good(adviser_terminal.send(replace(BUY, sl=sl))).retcode == 10009
    (position,) = good(adviser_terminal.positions())
    assert (position.sl, position.tp) == (sl, Decimal("2.2004"))


def test_levels_are_set_anew_when_the_price_had_moved_before_the_order(
    peer: DwxPeer, quoted_terminal: ZeroMqTerminal
) -> None:
    peer.quotes["EURUSD"] = (1.1, 1.1005)  # not yet published: distances count from 1.1002
    sl, tp = Decimal("1.0952"), Decimal("1.1052")
    good(quoted_terminal.send(replace(BUY, sl=sl, tp=tp)))
    (position,) = good(quoted_terminal.positions())
    assert (position.price_open, position.sl, position.tp) == (Decimal("1.1005"), sl, tp)


def test_levels_of_a_sell_lie_on_the_other_side() -> None:
    reference = Reference(price=Decimal("1.1"), point=Decimal("0.00001"), buys=False)
    levels = Levels(sl=Decimal("1.105"), tp=Decimal("1.09"))
    assert reference.whole(levels) == ("500", "1000")
    assert reference.fine(levels) == ("500.0", "1000.0")
    assert reference.whole(Levels(sl=Decimal(0), tp=Decimal(0))) == ("0", "0")


@pytest.mark.parametrize(
    ("error", "retcode"), [(130, 10016), (131, 10014), (134, 10019), (138, 10004), (129, 10015)]
)
def test_errors_of_the_adviser_become_return_codes(
    peer: DwxPeer, adviser_terminal: ZeroMqTerminal, error: int, retcode: int
) -> None:
    peer.fails_with = error
    assert good(adviser_terminal.send(BUY)).retcode == retcode


def test_an_error_that_nobody_knows_may_have_acted() -> None:
    assert retcode_of("4242") == 10011
    assert retcode_of("WAIT_LIMIT_EXCEEDED") == 10011
    assert retcode_of("") == 10011


def test_the_advisers_own_limits_are_final_refusals(
    peer: DwxPeer, adviser_terminal: ZeroMqTerminal
) -> None:
    peer.maximum_lots = 0.01
    assert good(adviser_terminal.send(BUY)).retcode == 10034
    peer.maximum_lots, peer.maximum_orders = 1.0, 0
    assert good(adviser_terminal.send(BUY)).retcode == 10033


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("TRADING_IS_NOT_ALLOWED", -8), ("EA_IS_DISABLED", -8), ("DLLS_DISABLED", -8),
        ("LIBS_DISABLED", -8), ("NO_BROKER_CONNECTION", -10004), ("TRADE_CONTEXT_BUSY", -1),
    ],
)  # fmt: skip
def test_a_blocked_adviser_has_done_nothing_and_names_the_switch(
    peer: DwxPeer, adviser_terminal: ZeroMqTerminal, reason: str, code: int
) -> None:
    peer.blocked = reason
    answer = failure(adviser_terminal.send(BUY))
    assert (answer.code, answer.may_have_acted) == (code, False)
    assert reason in answer.text
    assert failure(adviser_terminal.positions()).code == code


@pytest.mark.parametrize(
    "request_",
    [
        replace(BUY, magic=2**40),
        replace(BUY, action=5, type=6),
        replace(BUY, action=5, type=2, type_time=2, expiration_s=1_800_000_000),
        replace(BUY, symbol="EUR;USD"),
        replace(BUY, symbol="NULL"),
        replace(BUY, symbol="GBPUSD", sl=Decimal("1.2")),
        VenueRequest(action=10, position=1, position_by=2),
    ],
)
def test_what_the_protocol_cannot_say_is_not_sent(
    peer: DwxPeer, adviser_terminal: ZeroMqTerminal, request_: VenueRequest
) -> None:
    assert not failure(adviser_terminal.send(request_)).may_have_acted
    assert not any(b";OPEN;" in command for command in peer.received)


def test_another_account_is_answered_nothing_and_sent_nothing(
    peer: DwxPeer, adviser_terminal: ZeroMqTerminal
) -> None:
    peer.account_number = 555
    assert failure(adviser_terminal.positions()).code == -6
    assert not failure(adviser_terminal.send(BUY)).may_have_acted
    assert peer.trades == []


def test_a_name_with_a_quote_is_read(peer: DwxPeer, adviser_terminal: ZeroMqTerminal) -> None:
    peer.account_name = "Conor O'Brien"
    assert good(adviser_terminal.status()).name == "Conor O'Brien"


def test_the_journals_magic_is_found_by_the_bits_that_travel(peer: DwxPeer) -> None:
    terminal = connected(peer, magic_of={7: (9 << 32) | 7}.__getitem__)
    assert good(terminal.send(replace(BUY, magic=(9 << 32) | 7))).retcode == 10009
    assert peer.trades[0].magic == 7
    assert good(terminal.positions())[0].magic == (9 << 32) | 7
    terminal.close()


# -- replies that are late or lost ----------------------------------------------------------------


def connected(
    peer: DwxPeer, *, timeout_s: float = 2.0, magic_of: Callable[[int], int] | None = None
) -> ZeroMqTerminal:
    settings = AdviserSettings(
        account=ExpectedAccount(login=peer.account_number, server="Tickloom-Demo"),
        addresses=Addresses(
            commands_port=peer.commands_port, replies_port=peer.replies_port,
            prices_port=peer.prices_port,
        ),
        reply_timeout_s=timeout_s, send_timeout_s=timeout_s,
    )  # fmt: skip
    terminal = ZeroMqTerminal(
        settings, LiveClock(), to_server_ms=lambda utc_ms: utc_ms, magic_of=magic_of
    )
    good(terminal.connect())
    return terminal


def test_an_order_without_a_reply_may_have_acted(peer: DwxPeer) -> None:
    terminal = connected(peer, timeout_s=0.2)
    peer.loses = "TRADE;OPEN"
    answer = failure(terminal.send(BUY))
    assert (answer.code, answer.may_have_acted) == (-10005, True)
    assert len(peer.trades) == 1
    terminal.close()


def test_a_late_reply_is_never_taken_for_the_next_one(peer: DwxPeer) -> None:
    terminal = connected(peer, timeout_s=0.3)
    peer.delays = "TRADE;OPEN"
    assert failure(terminal.send(BUY)).may_have_acted
    peer.release()
    second = good(terminal.send(replace(BUY, volume=Decimal("0.20"))))
    assert second.order == peer.trades[1].ticket
    assert second.order != peer.trades[0].ticket
    terminal.close()


def test_nothing_is_sent_while_a_reply_is_owed(peer: DwxPeer) -> None:
    terminal = connected(peer, timeout_s=0.2)
    peer.delays = "TRADE;OPEN"
    assert failure(terminal.send(BUY)).may_have_acted
    peer.holds_replies = True
    answer = failure(terminal.send(BUY))
    assert not answer.may_have_acted
    assert len(peer.trades) == 1
    peer.release()
    assert len(good(until_answered(terminal.positions))) == 1
    terminal.close()


def test_a_lost_reply_is_got_over(peer: DwxPeer) -> None:
    terminal = connected(peer, timeout_s=0.2)
    peer.loses = "TRADE;GET_OPEN_TRADES"
    assert failure(terminal.positions()).code == -10005
    assert good(until_answered(terminal.positions)) == ()
    terminal.close()


def test_without_an_adviser_nothing_is_sent_and_nothing_waits_for_it(peer: DwxPeer) -> None:
    terminal = connected(peer, timeout_s=0.2)
    peer.stop()
    answers = [failure(terminal.send(BUY)) for _ in range(3)]
    assert not any(answer.may_have_acted for answer in answers)
    terminal.close()


def test_nothing_is_asked_before_the_reply_has_a_way_back() -> None:
    """Somebody listens on the port of the replies, who is no adviser yet."""
    with zmq.Context() as context, context.socket(zmq.PULL) as commands:
        port = commands.bind_to_random_port("tcp://127.0.0.1")
        with socket.create_server(("127.0.0.1", 0)) as silent:
            later = silent.getsockname()[1]
            addresses = Addresses(commands_port=port, replies_port=later, prices_port=1)
            channel = Channel(addresses, LiveClock(), tracked=list)
            answer = failure(channel.ask("HEARTBEAT", lambda _: True, timeout_s=0.3))
            accepted, _ = silent.accept()
        assert answer.never_sent
        assert not commands.poll(100)
        accepted.close()
        with context.socket(zmq.PUSH) as replies:
            replies.setsockopt(zmq.LINGER, 0)
            replies.bind(f"tcp://127.0.0.1:{later}")
            answer = failure(channel.ask("HEARTBEAT", lambda _: True, timeout_s=2.0))
            assert commands.poll(1_000)
            assert commands.recv().startswith(b"TRACK_PRICES;TICKLOOM-FENCE-")
        channel.close()
    assert answer.never_sent


def until_answered(ask: Callable[[], Any]) -> Any:
    answer = ask()
    for _ in range(50):
        if not isinstance(answer, CallFailed):
            break
        answer = ask()
    return answer


# -- the market -----------------------------------------------------------------------------------


def test_bars_have_the_packages_columns(peer: DwxPeer, adviser_terminal: ZeroMqTerminal) -> None:
    peer.bars["EURUSD"] = (
        "{'time':'2019.08.02 10:40', 'open':1.11050000, 'high':1.11060000, 'low':1.11040000, "
        "'close':1.11053000, 'tick_volume':52, 'spread':3, 'real_volume':0}"
    )
    rows = good(adviser_terminal.rates("EURUSD", 5, from_s=1_564_740_000, to_s=1_564_745_000))
    assert rows.dtype == dtypes.RATES
    assert rows["time"].tolist() == [1_564_742_400]
    assert (rows["close"][0], rows["tick_volume"][0], rows["spread"][0]) == (1.11053, 52, 3)
    assert peer.received[-1] == b"HIST;EURUSD;5;2019.08.02 10:00:00;2019.08.02 11:23:20"


def test_no_bars_are_a_failure_and_not_an_empty_history(adviser_terminal: ZeroMqTerminal) -> None:
    assert failure(adviser_terminal.rates("EURUSD", 1, from_s=1, to_s=2)).code == -4
    assert failure(adviser_terminal.rates("EURUSD", 2, from_s=1, to_s=2)).code == -7


def test_quotes_come_as_ticks_with_the_packages_columns(quoted_terminal: ZeroMqTerminal) -> None:
    tick = good(quoted_terminal.tick("EURUSD"))
    rows = good(quoted_terminal.ticks("EURUSD", from_s=0, to_s=2**31))
    assert rows.dtype == dtypes.TICKS
    assert np.isclose(rows["bid"][-1], float(tick.bid), rtol=0, atol=0)
