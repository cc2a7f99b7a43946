"""A bar builder that knows the past: a bridge started at 10:40 closes whole hours, days, months."""

from mt5_bridge.market import Market
from tickloom.domain.bar_builder import BarBuilder
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar, Tick, Timeframe
from tickloom_terminal.market.market_source import TickColumns

_BARS_MAX = 1_500


def seeded_builder(market: Market, instrument: Instrument) -> BarBuilder:
    """The builder as it would stand had it heard every tick before the market's position.

    Whole days, then hours, then minutes make up the past of the longer bars; the ticks of the
    minute that holds the last tick make up the open minute.
    """
    symbol = instrument.symbol
    builder = BarBuilder(symbol, points_per_unit=10**instrument.digits)
    last = market.last_tick(symbol)
    if last is None:
        return builder
    minute_ns = Timeframe.M1.open_ns(last.time_ns)
    builder.resume(_past(market, symbol, minute_ns), before_ns=minute_ns)
    ticks = market.ticks(symbol, from_ns=minute_ns, to_ns=market.position_ns)
    for tick in ticks_of(symbol, ticks):
        builder.on_tick(tick)
    return builder


def ticks_of(symbol: Symbol, columns: TickColumns) -> list[Tick]:
    """The columns' rows, with plain Python numbers."""
    return [
        Tick(symbol=symbol, time_ns=time_ns, bid=bid, ask=ask, ordinal=ordinal)
        for time_ns, bid, ask, ordinal in zip(
            columns.time_ns.tolist(), columns.bid.tolist(), columns.ask.tolist(),
            columns.ordinal.tolist(), strict=True,
        )
    ]  # fmt: skip


def _past(market: Market, symbol: Symbol, minute_ns: int) -> list[Bar]:
    day_ns, hour_ns = Timeframe.D1.open_ns(minute_ns), Timeframe.H1.open_ns(minute_ns)
    first_ns = min(Timeframe.MN1.open_ns(minute_ns), Timeframe.W1.open_ns(minute_ns))
    spans = (
        (Timeframe.D1, first_ns, day_ns),
        (Timeframe.H1, day_ns, hour_ns),
        (Timeframe.M1, hour_ns, minute_ns),
    )
    return [
        bar
        for timeframe, from_ns, to_ns in spans
        if from_ns < to_ns
        for bar in market.bars(symbol, timeframe, from_ns=from_ns, to_ns=to_ns, limit=_BARS_MAX)
    ]
