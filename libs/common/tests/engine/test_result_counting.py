"""How trades are counted: R, points, pips, best and worst, for parts and in foreign accounts."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tickloom.domain.errors import InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import MINUTE_NS
from tickloom.engine.bars import Bars
from tickloom.engine.result import RunResult
from tickloom.engine.result_document import result_document
from tickloom.engine.run import Surroundings
from tickloom.engine.run_settings import AccountSettings, Intrabar, RunSettings
from tickloom.engine.simulation.market import Drill, Rates
from tickloom.engine.tear_sheet import tear_sheet
from tickloom.testing.plays import (
    EURGBP,
    EURUSD,
    USDJPY,
    XAUUSD,
    Play,
    Row,
    played,
    rows_market,
)

HALVES = {
    "stop_loss": {"unit": "points", "value": 100},
    "take_profit": [{"unit": "r", "value": 1, "close_pct": 50}, {"unit": "r", "value": 3}],
}
EVEN = {"breakeven": {"trigger": {"unit": "r", "value": 1}}}
ONE = {
    "stop_loss": {"unit": "points", "value": 100}, "take_profit": [{"unit": "r", "value": 1}],
}  # fmt: skip


def account(currency: str, rate: str | None = None) -> RunSettings:
    return RunSettings(
        account=AccountSettings(
            currency=currency, balance=Decimal(1_000_000),
            conversion_rate=None if rate is None else Decimal(rate),
        )
    )  # fmt: skip


def walk(seed: int, start: int, size: int, count: int, spread: int = 0) -> list[Row]:
    """A random walk in points; every bar opens where the one before closed."""
    draw = np.random.default_rng(seed)
    rows: list[Row] = []
    for _ in range(count):
        close = start + int(draw.integers(-size, size + 1))
        low, high = (int(value) for value in draw.integers(0, size, 2))
        rows.append((start, max(start, close) + high, min(start, close) - low, close, spread))
        start = close
    return rows


def pair(seed: int, start: int, digits: int, *, is_inverse: bool) -> Rates:
    quotes = replace(EURUSD, symbol=Symbol("PAIR"), digits=digits)
    bars = rows_market(walk(seed, start, start // 500, 400, 7), instrument=quotes)
    return Rates(bars=bars, is_inverse=is_inverse)


CASES: list[tuple[Instrument, int, RunSettings, Rates | None]] = [
    (EURUSD, 110_000, account("USD"), None),
    (EURUSD, 110_000, account("EUR"), None),
    (USDJPY, 150_000, account("USD"), None),
    (USDJPY, 150_000, account("JPY"), None),
    (USDJPY, 150_000, account("EUR"), pair(5, 163_000, 3, is_inverse=True)),
    (EURGBP, 85_000, account("USD"), pair(6, 127_000, 5, is_inverse=False)),
    (XAUUSD, 235_000, account("EUR", "0.92"), None),
]


def result_of(case: tuple[Instrument, int, RunSettings, Rates | None], seed: int) -> RunResult:
    instrument, start, settings, rates = case
    play = Play(
        long=range(0, 400, 20), short=range(10, 400, 20), instrument=instrument,
        settings=settings, around=Surroundings(rates=rates),
    )  # fmt: skip
    return played(walk(seed, start, 60, 400, 3), play, **HALVES, **EVEN)


def rate_at(rates: Rates, time_ns: int, *, is_bought: bool) -> Fraction:
    """The pair's last known close, one bar after the other; the account buys at the worse side."""
    bars = rates.bars
    length = bars.timeframe.minutes * MINUTE_NS
    price = int(bars.open[0])
    spread = int(bars.spread[0])
    for opened, close, wide in zip(bars.time_ns, bars.close, bars.spread, strict=True):
        if int(opened) + length <= time_ns:
            price, spread = int(close), int(wide)
    at_ask = is_bought != rates.is_inverse
    quote = Fraction(price + spread if at_ask else price, 10**bars.digits)
    return 1 / quote if rates.is_inverse else quote


