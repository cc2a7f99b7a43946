"""What holds for the books after any sequence of requests, quotes, days and faults."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tickloom.domain import order as domain
from tickloom.domain.ids import AccountId, DealTicket, PositionTicket, Symbol
from tickloom.domain.money import Price, Volume
from tickloom.domain.position import Positions, fold
from tickloom.domain.server_time import ServerClock
from tickloom.venue.costs import Swap, SwapMode
from tickloom_terminal import constants as mt5
from tickloom_terminal.faults.catalogue import CATALOGUE
from tickloom_terminal.faults.plan import FaultPlan
from tickloom_terminal.faults.script import FaultScript
from tickloom_terminal.faults.terminal import FaultyTerminal
from tickloom_terminal.trade.book import Change, Closed
from tickloom_terminal.trade.records import ZERO, Answer, Deal, Order, Position, Request
from tickloom_terminal.trade.server import restored
from tickloom_terminal.trade.sheet import Reopening
from tickloom_terminal.translate import Translator

HOUR_NS = 3_600 * 1_000_000_000
KINDS = [mt5.ACCOUNT_MARGIN_MODE_RETAIL_HEDGING, mt5.ACCOUNT_MARGIN_MODE_RETAIL_NETTING,
         mt5.ACCOUNT_MARGIN_MODE_EXCHANGE]  # fmt: skip
COMMON = settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One thing that happens; what it means depends on the state that it meets."""

    what: str
    pick: int
    lots: int
    points: int
    kind: int


STEPS = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(
            ["quote", "quote", "deal", "deal", "close", "pending", "levels", "change", "remove",
             "close_by", "night", "money"]
        ),
        pick=st.integers(0, 9), lots=st.integers(1, 60), points=st.integers(-900, 900),
        kind=st.integers(0, 7),
    ),
    min_size=1, max_size=40,
)  # fmt: skip


class Life:
    """Plays steps on a terminal and notes the answers."""

    def __init__(
        self, trade_bench: Any, margin_mode: int, plan: FaultPlan | None = None, **differs: Any
    ) -> None:
        sheet: dict[str, Any] = {
            "depth": Decimal("0.40"), "filling_mask": 7,
            "execution": mt5.SYMBOL_TRADE_EXECUTION_EXCHANGE, **differs,
        }  # fmt: skip
        self.bench = trade_bench(
            {"XAUUSD": sheet}, margin_mode=margin_mode, deposit=Decimal(20_000)
        )
        self.bid = 200_000
        self.bench.server.on_quote("XAUUSD", self.bench.server.now_ns, self.bid, self.bid + 20)
        script = FaultScript(plan or FaultPlan(), began_ns=self.bench.server.now_ns)
        self.terminal = FaultyTerminal(self.bench.server, script)
        self.answers: list[Answer] = []

    def play(self, steps: Sequence[Step]) -> None:
        for step in steps:
            getattr(self, step.what)(step)
            self.terminal.advance(self.bench.server.now_ns + 1_000_000_000)

    def send(self, **fields: Any) -> None:
        named: dict[str, Any] = {"symbol": "XAUUSD"} | fields
        reply = self.terminal.send(Request(**named))
        if reply.value is not None:
            self.answers.append(reply.value)

    def quote(self, step: Step) -> None:
        self.bid = max(self.bid + step.points, 1_000)
        now_ns = self.bench.server.now_ns + 1_000_000_000
        self.bench.server.on_quote("XAUUSD", now_ns, self.bid, self.bid + 20)

    def night(self, step: Step) -> None:
        now_ns = self.bench.server.now_ns + step.lots * HOUR_NS
        self.bench.server.on_quote("XAUUSD", now_ns, self.bid, self.bid + 20)

    def money(self, step: Step) -> None:
        kind = mt5.DEAL_TYPE_CREDIT if step.pick % 2 else mt5.DEAL_TYPE_BALANCE
        self.bench.book.operate(kind, Decimal(step.points), self.bench.server.now_ns)

    def deal(self, step: Step) -> None:
        self.send(
            action=mt5.TRADE_ACTION_DEAL, type=step.kind % 2, volume=Decimal(step.lots) / 100,
            type_filling=step.pick % 3, magic=step.pick, sl=self._level(step), comment="tl",
        )  # fmt: skip

    def close(self, step: Step) -> None:
        held = self._held(step.pick)
        if held is not None:
            self.send(
                action=mt5.TRADE_ACTION_DEAL, type=1 if held.side.sign > 0 else 0,
                volume=min(held.volume, Decimal(step.lots) / 100), position=held.ticket,
                type_filling=step.kind % 3,
            )  # fmt: skip

    def pending(self, step: Step) -> None:
        price = Decimal(self.bid + step.points) / 100
        self.send(
            action=mt5.TRADE_ACTION_PENDING, type=2 + step.kind % 6, price=price,
            volume=Decimal(step.lots) / 100, stoplimit=price, type_filling=step.pick % 4,
            type_time=step.pick % 2,
        )  # fmt: skip

    def levels(self, step: Step) -> None:
        held = self._held(step.pick)
        if held is not None:
            self.send(
                action=mt5.TRADE_ACTION_SLTP, position=held.ticket, sl=self._level(step),
                symbol=held.symbol,
            )  # fmt: skip

    def change(self, step: Step) -> None:
        order = self._waiting(step.pick)
        price = Decimal(self.bid + step.points) / 100
        self.send(action=mt5.TRADE_ACTION_MODIFY, order=order, price=price)

    def remove(self, step: Step) -> None:
        self.send(action=mt5.TRADE_ACTION_REMOVE, order=self._waiting(step.pick))

    def close_by(self, step: Step) -> None:
        first, second = self._held(step.pick), self._held(step.kind)
        if first is not None and second is not None:
            self.send(
                action=mt5.TRADE_ACTION_CLOSE_BY, position=first.ticket,
                position_by=second.ticket,
            )  # fmt: skip

    def _level(self, step: Step) -> Decimal:
        return Decimal(self.bid - step.points) / 100 if step.lots % 3 == 0 else ZERO

    def _held(self, pick: int) -> Position | None:
        held = list(self.bench.book.positions.values())
        return held[pick % len(held)] if held else None

    def _waiting(self, pick: int) -> int:
        waiting = list(self.bench.book.orders)
        return waiting[pick % len(waiting)] if waiting else 0


