"""Brings a core to where it can decide: history from the anchor, whatever the terminal has.

The anchor is the first bar a deployment's core was ever fed. A restart starts there again, so
recursive indicators hold the same values as if the process had never stopped. A deployment that
ran very long is anchored anew, well before the bar it continues after.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from algo.book import Book
from algo.desk import Desk
from algo.documents import bind, core_of
from algo.instruments import instrument_in
from algo.market import Market
from algo.parts import Parts
from algo.records import Deployed
from algo.valuation import Valuation, quote_at_close
from tickloom.domain.errors import Unavailable
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar, Timeframe
from tickloom.domain.server_time import ServerClock
from tickloom.engine.core import DecisionCore
from tickloom.venue.conversion import Quote

_HISTORY_LIMIT = 20_000
_MINUTE_US = 60_000_000
_MICROSECOND_NS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A core that met its history, and what it decides with.

    `known_until` opens the last bar it met; `pairs` are the other symbols whose quotes convert
    its money into the account's, `quotes` the newest ones known.
    """

    core: DecisionCore
    book: Book
    instrument: Instrument
    pairs: tuple[Instrument, ...]
    quotes: dict[Symbol, Quote]
    known_until: int
    bars_decided: int
    last_decided: int | None


async def prepare(parts: Parts, deployed: Deployed, desk: Desk) -> Prepared:
    """Everything from the database, the terminal and the document; may raise `Unavailable`."""
    await desk.recover()
    assert desk.account is not None
    venue = await parts.market.offered()
    offered = venue.instruments
    instrument = instrument_in(offered, deployed.symbol)
    valuation = Valuation(instrument, offered, currency=desk.account.currency)
    pairs = tuple(pair for pair in offered if pair.symbol in valuation.needed)
    quotes = await quotes_of(parts.market, pairs)
    anchor, bars_decided, last_decided = await parts.store.progress(deployed.deployment)
    core = await asyncio.to_thread(_core, deployed, instrument, venue.server_clock)
    bars = await _history(
        parts, deployed, needed=core.bars_missing, anchor=anchor, last_decided=last_decided
    )
    await asyncio.to_thread(core.warm_up, bars)
    known_until = last_decided or 0
    if bars:
        known_until = max(known_until, bars[-1].time_ns // _MICROSECOND_NS)
    book = Book(await parts.store.traded(deployed.deployment), valuation)
    return Prepared(
        core=core, book=book, instrument=instrument, pairs=pairs,
        quotes=quotes,
        known_until=known_until, bars_decided=bars_decided,
        last_decided=last_decided,
    )  # fmt: skip


def _core(
    deployed: Deployed, instrument: Instrument, server_clock: ServerClock
) -> DecisionCore:  # fmt: skip
    bound = bind(
        deployed.document, strategy=deployed.strategy, symbol=deployed.symbol,
        timeframe=deployed.timeframe, sizing=None,
    )  # fmt: skip
    return core_of(bound, instrument, server_clock)


async def quotes_of(market: Market, pairs: Iterable[Instrument]) -> dict[Symbol, Quote]:
    """The newest quotes of the pairs that turn this symbol's money into the account's."""
    quotes: dict[Symbol, Quote] = {}
    for pair in pairs:
        bars = await market.last_bars(pair.symbol, Timeframe.M1, 1)
        if not bars:
            raise Unavailable(f"{pair.symbol} has no bar yet; it is needed to convert money")
        quotes[pair.symbol] = quote_at_close(bars[-1], pair)
    return quotes


async def _history(
    parts: Parts, deployed: Deployed, *, needed: int, anchor: int | None, last_decided: int | None
) -> list[Bar]:
    timeframe, market = Timeframe(deployed.timeframe), parts.market
    until = None if last_decided is None else last_decided + 1
    if until is not None and anchor is not None and _is_near(anchor, until, timeframe):
        bars, _ = await market.bars_since(deployed.symbol, timeframe, anchor, to_time=until)
    else:
        bars = await market.last_bars(deployed.symbol, timeframe, needed, to_time=until)
    if bars and (first := bars[0].time_ns // _MICROSECOND_NS) != anchor:
        await parts.store.set_anchor(deployed.deployment, first)
    return bars


def _is_near(anchor: int, until: int, timeframe: Timeframe) -> bool:
    return until - anchor <= _HISTORY_LIMIT * timeframe.minutes * _MINUTE_US
