"""Candle patterns: each against its definition written out in whole points, and by the book."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickloom.strategy.indicators.patterns import pattern_column, pattern_init, pattern_truths
from tickloom.strategy.nodes import PATTERN_WORDS
from tickloom.strategy.pattern_bars import PATTERN_BARS

Bar = tuple[int, int, int, int]
Rule = Callable[[Bar, Bar, Bar], bool]


def body(bar: Bar) -> int:
    return abs(bar[3] - bar[0])


def reach(bar: Bar) -> int:
    return bar[1] - bar[2]


def up(bar: Bar) -> int:
    return bar[1] - max(bar[0], bar[3])


def down(bar: Bar) -> int:
    return min(bar[0], bar[3]) - bar[2]


def bullish_engulfing(b: Bar, b1: Bar, _: Bar) -> bool:
    return b1[3] < b1[0] and b[3] > b[0] and b[0] <= b1[3] and b[3] >= b1[0] and body(b) > body(b1)


def bearish_engulfing(b: Bar, b1: Bar, _: Bar) -> bool:
    return b1[3] > b1[0] and b[3] < b[0] and b[0] >= b1[3] and b[3] <= b1[0] and body(b) > body(b1)


def hammer(b: Bar, *_: Bar) -> bool:
    return body(b) > 0 and down(b) >= 2 * body(b) and 100 * up(b) <= 15 * reach(b)


def shooting_star(b: Bar, *_: Bar) -> bool:
    return body(b) > 0 and up(b) >= 2 * body(b) and 100 * down(b) <= 15 * reach(b)


def doji(b: Bar, *_: Bar) -> bool:
    return reach(b) > 0 and 10 * body(b) <= reach(b)


def inside_bar(b: Bar, b1: Bar, _: Bar) -> bool:
    return b[1] <= b1[1] and b[2] >= b1[2] and (b[1], b[2]) != (b1[1], b1[2])


def outside_bar(b: Bar, b1: Bar, _: Bar) -> bool:
    return b[1] > b1[1] and b[2] < b1[2]


def morning_star(b: Bar, b1: Bar, b2: Bar) -> bool:
    long_fall = b2[3] < b2[0] and 2 * body(b2) >= reach(b2)
    small = 2 * body(b1) <= body(b2) and min(b1[0], b1[3]) <= b2[3]
    return long_fall and small and b[3] > b[0] and 2 * b[3] >= b2[0] + b2[3]


def evening_star(b: Bar, b1: Bar, b2: Bar) -> bool:
    long_rise = b2[3] > b2[0] and 2 * body(b2) >= reach(b2)
    small = 2 * body(b1) <= body(b2) and max(b1[0], b1[3]) >= b2[3]
    return long_rise and small and b[3] < b[0] and 2 * b[3] <= b2[0] + b2[3]


def bullish_pin_bar(b: Bar, b1: Bar, _: Bar) -> bool:
    return reach(b) > 0 and 3 * down(b) >= 2 * reach(b) and b[2] < b1[2]


def bearish_pin_bar(b: Bar, b1: Bar, _: Bar) -> bool:
    return reach(b) > 0 and 3 * up(b) >= 2 * reach(b) and b[1] > b1[1]


def three_white_soldiers(b: Bar, b1: Bar, b2: Bar) -> bool:
    rising = all(x[3] > x[0] and 10 * up(x) <= 3 * reach(x) for x in (b, b1, b2))
    return rising and b[3] > b1[3] > b2[3] and b[0] > b1[0] > b2[0]


def three_black_crows(b: Bar, b1: Bar, b2: Bar) -> bool:
    falling = all(x[3] < x[0] and 10 * down(x) <= 3 * reach(x) for x in (b, b1, b2))
    return falling and b[3] < b1[3] < b2[3] and b[0] < b1[0] < b2[0]


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        bullish_engulfing, bearish_engulfing, hammer, shooting_star, doji, inside_bar, outside_bar,
        morning_star, evening_star, bullish_pin_bar, bearish_pin_bar, three_white_soldiers,
        three_black_crows,
    )
}  # fmt: skip


def walk(count: int, seed: int) -> list[Bar]:
    """Bars of few points each, so that every boundary is met often."""
    generator = random.Random(seed)
    bars: list[Bar] = []
    price = 110_000
    for _ in range(count):
        drift = generator.choice((-12, -4, 0, 4, 12))
        opened = price + generator.randrange(-2, 3)
        price = opened + drift + generator.randrange(-8, 9)
        high = max(opened, price) + generator.choice((0, 0, 1, 2, 20))
        bars.append((opened, high, min(opened, price) - generator.choice((0, 0, 1, 2, 20)), price))
    return bars


def rows_of(bars: list[Bar], digits: int = 5) -> Any:
    prices = [[round(p / 10**digits, digits) for p in bar] for bar in bars]
    return np.ascontiguousarray(np.array(prices).T)


def truths(word: str, rows: Any, blocks: tuple[int, ...] = ()) -> list[int]:
    state = pattern_init(word)
    out: list[int] = []
    place = 0
    for size in [*blocks, rows.shape[1]]:
        block = np.ascontiguousarray(rows[:, place : place + size])
        found = np.empty(block.shape[1], dtype=np.int8)
        pattern_truths(state, block, found)
        out += found.tolist()
        place += size
    return out


@pytest.mark.parametrize("word", PATTERN_WORDS)
@pytest.mark.parametrize(("digits", "seed"), [(5, 1), (3, 2), (2, 3), (0, 4)])
def test_a_pattern_is_found_where_its_definition_in_points_holds(
    word: str, digits: int, seed: int
) -> None:
    """Also on the boundary, where a float of a price difference falls short."""
    bars = walk(3_000, seed)
    found = truths(word, rows_of(bars, digits))
    needed = PATTERN_BARS[word]
    assert found[: needed - 1] == [-1] * (needed - 1)
    expected = [int(RULES[word](*bars[i - 2 : i + 1][::-1])) for i in range(2, len(bars))]
    assert found[2:] == expected
    assert 0 < sum(expected) < len(expected), "the market holds some and not only those"


def test_the_words_the_rules_and_the_bars_are_the_same_patterns() -> None:
    assert set(PATTERN_WORDS) == set(RULES) == set(PATTERN_BARS)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(PATTERN_WORDS), st.lists(st.integers(0, 9), max_size=20))
def test_blocks_of_any_size_find_the_same(word: str, blocks: list[int]) -> None:
    rows = rows_of(walk(80, 5))
    assert truths(word, rows, tuple(blocks)) == truths(word, rows)


@pytest.mark.parametrize("word", PATTERN_WORDS)
def test_nothing_that_comes_later_takes_a_pattern_back(word: str) -> None:
    rows, other = rows_of(walk(200, 6)), rows_of(walk(200, 7))
    other[:, :120] = rows[:, :120]
    assert truths(word, rows)[:120] == truths(word, other)[:120]


@pytest.mark.parametrize("word", PATTERN_WORDS)
def test_a_market_without_range_has_no_pattern(word: str) -> None:
    found = truths(word, np.full((4, 10), 1.25))
    assert set(found[PATTERN_BARS[word] - 1 :]) == {0}


def test_as_a_line_a_pattern_is_1_0_or_not_a_number() -> None:
    rows = rows_of(walk(200, 8))
    lines = np.empty((1, 200))
    pattern_column(pattern_init("morning_star"), rows, lines)
    found = truths("morning_star", rows)
    assert [-1 if np.isnan(x) else int(x) for x in lines[0]] == found
    assert set(found) == {-1, 0, 1}