def check_books(life: Life) -> None:
    """All that must hold, whatever happened."""
    book, changes = life.bench.book, life.bench.changes
    money = [d for d in book.deals.values() if d.type != mt5.DEAL_TYPE_CREDIT]
    assert book.balance == sum((d.net for d in money), ZERO)
    assert life.bench.server.margin() >= 0
    check_positions(book)
    check_orders(life)
    deals = [c.ticket for c in changes if isinstance(c, Deal)]
    assert deals == sorted(set(deals)) == list(range(1, len(deals) + 1))
    fresh = [c.ticket for c in changes if isinstance(c, Order)]
    firsts = list(dict.fromkeys(fresh))
    assert firsts == sorted(firsts)


def check_positions(book: Any) -> None:
    """Positions are the fold of the deals; on a netting account there is one a symbol."""
    exposure: dict[int, Decimal] = defaultdict(Decimal)
    for deal in book.deals.values():
        if deal.position_id:
            sign = 1 if deal.type == mt5.DEAL_TYPE_BUY else -1
            exposure[deal.position_id] += sign * deal.volume
    held = {p.identifier: p.side.sign * p.volume for p in book.positions.values()}
    assert {key: value for key, value in exposure.items() if value} == held
    assert all(p.volume > 0 for p in book.positions.values())
    if not book.rules.is_hedging:
        assert len(book.positions) <= 1


def check_orders(life: Life) -> None:
    """No order is lost: each is active or done, and its deals are what it did."""
    book = life.bench.book
    assert not set(book.orders) & set(book.done_orders)
    known = book.orders | book.done_orders
    done: dict[int, Decimal] = defaultdict(Decimal)
    for deal in book.deals.values():
        if deal.order:
            assert deal.order in known
            done[deal.order] += deal.volume
    for order in known.values():
        if order.type == mt5.ORDER_TYPE_CLOSE_BY or order.reason in {4, 5, 6}:
            continue
        assert order.volume_initial - order.volume_current == done[order.ticket]
    for answer in life.answers:
        foreign = answer.order >= 900_000_000
        assert not answer.order or foreign or answer.order in known
        assert not answer.deal or foreign or answer.deal in book.deals


