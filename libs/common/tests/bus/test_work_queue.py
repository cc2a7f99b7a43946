"""A work queue on a real server: shared, tried again, given up with a reason."""

import asyncio
from typing import Any

import pytest

from tickloom.bus.nats import NatsBus
from tickloom.bus.port import Dead, Delivery
from tickloom.contracts.backtest import JobChunk

pytestmark = pytest.mark.servers


def chunk(number: int) -> JobChunk:
    return JobChunk(job="j", first=number, stop=number + 1)


class Worker:
    """Notes what it did and what was handed over as dead; fails as often as it is told."""

    def __init__(self, *, fails: int = 0, pause_s: float = 0.0) -> None:
        self.done: list[int] = []
        self.dead: list[Dead] = []
        self.tries = 0
        self._fails = fails
        self._pause_s = pause_s

    async def do(self, message: JobChunk, delivery: Delivery) -> None:  # noqa: ARG002
        self.tries += 1
        await asyncio.sleep(self._pause_s)
        if self.tries <= self._fails:
            raise RuntimeError("this one does not work")
        self.done.append(message.first)

    async def bury(self, dead: Dead) -> None:
        self.dead.append(dead)

    async def start(self, bus: NatsBus, *, ack_wait_s: float = 2.0) -> Any:
        return await bus.work(
            stream="JOBS", durable="chunks", subject="bt.job.chunk", kind=JobChunk,
            handler=self.do, on_dead=self.bury, ack_wait_s=ack_wait_s,
        )  # fmt: skip


async def put(bus: NatsBus, count: int) -> None:
    for number in range(count):
        await bus.publish_durable("bt.job.chunk", chunk(number), message_id=f"c{number}")


async def until(check: Any, within_s: float = 10.0) -> None:
    async with asyncio.timeout(within_s):
        while not check():  # noqa: ASYNC110  any condition
            await asyncio.sleep(0.02)


async def test_two_processes_share_the_work_and_do_each_once(make_bus: Any) -> None:
    one, two = await make_bus("one"), await make_bus("two")
    first, second = Worker(pause_s=0.01), Worker(pause_s=0.01)
    await put(one, 40)
    await first.start(one)
    await second.start(two)
    await until(lambda: len(first.done) + len(second.done) == 40)
    assert sorted(first.done + second.done) == list(range(40))
    assert first.done
    assert second.done


async def test_what_fails_is_tried_again_and_given_up_with_its_reason(make_bus: Any) -> None:
    bus, worker = await make_bus("one"), Worker(fails=3)
    await put(bus, 1)
    await worker.start(bus)
    await until(lambda: worker.dead)
    assert worker.tries == 3
    assert "this one does not work" in worker.dead[0].reason
    await asyncio.sleep(1.5)
    assert worker.tries == 3, "the dead stay dead"


async def test_a_process_that_works_longer_than_the_wait_keeps_its_message(make_bus: Any) -> None:
    bus, slow = await make_bus("one"), Worker(pause_s=2.5)
    await put(bus, 1)
    await slow.start(bus, ack_wait_s=1.0)
    await until(lambda: slow.done)
    assert slow.tries == 1


async def test_what_three_processes_died_of_is_given_up(make_bus: Any) -> None:
    publisher = await make_bus("publisher")
    await put(publisher, 1)
    for name in ("a", "b", "c"):
        bus, stuck = await make_bus(name), Worker(pause_s=60)
        await stuck.start(bus, ack_wait_s=0.6)
        await until(lambda stuck=stuck: stuck.tries == 1)
        await bus.close()  # without a word to the server, as a killed process
    last, worker = await make_bus("last"), Worker()
    await worker.start(last, ack_wait_s=0.6)
    await until(lambda: worker.dead)
    assert worker.tries == 0
    assert "3 processes ended while they worked on it" in worker.dead[0].reason


async def test_the_queue_outlives_a_restart_of_the_server(make_bus: Any, nats_server: Any) -> None:
    bus, worker = await make_bus("one"), Worker(pause_s=0.02)
    await put(bus, 30)
    await worker.start(bus)
    await until(lambda: len(worker.done) > 3)
    await nats_server.kill()
    await nats_server.restart()
    await until(lambda: set(worker.done) == set(range(30)), within_s=20)


async def test_large_things_come_back_from_the_object_store(make_bus: Any) -> None:
    bus = await make_bus("one")
    store = await bus.objects("COLUMNS")
    content = bytes(range(256)) * 4_000
    await store.put("abc", content)
    await store.put("abc", content)
    assert await (await (await make_bus("two")).objects("COLUMNS")).get("abc") == content
    assert await store.get("nothing") is None
