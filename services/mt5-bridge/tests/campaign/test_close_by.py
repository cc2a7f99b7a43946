"""Two opposite positions closed by each other, whatever becomes of the answer."""

from decimal import Decimal

import pytest

from campaign.executor import real
from campaign.rows import SYMBOL, meet, orders, state
from campaign.world import World
from tickloom_terminal import constants as mt5

D = Decimal


def opened(world: World, buys: str = "0.30", sells: str = "0.10") -> tuple[int, int]:
    """A buy and a sell of the platform's own; their tickets."""
    for side, volume in (("buy", buys), ("sell", sells)):
        world.publish(
            world.write.order(SYMBOL, "buy" if side == "buy" else "sell", volume, stop_loss=None)
        )
        assert world.deliver()
    first, second = world.venue.book.positions
    return first, second


def closed(world: World, first: int, second: int, *faults: str) -> str:
    meet(world, *faults)
    name = world.publish(world.write.close_by(SYMBOL, first, second))
    world.come_to_rest()
    return name


def volumes(world: World) -> dict[int, Decimal]:
    return {p.ticket: p.volume for p in world.venue.book.positions.values()}


@pytest.mark.parametrize(
    "fault",
    [
        "",
        "lost_reply",
        "ipc_hang",
        "requote",
        "placed",
        "found_very_late",
        "killed_in_send",
        "kill",
    ],
    ids=lambda name: name or "none",
)
def test_the_smaller_volume_of_both_goes_once(fault: str) -> None:
    world = World(1, real)
    first, second = opened(world)
    if fault == "kill":
        world.armed = "bridge.after_send"
    name = closed(world, first, second, *([fault] if fault not in {"", "kill"} else []))
    ends_as = "adopted" if fault == "found_very_late" else "filled"
    assert (state(world, name), orders(world, name)) == (ends_as, 1)
    assert volumes(world) == {first: D("0.20")}
    out = [d for d in world.venue.trades() if d.entry == mt5.DEAL_ENTRY_OUT_BY]
    told = [world.projector.fills[d.ticket] for d in out]
    assert [d.volume for d in out] == [D("0.10")] * 2
    assert {str(fill["order_id"]) for fill in told} == {name}, "both deals are this command's"


def test_equal_volumes_leave_nothing_and_the_second_time_there_is_nothing_to_do() -> None:
    world = World(1, real)
    first, second = opened(world, "0.10", "0.10")
    assert state(world, closed(world, second, first)) == "filled"
    assert volumes(world) == {}
    again = closed(world, first, second)
    assert (state(world, again), orders(world, again)) == ("rejected", 0)
    assert world.watch.reasons[again] == "position_closed"


def test_what_never_reached_the_broker_is_not_sent_again() -> None:
    world = World(1, real)
    first, second = opened(world)
    name = closed(world, first, second, "lost_before_server")
    assert (state(world, name), orders(world, name)) == ("expired", 0)
    assert volumes(world) == {first: D("0.30"), second: D("0.10")}


def test_positions_of_one_side_or_of_two_symbols_are_refused_unsent() -> None:
    world = World(1, real)
    first, second = opened(world)
    world.publish(world.write.order(SYMBOL, "buy", "0.10"))
    world.publish(world.write.order("BTCUSD.x", "sell", "0.10"))
    while world.deliver():
        pass
    same, elsewhere = list(world.venue.book.positions)[2:]
    before = len(world.venue.log)
    for other in (same, elsewhere, first):
        name = closed(world, first, other)
        assert state(world, name) == "rejected"
    assert len(world.venue.log) == before
    assert second in volumes(world)


def test_the_kill_switch_of_the_gate_does_not_hold_it_back_from_leaving() -> None:
    world = World(1, real)
    first, second = opened(world)
    world.throw_kill_switch()
    assert state(world, closed(world, first, second)) == "filled"
