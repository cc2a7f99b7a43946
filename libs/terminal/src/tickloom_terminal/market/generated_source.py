"""The default market: generated quotes with the shape of real ones, labelled demo everywhere.

Nothing runs here: every minute, and every tick in it, is a function of (seed, symbol, time).
Days of minutes and hours of ticks that were asked for are kept for a while, because charts and
the feed ask for the same ones again.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import RLock
from typing import Generic, TypeVar

from tickloom.contracts.message import Mode
from tickloom.domain.errors import InvalidInput, NotFound
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import DAY_NS, MINUTE_NS, Bar, Timeframe
from tickloom_terminal.market.bar_columns import BarColumns, folded, joined, last_bars
from tickloom_terminal.market.generated_minutes import EPOCH_NS, MinuteGenerator, Minutes
from tickloom_terminal.market.generated_sessions import Sessions
from tickloom_terminal.market.generated_ticks import TickGenerator
from tickloom_terminal.market.instruments import SHEETS
from tickloom_terminal.market.market_shape import MORE_SHAPES, SHAPES
from tickloom_terminal.market.market_source import TickColumns
from tickloom_terminal.market.tick_columns import joined_ticks, ticks_between

_HOUR_NS = 60 * MINUTE_NS
_DAYS_KEPT, _HOURS_OF_TICKS_KEPT, _DAYS_OF_HOURS_KEPT = 40, 16, 4_000
T = TypeVar("T")


class _Kept(Generic[T]):
    """What was computed lately; the least recently asked for goes first.

    The lock is the symbol's: a thread that reads long history may work beside the feed, which
    then waits for one day at most (half a millisecond), not for the whole chart.
    """

    def __init__(self, compute: Callable[[int], T], *, at_most: int, lock: RLock) -> None:
        self._compute = compute
        self._lock = lock
        self._at_most = at_most
        self._values: OrderedDict[int, T] = OrderedDict()

    def __call__(self, index: int) -> T:
        with self._lock:
            value = self._values.get(index)
            if value is not None:
                self._values.move_to_end(index)
                return value
            value = self._compute(index)
            self._values[index] = value
            if len(self._values) > self._at_most:
                self._values.popitem(last=False)
            return value


class _GeneratedSymbol:
    """One symbol: its generators and what they made lately."""

    def __init__(self, seed: int, sheet: Instrument, sessions: Sessions) -> None:
        shape = MORE_SHAPES[sheet.symbol]
        self.sheet = replace(sheet, always_open=sessions.never_close)
        self.sessions = sessions
        self._minutes = MinuteGenerator(seed, sheet, shape, sessions)
        self._ticks = TickGenerator(seed, sheet, shape)
        lock = RLock()
        self.day: _Kept[Minutes] = _Kept(self._minutes.day, at_most=_DAYS_KEPT, lock=lock)
        self.hours_of_day: _Kept[BarColumns] = _Kept(
            lambda day: folded(self.day(day).bars, Timeframe.H1),
            at_most=_DAYS_OF_HOURS_KEPT,
            lock=lock,
        )
        self.hour: _Kept[TickColumns] = _Kept(self._hour, at_most=_HOURS_OF_TICKS_KEPT, lock=lock)

    def _hour(self, hour: int) -> TickColumns:
        return self._ticks.ticks(
            self.day(hour // 24).between(hour * _HOUR_NS, (hour + 1) * _HOUR_NS)
        )


class GeneratedSource:
    """The generated market behind the port of market sources.

    `begins_ns` says how far back its history reaches; it is moved to the midnight before. It
    costs about half a millisecond a day and symbol when a long chart asks for all of it.
    """

    def __init__(
        self,
        *,
        seed: int,
        begins_ns: int,
        symbols: Sequence[str] = (),
        weekend: bool = False,
        daily_break: bool = False,
    ) -> None:
        wanted = tuple(dict.fromkeys(symbols)) or tuple(SHAPES)
        for name in wanted:
            if name not in MORE_SHAPES:
                raise InvalidInput("symbols", name, f"one of {', '.join(MORE_SHAPES)}")
        self._seed = seed
        self._begins_ns = max(EPOCH_NS, begins_ns - begins_ns % DAY_NS)
        self._closings = [
            text for text, is_on in (("weekends", weekend), ("daily breaks", daily_break)) if is_on
        ]
        self._symbols = {
            Symbol(name): _GeneratedSymbol(
                seed, SHEETS[name],
                Sessions.of(SHEETS[name], weekend=weekend, daily_break=daily_break),
            )
            for name in wanted
        }  # fmt: skip

    @property
    def mode(self) -> Mode:
        return "demo"

    @property
    def description(self) -> str:
        hours = f"with {' and '.join(self._closings)}" if self._closings else "open at all hours"
        return f"generated market, seed {self._seed}, {hours}"

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        return tuple(symbol.sheet for symbol in self._symbols.values())

    @property
    def begins_ns(self) -> int:
        return self._begins_ns

    @property
    def ends_ns(self) -> int | None:
        return None

    def ticks(self, symbol: Symbol, *, from_ns: int, to_ns: int) -> TickColumns:
        """All ticks with from_ns <= time < to_ns."""
        market = self._market(symbol)
        from_ns = max(from_ns, self._begins_ns)
        hours = range(from_ns // _HOUR_NS, -(-to_ns // _HOUR_NS)) if to_ns > from_ns else range(0)
        return joined_ticks([ticks_between(market.hour(hour), from_ns, to_ns) for hour in hours])

    def bars(
        self, symbol: Symbol, timeframe: Timeframe, *, from_ns: int | None, to_ns: int, limit: int
    ) -> list[Bar]:
        """The last `limit` bars that open at or after from_ns and end at or before to_ns."""
        market = self._market(symbol)
        hourly = timeframe.minutes >= 60

        def read(start_ns: int, end_ns: int) -> BarColumns:
            days = range(max(start_ns, self._begins_ns) // DAY_NS, -(-end_ns // DAY_NS))
            parts = [market.hours_of_day(day) if hourly else market.day(day).bars for day in days]
            return joined(parts).between(start_ns, end_ns)

        columns = last_bars(
            read, timeframe, begins_ns=self._begins_ns, from_ns=from_ns, to_ns=to_ns, limit=limit
        )
        return columns.bars(symbol, timeframe, 10**market.sheet.digits)

    def is_open(self, symbol: Symbol, time_ns: int) -> bool:
        return self._market(symbol).sessions.is_open(time_ns)

    def next_open_ns(self, symbol: Symbol, time_ns: int) -> int | None:
        """When a closed session opens again; None when it is open."""
        return self._market(symbol).sessions.next_open_ns(time_ns)

    def _market(self, symbol: Symbol) -> _GeneratedSymbol:
        market = self._symbols.get(symbol)
        if market is None:
            raise NotFound(f"{symbol} is not offered; the demo offers {', '.join(self._symbols)}")
        return market
