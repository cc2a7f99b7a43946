"""The minutes of a generated day: open, high, low, close, tick count and least spread of each.

From the top down, so that any day is computed alone. Midnights lie on a mean-reverting path of
log prices (Ornstein-Uhlenbeck, one step a day since EPOCH). Between two of them runs a Brownian
bridge with the measured volatility of each hour, roughened by random factors of the day and of
the quarter-hour. The extremes of a minute follow the law of a bridge's maximum. The ticks come
last and fill in what the minutes promise (`generated_ticks`), so a year of bars needs no ticks.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tickloom.domain.instrument import Instrument
from tickloom.domain.market import DAY_NS, MINUTE_NS
from tickloom_terminal.market.bar_columns import BarColumns
from tickloom_terminal.market.generated_sessions import DAY_MINUTES, Sessions
from tickloom_terminal.market.market_shape import MarketShape
from tickloom_terminal.market.seeded_numbers import (
    Floats,
    Ints,
    hashes,
    normals,
    stream_key,
    uniforms,
)

EPOCH_DAY = 10_957  # 2000-01-01
EPOCH_NS = EPOCH_DAY * DAY_NS
# Half of a deviation is gone after 28 days: EURUSD then stays within about 3 % (one sigma).
_DAILY_MEMORY = float(np.exp(-1 / 40))
_DAY_ROUGHNESS, _QUARTER_ROUGHNESS = 0.25, 0.35
_BURST_CHANCE, _BURST_FACTOR = 0.01, 3.0
# While it is closed a market still learns a little: it opens with a gap.
_CLOSED_VOLATILITY = 0.2
TICKS_MAX = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """Minutes with at least one tick; `noise` is the usual step between two ticks, in points."""

    bars: BarColumns
    noise: Floats

    def between(self, from_ns: int, to_ns: int) -> "Minutes":
        first, end = np.searchsorted(self.bars.time_ns, (from_ns, to_ns))
        return Minutes(
            bars=self.bars.between(from_ns, to_ns), noise=self.noise[int(first) : int(end)]
        )


class MinuteGenerator:
    """Days of one symbol as a function of (seed, symbol, day)."""

    def __init__(
        self, seed: int, sheet: Instrument, shape: MarketShape, sessions: Sessions
    ) -> None:
        def key(purpose: str) -> np.uint64:
            return stream_key(seed, sheet.symbol, purpose)

        self._level = shape.price * 10**sheet.digits
        self._sessions = sessions
        self._volatility = np.repeat(shape.volatility_per_minute, 60) * 1e-6
        self._rate = np.repeat(np.asarray(shape.ticks_per_minute, dtype=np.float64), 60)
        self._spread_least = np.repeat(np.asarray(shape.spread_least, dtype=np.float64), 60)
        self._keys = {
            name: key(name)
            for name in ("anchor", "day", "quarter", "burst", "step", "high", "low", "open",
                         "count", "spread", "side")
        }  # fmt: skip
        self._anchors: list[float] = [0.0]

    def day(self, day: int) -> Minutes:
        """The minutes of a day counted from 1970-01-01."""
        minute = day * DAY_MINUTES + np.arange(DAY_MINUTES, dtype=np.int64)
        shut = self._sessions.closed(minute)
        activity = self._activity(day, minute)
        sigma = self._volatility * activity * np.where(shut, _CLOSED_VOLATILITY, 1.0)
        count = self._count(minute, activity)
        count[shut] = 0
        border = self._level * np.exp(self._path(day, minute, sigma))
        sigma_points = border[:-1] * sigma
        opened, close = self._ends(minute, border, sigma_points, count)
        high, low = self._extremes(
            minute, opened=opened, close=close, sigma=sigma_points, count=count
        )
        least = self._spread_least * np.exp(0.08 * normals(self._keys["spread"], minute))
        live = count > 0
        bars = BarColumns(
            time_ns=minute[live] * MINUTE_NS, open=opened[live], high=high[live], low=low[live],
            close=close[live], volume=count[live],
            spread=np.maximum(1, np.rint(least[live])).astype(np.int64),
        )  # fmt: skip
        return Minutes(bars=bars, noise=sigma_points[live] / np.sqrt(count[live]))

    def _activity(self, day: int, minute: Ints) -> Floats:
        """How much busier than usual each minute is; its mean square is about 1."""
        of_day = _DAY_ROUGHNESS * normals(self._keys["day"], np.array([day]))
        of_quarter = _QUARTER_ROUGHNESS * normals(self._keys["quarter"], minute // 15)
        calm = np.exp(of_day + of_quarter - _DAY_ROUGHNESS**2 - _QUARTER_ROUGHNESS**2)
        bursts = uniforms(self._keys["burst"], minute) < _BURST_CHANCE
        mean_square = 1 + _BURST_CHANCE * (_BURST_FACTOR**2 - 1)
        return calm * np.where(bursts, _BURST_FACTOR, 1.0) / np.sqrt(mean_square)

    def _anchor(self, day: int) -> float:
        """Log distance from the level at the midnight that begins the day."""
        needed = day - EPOCH_DAY
        known = len(self._anchors) - 1
        if needed > known:
            steps = normals(self._keys["anchor"], np.arange(known, needed) + EPOCH_DAY)
            daily = float(np.sqrt(np.cumsum(self._volatility**2)[-1]))
            value = self._anchors[-1]
            for step in steps.tolist():
                value = _DAILY_MEMORY * value + daily * step
                self._anchors.append(value)
        return self._anchors[needed]

    def _path(self, day: int, minute: Ints, sigma: Floats) -> Floats:
        """Log distances at the 1,441 borders of the day's minutes."""
        walk = np.cumsum(sigma * normals(self._keys["step"], minute))
        variance = np.cumsum(sigma**2)
        begin, end = self._anchor(day), self._anchor(day + 1)
        bridge = begin + walk - variance / variance[-1] * (walk[-1] - (end - begin))
        return np.concatenate(([begin], bridge))

    def _count(self, minute: Ints, activity: Floats) -> Ints:
        """Ticks of each minute: Poisson, by its normal approximation."""
        mean = self._rate * activity
        drawn = np.rint(mean + np.sqrt(mean) * normals(self._keys["count"], minute))
        return np.clip(drawn, 0, TICKS_MAX).astype(np.int64)

    def _ends(self, minute: Ints, border: Floats, sigma: Floats, count: Ints) -> tuple[Ints, Ints]:
        """First and last price; the first is one tick's step away from the border."""
        step = sigma / np.sqrt(np.maximum(count, 1))
        opened = np.rint(border[:-1] + step * normals(self._keys["open"], minute))
        close = np.where(count == 1, opened, np.rint(border[1:]))
        return opened.astype(np.int64), close.astype(np.int64)

    def _extremes(
        self, minute: Ints, *, opened: Ints, close: Ints, sigma: Floats, count: Ints
    ) -> tuple[Ints, Ints]:
        """High and low of a bridge: max = (a + b + sqrt((b - a)^2 - 2 s^2 ln u)) / 2, u uniform.

        A minute of n ticks can show n prices only: with two there is no extreme besides the
        ends, with three there is one, on a side chosen by chance.
        """
        span_squared = (close - opened).astype(np.float64) ** 2

        def reach(purpose: str) -> Ints:
            chance = np.log(uniforms(self._keys[purpose], minute))
            distance = np.sqrt(span_squared - 2 * sigma**2 * chance)
            return np.rint((distance - np.abs(close - opened)) / 2).astype(np.int64)

        upper, lower = np.maximum(opened, close), np.minimum(opened, close)
        up_only = (hashes(self._keys["side"], minute) & np.uint64(1)).astype(np.bool_)
        has_high = (count > 3) | ((count == 3) & up_only)
        has_low: npt.NDArray[np.bool_] = (count > 3) | ((count == 3) & ~up_only)
        high = upper + np.where(has_high, reach("high"), 0)
        low = lower - np.where(has_low, reach("low"), 0)
        return high, low
