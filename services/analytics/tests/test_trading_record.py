"""Deals and orders on the real stream: once each, in pages, and they add up."""

import asyncio
from collections.abc import AsyncIterator, Callable
from decimal import Decimal

import msgspec
import pytest

from analytics.book import Book
from analytics.projections import fold
from analytics.queries import Queries
from analytics.trading_record import TradingRecord
from tickloom.bus.port import Bus
from tickloom.contracts import subjects
from tickloom.contracts.market import BarsReply, BarsRequest, TicksReply, TicksRequest
from tickloom.contracts.message import Stamper
from tickloom.contracts.trading import (
    DealMade,
    DealsReply,
    DealsRequest,
    OrderChanged,
    OrdersReply,
    OrdersRequest,
)
from tickloom.domain.errors import Broken, CorrectIt
from tickloom.storage.database import Pool, open_pool
from tickloom.storage.migrations import migrate
from tickloom.testing.plugin import MakeBus

STAMPER = Stamper(mode="demo", now_us=lambda: 1_763_700_000_000_000)


@pytest.fixture
async def pool(postgres_dsn: str) -> AsyncIterator[Pool]:
    async with await open_pool(postgres_dsn, schema="analytics") as pool:
        await migrate(pool, schema="analytics", package="analytics.migrations")
        yield pool


@pytest.fixture
async def bridge(make_bus: MakeBus) -> Bus:
    return await make_bus("mt5-bridge")


@pytest.fixture
async def record(make_bus: MakeBus, pool: Pool) -> AsyncIterator[TradingRecord]:
    bus = await make_bus("analytics")
    record = TradingRecord(bus=bus, pool=pool)
    await record.start()
    await Queries(bus=bus, pool=pool, book=Book(), venue="demo").serve()
    yield record
    await bus.close()


def deal(ticket: int, **changes: object) -> DealMade:
    made = DealMade(
        **STAMPER.header("deals", ts=1_763_700_000_000_000 + ticket), account="paper-1",
        ticket=ticket, symbol="EURUSD", position=ticket, side="buy", entry="in", volume="0.10",
        price="1.10000", profit="0.00", commission="-0.35", swap="0.00", balance="9999.65",
        reason="expert", order_id=f"order-{ticket}", deployment="d1", stop_loss="1.09000",
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)


def order(order_id: str, state: str, ts: int) -> OrderChanged:
    return OrderChanged(
        **STAMPER.header("orders", ts=ts), order_id=order_id, account="paper-1", symbol="EURUSD",
        state=state, volume="0.10", side="buy",
    )  # fmt: skip


async def say_deal(bus: Bus, made: DealMade, *, message_id: str = "") -> None:
    subject = subjects.event(made.account, "deal")
    identity = message_id or f"deal:{made.account}:{made.ticket}"
    await bus.publish_durable(subject, made, message_id=identity)


