"""Feeds ticks: `python -m bench.load.feeder '{...}'`, one run, one line of JSON as the answer.

It speaks NATS, RESP or plain lines over a blocking socket, so that what reaches each design costs
the same, and sends in one of three ways: paced, all at once, or in lockstep (the next tick when
a canary client has received the last one, so that nothing can be bundled).
"""

import json
import socket
import sys
import time
from dataclasses import dataclass, field, replace

import msgspec

from bench.load.ticks import framed, marker, tick
from bench.load.websocket import PlainClient, Target

WARM_TICKS = 30
"""Sent ahead of a run in lockstep, as run 0, which nobody counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Where ticks go: the wire, its address and the subject."""

    wire: str
    port: int
    subject: str = ""
    user: str = ""
    password: str = ""
    is_framed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is sent; `rate_hz` 0 means all at once."""

    number: int
    count: int
    rate_hz: float = 0.0
    first_seq: int = 1
    epoch: str = "bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The command line: where to, and what; with a canary's place it is fed in lockstep."""

    feed: Feed
    run: Run
    canary: Target | None = None


@dataclass(slots=True, kw_only=True)
class Sender:
    """A connection that publishes one payload at a time."""

    feed: Feed
    connection: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        self.connection = socket.create_connection(("127.0.0.1", self.feed.port), timeout=20)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.feed.wire == "nats":
            self.connection.recv(65_536)
            options = {"verbose": False, "user": self.feed.user, "pass": self.feed.password}
            self.connection.sendall(f"CONNECT {json.dumps(options)}\r\n".encode())
            self.settle()

    def packed(self, payload: bytes) -> bytes:
        """`payload` as the wire wants it."""
        subject = self.feed.subject.encode()
        if self.feed.wire == "nats":
            return b"PUB %s %d\r\n%s\r\n" % (subject, len(payload), payload)
        if self.feed.wire == "redis":
            return b"*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n" % (
                len(subject), subject, len(payload), payload,
            )  # fmt: skip
        return payload + b"\n"

    def settle(self) -> None:
        """Wait until the broker has read everything."""
        if self.feed.wire == "nats":
            self.connection.sendall(b"PING\r\n")
            seen = b""
            while b"PONG\r\n" not in seen:
                seen = seen[-6:] + self.connection.recv(65_536)
        elif self.feed.wire == "redis":
            self.connection.sendall(b"PING\r\n")
            seen = b""
            while b"+PONG\r\n" not in seen:
                seen = seen[-7:] + self.connection.recv(65_536)

    def drain_answers(self) -> None:
        """Forget what the broker has answered so far (Redis answers every PUBLISH)."""
        self.connection.setblocking(False)
        try:
            self.connection.recv(65_536)
        except BlockingIOError:
            pass
        finally:
            self.connection.settimeout(20)


def feed(to: Feed, run: Run) -> dict[str, float]:
    """Send the run, paced or all at once; returns when, and at what cost."""
    sender = Sender(feed=to)
    started_ns = time.perf_counter_ns()
    if run.rate_hz:
        for index in range(run.count):
            _sleep_until(started_ns / 1e9 + index / run.rate_hz)
            sender.connection.sendall(sender.packed(payload_of(to, run, index)))
            if index % 128 == 127:
                sender.drain_answers()
    else:
        payloads = (payload_of(to, run, index) for index in range(run.count))
        sender.connection.sendall(b"".join(sender.packed(payload) for payload in payloads))
    sender.settle()
    return _told(run, started_ns)


def feed_in_lockstep(to: Feed, run: Run, canary: PlainClient) -> dict[str, float]:
    """Send the next tick when the canary has the last one.

    The canary joined before all others and is served first: while the others are served its
    answer is on the way, so the server never waits and never has two ticks to bundle. The time
    runs from one arrival at the canary to another, which is `count` whole rounds.
    """
    sender = Sender(feed=to)
    started_ns = 0
    for index in range(WARM_TICKS + run.count):
        if index == WARM_TICKS:
            started_ns = time.perf_counter_ns()
        number = run.number if index >= WARM_TICKS else 0
        payload = payload_of(to, replace(run, number=number), index)
        sender.connection.sendall(sender.packed(payload))
        canary.await_marker(marker(number))
    return _told(run, started_ns)


def _told(run: Run, started_ns: int) -> dict[str, float]:
    return {
        "sent": run.count, "started_ns": started_ns, "ended_ns": time.perf_counter_ns(),
        "cpu_s": time.process_time(),
    }  # fmt: skip


def payload_of(to: Feed, run: Run, index: int) -> bytes:
    seq = run.first_seq + index
    message = tick(run=run.number, index=index, seq=seq, epoch=run.epoch)
    return framed(message, seq) if to.is_framed else message


def _sleep_until(deadline_s: float) -> None:
    remaining = deadline_s - time.perf_counter()
    if remaining > 0:
        time.sleep(remaining)


def parse(text: str) -> Order:
    return msgspec.json.decode(text, type=Order)


def _main() -> None:
    order = parse(sys.argv[1])
    if order.canary is None:
        print(json.dumps(feed(order.feed, order.run)))
        return
    canary = PlainClient(order.canary)
    print("ready", flush=True)
    sys.stdin.readline()  # the others have joined
    print(json.dumps(feed_in_lockstep(order.feed, order.run, canary)))


if __name__ == "__main__":
    _main()
