"""Market data for runs: found, brought to this machine, and named by content.

Three places: this machine's column store (mapped by the computing process), the object store
(every machine's), and the catalogue, which says what is what.
"""

import asyncio

import msgspec
import structlog

from backtester.catalogue import Catalogue, Listed
from backtester.plan import Source
from backtester.venue_bars import month_start_ns, venue_bars
from tickloom.bus.port import Bus, ObjectStore
from tickloom.contracts.backtest import MarketDataReply, MarketSeries
from tickloom.contracts.instruments import info_of, instrument_of
from tickloom.contracts.market import SymbolInfo, SymbolsReply, SymbolsRequest
from tickloom.contracts.subjects import rpc
from tickloom.contracts.system import SeriesReply, SeriesRequest
from tickloom.domain.errors import NotFound, TryAgain
from tickloom.domain.market import MINUTE_NS, Timeframe
from tickloom.domain.server_time import ServerClock
from tickloom.engine.bars import Bars
from tickloom.engine.data_quality import quality_of
from tickloom.storage.columns import ColumnStore, Manifest, names_between, ranged
from tickloom_terminal.market.instruments import sheet_for, with_digits

LISTED = ("M1", "M5", "M15", "M30", "H1", "H4", "D1", "W1")
"""Of the terminal's timeframes those that are listed; the others can be asked for as well."""

log = structlog.get_logger(__name__)