def restored_books(life: Life, trade_bench: Any) -> Any:
    again = trade_bench({"XAUUSD": {}}, margin_mode=life.bench.rules.margin_mode)
    book = again.book
    book.deals.clear()
    book.balance, book.last_deal = ZERO, 0
    restored(again.server, life.bench.changes, now_ns=life.bench.server.now_ns)
    return book


@pytest.mark.parametrize("margin_mode", KINDS, ids=["hedging", "netting", "exchange"])
@COMMON
@given(steps=STEPS)
def test_the_books_hold_together_after_any_requests(
    trade_bench: Any, margin_mode: int, steps: list[Step]
) -> None:
    life = Life(trade_bench, margin_mode)
    life.play(steps)
    check_books(life)
    again = restored_books(life, trade_bench)
    for name in ("orders", "positions", "done_orders", "deals", "balance", "credit",
                 "last_order", "last_deal"):  # fmt: skip
        assert getattr(again, name) == getattr(life.bench.book, name), name


@pytest.mark.parametrize("margin_mode", KINDS[:2], ids=["hedging", "netting"])
@COMMON
@given(
    steps=STEPS,
    names=st.lists(st.sampled_from(list(CATALOGUE)), max_size=4),
    seed=st.integers(0, 99),
)
def test_the_books_hold_together_under_any_faults(
    trade_bench: Any, margin_mode: int, steps: list[Step], names: list[str], seed: int
) -> None:
    life = Life(trade_bench, margin_mode, FaultPlan.of(*names, seed=seed))
    life.play(steps)
    life.terminal.advance(life.bench.server.now_ns + HOUR_NS)
    check_books(life)
    assert life.terminal.next_due_ns is None


@COMMON
@given(
    sizes=st.lists(st.integers(1, 40), min_size=1, max_size=6),
    moves=st.lists(st.integers(-500, 500), min_size=12, max_size=12), is_buy=st.booleans(),
)  # fmt: skip
def test_hedging_and_netting_earn_the_same_where_nothing_is_hedged(
    trade_bench: Any, sizes: list[int], moves: list[int], is_buy: bool
) -> None:
    """The same deals; netting rounds an average price, so a cent a deal may differ."""
    opens, closes = (0, 1) if is_buy else (1, 0)
    results: list[Decimal] = []
    for margin_mode in KINDS[:2]:
        bench = trade_bench({"XAUUSD": {}}, margin_mode=margin_mode, deposit=Decimal(1_000_000))
        bid, tickets, drift = 200_000, list[int](), iter(moves)
        for size in sizes:
            bid += next(drift)
            bench.server.on_quote("XAUUSD", bench.server.now_ns + 1, bid, bid + 20)
            tickets.append(bench.deal(opens, str(Decimal(size) / 100)).order)
        for size, ticket in zip(sizes, tickets, strict=True):
            bid += next(drift)
            bench.server.on_quote("XAUUSD", bench.server.now_ns + 1, bid, bid + 20)
            named = {"position": ticket} if bench.rules.is_hedging else {}
            assert bench.deal(closes, str(Decimal(size) / 100), **named).retcode == 10009
        assert not bench.book.positions
        results.append(bench.book.balance)
    assert abs(results[0] - results[1]) <= Decimal("0.01") * len(sizes)


@COMMON
@given(steps=STEPS, cut=st.integers(0, 200))
def test_a_ledger_cut_anywhere_gives_books_that_hold_together(
    trade_bench: Any, steps: list[Step], cut: int
) -> None:
    """Changes are written one after the other; what a kill leaves is a beginning of them."""
    life = Life(trade_bench, KINDS[0])
    life.play(steps)
    kept: list[Change] = life.bench.changes[: cut % (len(life.bench.changes) + 1)]
    life.bench.changes[:] = kept
    book = restored_books(life, trade_bench)
    deals = [c for c in kept if isinstance(c, Deal) and c.type != mt5.DEAL_TYPE_CREDIT]
    assert book.balance == sum((d.net for d in deals), ZERO)
    assert set(book.orders) | set(book.done_orders) == {
        c.ticket for c in kept if isinstance(c, Order)
    }
    closed = {c.ticket for c in kept if isinstance(c, Closed)}
    opened = {c.ticket for c in kept if isinstance(c, Position)}
    assert set(book.positions) == opened - closed


