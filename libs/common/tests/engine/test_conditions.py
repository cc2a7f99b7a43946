"""The meaning of conditions, against a plain evaluation that looks at whole series."""

from decimal import Decimal
from itertools import pairwise
from math import isnan, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickloom.domain.errors import InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import CalcMode, Instrument
from tickloom.domain.market import MINUTE_NS, Bar, Timeframe
from tickloom.engine.charts import operand_values, operand_warm_up_bars
from tickloom.engine.compiler import Compiler
from tickloom.engine.drivers import BAR_WORDS, Block, Evaluation, bar_rows
from tickloom.strategy.parse_condition import read_condition
from tickloom.strategy.reader import Reader

GOLD = Instrument(
    symbol=Symbol("XAUUSD"), description="Gold", group="metals", digits=2,
    tick_size=Decimal("0.01"), contract_size=Decimal(100), volume_min=Decimal("0.01"),
    volume_max=Decimal(50), volume_step=Decimal("0.01"), currency_base="XAU",
    currency_profit="USD", currency_margin="USD", calc_mode=CalcMode.CFD_LEVERAGE,
    pip_size=Decimal("0.1"),
)  # fmt: skip
CLOSE, OPEN = {"price": "close"}, {"price": "open"}


def bars_of(closes: list[float], opens: list[float] | None = None) -> list[Bar]:
    starts = opens or closes
    return [
        Bar(
            symbol=GOLD.symbol, timeframe=Timeframe.M1, time_ns=i * MINUTE_NS, open=o,
            high=max(o, c) + 0.5, low=min(o, c) - 0.25, close=c, tick_volume=10 + i % 7,
            spread_points=20 + i % 3,
        )
        for i, (o, c) in enumerate(zip(starts, closes, strict=True))
    ]  # fmt: skip


def evaluated(raw: Any, bars: list[Bar], *, block: int = 10_000) -> Block:
    reader = Reader()
    compiler = Compiler()
    compiler.condition(read_condition(reader, raw, ""), "")
    assert not reader.findings
    evaluation = Evaluation(compiler.code, point=0.01)
    parts = [
        evaluation.run(bar_rows(bars[start : start + block]))
        for start in range(0, len(bars), block)
    ]
    return Block(
        np.concatenate([p.columns for p in parts], axis=1),
        np.concatenate([p.truths for p in parts], axis=1),
    )


def truths(raw: Any, closes: list[float], opens: list[float] | None = None) -> list[int]:
    return list(evaluated(raw, bars_of(closes, opens)).truths[-1])


def test_crosses_and_equality_as_in_the_table() -> None:
    left = [1.09, 1.10, 1.11, 1.12, 1.10, 1.10, 1.13]
    cross = {"left": CLOSE, "op": "crosses_above", "right": 1.10}
    assert truths(cross, left) == [-1, 0, 1, 0, 0, 0, 1]
    mirrored = {"left": CLOSE, "op": "crosses_below", "right": 1.10}
    assert truths(mirrored, [2.2 - x for x in left]) == [-1, 0, 1, 0, 0, 0, 1]
    either = {"left": CLOSE, "op": "crosses", "right": 1.10}
    assert truths(either, [1.0, 1.2, 1.2, 1.0]) == [-1, 1, 0, 1]


def test_touching_and_turning_back_is_no_cross() -> None:
    cross = {"left": CLOSE, "op": "crosses_above", "right": 5}
    assert truths(cross, [4, 5, 4, 5, 6, 5, 6]) == [-1, 0, 0, 0, 1, 0, 1]


@pytest.mark.parametrize(
    ("op", "expected"),
    [("gt", [0, 0, 1]), ("gte", [0, 1, 1]), ("lt", [1, 0, 0]), ("lte", [1, 1, 0]),
     ("eq", [0, 1, 0]), ("neq", [1, 0, 1])],
)  # fmt: skip
def test_comparisons(op: str, expected: list[int]) -> None:
    assert truths({"left": CLOSE, "op": op, "right": 5}, [4, 5, 6]) == expected


