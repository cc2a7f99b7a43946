"""One measurement: clients on a server, ticks into it, figures out of it."""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, Self

import msgspec

from bench.load.feeder import Order, Run
from bench.placement import LOAD, placed_on
from bench.servers import ROOT, Server

GENERATOR_BOUND = 0.70
_SETTLE_S = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is offered: `rate_hz` 0 means all at once, lockstep one tick at a time."""

    count: int
    rate_hz: float = 0.0
    is_lockstep: bool = False
    stamped_each: int = 0
    rest_s: float = 0.0
    timeout_s: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it; `generator_share` is the load generator's own part of a core."""

    expected: int
    received: int
    seconds: float
    cpu_s: float
    broker_cpu_s: float
    generator_share: float
    p50_us: float
    p99_us: float
    max_us: float
    least: int
    most: int
    lost_clients: int

    @property
    def deliveries_per_s(self) -> float:
        return self.received / self.seconds

    @property
    def cpu_us_per_delivery(self) -> float:
        return self.cpu_s / max(1, self.received) * 1e6

    @property
    def all_cpu_s(self) -> float:
        """Of the server and its broker."""
        return self.cpu_s + self.broker_cpu_s

    @property
    def loss(self) -> float:
        return 1.0 - self.received / self.expected


class Generator:
    """The load generator's process."""

    def __init__(self) -> None:
        with placed_on(LOAD):
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bench.load.generator"], cwd=ROOT, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip

    def ask(self, **command: object) -> dict[str, Any]:
        """Carry out one command and wait for its answer."""
        self.tell(**command)
        return self.hear()

    def tell(self, **command: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the load generator has ended")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"load generator: {answer['error']}")
        return answer

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


class Audience:
    """Clients connected to one server, for as many runs as are wanted."""

    _numbers = iter(range(1, 10_000))
    _sequences: "dict[str, int]" = {}  # noqa: RUF012  one count per server of the whole program

    def __init__(self, generator: Generator, server: Server, *, kind: str, clients: int) -> None:
        self.server = server
        self.clients = clients
        self._generator = generator
        self._connect = {
            "op": "connect", "kind": kind, "target": asdict(server.target), "count": clients,
        }  # fmt: skip

    def __enter__(self) -> Self:
        self._generator.ask(**self._connect)
        time.sleep(_SETTLE_S)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._generator.ask(op="disconnect")
        time.sleep(_SETTLE_S)

    def run(self, load: Load) -> Outcome:
        """Offer `load` and wait until everything, or nothing more, has arrived."""
        number = self.begin(load)
        server = self.server
        cpu_s, broker_cpu_s = server.cpu_s(), server.broker_cpu_s()
        sent = self.feed(number, load)
        got = self.finish(load)
        # in lockstep the canary knows the end to the microsecond, a resting reader does not
        ended_ns = sent["ended_ns"] if load.is_lockstep else got["last_ns"]
        seconds = max(1e-3, (ended_ns - sent["started_ns"]) / 1e9)
        return Outcome(
            expected=got["expected"], received=got["received"], seconds=seconds,
            cpu_s=server.cpu_s() - cpu_s, broker_cpu_s=server.broker_cpu_s() - broker_cpu_s,
            generator_share=got["generator_cpu_s"] / seconds, p50_us=got["p50_us"],
            p99_us=got["p99_us"], max_us=got["max_us"], least=got["least"], most=got["most"],
            lost_clients=got["lost_clients"],
        )  # fmt: skip

    def begin(self, load: Load) -> int:
        number = next(self._numbers)
        self._generator.ask(
            op="begin", run=number, stamped_each=load.stamped_each, rest_s=load.rest_s
        )
        return number

    def finish(self, load: Load) -> dict[str, Any]:
        return self._generator.ask(op="finish", expected_each=load.count, timeout_s=load.timeout_s)

    def feed(self, number: int, load: Load) -> dict[str, float]:
        with self.start_feeding(number, load) as feeding:
            text, _ = feeding.communicate()
        if feeding.returncode:
            raise RuntimeError(f"the feeder of {self.server.name} failed")
        result: dict[str, float] = json.loads(text)
        return result

    def start_feeding(self, number: int, load: Load) -> "subprocess.Popen[str]":
        """The feeder's process, which prints one line when it is done."""
        first_seq = self._sequences.get(self.server.name, 0) + 1
        self._sequences[self.server.name] = first_seq + load.count - 1
        run = Run(
            number=number, count=load.count, rate_hz=load.rate_hz, first_seq=first_seq,
            canary=self.server.target if load.is_lockstep else None,
        )  # fmt: skip
        argument = msgspec.json.encode(Order(feed=self.server.feed, run=run)).decode()
        with placed_on(LOAD):
            return subprocess.Popen(
                [sys.executable, "-m", self.server.producer, argument], cwd=ROOT, text=True,
                stdout=subprocess.PIPE,
            )  # fmt: skip
