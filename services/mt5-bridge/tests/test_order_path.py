"""Orders through the real bus: once each, whatever dies, and every event told exactly once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from mt5_bridge.executor import Executor
from mt5_bridge.feed import Feed
from mt5_bridge.journal import Journal
from mt5_bridge.marks import Marks
from mt5_bridge.relay import EventRelay
from mt5_bridge.simulated_terminal import PAPER_ACCOUNT, SimulatedTerminal
from tickloom.bus.port import Bus, Delivery, Subscription
from tickloom.contracts.message import Stamper
from tickloom.contracts.subjects import command, event
from tickloom.contracts.trading import AccountsRequest, ClosePosition, DealMade, OrderChanged
from tickloom.contracts.trading import SubmitOrder as Submit
from tickloom.domain.ids import DealTicket, OrderId
from tickloom.domain.order import OrderState
from tickloom.runtime.clock import ManualClock
from tickloom.testing.plugin import RunningNats
from tickloom_terminal.market.market_source import MarketSource

MakeSource = Callable[..., MarketSource]
MakeBus = Callable[[str], Awaitable[Bus]]
DEADLINE_S = 10.0


class Crash(BaseException):
    """A kill: nothing in the bridge may catch it."""


class Bridge:
    """One life of the bridge's order path on a data folder; `die` leaves what a kill leaves."""

    def __init__(self, folder: Path, source: MarketSource, bus: Bus, clock: ManualClock) -> None:
        self.clock = clock
        self.bus = bus
        self.terminal = SimulatedTerminal(source, folder / "ledger.sqlite", clock, speed=1)
        self.terminal.catch_up()
        self.journal = Journal(folder / "journal.sqlite")
        self.stamper = Stamper(mode="replay", now_us=clock.now_us)
        self.feed = Feed(self.terminal, bus, clock, self.stamper, venue="replay")
        self.feed.seed()
        self.executor = Executor(self.terminal, self.feed, self.journal, clock, stale_price_s=2)
        self.relay = EventRelay(self.journal, self.terminal, bus, self.stamper)
        self.executor.reconcile()
        self.run_market(0.0)

    def run_market(self, seconds: float) -> None:
        self.clock.advance(seconds)
        while turn := self.terminal.poll():
            self.feed.publish(turn)

    def die(self) -> None:
        self.terminal.abandon()
        self.journal.close()

    def orders_at_the_broker(self) -> Counter[str]:
        deals = self.terminal.deals_after(PAPER_ACCOUNT, DealTicket(0), limit=1_000)
        return Counter(b.deal.order_id for b in deals if b.deal.order_id is not None)


class Events:
    """What the platform hears of orders and deals."""

    def __init__(self) -> None:
        self.orders: list[OrderChanged] = []
        self.deals: list[DealMade] = []

    async def listen(self, bus: Bus) -> list[Subscription]:
        async def on_order(message: OrderChanged, _: Delivery) -> None:
            self.orders.append(message)

        async def on_deal(message: DealMade, _: Delivery) -> None:
            self.deals.append(message)

        return [
            await bus.consume(stream="EVT", durable="test-orders", kind=OrderChanged,
                              subject=event(PAPER_ACCOUNT, "order"), handler=on_order),
            await bus.consume(stream="EVT", durable="test-deals", kind=DealMade,
                              subject=event(PAPER_ACCOUNT, "deal"), handler=on_deal),
        ]  # fmt: skip

    async def wait(self, condition: Callable[["Events"], bool]) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + DEADLINE_S
        while not condition(self):
            assert loop.time() < deadline, (self.orders, self.deals)
            await asyncio.sleep(0.01)


@pytest.fixture
async def events(make_bus: MakeBus) -> AsyncIterator[Events]:
    heard = Events()
    subscriptions = await heard.listen(await make_bus("listener"))
    yield heard
    for subscription in subscriptions:
        await subscription.unsubscribe()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def quotes(scripted: MakeSource) -> MarketSource:
    rows = [("EURUSD", second * 1_000, 1.1, 1.1001) for second in range(3)]
    return scripted([*rows, ("EURUSD", 60_000, 1.0989, 1.099), ("EURUSD", 90_000, 1.2, 1.2001)])


def submit(clock: ManualClock, **changes: str) -> Submit:
    order = Submit(
        **Stamper(mode="replay", now_us=clock.now_us).header("cmd"), order_id="o-1",
        account=PAPER_ACCOUNT, symbol="EURUSD", side="buy", volume="0.10", deployment="d-1",
        expires_at=clock.now_us() + 5_000_000,
    )  # fmt: skip
    return msgspec.structs.replace(order, **changes)


