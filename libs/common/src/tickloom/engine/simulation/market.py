"""Bars as a simulator reads them: the spread model applied, nights counted, rates laid beside."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickloom.domain.market import DAY_NS, MINUTE_NS
from tickloom.domain.server_time import ServerClock
from tickloom.engine.bars import Bars
from tickloom.engine.run_settings import RunSettings
from tickloom.engine.simulation.shapes import Market
from tickloom.engine.zone_table import to_wall_ns
from tickloom.venue.costs import Spread, SpreadMode, SwapMode

_WEEK_MINUTES = 10_080
_EPOCH_WEEKDAY = 4  # 1970-01-01 was a Thursday; 0 is Sunday
Times = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """A currency pair's bars for converting results; `is_inverse`: the account's currency first."""

    bars: Bars
    is_inverse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """Shorter bars, or ticks as bars of one price, of the same symbol and digits.

    Columns of one length, times rising (equal times are legal); prices in points.
    """

    time_ns: Times
    open: npt.NDArray[np.int32]
    high: npt.NDArray[np.int32]
    low: npt.NDArray[np.int32]
    spread: npt.NDArray[np.int32]


def make_market(
    bars: Bars, settings: RunSettings, *, rates: Rates | None = None, drill: Drill | None = None
) -> Market:
    """The market of a run."""
    nothing = np.zeros(1, dtype=np.int32)
    rate_bid, rate_ask = _rates(bars, rates)
    return Market(
        time=bars.time_ns, open=bars.open, high=bars.high, low=bars.low, close=bars.close,
        spread=spreads(bars, settings), nights=nights(bars, settings), rate_bid=rate_bid,
        rate_ask=rate_ask,
        sub_begin=np.zeros(1, dtype=np.int64) if drill is None else _begins(bars, drill),
        sub_open=nothing if drill is None else drill.open,
        sub_high=nothing if drill is None else drill.high,
        sub_low=nothing if drill is None else drill.low,
        sub_spread=nothing if drill is None else drill.spread,
    )  # fmt: skip


def spreads(bars: Bars, settings: RunSettings) -> npt.NDArray[np.int32]:
    """The spread of every bar in points, by the model, times its multiplier."""
    model = settings.spread
    points = _modelled(bars, model, settings.server_clock)
    if model.multiplier != 1:
        points = np.rint(points * float(model.multiplier)).astype(np.int32)
    return points


def _modelled(bars: Bars, model: Spread, clock: ServerClock) -> npt.NDArray[np.int32]:
    match model.mode:
        case SpreadMode.FIXED:
            return np.full(len(bars), model.points, dtype=np.int32)
        case SpreadMode.MINUTE_OF_WEEK:
            minutes = to_wall_ns(bars.time_ns, clock) // MINUTE_NS
            minutes += _EPOCH_WEEKDAY * (DAY_NS // MINUTE_NS)
            return np.array(model.by_minute, dtype=np.int32)[minutes % _WEEK_MINUTES]
        case SpreadMode.RECORDED:
            return bars.spread


def nights(bars: Bars, settings: RunSettings) -> npt.NDArray[np.int32]:
    """Rollovers since the bar before: Monday to Friday once, the triple day three times.

    One entry where they cost nothing.
    """
    if settings.swap.mode is SwapMode.NONE or len(bars) == 0:
        return np.zeros(1, dtype=np.int32)
    counted = np.zeros(len(bars), dtype=np.int32)
    days = to_wall_ns(bars.time_ns, settings.server_clock) // DAY_NS
    first = int(days[0])
    numbers = np.arange(first, int(days[-1]) + 1)
    weekdays = (numbers + _EPOCH_WEEKDAY) % 7
    weights = np.where((weekdays == 0) | (weekdays == 6), 0, 1)
    weights = np.where(weekdays == settings.swap.triple_day, 3 * weights, weights)
    ended = np.concatenate(([0], np.cumsum(weights)))[days - first]
    counted[1:] = np.diff(ended)
    return counted


def _rates(bars: Bars, rates: Rates | None) -> tuple[Times, Times]:
    """The pair's quotes as last known at each bar's open: its bar that closed before."""
    if rates is None:
        nothing = np.ones(1, dtype=np.int64)
        return nothing, nothing
    ends = rates.bars.time_ns + rates.bars.timeframe.minutes * MINUTE_NS
    known = np.searchsorted(ends, bars.time_ns, side="right") - 1
    place = np.clip(known, 0, len(rates.bars) - 1)
    bid = rates.bars.close[place].astype(np.int64)
    bid = np.where(known < 0, np.int64(rates.bars.open[0]), bid)
    return bid, bid + rates.bars.spread[place].astype(np.int64)


def detail_cover(bars: Bars, drill: Drill | None) -> float:
    """The share of the bars that hold shorter ones, 0 to 1."""
    if drill is None or not len(bars):
        return 0.0
    return float((np.diff(_begins(bars, drill)) > 0).mean())


def _begins(bars: Bars, drill: Drill) -> Times:
    """Where the shorter bars of each bar begin; the last entry is where those of the last end."""
    ends = bars.time_ns[-1:] + bars.timeframe.minutes * MINUTE_NS
    edges = np.concatenate((bars.time_ns, ends))
    return np.searchsorted(drill.time_ns, edges, side="left").astype(np.int64)
