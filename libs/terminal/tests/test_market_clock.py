"""Where a simulated market goes on after a kill, a stop, a change of file, a leap of the clock."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tickloom.domain.errors import Conflict
from tickloom_terminal.market.market_clock import MarketClock, begin, resume
from tickloom_terminal.market.market_source import MarketSource

MakeSource = Callable[..., MarketSource]
SECOND = 1_000_000_000
WALL = 1_800_000_000 * SECOND
ROWS = [("EURUSD", 0, 1.1, 1.1001)]


def test_market_time_runs_with_the_wall_times_the_speed() -> None:
    clock = MarketClock(origin_market_ns=500, origin_wall_ns=WALL, speed=1_000)
    assert clock.market_ns(WALL) == 500
    assert clock.market_ns(WALL + 3 * SECOND) == 500 + 3_000 * SECOND
    assert clock.market_ns(WALL - SECOND) == 500  # a wall clock set back does not turn it back


def test_a_replay_begins_at_its_first_tick_and_a_generated_market_now(
    scripted: MakeSource,
) -> None:
    replay, demo = scripted(ROWS), scripted(ROWS, mode="demo")
    assert begin(replay, speed=1, wall_ns=WALL).position_ns == replay.begins_ns
    assert begin(demo, speed=1, wall_ns=WALL).position_ns == WALL
    assert begin(demo, speed=1, wall_ns=WALL).clock.market_ns(WALL + 7) == WALL + 7


def test_a_killed_bridge_finds_the_market_further_on(scripted: MakeSource) -> None:
    source = scripted(ROWS)
    first = begin(source, speed=10, wall_ns=WALL)
    killed = replace(
        first, position_ns=source.begins_ns + 50 * SECOND, position_wall_ns=WALL + 5 * SECOND
    )
    again = resume(killed, source, speed=10, wall_ns=WALL + 9 * SECOND)
    assert again.position_ns == source.begins_ns + 50 * SECOND  # the accounts stand here
    assert again.clock.market_ns(WALL + 9 * SECOND) == source.begins_ns + 90 * SECOND


@pytest.mark.parametrize(("was_stopped", "pause_s", "speed"),
                         [(True, 9, 10), (False, 3_600, 10), (False, 9, 20)])  # fmt: skip
def test_a_stopped_a_long_dead_or_a_retimed_replay_goes_on_where_it_was(
    scripted: MakeSource, was_stopped: bool, pause_s: int, speed: float
) -> None:
    source = scripted(ROWS)
    position_ns = source.begins_ns + 50 * SECOND
    last = replace(
        begin(source, speed=10, wall_ns=WALL), position_ns=position_ns,
        position_wall_ns=WALL + 5 * SECOND, was_stopped=was_stopped,
    )  # fmt: skip
    wall_ns = WALL + (5 + pause_s) * SECOND
    again = resume(last, source, speed=speed, wall_ns=wall_ns)
    assert again.clock.market_ns(wall_ns) == position_ns
    assert again.record_from_ns == source.begins_ns
    assert not again.was_stopped


def test_a_generated_market_catches_up_with_the_calendar_but_never_runs_backward(
    scripted: MakeSource,
) -> None:
    source = scripted(ROWS, mode="demo")
    stopped = replace(begin(source, speed=100, wall_ns=WALL), was_stopped=True)
    later = resume(stopped, source, speed=1, wall_ns=WALL + 3_600 * SECOND)
    assert later.clock.market_ns(WALL + 3_600 * SECOND) == WALL + 3_600 * SECOND
    ahead = replace(stopped, position_ns=WALL + 9_000 * SECOND)
    later = resume(ahead, source, speed=1, wall_ns=WALL + 3_600 * SECOND)
    assert later.clock.market_ns(WALL + 3_600 * SECOND) == WALL + 9_000 * SECOND


def test_another_file_is_refused_when_it_would_run_back_in_time(scripted: MakeSource) -> None:
    source = scripted(ROWS)
    last = replace(begin(source, speed=1, wall_ns=WALL), position_ns=source.begins_ns + 50)
    with pytest.raises(Conflict, match="would run back in time") as refused:
        resume(last, scripted(ROWS, description="another"), speed=1, wall_ns=WALL)
    assert "--fresh" in refused.value.hint
    next_file = scripted(ROWS, description="next", begins_ns=source.begins_ns + 60)
    again = resume(last, next_file, speed=1, wall_ns=WALL)
    assert again.position_ns == source.begins_ns + 60
    assert again.record_from_ns == source.begins_ns
