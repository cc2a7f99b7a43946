"""One measurement: clients on a server, ticks into it, figures out of it."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, Self

import msgspec

from bench.load.feeder import WARM_TICKS, Order, Run
from bench.load.websocket import Target
from bench.placement import LOAD, placed_on
from bench.servers import ROOT, Server

GENERATOR_BOUND = 0.70
_SETTLE_S = 0.3
_SHARE_OVER_S = 0.25  # a shorter run says nothing about the generator


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is offered; `rate_hz` 0 means all at once."""

    count: int
    rate_hz: float = 0.0
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

    def __init__(
        self, generator: Generator, server: Server, *, kind: str, clients: int,
        lockstep: Load | None = None,
    ) -> None:  # fmt: skip
        self.server = server
        self._generator = generator
        self._lockstep = lockstep
        self._lockstep_number = 0
        self._canary: subprocess.Popen[str] | None = None
        self._connect = {
            "op": "connect", "kind": kind, "target": asdict(server.target), "count": clients,
        }  # fmt: skip

    def __enter__(self) -> Self:
        if self._lockstep is not None:
            self._lockstep_number = self.next_number()
            self._canary = self.start_feeding(
                self._lockstep_number, self._lockstep, canary=self.server.target
            )
            assert self._canary.stdout is not None
            self._canary.stdout.readline()  # it has joined, before all others
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
        number = self.next_number()
        return self._measure(number, load, lambda: self.start_feeding(number, load))

    def run_in_lockstep(self) -> Outcome:
        """The run that the canary has been waiting for; a round's end is the canary's to tell."""
        canary, load = self._canary, self._lockstep
        assert canary is not None
        assert load is not None
        return self._measure(self._lockstep_number, load, lambda: canary, is_lockstep=True)

    def _measure(
        self, number: int, load: Load, feeder: Callable[[], "subprocess.Popen[str]"], *,
        is_lockstep: bool = False,
    ) -> Outcome:  # fmt: skip
        server = self.server
        self.begin(number, load)
        cpu_s, broker_cpu_s = server.cpu_s(), server.broker_cpu_s()
        sent = self._told(feeder())
        got = self.finish(load)
        # in lockstep the warm-up is part of the feeder's run, and the canary tells the end
        part = load.count / (WARM_TICKS + load.count) if is_lockstep else 1.0
        ended_ns = sent["ended_ns"] if is_lockstep else got["last_ns"]
        seconds = max(1e-3, (ended_ns - sent["started_ns"]) / 1e9)
        return Outcome(
            expected=got["expected"], received=got["received"], seconds=seconds,
            cpu_s=(server.cpu_s() - cpu_s) * part,
            broker_cpu_s=(server.broker_cpu_s() - broker_cpu_s) * part,
            generator_share=got["generator_cpu_s"] * part / max(seconds, _SHARE_OVER_S),
            p50_us=got["p50_us"], p99_us=got["p99_us"], max_us=got["max_us"],
            least=got["least"], most=got["most"], lost_clients=got["lost_clients"],
        )  # fmt: skip

    def next_number(self) -> int:
        return next(self._numbers)

    def begin(self, number: int, load: Load) -> None:
        self._generator.ask(
            op="begin", run=number, stamped_each=load.stamped_each, rest_s=load.rest_s
        )

    def finish(self, load: Load) -> dict[str, Any]:
        return self._generator.ask(op="finish", expected_each=load.count, timeout_s=load.timeout_s)

    def _told(self, feeding: "subprocess.Popen[str]") -> dict[str, float]:
        text, _ = feeding.communicate("\n")
        if feeding.returncode:
            raise RuntimeError(f"the feeder of {self.server.name} failed")
        result: dict[str, float] = json.loads(text)
        return result

    def start_feeding(
        self, number: int, load: Load, *, canary: Target | None = None
    ) -> "subprocess.Popen[str]":
        """The feeder's process, which prints one line when it is done."""
        first_seq = self._sequences.get(self.server.name, 0) + 1
        warm = WARM_TICKS if canary is not None else 0
        self._sequences[self.server.name] = first_seq + warm + load.count - 1
        run = Run(number=number, count=load.count, rate_hz=load.rate_hz, first_seq=first_seq)
        order = Order(feed=self.server.feed, run=run, canary=canary)
        with placed_on(LOAD):
            return subprocess.Popen(
                [sys.executable, "-m", self.server.producer, msgspec.json.encode(order).decode()],
                cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
