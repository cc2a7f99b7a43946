"""The bar builder against a naive oracle that groups ticks afterwards."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tickloom.domain.bar_builder import ALL_TIMEFRAMES, BarBuilder, aggregate
from tickloom.domain.ids import Symbol
from tickloom.domain.market import MINUTE_NS, Bar, Tick, Timeframe

SYMBOL = Symbol("EURUSD")
START_NS = 1_398_902_400_000_000_000  # 2014-05-01 00:00 UTC, a Thursday


@st.composite
def tick_series(draw: st.DrawFn) -> list[Tick]:
    """Ticks with equal stamps, quiet hours, weekends and crossed quotes."""
    gaps = st.sampled_from([0, 1, 250, 999, 30_000, 60_000, 3_600_000, 2 * 86_400_000])
    steps = draw(st.lists(st.tuples(gaps, st.integers(-30, 30), st.integers(-3, 40)), max_size=120))
    time_ns, points, ordinal = START_NS + draw(st.integers(0, 10**9)) * 1_000_000, 138_650, 0
    ticks: list[Tick] = []
    for gap_ms, move, spread in steps:
        ordinal = ordinal + 1 if gap_ms == 0 and ticks else 0
        time_ns, points = time_ns + gap_ms * 1_000_000, points + move
        bid, ask = points / 100_000, (points + spread) / 100_000
        ticks.append(Tick(symbol=SYMBOL, time_ns=time_ns, bid=bid, ask=ask, ordinal=ordinal))
    return ticks


def naive_open(timeframe: Timeframe, time_ns: int) -> int:
    """Open of the bar by calendar arithmetic instead of modulo."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time_ns // 1000)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if timeframe is Timeframe.MN1:
        opened = midnight.replace(day=1)
    elif timeframe is Timeframe.W1:
        opened = midnight - timedelta(days=(midnight.weekday() + 1) % 7)
    else:
        minutes = (moment - midnight) // timedelta(minutes=timeframe.minutes)
        opened = midnight + timedelta(minutes=minutes * timeframe.minutes)
    return round(opened.timestamp()) * 1_000_000_000


def naive_bars(ticks: list[Tick]) -> dict[tuple[Timeframe, int], Bar]:
    groups: defaultdict[tuple[Timeframe, int], list[Tick]] = defaultdict(list)
    for tick in ticks:
        for timeframe in ALL_TIMEFRAMES:
            groups[timeframe, naive_open(timeframe, tick.time_ns)].append(tick)
    return {
        (timeframe, time_ns): Bar(
            symbol=SYMBOL, timeframe=timeframe, time_ns=time_ns, open=group[0].bid,
            high=max(t.bid for t in group), low=min(t.bid for t in group), close=group[-1].bid,
            tick_volume=len(group),
            spread_points=min(round((t.ask - t.bid) * 100_000) for t in group),
        )
        for (timeframe, time_ns), group in groups.items()
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(ticks=tick_series())
def test_every_bar_is_closed_once_and_equals_the_naive_one(ticks: list[Tick]) -> None:
    builder = BarBuilder(SYMBOL, points_per_unit=100_000)
    closed: list[Bar] = []
    for tick in ticks:
        for bar in builder.on_tick(tick):
            assert bar.end_ns <= tick.time_ns, "a bar closes only when its time is over"
            closed.append(bar)
    closed += builder.finish()
    built = {(bar.timeframe, bar.time_ns): bar for bar in closed}
    assert len(built) == len(closed)
    assert built == naive_bars(ticks)


@settings(max_examples=40, deadline=None)
@given(ticks=tick_series().filter(bool))
def test_the_forming_bars_hold_every_tick_that_no_closed_bar_holds(ticks: list[Tick]) -> None:
    builder = BarBuilder(SYMBOL, points_per_unit=100_000)
    for tick in ticks:
        builder.on_tick(tick)
    expected = naive_bars(ticks)
    for bar in builder.forming():
        assert bar == expected[bar.timeframe, bar.time_ns]


@settings(max_examples=40, deadline=None)
@given(ticks=tick_series(), timeframe=st.sampled_from(ALL_TIMEFRAMES))
def test_folding_minutes_gives_the_same_longer_bars(
    ticks: list[Tick], timeframe: Timeframe
) -> None:
    bars = naive_bars(ticks)
    minutes = [bar for (frame, _), bar in sorted(bars.items()) if frame is Timeframe.M1]
    minutes.sort(key=lambda bar: bar.time_ns)
    folded = {bar.time_ns: bar for bar in aggregate(minutes, timeframe)}
    assert folded == {t: bar for (frame, t), bar in bars.items() if frame is timeframe}


def test_a_late_tick_changes_nothing_and_is_counted() -> None:
    builder = BarBuilder(SYMBOL, points_per_unit=100_000)
    builder.on_tick(Tick(symbol=SYMBOL, time_ns=START_NS + MINUTE_NS, bid=1.1, ask=1.2))
    before = builder.forming()
    assert builder.on_tick(Tick(symbol=SYMBOL, time_ns=START_NS, bid=9.9, ask=9.9)) == []
    assert builder.forming() == before
    assert builder.late_ticks == 1
