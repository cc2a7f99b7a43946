"""Whole-number arithmetic that a float would get wrong: floors of quotients, and rounded money.

Products of two int64 are compared in 128 bits, so that 100 / 166.67 lots are 0.60 and never 0.59.
"""

import numpy as np

from tickloom.engine.simulation.kernel import kernel

_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_HELD = 2.0**60
"""What may still be doubled and added to."""


@kernel
def product_high_low(a: int, b: int) -> tuple[np.uint64, np.uint64]:
    """Two non-negative int64 multiplied, as the two halves of 128 bits."""
    x, y = np.uint64(a), np.uint64(b)
    x0, x1 = x & _LOW, x >> _SHIFT
    y0, y1 = y & _LOW, y >> _SHIFT
    low = x0 * y0
    cross = x1 * y0 + (low >> _SHIFT)
    other = x0 * y1 + (cross & _LOW)
    high = x1 * y1 + (cross >> _SHIFT) + (other >> _SHIFT)
    return high, (other << _SHIFT) | (low & _LOW)


@kernel
def is_at_least(a: int, b: int, c: int, d: int) -> bool:
    """Whether a * b >= c * d, exactly, for non-negative int64."""
    high, low = product_high_low(a, b)
    other_high, other_low = product_high_low(c, d)
    return bool(high > other_high or (high == other_high and low >= other_low))


@kernel
def floor_ratio(a: int, b: int, c: int, d: int) -> int:
    """floor((a * b) / (c * d)) for non-negative a, b and positive c, d; at most 2**31 - 1."""
    estimate = (float(a) * float(b)) / (float(c) * float(d))
    if estimate >= 2147483647.0:
        return 2147483647
    whole = int(estimate)
    while whole > 0 and not is_at_least(a, b, whole * c, d):
        whole -= 1
    while is_at_least(a, b, (whole + 1) * c, d):
        whole += 1
    return whole


@kernel
def held_products(a: int, b: int, c: int, d: int) -> tuple[int, int]:
    """A fraction equal to (a * b) / (c * d), the last two above 0.

    Where a product is too long for a word, both lose the same share of their last digits: of
    sixteen or so, twelve and more are left.
    """
    top, under = float(a) * float(b), float(c) * float(d)
    longest = max(abs(top), under)
    if longest <= _HELD:
        return a * b, c * d
    return int(top / longest * _HELD), max(1, int(under / longest * _HELD))


@kernel
def rounded_ratio(numerator: int, denominator: int) -> int:
    """The nearest whole number to a fraction, halves away from zero; the denominator is above 0."""
    if denominator == 1:  # most often so, and a division is the dearest of instructions
        return numerator
    if numerator >= 0:
        return (2 * numerator + denominator) // (2 * denominator)
    return -((-2 * numerator + denominator) // (2 * denominator))
