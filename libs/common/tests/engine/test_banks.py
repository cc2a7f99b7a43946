"""Recursions side by side give the bits that each alone gives."""

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickloom.engine.banks import Bank, Indicator, indicators_of
from tickloom.engine.program import BarColumn, Column, IndicatorColumn

CLOSE = BarColumn(word="close", row=0)
OPEN = BarColumn(word="open", row=1)


def columns_of(choice: list[tuple[str, int, int]]) -> list[Column]:
    """Bar words, then indicators (name, period, source row); sources may be indicators."""
    made: list[Column] = [CLOSE, OPEN]
    for name, period, source in choice:
        made.append(
            IndicatorColumn(
                name=name, form=None, params=(float(period),), inputs=(min(source, len(made) - 1),),
                row=len(made), lines=1,
            )
        )  # fmt: skip
    return made


def prices(count: int, seed: int) -> Any:
    generator = random.Random(seed)
    rows = np.empty((2, count))
    price = 1.1
    for i in range(count):
        rows[1, i] = price
        price = round(price + generator.choice((0, 0, 1, 1)) * generator.gauss(0, 0.001), 5)
        rows[0, i] = price
    return rows


def in_blocks(columns: list[Column], rows: Any, blocks: list[int], *, alone: bool) -> Any:
    runs: list[Any] = []
    found = indicators_of(columns)
    for column in columns[2:]:
        assert isinstance(column, IndicatorColumn)
        if alone:
            runs.append(Indicator(column))
        elif column.row in found:
            runs.append(found[column.row])
    out = np.empty((len(columns), rows.shape[1]))
    place = 0
    for size in [*blocks, rows.shape[1]]:
        part = slice(place, min(rows.shape[1], place + size))
        block = np.full((len(columns), part.stop - part.start), np.nan)
        block[:2] = rows[:, part]
        for run in runs:
            run.run(block, block)
        out[:, part] = block
        place = part.stop
    return out


CHOICES = st.lists(
    st.tuples(st.sampled_from(["ema", "rsi", "sma"]), st.integers(2, 30), st.integers(0, 5)),
    min_size=1, max_size=14,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(CHOICES, st.lists(st.integers(0, 60), max_size=8), st.integers(0, 3))
def test_a_bank_gives_the_bits_of_its_members_in_any_blocks(
    choice: list[tuple[str, int, int]], blocks: list[int], seed: int
) -> None:
    columns, rows = columns_of(choice), prices(200, seed)
    together = in_blocks(columns, rows, blocks, alone=False)
    assert np.array_equal(together, in_blocks(columns, rows, [], alone=True), equal_nan=True)


@pytest.mark.parametrize(
    ("choice", "banks", "single"),
    [
        ([("ema", 20, 0), ("ema", 50, 0), ("rsi", 14, 0)], 1, 0),
        ([("ema", n, 0) for n in range(2, 8)], 2, 0),
        ([("ema", 20, 0), ("ema", 50, 1)], 0, 2),
        ([("rsi", 14, 0), ("ema", 5, 2)], 0, 2),
        ([("rsi", 14, 0), ("rsi", 9, 0), ("ema", 5, 0)], 1, 1),
    ],
)
def test_what_reads_the_same_price_is_banked(
    choice: list[tuple[str, int, int]], banks: int, single: int
) -> None:
    found = list(indicators_of(columns_of(choice)).values())
    assert [sum(isinstance(run, kind) for run in found) for kind in (Bank, Indicator)] == [
        banks, single,
    ]  # fmt: skip
