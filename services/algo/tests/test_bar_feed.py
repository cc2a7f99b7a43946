"""The bar feed on a real bus: every closed bar once, in order, whatever got lost."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from algo.bar_feed import BarFeed, FeedBar
from algo.feed_watch import FeedWatch
from algo.market import Market
from tickloom.bus.nats import NatsBus
from tickloom.contracts import subjects
from tickloom.contracts.market import BarClosed, BarForming, BarsReply, BarsRequest, FeedStatus
from tickloom.contracts.message import Stamper
from tickloom.domain.market import Timeframe
from tickloom.runtime.clock import LiveClock
from tickloom.testing.plugin import MakeBus, RunningNats

MINUTE_US = 60_000_000
START_US = 1_700_000_040_000_000
SUBJECT = subjects.bar("demo", "EURUSD", "M1")


class History:
    """The terminal's bar history, answered over the bus; bars may be said or kept back."""

    def __init__(self, bus: NatsBus) -> None:
        self.bus = bus
        self.times: list[int] = []
        self.asked: list[BarsRequest] = []
        self.stamper = Stamper(mode="demo", now_us=LiveClock().now_us)

    async def answer(self, request: BarsRequest) -> BarsReply:
        self.asked.append(request)
        until = request.to_time or 1 << 62
        times = [t for t in self.times if (request.from_time or 0) <= t < until]
        kept = times[-request.limit :]
        forming = None
        if request.forming and self.times:
            forming = BarForming(**self.fields(self.times[-1] + MINUTE_US, subject="md.forming"))
        return BarsReply(
            venue="demo", symbol="EURUSD", timeframe="M1", time=kept, open=[1.1] * len(kept),
            high=[1.1] * len(kept), low=[1.1] * len(kept), close=[1.1] * len(kept),
            volume=[1] * len(kept), spread=[1] * len(kept), forming=forming,
            more=len(times) > len(kept),
        )  # fmt: skip

    def fields(self, time: int, subject: str = SUBJECT) -> dict[str, Any]:
        return {
            **self.stamper.header(subject, ts=time + MINUTE_US), "venue": "demo",
            "symbol": "EURUSD", "timeframe": "M1", "time": time, "open": 1.1, "high": 1.1,
            "low": 1.1, "close": 1.1, "volume": 1, "spread": 1,
        }  # fmt: skip

    def close_bar(self, *, is_said: bool = True, next_time: int | None = None) -> int:
        time = self.times[-1] + MINUTE_US if self.times else START_US
        self.times.append(time)
        message = BarClosed(**self.fields(time), next_time=next_time)
        if is_said:
            self.bus.publish(SUBJECT, message)
        return time


class Scene:
    """A feed under test beside the history it reads."""

    def __init__(self, history: History, feed: BarFeed, watch: FeedWatch, bus: NatsBus) -> None:
        self.history, self.feed, self.watch, self.bus = history, feed, watch, bus

    async def take(self, count: int) -> list[FeedBar]:
        taken: list[FeedBar] = []
        async with asyncio.timeout(5):
            while len(taken) < count:
                taken += await self.feed.next()
        return taken

    async def is_quiet(self) -> bool:
        try:
            async with asyncio.timeout(0.2):
                await self.feed.next()
        except TimeoutError:
            return True
        return False


@pytest.fixture
async def scene(make_bus: MakeBus) -> AsyncIterator[Scene]:
    history = History(await make_bus("bridge"))
    await history.bus.serve("rpc.bridge.bars", BarsRequest, history.answer)
    bus = await make_bus("algo")
    watch = FeedWatch()
    await watch.open(bus, venue="demo")
    market = Market(bus, venue="demo")
    feed = BarFeed(market, watch, LiveClock(), symbol="EURUSD", timeframe=Timeframe.M1)
    await feed.open(bus)
    for opened in (bus, history.bus):
        await opened.flush()
    feed.begin_after(START_US - MINUTE_US)
    yield Scene(history, feed, watch, bus)
    await feed.close()


async def test_live_bars_come_once_in_order_and_fresh(scene: Scene) -> None:
    times = [scene.history.close_bar() for _ in range(3)]
    taken = await scene.take(3)
    assert [bar.time_us for bar in taken] == times
    assert taken[-1].is_fresh
    assert await scene.is_quiet()


async def test_a_bar_says_which_bar_a_decision_on_it_acts_on(scene: Scene) -> None:
    """After a weekend too; of a bar that is caught up it is the next one."""
    first = scene.history.close_bar(is_said=False)
    monday = START_US + 3_000 * MINUTE_US
    last = scene.history.close_bar(next_time=monday)
    taken = await scene.take(2)
    assert [(bar.time_us, bar.acts_us) for bar in taken] == [(first, last), (last, monday)]
    assert taken[-1].acts_ns == monday * 1_000


async def test_a_hole_in_seq_is_filled_from_the_terminal_and_old_bars_are_stale(
    scene: Scene,
) -> None:
    first = scene.history.close_bar()
    await scene.take(1)
    lost = [scene.history.close_bar(is_said=False) for _ in range(2)]
    last = scene.history.close_bar()
    taken = await scene.take(3)
    assert [bar.time_us for bar in taken] == [*lost, last]
    assert [bar.is_fresh for bar in taken] == [False, False, True]
    assert scene.history.asked[-1].from_time == first + 1


async def test_contiguous_bars_ask_nothing(scene: Scene) -> None:
    scene.history.close_bar()
    await scene.take(1)
    assert await scene.is_quiet()
    asked = len(scene.history.asked)
    scene.history.close_bar()
    assert len(await scene.take(1)) == 1
    assert len(scene.history.asked) == asked


async def test_a_new_life_of_the_bridge_is_noticed_before_the_next_bar(scene: Scene) -> None:
    scene.history.close_bar()
    await scene.take(1)
    await say_feed(scene, ep="one")
    lost = scene.history.close_bar(is_said=False)
    await say_feed(scene, ep="two")
    taken = await scene.take(1)
    assert [bar.time_us for bar in taken] == [lost]
    assert taken[0].is_fresh, "the bar after it is still open"


async def test_a_bar_said_again_after_its_repair_is_not_taken_twice(scene: Scene) -> None:
    scene.history.close_bar()
    await scene.take(1)
    lost = scene.history.close_bar(is_said=False)
    scene.feed.suspect()
    assert [bar.time_us for bar in await scene.take(1)] == [lost]
    scene.bus.publish(SUBJECT, BarClosed(**scene.history.fields(lost)))
    await scene.bus.flush()
    assert await scene.is_quiet()


async def test_bars_closed_while_the_bus_was_down_arrive_after_it_is_back(
    scene: Scene, nats_server: RunningNats
) -> None:
    scene.history.close_bar()
    await scene.take(1)
    await nats_server.kill()
    lost = [scene.history.close_bar() for _ in range(3)]
    await nats_server.restart()
    assert [bar.time_us for bar in await scene.take(3)] == lost


async def say_feed(scene: Scene, *, ep: str) -> None:
    header = Stamper(mode="demo", now_us=LiveClock().now_us, epoch=ep).header("md.feed.demo")
    status = FeedStatus(
        **header, venue="demo", transport="up", terminal="up", broker="up", feed="up",
        synchronised="up", market_time=START_US, history_from=START_US, speed=1.0, symbols=[],
    )  # fmt: skip
    scene.history.bus.publish("md.feed.demo", status)
    await scene.history.bus.flush()
