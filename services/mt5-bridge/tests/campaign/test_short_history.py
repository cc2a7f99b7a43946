"""A terminal that answers with empty books for minutes, while the fate of an order is open."""

import pytest

from campaign.executor import real
from campaign.rows import buy, lost_and_silent, orders, state, state_in_journal
from campaign.world import World

MINUTES_S = 300.0
BELIEVED_S = 700.0


def in_the_dark(world: World) -> str:
    """A deal that was read, then an order of unknown fate, and a terminal that shows nothing."""
    buy(world)
    world.deliver()
    world.advance(30.0)
    return lost_and_silent(world)


@pytest.mark.parametrize("dies", [False, True], ids=["one life", "a new life in the dark"])
def test_an_order_is_not_given_up_for_a_history_that_lacks_what_it_had(dies: bool) -> None:
    world = World(1, real)
    name = in_the_dark(world)
    if dies:
        world.die()
    world.advance(MINUTES_S)
    assert state_in_journal(world, name) == "unknown"
    entry = buy(world)
    world.deliver()
    refused = (state_in_journal(world, entry), world.watch.reasons[entry])
    assert refused == ("rejected", "not_reconciled")
    world.come_to_rest()
    assert (state(world, name), orders(world, name)) == ("filled", 1)


def test_a_history_that_stays_cut_is_believed_in_the_end() -> None:
    world = World(1, real)
    name = in_the_dark(world)
    world.advance(BELIEVED_S)
    assert state_in_journal(world, name) == "expired"
    world.come_to_rest()
    assert state(world, name) == "adopted"
