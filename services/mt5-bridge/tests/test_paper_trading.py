"""The simulated terminal as a broker: sides, gaps, margin, stop-out, and what a kill leaves."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from mt5_bridge.retcodes import Retcode
from mt5_bridge.simulated_terminal import PAPER_ACCOUNT, SimulatedTerminal
from mt5_bridge.terminal import CloseRequest, OrderRequest
from tickloom.domain.account import booked
from tickloom.domain.errors import Conflict
from tickloom.domain.ids import DealTicket, OrderId, Symbol
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import DealReason, Side
from tickloom.domain.position import fold
from tickloom.runtime.clock import ManualClock
from tickloom_terminal.market.market_source import MarketSource

MakeSource = Callable[..., MarketSource]
EURUSD = Symbol("EURUSD")


def order(
    side: Side, *, symbol: str = "EURUSD", volume: str = "0.10", order_id: str = "o-1",
    stop_loss: str | None = None, take_profit: str | None = None,
) -> OrderRequest:  # fmt: skip
    return OrderRequest(
        order_id=OrderId(order_id), account=PAPER_ACCOUNT, symbol=Symbol(symbol), side=side,
        volume=Volume(Decimal(volume)),
        stop_loss=None if stop_loss is None else Price(Decimal(stop_loss)),
        take_profit=None if take_profit is None else Price(Decimal(take_profit)),
    )  # fmt: skip


def started(source: MarketSource, folder: Path, clock: ManualClock) -> SimulatedTerminal:
    terminal = SimulatedTerminal(source, folder / "ledger.sqlite", clock, speed=1)
    terminal.catch_up()
    return terminal


def advance(terminal: SimulatedTerminal, clock: ManualClock, seconds: float) -> int:
    """Let the market run; the number of ticks that were handed out."""
    clock.advance(seconds)
    count, due_ns = 0, terminal.position_ns + round(seconds * 1_000_000_000)
    while terminal.position_ns < due_ns and not terminal.has_ended:
        count += sum(len(part.ticks.time_ns) for part in terminal.poll())
    return count


def deals(terminal: SimulatedTerminal) -> list[tuple[str, str, str, str, str]]:
    booked_deals = terminal.deals_after(PAPER_ACCOUNT, DealTicket(0), limit=100)
    return [
        (b.deal.entry, b.deal.side, str(b.deal.price), str(b.deal.profit), b.deal.reason)
        for b in booked_deals
    ]


@pytest.mark.parametrize(
    ("side", "levels", "then", "expected"),
    [
        # A buy enters at the ask and its stop triggers on the bid, not on the ask.
        (Side.BUY, ("1.09900", None), (1.09899, 1.09910), ("1.09899", "-11.10", "stop_loss")),
        # A gap: the stop is filled at the first price beyond, never at the level.
        (Side.BUY, ("1.09900", None), (1.09500, 1.09510), ("1.09500", "-51.00", "stop_loss")),
        # A target in a gap is filled at the better price.
        (Side.BUY, (None, "1.10100"), (1.10200, 1.10210), ("1.10200", "19.00", "take_profit")),
        (Side.BUY, (None, "1.10100"), (1.10100, 1.10110), ("1.10100", "9.00", "take_profit")),
        # A sell enters at the bid; its stop and target look at the ask.
        (Side.SELL, ("1.10100", None), (1.10091, 1.10101), ("1.10101", "-10.10", "stop_loss")),
        (Side.SELL, (None, "1.09900"), (1.09890, 1.09900), ("1.09900", "10.00", "take_profit")),
    ],
)
def test_stops_and_targets_fill_on_their_own_side(
    tmp_path: Path, scripted: MakeSource, side: Side, levels: tuple[str | None, str | None],
    then: tuple[float, float], expected: tuple[str, str, str],
) -> None:  # fmt: skip
    clock = ManualClock()
    source = scripted([("EURUSD", 0, 1.1, 1.1001), ("EURUSD", 2_000, *then)])
    terminal = started(source, tmp_path, clock)
    advance(terminal, clock, 1)
    result = terminal.order_send(order(side, stop_loss=levels[0], take_profit=levels[1]))
    assert result.retcode is Retcode.DONE
    advance(terminal, clock, 3)
    entry = "1.10010" if side is Side.BUY else "1.10000"
    assert deals(terminal) == [
        ("in", side, entry, "0.00", "expert"),
        ("out", side.opposite, expected[0], expected[1], expected[2]),
    ]


def test_a_long_stop_does_not_trigger_on_the_ask_nor_a_short_stop_on_the_bid(
    tmp_path: Path, scripted: MakeSource
) -> None:
    clock = ManualClock()
    source = scripted(
        [("EURUSD", 0, 1.1, 1.1001), ("EURUSD", 2_000, 1.09901, 1.09905),
         ("EURUSD", 3_000, 1.10095, 1.10099)]
    )  # fmt: skip
    terminal = started(source, tmp_path, clock)
    advance(terminal, clock, 1)
    terminal.order_send(order(Side.BUY, stop_loss="1.09900"))
    terminal.order_send(order(Side.SELL, stop_loss="1.10100", order_id="o-2"))
    advance(terminal, clock, 5)
    assert len(terminal.marked(PAPER_ACCOUNT).positions) == 2


def test_yen_results_are_booked_in_dollars_at_the_closing_side(
    tmp_path: Path, scripted: MakeSource
) -> None:
    """risk.md: a buy of 0.4 lots from 150.000 to 149.600 loses 16,000 JPY = 106.95 USD."""
    clock = ManualClock()
    source = scripted([("USDJPY", 0, 149.99, 150.0), ("USDJPY", 2_000, 149.6, 149.61)])
    terminal = started(source, tmp_path, clock)
    advance(terminal, clock, 1)
    opened = terminal.order_send(order(Side.BUY, symbol="USDJPY", volume="0.40"))
    assert terminal.marked(PAPER_ACCOUNT).account.margin == Decimal("400.00")
    advance(terminal, clock, 3)
    assert opened.deal is not None
    closed = terminal.close(
        CloseRequest(
            order_id=OrderId("o-2"), account=PAPER_ACCOUNT, position=opened.deal.deal.position,
            volume=Volume(Decimal("0.40")),
        )
    )  # fmt: skip
    assert closed.deal is not None
    assert closed.deal.deal.profit == Decimal("-106.95")
    assert closed.deal.balance == Decimal("9893.05")


def test_a_part_keeps_the_ticket_and_the_rest_closes_once(
    tmp_path: Path, scripted: MakeSource
) -> None:
    clock = ManualClock()
    source = scripted([("EURUSD", 0, 1.1, 1.1001)])
    terminal = started(source, tmp_path, clock)
    advance(terminal, clock, 1)
    opened = terminal.order_send(order(Side.BUY, volume="0.30"))
    assert opened.deal is not None
    ticket = opened.deal.deal.position

    def close(volume: str) -> Retcode:
        return terminal.close(
            CloseRequest(
                order_id=OrderId(f"close-{volume}"), account=PAPER_ACCOUNT, position=ticket,
                volume=Volume(Decimal(volume)),
            )
        ).retcode  # fmt: skip

    assert close("0.10") is Retcode.DONE
    assert [str(p.position.volume) for p in terminal.marked(PAPER_ACCOUNT).positions] == ["0.20"]
    assert close("0.30") is Retcode.INVALID_CLOSE_VOLUME
    assert close("0.20") is Retcode.DONE
    assert close("0.20") is Retcode.POSITION_CLOSED
    assert terminal.marked(PAPER_ACCOUNT).account.margin == 0


def test_an_order_beyond_the_free_margin_is_refused(tmp_path: Path, scripted: MakeSource) -> None:
    """10 lots at 1:100 bind 11,001 USD at the ask; the account has 10,000."""
    clock = ManualClock()
    terminal = started(scripted([("EURUSD", 0, 1.1, 1.1001)]), tmp_path, clock)
    advance(terminal, clock, 1)
    result = terminal.order_send(order(Side.BUY, volume="10.00"))
    assert result.retcode is Retcode.NO_MONEY
    assert "11001.00" in result.detail
    assert terminal.order_send(order(Side.BUY, volume="9.00")).retcode is Retcode.DONE


def test_a_margin_level_of_30_percent_stops_out_the_greatest_loss_first(
    tmp_path: Path, scripted: MakeSource
) -> None:
    """8 lots bind 8,800.80; the level reaches 30 % when about 7,360 are lost."""
    clock = ManualClock()
    source = scripted(
        [("EURUSD", 0, 1.1, 1.1001), ("EURUSD", 2_000, 1.091, 1.0911),
         ("EURUSD", 3_000, 1.0909, 1.091), ("EURUSD", 4_000, 1.08, 1.0801)]
    )  # fmt: skip
    terminal = started(source, tmp_path, clock)
    advance(terminal, clock, 1)
    terminal.order_send(order(Side.BUY, volume="1.00"))
    terminal.order_send(order(Side.BUY, volume="7.00", order_id="o-2"))
    advance(terminal, clock, 1.5)
    assert len(terminal.marked(PAPER_ACCOUNT).positions) == 2
    advance(terminal, clock, 1)
    assert deals(terminal)[2:] == [("out", "sell", "1.09090", "-6440.00", DealReason.STOP_OUT)]
    assert len(terminal.marked(PAPER_ACCOUNT).positions) == 1


def test_a_closed_session_and_an_unconvertible_symbol_are_refused(
    tmp_path: Path, scripted: MakeSource
) -> None:
    clock = ManualClock()
    source = scripted([("EURGBP", 0, 0.85, 0.8501)], closed_ms=(5_000, 9_000))
    terminal = started(source, tmp_path, clock)
    advance(terminal, clock, 1)
    refused = terminal.order_send(order(Side.BUY, symbol="EURGBP"))
    assert refused.retcode is Retcode.INVALID
    assert "converts GBP to USD" in refused.detail
    advance(terminal, clock, 5)
    assert terminal.order_send(order(Side.BUY, symbol="EURGBP")).retcode is Retcode.MARKET_CLOSED


def test_a_stop_that_was_hit_while_the_terminal_was_dead_fills_at_its_own_tick(
    tmp_path: Path, scripted: MakeSource
) -> None:
    clock = ManualClock()
    source = scripted(
        [("EURUSD", 0, 1.1, 1.1001), ("EURUSD", 20_000, 1.0989, 1.099),
         ("EURUSD", 30_000, 1.2, 1.2001)]
    )  # fmt: skip
    terminal = started(source, tmp_path, clock)
    advance(terminal, clock, 1)
    terminal.order_send(order(Side.BUY, stop_loss="1.09900"))
    terminal.abandon()
    clock.advance(60)
    again = started(source, tmp_path, clock)
    last = again.deals_after(PAPER_ACCOUNT, DealTicket(0), limit=10)[-1]
    assert last.deal.reason is DealReason.STOP_LOSS
    assert str(last.deal.price) == "1.09890"
    assert last.deal.time_ns == source.begins_ns + 20_000_000_000
    assert last.deal.comment == "sl 1.09900"
    assert last.opened_by == "o-1"
    assert again.poll() == []


class RestlessClock(ManualClock):
    """Time passes whenever somebody looks."""

    def now_ns(self) -> int:
        self.advance(0.001)
        return super().now_ns()


def test_catching_up_ends_although_the_market_goes_on(tmp_path: Path, scripted: MakeSource) -> None:
    clock = RestlessClock()
    source = scripted([("EURUSD", second * 1_000, 1.1, 1.1001) for second in range(200)])
    terminal = started(source, tmp_path, clock)
    advance(terminal, clock, 10)
    terminal.order_send(order(Side.BUY))
    terminal.abandon()
    clock.advance(100)
    again = started(source, tmp_path, clock)
    assert again.position_ns >= source.begins_ns + 110_000_000_000


def test_the_books_survive_a_kill_to_the_cent(tmp_path: Path, scripted: MakeSource) -> None:
    clock = ManualClock()
    source = scripted(
        [("EURUSD", i * 1_000, 1.1 + i * 0.0001, 1.1001 + i * 0.0001) for i in range(20)]
    )
    terminal = started(source, tmp_path, clock)
    for i in range(6):
        advance(terminal, clock, 1)
        terminal.order_send(order(Side.BUY if i % 2 else Side.SELL, order_id=f"o-{i}"))
    before = terminal.marked(PAPER_ACCOUNT)
    terminal.abandon()
    again = started(source, tmp_path, clock)
    assert again.marked(PAPER_ACCOUNT) == before
    all_deals = [b.deal for b in again.deals_after(PAPER_ACCOUNT, DealTicket(0), limit=100)]
    assert fold(all_deals) == {p.position.ticket: p.position for p in before.positions}
    assert before.account.balance == Decimal(10_000) + sum(booked(deal) for deal in all_deals)


def test_a_market_without_the_symbol_of_an_open_position_is_refused_in_one_line(
    tmp_path: Path, scripted: MakeSource
) -> None:
    clock = ManualClock()
    terminal = started(scripted([("EURUSD", 0, 1.1, 1.1001)]), tmp_path, clock)
    advance(terminal, clock, 1)
    terminal.order_send(order(Side.BUY))
    terminal.stop()
    with pytest.raises(Conflict, match="cannot price: there is no symbol EURUSD"):
        started(scripted([("XAUUSD", 0, 2000.0, 2000.2)]), tmp_path, clock)