class History:
    """What can be tested, and the bars of a run."""

    def __init__(
        self, *, bus: Bus, store: ColumnStore, imports: ColumnStore, catalogue: Catalogue,
        objects: ObjectStore, venue: str,
    ) -> None:  # fmt: skip
        self._bus = bus
        self._store = store
        self._imports = imports
        self._catalogue = catalogue
        self._objects = objects
        self._venue = venue
        self._recording = asyncio.Lock()

    # -- finding --------------------------------------------------------------------------------

    async def source(
        self, symbol: str, timeframe: Timeframe, start_ns: int | None, end_ns: int | None, *,
        history: int = 0, clock: ServerClock | None = None,
    ) -> Source:  # fmt: skip
        """The bars of [start, end): imported ones where there are some, else the record.

        Up to `history` bars before them are read as well, to warm up. Raises `NotFound` without
        any, `InvalidInput` when none lies in the range.
        """
        await self.adopt()
        listed = await self._catalogue.listed(symbol, timeframe.value)
        found = next((each for each in listed if each.manifest.source == "imported"), None)
        if found is None:
            known = next((each for each in listed if each.manifest.venue == self._venue), None)
            back_ns = None
            if start_ns is not None:
                back_ns = max(0, start_ns - _span_ns(timeframe, history))
            manifest = await self._record(symbol, timeframe, known, back_ns)
        else:
            manifest = found.manifest
        files = names_between(manifest.months, start_ns, end_ns, history=history)
        await self.bring(files)
        bars = ranged(self._store.bars_of(files), start_ns, end_ns, history)
        data_hash = await asyncio.to_thread(lambda: bars.content_hash)
        if len(bars) == manifest.bars:
            await self._count_quality(manifest, bars, clock)
        return Source(
            venue=manifest.venue, symbol=symbol, timeframe=timeframe.value,
            digits=manifest.digits, files=files, data_hash=data_hash,
            bars=len(bars) - bars.begin, history=bars.begin,
            start_ns=start_ns, end_ns=end_ns, duplicates=manifest.duplicates,
        )  # fmt: skip

    async def bars(self, source: Source) -> Bars:
        """The bars that a source names."""
        await self.bring(source.files)
        whole = self._store.bars_of(source.files)
        return ranged(whole, source.start_ns, source.end_ns, source.history)

    async def bring(self, files: tuple[str, ...]) -> None:
        """Have the files on this machine; raises `NotFound` when one is nowhere."""
        for name in files:
            if self._store.has(name):
                continue
            content = await self._objects.get(name)
            if content is None:
                raise NotFound(
                    f"bars {name[:12]} are neither on this machine nor in the object store",
                    code="no_data",
                    hint="import the file again, or start the run anew",
                )
            await asyncio.to_thread(self._store.put_bytes, name, content)

    async def _count_quality(
        self, manifest: Manifest, bars: Bars, clock: ServerClock | None
    ) -> None:
        """That of the whole series, by the clock of who reads all of it."""
        quality = await asyncio.to_thread(
            quality_of, bars, clock=clock, duplicates=manifest.duplicates
        )
        await self._catalogue.note_quality(manifest, quality.as_dict())

    # -- keeping --------------------------------------------------------------------------------

    async def adopt(self) -> None:
        """Take over what `tickloom data import` left on this machine, for every machine."""
        for manifest in await asyncio.to_thread(self._imports.manifests):
            listed = await self._catalogue.listed(manifest.symbol, manifest.timeframe)
            known = next((e for e in listed if e.manifest.venue == manifest.venue), None)
            if known is not None and known.manifest.months == manifest.months:
                continue
            for month in manifest.months.values():
                content = await asyncio.to_thread(self._imports.content, month.hash)
                await asyncio.to_thread(self._store.put_bytes, month.hash, content)
                await self._objects.put(month.hash, content)
            await self._catalogue.put(
                msgspec.structs.replace(manifest, source="imported"), manifest.months
            )
            log.info("import_adopted", symbol=manifest.symbol, timeframe=manifest.timeframe)

    async def _record(
        self, symbol: str, timeframe: Timeframe, known: Listed | None, start_ns: int | None
    ) -> Manifest:
        """The venue's series, brought up to now, and back to `start_ns` where it did not reach."""
        async with self._recording:
            info = await self.instrument(symbol, None)
            reaches = known is not None and (
                start_ns is None or known.covered_from_ns <= start_ns
            )  # fmt: skip
            from_ns = known.closed_until_ns if known is not None and reaches else start_ns
            fetched = await venue_bars(
                self._bus, symbol=symbol, timeframe=timeframe, digits=info.digits, from_ns=from_ns
            )
            if fetched is None:
                if known is not None and known.manifest.months:
                    return known.manifest
                raise NotFound(
                    f"no bars of {symbol} {timeframe.value} are known at this venue or imported",
                    code="no_data", hint="GET /market-data lists what can be tested",
                )  # fmt: skip
            months = await asyncio.to_thread(self._store.month_files, fetched.bars)
            for month in months.values():
                content = await asyncio.to_thread(self._store.content, month.hash)
                await self._objects.put(month.hash, content)
            kept = known.manifest.months if known is not None and reaches else {}
            manifest = Manifest(
                venue=self._venue, symbol=symbol, timeframe=timeframe.value, digits=info.digits,
                source="recorded", months=dict(sorted({**kept, **months}.items())),
            )  # fmt: skip
            covered_ns = fetched.covered_from_ns
            if known is not None and reaches:
                covered_ns = min(covered_ns, known.covered_from_ns)
            await self._catalogue.put(
                manifest, months, covered_from_ns=covered_ns,
                closed_until_ns=month_start_ns(int(fetched.bars.time_ns[-1])),
            )  # fmt: skip
            return manifest

    # -- telling --------------------------------------------------------------------------------

    async def instrument(self, symbol: str, digits: int | None) -> SymbolInfo:
        """What the venue says of a symbol, else the built-in sheet, on the grid of the bars.

        A broker's contract stays the broker's on bars of other decimals (gold: 3 where it has 2).
        """
        reply = await self._offered()
        offered = {} if reply is None else {info.symbol: info for info in reply.symbols}
        info = offered.get(symbol)
        if info is not None:
            if digits is None or digits == info.digits:
                return info
            return info_of(instrument_of(info).on_grid(digits))
        sheet = sheet_for(symbol)
        return info_of(sheet if digits is None else with_digits(sheet, digits))

    async def server_clock(self) -> ServerClock:
        """The clock of the terminal's server; UTC while none answers."""
        reply = await self._offered()
        return ServerClock.read("UTC" if reply is None else reply.server_clock)

    async def _offered(self) -> SymbolsReply | None:
        """What the terminal says of itself and its symbols; None while it is away."""
        try:
            return await self._bus.request(rpc("bridge", "symbols"), SymbolsRequest(), SymbolsReply)
        except TryAgain:
            return None

    async def listed(self, symbol: str | None) -> MarketDataReply:
        """What can be tested: imported files, then what the venue has."""
        await self.adopt()
        known = await self._catalogue.listed(symbol)
        series = [_imported(e) for e in known if e.manifest.source == "imported"]
        kept = {
            (e.manifest.symbol, e.manifest.timeframe): e
            for e in known if e.manifest.venue == self._venue
        }  # fmt: skip
        series += [
            each for each in await self._at_venue(kept) if symbol in {None, each.symbol}
        ]  # fmt: skip
        series.sort(key=lambda s: (s.symbol, Timeframe(s.timeframe).minutes, s.source))
        return MarketDataReply(series=series)

    async def _at_venue(self, kept: dict[tuple[str, str], Listed]) -> list[MarketSeries]:
        """What the terminal has; while it is away, what was recorded of it."""
        offered = await self._offered()
        if offered is None:
            return await self._in_record()
        return [
            _at_terminal(offered.venue, info, timeframe, kept.get((info.symbol, timeframe)))
            for info in offered.symbols for timeframe in LISTED
        ]  # fmt: skip

    async def _in_record(self) -> list[MarketSeries]:
        try:
            reply = await self._bus.request(
                rpc("analytics", "series"), SeriesRequest(), SeriesReply
            )
        except TryAgain as error:
            log.warning("record_unknown", detail=error.detail)
            return []
        return [
            MarketSeries(
                venue=reply.venue, symbol=each.symbol, timeframe=each.timeframe,
                source="recorded", bars=each.bars, first_time=each.first_time,
                last_time=each.last_time,
            )
            for each in reply.series
        ]  # fmt: skip


def _span_ns(timeframe: Timeframe, bars: int) -> int:
    """How far back so many bars reach in a market that is open half of the time."""
    return 2 * bars * timeframe.minutes * MINUTE_NS


def _at_terminal(venue: str, info: SymbolInfo, timeframe: str, kept: Listed | None) -> MarketSeries:
    """A series of the terminal's history; its extent is known once it was fetched."""
    manifest = None if kept is None else kept.manifest
    return MarketSeries(
        venue=venue, symbol=info.symbol, timeframe=timeframe, source="terminal",
        digits=info.digits, quality={} if kept is None else kept.quality,
        bars=None if manifest is None else manifest.bars,
        first_time=None if manifest is None else manifest.first_ns // 1_000,
        last_time=None if manifest is None else manifest.last_ns // 1_000,
    )  # fmt: skip


def _imported(listed: Listed) -> MarketSeries:
    manifest = listed.manifest
    return MarketSeries(
        venue=manifest.venue, symbol=manifest.symbol, timeframe=manifest.timeframe,
        source="imported", bars=manifest.bars, first_time=manifest.first_ns // 1_000,
        last_time=manifest.last_ns // 1_000, digits=manifest.digits, quality=listed.quality,
    )  # fmt: skip
