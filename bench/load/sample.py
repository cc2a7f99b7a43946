"""What a group of clients has received of one run, and what that says about latency."""

import re
import time
from typing import Any

import numpy as np

from bench.load.ticks import STAMP_LENGTH, marker


class Sample:
    """Counts every client's ticks, and keeps the latencies of every `stamped_each`-th client.

    Bytes are searched, not parsed: at a million deliveries a second the generator would
    otherwise be what is measured. Each client's last bytes are kept, so that a tick which came in
    two pieces is counted, once.
    """

    def __init__(self, *, run: int, clients: int, stamped_each: int) -> None:
        self.counts = [0] * clients
        self.last_ns = 0
        self._stamped_each = stamped_each
        self._marker = marker(run)
        self._find = re.compile(re.escape(self._marker) + rb"(\d{20})-\d{10}").findall
        self._tails = [b""] * clients
        self._arrivals: list[tuple[int, list[bytes]]] = []

    def read(self, client: int, data: bytes) -> None:
        """Take what `client` has received."""
        data = self._tails[client] + data
        if self._stamped_each and client % self._stamped_each == 0:
            self._read_stamps(client, data)
            return
        found = data.count(self._marker)
        self._tails[client] = data[1 - len(self._marker) :]
        if found:
            self.counts[client] += found
            self.last_ns = time.perf_counter_ns()

    def _read_stamps(self, client: int, data: bytes) -> None:
        found: list[bytes] = self._find(data)
        self._tails[client] = data[1 - STAMP_LENGTH :]
        if found:
            now = time.perf_counter_ns()
            self.counts[client] += len(found)
            self.last_ns = now
            self._arrivals.append((now, found))

    def total(self) -> int:
        return sum(self.counts)

    def latencies_us(self) -> list[float]:
        return [(now - int(stamp)) / 1_000 for now, found in self._arrivals for stamp in found]

    def result(self, *, expected_each: int) -> dict[str, Any]:
        """The run in figures; a loss and a doubling are both told."""
        latencies = np.array(self.latencies_us() or [0.0])
        return {
            "expected": expected_each * len(self.counts), "received": self.total(),
            "least": min(self.counts), "most": max(self.counts), "last_ns": self.last_ns,
            "samples": len(latencies), "p50_us": float(np.percentile(latencies, 50)),
            "p99_us": float(np.percentile(latencies, 99)), "max_us": float(latencies.max()),
        }  # fmt: skip
