"""Positions are the sum of their deals."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.domain.errors import Broken
from tickloom.domain.ids import AccountId, DealTicket, PositionTicket, Symbol
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import (
    Deal,
    DealEntry,
    DealReason,
    Side,
)
from tickloom.domain.position import apply, fold

ACCOUNT = AccountId("paper-1")


def deal(ticket: int, position: int, side: Side, entry: DealEntry, lots: Decimal) -> Deal:
    return Deal(
        ticket=DealTicket(ticket), order_id=None, account=ACCOUNT, symbol=Symbol("EURUSD"),
        position=PositionTicket(position), side=side, entry=entry, volume=Volume(lots),
        price=Price(Decimal("1.1")), time_ns=ticket, profit=Decimal(0), commission=Decimal(0),
        swap=Decimal(0), reason=DealReason.EXPERT,
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
        entry = DealEntry.IN if side is sides[position] else DealEntry.OUT
        if entry is DealEntry.OUT:
            lots = min(lots, open_lots[position])
        open_lots[position] += lots if entry is DealEntry.IN else -lots
        deals.append(deal(number, position, side, entry, lots))
    positions = fold(deals)
    assert {t: p.volume for t, p in positions.items()} == {t: v for t, v in open_lots.items() if v}


def test_a_deal_that_closes_what_is_not_open_is_an_invariant_broken() -> None:
    opened = deal(1, 7, Side.BUY, DealEntry.IN, Decimal("0.1"))
    with pytest.raises(Broken, match="not open"):
        apply({}, deal(2, 7, Side.SELL, DealEntry.OUT, Decimal("0.1")))
    with pytest.raises(Broken, match="own direction"):
        apply(fold([opened]), deal(2, 7, Side.BUY, DealEntry.OUT, Decimal("0.1")))
    with pytest.raises(Broken, match=r"0\.2 of 0\.1"):
        apply(fold([opened]), deal(2, 7, Side.SELL, DealEntry.OUT, Decimal("0.2")))
    with pytest.raises(Broken, match="against its side"):
        apply(fold([opened]), deal(2, 7, Side.SELL, DealEntry.IN, Decimal("0.1")))
