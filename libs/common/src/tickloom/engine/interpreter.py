"""Runs the postfix code of a lane over a block of bars; a block of one bar is the stream.

The operator is looked at once an instruction and block; the loops below do one thing each.
"""

import numpy as np
import numpy.typing as npt

from tickloom.engine.crosses import cross_both_ways
from tickloom.engine.program import Instruction
from tickloom.strategy import operators
from tickloom.strategy.compiled import njit
from tickloom.strategy.operators import (
    AND,
    CROSSES,
    CROSSES_ABOVE,
    CROSSES_BELOW,
    GT,
    LT,
    NEQ,
    NOT,
    OR,
    OUTSIDE,
    above,
    both,
    compare,
    crossed,
    either,
    in_range,
    inverted,
    remembered,
    slope,
)

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.int8]

DONE = -1
_BARS = 4
_MIRRORED = {CROSSES_ABOVE: CROSSES_BELOW, CROSSES_BELOW: CROSSES_ABOVE}
CARRIED = 100
"""A truth of a longer lane: its row is filled in before the block is run."""


def packed(instructions: tuple[Instruction, ...]) -> Integers:
    """The code as numbers: operator, three operands, bars.

    A pair of rows that is crossed both ways is passed over once: `bars` of the first of the two is
    then the other's number (which is not 0), and `bars` of the other is `DONE`.
    """
    rows = [[i.operator, i.first, i.second, i.third, i.bars] for i in instructions]
    waiting: dict[tuple[int, int, int], int] = {}
    for number, row in enumerate(rows):
        operator, left, right = row[:3]
        if operator not in _MIRRORED:
            continue
        other = waiting.pop((_MIRRORED[operator], left, right), None)
        if other is None:
            waiting[operator, left, right] = number
        else:
            rows[other][_BARS], row[_BARS] = number, DONE
    return np.array(rows, dtype=np.int64).reshape(len(rows), 5)


def fresh_state(instructions: tuple[Instruction, ...]) -> Floats:
    """Nothing was met yet: a cross has no last bar, a memory no past."""
    state = np.zeros((len(instructions), operators.STATE_SIZE))
    for number, instruction in enumerate(instructions):
        if NEQ < instruction.operator <= CROSSES:
            state[number] = np.nan
    return state


@njit()
def run_block(code: Integers, state: Floats, columns: Floats, truths: Truths) -> None:
    """Fill `truths` (an instruction a row, a bar a column) from `columns`, moving `state`."""
    for number in range(code.shape[0]):
        operator, a, b, c, length = code[number]
        own, out = state[number], truths[number]
        if CROSSES_ABOVE <= operator <= CROSSES_BELOW and length:
            if length != DONE:
                other = truths[length]
                up, down = (out, other) if operator == CROSSES_ABOVE else (other, out)
                cross_both_ways(own, columns[a], columns[b], up, down)
        elif operator < AND:
            compare_rows(operator, own, columns[a], columns[b], columns[c], length, out)
        elif operator != CARRIED:
            join_rows(operator, own, truths[a], truths[b], length, out)


@njit()
def compare_rows(
    operator: int, state: Floats, left: Floats, right: Floats, other: Floats, length: int,
    out: Truths,
) -> None:  # fmt: skip
    """One comparison over rows of values; `other` is the second bound of a range."""
    if operator == GT:
        _above(left, right, out)
    elif operator == LT:
        _above(right, left, out)
    elif operator <= NEQ:
        _compared(operator, left, right, out)
    elif operator == CROSSES_ABOVE:
        _crossed_above(state, left, right, out)
    elif operator == CROSSES_BELOW:
        _crossed_above(state[::-1], right, left, out)
    elif operator == CROSSES:
        _crossed(operator, state, left, right, out)
    elif operator <= OUTSIDE:
        for i in range(len(out)):
            out[i] = in_range(operator, left[i], right[i], other[i])
    else:
        for i in range(len(out)):
            out[i] = slope(operator, state, left[i], right[i], length)


@njit()
def join_rows(
    operator: int, state: Floats, left: Truths, right: Truths, length: int, out: Truths
) -> None:
    """One joint of rows of truths; `not` and the memories read `left` alone."""
    if operator == AND:
        _joined(left, right, out)
    elif operator == OR:
        for i in range(len(out)):
            out[i] = either(left[i], right[i])
    elif operator == NOT:
        for i in range(len(out)):
            out[i] = inverted(left[i])
    else:
        for i in range(len(out)):
            out[i] = remembered(operator, state, left[i], length)


@njit()
def _above(left: Floats, right: Floats, out: Truths) -> None:
    for i in range(len(out)):
        out[i] = above(left[i], right[i])


@njit()
def _compared(operator: int, left: Floats, right: Floats, out: Truths) -> None:
    for i in range(len(out)):
        out[i] = compare(operator, left[i], right[i])


@njit()
def _crossed_above(state: Floats, left: Floats, right: Floats, out: Truths) -> None:
    """The bar before is read again from its row: carried along, it would keep bars in a queue."""
    count = len(out)
    if count == 0:
        return
    out[0] = crossed(CROSSES_ABOVE, state[0], state[1], left[0], right[0])
    for i in range(1, count):
        out[i] = crossed(CROSSES_ABOVE, left[i - 1], right[i - 1], left[i], right[i])
    state[0], state[1] = left[count - 1], right[count - 1]


@njit()
def _crossed(operator: int, state: Floats, left: Floats, right: Floats, out: Truths) -> None:
    count = len(out)
    if count == 0:
        return
    out[0] = crossed(operator, state[0], state[1], left[0], right[0])
    for i in range(1, count):
        out[i] = crossed(operator, left[i - 1], right[i - 1], left[i], right[i])
    state[0], state[1] = left[count - 1], right[count - 1]


@njit()
def _joined(left: Truths, right: Truths, out: Truths) -> None:
    for i in range(len(out)):
        out[i] = both(left[i], right[i])
