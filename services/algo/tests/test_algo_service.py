"""The whole service on a real NATS and a real PostgreSQL, beside a stand-in for the bridge.

The stand-in speaks the bridge's side of the contracts: it answers `rpc.bridge.*`, says bars,
takes commands from the stream once each and fills them when told to.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

import msgspec
import pytest

from algo.__main__ import compose
from algo.settings import AlgoSettings
from tickloom.bus.nats import NatsBus
from tickloom.bus.port import Delivery
from tickloom.contracts import algo as said
from tickloom.contracts import market, subjects, trading
from tickloom.contracts.message import Stamper
from tickloom.domain.errors import CorrectIt, Unavailable
from tickloom.runtime.clock import LiveClock
from tickloom.runtime.service import Service
from tickloom.testing.plugin import MakeBus

T = TypeVar("T", bound=msgspec.Struct)
MINUTE_US = 60_000_000
START_US = 1_700_000_040_000_000
BAR_SUBJECT = subjects.bar("demo", "EURUSD", "M1")
ACCOUNT = "paper-1"
QUIET, JUMP = 1.10000, 1.10100
SMA_CROSS: dict[str, Any] = {
    "spec_version": 1,
    "name": "Close over its average",
    "timeframe": "M1",
    "entry": {
        "long": {"left": {"price": "close"}, "op": "crosses_above",
                 "right": {"ind": "sma", "period": 5}}
    },
    "exit": {
        "long": {"left": {"price": "close"}, "op": "crosses_below",
                 "right": {"ind": "sma", "period": 5}}
    },
    "stop_loss": {"unit": "pips", "value": 20},
    "take_profit": [{"unit": "pips", "value": 40}],
    "sizing": {"mode": "fixed_lots", "lots": 0.1},
}  # fmt: skip
EURUSD = market.SymbolInfo(
    symbol="EURUSD", description="Euro vs US Dollar", group="Forex", digits=5,
    tick_size="0.00001", contract_size="100000", volume_min="0.01", volume_max="500",
    volume_step="0.01", currency_base="EUR", currency_profit="USD", currency_margin="EUR",
    calc_mode="forex", pip_size="0.0001",
)  # fmt: skip


class BridgeStandIn:
    """A terminal with one symbol, one account, and bars that close when the test says so."""

    def __init__(self, bus: NatsBus) -> None:
        self.bus = bus
        self.bars: list[market.BarClosed] = []
        self.positions: list[trading.PositionInfo] = []
        self.commands: list[trading.SubmitOrder] = []
        self.closes: list[trading.ClosePosition] = []
        self.stamper = Stamper(mode="demo", now_us=LiveClock().now_us)
        self.is_filling = True
        self.symbols = [EURUSD]
        self.is_away = False
        self._deals = 0

    async def open(self) -> None:
        await self.bus.serve("rpc.bridge.symbols", market.SymbolsRequest, self._symbols)
        await self.bus.serve("rpc.bridge.accounts", trading.AccountsRequest, self._accounts)
        await self.bus.serve("rpc.bridge.bars", market.BarsRequest, self._bars)
        await self.bus.consume(
            stream="CMD", durable="bridge-new", subject="cmd.local.*.new",
            kind=trading.SubmitOrder, handler=self._on_new,
        )  # fmt: skip
        await self.bus.consume(
            stream="CMD", durable="bridge-close", subject="cmd.local.*.close",
            kind=trading.ClosePosition, handler=self._on_close,
        )  # fmt: skip
        await self.bus.flush()

    def close_bar(self, close: float, *, is_said: bool = True) -> int:
        time = self.bars[-1].time + MINUTE_US if self.bars else START_US
        bar = self._bar(market.BarClosed, BAR_SUBJECT, time, close)
        self.bars.append(bar)
        if is_said:
            self.bus.publish(BAR_SUBJECT, bar)
        return time

    def history(self, count: int) -> None:
        for number in range(count):
            self.close_bar(QUIET + 0.00001 * (number % 2), is_said=False)

    async def end_order(self, order: trading.SubmitOrder, *, state: str = "filled") -> int:
        """Fill (or refuse) an order and say so; the position's ticket."""
        ticket = 100 + len(self.commands)
        subject = subjects.event(ACCOUNT, "order")
        if state == "filled":
            self.positions.append(
                trading.PositionInfo(
                    ticket=ticket,
                    symbol=order.symbol,
                    side=order.side,
                    volume=order.volume,
                    price_open="1.10100",
                    time=self.bars[-1].ts,
                    price_current="1.10100",
                    profit="0.00",
                    deployment=order.deployment,
                )
            )
            await self._say_deal(order, ticket, entry="in")
        changed = trading.OrderChanged(
            **self.stamper.header(subject), order_id=order.order_id, account=ACCOUNT,
            symbol=order.symbol, state=state, position=ticket, deployment=order.deployment,
        )  # fmt: skip
        await self.bus.publish_durable(
            subject, changed, message_id=f"order:{order.order_id}:{state}"
        )
        return ticket

    async def _say_deal(self, order: trading.SubmitOrder, ticket: int, *, entry: Any) -> None:
        self._deals += 1
        subject = subjects.event(ACCOUNT, "deal")
        deal = trading.DealMade(
            **self.stamper.header(subject, ts=self.bars[-1].ts), account=ACCOUNT,
            ticket=self._deals, symbol=order.symbol, position=ticket, side=order.side, entry=entry,
            volume=order.volume, price="1.10100", profit="0.00", commission="0.00", swap="0.00",
            balance="10000.00", reason="expert", order_id=order.order_id,
            deployment=order.deployment,
        )  # fmt: skip
        await self.bus.publish_durable(subject, deal, message_id=f"deal:{ACCOUNT}:{self._deals}")

    async def _on_new(self, order: trading.SubmitOrder, _: Delivery) -> None:
        if all(order.order_id != known.order_id for known in self.commands):
            self.commands.append(order)
            if self.is_filling:
                await self.end_order(order)

    async def _on_close(self, order: trading.ClosePosition, _: Delivery) -> None:
        self.closes.append(order)
        self.positions = [p for p in self.positions if p.ticket != order.position]

    async def _symbols(self, _: market.SymbolsRequest) -> market.SymbolsReply:
        return market.SymbolsReply(venue="demo", mode="demo", symbols=self.symbols)

    async def _accounts(self, _: trading.AccountsRequest) -> trading.AccountsReply:
        if self.is_away:
            raise Unavailable("the terminal is not connected")
        marked = trading.AccountMarked(
            **self.stamper.header("mark"), account=ACCOUNT, currency="USD", leverage=100,
            balance="10000.00", equity="10000.00", floating="0.00", margin="0.00",
            margin_free="10000.00", positions=list(self.positions),
        )  # fmt: skip
        return trading.AccountsReply(accounts=[marked])

    async def _bars(self, request: market.BarsRequest) -> market.BarsReply:
        low, high = request.from_time or 0, request.to_time or 1 << 62
        asked = [bar for bar in self.bars if low <= bar.time < high]
        kept = asked[-request.limit :]
        forming = None
        if request.forming and self.bars:
            last = self.bars[-1]
            forming = self._bar(market.BarForming, "forming", last.time + MINUTE_US, last.close)
        return market.BarsReply(
            venue="demo", symbol=request.symbol, timeframe=request.timeframe,
            time=[bar.time for bar in kept], open=[bar.open for bar in kept],
            high=[bar.high for bar in kept], low=[bar.low for bar in kept],
            close=[bar.close for bar in kept], volume=[bar.volume for bar in kept],
            spread=[bar.spread for bar in kept], forming=forming, more=len(asked) > len(kept),
        )  # fmt: skip

    def _bar(self, kind: type[T], subject: str, time: int, close: float) -> T:
        before = self.bars[-1].close if self.bars else close
        return kind(
            **self.stamper.header(subject, ts=time + MINUTE_US), venue="demo", symbol="EURUSD",
            timeframe="M1", time=time, open=before, high=max(before, close),
            low=min(before, close), close=close, volume=10, spread=8,
        )  # fmt: skip


