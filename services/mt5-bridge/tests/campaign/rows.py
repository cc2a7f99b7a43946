"""Rows of the fault catalogue (`orders.md` 8) in virtual time, each with its own expectation.

A row gets a fresh world on a good day, brings its one fault, and says what must be true at rest.
The invariants are checked after every step of it, as they are in a walk.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from campaign.bridge import MakeExecutor
from campaign.clock import SECOND_NS, VirtualClock
from campaign.faults import SEND_FAULTS
from campaign.maker import Maker
from campaign.venue import Sent
from campaign.world import World
from tickloom_terminal import constants as mt5

SYMBOL = "US500m"
FOK_SYMBOL = "XAUUSD"


@dataclass(frozen=True, slots=True)
class Row:
    """A numbered line of the catalogue and its trial."""

    number: str
    fault: str
    run: Callable[[World], None]
    start: str = ""
    """When it plays, where that matters."""

    def world(self, make: MakeExecutor) -> World:
        if not self.start:
            return World(1, make)
        seconds = datetime.fromisoformat(self.start).timestamp()
        return World(1, make, clock=VirtualClock(round(seconds) * SECOND_NS))


ROWS: list[Row] = []


def row(
    number: str, fault: str, start: str = ""
) -> Callable[[Callable[[World], None]], Callable[[World], None]]:
    def put(run: Callable[[World], None]) -> Callable[[World], None]:
        ROWS.append(Row(number, fault, run, start))
        return run

    return put


# -- what rows do and ask -------------------------------------------------------------------------


def buy(
    world: World, volume: str = "0.10", *, symbol: str = SYMBOL, lives_s: float = 30.0,
    stop_loss: str | None = None, take_profit: str | None = None,
) -> str:  # fmt: skip
    command = world.write.order(
        symbol, "buy", volume, lives_s=lives_s, stop_loss=stop_loss, take_profit=take_profit
    )
    return world.publish(command)


def meet(world: World, *names: str) -> None:
    """The next sends meet these faults, "" a good day."""
    world.faults.queue(SEND_FAULTS[name] if name else None for name in names)


def bought(world: World, *faults: str, volume: str = "0.10") -> str:
    """One order that meets the faults, delivered and brought to rest."""
    meet(world, *faults)
    name = buy(world, volume)
    world.come_to_rest()
    return name


def lost_and_silent(world: World) -> str:
    """An order in whose middle the connection is lost; after it the terminal shows nothing."""
    meet(world, "connection_lost_done")
    name = buy(world)
    world.deliver()
    world.venue.switches.is_connected = False
    world.advance(40.0)
    world.venue.switches.is_connected, world.venue.switches.shows_nothing = True, True
    return name


def state(world: World, name: str) -> str:
    return world.projector.orders.get(name, "never heard of")


def sends(world: World, name: str) -> list[Sent]:
    return [sent for sent in world.venue.log if sent.command_id == name]


def orders(world: World, name: str) -> int:
    """How many orders of a command the broker has."""
    return sum(1 for sent in sends(world, name) if sent.order)


def one_order_filled(world: World, name: str) -> None:
    assert (state(world, name), orders(world, name)) == ("filled", 1)
    assert len(world.venue.trades()) == len(world.projector.fills) == 1


def position_of(world: World, name: str) -> int:
    return sends(world, name)[-1].order


# -- rows 1 to 8: a process dies ------------------------------------------------------------------


@row("1", "the maker dies before the outbox commit")
def _(world: World) -> None:
    maker = Maker(world, dies_at="algo.before_outbox_commit")
    maker.decide(lambda: world.write.order(SYMBOL, "buy", "0.10"))
    maker.relay()
    world.come_to_rest()
    assert not world.venue.log
    assert not world.watch.commands


@row("2", "the maker dies after the outbox commit, before the publish")
def _(world: World) -> None:
    maker = Maker(world, dies_at="algo.after_outbox_commit")
    maker.decide(lambda: world.write.order(SYMBOL, "buy", "0.10"))
    maker.relay()
    world.come_to_rest()
    one_order_filled(world, "command-00001")


@row("3", "the maker dies after the publish, before it hears that it is stored")
def _(world: World) -> None:
    maker = Maker(world, dies_at="relay.after_publish")
    maker.decide(lambda: world.write.order(SYMBOL, "buy", "0.10"))
    maker.relay()
    assert world.queue.duplicates == 1
    world.come_to_rest()
    one_order_filled(world, "command-00001")


@row("4", "the bridge dies after the fetch, before INTENT")
def _(world: World) -> None:
    world.armed = "bridge.after_fetch"
    name = buy(world, lives_s=120.0)
    world.come_to_rest()
    one_order_filled(world, name)


@row("4, expired", "the same, and the command is too old when it comes again")
def _(world: World) -> None:
    world.armed = "bridge.after_fetch"
    name = buy(world, lives_s=10.0)
    world.come_to_rest()
    assert (state(world, name), len(world.venue.log)) == ("expired", 0)


@row("5", "the bridge dies after INTENT, before order_send")
def _(world: World) -> None:
    world.armed = "bridge.after_intent"
    name = buy(world)
    world.come_to_rest()
    assert (state(world, name), len(world.venue.log)) == ("expired", 0)
    assert max(world.watch.unknown_s) <= 90


@row("6", "the bridge dies after order_send, before RESULT")
def _(world: World) -> None:
    world.armed = "bridge.after_send"
    name = buy(world)
    world.come_to_rest()
    one_order_filled(world, name)


@row("6, inside", "the bridge dies inside order_send, the order is at the broker")
def _(world: World) -> None:
    one_order_filled(world, bought(world, "killed_in_send"))


@row("7", "the bridge dies after RESULT, before the publish")
def _(world: World) -> None:
    world.armed = "bridge.after_result"
    name = buy(world)
    world.come_to_rest()
    one_order_filled(world, name)


@row("8", "the bridge dies after the publish, before the ack")
def _(world: World) -> None:
    world.armed = "bridge.after_publish"
    name = buy(world)
    world.come_to_rest()
    one_order_filled(world, name)


@row("8, deal", "the bridge dies after the publish of a deal")
def _(world: World) -> None:
    world.armed = "bridge.after_deal_publish"
    name = buy(world)
    world.come_to_rest()
    one_order_filled(world, name)
    assert not world.armed


# -- rows 12, 13: the bus is away -----------------------------------------------------------------


@row("12", "the bus is killed while the bridge publishes")
def _(world: World) -> None:
    world.stream.loss = 0.9
    names = [buy(world) for _ in range(3)]
    for _ in range(20):
        world.deliver()
        world.advance(1.0)
        world.tell()
    world.come_to_rest()
    assert [state(world, name) for name in names] == ["filled"] * 3
    assert len(world.projector.fills) == 3


@row("13", "a publish times out and was stored all the same")
def _(world: World) -> None:
    world.stream.loses_answers = True
    name = buy(world)
    world.deliver()
    world.tell()
    world.stream.loses_answers = False
    world.come_to_rest()
    one_order_filled(world, name)
    assert not world.stream.duplicates_stored


# -- rows 24 to 28: the bus repeats, the clock jumps ----------------------------------------------


@row("24", "a command comes a hundred times, also after the duplicate window")
def _(world: World) -> None:
    command = world.write.order(SYMBOL, "buy", "0.10")
    for _ in range(100):
        world.publish(command, has_message_id=False)
    world.publish(command, delay_s=700.0)
    world.come_to_rest()
    one_order_filled(world, command.order_id)


@row("25", "commands and events come in another order than they were said")
def _(world: World) -> None:
    names = [buy(world, symbol=symbol) for symbol in (SYMBOL, FOK_SYMBOL, "BTCUSD.x")]
    world.queue.shuffle()
    while world.deliver():
        pass
    world.random.shuffle(world.stream.pending)
    world.come_to_rest()
    assert [orders(world, name) for name in names] == [1, 1, 1]
    assert len(world.projector.fills) == 3


@row("25, cancel", "a cancel comes before its order: the order is never sent")
def _(world: World) -> None:
    order = world.write.order(SYMBOL, "buy", "0.10")
    cancel = world.publish(world.write.cancel(SYMBOL, order.order_id))
    world.deliver()
    world.publish(order)
    world.come_to_rest()
    assert (state(world, cancel), state(world, order.order_id)) == ("done", "rejected")
    assert not world.venue.log


@row("26", "the ack of the first worker comes while the second is at work")
def _(world: World) -> None:
    name = buy(world)
    first = world.queue.fetch()
    assert first is not None
    world.work_on(first.command)
    world.advance(31.0)
    second = world.queue.fetch()
    assert second is not None
    first.acknowledge()
    world.work_on(second.command)
    world.come_to_rest()
    one_order_filled(world, name)


@row("27, forth", "the clock jumps an hour forth: what was sent before is too old")
def _(world: World) -> None:
    name = buy(world)
    world.clock.jump(3600.0)
    world.come_to_rest()
    assert (state(world, name), len(world.venue.log)) == ("expired", 0)


@row("27, back", "the clock jumps an hour back on a frozen feed: an old price stays old")
def _(world: World) -> None:
    world.venue.market.is_frozen = True
    world.advance(20.0)
    world.clock.jump(-3600.0)
    command = world.write.order(SYMBOL, "buy", "0.10", at_us=world.clock.now_us())
    world.publish(command)
    world.deliver()
    world.come_to_rest()
    assert (state(world, command.order_id), len(world.venue.log)) == ("rejected", 0)


@row("27, unknown", "the clock jumps while a fate is open")
def _(world: World) -> None:
    meet(world, "lost_reply")
    name = buy(world)
    world.deliver()
    world.clock.jump(-3600.0)
    world.come_to_rest()
    one_order_filled(world, name)


def _over_the_change(world: World) -> None:
    """An order of unknown fate before the server's clock changes, a stop and an order after it."""
    quote = world.venue.server.quote(SYMBOL)
    assert quote is not None
    meet(world, "found_late")
    name = buy(world, stop_loss=str(quote.bid - 3))
    world.deliver()
    world.advance(90.0)
    assert state_in_journal(world, name) == "filled"
    world.venue.market.shock(-2_000)
    world.advance(10.0)
    later = buy(world)
    world.come_to_rest()
    assert state(world, later) == "filled"
    assert len(world.projector.fills) == 3


