"""How an order is known again at the venue."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt5_bridge.orders.ids import comment_of, first_sequence, is_comment, magic_of, strategy_bits
from mt5_bridge.orders.matching import is_deal_of
from mt5_bridge.testing.order_desk import Desk
from mt5_bridge.testing.scripted_terminal import Reply
from tickloom.contracts.message import uuid7


@given(st.integers(0, (1 << 20) - 1), st.integers(1, (1 << 32) - 1))
def test_a_magic_fits_52_bits_and_is_exact_in_a_double_and_in_json(
    strategy: int, sequence: int
) -> None:
    magic = magic_of(strategy, sequence)
    assert 0 < magic < 1 << 52
    assert int(float(magic)) == magic
    assert json.loads(json.dumps(float(magic))) == magic
    assert (magic >> 32, magic & 0xFFFFFFFF) == (strategy, sequence)


@given(st.text())
def test_a_deployments_bits_are_never_those_of_an_order_by_hand(deployment: str) -> None:
    assert 0 < strategy_bits(deployment) < 1 << 20
    assert strategy_bits(None) == 0


@given(st.integers(0, 1 << 48), st.binary(min_size=10, max_size=10))
def test_a_comment_is_20_ascii_characters_of_its_command_alone(ms: int, random: bytes) -> None:
    comment = comment_of(uuid7(ms, random=random))
    assert len(comment) == 20
    assert comment.isascii()
    assert comment.startswith("T1")
    assert is_comment(comment)
    assert not is_comment(comment[:-1])
    assert not is_comment("[sl 1.09500]")


@given(st.text(max_size=60))
def test_any_id_has_a_comment(command_id: str) -> None:
    assert is_comment(comment_of(command_id))


def test_a_new_journal_does_not_repeat_the_numbers_of_a_lost_one() -> None:
    day_us = 86_400_000_000
    assert first_sequence(1_764_200_000 * 1_000_000 + day_us) > first_sequence(
        1_764_200_000 * 1_000_000
    )
    assert first_sequence(0) >= 1


def test_the_magic_is_on_the_disk_before_the_send_and_rises(desk: Desk) -> None:
    seen: list[int] = []

    def look() -> None:
        record = desk.journal.record(f"o-{len(seen)}")
        assert record is not None
        assert desk.journal.by_magic(record.magic) == record
        seen.append(record.magic)

    desk.terminal.before_send = look
    for number in range(5):
        desk.take(desk.buy(f"o-{number}"))
        desk.restart()
    assert seen == sorted(set(seen))
    assert [request.magic for request in desk.terminal.sent] == seen


@pytest.mark.parametrize(
    "changes",
    [
        {"magic": 1},
        {"symbol": "GBPUSD"},
        {"type": 1},
        {"volume": Decimal("0.11")},
        {"time_ms": 1_600_000_000_000},
    ],
)
def test_a_deal_is_a_commands_only_when_everything_fits(
    desk: Desk, changes: dict[str, object]
) -> None:
    record = desk.take(desk.buy())
    (deal,) = desk.terminal.deals
    assert is_deal_of(record, deal)
    assert is_deal_of(record, replace(deal, comment="anything"))
    assert not is_deal_of(record, replace(deal, **changes))


def test_a_manual_trade_beside_an_unknown_order_is_not_taken_for_it(desk: Desk) -> None:
    desk.take(desk.buy("o-1"))
    by_hand = desk.terminal.open_positions[0]
    desk.terminal.replies = [Reply(error=-10005, acts=False)]
    desk.take(desk.buy("o-2"))
    comment = comment_of("o-2")
    desk.terminal.deals.append(
        replace(
            desk.terminal.deals[0], ticket=9001, magic=0, comment=comment,
            time_ms=desk.terminal.now_ms,
        )
    )  # fmt: skip
    desk.terminal.open_positions.append(
        replace(by_hand, ticket=9000, identifier=9000, magic=0, comment=comment)
    )
    desk.wait(90)
    record = desk.journal.record("o-2")
    assert record is not None
    assert record.state.value == "expired"
    told = [deal for deal in desk.events("deal") if deal["ticket"] == 9001]
    assert [deal["order_id"] for deal in told] == [None]
