"""Whatever is traded: the books add up, and how the market is cut into turns changes nothing."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mt5_bridge.simulated_terminal import PAPER_ACCOUNT, SimulatedTerminal
from mt5_bridge.terminal import BookedDeal, OrderRequest
from tickloom.domain.account import booked
from tickloom.domain.ids import DealTicket, OrderId, Symbol
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import DealReason, Side
from tickloom.domain.position import fold
from tickloom.runtime.clock import ManualClock
from tickloom_terminal.market.market_source import MarketSource

MakeSource = Callable[..., MarketSource]
START, SPREAD = 110_000, 10


@dataclass(frozen=True)
class Order:
    """An order at a second of the script, its stops in points from the entry quote."""

    second: int
    side: Side
    lots: int
    stop: int | None
    target: int | None


moves = st.lists(st.one_of(st.integers(-15, 15), st.integers(-400, 400)), min_size=5, max_size=40)
distance = st.none() | st.integers(min_value=15, max_value=200)
orders = st.lists(
    st.builds(
        Order, second=st.integers(1, 40), side=st.sampled_from(Side), lots=st.integers(1, 300),
        stop=distance, target=distance,
    ),
    max_size=8,
)  # fmt: skip


def price(points: int) -> Price:
    return Price(Decimal(points).scaleb(-5))


def play(source: MarketSource, wanted: list[Order], *, step_s: float) -> list[BookedDeal]:
    """Trade the script, polling every `step_s` seconds; check the books at every order."""
    clock = ManualClock()
    with tempfile.TemporaryDirectory() as folder:
        terminal = SimulatedTerminal(source, Path(folder) / "ledger.sqlite", clock, speed=1)
        for number, order in enumerate(sorted(wanted, key=lambda o: o.second)):
            _reach(terminal, source, clock, order.second + 0.5, step_s)
            send(terminal, order, number)
            check_books(terminal)
        _reach(terminal, source, clock, 60.5, step_s)
        check_books(terminal)
        deals = terminal.deals_after(PAPER_ACCOUNT, DealTicket(0), limit=1_000)
        terminal.abandon()
    return deals


def _reach(
    terminal: SimulatedTerminal, source: MarketSource, clock: ManualClock, second: float,
    step_s: float,
) -> None:  # fmt: skip
    due_ns = source.begins_ns + round(second * 1_000_000_000)
    while terminal.position_ns < due_ns:
        left_s = (due_ns - terminal.position_ns) / 1_000_000_000
        clock.advance(min(step_s, left_s))
        target_ns = min(due_ns, terminal.position_ns + round(step_s * 1_000_000_000))
        while terminal.position_ns < target_ns:
            terminal.poll()


def send(terminal: SimulatedTerminal, order: Order, number: int) -> None:
    tick = terminal.last_tick(Symbol("EURUSD"))
    assert tick is not None
    bid, sign = round(tick.bid * 100_000), order.side.sign
    closing = bid if order.side is Side.BUY else bid + SPREAD
    terminal.order_send(
        OrderRequest(
            order_id=OrderId(f"o-{number}"), account=PAPER_ACCOUNT, symbol=Symbol("EURUSD"),
            side=order.side, volume=Volume(Decimal(order.lots).scaleb(-2)),
            stop_loss=None if order.stop is None else price(closing - sign * order.stop),
            take_profit=None if order.target is None else price(closing + sign * order.target),
        )
    )  # fmt: skip


def check_books(terminal: SimulatedTerminal) -> None:
    marked = terminal.marked(PAPER_ACCOUNT)
    deals = [b.deal for b in terminal.deals_after(PAPER_ACCOUNT, DealTicket(0), limit=1_000)]
    left = {ticket: (p.symbol, p.side, p.volume, p.price_open) for ticket, p in fold(deals).items()}
    assert left == {
        p.position.ticket: (
            p.position.symbol, p.position.side, p.position.volume, p.position.price_open
        )
        for p in marked.positions
    }  # fmt: skip
    account = marked.account
    assert account.balance == Decimal(10_000) + sum(booked(deal) for deal in deals)
    assert account.equity == account.balance + sum(p.profit for p in marked.positions)


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(path=moves, wanted=orders)
def test_the_books_add_up_and_turns_of_any_length_trade_alike(
    scripted: MakeSource, path: list[int], wanted: list[Order]
) -> None:
    rows: list[tuple[str, int, float, float]] = [("EURUSD", 0, 1.1, 1.1001)]
    bid = START
    for second, move in enumerate(path, start=1):
        bid = max(50_000, bid + move)
        rows.append(("EURUSD", second * 1_000, bid / 100_000, (bid + SPREAD) / 100_000))
    source = scripted(rows)
    ticks = {source.begins_ns + row[1] * 1_000_000: row for row in rows}
    short, long = (play(source, wanted, step_s=step_s) for step_s in (1.0, 60.0))
    assert short == long
    for b in short:
        if b.deal.reason is DealReason.STOP_LOSS:
            row = ticks[b.deal.time_ns]
            closing = row[3] if b.deal.side is Side.BUY else row[2]
            assert b.deal.price == price(round(closing * 100_000))
            assert b.stop_loss is not None
            assert (b.deal.price - b.stop_loss) * b.deal.side.sign >= 0  # never better