row("28, spring", "the server's clock jumps an hour forth", "2026-03-08T06:59:30+00:00")(
    _over_the_change
)
row("28, autumn", "the server's clock jumps an hour back", "2026-11-01T05:59:30+00:00")(
    _over_the_change
)


# -- rows 29 to 38: the terminal ------------------------------------------------------------------


@row("29", "the terminal is disconnected before the send")
def _(world: World) -> None:
    world.venue.switches.is_connected = False
    name = buy(world)
    world.deliver()
    world.come_to_rest()
    assert (state(world, name), len(world.venue.log)) == ("rejected", 0)


@row("30", "the terminal disconnects in the middle of an order that the broker accepted")
def _(world: World) -> None:
    meet(world, "connection_lost_done")
    name = buy(world)
    world.deliver()
    world.venue.switches.is_connected = False
    world.advance(40.0)
    assert state_in_journal(world, name) == "unknown"
    world.come_to_rest()
    one_order_filled(world, name)


@row("30, silent", "the same, and after the reconnection the terminal shows nothing for a while")
def _(world: World) -> None:
    name = lost_and_silent(world)
    world.advance(30.0)
    world.come_to_rest()
    one_order_filled(world, name)


@row("30, part", "half of a position is closed, and nobody hears of it: never sent again")
def _(world: World) -> None:
    first = buy(world)
    world.deliver()
    meet(world, "found_very_late")
    out = world.publish(world.write.close(SYMBOL, position_of(world, first), volume="0.05"))
    world.come_to_rest()
    assert (len(sends(world, out)), orders(world, out)) == (1, 1)
    (position,) = world.venue.book.positions.values()
    assert position.volume == Decimal("0.05")


