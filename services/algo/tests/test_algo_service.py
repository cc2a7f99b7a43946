"""The whole service on a real NATS and a real PostgreSQL, beside a small bridge."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import pytest

from algo.testing.bridge import EURUSD, JUMP, MINUTE_US, QUIET, BridgeStandIn
from algo.testing.running import SMA_CROSS, Running, detail_of, seen, truth, until
from tickloom.contracts import algo as said
from tickloom.contracts import subjects
from tickloom.domain.errors import CorrectIt

StartService = Callable[[], Awaitable[Running]]


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


async def test_a_symbol_under_another_name_runs_by_the_brokers_own(
    bridge: BridgeStandIn, start_service: StartService
) -> None:
    bridge.history(50)
    algo = await start_service()
    asked = await algo.start(await algo.save(), symbol="eurusd")
    written = await algo.start(
        await algo.save({**SMA_CROSS, "symbols": ["EURUSD.STD"]}), symbol=None
    )
    assert (asked.symbol, written.symbol) == ("EURUSD", "EURUSD")
    bridge.symbols = [msgspec.structs.replace(EURUSD, symbol="EURUSD.m")]
    suffixed = await algo.start(await algo.save(), symbol="eurusd")
    assert suffixed.symbol == "EURUSD.m"
    await algo.is_running(suffixed.deployment)


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