def money_of(
    case: tuple[Instrument, int, RunSettings, Rates | None], trade: dict[str, Any], moved: int
) -> Decimal:
    """What the trade's volume would have gained by `moved` points, rounded as booked."""
    instrument, _, settings, rates = case
    gain = moved * Fraction(instrument.point) * Fraction(instrument.contract_size)
    gain *= Fraction(trade["volume"])
    side = 1 if trade["side"] == "buy" else -1
    met = Fraction(trade["price_open"]) + side * moved * Fraction(instrument.point)
    wanted = settings.account.currency
    if wanted == instrument.currency_base:
        gain /= met
    elif settings.account.conversion_rate is not None:
        gain *= Fraction(settings.account.conversion_rate)
    elif rates is not None:
        opened = int(np.datetime64(trade["time_open"][:-1], "ns").astype(np.int64))
        gain *= rate_at(rates, opened, is_bought=moved < 0)
    step = Decimal(1).scaleb(-settings.account.digits)
    exact = Decimal(gain.numerator) / Decimal(gain.denominator)
    return exact.quantize(step, rounding=ROUND_HALF_UP)


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case[0].symbol}-{case[2].account.currency}"
)
def test_trades_are_counted_as_by_hand(
    case: tuple[Instrument, int, RunSettings, Rates | None],
) -> None:
    made = result_document(result_of(case, 11))
    instrument = case[0]
    trades, deals = made["trades"], made["deals"]
    parts = [sum(d["entry"] == "out" and d["position"] == t["id"] for d in deals) for t in trades]
    assert parts.count(2) >= 5
    pips: list[Fraction] = []
    for trade in trades:
        side = 1 if trade["side"] == "buy" else -1
        opened = Fraction(trade["price_open"])
        own = [d for d in deals if d["position"] == trade["id"] and d["entry"] == "out"]
        gained = sum(
            ((Fraction(d["price"]) - opened) * side * Fraction(d["volume"]) for d in own),
            Fraction(0),
        ) / Fraction(trade["volume"])
        risk = abs(opened - Fraction(trade["stop_loss"]))
        assert trade["result_r"] == pytest.approx(float(gained / risk), abs=1e-12)
        assert trade["points"] == pytest.approx(
            float(gained / Fraction(instrument.point)), abs=0.006
        )
        assert Decimal(trade["mfe_money"]) == money_of(case, trade, trade["mfe"])
        assert Decimal(trade["mae_money"]) == money_of(case, trade, trade["mae"])
        pips.append(gained / Fraction(instrument.pip_size or 1))
    figures = made["statistics"]
    assert figures["total_pips"] == pytest.approx(float(sum(pips)))
    assert figures["average_pips"] == pytest.approx(float(sum(pips) / len(pips)))
    in_r = [trade["result_r"] for trade in trades]
    assert figures["average_r"] == pytest.approx(sum(in_r) / len(in_r))
    assert figures["correlation_profits_mfe"] is not None


def path(*prices: int) -> list[Row]:
    """Bars that go straight from one price to the next."""
    return [(a, max(a, b), min(a, b), b) for a, b in pairwise(prices)]


def test_half_at_1_r_and_the_rest_at_break_even_are_half_an_r() -> None:
    """In an account of a third currency the last part alone tells nothing: it moved by 0."""
    play = Play(long=[0], instrument=USDJPY, settings=account("EUR", "0.0061"))
    made = result_document(
        played(path(150_000, 150_000, 150_110, 150_050, 149_990), play, **HALVES, **EVEN)
    )
    (trade,) = made["trades"]
    assert trade["exit_reason"] == "break_even"
    assert (trade["result_r"], trade["points"]) == (0.5, 50)
    assert trade["mfe_money"] == "6.71"  # 110 points of 0.1 lots are 1,100 JPY


def test_half_at_1_r_and_the_rest_at_3_r_are_two_r() -> None:
    play = Play(long=[0], instrument=USDJPY, settings=account("EUR", "0.0061"))
    (trade,) = result_document(
        played(path(150_000, 150_000, 150_150, 150_350, 150_350), play, **HALVES)
    )["trades"]
    assert (trade["result_r"], trade["points"]) == (2, 200)


# -- what hangs on the order within a bar