@row("30, exit", "a close is lost before the server: it may be sent again, and the position goes")
def _(world: World) -> None:
    first = buy(world)
    world.deliver()
    meet(world, "lost_before_server")
    out = world.publish(world.write.close(SYMBOL, position_of(world, first), lives_s=60.0))
    world.come_to_rest()
    assert (state(world, out), len(sends(world, out))) == ("filled", 2)
    assert not world.venue.book.positions


@row("31", "two requotes, then a fill")
def _(world: World) -> None:
    name = bought(world, "requote", "price_changed", "")
    one_order_filled(world, name)
    assert len(sends(world, name)) == 3


@row("31, endless", "requotes without end: two retries and no more")
def _(world: World) -> None:
    name = bought(world, *["requote"] * 9)
    assert (state(world, name), len(sends(world, name))) == ("rejected", 3)


@row("31, expiry", "a requote is not tried again after the command has expired")
def _(world: World) -> None:
    meet(world, "slow_requote", "")
    name = buy(world, lives_s=5.0)
    world.come_to_rest()
    assert (state(world, name), len(sends(world, name))) == ("expired", 1)


@row("31, filling", "a mode that was accepted and turned down later is not taken for the right one")
def _(world: World) -> None:
    first = buy(world, symbol=FOK_SYMBOL)
    world.deliver()
    meet(world, "invalid_fill", "placed_then_rejected")
    world.publish(world.write.close(FOK_SYMBOL, position_of(world, first)))
    world.come_to_rest()
    name = buy(world, symbol=FOK_SYMBOL)
    world.come_to_rest()
    assert (state(world, name), orders(world, name)) == ("filled", 1)


