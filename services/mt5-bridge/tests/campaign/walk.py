"""A seeded walk over everything that can happen, and the rest that must come after it."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from campaign.bridge import MakeExecutor
from campaign.figures import Figures
from campaign.venue import Venue
from campaign.watch import Violated
from campaign.world import Rates, World

SHORT, LONG = 12, 200
REPLAY = "python3 dev.py test -m faults -k {name} --seeds 1 --seed {seed}"
_ABSURD = (("2000.20", "2000.00"), ("0", "0"), ("-1", "1"), ("NaN", "NaN"), ("9e9", "9e9"))
_COMMENTS = ("kept", "cut", "empty", "rewritten")


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that may happen next, and its weight."""

    weight: int
    step: Callable[[World], None]


def _enter(world: World) -> None:
    random = world.random
    symbol = random.choice(world.venue.sheets).name
    side = random.choice(("buy", "sell"))
    quote = world.venue.server.quote(symbol)
    assert quote is not None
    far = random.choice((2, 5, 40)) * (1 if side == "buy" else -1)
    has_levels = random.random() < 0.5
    world.publish(
        world.write.order(
            symbol,
            "buy" if side == "buy" else "sell",
            random.choice(("0.10", "0.25", "1.00")),
            stop_loss=str(quote.bid - far) if has_levels else None,
            take_profit=str(quote.bid + far) if has_levels else None,
            lives_s=random.choice((5.0, 30.0, 120.0)),
            at_us=world.clock.now_us() if random.random() < 0.5 else None,
        ),
        delay_s=random.choice((0.0, 0.0, 0.0, 1.0, 20.0)),
    )


def _pend(world: World) -> None:
    """An order that waits, near enough to the market to be met now and then."""
    random = world.random
    symbol = random.choice(world.venue.sheets).name
    quote = world.venue.server.quote(symbol)
    assert quote is not None
    kind = random.choice(("limit", "stop"))
    side = random.choice(("buy", "sell"))
    away = Decimal(random.choice(("0.60", "2.00", "9.00")))
    is_above = (kind == "limit") != (side == "buy")
    price = quote.ask + away if is_above else quote.bid - away
    world.publish(
        world.write.order(
            symbol, "buy" if side == "buy" else "sell", "0.10", price=str(price),
            kind="limit" if kind == "limit" else "stop",
        )
    )  # fmt: skip


def _cancel(world: World) -> None:
    """A waiting order is taken back; now and then before it was said at all."""
    symbol = world.random.choice(world.venue.sheets).name
    if world.random.random() < 0.2:
        order = world.write.order(symbol, "buy", "0.10")
        world.publish(world.write.cancel(symbol, order.order_id))
        world.publish(order, delay_s=world.random.choice((0.0, 3.0)))
        return
    waiting = [c for c in world.watch.commands.values() if getattr(c, "type", "") != "market"]
    if waiting:
        target = world.random.choice(waiting)
        world.publish(world.write.cancel(target.symbol, target.order_id))


def _modify(world: World) -> None:
    positions = list(world.venue.book.positions.values())
    if not positions:
        return
    position = world.random.choice(positions)
    sign, away = position.side.sign, world.random.choice((3, 30))
    world.publish(
        world.write.modify(
            position.symbol, position.ticket, stop_loss=str(position.price_open - sign * away),
            take_profit=world.random.choice((None, str(position.price_open + sign * away))),
        )
    )  # fmt: skip


def _flatten(world: World) -> None:
    world.publish(world.write.flatten())


def _close(world: World) -> None:
    positions = list(world.venue.book.positions.values())
    if not positions:
        return
    position = world.random.choice(positions)
    part = world.random.choice((None, None, "0.05"))
    world.publish(world.write.close(position.symbol, position.ticket, volume=part))


def _close_by(world: World) -> None:
    """Two opposite positions of a symbol; now and then something that is none."""
    positions = list(world.venue.book.positions.values())
    if len(positions) < 2:
        return
    first = world.random.choice(positions)
    others = [p for p in positions if p is not first]
    fitting = [p for p in others if p.symbol == first.symbol and p.side is not first.side]
    second = world.random.choice(fitting or others)
    world.publish(world.write.close_by(first.symbol, first.ticket, second.ticket))


def _repeat(world: World) -> None:
    """A command that was said before is said again, and the bus has forgotten that it knew it."""
    commands = list(world.watch.commands.values())
    if commands:
        delay_s = world.random.choice((0.0, 1.0, 45.0))
        command = world.random.choice(commands)
        world.publish(command, delay_s=delay_s, has_message_id=False)


def _poison(world: World) -> None:
    """Commands that cannot be carried out, each in its own way."""
    volume = world.random.choice(("abc", "NaN", "-1", "0", "1e400", ""))
    symbol = world.random.choice(("XAUUSD", "NOSUCH", ""))
    world.publish(world.write.order(symbol, "buy", volume))


def _trade_by_hand(world: World) -> None:
    symbol = world.random.choice(world.venue.sheets).name
    buys = world.random.random() < 0.5
    world.venue.trade_by_hand(symbol, buys=buys, volume="0.10")


