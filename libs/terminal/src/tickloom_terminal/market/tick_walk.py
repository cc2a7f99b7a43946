"""One turn's ticks of all symbols in the order of time, as whole points."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom_terminal.market.market_source import SymbolTicks

Points = npt.NDArray[np.int64]


class TickPoint(NamedTuple):
    """A quote in points."""

    symbol: Symbol
    time_ns: int
    bid: int
    ask: int


class PointColumns(NamedTuple):
    """Ticks of one symbol in points."""

    symbol: Symbol
    time_ns: Points
    bid: Points
    ask: Points


def in_points(part: SymbolTicks, instrument: Instrument) -> PointColumns:
    """The quotes as integers; exact, because they lie on the grid."""
    scale = 10**instrument.digits
    return PointColumns(
        symbol=part.symbol, time_ns=part.ticks.time_ns,
        bid=np.rint(part.ticks.bid * scale).astype(np.int64),
        ask=np.rint(part.ticks.ask * scale).astype(np.int64),
    )  # fmt: skip


def in_time_order(columns: Sequence[PointColumns]) -> Iterator[TickPoint]:
    """All ticks, oldest first; at equal times the symbols keep their order."""
    rows = [
        TickPoint(part.symbol, time_ns, bid, ask)
        for part in columns
        for time_ns, bid, ask in zip(
            part.time_ns.tolist(), part.bid.tolist(), part.ask.tolist(), strict=True
        )
    ]
    key: Callable[[TickPoint], int] = _time
    rows.sort(key=key)  # stable
    return iter(rows)


def _time(tick: TickPoint) -> int:
    return tick.time_ns
