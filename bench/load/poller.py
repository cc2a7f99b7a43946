"""Clients that ask for the newest tick every 500 ms, as pages without a live stream do.

The staleness of a tick is the time from its stamp to the first answer that holds it or a newer
one: that is when somebody who looks at such a page can know of it.
"""

import asyncio
import re
import time

from bench.load.sample import Sample
from bench.load.ticks import marker
from bench.load.websocket import Target

PERIOD_S = 0.5


class PollSample(Sample):
    """Every tick counts as received when an answer shows that it has happened."""

    def __init__(self, *, run: int, clients: int) -> None:
        super().__init__(run=run, clients=clients, stamped_each=1)
        self._newest = re.compile(re.escape(marker(run)) + rb"(\d{20})-(\d{10})")
        self._ages_us: list[float] = []

    def read(self, client: int, data: bytes) -> None:
        found = self._newest.search(data)
        if found is None:
            return
        now = time.perf_counter_ns()
        stamp, index = int(found[1]), int(found[2])
        unseen = index + 1 - self.counts[client]
        for back in range(unseen):
            self._ages_us.append((now - stamp) / 1_000 + back * self.tick_period_us)
        self.counts[client] = index + 1
        self.last_ns = now

    tick_period_us = 10_000.0

    def latencies_us(self) -> list[float]:
        return self._ages_us


class Pollers:
    """Clients on keep-alive connections; their first questions are spread over a period."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.sample: PollSample | None = None
        self.lost = 0
        self._count = 0
        self._tasks: list[asyncio.Task[None]] = []

    async def connect(self, count: int) -> None:
        self._count = count
        self._tasks = [asyncio.create_task(self._poll(number)) for number in range(count)]

    async def _poll(self, number: int) -> None:
        await asyncio.sleep(PERIOD_S * number / self._count)
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target.port)
        request = f"GET {self.target.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        due = time.perf_counter()
        while True:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head.lower())
            assert length is not None, head
            body = await reader.readexactly(int(length[1]))
            if self.sample is not None:
                self.sample.read(number, body)
            due += PERIOD_S
            await asyncio.sleep(max(0.0, due - time.perf_counter()))

    def begin(self, *, run: int, stamped_each: int, rest_s: float) -> PollSample:
        assert stamped_each == 1
        assert not rest_s, "a poller reads at once"
        self.sample = PollSample(run=run, clients=self._count)
        return self.sample

    async def disconnect(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
