"""Money through the kernels: the worked examples of sizing, profit, margin, swap and commission."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.market import DAY_NS, MINUTE_NS, Timeframe
from tickloom.engine.bars import Bars
from tickloom.engine.run import Surroundings
from tickloom.engine.run_settings import AccountSettings, RunSettings
from tickloom.engine.simulation.exact import floor_ratio, rounded_ratio
from tickloom.engine.simulation.market import Rates, nights
from tickloom.engine.simulation.money import commission, margin, profit, swap
from tickloom.engine.simulation.simulate import Setting
from tickloom.stats.report_costs import nights as nights_of
from tickloom.stats.report_deals import Report
from tickloom.stats.report_import import read_report
from tickloom.stats.report_positions import closed_of
from tickloom.testing.plays import (
    EURGBP,
    EURUSD,
    MONDAY_NS,
    USDJPY,
    XAUUSD,
    Play,
    Row,
    entries,
    lived,
    rows_market,
    setting_of,
)
from tickloom.venue.costs import Commission, CommissionMode, Swap, SwapMode

EURJPY = replace(USDJPY, symbol=Symbol("EURJPY"), currency_base="EUR", currency_margin="EUR")
REPORTS = Path(__file__).resolve().parents[5] / "shared" / "data" / "reports"
EUR = RunSettings(account=AccountSettings(currency="EUR"))


def rates(symbol: str, digits: int, price: int, *, is_inverse: bool, spread: int = 0) -> Rates:
    """A currency pair that stands still."""
    pair = replace(EURUSD, symbol=Symbol(symbol), digits=digits)
    row: Row = (price, price, price, price, spread)
    bars = rows_market([row], begin_ns=MONDAY_NS - DAY_NS, instrument=pair)
    return Rates(bars=bars, is_inverse=is_inverse)


GBPUSD = rates("GBPUSD", 5, 127_000, is_inverse=False)
USDJPY_AT_150 = rates("USDJPY", 3, 150_000, is_inverse=True)
CASES = [
    (EURUSD, 108_500, {"unit": "pips", "value": 20}, RunSettings(), None, 50),
    (USDJPY, 150_000, {"unit": "pips", "value": 25}, RunSettings(), None, 60),
    (XAUUSD, 235_000, {"unit": "price", "value": 8}, RunSettings(), None, 12),
    (EURGBP, 85_000, {"unit": "pips", "value": 15}, RunSettings(), GBPUSD, 52),
    (EURJPY, 163_000, {"unit": "pips", "value": 40}, RunSettings(), USDJPY_AT_150, 37),
    (EURUSD, 110_000, {"unit": "pips", "value": 20}, EUR, None, 55),
]


def still(price: int, count: int = 3) -> list[Row]:
    return [(price, price, price, price)] * count


@pytest.mark.parametrize(("instrument", "price", "stop", "settings", "pair", "steps"), CASES)
def test_one_percent_of_ten_thousand(
    instrument: Instrument, price: int, stop: dict[str, object], settings: RunSettings,
    pair: Rates | None, steps: int,
) -> None:  # fmt: skip
    play = Play(long=[0], instrument=instrument, settings=settings, around=Surroundings(rates=pair))
    sizing = {"mode": "risk_pct", "pct": 1}
    outcome = lived(still(price), play, stop_loss=stop, sizing=sizing)
    assert entries(outcome)[0][2] == steps
    money = lived(still(price), play, stop_loss=stop, sizing={"mode": "risk_money", "amount": 100})
    assert entries(money)[0][2] == steps


def test_a_fixed_rate_counts_like_a_pair_that_stands_still() -> None:
    account = AccountSettings(conversion_rate=Decimal("1.27"))
    play = Play(long=[0], instrument=EURGBP, settings=RunSettings(account=account))
    outcome = lived(still(85_000), play, stop_loss={"unit": "pips", "value": 15},
                    sizing={"mode": "risk_pct", "pct": 1})  # fmt: skip
    assert entries(outcome)[0][2] == 52


@pytest.mark.parametrize(
    ("numbers", "result"),
    [
        ((10_000, 3, 500, 1), 60),  # 100 USD over 100/150 a tick: never 59
        ((29, 100, 100, 1), 29), ((57, 100, 100, 1), 57),
        ((2**62, 2**40, 2**62, 2**40), 1), ((2**62, 1, 1, 1), 2**31 - 1), ((0, 5, 7, 1), 0),
    ],
)  # fmt: skip
def test_floors_that_floats_get_wrong(numbers: tuple[int, int, int, int], result: int) -> None:
    assert floor_ratio(*numbers) == result


@given(
    a=st.integers(0, 2**62), b=st.integers(0, 2**40), c=st.integers(1, 2**30),
    d=st.integers(1, 2**62),
)  # fmt: skip
def test_a_floor_is_exact_in_128_bits(a: int, b: int, c: int, d: int) -> None:
    assert floor_ratio(a, b, c, d) == min(2**31 - 1, a * b // (c * d))


@given(steps=st.integers(1, 100_000), a=st.integers(1, 2**30), c=st.integers(1, 2**30),
       off=st.sampled_from([-1, 0, 1]))  # fmt: skip
def test_a_floor_at_the_edge_of_a_step_is_exact(steps: int, a: int, c: int, off: int) -> None:
    """Quotients that are a whole number, or one part in 2**60 beside it."""
    assert floor_ratio(steps * a + off, c, a, c) == floor(Fraction(steps * a + off, a))


@given(top=st.integers(-(2**55), 2**55), under=st.integers(1, 2**40))
def test_halves_are_rounded_away_from_zero(top: int, under: int) -> None:
    exact = Fraction(abs(top), under) + Fraction(1, 2)
    sign = 1 if top >= 0 else -1
    assert rounded_ratio(top, under) == sign * floor(exact)


def made(
    instrument: Instrument, price: int, settings: RunSettings | None = None,
    pair: Rates | None = None,
) -> Setting:  # fmt: skip
    play = Play(
        instrument=instrument, settings=settings or RunSettings(), around=Surroundings(rates=pair)
    )
    return setting_of(rows_market(still(price), instrument=instrument), play)[0]


@pytest.mark.parametrize(
    ("instrument", "side", "steps", "opened", "closed", "pair", "cents"),
    [
        (EURUSD, 1, 50, 108_500, 108_720, None, 11_000),
        (USDJPY, 1, 40, 150_000, 149_600, None, -10_695),
        (XAUUSD, -1, 12, 235_000, 234_200, None, 9_600),
        (EURGBP, 1, 52, 85_000, 85_120, GBPUSD, 7_925),
    ],
)
def test_profits_as_in_the_table(
    instrument: Instrument, side: int, steps: int, opened: int, closed: int, pair: Rates | None,
    cents: int,
) -> None:  # fmt: skip
    setting = made(instrument, opened, pair=pair)
    points = (closed - opened) * side
    assert profit(setting.money, setting.market, 1, points, steps, closed, closed) == cents


def test_a_gain_is_sold_and_a_loss_is_bought_at_the_worse_side() -> None:
    pair = rates("GBPUSD", 5, 127_000, is_inverse=False, spread=10)
    setting = made(EURGBP, 85_000, pair=pair)
    assert profit(setting.money, setting.market, 1, 100, 100, 85_000, 85_000) == 12_700
    assert profit(setting.money, setting.market, 1, -100, 100, 85_000, 85_000) == -12_701
    setting = made(USDJPY, 150_000)
    assert profit(setting.money, setting.market, 1, 1_000, 100, 150_000, 151_000) == 66_225
    assert profit(setting.money, setting.market, 1, -1_000, 100, 150_000, 151_000) == -66_667


@pytest.mark.parametrize(
    ("instrument", "steps", "price", "leverage", "pair", "cents"),
    [
        (EURUSD, 50, 108_500, 100, None, 54_250),
        (USDJPY, 40, 150_000, 100, None, 40_000),
        (EURGBP, 52, 85_433, 100, GBPUSD, 56_420),  # the pairs' own cross: EURUSD 1.0850
        (XAUUSD, 12, 235_000, 20, None, 141_000),
        (replace(XAUUSD, calc_mode=CalcMode.CFD), 12, 235_000, 20, None, 2_820_000),
    ],
)
def test_margins_as_in_the_table(
    instrument: Instrument, steps: int, price: int, leverage: int, pair: Rates | None, cents: int
) -> None:
    settings = RunSettings(account=AccountSettings(leverage=leverage))
    setting = made(instrument, price, settings, pair)
    assert round(margin(setting.money, setting.market, 1, steps, price, price)) == cents


def test_the_margin_of_a_pair_based_on_the_accounts_currency_does_not_follow_its_price() -> None:
    setting = made(USDJPY, 150_000)
    for bid in (120_000, 149_990, 180_000):
        assert margin(setting.money, setting.market, 1, 40, 150_010, bid) == pytest.approx(40_000)


def swapped(
    instrument: Instrument, price: int, model: Swap, steps: int, count: int = 1, side: int = 1,
    opened: int | None = None,
) -> int:  # fmt: skip
    setting = made(instrument, price, RunSettings(swap=model))
    return swap(setting.money, setting.market, 1, side, steps, count, opened or price, price, price)


def test_a_swap_in_points_as_a_real_tester_charged_it() -> None:
    model = Swap(mode=SwapMode.POINTS, long=Decimal("-65.94"), short=Decimal("12.5"))
    assert swapped(XAUUSD, 260_000, model, 16) == -1_055
    assert swapped(XAUUSD, 260_000, model, 16, 3) == -3_165
    assert swapped(XAUUSD, 260_000, model, 16, side=-1) == 200
    assert swapped(USDJPY, 150_000, Swap(mode=SwapMode.POINTS, long=Decimal("5.96")), 100) == 397


@pytest.mark.parametrize(
    ("mode", "rate", "cents"),
    [
        (SwapMode.MONEY_DEPOSIT, "-3.5", -175),
        (SwapMode.MONEY_BASE, "-3.5", -193),  # 1.75 EUR at 1.1000
        (SwapMode.MONEY_MARGIN, "-3.5", -193),
        (SwapMode.INTEREST_CURRENT, "-2.5", -382),  # 55,000 USD x 2.5 % / 360
        (SwapMode.INTEREST_OPEN, "-2.5", -347),  # 50,000 USD x 2.5 % / 360
    ],
)
def test_swaps_of_every_mode(mode: SwapMode, rate: str, cents: int) -> None:
    model = Swap(mode=mode, long=Decimal(rate))
    assert swapped(EURUSD, 110_000, model, 50, opened=100_000) == cents


def daily(*days: int) -> Bars:
    return rows_market(still(100_000, len(days)), timeframe=Timeframe.D1,
                       minutes=[day * 1_440 for day in days])  # fmt: skip


def test_wednesday_counts_three_nights_and_the_weekend_none() -> None:
    model = RunSettings(swap=Swap(mode=SwapMode.POINTS, long=Decimal(-1)))
    counted = nights(daily(0, 1, 2, 3, 4, 7, 8), model)
    assert list(counted) == [0, 1, 1, 3, 1, 1, 1]
    friday = replace(model, swap=replace(model.swap, triple_day=5))
    assert list(nights(daily(0, 1, 2, 3, 4, 7, 8), friday)) == [0, 1, 1, 1, 1, 3, 1]
    assert list(nights(daily(0, 14), model)) == [0, 14]


def test_a_position_opened_and_closed_on_one_day_pays_no_swap() -> None:
    settings = RunSettings(swap=Swap(mode=SwapMode.MONEY_DEPOSIT, long=Decimal(-10)))
    bars = rows_market(still(100_000, 6), minutes=[0, 15, 1_425, 1_440, 1_455, 1_470])
    same = lived(bars, Play(long=[0], exit_long=[1], settings=settings))
    assert list(same.positions.swap) == [0]
    over = lived(bars, Play(long=[0], exit_long=[2], settings=settings))
    assert list(over.positions.swap) == [-100]


def test_swap_follows_the_volume_that_is_closed() -> None:
    settings = RunSettings(swap=Swap(mode=SwapMode.MONEY_DEPOSIT, long=Decimal("-10.1")))
    flat, up = still(100_000, 1)[0], (100_000, 100_110, 99_990, 100_000)
    bars = rows_market([flat, flat, up, flat], minutes=[0, 15, 1_440, 1_455])
    outcome = lived(bars, Play(long=[0], settings=settings),
                    take_profit=[{"unit": "points", "value": 100, "close_pct": 30}])  # fmt: skip
    assert list(outcome.deals.swap) == [0, -30, -71]
    assert outcome.positions.swap[0] == -101


@pytest.mark.parametrize(
    ("model", "entering", "leaving"),
    [
        (Commission(), 0, 0),
        (Commission(mode=CommissionMode.PER_LOT, amount=Decimal("3.5")), -175, -175),
        (Commission(mode=CommissionMode.ROUND_TURN, amount=Decimal(5)), -250, 0),
        (Commission(mode=CommissionMode.PER_MILLION, amount=Decimal(30)), -165, -165),
        (Commission(mode=CommissionMode.PERCENT, amount=Decimal("0.01")), -550, -550),
        (Commission(mode=CommissionMode.PER_DEAL, amount=Decimal("1.25")), -125, -125),
        (Commission(mode=CommissionMode.PER_LOT, amount=Decimal(1), minimum=Decimal(2)),
         -200, -200),
        (Commission(mode=CommissionMode.PER_LOT, amount=Decimal("0.001"), minimum=Decimal(2)),
         -200, -200),
    ],
)  # fmt: skip
def test_commissions_of_every_mode(model: Commission, entering: int, leaving: int) -> None:
    """Half a lot at 1.1000: a turnover of 55,000 USD."""
    setting = made(EURUSD, 110_000, RunSettings(commission=model))
    charged = [
        commission(setting.money, setting.market, 1, 50, 110_000, is_entry)
        for is_entry in (True, False)
    ]
    assert charged == [entering, leaving]


def test_turnover_is_counted_in_the_accounts_currency() -> None:
    """Half a lot of USDJPY turns over 50,000 USD, whatever the yen."""
    model = Commission(mode=CommissionMode.PER_MILLION, amount=Decimal(30))
    setting = made(USDJPY, 150_000, RunSettings(commission=model))
    assert commission(setting.money, setting.market, 1, 50, 150_000, True) == -150


def test_balance_equity_and_deals_add_up() -> None:
    settings = RunSettings(
        commission=Commission(mode=CommissionMode.PER_LOT, amount=Decimal("3.5")),
        swap=Swap(mode=SwapMode.POINTS, long=Decimal("-6.5")),
    )
    bars = rows_market([*still(100_000, 2), *still(100_040, 3)],
                       minutes=[0, 15, 1_440, 1_455, 1_470])  # fmt: skip
    outcome = lived(bars, Play(long=[0], exit_long=[3], settings=settings))
    deals, equity = outcome.deals, outcome.equity
    assert equity is not None
    assert list(equity.balance) == [1_000_000, 999_965, 999_965, 999_965, 1_000_265]
    assert list(equity.equity) == [1_000_000, 999_965, 1_000_300, 1_000_300, 1_000_265]
    total = deals.profit + deals.commission + deals.swap
    assert list(deals.balance) == list(1_000_000 + total.cumsum())
    assert outcome.positions.profit[0] == 400
    assert outcome.positions.swap[0] == -65
    assert outcome.positions.commission[0] == -70


@pytest.fixture(scope="module")
def real() -> Report:
    path = REPORTS / "ReportTester-246753.html"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return read_report(path.read_bytes())


def test_every_trade_of_a_real_report_comes_out_of_the_kernels_to_the_cent(real: Report) -> None:
    setting = made(XAUUSD, 260_000)
    closed = closed_of(real.deals)
    assert len(closed) == 346
    for each in closed:
        points = int((each.closing.price - each.opening.price) * 100) * each.opening.side
        price = int(each.closing.price * 100)
        steps = int(each.volume * 100)
        cents = profit(setting.money, setting.market, 1, points, steps, price, price)
        assert cents == int(each.closing.profit * 100)


def test_every_commission_of_a_real_report_comes_out_of_the_kernels(real: Report) -> None:
    """5 USD a lot, all of it on the entry."""
    model = Commission(mode=CommissionMode.ROUND_TURN, amount=Decimal(5))
    setting = made(XAUUSD, 260_000, RunSettings(commission=model))
    for deal in real.deals:
        steps, price = int(deal.volume * 100), int(deal.price * 100)
        is_entry = deal.entry == 0
        charged = commission(setting.money, setting.market, 1, steps, price, is_entry)
        assert charged == int(deal.commission * 100)


def test_nights_are_counted_as_in_a_real_report(real: Report) -> None:
    model = RunSettings(swap=Swap(mode=SwapMode.POINTS, long=Decimal(-1)))
    for each in closed_of(real.deals):
        times = [each.opening.time_ns // MINUTE_NS, each.closing.time_ns // MINUTE_NS]
        if times[0] == times[1]:
            continue
        bars = rows_market(still(1, 2), begin_ns=0, minutes=times)
        assert nights(bars, model)[1] == nights_of(each)
