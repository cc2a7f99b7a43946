"""What a server midnight does: swaps of every mode, reopened positions, commissions of the day."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tickloom.venue.costs import Commission, CommissionMode, Swap, SwapMode
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.sheet import Charging, Reopening

BUY, SELL = mt5.ORDER_TYPE_BUY, mt5.ORDER_TYPE_SELL


def swap(mode: SwapMode, long: str, short: str = "0") -> Swap:
    return Swap(mode=mode, long=Decimal(long), short=Decimal(short))


@pytest.mark.parametrize(
    ("mode", "rate", "charged"),
    [
        (SwapMode.NONE, "-5", "0"),
        (SwapMode.POINTS, "-65.94", "-131.88"),  # 2 x 100 x 0.01 x 65.94
        (SwapMode.MONEY_DEPOSIT, "-3.50", "-7.00"),
        (SwapMode.MONEY_MARGIN, "-3.50", "-7.00"),
        (SwapMode.MONEY_BASE, "-0.01", "-40.00"),  # 0.02 XAU at 2000
        (SwapMode.INTEREST_CURRENT, "-3.6", "-40.40"),  # 2 x 100 x 2020 x 3.6 % / 360
        (SwapMode.INTEREST_OPEN, "-3.6", "-40.00"),
    ],
)  # fmt: skip
def test_a_swap_is_counted_by_its_mode(
    trade_bench: Any, forex: Any, mode: SwapMode, rate: str, charged: str
) -> None:
    base = {"currency_base": "XAU"} if mode is not SwapMode.MONEY_BASE else {}
    bench = trade_bench(
        {"XAUUSD": {"swap": swap(mode, rate)} | base,
         "XAUUSD.fx": forex("XAUUSD") | {"digits": 2, "tick_size": Decimal("0.01")}},
        deposit=Decimal(100_000),
    )  # fmt: skip
    bench.quote("2000.00", "2000.00", "XAUUSD.fx")
    bench.quote("2000.00", "2000.00")
    bench.deal(BUY, "2")
    bench.quote("2020.00", "2020.00")
    bench.quote("2020.00", "2020.00", when="2024-03-06 00:01")
    assert bench.position.swap == Decimal(charged)


def test_swap_waits_in_the_position_and_goes_to_the_deals_in_proportion(trade_bench: Any) -> None:
    bench = trade_bench({"XAUUSD": {"swap": swap(SwapMode.POINTS, "-10.01", "4")}})
    bench.quote("2000.00", "2000.00")
    ticket = bench.deal(BUY, "0.30").order
    bench.deal(SELL, "0.10")
    bench.quote("2000.00", "2000.00", when="2024-03-06 00:01")
    held = bench.book.positions[ticket]
    assert held.swap == Decimal("-3.00")
    assert bench.server.figures().profit == Decimal("-2.60")
    assert bench.book.balance == 10_000
    part = bench.deal(SELL, "0.10", position=ticket)
    assert bench.book.deals[part.deal].swap == Decimal("-1.00")
    rest = bench.deal(SELL, "0.20", position=ticket)
    assert bench.book.deals[rest.deal].swap == Decimal("-2.00")
    assert bench.book.balance == Decimal("9997.00")


@pytest.mark.parametrize(
    ("opened", "seen", "nights"),
    [
        ("2024-03-05 23:59", "2024-03-05 23:59", 0),
        ("2024-03-05 23:59", "2024-03-06 00:00", 1),
        ("2024-03-06 12:00", "2024-03-07 00:00", 3),
        ("2024-03-08 12:00", "2024-03-11 12:00", 1),
        ("2024-03-04 12:00", "2024-03-11 12:00", 7),
    ],
)
def test_nights_are_counted_once_three_times_or_not_at_all(
    trade_bench: Any, opened: str, seen: str, nights: int
) -> None:
    bench = trade_bench({"XAUUSD": {"swap": swap(SwapMode.MONEY_DEPOSIT, "-1")}})
    bench.server.now_ns = 0
    bench.quote("2000.00", "2000.00", when=opened)
    bench.deal(BUY, "1")
    bench.quote("2000.00", "2000.00", when=seen)
    assert bench.position.swap == -nights


def test_a_position_can_be_reopened_swap_points_away(trade_bench: Any) -> None:
    reopening: dict[str, Any] = {
        "swap": swap(SwapMode.NONE, "-30", "10"), "reopens": Reopening.AT_CLOSE,
    }  # fmt: skip
    bench = trade_bench({"XAUUSD": reopening})
    bench.quote("2000.00", "2000.20")
    ticket = bench.deal(BUY, "0.10").order
    bench.quote("2005.00", "2005.20")
    bench.quote("2007.00", "2007.20", when="2024-03-06 00:01")
    held = bench.position
    assert (held.ticket, held.price_open) == (ticket, Decimal("2005.30"))
    out, again = [d for d in bench.book.deals.values() if d.reason == mt5.DEAL_REASON_ROLLOVER]
    assert (out.entry, out.price, out.profit) == (1, Decimal("2005.00"), Decimal("48.00"))
    assert (again.entry, again.price, again.position_id) == (0, Decimal("2005.30"), ticket)
    assert bench.server.figures().equity == Decimal(10_000) + 48 + 17
    assert bench.server.sheets["XAUUSD"].swap_mode == mt5.SYMBOL_SWAP_MODE_REOPEN_CURRENT


def test_reopening_at_the_bid_waits_for_the_first_quote_of_the_day(trade_bench: Any) -> None:
    reopening: dict[str, Any] = {
        "swap": swap(SwapMode.NONE, "-30", "-10"), "reopens": Reopening.AT_BID,
    }  # fmt: skip
    bench = trade_bench({"XAUUSD": reopening})
    bench.quote("2000.00", "2000.20")
    bench.deal(SELL, "0.10")
    bench.server.advance(bench.server.now_ns + 20 * 3_600 * 1_000_000_000)
    assert bench.position.price_open == Decimal("2000.00")
    bench.quote("2007.00", "2007.20")
    assert bench.position.price_open == Decimal("2006.90")


@pytest.mark.parametrize(
    ("model", "entry", "exit_"),
    [
        (Commission(mode=CommissionMode.PER_LOT, amount=Decimal("3.5")), "-7.00", "-7.00"),
        (Commission(mode=CommissionMode.ROUND_TURN, amount=Decimal(5)), "-10.00", "0"),
        (Commission(mode=CommissionMode.PER_DEAL, amount=Decimal(1)), "-1.00", "-1.00"),
        (Commission(mode=CommissionMode.PER_MILLION, amount=Decimal(30)), "-12.00", "-12.06"),
        (Commission(mode=CommissionMode.PERCENT, amount=Decimal("0.01")), "-40.00", "-40.20"),
        (Commission(mode=CommissionMode.PER_LOT, amount=Decimal("0.1"), minimum=Decimal(1)),
         "-1.00", "-1.00"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", ["commission", "fee"])
def test_commissions_and_fees_are_booked_with_each_deal(
    trade_bench: Any, field: str, model: Commission, entry: str, exit_: str
) -> None:
    bench = trade_bench({"XAUUSD": {field: model}}, deposit=Decimal(100_000))
    bench.quote("2000.00", "2000.00")
    ticket = bench.deal(BUY, "2").order
    bench.quote("2010.00", "2010.00")
    bench.deal(SELL, "2", position=ticket)
    charged = [getattr(bench.book.deals[number], field) for number in (2, 3)]
    assert charged == [Decimal(entry), Decimal(exit_)]
    assert bench.book.balance == Decimal(102_000) + sum(charged)


def test_commissions_can_be_booked_by_the_day(trade_bench: Any) -> None:
    model = Commission(mode=CommissionMode.PER_LOT, amount=Decimal(5))
    bench = trade_bench({"XAUUSD": {"commission": model, "charges": Charging.DAILY}})
    bench.quote("2000.00", "2000.00")
    bench.deal(BUY, "0.50")
    bench.deal(SELL, "0.30")
    figures = bench.server.figures()
    assert (figures.balance, figures.commission_blocked) == (10_000, Decimal("-4.00"))
    assert figures.equity == 9_996
    bench.quote("2000.00", "2000.00", when="2024-03-06 00:01")
    last = list(bench.book.deals.values())[-1]
    assert (last.type, last.profit, last.symbol) == (
        mt5.DEAL_TYPE_COMMISSION_DAILY, Decimal("-4.00"), "",
    )  # fmt: skip
    assert bench.server.figures().commission_blocked == 0
    bench.quote("2000.00", "2000.00", when="2024-03-07 00:01")
    assert list(bench.book.deals.values())[-1] == last


def test_commissions_can_be_booked_by_the_month(trade_bench: Any) -> None:
    model = Commission(mode=CommissionMode.PER_LOT, amount=Decimal(5))
    bench = trade_bench({"XAUUSD": {"commission": model, "charges": Charging.MONTHLY}})
    bench.quote("2000.00", "2000.00")
    bench.deal(BUY, "0.50")
    bench.quote("2000.00", "2000.00", when="2024-03-20 12:00")
    bench.deal(BUY, "0.50")
    assert bench.server.figures().commission_blocked == Decimal("-5.00")
    bench.quote("2000.00", "2000.00", when="2024-04-01 12:00")
    last = list(bench.book.deals.values())[-1]
    assert (last.type, last.profit) == (mt5.DEAL_TYPE_COMMISSION_MONTHLY, Decimal("-5.00"))


def test_a_sheet_names_its_swap_mode_by_number(trade_bench: Any) -> None:
    sheet = trade_bench({"XAUUSD": {}}).server.sheets["XAUUSD"]
    assert sheet.swap_mode == mt5.SYMBOL_SWAP_MODE_DISABLED
    points = replace(sheet, swap=swap(SwapMode.POINTS, "1"))
    assert points.swap_mode == mt5.SYMBOL_SWAP_MODE_POINTS
