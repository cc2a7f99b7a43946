"""What the bridge says of the market, heard on the real bus and compared with the source."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from mt5_bridge.feed import Feed
from mt5_bridge.feed_status import FeedReporter
from mt5_bridge.history import History
from tickloom.bus.port import Bus
from tickloom.contracts.codec import decode
from tickloom.contracts.market import (
    BarClosed,
    BarForming,
    BarsReply,
    BarsRequest,
    SymbolsReply,
    SymbolsRequest,
    Tick,
    TicksReply,
    TicksRequest,
)
from tickloom.contracts.message import Stamper
from tickloom.domain.errors import CorrectIt, NotFound
from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom.runtime.clock import ManualClock
from tickloom_terminal.market.market_source import MarketSource

MakeSource = Callable[..., MarketSource]
MakeBus = Callable[[str], Awaitable[Bus]]


def script() -> list[tuple[str, int, float, float]]:
    """Two symbols, equal stamps, equal quotes, a silence of hours, quotes crossing an hour."""
    rows: list[tuple[str, int, float, float]] = []
    at_ms = 0
    for i in range(900):
        at_ms += (0, 250, 1_000, 17_000)[i % 4] + (3 * 3_600_000 if i == 500 else 0)
        bid = 1.1 + ((i * 37) % 91) / 100_000
        rows.append(("EURUSD", at_ms, bid, bid + (1 + i % 5) / 100_000))
        if i % 3 == 0:
            rows.append(("XAUUSD", at_ms + 1, 2_000 + i / 100, 2_000.2 + i / 100))
    return rows


class Heard:
    """Everything the bus carried, by subject."""

    def __init__(self) -> None:
        self.ticks: list[Tick] = []
        self.closed: list[BarClosed] = []
        self.forming: list[BarForming] = []
        self.sequences: dict[str, list[int]] = defaultdict(list)

    def on_message(self, subject: str, payload: bytes) -> None:
        if subject.startswith("md.tick."):
            message = decode(payload, Tick)
            self.ticks.append(message)
        elif subject.startswith("md.bar."):
            message = decode(payload, BarClosed)
            self.closed.append(message)
        else:
            message = decode(payload, BarForming)
            self.forming.append(message)
        self.sequences[subject].append(message.seq)


class Run:
    """A terminal, its feed and its history on one bus."""

    def __init__(self, terminal: Any, bus: Bus, clock: ManualClock) -> None:
        self.clock = clock
        self.terminal = terminal
        market = terminal.market
        stamper = Stamper(mode="replay", now_us=self.clock.now_us)
        self.feed = Feed(market, bus, self.clock, stamper, venue="replay")
        self.feed.seed()
        self.history = History(market, self.feed, venue="replay")
        self.reporter = FeedReporter(market, self.feed, bus, stamper, venue="replay")

    @property
    def has_ended(self) -> bool:
        return self.terminal.market.has_ended

    def turn(self, seconds: float = 1.0) -> None:
        self.clock.advance(seconds)
        self.feed.publish(self.terminal.poll())


MakeRun = Callable[[MarketSource, Bus, float], Run]


@pytest.fixture
def started(tmp_path: Path, local_terminal: Callable[..., Any]) -> MakeRun:
    """Starts a terminal and a bridge's market half on the test's folder."""

    def start(source: MarketSource, bus: Bus, speed: float) -> Run:
        clock = ManualClock()
        return Run(local_terminal(tmp_path, source, clock, speed=speed), bus, clock)

    return start


async def listening(make_bus: MakeBus) -> tuple[Bus, Heard]:
    heard, listener, bus = Heard(), await make_bus("listener"), await make_bus("mt5-bridge")
    for subject in ("md.tick.>", "md.bar.>", "md.forming.>"):
        await listener.subscribe_raw(subject, heard.on_message)
    await listener.flush()
    return bus, heard


async def settle(bus: Bus) -> None:
    await bus.flush()
    await asyncio.sleep(0.1)


@pytest.mark.parametrize("speed", [0.0, 600.0])
async def test_each_tick_and_each_closed_bar_is_said_once_as_the_source_has_it(
    started: MakeRun, scripted: MakeSource, make_bus: MakeBus, speed: float
) -> None:
    rows = script()
    source = scripted(rows, ends_after_ms=rows[-1][1] + 2)
    bus, heard = await listening(make_bus)
    run = started(source, bus, speed)
    while not run.has_ended:
        run.turn()
    run.turn()
    await settle(bus)
    begin_us = source.begins_ns // 1000
    for name in ("EURUSD", "XAUUSD"):
        said = [(t.ts - begin_us, t.bid, t.ask) for t in heard.ticks if t.symbol == name]
        assert said == [(at * 1000, bid, ask) for symbol, at, bid, ask in rows if symbol == name]
        keys = [(t.ts, t.n) for t in heard.ticks if t.symbol == name]
        assert len(set(keys)) == len(keys)
        for timeframe in Timeframe:
            bars = source.bars(Symbol(name), timeframe, from_ns=None, to_ns=1 << 62, limit=100_000)
            assert [
                (b.time * 1000, b.open, b.high, b.low, b.close, b.volume, b.spread)
                for b in heard.closed
                if b.symbol == name and b.timeframe == timeframe
            ] == [
                (b.time_ns, b.open, b.high, b.low, b.close, b.tick_volume, b.spread_points)
                for b in bars
            ]
            series = [b for b in heard.closed if b.symbol == name and b.timeframe == timeframe]
            assert [b.next_time for b in series] == [*(b.time for b in series[1:]), None]
    for sequence in heard.sequences.values():
        assert sequence == list(range(1, len(sequence) + 1))
    status = run.reporter.status()
    assert status.ended
    assert {state.session for state in status.symbols} == {"closed"}


async def test_a_bridge_killed_in_the_middle_of_an_hour_still_closes_the_whole_hour(
    started: MakeRun, scripted: MakeSource, make_bus: MakeBus
) -> None:
    rows = script()
    source = scripted(rows, ends_after_ms=rows[-1][1] + 2)
    bus, heard = await listening(make_bus)
    run = started(source, bus, 600.0)
    for _ in range(4):
        run.turn()
    run.terminal.die()
    again = started(source, bus, 600.0)
    while not again.has_ended:
        again.turn()
    again.turn()
    await settle(bus)
    for timeframe in (Timeframe.M5, Timeframe.H1, Timeframe.D1, Timeframe.MN1):
        whole = source.bars(Symbol("EURUSD"), timeframe, from_ns=None, to_ns=1 << 62, limit=100_000)
        said = {
            b.time * 1000: (b.open, b.high, b.low, b.close, b.volume)
            for b in heard.closed
            if b.symbol == "EURUSD" and b.timeframe == timeframe
        }
        assert said == {b.time_ns: (b.open, b.high, b.low, b.close, b.tick_volume) for b in whole}


async def test_open_bars_are_said_at_most_twice_a_second_and_only_when_they_changed(
    started: MakeRun, scripted: MakeSource, make_bus: MakeBus
) -> None:
    rows = [("EURUSD", i * 10, 1.1, 1.1001) for i in range(200)]  # two seconds of ticks
    bus, heard = await listening(make_bus)
    run = started(scripted(rows), bus, 1.0)
    for _ in range(500):  # five seconds
        run.turn(0.01)
    await settle(bus)
    minutes = [bar for bar in heard.forming if bar.timeframe == "M1"]
    assert 4 <= len(minutes) <= 5
    assert minutes[-1].volume == 200
    assert len(heard.forming) == len(minutes) * len(Timeframe)


async def test_every_page_size_gives_every_tick_once_and_splits_no_stamp(
    started: MakeRun, scripted: MakeSource, make_bus: MakeBus
) -> None:
    rows = script()[:150]
    source = scripted(rows, ends_after_ms=rows[-1][1] + 2)
    run = started(source, await make_bus("mt5-bridge"), 600.0)
    while not run.has_ended:
        run.turn()
    begin_us = source.begins_ns // 1000
    expected = [begin_us + at * 1000 for symbol, at, _, _ in rows if symbol == "EURUSD"]
    for limit in (1, 2, 3, 7, 50, 5_000):
        read: list[tuple[int, int]] = []
        next_from: int | None = 0
        while next_from is not None:
            request = TicksRequest(symbol="EURUSD", from_ts=next_from, limit=limit)
            page = await run.history.ticks(request)
            assert not read or not page.ts or page.ts[0] > read[-1][0]
            read += zip(page.ts, page.n, strict=True)
            next_from = page.next_from
        assert [ts for ts, _ in read] == expected
        assert len(set(read)) == len(read)
        newest = await run.history.ticks(TicksRequest(symbol="EURUSD", limit=limit))
        assert newest.ts == expected[-len(newest.ts) :]
        assert len(newest.ts) >= min(limit, len(expected))
    border = expected[20]
    part = await run.history.ticks(TicksRequest(symbol="EURUSD", from_ts=expected[3], to_ts=border))
    assert part.ts == [ts for ts in expected if expected[3] <= ts < border]
    assert part.until == border


async def test_history_ends_where_the_market_stands(
    started: MakeRun, scripted: MakeSource, make_bus: MakeBus
) -> None:
    rows = [("EURUSD", second * 1_000, 1.1, 1.1001) for second in range(300)]
    source = scripted(rows)
    bus, asker = await make_bus("mt5-bridge"), await make_bus("gateway")
    run = started(source, bus, 1.0)
    run.turn(150.5)
    for _ in range(10):
        run.turn(0)
    await run.history.serve(bus)
    await bus.flush()
    ticks = await asker.request(
        "rpc.bridge.ticks", TicksRequest(symbol="EURUSD", from_ts=0), TicksReply
    )
    assert len(ticks.ts) == 151
    assert ticks.until == source.begins_ns // 1000 + 150_500_000
    bars = await asker.request(
        "rpc.bridge.bars", BarsRequest(symbol="EURUSD", timeframe="M1", forming=True), BarsReply
    )
    assert [bar - source.begins_ns // 1000 for bar in bars.time] == [0, 60_000_000]
    assert bars.forming is not None
    assert bars.forming.volume == 31
    last = await asker.request(
        "rpc.bridge.bars", BarsRequest(symbol="EURUSD", timeframe="M1", limit=1), BarsReply
    )
    assert (last.time, last.more) == (bars.time[1:], True)
    before = BarsRequest(symbol="EURUSD", timeframe="M1", to_time=bars.time[1])
    assert (await asker.request("rpc.bridge.bars", before, BarsReply)).time == bars.time[:1]
    symbols = await asker.request("rpc.bridge.symbols", SymbolsRequest(), SymbolsReply)
    assert [s.symbol for s in symbols.symbols] == ["EURUSD"]
    with pytest.raises(NotFound, match="there is no symbol NOPE"):
        await asker.request("rpc.bridge.ticks", TicksRequest(symbol="NOPE"), TicksReply)
    bad = BarsRequest(symbol="EURUSD", timeframe="M7")
    with pytest.raises(CorrectIt, match="timeframe"):
        await asker.request("rpc.bridge.bars", bad, BarsReply)
