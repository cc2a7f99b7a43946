"""Runs the postfix code of a lane over a block of bars; a block of one bar is the stream.

The operator is looked at once an instruction and block; the loops below do one thing each.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

from tickloom.engine.program import Instruction
from tickloom.strategy import operators
from tickloom.strategy.operators import (
    AND,
    CROSSES,
    CROSSES_ABOVE,
    CROSSES_BELOW,
    FALLING,
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

CARRIED = 100
"""A truth of a longer lane: its row is filled in before the block is run."""


def packed(instructions: tuple[Instruction, ...]) -> Integers:
    """The code as numbers: operator, three operands, bars."""
    rows = [(i.operator, i.first, i.second, i.third, i.bars) for i in instructions]
    return np.array(rows, dtype=np.int64).reshape(len(rows), 5)


def fresh_state(instructions: tuple[Instruction, ...]) -> Floats:
    """Nothing was met yet: a cross has no last bar, a memory no past."""
    state = np.zeros((len(instructions), operators.STATE_SIZE))
    for number, instruction in enumerate(instructions):
        if NEQ < instruction.operator <= CROSSES:
            state[number] = np.nan
    return state


@njit(cache=True)
def run_block(  # noqa: C901, PLR0912 - one branch an operator
    code: Integers, state: Floats, columns: Floats, truths: Truths
) -> None:
    """Fill `truths` (an instruction a row, a bar a column) from `columns`, moving `state`."""
    for number in range(code.shape[0]):
        operator, a, b, c, length = code[number]
        own, out = state[number], truths[number]
        if operator == GT:
            _above(columns[a], columns[b], out)
        elif operator == LT:
            _above(columns[b], columns[a], out)
        elif operator <= NEQ:
            _compared(operator, columns[a], columns[b], out)
        elif operator == CROSSES_ABOVE:
            _crossed_above(own, columns[a], columns[b], out)
        elif operator == CROSSES_BELOW:
            _crossed_above(own[::-1], columns[b], columns[a], out)
        elif operator == CROSSES:
            _crossed(operator, own, columns[a], columns[b], out)
        elif operator <= OUTSIDE:
            for i in range(len(out)):
                out[i] = in_range(operator, columns[a, i], columns[b, i], columns[c, i])
        elif operator <= FALLING:
            for i in range(len(out)):
                out[i] = slope(operator, own, columns[a, i], columns[b, i], length)
        elif operator == AND:
            _joined(truths[a], truths[b], out)
        elif operator == OR:
            for i in range(len(out)):
                out[i] = either(truths[a, i], truths[b, i])
        elif operator == NOT:
            for i in range(len(out)):
                out[i] = inverted(truths[a, i])
        elif operator != CARRIED:
            for i in range(len(out)):
                out[i] = remembered(operator, own, truths[a, i], length)


@njit(cache=True)
def _above(left: Floats, right: Floats, out: Truths) -> None:
    for i in range(len(out)):
        out[i] = above(left[i], right[i])


@njit(cache=True)
def _compared(operator: int, left: Floats, right: Floats, out: Truths) -> None:
    for i in range(len(out)):
        out[i] = compare(operator, left[i], right[i])


@njit(cache=True)
def _crossed_above(state: Floats, left: Floats, right: Floats, out: Truths) -> None:
    """The bar before is read again from its row: carried along, it would keep bars in a queue."""
    count = len(out)
    if count == 0:
        return
    out[0] = crossed(CROSSES_ABOVE, state[0], state[1], left[0], right[0])
    for i in range(1, count):
        out[i] = crossed(CROSSES_ABOVE, left[i - 1], right[i - 1], left[i], right[i])
    state[0], state[1] = left[count - 1], right[count - 1]


@njit(cache=True)
def _crossed(operator: int, state: Floats, left: Floats, right: Floats, out: Truths) -> None:
    count = len(out)
    if count == 0:
        return
    out[0] = crossed(operator, state[0], state[1], left[0], right[0])
    for i in range(1, count):
        out[i] = crossed(operator, left[i - 1], right[i - 1], left[i], right[i])
    state[0], state[1] = left[count - 1], right[count - 1]


@njit(cache=True)
def _joined(left: Truths, right: Truths, out: Truths) -> None:
    for i in range(len(out)):
        out[i] = both(left[i], right[i])
