"""Recursions over the same row, run side by side once they are warmed up.

From bar to bar an average waits for its own last value: some eight cycles in which the processor
can do as much for three others. The steps are those of the single rows, so the bits are the same.
A bank takes what is past its first value, over prices that are all there.
"""

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.averages import ema_next
from tickloom.strategy.indicators.rsi import rsi_next, rsi_value

Floats = npt.NDArray[np.float64]


@njit()
def ema_quad(
    states: tuple[Floats, ...],
    xs: Floats,
    outs: tuple[Floats, ...],
) -> None:
    """Four EMAs."""
    a, b, c, d = states
    out_a, out_b, out_c, out_d = outs
    factor_a, keep_a, value_a = a[1], a[2], a[4]
    factor_b, keep_b, value_b = b[1], b[2], b[4]
    factor_c, keep_c, value_c = c[1], c[2], c[4]
    factor_d, keep_d, value_d = d[1], d[2], d[4]
    for i in range(len(xs)):
        x = xs[i]
        value_a = ema_next(value_a, factor_a, keep_a, x)
        value_b = ema_next(value_b, factor_b, keep_b, x)
        value_c = ema_next(value_c, factor_c, keep_c, x)
        value_d = ema_next(value_d, factor_d, keep_d, x)
        out_a[i], out_b[i], out_c[i], out_d[i] = value_a, value_b, value_c, value_d
    a[4], b[4], c[4], d[4] = value_a, value_b, value_c, value_d


@njit()
def rsi_and_emas(states: tuple[Floats, ...], xs: Floats, outs: tuple[Floats, ...]) -> None:
    """An RSI and two EMAs."""
    r, a, b = states
    out_r, out_a, out_b = outs
    factor_a, keep_a, value_a = a[1], a[2], a[4]
    factor_b, keep_b, value_b = b[1], b[2], b[4]
    keep, last, gain, loss, value = r[1], r[3], r[4], r[5], r[6]
    for i in range(len(xs)):
        x = xs[i]
        value_a = ema_next(value_a, factor_a, keep_a, x)
        value_b = ema_next(value_b, factor_b, keep_b, x)
        gain, loss = rsi_next(gain, loss, keep, x - last)
        fresh = rsi_value(gain, loss)
        value = value if x == last else fresh
        last = x
        out_a[i], out_b[i], out_r[i] = value_a, value_b, value
    a[4], b[4] = value_a, value_b
    r[3], r[4], r[5], r[6] = last, gain, loss, value