def test_ranges_hold_both_ends_in_either_order() -> None:
    for low, high in ((4, 6), (6, 4)):
        between = {"left": CLOSE, "op": "between", "low": low, "high": high}
        assert truths(between, [3.9, 4, 5, 6, 6.1]) == [0, 1, 1, 1, 0]
        outside = between | {"op": "outside"}
        assert truths(outside, [3.9, 4, 5, 6, 6.1]) == [1, 0, 0, 0, 1]


def test_rising_wants_every_step_strictly_up() -> None:
    rising = {"left": CLOSE, "op": "rising", "bars": 2}
    assert truths(rising, [1, 2, 3, 3, 4, 5]) == [-1, -1, 1, 0, 0, 1]
    falling = {"left": CLOSE, "op": "falling"}
    assert truths(falling, [3, 2, 2, 1]) == [-1, 1, 0, 1]


def test_memory_counts_the_latest_bar_and_waits_until_all_are_ready() -> None:
    above = {"left": CLOSE, "op": "gt", "right": 5}
    within = {"cond": above, "within_bars": 2}
    assert truths(within, [6, 1, 1, 6, 1, 1]) == [-1, 1, 0, 1, 1, 0]
    every = {"cond": above, "for_bars": 3}
    assert truths(every, [6, 6, 6, 6, 1, 6]) == [-1, -1, 1, 1, 0, 0]


def test_a_member_that_is_not_ready_makes_the_whole_not_ready() -> None:
    late = {"left": {"ind": "sma", "period": 3}, "op": "gt", "right": 0}
    now = {"left": CLOSE, "op": "gt", "right": 0}
    for raw in ({"all": [now, late]}, {"any": [now, late]}, {"not": late}):
        assert truths(raw, [1, 1, 1])[:2] == [-1, -1]
    assert truths({"not": late}, [1, 1, 1])[2] == 0
    assert truths({"any": [late, now]}, [1, 1, 1])[2] == 1


def test_shift_reads_earlier_bars() -> None:
    raw = {"left": CLOSE, "op": "gt", "right": {"price": "close", "shift": 2}}
    assert truths(raw, [1, 2, 3, 1]) == [-1, -1, 1, 0]


def test_division_by_zero_has_no_value() -> None:
    quotient = {"calc": "div", "args": [1, {"calc": "sub", "args": [CLOSE, 2]}]}
    assert truths({"left": quotient, "op": "lt", "right": 0}, [1, 2, 3]) == [1, -1, 0]


@pytest.mark.parametrize(
    ("operand", "expected"),
    [
        ({"field": "body"}, 2.0), ({"field": "range"}, 2.75), ({"field": "upper_wick"}, 0.5),
        ({"field": "lower_wick"}, 0.25), ({"field": "volume"}, 10.0), ({"field": "spread"}, 20.0),
        ({"price": "bid"}, 12.0), ({"price": "ask"}, 12.2), ({"price": "hl2"}, 11.125),
        ({"price": "hlc3"}, (12.5 + 9.75 + 12) / 3),
        ({"price": "ohlc4"}, (10 + 12.5 + 9.75 + 12) / 4),
        ({"calc": "max", "args": [1, {"price": "open"}, 7]}, 10.0),
        ({"calc": "pct_change", "args": [{"price": "close"}, {"price": "open"}]}, 20.0),
    ],
)  # fmt: skip
def test_words_and_arithmetic(operand: Any, expected: float) -> None:
    values = operand_values(operand, bars_of([12.0], [10.0]), GOLD)
    assert values.lines[""][0] == pytest.approx(expected)


def test_distances_that_are_equal_in_points_compare_as_equal() -> None:
    """A body of n points between wicks of n points, at prices whose differences are not exact."""
    points = np.arange(1, 200)
    start = 110_003 + 7 * points
    rows = np.array([start, start + 2 * points, start - points, start + points]) / 100_000
    bar = np.vstack([rows, np.ones_like(rows[:2])])
    words = {word: BAR_WORDS[word](bar, 0.00001) for word in ("body", "upper_wick", "lower_wick")}
    for distance in words.values():
        assert distance.tolist() == (points / 100_000).tolist()
    assert BAR_WORDS["range"](bar, 0.00001).tolist() == (3 * points / 100_000).tolist()
    assert (rows[1] - rows[3] > rows[3] - rows[0]).any(), "plain differences would not be equal"