@row("32", "half is filled and the rest cancelled; the levels stand on the filled part")
def _(world: World) -> None:
    meet(world, "partial")
    quote = world.venue.server.quote(SYMBOL)
    assert quote is not None
    name = buy(world, "0.20", stop_loss=str(quote.bid - 90), take_profit=str(quote.bid + 90))
    world.come_to_rest()
    assert (state(world, name), orders(world, name)) == ("partially_filled", 1)
    (position,) = world.venue.book.positions.values()
    assert position.volume == Decimal("0.10")
    assert position.sl
    assert position.tp


@row("33", "the history shows the order 20 s late")
def _(world: World) -> None:
    one_order_filled(world, bought(world, "found_late"))


@row("33, orphan", "the order is found after it was given up: adopted, and nothing is closed")
def _(world: World) -> None:
    name = bought(world, "found_very_late")
    assert (state(world, name), orders(world, name)) == ("adopted", 1)
    assert len(world.venue.log) == 1
    assert world.watch.orphans == {name}


def _comment_row(how: str) -> Callable[[World], None]:
    def run(world: World) -> None:
        world.venue.switches.comments = how
        one_order_filled(world, bought(world, "lost_reply"))

    return run


for _how in ("cut", "empty", "rewritten"):
    row(f"34, {_how}", f"the broker's comment is {_how}")(_comment_row(_how))


@row("35", "a trade by hand, a stop, a target, a close by hand: imported, and nothing is sent")
def _(world: World) -> None:
    quote = world.venue.server.quote(SYMBOL)
    assert quote is not None
    name = buy(world, stop_loss=str(quote.bid - 3), take_profit=str(quote.bid + 500))
    world.deliver()
    hand = world.venue.trade_by_hand(FOK_SYMBOL, buys=True, volume="0.10")
    world.venue.close_by_hand(hand.position_id)
    world.venue.market.shock(-2_000)
    world.advance(10.0)
    world.come_to_rest()
    assert len(world.venue.log) == 1
    reasons = sorted(str(fill["reason"]) for fill in world.projector.fills.values())
    assert len(reasons) == 4
    stopped = world.projector.fills[max(world.projector.fills)]
    assert stopped["position"] == position_of(world, name)
    assert stopped["reason"] == "stop_loss"


@row("35, stop-out", "the broker closes for want of margin")
def _(world: World) -> None:
    world.venue.trade_by_hand(SYMBOL, buys=True, volume="40")
    name = buy(world)
    world.deliver()
    world.venue.market.shock(-60_000)
    world.advance(10.0)
    world.come_to_rest()
    assert len(sends(world, name)) <= 1
    assert "stop_out" in {fill["reason"] for fill in world.projector.fills.values()}


