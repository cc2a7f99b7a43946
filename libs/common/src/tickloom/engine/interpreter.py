"""Runs the postfix code of a program over a block of bars; a block of one bar is the stream."""

import numpy as np
import numpy.typing as npt
from numba import njit

from tickloom.engine.program import Instruction
from tickloom.strategy import operators
from tickloom.strategy.operators import (
    AND,
    CROSSES,
    FALLING,
    NEQ,
    NOT,
    OR,
    OUTSIDE,
    both,
    compare,
    cross,
    either,
    in_range,
    inverted,
    remembered,
    slope,
)

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.int8]


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
def run_block(code: Integers, state: Floats, columns: Floats, truths: Truths) -> None:
    """Fill `truths` (an instruction a row, a bar a column) from `columns`, moving `state`."""
    bars = columns.shape[1]
    for number in range(code.shape[0]):
        operator, a, b, c, length = code[number]
        own = state[number]
        for i in range(bars):
            if operator <= NEQ:
                truth = compare(operator, columns[a, i], columns[b, i])
            elif operator <= CROSSES:
                truth = cross(operator, own, columns[a, i], columns[b, i])
            elif operator <= OUTSIDE:
                truth = in_range(operator, columns[a, i], columns[b, i], columns[c, i])
            elif operator <= FALLING:
                truth = slope(operator, own, columns[a, i], columns[b, i], length)
            elif operator == AND:
                truth = both(truths[a, i], truths[b, i])
            elif operator == OR:
                truth = either(truths[a, i], truths[b, i])
            elif operator == NOT:
                truth = inverted(truths[a, i])
            else:
                truth = remembered(operator, own, truths[a, i], length)
            truths[number, i] = truth
