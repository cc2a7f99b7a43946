"""Conditions as numba functions over explicit state.

A truth is 1 (true), 0 (false) or -1 (not ready: something it reads has no value yet). Not ready
travels upward and is never true; `not` of it is not ready either.
"""

import math

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit

Floats = npt.NDArray[np.float64]

NOT_READY = -1
GT, GTE, LT, LTE, EQ, NEQ = range(6)
CROSSES_ABOVE, CROSSES_BELOW, CROSSES = range(6, 9)
BETWEEN, OUTSIDE = range(9, 11)
RISING, FALLING = range(11, 13)
AND, OR, NOT = range(13, 16)
WITHIN, FOR = range(16, 18)
STATE_SIZE = 2
_NEARLY = 1e-9


@njit()
def above(left: float, right: float) -> int:
    """Left > right, without a branch: a loop over it compares several bars at once."""
    return int(left > right) - (int(math.isnan(left)) | int(math.isnan(right)))


@njit()
def compare(operator: int, left: float, right: float) -> int:
    """Exact, but for eq and neq: they allow 1e-9 of the larger side (of 1 for small ones)."""
    if operator == GT:
        return above(left, right)
    if math.isnan(left) or math.isnan(right):
        return NOT_READY
    if operator == GTE:
        return int(left >= right)
    if operator == LT:
        return int(left < right)
    if operator == LTE:
        return int(left <= right)
    is_equal = left == right or abs(left - right) <= _NEARLY * max(1.0, abs(left), abs(right))
    return int(is_equal == (operator == EQ))


@njit()
def crossed(operator: int, left_1: float, right_1: float, left: float, right: float) -> int:
    """left[1] <= right[1] and left[0] > right[0], or mirrored; touching is not yet crossed.

    Without a branch, so that a loop over it runs on several bars at once: crosses are rare, and
    where they come cannot be guessed.
    """
    up = (left_1 <= right_1) & (left > right)
    down = (left_1 >= right_1) & (left < right)
    if operator == CROSSES_ABOVE:
        truth = up
    elif operator == CROSSES_BELOW:
        truth = down
    else:
        truth = up | down
    is_missing = math.isnan(left_1) | math.isnan(right_1) | math.isnan(left) | math.isnan(right)
    return int(truth) - int(is_missing)  # nothing compares with what is missing: truth is 0 then


@njit()
def in_range(operator: int, left: float, low: float, high: float) -> int:
    """Both ends are within, and the order of the bounds does not matter."""
    if math.isnan(left) or math.isnan(low) or math.isnan(high):
        return NOT_READY
    is_within = min(low, high) <= left <= max(low, high)
    return int(is_within == (operator == BETWEEN))


@njit()
def slope(operator: int, state: Floats, value: float, previous: float, bars: int) -> int:
    """Each of the last `bars` steps strictly one way.  State: steps with values, steps that way."""
    if math.isnan(value) or math.isnan(previous):
        state[0] = 0.0
        state[1] = 0.0
        return NOT_READY
    goes = value > previous if operator == RISING else value < previous
    state[0] = min(state[0] + 1.0, bars)
    state[1] = min(state[1] + 1.0, bars) if goes else 0.0
    if state[0] < bars:
        return NOT_READY
    return int(state[1] >= bars)


@njit()
def both(left: int, right: int) -> int:
    """`all` of two. The sign fills a truth that is not ready: -1 >> 7 is -1, and 0 and 1 give 0."""
    return (left & right) | ((left | right) >> 7)


@njit()
def either(left: int, right: int) -> int:
    """`any` of two: ready only when both are."""
    if left < 0 or right < 0:
        return NOT_READY
    return left | right


@njit()
def inverted(truth: int) -> int:
    return NOT_READY if truth < 0 else 1 - truth


@njit()
def remembered(operator: int, state: Floats, truth: int, bars: int) -> int:
    """True on one (WITHIN) or on every (FOR) of the last `bars` bars.

    State: bars ready in a row, and for WITHIN bars since the last true one (counted from `bars`
    down), for FOR true ones in a row.
    """
    if truth < 0:
        state[0] = 0.0
        state[1] = 0.0
        return NOT_READY
    state[0] = min(state[0] + 1.0, bars)
    if operator == FOR:
        state[1] = min(state[1] + 1.0, bars) if truth == 1 else 0.0
        is_true = state[1] >= bars
    else:
        state[1] = float(bars) if truth == 1 else max(state[1] - 1.0, 0.0)
        is_true = state[1] > 0.0
    if state[0] < bars:
        return NOT_READY
    return int(is_true)
