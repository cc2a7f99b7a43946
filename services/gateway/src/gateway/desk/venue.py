"""Accounts, symbols and quotes as the gateway heard them: what an order is checked against."""

from decimal import Decimal

import structlog

from gateway.live.hub import Hub
from tickloom.bus.port import Bus
from tickloom.contracts.codec import decode
from tickloom.contracts.instruments import instrument_of
from tickloom.contracts.market import SymbolsReply, SymbolsRequest, Tick
from tickloom.contracts.subjects import rpc
from tickloom.contracts.trading import AccountMarked, AccountsReply, AccountsRequest
from tickloom.domain.errors import CorrectIt, InvalidInput, NotFound
from tickloom.domain.ids import Symbol
from tickloom.domain.instrument import Instrument
from tickloom.runtime.clock import Clock
from tickloom.venue.conversion import Quote

log = structlog.get_logger(__name__)

_SHEETS_FOR_S = 30.0
_FRESH_US = 3_000_000


class Venue:
    """Reads the newest word about an account; asks the bridge when it is old or missing."""

    def __init__(self, bus: Bus, clock: Clock, hub: Hub) -> None:
        self._bus = bus
        self._clock = clock
        self._hub = hub
        self._sheets: dict[Symbol, Instrument] = {}
        self._read_at_s: float | None = None

    async def accounts(self) -> list[AccountMarked]:
        reply = await self._bus.request(rpc("bridge", "accounts"), AccountsRequest(), AccountsReply)
        return reply.accounts

    async def account(self, name: str) -> AccountMarked:
        """Raises `NotFound`, or `Unavailable` while the bridge is silent."""
        heard = self.heard(name)
        if heard is not None and self._clock.now_us() - heard.at <= _FRESH_US:
            return heard
        accounts = await self.accounts()
        found = next((one for one in accounts if one.account == name), None)
        if found is None:
            known = ", ".join(one.account for one in accounts) or "none"
            raise NotFound(
                f"account: there is no account {name[:64]!r}", code="unknown_account",
                hint=f"known accounts: {known}",
            )  # fmt: skip
        return found

    def heard(self, name: str) -> AccountMarked | None:
        """The account as it was last said on the bus, however old."""
        for topic in self._hub.topics(f"account:{name}"):
            if topic.latest is not None:
                try:
                    return decode(topic.latest, AccountMarked)
                except InvalidInput as error:
                    log.warning("account_undecodable", detail=error.detail)
        return None

    async def sheets(self) -> dict[Symbol, Instrument]:
        """Every symbol of the venue."""
        now_s = self._clock.monotonic_s()
        if self._read_at_s is None or now_s - self._read_at_s > _SHEETS_FOR_S:
            reply = await self._bus.request(
                rpc("bridge", "symbols"), SymbolsRequest(), SymbolsReply
            )
            sheets = [instrument_of(info) for info in reply.symbols]
            self._sheets = {sheet.symbol: sheet for sheet in sheets}
            self._read_at_s = now_s
        return self._sheets

    async def sheet(self, symbol: str) -> Instrument:
        """By the broker's own name, or by one that the bridge finds to mean it."""
        found = (await self.sheets()).get(Symbol(symbol))
        return await self._meant(symbol) if found is None else found

    async def _meant(self, name: str) -> Instrument:
        try:
            reply = await self._bus.request(
                rpc("bridge", "symbols"), SymbolsRequest(named=name[:64]), SymbolsReply
            )
            why = ""
        except CorrectIt as error:
            reply, why = None, f": {error.detail}"
        for info in () if reply is None else reply.symbols:
            if name in info.aliases:
                return instrument_of(info)
        raise NotFound(
            f"symbol: there is no symbol {name[:64]!r} at this venue{why}", code="unknown_symbol",
            hint="GET /api/v1/symbols lists them",
        )  # fmt: skip

    def quote(self, symbol: Symbol) -> Quote | None:
        """The newest quote; None before the first."""
        tick = self.tick(symbol)
        if tick is None:
            return None
        return Quote(bid=Decimal(str(tick.bid)), ask=Decimal(str(tick.ask)))

    def tick(self, symbol: str) -> Tick | None:
        for topic in self._hub.topics(f"tick:{symbol}"):
            if topic.latest is not None:
                try:
                    return decode(topic.latest, Tick)
                except InvalidInput:
                    return None
        return None