def test_a_chart_gets_every_line_or_the_one_it_names() -> None:
    bars = bars_of([100 + i % 5 for i in range(60)])
    bands = operand_values({"ind": "bbands"}, bars, GOLD)
    assert (list(bands.lines), bands.pane) == (["upper", "middle", "lower"], "price")
    one = operand_values({"ind": "bbands", "line": "upper"}, bars, GOLD)
    assert np.array_equal(one.lines["upper"], bands.lines["upper"], equal_nan=True)
    assert operand_values({"ind": "rsi"}, bars, GOLD).pane == "below"
    assert operand_values({"ind": "ema", "period": 5}, bars, GOLD).name == "EMA(5)"
    assert operand_warm_up_bars({"ind": "macd"}) == 26 + 9 - 1 + 250
    for wrong in (
        {"ind": "ema"},
        {"ind": "bbands", "line": "x"},
        {"ind": "sma", "period": 0},
        {"ind": "x"},
    ):
        with pytest.raises(InvalidInput):
            operand_values(wrong, bars, GOLD)


def test_a_chart_of_no_bars_is_empty() -> None:
    assert operand_values({"ind": "rsi"}, [], GOLD).lines[""].size == 0


# -- column = stream, no look-ahead, a naive evaluation -----------------------------------------

LENGTHS = st.integers(1, 9)


