"""The kill switch: from a word on the bus, or a file, to the refusal of the next order.

The word is published by a process of its own; another thread of the bridge's process asks the gate
all the time, as the executor would, and notes when it first says no. Both read the machine's
monotonic clock.
"""

import asyncio
import contextlib
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from bench.report import Report
from mt5_bridge.kept_state import KeptState
from mt5_bridge.kill.kill_file import KillFile
from mt5_bridge.kill.kill_switch import KillSwitch
from mt5_bridge.kill.kill_watch import KillWatch
from mt5_bridge.orders.gate import ProposalKind
from tickloom.bus.nats import connect
from tickloom.contracts import subjects
from tickloom.contracts.message import Stamper
from tickloom.contracts.trading import KillSwitch as KillCommand
from tickloom.runtime.clock import LiveClock
from tickloom.runtime.embedded.nats_server import NatsServer, NatsUser
from tickloom.runtime.streams import declare_streams

_TARGET_MS = 50.0
_SUBJECT = subjects.kill("7")


class _Entry:
    kind = ProposalKind.ENTRY


_ENTRY: Any = _Entry()


class _Trader(threading.Thread):
    """Asks whether an entry would pass, every tenth of a millisecond, and notes the first no."""

    def __init__(self, switch: KillSwitch) -> None:
        super().__init__(daemon=True)
        self._switch = switch
        self.refused_ns = 0

    def run(self) -> None:
        while True:
            if self._switch.refusal(_ENTRY) is None:
                self.refused_ns = 0
            elif not self.refused_ns:
                self.refused_ns = time.monotonic_ns()
            time.sleep(0.0001)

    async def first_refusal(self) -> int:
        while not self.refused_ns:  # noqa: ASYNC110  another thread sets it
            await asyncio.sleep(0.001)
        return self.refused_ns


def main(argv: list[str]) -> int:
    """Measure, print, write `bench/out/kill_switch.json`."""
    parser = ArgumentParser(prog="dev.py bench kill_switch")
    parser.add_argument("--quick", action="store_true", help="100 trials instead of 1,000")
    parser.add_argument("--publish", help="(used by the benchmark itself)")
    asked = parser.parse_args(argv)
    if asked.publish:
        asyncio.run(_publish(asked.publish))
        return 0
    return asyncio.run(_measure(100 if asked.quick else 1_000))


async def _measure(trials: int) -> int:
    report = Report("kill_switch")
    async with _bridge() as (switch, url, folder):
        trader = _Trader(switch)
        trader.start()
        by_bus = await _by_bus(trader, switch, url, trials)
        by_file = await _by_file(trader, switch, folder, trials)
    for name, taken in (("bus", by_bus), ("file", by_file)):
        p50, p99 = taken[len(taken) // 2], taken[int(len(taken) * 0.99) - 1]
        report.row(
            name, trials=len(taken), p50_ms=round(p50, 3), p99_ms=round(p99, 3),
            max_ms=round(taken[-1], 3),
        )  # fmt: skip
        report.at_most(f"kill switch by {name}, p99 against {_TARGET_MS:g} ms", p99 / _TARGET_MS, 1)
    report.write()
    return 0 if report.is_met else 1


@contextlib.asynccontextmanager
async def _bridge() -> AsyncGenerator[tuple[KillSwitch, str, Path]]:
    clock = LiveClock()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        user = NatsUser(name="bench", password=secrets.token_hex(16))
        server = NatsServer(folder / "nats", users=[user])
        server.start()
        url = server.url_for(user)
        await declare_streams(url)
        bus = await connect("mt5-bridge", url)
        kept = KeptState(folder / "state.sqlite")
        switch = KillSwitch(KillFile(folder), kept, clock)
        watch = KillWatch(bus, switch, clock, account="7")
        await watch.start()
        running = asyncio.create_task(watch.run())
        yield switch, url, folder
        running.cancel()
        await bus.close()
        server.stop()


async def _by_bus(trader: _Trader, switch: KillSwitch, url: str, trials: int) -> list[float]:
    publisher = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench", "kill_switch", "--publish", url,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert publisher.stdin is not None
    assert publisher.stdout is not None
    taken: list[float] = []
    for _ in range(trials):
        publisher.stdin.write(b"now\n")
        said_ns = int(await publisher.stdout.readline())
        taken.append((await trader.first_refusal() - said_ns) / 1e6)
        await _release(trader, switch)
    publisher.stdin.close()
    await publisher.wait()
    return sorted(taken)


async def _by_file(trader: _Trader, switch: KillSwitch, folder: Path, trials: int) -> list[float]:
    taken: list[float] = []
    for _ in range(trials):
        said_ns = time.monotonic_ns()
        (folder / "KILL").touch()
        taken.append((await trader.first_refusal() - said_ns) / 1e6)
        await _release(trader, switch)
    return sorted(taken)


async def _release(trader: _Trader, switch: KillSwitch) -> None:
    while switch.order is None:  # noqa: ASYNC110  another thread sets it
        await asyncio.sleep(0.001)
    switch.release(by="bench", reason="the next trial")
    while trader.refused_ns:  # noqa: ASYNC110  another thread sets it
        await asyncio.sleep(0.001)


async def _publish(url: str) -> None:
    """Publish a word for each line of the standard input, and say when."""
    bus = await connect("gateway", url)
    stamper = Stamper(mode="demo", now_us=LiveClock().now_us)
    while await asyncio.to_thread(sys.stdin.readline):
        word = KillCommand(**stamper.header(_SUBJECT), account="7", by="bench", reason="a trial")
        said_ns = time.monotonic_ns()
        bus.publish(_SUBJECT, word)
        await bus.flush()
        print(said_ns, flush=True)
    await bus.close()
