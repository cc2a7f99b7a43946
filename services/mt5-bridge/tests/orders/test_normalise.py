"""What is sent is on the grid, within the sheet, and never more than was asked."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt5_bridge.orders.filling import allowed_fillings, choose_filling, next_filling
from mt5_bridge.orders.normalise import (
    closing_volume,
    floored_volume,
    is_frozen,
    on_grid,
    pending_problem,
    price_step,
    stop_distance,
    stop_loss_of,
    stops_problem,
)
from mt5_bridge.port.records import ZERO, VenueTick
from mt5_bridge.testing.scripted_terminal import EURUSD
from tickloom.domain.errors import InvalidInput
from tickloom.domain.order import Side

STEPS = st.sampled_from([Decimal(s) for s in ("0.01", "0.1", "1", "0.001", "0.03", "0.25")])
AMOUNTS = st.decimals("0.00001", 100, places=5)
TICK = VenueTick(
    time_ms=1, bid=Decimal("1.10000"), ask=Decimal("1.10010"), last=ZERO, volume=ZERO, flags=6
)


@given(STEPS, AMOUNTS)
def test_volume_is_floored_exactly_and_never_rounded_up(step: Decimal, asked: Decimal) -> None:
    sheet = replace(EURUSD, volume_step=step, volume_min=step, volume_max=Decimal(1000))
    if asked < step:
        with pytest.raises(InvalidInput, match="at least"):
            floored_volume(sheet, asked, volume_max=sheet.volume_max)
        return
    volume = floored_volume(sheet, asked, volume_max=sheet.volume_max)
    assert volume <= asked < volume + step
    assert volume % step == 0


@pytest.mark.parametrize("asked", ["0.29", "0.57", "0.60", "1.15"])
def test_what_is_a_step_already_stays(asked: str) -> None:
    volume = floored_volume(EURUSD, Decimal(asked), volume_max=Decimal(50))
    assert volume == Decimal(asked)


@given(AMOUNTS, AMOUNTS)
def test_a_close_is_never_more_than_the_position_and_leaves_no_dust(
    asked: Decimal, has: Decimal
) -> None:
    position = floored_volume(EURUSD, has + Decimal("0.01"), volume_max=Decimal(1000))
    try:
        volume = closing_volume(EURUSD, asked, position)
    except InvalidInput:
        return
    assert 0 < volume <= min(asked, position)
    assert position - volume == 0 or position - volume >= EURUSD.volume_min
    assert closing_volume(EURUSD, None, position) == position


@given(
    st.sampled_from([Decimal(s) for s in ("0.00001", "0.01", "0.25", "0.5", "1", "0.05")]),
    st.decimals("0.001", 90_000, places=7),
    st.sampled_from(Side),
)
def test_prices_go_to_the_nearest_tick_and_stop_losses_towards_the_market(
    tick: Decimal, price: Decimal, side: Side
) -> None:
    sheet = replace(EURUSD, tick_size=tick)
    near = on_grid(sheet, price)
    assert near % tick == 0
    assert abs(near - price) * 2 <= tick
    stop = stop_loss_of(sheet, side, price)
    assert stop % tick == 0
    assert 0 <= (stop - price) * side.sign < tick


@given(
    st.integers(0, 100), st.integers(0, 300), st.integers(-50, 400), st.sampled_from(Side),
    st.booleans(),
)  # fmt: skip
def test_stops_keep_the_level_and_the_spread_and_a_point(
    level: int, spread: int, away: int, side: Side, is_loss: bool
) -> None:
    sheet = replace(EURUSD, stops_level_points=level)
    tick = replace(TICK, ask=TICK.bid + spread * sheet.point)
    market = tick.bid if side is Side.BUY else tick.ask
    is_below = is_loss == (side is Side.BUY)
    price = market - away * sheet.point if is_below else market + away * sheet.point
    problem = stops_problem(
        sheet, side, tick, stop_loss=price if is_loss else ZERO,
        take_profit=ZERO if is_loss else price,
    )  # fmt: skip
    assert stop_distance(sheet, tick) == (max(level, spread) + 1) * sheet.point
    assert (problem is None) == (away >= max(level, spread) + 1)


def test_no_stop_is_no_problem_and_a_pending_order_keeps_its_side() -> None:
    assert stops_problem(EURUSD, Side.BUY, TICK, stop_loss=ZERO, take_profit=ZERO) is None
    below, above = Decimal("1.09"), Decimal("1.11")
    for word, side, good in (
        ("limit", Side.BUY, below), ("limit", Side.SELL, above),
        ("stop", Side.BUY, above), ("stop", Side.SELL, below),
    ):  # fmt: skip
        bad = above if good == below else below
        assert pending_problem(EURUSD, side, TICK, word=word, price=good) is None
        assert pending_problem(EURUSD, side, TICK, word=word, price=bad) is not None


def test_frozen_is_near_and_only_where_the_sheet_says_so() -> None:
    near = TICK.bid - Decimal("0.00005")
    assert not is_frozen(EURUSD, TICK.bid, near)
    sheet = replace(EURUSD, freeze_level_points=5)
    assert is_frozen(sheet, TICK.bid, near)
    assert not is_frozen(sheet, TICK.bid, near - sheet.point)
    assert not is_frozen(sheet, TICK.bid, ZERO)
    assert price_step(replace(EURUSD, tick_size=ZERO)) == EURUSD.point


FILLINGS = [  # execution, mask, is pending, allowed in order
    (2, 1, False, (0,)), (2, 2, False, (1,)), (2, 3, False, (0, 1)), (2, 0, False, (1, 0)),
    (2, 4, False, (1, 0)), (1, 0, False, (0, 1, 2)), (1, 2, False, (1, 0, 2)),
    (0, 3, False, (0, 1, 2)), (3, 0, False, (2,)), (3, 1, False, (0, 2)),
    (3, 3, False, (0, 1, 2)), (2, 3, True, (2, 0, 1)), (3, 0, True, (2,)),
]  # fmt: skip


@pytest.mark.parametrize(("execution", "mask", "is_pending", "allowed"), FILLINGS)
def test_filling_modes_come_from_execution_and_mask(
    execution: int, mask: int, is_pending: bool, allowed: tuple[int, ...]
) -> None:
    sheet = replace(EURUSD, execution=execution, filling_mask=mask)
    modes = allowed_fillings(sheet, is_pending=is_pending)
    assert modes == allowed
    assert choose_filling(modes, None) == allowed[0]
    assert next_filling(modes, allowed[0]) != allowed[0]
    if execution == 2 and not is_pending:
        assert 2 not in {*modes, next_filling(modes, modes[0])}