def node(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(members)


CALCS = ["add", "sub", "mul", "div", "min", "max", "pct_change"]
WINDOWS = ["sma", "ema", "wma", "rma", "atr", "highest", "lowest", "roc", "momentum"]
BANDS = st.sampled_from(["upper", "middle", "lower"])
MACD = st.sampled_from(["main", "signal", "hist"])
PLAIN = [CLOSE, OPEN, {"price": "ask"}, {"field": "volume"}, {"field": "range"}, 100.5]
SINGLE: st.SearchStrategy[Any] = (
    st.sampled_from(PLAIN)
    | node(price=st.sampled_from(["close", "high"]), shift=LENGTHS)
    | node(ind=st.sampled_from(WINDOWS), period=LENGTHS, shift=st.integers(0, 3))
    | node(ind=st.sampled_from(["rsi", "zscore", "stdev"]), period=st.integers(2, 9))
    | node(ind=st.just("bbands"), period=st.integers(2, 9), line=BANDS)
    | node(
        ind=st.just("macd"), fast=st.integers(1, 5), slow=st.integers(6, 9), signal=LENGTHS,
        line=MACD,
    )
)  # fmt: skip


def composed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    args = st.lists(inner, min_size=2, max_size=2)
    average = node(ind=st.just("sma"), period=LENGTHS, source=inner)
    return average | node(calc=st.sampled_from(CALCS), args=args)


OPERANDS: st.SearchStrategy[Any] = st.recursive(SINGLE, composed, max_leaves=3)
COMPARISONS = ["gt", "lte", "eq", "neq", "crosses_above", "crosses_below", "crosses"]
TESTS: st.SearchStrategy[Any] = (
    node(left=OPERANDS, op=st.sampled_from(COMPARISONS), right=OPERANDS)
    | node(left=OPERANDS, op=st.sampled_from(["rising", "falling"]), bars=st.integers(1, 3))
    | node(left=OPERANDS, op=st.just("between"), low=OPERANDS, high=OPERANDS)
)


def grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    members = st.lists(inner, min_size=1, max_size=3)
    bars = st.integers(1, 4)
    joined = node(all=members) | node(any=members)
    inverted = inner.map(lambda condition: {"not": condition})
    memory = node(cond=inner, within_bars=bars)
    return joined | inverted | memory | node(cond=inner, for_bars=bars)


CONDITIONS: st.SearchStrategy[Any] = st.recursive(TESTS, grown, max_leaves=4)
PRICES = st.lists(
    st.tuples(st.integers(9_900, 10_100), st.integers(9_900, 10_100)), min_size=1, max_size=60
)


def market(prices: list[tuple[int, int]]) -> list[Bar]:
    return bars_of([c / 100 for _, c in prices], [o / 100 for o, _ in prices])


@settings(max_examples=60, deadline=None)
@given(CONDITIONS, PRICES, st.integers(2, 17))
def test_the_stream_and_any_block_give_the_bits_of_the_column(
    raw: Any, prices: list[tuple[int, int]], block: int
) -> None:
    bars = market(prices)
    whole = evaluated(raw, bars)
    for size in (1, block):
        parts = evaluated(raw, bars, block=size)
        assert parts.columns.tobytes() == whole.columns.tobytes()
        assert parts.truths.tobytes() == whole.truths.tobytes()


@settings(max_examples=40, deadline=None)
@given(CONDITIONS, PRICES, PRICES)
def test_bars_to_come_change_nothing_up_to_now(
    raw: Any, prices: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    now = len(prices)
    first = evaluated(raw, market(prices))
    second = evaluated(raw, market([*prices, *other]))
    assert first.columns.tobytes() == np.ascontiguousarray(second.columns[:, :now]).tobytes()
    assert first.truths.tobytes() == np.ascontiguousarray(second.truths[:, :now]).tobytes()


def column(raw: Any, bars: list[Bar]) -> list[float]:
    if isinstance(raw, int | float):
        return [float(raw)] * len(bars)
    return [float(v) for v in next(iter(operand_values(raw, bars, GOLD).lines.values()))]


def naive(raw: Any, bars: list[Bar], i: int) -> int:
    """The truth on bar `i`, straight from the text of the specification."""
    if "all" in raw or "any" in raw:
        members = [naive(m, bars, i) for m in raw.get("all", raw.get("any"))]
        joined = all if "all" in raw else any
        return -1 if -1 in members else int(joined(m == 1 for m in members))
    if "not" in raw:
        inner = naive(raw["not"], bars, i)
        return -1 if inner < 0 else 1 - inner
    if "cond" in raw:
        n = raw.get("within_bars", raw.get("for_bars"))
        past = [naive(raw["cond"], bars, j) if j >= 0 else -1 for j in range(i - n + 1, i + 1)]
        joined = any if "within_bars" in raw else all
        return -1 if -1 in past else int(joined(t == 1 for t in past))
    return naive_test(raw, bars, i)


def naive_test(raw: Any, bars: list[Bar], i: int) -> int:  # noqa: PLR0911 - one return a kind
    def at(operand: Any, back: int = 0) -> float:
        return column(operand, bars)[i - back] if i >= back else nan

    op = raw["op"]
    if op in {"rising", "falling"}:
        values = [at(raw["left"], back) for back in range(raw["bars"] + 1)]
        if any(isnan(v) for v in values):
            return -1
        pairs = list(pairwise(values))
        return int(all(a > b if op == "rising" else a < b for a, b in pairs))
    if op == "between":
        left, low, high = at(raw["left"]), at(raw["low"]), at(raw["high"])
        if isnan(left) or isnan(low) or isnan(high):
            return -1
        return int(min(low, high) <= left <= max(low, high))
    left, right = at(raw["left"]), at(raw["right"])
    if op.startswith("crosses"):
        left_1, right_1 = at(raw["left"], 1), at(raw["right"], 1)
        if any(isnan(v) for v in (left, right, left_1, right_1)):
            return -1
        above, below = left_1 <= right_1 and left > right, left_1 >= right_1 and left < right
        return int({"crosses_above": above, "crosses_below": below}.get(op, above or below))
    if isnan(left) or isnan(right):
        return -1
    near = abs(left - right) <= 1e-9 * max(1, abs(left), abs(right))
    return int({"gt": left > right, "lte": left <= right, "eq": near, "neq": not near}[op])


@settings(max_examples=40, deadline=None)
@given(CONDITIONS, PRICES)
def test_conditions_mean_what_the_specification_says(
    raw: Any, prices: list[tuple[int, int]]
) -> None:
    bars = market(prices)
    last = len(bars) - 1
    assert int(evaluated(raw, bars).truths[-1, last]) == naive(raw, bars, last)