async def eventually(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110  the record says nothing by itself
            await asyncio.sleep(0.02)


async def deals(bus: Bus, **asked: object) -> DealsReply:
    request = msgspec.convert(asked, DealsRequest)
    return await bus.request("rpc.analytics.deals", request, DealsReply)


async def test_a_deal_is_recorded_once_and_answered_as_it_was_said(
    bridge: Bus, record: TradingRecord, pool: Pool
) -> None:
    first, closing = deal(1), deal(2, position=1, side="sell", entry="out", price="1.10100",
                                   profit="10.00", reason="take_profit", order_id=None)  # fmt: skip
    await say_deal(bridge, first)
    await say_deal(bridge, first, message_id="said again")
    await eventually(lambda: len(record.positions.get("paper-1", {})) == 1)
    (open_position,) = await pool.fetch("SELECT account, position, side, volume FROM positions")
    assert tuple(open_position) == ("paper-1", 1, "buy", Decimal("0.10"))
    await say_deal(bridge, closing)
    await eventually(lambda: record.positions == {"paper-1": {}})
    assert await pool.fetch("SELECT * FROM positions") == []
    assert (await deals(bridge)).deals == [closing, first]
    assert record.trouble == ""


async def test_deals_come_in_pages_and_by_what_they_belong_to(
    bridge: Bus, record: TradingRecord
) -> None:
    for ticket in range(1, 8):
        await say_deal(bridge, deal(ticket, symbol="XAUUSD" if ticket % 2 else "EURUSD"))
    await eventually(lambda: len(record.positions.get("paper-1", {})) == 7)
    page = await deals(bridge, limit=3)
    assert ([d.ticket for d in page.deals], page.more) == ([7, 6, 5], True)
    page = await deals(bridge, limit=4, before=5)
    assert ([d.ticket for d in page.deals], page.more) == ([4, 3, 2, 1], False)
    page = await deals(bridge, symbol="EURUSD", account="paper-1", deployment="d1")
    assert [d.ticket for d in page.deals] == [6, 4, 2]
    assert (await deals(bridge, deployment="another")).deals == []
    with pytest.raises(CorrectIt, match="limit"):
        await deals(bridge, limit=0)


async def test_deals_that_do_not_add_up_are_shown(bridge: Bus, record: TradingRecord) -> None:
    await say_deal(bridge, deal(1, position=99, entry="out"))
    await eventually(lambda: "closes position 99, which is not open" in record.trouble)


async def test_an_order_shows_the_state_that_was_stored_last(
    bridge: Bus, record: TradingRecord, pool: Pool
) -> None:
    assert record.trouble == ""
    said = [("a", "accepted", 1), ("a", "intent", 1), ("b", "accepted", 2), ("a", "filled", 2),
            ("c", "rejected", 3)]  # fmt: skip
    for order_id, state, ts in said:
        message = order(order_id, state, ts)
        subject = subjects.event("paper-1", "order")
        await bridge.publish_durable(subject, message, message_id=f"order:{order_id}:{state}")
    replies: list[OrdersReply] = []
    while not replies or len(replies[-1].orders) < 3:
        replies.append(await bridge.request("rpc.analytics.orders", OrdersRequest(), OrdersReply))
    found = [(o.order_id, o.state) for o in replies[-1].orders]
    assert found[0] == ("c", "rejected")
    assert sorted(found[1:]) == [("a", "filled"), ("b", "accepted")]
    assert await pool.fetchval("SELECT count(*) FROM order_states WHERE order_id = 'a'") == 3
    page = await bridge.request("rpc.analytics.orders", OrdersRequest(limit=2), OrdersReply)
    assert (len(page.orders), page.more) == (3, False)  # rows of one stamp stay together
    page = await bridge.request("rpc.analytics.orders", OrdersRequest(limit=1), OrdersReply)
    assert ([o.order_id for o in page.orders], page.more) == (["c"], True)
    page = await bridge.request("rpc.analytics.orders", OrdersRequest(state="filled"), OrdersReply)
    assert [o.order_id for o in page.orders] == ["a"]


async def test_history_is_answered_in_pages_that_never_split_a_stamp(
    bridge: Bus, record: TradingRecord, pool: Pool
) -> None:
    assert record.trouble == ""
    await pool.execute("CREATE TABLE ticks_x PARTITION OF ticks FOR VALUES FROM (0) TO (1000)")
    stamps = [(10, 0), (20, 0), (20, 1), (20, 2), (30, 0), (40, 0)]
    await pool.executemany("INSERT INTO ticks VALUES ('demo', 'EURUSD', $1, $2, 1.1, 1.2)", stamps)
    await pool.executemany(
        "INSERT INTO bars VALUES ('demo', 'EURUSD', 'M1', $1, 1, 4, 1, 2, 9, 3)",
        [(time,) for time in range(5)],
    )

    async def ticks(**asked: object) -> TicksReply:
        request = msgspec.convert({"symbol": "EURUSD", **asked}, TicksRequest)
        return await bridge.request("rpc.analytics.ticks", request, TicksReply)

    page = await ticks(from_ts=0, limit=2)
    assert (list(zip(page.ts, page.n, strict=True)), page.next_from) == (stamps[:4], 21)
    page = await ticks(from_ts=21, limit=2)
    assert (page.ts, page.next_from) == ([30, 40], None)
    page = await ticks(limit=3, to_ts=40)
    assert list(zip(page.ts, page.n, strict=True)) == stamps[1:5]
    asked = BarsRequest(symbol="EURUSD", timeframe="M1", limit=2, to_time=4)
    bars = await bridge.request("rpc.analytics.bars", asked, BarsReply)
    assert (bars.time, bars.high, bars.more) == ([2, 3], [4.0, 4.0], True)
    asked = BarsRequest(symbol="EURUSD", timeframe="M1", limit=2, from_time=3)
    bars = await bridge.request("rpc.analytics.bars", asked, BarsReply)
    assert (bars.time, bars.more) == ([3, 4], False)
    asked = BarsRequest(symbol="EURUSD", timeframe="M7")
    with pytest.raises(CorrectIt, match="timeframe"):
        await bridge.request("rpc.analytics.bars", asked, BarsReply)


def test_positions_are_the_sum_of_their_deals() -> None:
    partly = deal(2, position=1, side="sell", entry="out", volume="0.04")
    assert fold([deal(1), partly])["paper-1"][1].volume == Decimal("0.06")  # pyright: ignore[reportArgumentType]
    with pytest.raises(Broken):
        fold([deal(1), deal(2, position=1, side="sell", entry="out", volume="0.11")])