NEW = Delivery(subject="cmd", stream_seq=1, redelivered=False)


async def test_an_order_goes_over_the_bus_to_the_broker_and_back(
    tmp_path: Path, quotes: MarketSource, make_bus: MakeBus, events: Events, clock: ManualClock
) -> None:
    bus, algo = await make_bus("mt5-bridge"), await make_bus("algo")
    bridge = Bridge(tmp_path, quotes, bus, clock)
    bridge.run_market(1.5)
    bridge.executor.on_change = bridge.relay.wake
    relay = asyncio.create_task(bridge.relay.run())
    await bridge.executor.consume(bus)
    order = submit(clock, stop_loss="1.09900", take_profit="1.2")
    for _ in range(3):
        await algo.publish_durable(command(PAPER_ACCOUNT, "new"), order, message_id="o-1")
    await events.wait(lambda e: len(e.orders) == 2 and len(e.deals) == 1)
    assert [(o.state, o.price, o.position, o.deployment) for o in events.orders] == [
        ("intent", None, None, "d-1"), ("filled", "1.10010", 1_000_000_001, "d-1"),
    ]  # fmt: skip
    deal = events.deals[0]
    assert (deal.order_id, deal.side, deal.stop_loss, deal.take_profit) == (
        "o-1", "buy", "1.09900", "1.20000",
    )  # fmt: skip
    marks = Marks(bridge.terminal, bridge.journal, bus, bridge.stamper)
    account = (await marks.accounts(AccountsRequest())).accounts[0]
    assert (account.balance, account.floating, account.margin) == ("10000.00", "-1.00", "110.01")
    assert account.positions[0].deployment == "d-1"
    relay.cancel()
    bridge.die()


@pytest.mark.parametrize(
    ("point", "state", "deals"),
    [
        ("bridge.after_fetch", "filled", 1),  # nothing was written: the redelivery executes it
        ("bridge.after_intent", "rejected", 0),  # never sent again by the machine
        ("bridge.after_send", "filled", 1),  # found in the broker's books
        ("bridge.after_result", "filled", 1),
    ],
)
async def test_a_kill_at_any_point_of_an_order_neither_doubles_nor_loses_it(
    tmp_path: Path, quotes: MarketSource, make_bus: MakeBus, events: Events, clock: ManualClock,
    point: str, state: str, deals: int,
) -> None:  # fmt: skip
    bus = await make_bus("mt5-bridge")
    bridge = Bridge(tmp_path, quotes, bus, clock)
    bridge.run_market(1.5)

    def crash(reached: str) -> None:
        if reached == point:
            raise Crash

    bridge.executor.reach = crash
    order = submit(clock)
    with pytest.raises(Crash):
        await bridge.executor.on_submit(order, NEW)
    bridge.die()
    again = Bridge(tmp_path, quotes, bus, clock)
    again.run_market(1)
    await again.executor.on_submit(order, NEW)
    await again.relay.relay()
    await events.wait(lambda e: e.orders[-1:] != [] and e.orders[-1].state == state)
    await events.wait(lambda e: len(e.deals) == deals)
    assert again.orders_at_the_broker() == Counter({"o-1": deals} if deals else {})
    assert again.journal.state(OrderId("o-1")) == OrderState(state)
    again.die()


@pytest.mark.parametrize("point", ["bridge.after_publish", "bridge.after_deal_publish"])
async def test_an_event_told_twice_is_stored_once(
    tmp_path: Path, quotes: MarketSource, make_bus: MakeBus, events: Events, clock: ManualClock,
    point: str,
) -> None:  # fmt: skip
    bus = await make_bus("mt5-bridge")
    bridge = Bridge(tmp_path, quotes, bus, clock)
    bridge.run_market(1.5)
    await bridge.executor.on_submit(submit(clock), NEW)

    def crash(reached: str) -> None:
        if reached == point:
            raise Crash

    bridge.relay.reach = crash
    with pytest.raises(Crash):
        await bridge.relay.relay()
    bridge.die()
    again = Bridge(tmp_path, quotes, bus, clock)
    await again.relay.relay()
    await again.relay.relay()
    await events.wait(lambda e: len(e.orders) == 2 and len(e.deals) == 1)
    await asyncio.sleep(0.2)
    assert [o.state for o in events.orders] == ["intent", "filled"]
    assert len(events.deals) == 1
    again.die()