def test_a_change_of_rules_does_not_change_the_books(trade_bench: Any) -> None:
    bench = trade_bench({"XAUUSD": {}})
    bench.quote("2000.00", "2000.20")
    bench.deal(0, "0.10")
    before = dict(bench.book.positions)
    bench.server.sheets["XAUUSD"] = replace(bench.server.sheets["XAUUSD"], trade_mode=0)
    bench.quote("2001.00", "2001.20")
    assert bench.book.positions == before


ENTRIES = (domain.DealEntry.IN, domain.DealEntry.OUT, domain.DealEntry.IN_OUT,
           domain.DealEntry.OUT_BY)  # fmt: skip
TRADES = (mt5.DEAL_TYPE_BUY, mt5.DEAL_TYPE_SELL)


def told(deal: Deal) -> domain.Deal:
    """What the platform hears of an execution."""
    return domain.Deal(
        ticket=DealTicket(deal.ticket), order_id=None, account=AccountId("a"),
        symbol=Symbol(deal.symbol), position=PositionTicket(deal.position_id),
        side=domain.Side.BUY if deal.type == mt5.DEAL_TYPE_BUY else domain.Side.SELL,
        entry=ENTRIES[deal.entry], volume=Volume(deal.volume), price=Price(deal.price),
        time_ns=deal.time_ns, profit=deal.profit, commission=deal.commission, swap=deal.swap,
        reason=domain.DealReason.OTHER, order=deal.order or None,
    )  # fmt: skip


def folded(life: Life) -> Positions:
    return fold(told(deal) for deal in life.bench.book.deals.values() if deal.type in TRADES)


def shown(life: Life) -> list[tuple[Any, ...]]:
    """`positions_get`: identifier, symbol, side, volume, opening price; ticket and time."""
    server, translate = life.bench.server, Translator(ServerClock())
    rows = [
        translate.position(held, server.price_of(held), server.profit_of(held))
        for held in life.bench.book.positions.values()
    ]
    return sorted(
        (r.identifier, r.symbol, r.type, r.volume, r.price_open, r.ticket, r.time_msc)
        for r in rows
    )  # fmt: skip


def as_shown(positions: Positions) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for held in positions.values():
        assert held.volume is not None
        assert held.price_open is not None
        assert held.time_ns is not None
        kind = 0 if held.side is domain.Side.BUY else 1
        rows.append((
            held.identifier, held.symbol, kind, float(held.volume), float(held.price_open),
            held.ticket, held.time_ns // 1_000_000,
        ))  # fmt: skip
    return sorted(rows)


@pytest.mark.parametrize("margin_mode", KINDS, ids=["hedging", "netting", "exchange"])
@COMMON
@given(steps=STEPS)
def test_the_fold_of_the_deals_is_what_the_terminal_shows_at_every_step(
    trade_bench: Any, margin_mode: int, steps: list[Step]
) -> None:
    life = Life(trade_bench, margin_mode)
    for step in steps:
        life.play([step])
        assert as_shown(folded(life)) == shown(life)


@pytest.mark.parametrize("margin_mode", KINDS, ids=["hedging", "netting", "exchange"])
@COMMON
@given(steps=STEPS)
def test_the_fold_follows_positions_that_every_midnight_closes_and_opens_again(
    trade_bench: Any, margin_mode: int, steps: list[Step]
) -> None:
    """Their deals begin them anew; the terminal keeps their ticket and first time."""
    swap = Swap(mode=SwapMode.NONE, long=Decimal(-30), short=Decimal(10))
    life = Life(trade_bench, margin_mode, swap=swap, reopens=Reopening.AT_CLOSE)
    for step in steps:
        life.play([step])
        alike = [row[:5] for row in as_shown(folded(life))]
        assert alike == [row[:5] for row in shown(life)]
