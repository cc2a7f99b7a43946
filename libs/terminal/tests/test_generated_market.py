"""The generated market is a function of (seed, symbol, time), and has the measured shape."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickloom.domain.bar_builder import BarBuilder
from tickloom.domain.errors import InvalidInput, NotFound
from tickloom.domain.ids import Symbol
from tickloom.domain.market import DAY_NS, MINUTE_NS, Bar, Tick, Timeframe
from tickloom_terminal.market.generated_source import GeneratedSource
from tickloom_terminal.market.market_shape import SHAPES
from tickloom_terminal.market.market_source import TickColumns

HOUR_NS = 60 * MINUTE_NS
# Monday, 2026-11-16 00:00 UTC.
MONDAY_NS = 20_773 * DAY_NS
BEGINS_NS = MONDAY_NS - 30 * DAY_NS
Floats = npt.NDArray[np.float64]
SYMBOLS = [Symbol(name) for name in SHAPES]
EURUSD, XAUUSD = Symbol("EURUSD"), Symbol("XAUUSD")


def source(seed: int = 7, *, weekend: bool = False, daily_break: bool = False) -> GeneratedSource:
    return GeneratedSource(seed=seed, begins_ns=BEGINS_NS, weekend=weekend, daily_break=daily_break)


def as_bytes(ticks: TickColumns) -> tuple[bytes, ...]:
    columns = (ticks.time_ns, ticks.bid, ticks.ask, ticks.ordinal)
    return tuple(column.tobytes() for column in columns)


def values(symbol: Symbol, ticks: TickColumns) -> list[Tick]:
    rows = zip(
        ticks.time_ns.tolist(), ticks.bid.tolist(), ticks.ask.tolist(), ticks.ordinal.tolist(),
        strict=True,
    )  # fmt: skip
    return [Tick(symbol=symbol, time_ns=t, bid=b, ask=a, ordinal=n) for t, b, a, n in rows]


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_the_same_question_has_the_same_answer_in_any_order_and_life(symbol: Symbol) -> None:
    hours = [MONDAY_NS + hour * HOUR_NS for hour in (50, 3, 27, 51, 4, 2)]
    first = source()
    asked = {t: as_bytes(first.ticks(symbol, from_ns=t, to_ns=t + HOUR_NS)) for t in hours}
    other = source()
    other.bars(symbol, Timeframe.H1, from_ns=None, to_ns=MONDAY_NS + 60 * HOUR_NS, limit=500)
    for t in sorted(hours):
        assert as_bytes(other.ticks(symbol, from_ns=t, to_ns=t + HOUR_NS)) == asked[t]
        assert as_bytes(first.ticks(symbol, from_ns=t, to_ns=t + HOUR_NS)) == asked[t]


def test_threads_that_read_at_once_see_the_same_market() -> None:
    expected, shared = source(), source()
    hours = [MONDAY_NS - day * DAY_NS + day * HOUR_NS for day in range(24)]

    def read(market: GeneratedSource, hour_ns: int) -> tuple[bytes, ...]:
        market.bars(EURUSD, Timeframe.H1, from_ns=None, to_ns=hour_ns, limit=200)
        return as_bytes(market.ticks(EURUSD, from_ns=hour_ns, to_ns=hour_ns + HOUR_NS))

    with ThreadPoolExecutor(max_workers=6) as threads:
        together = list(threads.map(partial(read, shared), hours))
    assert together == [read(expected, hour_ns) for hour_ns in hours]


def test_another_seed_is_another_market() -> None:
    one = source(1).ticks(EURUSD, from_ns=MONDAY_NS, to_ns=MONDAY_NS + HOUR_NS)
    two = source(2).ticks(EURUSD, from_ns=MONDAY_NS, to_ns=MONDAY_NS + HOUR_NS)
    assert as_bytes(one) != as_bytes(two)


def test_where_history_begins_does_not_change_what_happened() -> None:
    shorter = GeneratedSource(seed=7, begins_ns=MONDAY_NS - DAY_NS)
    longer = GeneratedSource(seed=7, begins_ns=MONDAY_NS - 900 * DAY_NS)
    for one in (XAUUSD, EURUSD):
        assert as_bytes(shorter.ticks(one, from_ns=MONDAY_NS, to_ns=MONDAY_NS + HOUR_NS)) == (
            as_bytes(longer.ticks(one, from_ns=MONDAY_NS, to_ns=MONDAY_NS + HOUR_NS))
        )


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 5 * HOUR_NS), min_size=1, max_size=6))
def test_cut_anywhere_the_parts_join_without_overlap_or_hole(cuts: list[int]) -> None:
    begin, end = MONDAY_NS + 22 * HOUR_NS, MONDAY_NS + 27 * HOUR_NS
    market = source()
    whole = market.ticks(EURUSD, from_ns=begin, to_ns=end)
    borders = [begin, *sorted(begin + cut for cut in cuts), end]
    parts = [market.ticks(EURUSD, from_ns=a, to_ns=b) for a, b in itertools.pairwise(borders)]
    joined = tuple(b"".join(columns) for columns in zip(*map(as_bytes, parts), strict=True))
    assert joined == as_bytes(whole)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_quotes_are_on_the_grid_never_crossed_and_rightly_numbered(symbol: Symbol) -> None:
    market = source()
    ticks = market.ticks(symbol, from_ns=MONDAY_NS, to_ns=MONDAY_NS + 26 * HOUR_NS)
    digits = next(sheet.digits for sheet in market.instruments if sheet.symbol == symbol)
    assert np.all(ticks.ask > ticks.bid)
    assert np.all(np.diff(ticks.time_ns) >= 0)
    assert np.all(ticks.time_ns % 1_000_000 == 0)
    for prices in (ticks.bid, ticks.ask):
        assert np.array_equal(np.rint(prices * 10**digits) / 10**digits, prices)
    seen: dict[int, int] = {}
    for time_ns, ordinal in zip(ticks.time_ns.tolist(), ticks.ordinal.tolist(), strict=True):
        assert ordinal == seen.get(time_ns, 0)
        seen[time_ns] = ordinal + 1
    assert ticks.ordinal.max() > 0, "equal stamps occur, as in real feeds"


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize("closings", [False, True])
def test_bars_equal_what_the_builder_makes_of_the_ticks(symbol: Symbol, closings: bool) -> None:
    market = source(weekend=closings, daily_break=closings)
    begin, end = MONDAY_NS - 3 * DAY_NS, MONDAY_NS + DAY_NS
    digits = next(sheet.digits for sheet in market.instruments if sheet.symbol == symbol)
    timeframes = (Timeframe.M1, Timeframe.M5, Timeframe.H1, Timeframe.H4, Timeframe.D1)
    builder = BarBuilder(symbol, points_per_unit=10**digits, timeframes=timeframes)
    built: list[Bar] = []
    for tick in values(symbol, market.ticks(symbol, from_ns=begin, to_ns=end)):
        built += builder.on_tick(tick)
    built += builder.finish()
    for timeframe in timeframes:
        bars = market.bars(symbol, timeframe, from_ns=begin, to_ns=end, limit=10_000)
        assert bars == [bar for bar in built if bar.timeframe is timeframe]
        assert bars


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(SYMBOLS), st.sampled_from(list(Timeframe)), st.integers(1, 300),
    st.integers(0, 3 * DAY_NS),
)  # fmt: skip
def test_longer_bars_are_folds_of_shorter_ones(
    symbol: Symbol, timeframe: Timeframe, limit: int, until: int
) -> None:
    market, to_ns = source(), MONDAY_NS + until
    bars = market.bars(symbol, timeframe, from_ns=None, to_ns=to_ns, limit=limit)
    assert len(bars) <= limit
    assert all(bar.end_ns <= to_ns for bar in bars)
    if bars:
        # The first bar may begin before the market does.
        minutes = market.bars(
            symbol, Timeframe.M1, from_ns=bars[-1].time_ns, to_ns=bars[-1].end_ns, limit=50_000
        )
        assert bars[-1].high == max(minute.high for minute in minutes)
        assert bars[-1].low == min(minute.low for minute in minutes)
        assert bars[-1].tick_volume == sum(minute.tick_volume for minute in minutes)
        assert (bars[-1].open, bars[-1].close) == (minutes[0].open, minutes[-1].close)


def test_nothing_is_quoted_before_the_market_begins() -> None:
    market = source()
    assert market.begins_ns == BEGINS_NS
    early = market.ticks(EURUSD, from_ns=BEGINS_NS - HOUR_NS, to_ns=BEGINS_NS + HOUR_NS)
    assert early.time_ns[0] >= BEGINS_NS
    days = market.bars(EURUSD, Timeframe.D1, from_ns=None, to_ns=MONDAY_NS, limit=1_000)
    assert len(days) == 30


def test_by_default_the_market_never_closes() -> None:
    market = source()
    saturday = MONDAY_NS + 5 * DAY_NS
    assert len(market.ticks(EURUSD, from_ns=saturday, to_ns=saturday + HOUR_NS).time_ns)
    assert market.is_open(EURUSD, saturday)
    assert market.next_open_ns(EURUSD, saturday) is None
    assert all(sheet.always_open for sheet in market.instruments)


def test_weekends_close_forex_and_metals_but_not_the_demo_index() -> None:
    market = source(weekend=True)
    friday, sunday = (
        MONDAY_NS + 4 * DAY_NS + 21 * HOUR_NS,
        MONDAY_NS + 6 * DAY_NS + 21 * HOUR_NS,
    )
    for symbol in (EURUSD, XAUUSD):
        assert not len(market.ticks(symbol, from_ns=friday, to_ns=sunday).time_ns)
        assert not market.is_open(symbol, friday)
        assert market.is_open(symbol, friday - 1)
        assert market.next_open_ns(symbol, friday) == sunday
        assert len(market.ticks(symbol, from_ns=sunday, to_ns=sunday + HOUR_NS).time_ns)
    assert market.is_open(Symbol("TLX24"), friday)
    assert len(market.ticks(Symbol("TLX24"), from_ns=friday, to_ns=friday + HOUR_NS).time_ns)


def test_only_metals_pause_daily() -> None:
    market, pause = source(daily_break=True), MONDAY_NS + 21 * HOUR_NS
    assert not market.is_open(XAUUSD, pause)
    assert market.next_open_ns(XAUUSD, pause + 5) == pause + HOUR_NS
    assert market.is_open(EURUSD, pause)


def test_unknown_symbols_are_refused_with_what_there_is() -> None:
    with pytest.raises(InvalidInput, match="expected one of EURUSD, GBPUSD"):
        GeneratedSource(seed=1, begins_ns=BEGINS_NS, symbols=["EURSEK"])
    only = GeneratedSource(seed=1, begins_ns=BEGINS_NS, symbols=["TLX24"])
    assert [sheet.symbol for sheet in only.instruments] == ["TLX24"]
    with pytest.raises(NotFound, match="EURUSD"):
        only.ticks(EURUSD, from_ns=MONDAY_NS, to_ns=MONDAY_NS + 1)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_ticks_and_spreads_have_the_measured_shape(symbol: Symbol) -> None:
    shape, market = SHAPES[symbol], source()
    digits = next(sheet.digits for sheet in market.instruments if sheet.symbol == symbol)
    busy, quiet = (
        np.concatenate([
            _spreads(market, symbol, digits, MONDAY_NS - day * DAY_NS + hour * HOUR_NS)
            for day in range(30)
        ])
        for hour in (14, 4)
    )  # fmt: skip
    for hour, spreads in ((14, busy), (4, quiet)):
        rate = len(spreads) / 30 / 60
        assert rate == pytest.approx(shape.ticks_per_minute[hour], rel=0.25)
        assert np.median(spreads) == pytest.approx(shape.spread_median[hour], rel=0.15)
        assert np.percentile(spreads, 99) == pytest.approx(shape.spread_p99[hour], rel=0.35)


def _spreads(market: GeneratedSource, symbol: Symbol, digits: int, hour_ns: int) -> Floats:
    ticks = market.ticks(symbol, from_ns=hour_ns, to_ns=hour_ns + HOUR_NS)
    return np.rint((ticks.ask - ticks.bid) * 10**digits)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_prices_stay_near_their_level_and_move_as_measured(symbol: Symbol) -> None:
    shape = SHAPES[symbol]
    market = GeneratedSource(seed=11, begins_ns=MONDAY_NS - 380 * DAY_NS)
    days = market.bars(symbol, Timeframe.D1, from_ns=None, to_ns=MONDAY_NS, limit=380)
    close = np.array([bar.close for bar in days])
    daily = np.sqrt(60 * np.sum(np.square(shape.volatility_per_minute))) * 1e-6
    assert np.diff(np.log(close)).std() == pytest.approx(daily, rel=0.25)
    # The stationary deviation of the path is about 4.5 daily ones.
    assert np.abs(np.log(close / shape.price)).max() < 4.5 * 4 * daily
    hours = market.bars(symbol, Timeframe.H1, from_ns=None, to_ns=MONDAY_NS, limit=5_000)
    moves = {
        hour: np.std([np.log(b.close / b.open) for b in hours if b.time_ns // HOUR_NS % 24 == hour])
        for hour in (4, 14)
    }
    ratio = shape.volatility_per_minute[14] / shape.volatility_per_minute[4]
    assert moves[14] / moves[4] == pytest.approx(ratio, rel=0.3)
