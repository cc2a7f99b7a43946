"""Deals and orders on the real stream: once each, in pages, and they add up."""

import asyncio
from collections.abc import AsyncIterator, Callable
from decimal import Decimal

import msgspec
import pytest

from analytics.book import Book
from analytics.projections import Holdings
from analytics.queries import Queries
from analytics.trading_record import TradingRecord
from tickloom.bus.port import Bus
from tickloom.contracts import subjects
from tickloom.contracts.market import BarsReply, BarsRequest, TicksReply, TicksRequest
from tickloom.contracts.message import Stamper
from tickloom.contracts.positions import PositionStated
from tickloom.contracts.trading import (
    DealMade,
    DealsReply,
    DealsRequest,
    OrderChanged,
    OrdersReply,
    OrdersRequest,
)
from tickloom.domain.errors import CorrectIt
from tickloom.storage.database import Pool, open_pool
from tickloom.storage.migrations import migrate, read_migrations
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
    await eventually(lambda: len(record.positions("paper-1")) == 1)
    (held,) = record.positions("paper-1").values()
    assert (held.identifier, held.side, held.volume) == (1, "buy", Decimal("0.10"))
    await say_deal(bridge, closing)
    await eventually(lambda: record.positions("paper-1") == {})
    assert await pool.fetchval("SELECT count(*) FROM deals") == 2
    assert (await deals(bridge)).deals == [closing, first]
    assert record.trouble == ""


async def test_deals_come_in_pages_and_by_what_they_belong_to(
    bridge: Bus, record: TradingRecord
) -> None:
    for ticket in range(1, 8):
        await say_deal(bridge, deal(ticket, symbol="XAUUSD" if ticket % 2 else "EURUSD"))
    await eventually(lambda: len(record.positions("paper-1")) == 7)
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
    await say_deal(bridge, deal(1))
    await say_deal(bridge, deal(2, position=1, side="sell", entry="out", volume="0.30"))
    await eventually(lambda: "closes 0.30 of 0.10" in record.trouble)


async def test_a_reversal_is_one_deal_that_closes_and_opens(
    bridge: Bus, record: TradingRecord
) -> None:
    await say_deal(bridge, deal(1, order=1))
    turn = deal(2, position=1, side="sell", entry="in_out", volume="0.30", price="1.2", order=9)
    await say_deal(bridge, turn)
    await eventually(lambda: [p.ticket for p in record.positions("paper-1").values()] == [9])
    (held,) = record.positions("paper-1").values()
    assert (held.side, held.volume, held.price_open) == ("sell", Decimal("0.20"), Decimal("1.2"))
    assert (await deals(bridge)).deals[0] == turn
    assert record.trouble == ""


async def test_an_older_position_is_told_as_such_until_the_terminal_states_it(
    bridge: Bus, record: TradingRecord
) -> None:
    """Deals of before the statement and after it may be heard in any order."""
    await say_deal(bridge, deal(5, position=3, order=5, side="sell", entry="out"))
    await eventually(lambda: "before the record began: 3 (EURUSD)" in record.remark)
    assert record.trouble == ""
    later = deal(7, position=3, order=7, side="sell", entry="out", volume="0.05")
    await say_deal(bridge, later)
    stated = PositionStated(
        **STAMPER.header("positions", ts=later.ts - 1), account="paper-1", position=3, deal=5,
        symbol="EURUSD", ticket=3, side="buy", volume="0.40", price_open="1.05", opened=1,
    )  # fmt: skip
    await bridge.publish_durable(
        subjects.event("paper-1", "position"), stated, message_id="position:paper-1:3:1"
    )
    await eventually(lambda: record.remark == "")
    await eventually(lambda: len(known := record.positions("paper-1")) == 1 and all(
        (held.volume, held.price_open) == (Decimal("0.35"), Decimal("1.05"))
        for held in known.values()
    ))  # fmt: skip
    gone = PositionStated(
        **STAMPER.header("positions", ts=later.ts), account="paper-1", position=3, deal=7,
        symbol="EURUSD",
    )  # fmt: skip
    await bridge.publish_durable(
        subjects.event("paper-1", "position"), gone, message_id="position:paper-1:3:2"
    )
    await eventually(lambda: record.positions("paper-1") == {})
    assert record.trouble == ""


async def test_a_start_folds_what_was_recorded(
    bridge: Bus, record: TradingRecord, make_bus: MakeBus, pool: Pool
) -> None:
    await say_deal(bridge, deal(1))
    await eventually(lambda: len(record.positions("paper-1")) == 1)
    again = TradingRecord(bus=await make_bus("analytics"), pool=pool)
    await again.start()
    assert again.positions("paper-1") == record.positions("paper-1")


async def test_reversals_that_were_told_as_exits_are_put_right(postgres_dsn: str) -> None:
    """The rows of versions before; an exit of a position from before the record stays one."""
    first, rest = read_migrations("analytics.migrations")[0], "analytics.migrations"
    async with await open_pool(postgres_dsn, schema="analytics") as pool:
        await pool.execute("CREATE SCHEMA IF NOT EXISTS analytics")
        await pool.execute(
            "CREATE TABLE schema_migrations (number int PRIMARY KEY, name text NOT NULL, "
            "sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        await pool.execute(first.sql)
        await pool.execute(
            "INSERT INTO schema_migrations VALUES ($1, $2, $3)",
            first.number, first.name, first.digest,
        )  # fmt: skip
        rows = [
            deal(1, order=1), deal(2, position=1, order=2, side="sell", entry="out", volume="0.30"),
            deal(3, position=1, order=3, entry="out", volume="0.20"),
            deal(4, order=4), deal(5, position=4, order=5, side="sell", entry="out"),
            deal(6, position=3, order=6), deal(7, position=3, order=7, side="sell", entry="out",
                                               volume="0.50"),
        ]  # fmt: skip
        for row in rows:
            await pool.execute(
                "INSERT INTO deals VALUES ($1, $2, 'EURUSD', $3, $4, $5, $6, 1, 0, 0, 0, 0, "
                "'expert', NULL, NULL, $7, $8)",
                row.account, row.ticket, row.position, row.side, row.entry, Decimal(row.volume),
                row.ts, row,
            )  # fmt: skip
        await migrate(pool, schema="analytics", package=rest)
        entries = await pool.fetch("SELECT entry, message->>'entry' AS said FROM deals ORDER BY 1")
        assert sorted(tuple(row) for row in entries) == [
            ("in", "in"), ("in", "in"), ("in", "in"), ("in_out", "in_out"), ("out", "out"),
            ("out", "out"), ("out", "out"),
        ]  # fmt: skip
        holdings = Holdings()
        stored = await pool.fetch("SELECT message FROM deals ORDER BY ticket")
        holdings.fold([msgspec.convert(row["message"], DealMade) for row in stored], [])
        assert (holdings.trouble, holdings.unknown) == ("", ["3 (EURUSD)"])


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


def test_deals_that_come_late_are_folded_in_their_place() -> None:
    holdings = Holdings()
    partly = deal(2, position=1, side="sell", entry="out", volume="0.04")
    assert holdings.take(partly)
    assert not holdings.take(deal(1))
    holdings.fold([deal(1), partly], [])
    (held,) = holdings.positions.values()
    assert held.volume == Decimal("0.06")