BOTH: list[Row] = [
    (110_000, 110_000, 110_000, 110_000), (110_000, 110_200, 109_800, 110_000),
    (110_000, 110_000, 110_000, 110_000),
]  # fmt: skip


def flags_of(made: dict[str, Any]) -> dict[str, str]:
    return {flag["code"]: flag["message"] for flag in made["honesty"]["flags"]}


@pytest.mark.parametrize("side", ["long", "short"])
def test_a_bar_that_meets_stop_and_target_marks_its_trade(side: str) -> None:
    play = Play(**{side: [0]})  # pyright: ignore[reportArgumentType]
    made = result_document(played(BOTH, play, **ONE))
    (trade,) = made["trades"]
    assert (trade["exit_reason"], trade["exit_assumed"]) == ("stop_loss", True)
    assert made["statistics"]["assumed_exits"] == 1
    assert made["statistics"]["assumed_exits_pct"] == 100
    assert "1 of 1 trades (100.0 %)" in flags_of(made)["assumed_exits"]
    assert "1 of 1 trades (100.0 %)" in tear_sheet(made)


@pytest.mark.parametrize(
    "rows",
    [
        path(110_000, 110_000, 109_800, 109_800), path(110_000, 110_000, 110_200, 110_200),
        # Opened beyond the stop: nothing had to be assumed, whatever came later.
        [*path(110_000, 110_000, 110_000), (109_850, 110_300, 109_850, 110_300)],
    ],
)  # fmt: skip
def test_a_trade_that_met_one_of_them_only_is_not_marked(rows: list[Row]) -> None:
    made = result_document(played([*rows, rows[-1]], Play(long=[0]), **ONE))
    assert [trade["exit_assumed"] for trade in made["trades"]] == [False]
    assert "assumed_exits" not in flags_of(made)


def test_the_next_of_several_targets_counts_not_the_first() -> None:
    rows: list[Row] = [
        *path(110_000, 110_000, 110_150), (110_150, 110_250, 109_800, 110_000),
        (110_000, 110_000, 110_000, 110_000),
    ]  # fmt: skip
    (trade,) = result_document(played(rows, Play(long=[0]), **HALVES))["trades"]
    assert trade["exit_assumed"] is False
    rows[2] = (110_150, 110_320, 109_800, 110_000)
    (trade,) = result_document(played(rows, Play(long=[0]), **HALVES))["trades"]
    assert trade["exit_assumed"] is True


def detail(*rows: Row) -> Drill:
    bars: Bars = rows_market(rows, begin_ns=int(rows_market(BOTH).time_ns[1]))
    return Drill(
        time_ns=bars.time_ns[0] + MINUTE_NS * np.arange(len(rows)), open=bars.open,
        high=bars.high, low=bars.low, spread=bars.spread,
    )  # fmt: skip


def test_detail_that_decides_leaves_nothing_assumed() -> None:
    settings = RunSettings(intrabar=Intrabar.DRILL_DOWN)
    up = (110_000, 110_200, 110_000, 110_150)
    down = (110_000, 110_000, 109_800, 110_000)
    for rows, reason, is_assumed in (
        ([up, down], "take_profit", False), ([down, up], "stop_loss", False),
        ([(110_000, 110_200, 109_800, 110_000)], "stop_loss", True),
    ):  # fmt: skip
        around = Surroundings(drill=detail(*rows))
        play = Play(long=[0], settings=settings, around=around)
        (trade,) = result_document(played(BOTH, play, **ONE))["trades"]
        assert (trade["exit_reason"], trade["exit_assumed"]) == (reason, is_assumed)


# -- the account


def test_an_account_in_yen_has_no_decimals() -> None:
    play = Play(long=[0], instrument=USDJPY, settings=account("JPY"))
    made = result_document(played(path(150_000, 150_000, 150_110, 150_110), play, **ONE))
    assert made["trades"][0]["profit"] == "1000"
    assert made["statistics"]["net_profit"] == "1000"
    assert made["header"]["settings"]["account"]["digits"] == 0
    with pytest.raises(InvalidInput, match="at most 0 decimals, as JPY has"):
        AccountSettings(currency="JPY", balance=Decimal("100000.5"))
