"""A thousand clients in one process: they connect, are served, and count what arrives.

A rest in each turn of the event loop lets frames pile up, so that one read takes many and the
generator stays well below one core; it adds its length to latencies, the same for every design.
A connection ends before the 40 s after which a server gives up on one that answers no ping.
"""

import asyncio
import time
from functools import partial
from typing import cast

from bench.load.sample import Sample
from bench.load.websocket import Target

_AT_ONCE = 50


class Client(asyncio.BufferedProtocol):
    """One connection; all clients read into one buffer, for a read is finished before the next."""

    buffer = memoryview(bytearray(256 * 1024))

    def __init__(self, crowd: "Crowd", number: int) -> None:
        self.crowd = crowd
        self.number = number
        self.served = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None
        self._is_upgraded = False
        self._start = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's own class is no subclass
        target = self.crowd.target
        if target.path:
            self.transport.write(target.opening())
        else:
            self.served.set_result(None)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002  given by asyncio
        return self.buffer

    def buffer_updated(self, nbytes: int) -> None:
        data = bytes(self.buffer[:nbytes])
        if not self.served.done():
            self._open(data)
        elif self.crowd.sample is not None:
            self.crowd.sample.read(self.number, data)

    def _open(self, data: bytes) -> None:
        self._start += data
        target = self.crowd.target
        assert self.transport is not None
        if not self._is_upgraded:
            head, blank, self._start = self._start.partition(b"\r\n\r\n")
            if not blank:
                self._start = head
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                self.served.set_exception(ConnectionError(head.decode(errors="replace")))
                return
            self._is_upgraded = True
            self.transport.write(target.greetings())
        if not target.hello or target.served_marker.encode() in self._start:
            self.served.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.crowd.lost += 1
        if not self.served.done():
            seen = self._start[-200:].decode(errors="replace")
            self.served.set_exception(ConnectionError(f"not served: {exc!r} {seen}"))


class Crowd:
    """The clients of one server and the sample of the current run."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.sample: Sample | None = None
        self.lost = 0
        self._rest_s = 0.0
        self._clients: list[Client] = []
        self._turns: asyncio.Handle | None = None

    async def connect(self, count: int) -> None:
        loop = asyncio.get_running_loop()
        for first in range(0, count, _AT_ONCE):
            numbers = range(first, min(first + _AT_ONCE, count))
            made = await asyncio.gather(
                *(
                    loop.create_connection(
                        partial(Client, self, number), "127.0.0.1", self.target.port
                    )
                    for number in numbers
                )
            )
            self._clients += [client for _, client in made]
            await asyncio.wait_for(asyncio.gather(*(client.served for _, client in made)), 60)

    def begin(self, *, run: int, stamped_each: int, rest_s: float) -> Sample:
        self.sample = Sample(run=run, clients=len(self._clients), stamped_each=stamped_each)
        self._rest_s = rest_s
        if self._turns is None:
            self._turn()
        return self.sample

    def _turn(self) -> None:
        time.sleep(self._rest_s)
        self._turns = asyncio.get_running_loop().call_soon(self._turn)

    async def disconnect(self) -> None:
        if self._turns is not None:
            self._turns.cancel()
        for client in self._clients:
            if client.transport is not None:
                client.transport.abort()
        await asyncio.sleep(0)
