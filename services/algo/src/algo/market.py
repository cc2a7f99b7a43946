"""What the service asks the bridge: symbols, accounts and closed bars.

An unknown name is answered here, once, with the field, its value and what would be right.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import structlog

from tickloom.bus.port import Bus
from tickloom.contracts.instruments import instrument_of
from tickloom.contracts.market import (
    BarClosed,
    BarsReply,
    BarsRequest,
    SymbolsReply,
    SymbolsRequest,
)
from tickloom.contracts.message import Mode
from tickloom.contracts.subjects import rpc
from tickloom.contracts.trading import AccountMarked, AccountsReply, AccountsRequest
from tickloom.domain.errors import CorrectIt, InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.domain.market import Bar, Timeframe
from tickloom.domain.server_time import ServerClock

log = structlog.get_logger(__name__)

PAGE_BARS = 5_000
_BARS = rpc("bridge", "bars")
_MICROSECOND_NS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """What is offered, the mode in which its market is run, and its server's clock."""

    instruments: tuple[Instrument, ...]
    mode: Mode
    server_clock: ServerClock


class Market:
    """The terminal's door as this service uses it; every call may raise `Unavailable`."""

    def __init__(self, bus: Bus, *, venue: str) -> None:
        self.venue = venue
        self._bus = bus

    async def offered(self) -> Venue:
        """The venue with every symbol."""
        reply = await self._bus.request(rpc("bridge", "symbols"), SymbolsRequest(), SymbolsReply)
        return Venue(
            instruments=tuple(instrument_of(info) for info in reply.symbols), mode=reply.mode,
            server_clock=ServerClock.read(reply.server_clock),
        )  # fmt: skip

    async def name_of(self, symbol: str) -> str:
        """The broker's own name of what is meant; the same where the bridge does not know."""
        try:
            reply = await self._bus.request(
                rpc("bridge", "symbols"), SymbolsRequest(named=symbol), SymbolsReply
            )
        except CorrectIt as error:
            log.info("symbol_not_clear", symbol=symbol, why=error.detail)
            return symbol
        return next((info.symbol for info in reply.symbols if symbol in info.aliases), symbol)

    async def account(self, account: str) -> AccountMarked:
        """The account with its open positions, as the terminal states it now."""
        reply = await self._bus.request(rpc("bridge", "accounts"), AccountsRequest(), AccountsReply)
        for marked in reply.accounts:
            if marked.account == account:
                return marked
        known = ", ".join(sorted(marked.account for marked in reply.accounts)) or "none"
        raise InvalidInput("account", account, f"one that the terminal holds: {known}")

    async def last_bars(
        self, symbol: str, timeframe: Timeframe, count: int, *, to_time: int | None = None
    ) -> list[Bar]:
        """The last `count` closed bars before `to_time` (now), oldest first; fewer if fewer are."""
        pages: list[list[Bar]] = []
        left = count
        while left > 0:
            reply = await self._page(
                BarsRequest(
                    symbol=symbol, timeframe=timeframe, to_time=to_time, limit=min(left, PAGE_BARS)
                )
            )
            pages.append(list(bars_of(reply)))
            left -= len(reply.time)
            if not reply.more or not reply.time:
                break
            to_time = reply.time[0]
        return [bar for page in reversed(pages) for bar in page]

    async def bars_since(
        self, symbol: str, timeframe: Timeframe, from_time: int, *, to_time: int | None = None
    ) -> tuple[list[Bar], int | None]:
        """Closed bars with from_time <= open < to_time, and when the open bar began (if any)."""
        pages: list[list[Bar]] = []
        forming_time: int | None = None
        until = to_time
        while True:
            reply = await self._page(
                BarsRequest(
                    symbol=symbol, timeframe=timeframe, from_time=from_time, to_time=until,
                    limit=PAGE_BARS, forming=until is None,
                )
            )  # fmt: skip
            if reply.forming is not None:
                forming_time = reply.forming.time
            pages.append(list(bars_of(reply)))
            if not reply.more or not reply.time:
                return [bar for page in reversed(pages) for bar in page], forming_time
            until = reply.time[0]

    async def _page(self, request: BarsRequest) -> BarsReply:
        return await self._bus.request(_BARS, request, BarsReply)


def timeframe_of(name: str) -> Timeframe:
    """The timeframe called `name`; the error lists all of them."""
    try:
        return Timeframe(name)
    except ValueError:
        raise InvalidInput("timeframe", name, "one of " + " ".join(Timeframe)) from None


def bar_of(message: BarClosed) -> Bar:
    """A bar as the bridge said it."""
    return Bar(
        symbol=Symbol(message.symbol), timeframe=Timeframe(message.timeframe),
        time_ns=message.time * _MICROSECOND_NS, open=message.open, high=message.high,
        low=message.low, close=message.close, tick_volume=message.volume,
        spread_points=message.spread,
    )  # fmt: skip


def bars_of(reply: BarsReply) -> Iterator[Bar]:
    """The columns of a reply as bars."""
    symbol, timeframe = Symbol(reply.symbol), Timeframe(reply.timeframe)
    columns = zip(
        reply.time, reply.open, reply.high, reply.low, reply.close, reply.volume, reply.spread,
        strict=True,
    )  # fmt: skip
    for time, open_, high, low, close, volume, spread in columns:
        yield Bar(
            symbol=symbol, timeframe=timeframe, time_ns=time * _MICROSECOND_NS, open=open_,
            high=high, low=low, close=close, tick_volume=volume, spread_points=spread,
        )  # fmt: skip
