"""A reversal of a position ends one trade and begins the next, also after a restart."""

from collections.abc import AsyncIterator
from decimal import Decimal

import msgspec
import pytest

from algo.book import Book
from algo.records import Deployed, Traded
from algo.store import Store
from algo.strategy_store import StrategyStore
from algo.valuation import Valuation
from tickloom.contracts.algo import Strategy
from tickloom.contracts.message import Stamper
from tickloom.contracts.trading import AccountMarked, DealMade
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.engine.decision import BookView
from tickloom.storage.database import Pool, open_pool
from tickloom.storage.migrations import migrate, read_migrations
from tickloom.venue.conversion import Quote

START_US = 1_700_000_040_000_000
STAMPER = Stamper(mode="demo", now_us=lambda: START_US)
DEPLOYED = Deployed(
    deployment="d-1", strategy="s-1", version=1, name="Test", account="paper-1",
    symbol="EURUSD", timeframe="M1", document={}, document_hash="h", mode="demo",
    state="running", detail="", started_at=0,
)  # fmt: skip
EURUSD = Instrument(
    symbol=Symbol("EURUSD"), description="", group="Forex", digits=5,
    tick_size=Decimal("0.00001"), contract_size=Decimal(100_000), volume_min=Decimal("0.01"),
    volume_max=Decimal(100), volume_step=Decimal("0.01"), currency_base="EUR",
    currency_profit="USD", currency_margin="EUR", calc_mode=CalcMode.FOREX,
    pip_size=Decimal("0.0001"),
)  # fmt: skip


def deal(ticket: int, side: str, entry: str, volume: str, *, position: int = 1) -> DealMade:
    made = DealMade(
        **STAMPER.header("deal", ts=START_US + ticket), account="paper-1", ticket=ticket,
        symbol="EURUSD", position=position, side="buy", entry="in", volume=volume, price="1.1",
        profit="0", commission="0", swap="0", balance="0", reason="expert", deployment="d-1",
    )  # fmt: skip
    return msgspec.structs.replace(made, side=side, entry=entry)


LIFE = (
    deal(1, "buy", "in", "0.10"), deal(2, "buy", "in", "0.10"), deal(3, "sell", "out", "0.05"),
    deal(4, "sell", "in_out", "0.30"), deal(5, "sell", "in", "0.10"),
    deal(6, "buy", "in_out", "0.50"), deal(7, "sell", "out_by", "0.25"),
    deal(8, "buy", "in", "0.10", position=8),
)  # fmt: skip
BEGUN = ((1, START_US + 1), (1, START_US + 4), (1, START_US + 6), (8, START_US + 8))


@pytest.fixture
async def pool(postgres_dsn: str) -> AsyncIterator[Pool]:
    async with await open_pool(postgres_dsn, schema="algo") as pool:
        yield pool


async def opened(pool: Pool) -> Store:
    await migrate(pool, schema="algo", package="algo.migrations")
    strategy = Strategy(strategy="s-1", name="Test", version=1, hash="h", document={})
    await StrategyStore(pool).save(strategy, at=0)
    store = Store(pool)
    assert await store.add(DEPLOYED)
    return store


def book_of(traded: Traded) -> Book:
    return Book(traded, Valuation(EURUSD, [EURUSD], currency="USD"))


def seen(book: Book) -> BookView:
    account = AccountMarked(
        **STAMPER.header("mark"), account="paper-1", currency="USD", leverage=100, balance="1",
        equity="1", floating="0", margin="0", margin_free="1", positions=[],
    )  # fmt: skip
    quote = Quote(bid=Decimal("1.1"), ask=Decimal("1.1"))
    return book.view(account, [], {EURUSD.symbol: quote}, pending_entries=0)


async def test_the_trades_of_a_life_are_the_same_heard_and_read_back(pool: Pool) -> None:
    store, heard = await opened(pool), book_of(Traded())
    for each in LIFE:
        assert await store.add_deal(each, net="0")
        heard.on_deal(each)
    traded = await store.traded("d-1")
    assert traded == Traded(entries=BEGUN, trades=4, last_exit=START_US + 7)
    read = book_of(traded)
    assert (read.trades, heard.trades, await store.trades()) == (4, 4, {"d-1": 4})
    for book in (read, heard):
        view = seen(book)
        assert view.entries_ns == tuple(time * 1_000 for _, time in BEGUN)
        assert view.last_exit_ns == (START_US + 7) * 1_000


async def test_reversals_that_were_stored_as_exits_are_put_right(pool: Pool) -> None:
    await pool.execute("CREATE SCHEMA IF NOT EXISTS algo")
    first, second = read_migrations("algo.migrations")[:2]
    await pool.execute(first.sql)
    await pool.execute("INSERT INTO strategies VALUES ('s-1', 'Test', 1)")
    await pool.execute(
        "INSERT INTO deployments VALUES ('d-1', 's-1', 1, '', 'a', 'EURUSD', 'M1', '{}', 'h', "
        "'demo', 'running', '', 0)"
    )
    for each in LIFE:
        entry = "in" if each.entry == "in" else "out"
        await pool.execute(
            "INSERT INTO deals VALUES ('a', $1, 'd-1', $2, $3, $4, $5, 1, 0, 0)",
            each.ticket, each.position, each.side, entry, Decimal(each.volume),
        )  # fmt: skip
    await pool.execute(second.sql)
    rows = await pool.fetch("SELECT entry FROM deals ORDER BY ticket")
    told = ["out" if each.entry == "out_by" else each.entry for each in LIFE]
    assert [row["entry"] for row in rows] == told
