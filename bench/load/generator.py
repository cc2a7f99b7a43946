"""The load generator's process: JSON commands on standard input, JSON answers on standard output.

`connect` makes clients, `begin` starts the sample of a run, `finish` waits until everything has
arrived (or nothing more comes) and answers with the figures, among them its own CPU.
"""

import asyncio
import json
import os
import sys
import time
from typing import Any

import msgspec

from bench.load.crowd import Crowd
from bench.load.poller import Pollers
from bench.load.viewers import Viewers
from bench.load.websocket import Target

_NICENESS = 10
_QUIET_S = 2.0
_LOOK_EVERY_S = 0.05

Clients = Crowd | Viewers | Pollers


class Generator:
    """Carries out one command after the other."""

    def __init__(self) -> None:
        self._clients: Clients | None = None
        self._began_ns = 0
        self._cpu_s = 0.0

    async def answer(self, command: dict[str, Any]) -> dict[str, Any]:
        match command.pop("op"):
            case "connect":
                return await self._connect(**command)
            case "begin":
                assert self._clients is not None
                self._clients.begin(**command)
                self._began_ns, self._cpu_s = time.perf_counter_ns(), time.process_time()
                return {}
            case "finish":
                return await self._finish(**command)
            case "disconnect":
                assert self._clients is not None
                await self._clients.disconnect()
                self._clients = None
                return {}
            case unknown:
                raise ValueError(unknown)

    async def _connect(self, *, kind: str, target: dict[str, Any], count: int) -> dict[str, Any]:
        place = msgspec.convert(target, Target)
        match kind:
            case "crowd":
                _give_way()
                self._clients = Crowd(place)
            case "viewers":
                self._clients = Viewers(place)
            case _:
                self._clients = Pollers(place)
        await self._clients.connect(count)
        return {"connected": count}

    async def _finish(self, *, expected_each: int, timeout_s: float) -> dict[str, Any]:
        assert self._clients is not None
        sample = self._clients.sample
        assert sample is not None
        expected = expected_each * len(sample.counts)
        deadline_ns = time.perf_counter_ns() + int(timeout_s * 1e9)
        while (received := sample.total()) < expected:
            now = time.perf_counter_ns()
            quiet_ns = now - max(sample.last_ns, self._began_ns)
            if now > deadline_ns or (quiet_ns > _QUIET_S * 1e9 and received):
                break
            await asyncio.sleep(_LOOK_EVERY_S)
        result = sample.result(expected_each=expected_each)
        result["lost_clients"] = self._clients.lost
        result["generator_cpu_s"] = time.process_time() - self._cpu_s
        result["generator_wall_s"] = (time.perf_counter_ns() - self._began_ns) / 1e9
        return result


def _give_way() -> None:
    """Let feeder and broker, which share this core, go first: a crowd only has to keep up."""
    if sys.platform != "win32":
        os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)


async def serve() -> None:
    """Read commands until standard input ends."""
    generator = Generator()
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        try:
            answer = await generator.answer(json.loads(line))
        except (OSError, TimeoutError) as error:
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)


def _run() -> None:
    if sys.platform == "win32":
        asyncio.run(serve())
        return
    import uvloop  # noqa: PLC0415  not available on Windows

    uvloop.run(serve())


if __name__ == "__main__":
    _run()
