"""Differences of averages: MACD, OsMA, the awesome and the accelerator oscillator, the powers."""

import numpy as np
import numpy.typing as npt

from tickloom.strategy.compiled import njit
from tickloom.strategy.indicators.averages import ema_init, ema_row, sma_init, sma_row
from tickloom.strategy.indicators.windows import joined, part

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, ...]

_AO_FAST, _AO_SLOW = 5.0, 34.0


@njit()
def less(row: Floats, other: Floats) -> None:
    """Take `other` from `row`."""
    for i in range(len(row)):
        row[i] -= other[i]


def macd_init(params: Floats) -> Floats:
    return joined(ema_init(params[:1]), ema_init(params[1:2]), sma_init(params[2:]))


def macd_ema_signal_init(params: Floats) -> Floats:
    return joined(*(ema_init(params[i : i + 1]) for i in range(3)))


@njit()
def macd_main(state: Floats, xs: Floats, main: Floats, scratch: Floats) -> None:
    """The fast EMA less the slow one."""
    ema_row(part(state, 0), xs, main)
    ema_row(part(state, 1), xs, scratch)
    less(main, scratch)


@njit()
def macd_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """EMA - EMA, the SMA of that as signal (not an EMA), and their difference."""
    main, signal, hist = lines[0], lines[1], lines[2]
    macd_main(state, inputs[0], main, hist)
    sma_row(part(state, 2), main, signal)
    hist[:] = main
    less(hist, signal)


@njit()
def macd_ema_signal_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """The signal as an EMA, seeded with the first main value that is shown."""
    main, signal, hist = lines[0], lines[1], lines[2]
    macd_main(state, inputs[0], main, hist)
    ema_row(part(state, 2), main, signal)
    hist[:] = main
    less(hist, signal)


@njit()
def osma_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """The MACD's main line less its signal."""
    scratch, line = np.empty(len(inputs[0])), lines[0]
    macd_main(state, inputs[0], line, scratch)
    sma_row(part(state, 2), line, scratch)
    less(line, scratch)


def ao_init(_params: Floats) -> Floats:
    return joined(sma_init(np.array([_AO_FAST])), sma_init(np.array([_AO_SLOW])))


@njit()
def ao_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """The mean of 5 less the mean of 34."""
    scratch, line = np.empty(len(inputs[0])), lines[0]
    sma_row(part(state, 0), inputs[0], line)
    sma_row(part(state, 1), inputs[0], scratch)
    less(line, scratch)


def ac_init(params: Floats) -> Floats:
    return joined(ao_init(params), sma_init(np.array([_AO_FAST])))


@njit()
def ac_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """The awesome oscillator less its mean of 5."""
    scratch = np.empty(len(inputs[0]))
    ao_column(part(state, 0), inputs, lines)
    sma_row(part(state, 1), lines[0], scratch)
    less(lines[0], scratch)


@njit()
def power_column(state: Floats, inputs: Rows, lines: Floats) -> None:
    """A price of the bar (high for bulls, low for bears) less the EMA of the close."""
    ema_row(state, inputs[1], lines[0])
    for i in range(len(inputs[0])):
        lines[0, i] = inputs[0][i] - lines[0, i]
