"""Deals are told for what they did; older positions as the terminal states them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mt5_bridge.orders.events import message_of
from mt5_bridge.port.records import ZERO, VenueDeal, VenuePosition
from mt5_bridge.testing.order_desk import Desk
from mt5_bridge.testing.scripted_terminal import Reply
from tickloom.contracts.message import Header
from tickloom.contracts.positions import PositionStated, deal_of, statement_of
from tickloom.contracts.trading import DealMade
from tickloom.domain.order import Side
from tickloom.domain.position import Position, Positions, fold

MONTH_MS = 30 * 86_400_000


def old_position(desk: Desk, **changes: object) -> VenuePosition:
    opened_ms = desk.terminal.now_ms - MONTH_MS
    position = VenuePosition(
        ticket=7, identifier=7, symbol="EURUSD", type=0, volume=Decimal("0.50"),
        price_open=Decimal("1.05000"), price_current=Decimal("1.1"), sl=ZERO, tp=ZERO, swap=ZERO,
        profit=ZERO, time_ms=opened_ms, time_update_ms=opened_ms, magic=0, reason=0, comment="",
    )  # fmt: skip
    held = replace(position, **changes)
    desk.terminal.open_positions.append(held)
    return held


def make_deal(desk: Desk, **changes: object) -> VenueDeal:
    deal = VenueDeal(
        ticket=500, order=499, position=7, symbol="EURUSD", type=1, entry=1, reason=0,
        volume=Decimal("0.20"), price=Decimal("1.1"), profit=ZERO, commission=ZERO, swap=ZERO,
        fee=ZERO, time_ms=desk.terminal.now_ms, magic=0, comment="",
    )  # fmt: skip
    made = replace(deal, **changes)
    desk.terminal.deals.append(made)
    return made


def recorded(desk: Desk) -> Positions:
    """What the platform's record makes of everything that was told so far."""
    deals: list[DealMade] = []
    stated: dict[int, PositionStated] = {}
    for row in desk.executor.outbox(10_000):
        header: Header = {
            "id": "m", "ts": row.news.ts_us, "seq": 1, "ep": "e", "at": 1, "mode": "demo",
        }  # fmt: skip
        message = message_of(row.news, header)
        if isinstance(message, DealMade):
            deals.append(message)
        elif isinstance(message, PositionStated):
            stated[message.position] = message
    by_ticket = sorted(deals, key=lambda deal: deal.ticket)
    return fold(map(deal_of, by_ticket), map(statement_of, stated.values()))


def only(desk: Desk) -> Position:
    (position,) = recorded(desk).values()
    return position


@pytest.mark.parametrize(
    ("code", "word"), [(0, "in"), (1, "out"), (2, "in_out"), (3, "out_by"), (9, "out")]
)
def test_every_entry_is_told_by_its_own_word(desk: Desk, code: int, word: str) -> None:
    make_deal(desk, entry=code)
    desk.executor.reconcile()
    (told,) = desk.events("deal")
    assert told["entry"] == word


def test_a_position_older_than_the_record_is_stated_once(desk: Desk) -> None:
    old_position(desk)
    desk.wait(60)
    desk.restart()
    desk.wait(60)
    (stated,) = desk.events("position")
    assert (stated["position"], stated["volume"], stated["price_open"]) == (7, "0.50", "1.05000")
    assert (only(desk).side, only(desk).price_open) == (Side.BUY, Decimal("1.05"))


def test_a_position_whose_opening_is_in_the_window_is_left_to_its_deal(desk: Desk) -> None:
    desk.take(desk.buy())
    desk.wait(60)
    assert desk.events("position") == []
    assert only(desk).volume == Decimal("0.10")
    desk.terminal.deals.clear()
    desk.restart()
    desk.wait(30)
    assert desk.events("position") == []


