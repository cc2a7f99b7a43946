"""Clients that get the same bytes: what they are owed is gathered once, written once a turn.

`Audience` passes everything on; `Slowed` keeps only the newest of what may be conflated, either
because its clients asked for it (`conflate_s`) or because its one client does not keep up.
"""

from collections.abc import Callable
from typing import Protocol

from gateway.live.topics import Topic


class Listener(Protocol):
    """A client as the hub needs it."""

    def write(self, data: bytes, /) -> object:
        """Hand over whole frames; never waits."""
        ...

    def send(self, data: bytes, /) -> int:
        """Hand over at once, while nothing is waiting: how many bytes were taken.

        `OSError` says that none were: the connection is full, or gone.
        """
        ...

    def backlog(self) -> int:
        """Bytes handed over that the client's connection has not taken yet."""
        ...

    def end(self, code: int, reason: str) -> None:
        """Say why and close; the client hears nothing more."""
        ...


Interest = frozenset[str]
Ways = tuple[Callable[[], int], Callable[[bytes], int]]
"""A member's `backlog` and `send`, looked up once: the loop that calls them is the innermost."""


class Audience:
    """All clients with one set of subscriptions; nothing is left out."""

    conflate_s = 0.0
    __slots__ = ("frames", "interest", "members", "topics")

    def __init__(self, interest: Interest) -> None:
        self.interest = interest
        self.members: dict[Listener, Ways] = {}
        self.frames: list[bytes] = []
        self.topics: list[Topic] = []

    def take(self, topic: Topic, frame: bytes) -> bool:
        """Owe `frame`; True when this has to be looked at at the end of the turn."""
        self.topics.append(topic)
        frames = self.frames
        frames.append(frame)
        return len(frames) == 1

    def owed(self) -> bytes:
        """Everything owed, as one piece."""
        return b"".join(self.frames)

    def count(self) -> int:
        """How many frames are owed."""
        return len(self.frames)

    def clear(self) -> None:
        self.frames.clear()
        self.topics.clear()


class Slowed(Audience):
    """Clients that get the newest of each conflated topic, and all of the others."""

    __slots__ = ("conflate_s", "newest", "since_s", "skipped")

    def __init__(self, interest: Interest, *, conflate_s: float, since_s: float = 0.0) -> None:
        super().__init__(interest)
        self.conflate_s = conflate_s
        self.since_s = since_s
        self.skipped = 0
        self.newest: dict[Topic, bool] = {}

    def take(self, topic: Topic, frame: bytes) -> bool:
        if not topic.identity.conflates:
            return super().take(topic, frame)
        has_skipped = topic in self.newest
        self.skipped += has_skipped
        self.newest[topic] = has_skipped
        return len(self.newest) == 1 and not has_skipped

    def inherit(self, source: Audience) -> None:
        """Owe what `source` owes, in the way of this place."""
        for topic, frame in zip(source.topics, source.frames, strict=True):
            self.take(topic, frame)
        if isinstance(source, Slowed):
            self.newest |= source.newest

    def vital(self) -> bytes:
        """What may not be left out; owed no longer."""
        vital = b"".join(self.frames)
        super().clear()
        return vital

    def owed(self) -> bytes:
        return super().owed() + b"".join(
            topic.newest(has_skipped=has_skipped) for topic, has_skipped in self.newest.items()
        )

    def count(self) -> int:
        return len(self.frames) + len(self.newest)

    def clear(self) -> None:
        super().clear()
        self.newest.clear()
        self.skipped = 0