def _close_by_hand(world: World) -> None:
    positions = list(world.venue.book.positions)
    if positions:
        world.venue.close_by_hand(world.random.choice(positions))


def _wait_little(world: World) -> None:
    world.advance(world.random.choice((0.1, 0.5, 2.0, 4.0)))


def _wait_long(world: World) -> None:
    world.advance(world.random.choice((15.0, 35.0, 70.0)))


def _disconnect(world: World) -> None:
    states = world.venue.switches
    states.is_connected = not states.is_connected
    states.shows_nothing = states.is_connected and world.random.random() < 0.3
    world.faults.counts["disconnected"] += not states.is_connected


def _show_again(world: World) -> None:
    world.venue.switches.shows_nothing = False


def _other_account(world: World) -> None:
    states = world.venue.switches
    states.is_other_account = not states.is_other_account
    world.faults.counts["other_account"] += states.is_other_account


def _autotrading(world: World) -> None:
    states = world.venue.switches
    states.trade_allowed = not states.trade_allowed
    world.faults.counts["autotrading_off"] += not states.trade_allowed


def _freeze(world: World) -> None:
    market = world.venue.market
    market.is_frozen = not market.is_frozen
    world.faults.counts["feed_frozen"] += market.is_frozen


def _absurd(world: World) -> None:
    market = world.venue.market
    market.absurd = None if market.absurd else world.random.choice(_ABSURD)
    world.faults.counts["absurd_tick"] += market.absurd is not None


def _comments(world: World) -> None:
    world.venue.switches.comments = world.random.choice(_COMMENTS)
    world.faults.counts["comment_" + world.venue.switches.comments] += 1


def _questions_fail(world: World) -> None:
    """One kind of question, or every one, is answered with an error from now on."""
    kinds = ("all", "status", "positions", "positions", "orders", "history", "account", "tick")
    world.faults.failing = "" if world.faults.failing else world.random.choice(kinds)


def _shock(world: World) -> None:
    world.venue.market.shock(world.random.choice((-1, 1)) * world.random.randrange(100, 900))


def _jump(world: World) -> None:
    """The machine's clock is set: an hour forth or back, or a step of the time service."""
    world.clock.jump(world.random.choice((3600.0, -3600.0, 0.4, -0.4)))
    world.faults.counts["clock_jump"] += 1


def _kill_switch(world: World) -> None:
    on = world.watch.killed_at_ns is None
    world.throw_kill_switch(on=on)
    world.faults.counts["kill_switch"] += on


def _deliver(world: World) -> None:
    world.deliver()


def _project(world: World) -> None:
    world.project()


def _heal(world: World) -> None:
    """Somebody has looked at it."""
    world.end_faults_of_state()
    world.clock.set_right()
    world.throw_kill_switch(on=False)


WAYS = (
    Way(20, _enter), Way(6, _pend), Way(3, _cancel), Way(4, _modify), Way(1, _flatten),
    Way(16, _close), Way(6, _close_by), Way(4, _repeat), Way(2, _poison),
    Way(60, _deliver), Way(12, _wait_little), Way(2, _wait_long),
    Way(10, _project), Way(4, lambda world: world.tell()),
    Way(3, lambda world: world.reconcile()), Way(2, lambda world: world.die()),
    Way(2, lambda world: world.queue.shuffle()), Way(2, _trade_by_hand), Way(2, _close_by_hand),
    Way(2, _disconnect), Way(2, _show_again), Way(1, _other_account), Way(1, _autotrading),
    Way(1, _freeze), Way(1, _absurd), Way(1, _comments), Way(3, _questions_fail), Way(2, _shock),
    Way(1, _jump), Way(1, _kill_switch), Way(14, _heal),
)  # fmt: skip
_STEPS = [way.step for way in WAYS]
_WEIGHTS = list(accumulate(way.weight for way in WAYS))
RATES = Rates(send=0.35, query=0.04, death=0.02, bus=0.1)


def walked(
    seed: int, make: MakeExecutor, *, steps: int = SHORT, rates: Rates = RATES,
    before: Callable[[Venue], None] = lambda _: None,
) -> Figures:  # fmt: skip
    """One seed, one run; raises `Violated` with the seed, the step and the way to see it again."""
    step = 0
    try:
        world = World(seed, make, rates, before=before)
        for _ in range(world.random.randrange(3)):
            _trade_by_hand(world)
        while step < steps:
            step += 1
            world.random.choices(_STEPS, cum_weights=_WEIGHTS)[0](world)
        step += 1
        world.come_to_rest()
        world.probe()
    except Exception as error:
        where = f"step {step} of {steps}" if step <= steps else "at rest"
        said = f"{type(error).__name__}: " if not isinstance(error, Violated) else ""
        again = REPLAY.format(name="one_schedule" if steps == SHORT else "one_walk", seed=seed)
        raise Violated(f"seed {seed}, {where}: {said}{error}; again: {again}") from error
    world.figures.steps = step
    return world.figures