@row("36", "the terminal is switched to another account")
def _(world: World) -> None:
    meet(world, "found_late")
    known = buy(world)
    world.deliver()
    world.venue.switches.is_other_account = True
    world.advance(120.0)
    name = buy(world)
    world.deliver()
    assert len(world.venue.log) == 1
    assert state_in_journal(world, known) == "unknown"
    world.come_to_rest()
    assert state(world, name) == "rejected"
    one_order_filled(world, known)


@row("36, restart", "the bridge starts on another account")
def _(world: World) -> None:
    world.venue.switches.is_other_account = True
    world.die()
    name = buy(world)
    world.deliver()
    world.advance(30.0)
    world.come_to_rest()
    assert (state(world, name), len(world.venue.log)) == ("rejected", 0)


@row("37", "the feed is frozen: no entry, but an exit")
def _(world: World) -> None:
    first = buy(world)
    world.deliver()
    world.venue.market.is_frozen = True
    world.advance(10.0)
    late = buy(world)
    world.deliver()
    out = world.publish(world.write.close(SYMBOL, position_of(world, first)))
    world.deliver()
    world.come_to_rest()
    assert (state(world, late), len(sends(world, late))) == ("rejected", 0)
    assert state(world, out) == "filled"


def _absurd_row(bid: str, ask: str) -> Callable[[World], None]:
    def run(world: World) -> None:
        world.venue.market.absurd = (bid, ask)
        name = buy(world)
        world.deliver()
        world.come_to_rest()
        assert (state(world, name), len(world.venue.log)) == ("rejected", 0)

    return run


for _bid, _ask in (("2000.20", "2000.00"), ("0", "0"), ("-1", "1"), ("NaN", "NaN")):
    row(f"38, {_bid}/{_ask}", "an absurd tick")(_absurd_row(_bid, _ask))


# -- rows 40, 41 ----------------------------------------------------------------------------------


@row("40, flat", "flattening takes waiting orders first, and reads again until nothing is left")
def _(world: World) -> None:
    names = [buy(world, symbol=symbol) for symbol in (SYMBOL, FOK_SYMBOL)]
    quote = world.venue.server.quote(SYMBOL)
    assert quote is not None
    waiting = world.write.order(SYMBOL, "buy", "0.10", kind="limit", price=str(quote.bid - 50))
    world.publish(waiting)
    while world.deliver():
        pass
    assert len(world.venue.book.orders) == 1
    world.throw_kill_switch()
    meet(world, "", "lost_before_server", "requote")
    flat = world.publish(world.write.flatten())
    world.come_to_rest()
    assert not world.venue.book.orders
    assert not world.venue.book.positions
    assert state(world, flat) == "done"
    after = [sent for sent in world.venue.log if sent.command_id not in {*names, waiting.order_id}]
    assert after[0].request.action == mt5.TRADE_ACTION_REMOVE


@row("40, twice", "two people flatten at once: both hear that it is flat, and trading goes on")
def _(world: World) -> None:
    buy(world)
    world.deliver()
    meet(world, "partial")
    flats = [world.publish(world.write.flatten()) for _ in range(2)]
    world.come_to_rest()
    assert [state(world, flat) for flat in flats] == ["done", "done"]
    world.probe()


@row("40", "the kill switch: nothing is sent after it, also after a restart, but what closes")
def _(world: World) -> None:
    first = buy(world)
    world.deliver()
    waiting = [buy(world) for _ in range(5)]
    world.throw_kill_switch()
    while world.deliver():
        pass
    world.die()
    late = buy(world)
    world.deliver()
    out = world.publish(world.write.close(SYMBOL, position_of(world, first)))
    world.come_to_rest()
    assert {state(world, name) for name in (*waiting, late)} == {"rejected"}
    assert state(world, out) == "filled"
    assert len(world.venue.log) == 2


def state_in_journal(world: World, name: str) -> str:
    """What the bridge last wrote; the projector may not have heard of it yet."""
    return world.watch.states.get(name, "never heard of")