class Running:
    """A life of the service, and a client that asks it."""

    def __init__(self, service: Service[AlgoSettings], bus: NatsBus, client: NatsBus) -> None:
        self.service = service
        self.bus = bus
        self.client = client
        self._task = asyncio.create_task(service.run(compose))

    async def ready(self) -> None:
        while not self.service.health()[0]:
            if self._task.done():
                await self._task
            await asyncio.sleep(0.01)

    async def end(self) -> None:
        if not self._task.done():
            self.service.stop()
            await self._task
            await self.bus.close()

    async def ask(self, verb: str, message: msgspec.Struct, reply: type[T]) -> T:
        return await self.client.request(subjects.rpc("algo", verb), message, reply)

    async def save(self, document: dict[str, Any] = SMA_CROSS) -> str:
        saved = await self.ask(
            "strategies.save", said.SaveStrategy(document=document), said.SaveStrategyReply
        )
        assert saved.strategy is not None, saved.findings
        return saved.strategy.strategy

    async def start(self, strategy: str, **fields: Any) -> said.StrategyStatus:
        asked: dict[str, Any] = {"account": ACCOUNT, "symbol": "EURUSD", **fields}
        request = said.StartDeployment(strategy=strategy, **asked)
        return await self.ask("deployments.start", request, said.StrategyStatus)

    async def status(self, deployment: str) -> said.StrategyStatus:
        request = said.DeploymentsRequest(deployment=deployment)
        return (await self.ask("deployments.list", request, said.DeploymentsReply)).deployments[0]

    async def decisions(self, deployment: str) -> list[said.Decision]:
        request = said.DecisionsRequest(deployment=deployment)
        return (await self.ask("decisions", request, said.DecisionsReply)).decisions

    async def has_decided(self, deployment: str, bar_time: int) -> said.Decision:
        async def last() -> said.Decision | None:
            decisions = await self.decisions(deployment)
            return next((d for d in decisions if d.bar_time == bar_time), None)

        return await until(last)

    async def is_running(self, deployment: str) -> said.StrategyStatus:
        async def status() -> said.StrategyStatus | None:
            now = await self.status(deployment)
            return now if now.state == "running" else None

        return await until(status)


