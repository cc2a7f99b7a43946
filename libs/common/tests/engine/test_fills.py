"""Where orders are filled: the right side, stops never better, targets never worse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.domain.order import DealReason, Side
from tickloom.engine.fills import (
    ExitFill,
    ExitLevels,
    entry_price,
    exit_on_tick,
    exit_price,
)

BUY, SELL = Side.BUY, Side.SELL
STOP, TARGET = DealReason.STOP_LOSS, DealReason.TAKE_PROFIT


def test_a_buy_enters_at_the_ask_and_leaves_at_the_bid() -> None:
    assert (entry_price(BUY, 100, 103), exit_price(BUY, 100, 103)) == (103, 100)
    assert (entry_price(SELL, 100, 103), exit_price(SELL, 100, 103)) == (100, 103)


@pytest.mark.parametrize(
    ("side", "stop", "target", "bid", "ask", "expected"),
    [
        (BUY, 90, None, 91, 95, None),
        (BUY, 90, None, 90, 95, (90, STOP)),
        (BUY, 90, None, 70, 75, (70, STOP)),  # a gap: the first price beyond
        (BUY, None, 110, 109, 115, None),  # the ask beyond the target is not enough
        (BUY, None, 110, 110, 115, (110, TARGET)),
        (BUY, None, 110, 130, 135, (130, TARGET)),  # a gap in favour: the better price
        (SELL, 110, None, 105, 109, None),
        (SELL, 110, None, 105, 110, (110, STOP)),  # the ask triggers, the bid is still below
        (SELL, 110, None, 130, 135, (135, STOP)),
        (SELL, None, 90, 85, 91, None),
        (SELL, None, 90, 85, 90, (90, TARGET)),
        (SELL, None, 90, 60, 65, (65, TARGET)),
        (BUY, 100, 100, 100, 101, (100, STOP)),  # both at once: the stop comes first
        (BUY, None, None, 1, 2, None),
        (SELL, 110, None, 112, 108, None),  # crossed quotes: still the ask
    ],
)  # fmt: skip
def test_exits_on_one_tick(
    side: Side, stop: int | None, target: int | None, bid: int, ask: int,
    expected: tuple[int, DealReason] | None,
) -> None:  # fmt: skip
    fill = exit_on_tick(side, ExitLevels(stop, target), bid, ask)
    assert fill == (None if expected is None else ExitFill(*expected))


prices = st.integers(min_value=50, max_value=150)


@given(side=st.sampled_from(Side), stop=prices, target=prices, bid=prices, ask=prices)
def test_a_stop_is_never_better_and_a_target_never_worse_than_its_level(
    side: Side, stop: int, target: int, bid: int, ask: int
) -> None:
    fill = exit_on_tick(side, ExitLevels(stop, target), bid, ask)
    if fill is None:
        return
    assert fill.price == exit_price(side, bid, ask)
    if fill.reason is STOP:
        assert (fill.price - stop) * side.sign <= 0
    else:
        assert (fill.price - target) * side.sign >= 0