def test_what_others_do_to_an_older_position_is_followed(desk: Desk) -> None:
    held = old_position(desk)
    desk.wait(20)
    desk.clock.advance(60)
    make_deal(desk)
    left = replace(held, volume=Decimal("0.30"), time_update_ms=desk.terminal.now_ms)
    desk.terminal.open_positions[:] = [left]
    desk.wait(20)
    assert only(desk).volume == Decimal("0.30")
    desk.clock.advance(60)
    make_deal(desk, ticket=501, volume=Decimal("0.30"))
    desk.terminal.open_positions.clear()
    desk.wait(20)
    assert recorded(desk) == {}
    assert [e.get("volume") for e in desk.events("position")] == ["0.50", "0.30", None]


def test_a_close_of_a_position_that_nobody_saw_open_leaves_nothing_behind(desk: Desk) -> None:
    """The bridge was not there: neither its opening nor itself was ever shown."""
    make_deal(desk)
    desk.executor.reconcile()
    assert not only(desk).is_whole
    desk.wait(30)
    assert recorded(desk) == {}


def test_one_that_was_late_only_is_stated_again(desk: Desk) -> None:
    """Two readings without it, and then it is there: books may lag."""
    make_deal(desk)
    desk.wait(30)
    old_position(desk, volume=Decimal("0.30"), time_update_ms=desk.terminal.now_ms)
    desk.wait(30)
    assert only(desk).volume == Decimal("0.30")


def test_an_opening_that_is_shown_late_gets_the_last_word_of_the_terminal(desk: Desk) -> None:
    make_deal(desk, time_ms=desk.terminal.now_ms)
    desk.wait(30)
    make_deal(desk, ticket=400, order=7, type=0, entry=0, volume=Decimal("0.50"))
    old_position(desk, volume=Decimal("0.30"), time_update_ms=desk.terminal.now_ms)
    desk.wait(30)
    assert (only(desk).volume, only(desk).price_open) == (Decimal("0.30"), Decimal("1.05"))


def test_a_statement_waits_while_the_deals_go_beyond_what_was_read(desk: Desk) -> None:
    held = old_position(desk)
    make_deal(desk)
    desk.wait(30)
    assert desk.events("position") == []
    desk.terminal.open_positions[:] = [
        replace(held, volume=Decimal("0.30"), time_update_ms=desk.terminal.deals[0].time_ms)
    ]
    desk.wait(10)
    assert only(desk).volume == Decimal("0.30")


def test_a_reversal_gives_the_position_to_the_command_that_made_it(desk: Desk) -> None:
    """The deal and what is open after it are the new strategy's."""
    terminal = desk.terminal
    terminal.status_now = replace(terminal.status_now, margin_mode=0)
    desk.take(desk.buy("o-1", deployment="up"))
    held = terminal.open_positions[0]
    desk.clock.advance(61)
    terminal.replies = [Reply(error=-10002, acts=False)]
    sent = desk.take(desk.buy("o-2", side="sell", volume="0.30", deployment="down"))
    make_deal(
        desk, ticket=900, order=99, position=held.identifier, entry=2, volume=Decimal("0.30"),
        magic=sent.magic,
    )  # fmt: skip
    terminal.open_positions[:] = [replace(held, ticket=99, type=1, volume=Decimal("0.20"))]
    desk.executor.reconcile()
    told = desk.events("deal")[-1]
    assert (told["entry"], told["deployment"], told["order_id"]) == ("in_out", "down", "o-2")
    opener = desk.journal.opener(held.identifier)
    assert opener is not None
    assert opener.command_id == "o-2"
    assert (only(desk).side, only(desk).volume, only(desk).ticket) == (
        Side.SELL, Decimal("0.20"), 99,
    )  # fmt: skip


def test_a_reversal_by_hand_leaves_the_position_to_nobody(desk: Desk) -> None:
    desk.take(desk.buy("o-1", deployment="up"))
    held = desk.terminal.open_positions[0]
    make_deal(desk, order=99, position=held.identifier, entry=2, volume=Decimal("0.30"))
    desk.terminal.open_positions[:] = [replace(held, type=1, volume=Decimal("0.20"))]
    desk.executor.reconcile()
    told = desk.events("deal")[-1]
    assert (told["entry"], told["deployment"], told["is_external"]) == ("in_out", "up", True)
    assert desk.journal.opener(held.identifier) is None