async def test_a_stop_hit_while_the_bridge_was_dead_is_told_with_its_strategy(
    tmp_path: Path, quotes: MarketSource, make_bus: MakeBus, events: Events, clock: ManualClock
) -> None:
    bus = await make_bus("mt5-bridge")
    bridge = Bridge(tmp_path, quotes, bus, clock)
    bridge.run_market(1.5)
    await bridge.executor.on_submit(submit(clock, stop_loss="1.09900"), NEW)
    await bridge.relay.relay()
    bridge.die()
    clock.advance(100)
    again = Bridge(tmp_path, quotes, bus, clock)
    await again.relay.relay()
    await events.wait(lambda e: len(e.deals) == 2)
    out = events.deals[1]
    assert (out.entry, out.reason, out.price, out.profit, out.deployment, out.order_id) == (
        "out", "stop_loss", "1.09890", "-12.00", "d-1", None,
    )  # fmt: skip
    assert out.ts == quotes.begins_ns // 1000 + 60_000_000
    assert out.balance == "9988.00"
    again.die()


async def test_events_wait_for_a_dead_bus_and_are_then_told_once(
    tmp_path: Path, quotes: MarketSource, make_bus: MakeBus, events: Events, clock: ManualClock,
    nats_server: RunningNats,
) -> None:  # fmt: skip
    bus = await make_bus("mt5-bridge")
    bridge = Bridge(tmp_path, quotes, bus, clock)
    bridge.run_market(1.5)
    relay = asyncio.create_task(bridge.relay.run())
    await nats_server.kill()
    await bridge.executor.on_submit(submit(clock), NEW)
    await asyncio.sleep(0.5)
    assert bridge.journal.outbox_length() == 2
    await nats_server.restart()
    await events.wait(lambda e: len(e.orders) == 2 and len(e.deals) == 1)
    relay.cancel()
    bridge.die()


@pytest.mark.parametrize(
    ("changes", "wait_s", "state", "reason"),
    [
        ({"symbol": "NOPE"}, 0.0, "rejected", "invalid_request"),
        ({"account": "live-7"}, 0.0, "rejected", "invalid_request"),
        ({"volume": "0.004"}, 0.0, "rejected", "invalid_volume"),
        ({"volume": "1e9"}, 0.0, "rejected", "invalid_volume"),
        ({"volume": "NaN"}, 0.0, "rejected", "invalid_volume"),
        ({"volume": "lots"}, 0.0, "rejected", "invalid_volume"),
        ({"stop_loss": "1.10000"}, 0.0, "rejected", "invalid_stops"),
        ({"take_profit": "1.09"}, 0.0, "rejected", "invalid_stops"),
        ({"side": "sell", "stop_loss": "1.10010"}, 0.0, "rejected", "invalid_stops"),
        ({"volume": "100"}, 0.0, "rejected", "not_enough_margin"),
        ({}, 3.0, "rejected", "no_fresh_price"),
        ({}, 6.0, "expired", "expired"),
        ({"volume": "0.109"}, 0.0, "filled", "done"),  # floored to the step, never up
    ],
)
async def test_what_cannot_be_traded_is_refused_with_its_reason(
    tmp_path: Path, quotes: MarketSource, make_bus: MakeBus, clock: ManualClock,
    changes: dict[str, str], wait_s: float, state: str, reason: str,
) -> None:  # fmt: skip
    bridge = Bridge(tmp_path, quotes, await make_bus("mt5-bridge"), clock)
    bridge.run_market(1.5)
    order = submit(clock, **changes)
    clock.advance(wait_s)
    await bridge.executor.on_submit(order, NEW)
    record = bridge.journal.outbox(limit=10)[-1].record
    assert (record.state, record.reason) == (state, reason), record.detail
    if state == "filled":
        assert record.volume == "0.10"
    bridge.die()


async def test_a_position_is_closed_by_command_and_a_second_close_changes_nothing(
    tmp_path: Path, quotes: MarketSource, make_bus: MakeBus, clock: ManualClock
) -> None:
    bridge = Bridge(tmp_path, quotes, await make_bus("mt5-bridge"), clock)
    bridge.run_market(1.5)
    await bridge.executor.on_submit(submit(clock), NEW)
    bridge.run_market(4)  # the price is stale by now: entries are refused, exits are not
    for order_id in ("c-1", "c-2"):
        close = ClosePosition(
            **bridge.stamper.header("cmd"), order_id=order_id, account=PAPER_ACCOUNT,
            position=1_000_000_001, symbol="EURUSD", expires_at=clock.now_us() + 1_000_000,
        )  # fmt: skip
        await bridge.executor.on_close(close, NEW)
    states = [(r.record.order_id, r.record.state) for r in bridge.journal.outbox(limit=10)]
    assert states[-3:] == [("c-1", "intent"), ("c-1", "filled"), ("c-2", "rejected")]
    assert bridge.terminal.marked(PAPER_ACCOUNT).positions == ()
    bridge.die()
