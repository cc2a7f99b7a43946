"""Bars and ticks as the package hands them out, from the market's own history.

Times are the server's; intraday bars stand on its midnight. Position 0 is the unfinished bar.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from tickloom.domain.ids import Symbol
from tickloom.domain.market import DAY_NS, Bar, Timeframe
from tickloom.domain.server_time import ServerClock
from tickloom_terminal import constants as mt5
from tickloom_terminal.dtypes import RATES, TICKS
from tickloom_terminal.errors import Refused
from tickloom_terminal.market.market_source import TickColumns
from tickloom_terminal.market.simulated_market import SimulatedMarket
from tickloom_terminal.market.tick_columns import joined_ticks

TIMEFRAMES = {getattr(mt5, f"TIMEFRAME_{name}"): name for name in Timeframe}
_SECOND_NS = 1_000_000_000
_MILLISECOND_NS = 1_000_000
_SLACK_NS = 2 * DAY_NS
TICKS_MAX = 2_000_000
"""The most ticks that one call hands out (120 MB); a longer span is refused with -3."""
_PIECE_NS = DAY_NS // 24
_FOREVER_NS = 1 << 62
_HOURLY = 60  # up to this many minutes, a shift of whole hours moves no bar


class History:
    """Reads a market's history in the server's time."""

    def __init__(self, market: SimulatedMarket, clock: ServerClock) -> None:
        self._market = market
        self._clock = clock

    @property
    def _is_utc(self) -> bool:
        """Whether the rule of the server's clock is UTC (a fault may add to it all the same)."""
        clock = self._clock
        return not (clock.shift_hours or clock.zone or clock.rule != "none")

    def rates(
        self, symbol: Symbol, timeframe: Timeframe, *, first_s: int | None, last_s: int, count: int
    ) -> npt.NDArray[np.void]:
        """The last `count` bars that open from `first_s` to `last_s` (server seconds, both in)."""
        bars = self._bars(symbol, timeframe, first_s=first_s, last_s=last_s, count=count)
        return _rates(bars)

    def newest(
        self, symbol: Symbol, timeframe: Timeframe, *, start: int, count: int
    ) -> npt.NDArray[np.void]:
        """`count` bars that end at position `start`; position 0 is the unfinished one."""
        now_s = self._clock.to_server_ns(self._market.position_ns) // _SECOND_NS
        bars = self._bars(symbol, timeframe, first_s=None, last_s=now_s, count=start + count)
        end = len(bars) - start
        return _rates(bars[max(0, end - count) : max(0, end)])

    def ticks(
        self, symbol: Symbol, *, first_s: int, last_s: int | None, count: int | None
    ) -> npt.NDArray[np.void]:
        """Ticks from `first_s` on: until `last_s` (that instant included), or `count` of them."""
        begin_ns = self._clock.to_utc_ns(first_s * _SECOND_NS)
        if last_s is not None:
            end_ns = self._clock.to_utc_ns(last_s * _SECOND_NS) + _MILLISECOND_NS
            rows = self._first_ticks(symbol, begin_ns, end_ns, TICKS_MAX + 1)
            if len(rows) > TICKS_MAX:
                raise Refused(mt5.RES_E_NO_MEMORY)
            return rows
        assert count is not None, "ticks are asked for by an end or by a count"
        return self._first_ticks(symbol, begin_ns, _FOREVER_NS, min(count, TICKS_MAX))

    def _first_ticks(
        self, symbol: Symbol, begin_ns: int, end_ns: int, count: int
    ) -> npt.NDArray[np.void]:
        """Up to `count` ticks of a span, read in pieces: nobody knows how dense they are."""
        end_ns = min(end_ns, self._market.position_ns)
        at_ns = max(begin_ns, self._market.begins_ns)
        before = self._market.ticks(symbol, from_ns=at_ns - _PIECE_NS, to_ns=at_ns)
        parts, found, piece_ns = [_last(before)], 0, _PIECE_NS
        while found < count and at_ns < end_ns:
            piece_end_ns = min(at_ns + piece_ns, end_ns)
            part = self._market.ticks(symbol, from_ns=at_ns, to_ns=piece_end_ns)
            parts.append(part)
            found += len(part.time_ns)
            at_ns, piece_ns = piece_end_ns, piece_ns if len(part.time_ns) else piece_ns * 2
        known = len(parts[0].time_ns)
        return self._rows(joined_ticks(parts))[known : known + count]

    def _rows(self, ticks: TickColumns) -> npt.NDArray[np.void]:
        rows = np.zeros(len(ticks.time_ns), dtype=TICKS)
        rows["time_msc"] = self._server(ticks.time_ns) // _MILLISECOND_NS
        rows["time"] = rows["time_msc"] // 1000
        rows["bid"], rows["ask"] = ticks.bid, ticks.ask
        rows["flags"] = _changes(ticks, ticks.bid) * mt5.TICK_FLAG_BID | (
            _changes(ticks, ticks.ask) * mt5.TICK_FLAG_ASK
        )
        return rows

    def _server(self, utc_ns: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        if not len(utc_ns):
            return utc_ns
        hours = utc_ns // (DAY_NS // 24)
        known, where = np.unique(hours, return_inverse=True)
        shifts = [self._clock.offset_s(int(hour) * (DAY_NS // 24)) for hour in known]
        return utc_ns + np.array(shifts, dtype=np.int64)[where] * _SECOND_NS

    def _bars(
        self, symbol: Symbol, timeframe: Timeframe, *, first_s: int | None, last_s: int, count: int
    ) -> list[Bar]:
        """Bars stamped with server time, the unfinished one included when it is asked for."""
        if not self._is_utc and timeframe.minutes > _HOURLY:
            bars = self._refolded(symbol, timeframe, first_s=first_s, last_s=last_s, count=count)
        else:
            bars = self._closed(symbol, timeframe, first_s=first_s, last_s=last_s, count=count)
        forming = self._forming(symbol, timeframe)
        if forming is not None and _within(forming, first_s, last_s):
            bars = [bar for bar in bars if bar.time_ns < forming.time_ns] + [forming]
        return bars[-count:]

    def _closed(
        self, symbol: Symbol, timeframe: Timeframe, *, first_s: int | None, last_s: int, count: int
    ) -> list[Bar]:
        from_ns = None if first_s is None else self._clock.to_utc_ns(first_s * _SECOND_NS)
        to_ns = self._clock.to_utc_ns(last_s * _SECOND_NS) + 1
        bars = self._market.bars(symbol, timeframe, from_ns=from_ns, to_ns=to_ns, limit=count)
        ends = (bars[0].time_ns, bars[-1].time_ns) if bars else ()
        if self._is_utc and not any(self._clock.offset_s(time_ns) for time_ns in ends):
            return bars
        return [_stamped(bar, self._clock.to_server_ns(bar.time_ns)) for bar in bars]

    def _refolded(
        self, symbol: Symbol, timeframe: Timeframe, *, first_s: int | None, last_s: int, count: int
    ) -> list[Bar]:
        """Longer bars of a server whose midnight is not UTC's, folded from its hours."""
        hours_needed = count * max(1, timeframe.minutes // _HOURLY) + 48
        begin_s = None if first_s is None else timeframe.open_ns(first_s * _SECOND_NS) // _SECOND_NS
        end_s = timeframe.end_ns(timeframe.open_ns(last_s * _SECOND_NS)) // _SECOND_NS - 1
        hours = self._closed(
            symbol, Timeframe.H1, first_s=begin_s, last_s=end_s, count=hours_needed
        )
        bars = _folded(hours, timeframe)
        if begin_s is None and len(hours) == hours_needed:
            bars = bars[1:]  # its first hours may be missing
        now_ns = self._clock.to_server_ns(self._market.position_ns)
        return [b for b in bars if b.end_ns <= now_ns and _within(b, first_s, last_s)]

    def _forming(self, symbol: Symbol, timeframe: Timeframe) -> Bar | None:
        """The unfinished bar: what is closed of it, and the ticks since."""
        now_ns = self._market.position_ns
        opened = timeframe.open_ns(self._clock.to_server_ns(now_ns))
        begin_ns = self._clock.to_utc_ns(opened)
        closed = self._closed_parts(symbol, timeframe, begin_ns, now_ns)
        rest_ns = closed[-1].end_ns if closed else begin_ns
        ticks = self._market.ticks(symbol, from_ns=max(rest_ns, now_ns - _SLACK_NS), to_ns=now_ns)
        parts = [_stamped(bar, opened, timeframe) for bar in closed]
        if len(ticks.time_ns):
            spread = closed[-1].spread_points if closed else 0
            rest = _of_ticks(symbol, ticks, spread_points=spread)
            parts.append(_stamped(rest, opened, timeframe))
        return _joined(parts) if parts else None

    def _closed_parts(
        self, symbol: Symbol, timeframe: Timeframe, begin_ns: int, now_ns: int
    ) -> list[Bar]:
        """Closed hours where they fit (a month has 43,200 minutes), then closed minutes."""
        hours: list[Bar] = []
        if timeframe.minutes > _HOURLY and begin_ns % _PIECE_NS == 0:
            hours = self._market.bars(
                symbol, Timeframe.H1, from_ns=begin_ns, to_ns=now_ns,
                limit=timeframe.minutes // _HOURLY + 24,
            )  # fmt: skip
        rest_ns = hours[-1].end_ns if hours else begin_ns
        minutes = self._market.bars(
            symbol, Timeframe.M1, from_ns=rest_ns, to_ns=now_ns, limit=timeframe.minutes + 1
        )
        return [*hours, *minutes]


def _last(ticks: TickColumns) -> TickColumns:
    """The last tick alone; nothing of nothing."""
    return TickColumns(
        time_ns=ticks.time_ns[-1:], bid=ticks.bid[-1:], ask=ticks.ask[-1:],
        ordinal=ticks.ordinal[-1:],
    )  # fmt: skip


def _changes(ticks: TickColumns, prices: npt.NDArray[np.float64]) -> npt.NDArray[np.uint32]:
    """1 where a price differs from the one before it; so it is after an hour of silence.

    Whatever the caller asked for, a tick has the same flags: pollers count ticks by them.
    """
    changed = np.ones(len(prices), dtype=np.uint32)
    is_late = ticks.time_ns[1:] - ticks.time_ns[:-1] > _PIECE_NS
    changed[1:] = (prices[1:] != prices[:-1]) | is_late
    return changed


def _within(bar: Bar, first_s: int | None, last_s: int) -> bool:
    time_s = bar.time_ns // _SECOND_NS
    return (first_s is None or time_s >= first_s) and time_s <= last_s


def _stamped(bar: Bar, time_ns: int, timeframe: Timeframe | None = None) -> Bar:
    return Bar(
        symbol=bar.symbol, timeframe=timeframe or bar.timeframe, time_ns=time_ns, open=bar.open,
        high=bar.high, low=bar.low, close=bar.close, tick_volume=bar.tick_volume,
        spread_points=bar.spread_points,
    )  # fmt: skip


def _of_ticks(symbol: Symbol, ticks: TickColumns, *, spread_points: int) -> Bar:
    return Bar(
        symbol=symbol, timeframe=Timeframe.M1, time_ns=int(ticks.time_ns[0]),
        open=float(ticks.bid[0]), high=float(ticks.bid.max()), low=float(ticks.bid.min()),
        close=float(ticks.bid[-1]), tick_volume=len(ticks.time_ns), spread_points=spread_points,
    )  # fmt: skip


def _joined(parts: list[Bar]) -> Bar:
    first, last = parts[0], parts[-1]
    return Bar(
        symbol=first.symbol, timeframe=first.timeframe, time_ns=first.time_ns, open=first.open,
        high=max(p.high for p in parts), low=min(p.low for p in parts), close=last.close,
        tick_volume=sum(p.tick_volume for p in parts),
        spread_points=min(p.spread_points for p in parts),
    )  # fmt: skip


def _folded(hours: list[Bar], timeframe: Timeframe) -> list[Bar]:
    groups: dict[int, list[Bar]] = {}
    for hour in hours:
        opened = timeframe.open_ns(hour.time_ns)
        groups.setdefault(opened, []).append(_stamped(hour, opened, timeframe))
    return [_joined(parts) for parts in groups.values()]


def _rates(bars: list[Bar]) -> npt.NDArray[np.void]:
    rows = np.zeros(len(bars), dtype=RATES)
    columns: dict[str, Callable[[Bar], float]] = {
        "time": lambda b: b.time_ns // _SECOND_NS, "open": lambda b: b.open,
        "high": lambda b: b.high, "low": lambda b: b.low, "close": lambda b: b.close,
        "tick_volume": lambda b: b.tick_volume, "spread": lambda b: b.spread_points,
    }  # fmt: skip
    for name, value in columns.items():
        rows[name] = [value(bar) for bar in bars]
    return rows
