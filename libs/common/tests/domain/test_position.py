"""Positions are the sum of their deals, on every kind of account; older ones are not invented."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.domain.errors import Broken
from tickloom.domain.ids import AccountId, DealTicket, PositionTicket, Symbol
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import Deal, DealEntry, DealReason, Side
from tickloom.domain.position import Position, Positions, Split, Statement, apply, fold, split

ACCOUNT = AccountId("paper-1")
BUY, SELL = Side.BUY, Side.SELL
IN, OUT, IN_OUT, OUT_BY = DealEntry.IN, DealEntry.OUT, DealEntry.IN_OUT, DealEntry.OUT_BY
OLD = PositionTicket(7)


def deal(
    ticket: int, position: int, side: Side, entry: DealEntry, lots: Decimal | str, *,
    price: str = "1.1", order: int | None = None,
) -> Deal:  # fmt: skip
    return Deal(
        ticket=DealTicket(ticket), order_id=None, account=ACCOUNT, symbol=Symbol("EURUSD"),
        position=PositionTicket(position), side=side, entry=entry, volume=Volume(Decimal(lots)),
        price=Price(Decimal(price)), time_ns=ticket, profit=Decimal(0), commission=Decimal(0),
        swap=Decimal(0), reason=DealReason.EXPERT, order=order,
    )  # fmt: skip


def stated(
    deal: int, as_of_ns: int, *, side: Side = BUY, lots: str = "0.5", price: str = "1.05"
) -> Statement:
    position = Position(
        identifier=OLD, ticket=OLD, account=ACCOUNT, symbol=Symbol("EURUSD"), side=side,
        volume=Volume(Decimal(lots)), price_open=Price(Decimal(price)), time_ns=0,
    )  # fmt: skip
    return Statement(
        identifier=OLD, position=position, deal=DealTicket(deal), as_of_ns=as_of_ns
    )  # fmt: skip


@given(
    steps=st.lists(
        st.tuples(st.integers(1, 4), st.sampled_from(Side), st.integers(1, 9)), max_size=40
    )
)
def test_positions_are_the_sum_of_their_deals(steps: list[tuple[int, Side, int]]) -> None:
    sides: dict[int, Side] = {}
    open_lots: defaultdict[int, Decimal] = defaultdict(Decimal)
    deals: list[Deal] = []
    for number, (position, side, tenths) in enumerate(steps, start=1):
        lots = Decimal(tenths) / 10
        if open_lots[position] == 0:
            sides[position] = side
        entry = IN if side is sides[position] else OUT
        if entry is OUT:
            lots = min(lots, open_lots[position])
        open_lots[position] += lots if entry is IN else -lots
        deals.append(deal(number, position, side, entry, lots))
    positions = fold(deals)
    assert {t: p.volume for t, p in positions.items()} == {t: v for t, v in open_lots.items() if v}


def netting(signed_tenths: list[int]) -> list[Deal]:
    """Deals of one symbol as a netting account books them."""
    net, identifier = 0, 0
    deals: list[Deal] = []
    for number, tenths in enumerate(signed_tenths, start=1):
        side = BUY if tenths > 0 else SELL
        identifier = identifier if net else number
        turns = abs(tenths) > abs(net)
        entry = IN if net * tenths >= 0 else IN_OUT if turns else OUT
        net += tenths
        lots = Decimal(abs(tenths)) / 10
        price = str(Decimal(100 + number) / 100)
        deals.append(deal(number, identifier, side, entry, lots, price=price, order=number))
    return deals


@given(tenths=st.lists(st.integers(-9, 9).filter(bool), max_size=40))
def test_a_netting_position_is_the_net_of_its_deals_at_the_price_of_its_side(
    tenths: list[int],
) -> None:
    deals = netting(tenths)
    for count in range(len(deals) + 1):
        net = Decimal(sum(tenths[:count])) / 10
        positions = fold(deals[:count])
        assert sum((p.side.sign * (p.volume or 0) for p in positions.values()), Decimal(0)) == net
        assert len(positions) == bool(net)
        for position in positions.values():
            assert position.is_whole
            assert position.price_open is not None
            last = deals[count - 1]
            if last.entry is IN_OUT:
                assert (position.price_open, position.ticket) == (last.price, last.order)


@given(tenths=st.lists(st.integers(-9, 9).filter(bool), min_size=1, max_size=30), cut=st.data())
def test_a_record_that_begins_anywhere_never_fails_and_never_invents(
    tenths: list[int], cut: st.DataObject
) -> None:
    """What it says of an older position is true, as far as it says anything."""
    deals = netting(tenths)
    begin = cut.draw(st.integers(0, len(deals)))
    known: Positions = {}
    for count in range(begin, len(deals)):
        known = apply(known, deals[count])
        truth = fold(deals[: count + 1])
        assert set(truth) & {d.position for d in deals[begin : count + 1]} <= set(known)
        for identifier, position in known.items():
            true = truth.get(identifier)
            if position.volume is None:
                continue
            assert true is not None
            assert (position.side, position.volume) == (true.side, true.volume)
            assert position.price_open in {None, true.price_open}


@given(
    tenths=st.lists(st.integers(-9, 9).filter(bool), min_size=1, max_size=30), cut=st.data()
)  # fmt: skip
def test_a_statement_makes_an_older_position_whole_whenever_it_comes(
    tenths: list[int], cut: st.DataObject
) -> None:
    """Deals before it are in it, deals after it are not."""
    deals = netting(tenths)
    begin = cut.draw(st.integers(0, len(deals) - 1))
    at = cut.draw(st.integers(begin, len(deals)))
    then = fold(deals[:at])
    identifiers = {d.position for d in deals[:at]}
    statements = [
        Statement(
            identifier=identifier, position=then.get(identifier), as_of_ns=at,
            deal=max(d.ticket for d in deals[:at] if d.position == identifier),
        )
        for identifier in identifiers
    ]  # fmt: skip
    assert fold(deals[begin:], statements) == fold(deals)


def test_a_reversal_is_split_and_its_opening_part_is_a_new_position() -> None:
    opened = deal(1, 7, BUY, IN, "0.1", price="1.2", order=7)
    turned = deal(2, 7, SELL, IN_OUT, "0.3", price="1.3", order=9)
    (position,) = fold([opened]).values()
    assert split(position, turned) == Split(
        closing=Volume(Decimal("0.1")), opening=Volume(Decimal("0.2"))
    )
    assert split(position, opened) == Split(
        closing=Volume(Decimal(0)), opening=Volume(Decimal("0.1"))
    )
    (after,) = fold([opened, turned]).values()
    assert (after.identifier, after.ticket, after.side) == (7, 9, SELL)
    assert (after.volume, after.price_open, after.time_ns) == (
        Decimal("0.2"), Decimal("1.3"), 2,
    )  # fmt: skip


def test_two_opposite_positions_close_each_other() -> None:
    deals = [
        deal(1, 1, BUY, IN, "0.3", order=1), deal(2, 2, SELL, IN, "0.2", order=2),
        deal(3, 1, SELL, OUT_BY, "0.2", order=3), deal(4, 2, BUY, OUT_BY, "0.2", order=3),
    ]  # fmt: skip
    (left,) = fold(deals).values()
    assert (left.identifier, left.side, left.volume) == (1, BUY, Decimal("0.1"))


def test_an_older_position_is_told_without_a_price_and_without_an_error() -> None:
    closed = fold([deal(5, 7, SELL, OUT, "0.1", order=40)])[OLD]
    assert (closed.side, closed.volume, closed.price_open, closed.is_whole) == (
        BUY, None, None, False,
    )  # fmt: skip
    enlarged = fold([deal(5, 7, BUY, IN, "0.1", order=40)])[OLD]
    assert (enlarged.side, enlarged.volume, enlarged.price_open) == (BUY, None, None)
    turned = fold([deal(5, 7, SELL, IN_OUT, "0.4", price="1.3", order=40)])[OLD]
    assert (turned.side, turned.volume, turned.price_open) == (SELL, None, Decimal("1.3"))
    assert split(None, deal(5, 7, SELL, IN_OUT, "0.4")) is None
    added = apply({OLD: turned}, deal(6, 7, SELL, IN, "0.1", order=41))[OLD]
    assert (added.volume, added.price_open) == (None, None)
    assert apply({OLD: turned}, deal(6, 7, BUY, OUT, "0.1", order=41))[OLD] == turned


def test_a_statement_holds_the_deals_up_to_it_and_no_later_one() -> None:
    reduced = deal(5, 7, SELL, OUT, "0.1", order=40)
    late = replace(deal(9, 7, SELL, OUT, "0.2", order=41), time_ns=6)
    after = deal(10, 7, SELL, OUT, "0.2", order=42)
    statement = stated(deal=5, as_of_ns=6)
    assert fold([reduced, late], [statement])[OLD].volume == Decimal("0.5")
    left = fold([reduced, late, after], [statement])[OLD]
    assert (left.volume, left.price_open) == (Decimal("0.3"), Decimal("1.05"))
    gone = replace(statement, position=None)
    assert fold([reduced, late], [gone]) == {}


def test_deals_that_contradict_each_other_are_an_invariant_broken() -> None:
    opened = deal(1, 7, BUY, IN, "0.1")
    held = fold([opened])
    unknown = fold([deal(1, 7, SELL, OUT, "0.1")])
    with pytest.raises(Broken, match="closes position 7 in its own direction"):
        apply(held, deal(2, 7, BUY, OUT, "0.1"))
    with pytest.raises(Broken, match="closes position 7 in its own direction"):
        apply(unknown, deal(2, 7, BUY, OUT, "0.1"))
    with pytest.raises(Broken, match=r"0\.2 of 0\.1"):
        apply(held, deal(2, 7, SELL, OUT_BY, "0.2"))
    with pytest.raises(Broken, match="against its side"):
        apply(held, deal(2, 7, SELL, IN, "0.1"))
    with pytest.raises(Broken, match="turns position 7 in its own direction"):
        apply(held, deal(2, 7, BUY, IN_OUT, "0.3"))
    with pytest.raises(Broken, match=r"turns 0\.1 lots with only 0\.1"):
        apply(held, deal(2, 7, SELL, IN_OUT, "0.1"))
