"""The outbox on real servers: whatever crashes when, a decided order is sent once."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from algo.decisions import DecisionLog
from algo.desk import Desk, order_id_of
from algo.market import Market
from algo.records import Deployed, OpenOrder, Superseded
from algo.store import Store
from algo.strategy_store import StrategyStore
from tickloom.bus.nats import NatsBus
from tickloom.bus.port import Delivery
from tickloom.contracts import subjects
from tickloom.contracts.algo import Decision, SignalRaised, Strategy
from tickloom.contracts.message import Stamper
from tickloom.contracts.trading import SubmitOrder
from tickloom.runtime.clock import LiveClock
from tickloom.storage.database import open_pool
from tickloom.storage.migrations import migrate
from tickloom.testing.plugin import MakeBus, RunningNats

BAR_TIME = 1_700_000_040_000_000
STAMPER = Stamper(mode="demo", now_us=LiveClock().now_us)
DEPLOYED = Deployed(
    deployment="d-1", strategy="s-1", version=1, name="Test", account="paper-1",
    symbol="EURUSD", timeframe="M1", document={}, document_hash="h", mode="demo",
    state="running", detail="", started_at=0,
)  # fmt: skip
ORDER_ID = order_id_of("d-1", BAR_TIME, "enter_long")
ORDER = OpenOrder(
    order_id=ORDER_ID,
    command=SubmitOrder(
        **STAMPER.header("cmd"), order_id=ORDER_ID, account="paper-1", symbol="EURUSD",
        side="buy", volume="0.10", expires_at=BAR_TIME, deployment="d-1",
    ),
)  # fmt: skip


def decided(bar_time: int, order_id: str | None = None) -> Decision:
    return Decision(
        **STAMPER.header("decision"), deployment="d-1", symbol="EURUSD", timeframe="M1",
        bar_time=bar_time, action="enter_long" if order_id else "none", reason="signal",
        conditions=[], order_id=order_id, price="1.10000" if order_id else None,
    )  # fmt: skip


@pytest.fixture
async def store(postgres_dsn: str) -> AsyncIterator[Store]:
    pool = await open_pool(postgres_dsn, schema="algo")
    await migrate(pool, schema="algo", package="algo.migrations")
    strategy = Strategy(strategy="s-1", name="Test", version=1, hash="h", document={})
    await StrategyStore(pool).save(strategy, at=0)
    store = Store(pool)
    assert await store.add(DEPLOYED)
    yield store
    await pool.close()


class Commands:
    """What the bridge would take from the command stream."""

    def __init__(self) -> None:
        self.tokens: list[int | None] = []
        self._taken: asyncio.Queue[str] = asyncio.Queue()

    async def listen(self, bus: NatsBus) -> None:
        async def take(order: SubmitOrder, _: Delivery) -> None:
            self.tokens.append(order.lease_token)
            self._taken.put_nowait(order.order_id)

        await bus.consume(
            stream="CMD", durable="bridge", subject="cmd.local.paper-1.new", kind=SubmitOrder,
            handler=take,
        )  # fmt: skip

    async def only_one(self) -> str:
        """The one command; fails when another follows."""
        async with asyncio.timeout(8):
            first = await self._taken.get()
        await asyncio.sleep(0.2)
        assert self._taken.empty()
        return first


async def test_an_order_written_but_never_sent_is_sent_once_by_the_next_life(
    store: Store, make_bus: MakeBus
) -> None:
    await store.record([decided(BAR_TIME, ORDER_ID)], [ORDER])
    commands = Commands()
    await commands.listen(await make_bus("mt5-bridge"))
    for _ in range(3):
        bus = await make_bus("algo")
        desk = Desk(bus, store, Market(bus, venue="demo"), DEPLOYED, token=lambda: 7)
        await desk.chase()
        assert desk.obstacle == "order_in_flight"
    assert await commands.only_one() == ORDER_ID


async def test_an_answered_order_is_neither_open_nor_sent_again(
    store: Store, make_bus: MakeBus
) -> None:
    await store.record([decided(BAR_TIME, ORDER_ID)], [ORDER])
    assert await store.order_reached(ORDER_ID, "rejected", is_final=True) == "d-1"
    assert await store.order_reached(ORDER_ID, "intent", is_final=False) is None
    bus = await make_bus("algo")
    desk = Desk(bus, store, Market(bus, venue="demo"), DEPLOYED, token=lambda: 7)
    await desk.chase()
    assert desk.obstacle == "positions_unknown"
    assert await store.open_orders("d-1") == []


async def test_a_command_that_met_a_dead_bus_leaves_with_the_next_chase(
    store: Store, make_bus: MakeBus, nats_server: RunningNats
) -> None:
    bus = await make_bus("algo")
    desk = Desk(bus, store, Market(bus, venue="demo"), DEPLOYED, token=lambda: 7)
    await store.record([decided(BAR_TIME, ORDER_ID)], [ORDER])
    await nats_server.kill()
    while bus.is_connected:  # noqa: ASYNC110  the bus says so only when asked
        await asyncio.sleep(0.01)
    await desk.send([ORDER])
    assert desk.pending_entries == 1
    await nats_server.restart()
    while not bus.is_connected:  # noqa: ASYNC110  the bus says so only when asked
        await asyncio.sleep(0.01)
    await desk.chase()
    await desk.chase()
    commands = Commands()
    await commands.listen(await make_bus("mt5-bridge"))
    assert await commands.only_one() == ORDER_ID


async def test_an_entry_waits_for_the_lease_and_then_carries_its_token(
    store: Store, make_bus: MakeBus
) -> None:
    await store.record([decided(BAR_TIME, ORDER_ID)], [ORDER])
    tokens: list[int | None] = [None]
    bus = await make_bus("algo")
    desk = Desk(bus, store, Market(bus, venue="demo"), DEPLOYED, token=lambda: tokens[-1])
    await desk.chase()
    assert desk.obstacle == "no_lease"
    tokens.append(9)
    await desk.chase()
    commands = Commands()
    await commands.listen(await make_bus("mt5-bridge"))
    assert await commands.only_one() == ORDER_ID
    assert commands.tokens == [9], "the first try said nothing"


async def test_what_a_superseded_process_decides_is_not_written(
    store: Store, postgres_dsn: str
) -> None:
    pool = await open_pool(postgres_dsn, schema="algo")
    one, two = Store(pool, life="one"), Store(pool, life="two")
    assert await one.claim() == ""
    await one.record([decided(BAR_TIME)])
    assert await two.claim() == "one"
    with pytest.raises(Superseded, match="two runs the strategies"):
        await one.record([decided(BAR_TIME + 1, ORDER_ID)], [ORDER])
    assert await store.open_orders("d-1") == []
    await two.record([decided(BAR_TIME + 1, ORDER_ID)], [ORDER])
    assert await two.claim() == "two"
    assert await one.claim() == "two"
    assert [order.order_id for order in await store.open_orders("d-1")] == [ORDER_ID]
    await pool.close()


async def test_a_bar_has_one_decision_whoever_writes_it_again(store: Store) -> None:
    first = decided(BAR_TIME)
    await store.record([first])
    await store.record([decided(BAR_TIME, ORDER_ID)])
    decisions, more = await store.decisions("d-1", before=None, limit=10)
    assert (decisions, more) == ([first], False)
    assert await store.progress("d-1") == (None, 1, BAR_TIME)


async def test_what_was_left_unsaid_is_said_once_with_its_signal(
    store: Store, make_bus: MakeBus
) -> None:
    written = [decided(BAR_TIME - 1), decided(BAR_TIME, ORDER_ID)]
    await store.record(written, [ORDER])
    bus = await make_bus("algo")
    for _ in range(2):
        await DecisionLog(bus, store, STAMPER, DEPLOYED).say_again()
    assert await store.unsaid("d-1") == []
    heard: asyncio.Queue[Decision] = asyncio.Queue()
    signals: asyncio.Queue[SignalRaised] = asyncio.Queue()

    async def hear(decision: Decision, _: Delivery) -> None:
        heard.put_nowait(decision)

    async def hear_signal(signal: SignalRaised, _: Delivery) -> None:
        signals.put_nowait(signal)

    await bus.consume(
        stream="ALGO", durable="t1", subject=subjects.algo("d-1", "decision"), kind=Decision,
        handler=hear,
    )  # fmt: skip
    await bus.consume(
        stream="ALGO", durable="t2", subject=subjects.algo("d-1", "signal"), kind=SignalRaised,
        handler=hear_signal,
    )  # fmt: skip
    async with asyncio.timeout(5):
        assert {(await heard.get()).bar_time for _ in range(2)} == {BAR_TIME - 1, BAR_TIME}
        signal = await signals.get()
    assert (signal.order_id, signal.side) == (ORDER_ID, "buy")
    await asyncio.sleep(0.1)
    assert heard.empty()
    assert signals.empty()


async def test_pages_of_decisions_go_back_in_time(store: Store) -> None:
    await store.record([decided(BAR_TIME + number) for number in range(5)])
    newest, more = await store.decisions("d-1", before=None, limit=2)
    assert ([d.bar_time - BAR_TIME for d in newest], more) == ([4, 3], True)
    older, more = await store.decisions("d-1", before=newest[-1].bar_time, limit=3)
    assert ([d.bar_time - BAR_TIME for d in older], more) == ([2, 1, 0], False)
