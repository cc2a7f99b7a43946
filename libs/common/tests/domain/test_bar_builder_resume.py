"""A builder that starts in the middle closes the same bars as one that heard everything."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tickloom.domain.bar_builder import BarBuilder, aggregate
from tickloom.domain.ids import Symbol
from tickloom.domain.market import Bar, Tick, Timeframe

SYMBOL = Symbol("EURUSD")
BEGIN_NS = 1_706_500_800 * 1_000_000_000  # 2024-01-29 04:00 UTC: a month's end is near
SECOND_NS = 1_000_000_000

steps = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 90), st.sampled_from((3_600, 14_400, 86_400, 3 * 86_400))),
        st.integers(-30, 30),
    ),
    min_size=2, max_size=80,
)  # fmt: skip


def ticks_of(script: list[tuple[int, int]]) -> list[Tick]:
    ticks: list[Tick] = []
    time_ns, points = BEGIN_NS, 110_000
    for seconds, move in script:
        time_ns, points = time_ns + seconds * SECOND_NS, points + move
        bid = points / 100_000
        ticks.append(Tick(symbol=SYMBOL, time_ns=time_ns, bid=bid, ask=bid + 0.0001))
    return ticks


def past(ticks: list[Tick], before_ns: int) -> list[Bar]:
    """Whole days, then hours, then minutes, as a terminal's history gives them."""
    builder = BarBuilder(SYMBOL, points_per_unit=100_000, timeframes=(Timeframe.M1,))
    minutes = [bar for tick in ticks for bar in builder.on_tick(tick)] + builder.finish()
    minutes = [bar for bar in minutes if bar.time_ns < before_ns]
    day_ns, hour_ns = Timeframe.D1.open_ns(before_ns), Timeframe.H1.open_ns(before_ns)
    days = aggregate([bar for bar in minutes if bar.time_ns < day_ns], Timeframe.D1)
    hours = aggregate([b for b in minutes if day_ns <= b.time_ns < hour_ns], Timeframe.H1)
    return days + hours + [bar for bar in minutes if bar.time_ns >= hour_ns]


@settings(max_examples=200)
@given(script=steps, cut=st.integers(min_value=1, max_value=79))
def test_a_resumed_builder_closes_what_an_uninterrupted_one_closes(
    script: list[tuple[int, int]], cut: int
) -> None:
    ticks = ticks_of(script)
    cut = min(cut, len(ticks) - 1)
    whole = BarBuilder(SYMBOL, points_per_unit=100_000)
    for tick in ticks[:cut]:
        whole.on_tick(tick)
    minute_ns = Timeframe.M1.open_ns(ticks[cut - 1].time_ns)
    resumed = BarBuilder(SYMBOL, points_per_unit=100_000)
    resumed.resume(past(ticks[:cut], minute_ns), before_ns=minute_ns)
    for tick in ticks[:cut]:
        if tick.time_ns >= minute_ns:
            assert resumed.on_tick(tick) == []
    assert resumed.forming() == whole.forming()
    for tick in ticks[cut:]:
        assert resumed.on_tick(tick) == whole.on_tick(tick)
    assert resumed.finish() == whole.finish()
