"""A whole running gateway: live side, timers and web server, started and stopped together.

Used by `__main__`, by tests and by benchmarks alike:

    parts = Parts(bus=bus, clock=LiveClock(), place=Place(), rates=Rates(...), live=Live(...),
                  credentials=FixedCredentials(api_key), answers=MemoryAnswers(...))
    gateway = Gateway(parts, host="127.0.0.1", port=0)
    await gateway.start()          # gateway.port is known, requests are answered
    ...
    await gateway.stop()
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from gateway.app import build_app
from gateway.parts import Parts
from gateway.server import GatewayServer


class Gateway:
    """One gateway process's work."""

    def __init__(self, parts: Parts, *, host: str, port: int) -> None:
        self._parts = parts
        self._server = GatewayServer(build_app(parts), host=host, port=port)
        self._tasks: list[asyncio.Task[None]] = []
        self.port = self._server.port

    async def start(self) -> None:
        """Hear the bus, then answer requests."""
        live = self._parts.live
        await live.start()
        await self._server.start()
        loops: tuple[Coroutine[Any, Any, None], ...] = (
            live.watch_stragglers(),
            live.beat(),
            live.watch_revocations(self._parts.credentials.valid),
            self._server.run(),
        )
        self._tasks = [asyncio.get_running_loop().create_task(loop) for loop in loops]

    async def run(self) -> None:
        """Until one of the parts fails, which is raised."""
        await asyncio.gather(*self._tasks)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.stop()