R = TypeVar("R")


async def until(ask: Callable[[], Awaitable[R | None]], *, within_s: float = 10.0) -> R:
    """The first answer that is not None (or False)."""
    async with asyncio.timeout(within_s):
        while True:
            answer = await ask()
            if answer:
                return answer
            await asyncio.sleep(0.02)


StartService = Callable[[], Awaitable[Running]]


@pytest.fixture
async def bridge(make_bus: MakeBus) -> BridgeStandIn:
    bridge = BridgeStandIn(await make_bus("mt5-bridge"))
    await bridge.open()
    return bridge


@pytest.fixture
async def start_service(make_bus: MakeBus, postgres_dsn: str) -> AsyncIterator[StartService]:
    lives: list[Running] = []

    async def start() -> Running:
        settings = AlgoSettings.model_validate(
            {"postgres_dsn": postgres_dsn, "status_repeat_s": 0.2}
        )
        bus = await make_bus("algo")
        service = Service("algo", settings, bus, LiveClock())
        life = Running(service, bus, await make_bus("gateway"))
        lives.append(life)
        await life.ready()
        return life

    yield start
    for life in lives:
        await life.end()


async def test_a_cross_on_a_closed_bar_becomes_one_order_and_its_exit_one_close(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    bridge.history(300)
    algo = await start_service()
    started = await algo.start(await algo.save())
    await algo.is_running(started.deployment)

    quiet = bridge.close_bar(QUIET)
    jumped = bridge.close_bar(JUMP)
    entered = await algo.has_decided(started.deployment, jumped)
    assert entered.action == "enter_long"
    assert (await algo.has_decided(started.deployment, quiet)).action == "none"
    assert await until(lambda: truth(bridge.commands))
    order = bridge.commands[0]
    assert (order.order_id, order.deployment) == (entered.order_id, started.deployment)
    assert order.ts == entered.ts == jumped + MINUTE_US, "market time, not the wall's"
    assert (order.side, order.volume, order.symbol) == ("buy", "0.10", "EURUSD")
    ask_price, stop_loss, take_profit = 1.10108, 1.09908, 1.10508
    assert entered.price == f"{ask_price:.5f}"
    assert (order.stop_loss, order.take_profit) == (f"{stop_loss:.5f}", f"{take_profit:.5f}")

    async def has_position() -> bool:
        status = await algo.status(started.deployment)
        return status.position == 101 and status.trades == 1

    assert await until(has_position)
    still = bridge.close_bar(JUMP + 0.0001)
    assert (await algo.has_decided(started.deployment, still)).action == "none"
    fell = bridge.close_bar(QUIET)
    assert (await algo.has_decided(started.deployment, fell)).action == "exit"
    assert await until(lambda: truth(bridge.closes))
    assert [close.position for close in bridge.closes] == [101]
    assert len(bridge.commands) == 1


async def test_bars_lost_on_the_way_are_decided_in_order_but_too_old_to_enter(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    bridge.history(300)
    algo = await start_service()
    deployment = (await algo.start(await algo.save())).deployment
    await algo.is_running(deployment)
    first = bridge.close_bar(QUIET)
    await algo.has_decided(deployment, first)
    lost = [bridge.close_bar(price, is_said=False) for price in (JUMP, JUMP + 0.0001)]
    last = bridge.close_bar(JUMP + 0.0002)
    await algo.has_decided(deployment, last)
    decisions = list(reversed(await algo.decisions(deployment)))
    assert [d.bar_time for d in decisions] == [first, *lost, last]
    assert (decisions[1].action, decisions[1].reason.partition(":")[0]) == (
        "refused", "bar_too_old",
    )  # fmt: skip
    assert bridge.commands == []


async def test_a_restart_resumes_and_no_order_is_made_twice(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    bridge.history(300)
    bridge.is_filling = False
    algo = await start_service()
    deployment = (await algo.start(await algo.save())).deployment
    await algo.is_running(deployment)
    bridge.close_bar(QUIET)
    jumped = bridge.close_bar(JUMP)
    before = await algo.has_decided(deployment, jumped)
    assert await until(lambda: truth(bridge.commands))
    await algo.end()

    missed = bridge.close_bar(JUMP + 0.0001)
    again = await start_service()
    await again.is_running(deployment)
    await again.has_decided(deployment, missed)
    assert await again.has_decided(deployment, jumped) == before
    bridge.close_bar(QUIET)
    crossed = bridge.close_bar(JUMP)
    held = await again.has_decided(deployment, crossed)
    assert (held.action, held.reason) == ("none", "max_positions"), "an entry is in flight"
    assert len(bridge.commands) == 1

    await bridge.end_order(bridge.commands[0], state="expired")
    await until(lambda: detail_of(again, deployment))
    bridge.close_bar(QUIET)
    entered = await again.has_decided(deployment, bridge.close_bar(JUMP))
    assert entered.action == "enter_long"
    assert await until(lambda: truth(len(bridge.commands) == 2))


async def test_a_resumed_deployment_waits_for_the_terminal_and_says_why(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    bridge.history(300)
    algo = await start_service()
    deployment = (await algo.start(await algo.save())).deployment
    await algo.is_running(deployment)
    await algo.end()
    bridge.is_away = True
    again = await start_service()
    await until(lambda: seen(again, deployment, lambda s: "not connected" in s.detail))
    assert (await again.status(deployment)).state == "warming_up"
    bridge.is_away = False
    status = await again.is_running(deployment)
    assert status.detail == ""


async def test_a_deployment_that_cannot_go_on_fails_alone_and_says_why(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    bridge.history(300)
    algo = await start_service()
    deployment = (await algo.start(await algo.save())).deployment
    await algo.end()
    bridge.symbols = []
    again = await start_service()
    await until(lambda: seen(again, deployment, lambda s: s.state == "failed"))
    assert "EURUSD" in (await again.status(deployment)).detail
    bridge.symbols = [EURUSD]
    await again.is_running((await again.start(await again.save())).deployment)


async def test_warm_up_with_too_little_history_says_what_is_missing_and_goes_on(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    bridge.history(2)
    algo = await start_service()
    deployment = (await algo.start(await algo.save())).deployment
    await until(lambda: seen(algo, deployment, lambda s: s.bars_missing > 0))
    missing = (await algo.status(deployment)).bars_missing
    assert (await algo.status(deployment)).state == "warming_up"
    for _ in range(missing):
        bridge.close_bar(QUIET)
    status = await algo.is_running(deployment)
    assert status.bars_seen == missing
    assert all(light.truth == "false" for light in status.conditions)


async def test_the_same_deployment_id_starts_once_and_stop_all_stops_every_one(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    bridge.history(50)
    algo = await start_service()
    strategy = await algo.save()
    one, same = await asyncio.gather(
        algo.start(strategy, deployment="mine"), algo.start(strategy, deployment="mine")
    )
    assert (one.deployment, same.deployment) == ("mine", "mine")
    other = await algo.start(strategy)
    listed = await algo.ask("deployments.list", said.DeploymentsRequest(), said.DeploymentsReply)
    assert {d.deployment for d in listed.deployments} == {"mine", other.deployment}

    stopped = await algo.ask("deployments.stop", said.StopDeployment(), said.DeploymentsReply)
    assert {d.state for d in stopped.deployments} == {"stopped"}
    assert len(stopped.deployments) == 2
    bridge.close_bar(JUMP)
    await algo.end()
    again = await start_service()
    assert (await again.status("mine")).state == "stopped"
    assert await again.decisions("mine") == []


async def test_status_is_repeated_for_late_listeners(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    bridge.history(50)
    algo = await start_service()
    deployment = (await algo.start(await algo.save())).deployment
    await algo.is_running(deployment)
    heard: list[said.StrategyStatus] = []

    async def hear(status: said.StrategyStatus) -> None:
        heard.append(status)

    subject = subjects.algo(deployment, "status")
    await algo.client.subscribe(subject, said.StrategyStatus, hear)
    assert await until(lambda: truth(heard))
    assert [light.path for light in heard[0].conditions] == ["/entry/long", "/exit/long"]
    assert all(light.left is not None for light in heard[0].conditions)


async def test_an_unsound_document_comes_back_with_every_finding(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    algo = await start_service()
    unsound = {**SMA_CROSS, "stop_los": 1, "entry": {"long": {"left": {"ind": "emma"}}}}
    reply = await algo.ask(
        "strategies.save", said.SaveStrategy(document=unsound), said.SaveStrategyReply
    )
    assert reply.strategy is None
    assert len([f for f in reply.findings if f.severity == "error"]) >= 2
    assert bridge.commands == []


async def test_what_cannot_run_is_refused_with_field_value_and_remedy(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    bridge.history(50)
    algo = await start_service()
    unbound = {name: part for name, part in SMA_CROSS.items() if name != "sizing"}
    strategy = await algo.save()
    refusals = {
        "sizing": algo.start(await algo.save(unbound)),
        "EURUSD": algo.start(strategy, symbol="NOPE"),
        "paper-1": algo.start(strategy, account="nobody"),
        "M15": algo.start(strategy, timeframe="M7"),
        "nothing-like-it": algo.start("nothing-like-it"),
    }
    for remedy, refused in refusals.items():
        with pytest.raises(CorrectIt) as caught:
            await refused
        assert remedy in f"{caught.value.detail} {caught.value.hint}"


async def test_saving_over_a_newer_version_is_a_conflict(start_service: StartService) -> None:
    algo = await start_service()
    strategy = await algo.save()
    changed = {**SMA_CROSS, "description": "changed"}
    save = said.SaveStrategy(strategy=strategy, document=changed, version=1)
    second = await algo.ask("strategies.save", save, said.SaveStrategyReply)
    assert second.strategy is not None
    assert second.strategy.version == 2
    with pytest.raises(CorrectIt, match="version 2"):
        await algo.ask(
            "strategies.save", msgspec.structs.replace(save, document=SMA_CROSS),
            said.SaveStrategyReply,
        )  # fmt: skip


async def test_examples_are_there_and_start(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    bridge.history(600)
    algo = await start_service()
    listed = await algo.ask("strategies.list", said.StrategiesRequest(), said.StrategiesReply)
    examples = [s for s in listed.strategies if s.example]
    assert len(examples) == 2
    for example in examples:
        assert example.explanation
        await algo.is_running((await algo.start(example.strategy, timeframe="M1")).deployment)


async def test_indicator_values_are_those_of_the_last_closed_bars(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    bridge.history(40)
    algo = await start_service()
    request = said.IndicatorsRequest(
        symbol="EURUSD", timeframe="M1", limit=10,
        indicators=[{"ind": "sma", "period": 5}, {"ind": "sma", "period": 39}],
    )  # fmt: skip
    reply = await algo.ask("indicators", request, said.IndicatorsReply)
    assert reply.time == [bar.time for bar in bridge.bars[-10:]]
    closes = [bar.close for bar in bridge.bars]
    short, long = reply.series
    means = [sum(closes[end - 5 : end]) / 5 for end in range(31, 41)]
    assert short.values == pytest.approx(means)
    assert [value is None for value in long.values] == [True] * 8 + [False] * 2


async def truth(value: object) -> bool:
    return bool(value)


async def detail_of(algo: Running, deployment: str) -> str:
    return (await algo.status(deployment)).detail


async def seen(
    algo: Running, deployment: str, is_so: Callable[[said.StrategyStatus], bool]
) -> bool:
    return is_so(await algo.status(deployment))
