"""The two sockets of commands and replies: one request in flight, and never another's reply.

Replies carry no ids. After a request whose reply did not come the channel is out of step: its next
reply might be the old one. So a fence is sent, a request with a word of its own that its reply
repeats; the adviser answers in order, hence what comes before the fence's reply is old. Until the
fence is answered nothing else is sent.

A new connection begins with a fence, too: the adviser drops a reply that nobody hears yet, and
nobody but it knows when its side of the connection stands.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import zmq

from mt5_bridge.adapters.zeromq import commands
from mt5_bridge.adapters.zeromq.connection_watch import ConnectionWatch
from mt5_bridge.adapters.zeromq.replies import Reply, parsed
from mt5_bridge.port.answers import DEADLINE_CODE, NOT_CONNECTED_CODE, Answer, CallFailed
from tickloom.runtime.clock import Clock

Matches = Callable[[Reply], bool]
_LATE_KEPT_MAX = 64
_FENCE = "TICKLOOM-FENCE-"
_GREETING_S = 0.05
"""After so long the fence of a new connection is sent again: its reply may have been dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The adviser binds, we connect; the ports are its defaults."""

    host: str = "127.0.0.1"
    commands_port: int = 32768
    replies_port: int = 32769
    prices_port: int = 32770

    def endpoint(self, port: int) -> str:
        return f"tcp://{self.host}:{port}"


class Channel:
    """Belongs to one thread, as its sockets do; made by it, closed by it."""

    def __init__(
        self, addresses: Addresses, clock: Clock, *, tracked: Callable[[], list[str]]
    ) -> None:
        self._clock = clock
        self._tracked = tracked
        self._fences = 0
        self._awaited_fence: str | None = None
        self._greeted = 0
        self.late: deque[Reply] = deque(maxlen=_LATE_KEPT_MAX)
        """Replies that came after their request was given up, for the log."""
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._push = self._context.socket(zmq.PUSH)
        # Only to a completed connection: an order must not wait for an adviser to come up.
        self._push.setsockopt(zmq.IMMEDIATE, 1)
        self._push.setsockopt(zmq.SNDHWM, 1)
        self._pull = self._context.socket(zmq.PULL)
        self._hears = ConnectionWatch(self._pull)
        self.prices = self._context.socket(zmq.SUB)
        for socket, port in (
            (self._push, addresses.commands_port),
            (self._pull, addresses.replies_port),
            (self.prices, addresses.prices_port),
        ):
            socket.setsockopt(zmq.LINGER, 0)
            socket.connect(addresses.endpoint(port))

    @property
    def is_in_step(self) -> bool:
        return self._awaited_fence is None

    def close(self) -> None:
        self._hears.close()
        for socket in (self._push, self._pull, self.prices):
            socket.close()
        self._context.term()

    def ask(self, text: str, matches: Matches, *, timeout_s: float) -> Answer[Reply]:
        """The reply to this command and no other; a missing one puts the channel out of step."""
        problem = self._back_in_step(timeout_s)
        if problem is not None:
            return problem
        self._empty()
        if not self._sent(text, timeout_s):
            return not_sent("the adviser is not connected")
        reply = self._received(matches, timeout_s)
        if reply is None:
            self._raise_fence()
            given = text.split(";", 2)[:2]
            said = f"the adviser has not answered {' '.join(given)} within {timeout_s:g} s"
            return CallFailed(code=DEADLINE_CODE, text=said)
        return reply

    def _back_in_step(self, timeout_s: float) -> CallFailed | None:
        """Wait for the fence; what comes before it is late."""
        if not self._hears.is_up(timeout_s):
            return not_sent("the adviser is not connected")
        is_new = self._greeted != self._hears.connections
        if is_new and self._awaited_fence is None:
            self._raise_fence()
        fence = self._awaited_fence
        if fence is None:
            return None
        ends_s = self._clock.monotonic_s() + timeout_s
        while (left_s := ends_s - self._clock.monotonic_s()) > 0:
            if not self._sent(commands.track_prices([*self._tracked(), fence]), left_s):
                return not_sent("the adviser is not connected")
            wait_s = min(left_s, _GREETING_S) if is_new else left_s
            if self._received(lambda reply: fence in error_symbols(reply), wait_s) is not None:
                self._awaited_fence = None
                self._greeted = self._hears.connections
                return None
        return not_sent(
            "the adviser is connected and has not answered yet" if is_new
            else "an earlier command is still without its reply"
        )  # fmt: skip

    def _raise_fence(self) -> None:
        """Each lost reply gets a fence of its own: an older one's answer proves nothing."""
        self._fences += 1
        self._awaited_fence = f"{_FENCE}{self._clock.now_us():x}-{self._fences}"

    def _sent(self, text: str, timeout_s: float) -> bool:
        if not self._push.poll(int(timeout_s * 1000), zmq.POLLOUT):
            return False
        try:
            self._push.send(text.encode(), zmq.DONTWAIT)
        except zmq.Again:
            return False
        return True

    def _received(self, matches: Matches, timeout_s: float) -> Reply | None:
        ends_s = self._clock.monotonic_s() + timeout_s
        while True:
            left_ms = int((ends_s - self._clock.monotonic_s()) * 1000)
            if left_ms < 0 or not self._pull.poll(left_ms):
                return None
            reply = parsed(self._pull.recv())
            if reply is None:
                continue
            if matches(reply):
                return reply
            self.late.append(reply)

    def _empty(self) -> None:
        """Nothing waits unread when a command leaves."""
        while self._pull.poll(0):
            reply = parsed(self._pull.recv())
            if reply is not None:
                self.late.append(reply)


def not_sent(why: str) -> CallFailed:
    return CallFailed(code=NOT_CONNECTED_CODE, text=f"{why}; nothing was sent", never_sent=True)


def error_symbols(reply: Reply) -> list[str]:
    """The symbols that a tracking reply says do not exist."""
    data: Reply = reply.get("_data") or {}
    return [str(symbol) for symbol in data.get("error_symbols", ())]


def is_fence(reply: Reply) -> bool:
    """A fence's reply, perhaps a second one: not the answer to a real `TRACK_PRICES`."""
    return any(symbol.startswith(_FENCE) for symbol in error_symbols(reply))
