"""Every named fault script of the simulated terminal, played to the real executor."""

from dataclasses import replace

import pytest

from campaign.bridge import Executor, Parts
from campaign.executor import real
from campaign.named_port import NamedPort, scripted
from campaign.rows import FOK_SYMBOL, SYMBOL, buy
from campaign.world import World
from tickloom_terminal.faults.catalogue import CATALOGUE
from tickloom_terminal.faults.terminal import FaultyTerminal

NOT_TRADING = {
    "bars_not_ready": "about bars, which the order path does not ask for",
    "duplicate_ticks_at_poll_borders": "about tick history",
    "initialize_fails": "about connecting, which is the adapter's",
    "dst_change": "the bridge learns the server's clock beside the order path",
}
STATES = {
    "account_trading_off", "api_disabled", "autotrading_off", "autotrading_off_by_server",
    "broker_disconnected", "logged_out",
}  # fmt: skip
"""What the terminal's status shows: a bridge that looks first never sends into them."""
LASTS_S = 90


def played(world: World) -> None:
    """A day in short: entries, one taken back, stops moved, parts closed; and the bridge dies."""
    quote = world.venue.server.quote(SYMBOL)
    assert quote is not None
    buy(world, "0.20", stop_loss=str(quote.bid - 90), take_profit=str(quote.bid + 90))
    world.deliver()
    waiting = world.write.order(SYMBOL, "buy", "0.10", kind="limit", price=str(quote.bid - 60))
    world.publish(waiting)
    world.deliver()
    world.advance(8.0)
    world.publish(world.write.cancel(SYMBOL, waiting.order_id))
    buy(world, "0.10", symbol=FOK_SYMBOL)
    world.deliver()
    world.deliver()
    world.advance(20.0)
    for position in list(world.venue.book.positions.values())[:2]:
        world.publish(
            world.write.modify(
                position.symbol, position.ticket, stop_loss=str(position.price_open - 70),
                take_profit=str(position.price_open + 70),
            )
        )  # fmt: skip
        world.publish(world.write.close(position.symbol, position.ticket, volume="0.05"))
    while world.deliver():
        pass
    world.die()
    for position in list(world.venue.book.positions.values()):
        world.publish(world.write.close(position.symbol, position.ticket))
    while world.deliver():
        pass
    buy(world, "0.10")
    world.deliver()


@pytest.mark.parametrize("name", sorted(set(CATALOGUE) - set(NOT_TRADING)))
def test_the_invariants_hold_under(name: str) -> None:
    terminals: list[FaultyTerminal] = []

    def make(parts: Parts) -> Executor:
        if not terminals:
            terminals.append(scripted(parts.port.venue, f"{name}:for_s={LASTS_S}"))
        return real(replace(parts, port=NamedPort(parts.port.venue, terminals[0])))

    world = World(1, make)
    played(world)
    world.advance(float(LASTS_S))
    world.come_to_rest()
    world.probe()
    assert not terminals[0].misdirected
    assert sum(terminals[0].script.happened.values()) or name in STATES
