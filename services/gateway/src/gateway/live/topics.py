"""One bus subject as clients know it: a channel, a key, the newest message, what can be resumed."""

from collections import deque
from dataclasses import dataclass

from gateway.live import frames
from tickloom.contracts.subjects import decode_token

RING = 256
"""Frames kept for `resume`, per subject that is never conflated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a subject is called on the WebSocket.

    `names` are the subscriptions that hear it. `conflates` says that the newest message alone is
    enough for who cannot keep up.
    """

    channel: str
    key: str
    names: tuple[str, ...]
    conflates: bool
    extra: tuple[tuple[str, object], ...] = ()


def identify(subject: str) -> Identity | None:  # noqa: PLR0911  a table, row by row
    """The topic of a bus subject; None for what clients do not hear."""
    root, *tokens = subject.split(".")
    words = [decode_token(token) for token in tokens]
    match root, words:
        case "md", ["tick", _, symbol]:
            return _one("tick", symbol, conflates=True)
        case "md", ["bar" | "forming" as noun, _, symbol, timeframe]:
            is_closed = noun == "bar"
            return _one(
                "bar", f"{symbol}:{timeframe}", conflates=not is_closed, closed=is_closed
            )  # fmt: skip
        case "md", ["feed", venue]:
            return _group("system", venue, type="feed")
        case "md", ["bridge", venue]:
            return _group("system", f"bridge:{venue}", type="bridge")
        case "sys", ["health", service]:
            return _group("system", service, type="service")
        case "mark", [_, account]:
            return _one("account", account, conflates=True)
        case "evt", [_, account, "order"]:
            return _one("orders", account, conflates=False)
        case "evt", [_, account, "deal"]:
            return _one("positions", account, conflates=False)
        case "algo", [_, deployment, "status"]:
            names = (f"algo:{deployment}", "algo:*")
            return Identity(channel="algo", key=deployment, names=names, conflates=False)
        case "algo", [_, deployment, "signal"]:
            return Identity(
                channel="signals", key=deployment, names=("signals",), conflates=False
            )  # fmt: skip
        case "bt", ["progress", job]:
            # Reports are thinned by who makes them, so numbers are left out without a loss.
            return _one("job", job, conflates=True, c=True)
        case _:
            return None


def _one(channel: str, key: str, *, conflates: bool, **extra: object) -> Identity:
    return Identity(
        channel=channel, key=key, names=(f"{channel}:{key}",), conflates=conflates,
        extra=tuple(extra.items()),
    )  # fmt: skip


def _group(channel: str, key: str, **extra: object) -> Identity:
    return Identity(
        channel=channel, key=key, names=(channel,), conflates=True, extra=tuple(extra.items())
    )  # fmt: skip


class Topic:
    """A subject's state: newest message, its sequence number, what can be resumed."""

    __slots__ = ("_head", "_latest_frame", "identity", "latest", "ring", "seq")

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self.latest: bytes | None = None
        self.seq = 0
        self.ring: deque[tuple[int, bytes]] = deque(maxlen=0 if identity.conflates else RING)
        self._head = frames.Envelope.of(identity.channel, identity.key, dict(identity.extra))
        self._latest_frame = b""

    def accept(self, message: bytes) -> bytes:
        """The frame of `message`, which becomes the newest; `ValueError` when it is not one."""
        seq = frames.sequence(message)
        if seq != self.seq + 1 and self.latest is not None and self.epoch != frames.epoch(message):
            self.ring.clear()
        frame = frames.wrap(self._head.update, seq, message)
        self.seq, self.latest, self._latest_frame = seq, message, frame
        if not self.identity.conflates:
            self.ring.append((seq, frame))
        return frame

    @property
    def epoch(self) -> str:
        return "" if self.latest is None else frames.epoch(self.latest)

    @property
    def has_snapshot(self) -> bool:
        """Whether the newest message is a state; an order or a deal is one of many."""
        return self.identity.channel not in {"orders", "positions", "signals"}

    @property
    def said_at_us(self) -> int | None:
        """When the newest message was said, wall clock."""
        return None if self.latest is None else frames.said_at_us(self.latest)

    def newest(self, *, has_skipped: bool) -> bytes:
        """The newest update; marked when older ones were left out before it."""
        if not has_skipped:
            return self._latest_frame
        assert self.latest is not None
        return frames.wrap(self._head.conflated, self.seq, self.latest)

    def snapshot(self) -> bytes:
        """The state before the next update; `data` is null before the first message."""
        return frames.wrap(self._head.snapshot, self.seq, self.latest or b"null")

    def since(self, seq: int) -> list[bytes] | None:
        """The updates after `seq`, or None when some of them are not kept any more."""
        if seq == self.seq:
            return []
        if not self.ring or not self.ring[0][0] - 1 <= seq <= self.seq:
            return None
        return [frame for number, frame in self.ring if number > seq]
