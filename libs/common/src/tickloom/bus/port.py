"""The bus as a service sees it: publish, listen, ask, answer, consume once each.

Three ways to send, chosen by what a loss costs: `publish` (core: may be lost while the server is
away; listeners see the hole in `seq`), `publish_durable` (stored before it returns, never twice
for one `message_id`) and `request` (one answer or an error). Every subscription has a bound;
what it drops is counted in `tickloom_bus_dropped_total`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import msgspec

M = TypeVar("M", bound=msgspec.Struct)
R = TypeVar("R", bound=msgspec.Struct)

RawHandler = Callable[[str, bytes], None]
"""Called with (subject, payload); synchronous and short, because it runs on the read path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Where a consumed message came from; `redelivered` says that it may have been seen."""

    subject: str
    stream_seq: int
    redelivered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamMark:
    """Which stream of a name it is, and how far it goes; both only ever grow while it lives."""

    created: str
    last_sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dead:
    """A message of a work queue that will not be tried again, and why."""

    subject: str
    payload: bytes
    reason: str
    tries: int
    has_killed: bool = False
    """Each of its processes ended while it worked on it, and nobody said why."""


class Subscription(Protocol):
    """A live subscription."""

    async def unsubscribe(self) -> None: ...


class Bus(Protocol):
    """What services may do with the bus."""

    @property
    def is_connected(self) -> bool: ...

    def publish(self, subject: str, message: msgspec.Struct) -> None:
        """Send now, at most once; never waits. Dropped and counted when not connected."""
        ...

    def publish_raw(self, subject: str, payload: bytes) -> None:
        """As `publish`, for bytes that are already a message."""
        ...

    async def flush(self) -> None:
        """Wait until the server has read everything published so far."""
        ...

    async def publish_durable(
        self, subject: str, message: msgspec.Struct, *, message_id: str
    ) -> bool:
        """Store in the subject's stream; True when this `message_id` was stored before.

        Raises `Unavailable` when nothing can have been stored and `OutcomeUnknown` when it may
        have been: publishing again with the same `message_id` is then safe.
        """
        ...

    async def stream_mark(self, stream: str) -> StreamMark:
        """How far the stream goes; raises `Unavailable` while it does not say."""
        ...

    async def subscribe(
        self,
        subject: str,
        kind: type[M],
        handler: Callable[[M], Awaitable[None]],
        *,
        pending_limit: int = 4_096,
    ) -> Subscription:
        """Hear decoded messages one after the other; a failing handler is logged and counted."""
        ...

    async def subscribe_raw(
        self, subject: str, handler: RawHandler, *, pending_limit: int = 65_536
    ) -> Subscription:
        """Hear bytes, in order, on the read path."""
        ...

    async def request(
        self, subject: str, message: msgspec.Struct, reply: type[R], *, timeout_s: float = 5.0
    ) -> R:
        """Ask and wait.

        A refusal comes back as the error it was (`InvalidInput` as `CorrectIt`, `NotFound`,
        `Conflict`, `Unavailable`); no answer in time raises `Unavailable`.
        """
        ...

    async def serve(
        self, subject: str, kind: type[M], handler: Callable[[M], Awaitable[msgspec.Struct]]
    ) -> Subscription:
        """Answer requests; replicas share the work. A `TickloomError` becomes the refusal."""
        ...

    async def consume(
        self,
        *,
        stream: str,
        durable: str,
        subject: str,
        kind: type[M],
        handler: Callable[[M, Delivery], Awaitable[None]],
        max_ack_pending: int = 1,
        ack_wait_s: float = 5.0,
    ) -> Subscription:
        """Take stored messages in order; acknowledged when `handler` returns.

        What a killed process had in hand comes again after `ack_wait_s`: so long its successor
        waits. A handler that takes longer is handed the same message again.

        An exception leaves the message for redelivery after a pause. Messages that do not decode,
        or of which `handler` says `InvalidInput`, go to the dead letters with the reason, logged
        and counted. Survives a restart of the server.
        """
        ...

    async def work(
        self,
        *,
        stream: str,
        durable: str,
        subject: str,
        kind: type[M],
        handler: Callable[[M, Delivery], Awaitable[None]],
        on_dead: Callable[[Dead], Awaitable[None]],
        ack_wait_s: float,
        tries: int = 3,
    ) -> Subscription:
        """Share a work queue with every process that names the same `durable`.

        One message at a time; it is gone when `handler` returns. It goes to another process when
        this one dies, and to `on_dead` after so many tries.
        """
        ...

    def on_reconnected(self, callback: Callable[[], Awaitable[None]]) -> None:
        """Call after every re-established connection: listeners may have missed messages."""
        ...

    async def key_value(self, bucket: str) -> "KeyValue":
        """A small shared table; made when missing. Raises `Unavailable` without a server."""
        ...

    async def objects(self, bucket: str) -> "ObjectStore":
        """A store that the deployment made; raises `Unavailable` when it is not there."""
        ...


class ObjectStore(Protocol):
    """Large things under a name; a thing that is there is never changed."""

    async def put(self, name: str, content: bytes) -> None:
        """Keep it; nothing happens when the name is there."""
        ...

    async def get(self, name: str) -> bytes | None: ...


RowHandler = Callable[[str, bytes | None, int], None]
"""Called with (key, value, revision); None: the key is gone. Synchronous and short."""


class KeyValue(Protocol):
    """A key-value bucket: the newest value of each key, with its revision.

    Reads raise `Unavailable` while the server is away; a write that may have happened raises
    `OutcomeUnknown`.
    """

    async def get(self, key: str) -> tuple[bytes, int] | None: ...

    async def put(self, key: str, value: bytes) -> int: ...

    async def create(self, key: str, value: bytes) -> int:
        """Write a key that is not there and return its revision; raises `Conflict`."""
        ...

    async def update(self, key: str, value: bytes, *, revision: int) -> int:
        """Write only when the key still is at `revision`; raises `Conflict`."""
        ...

    async def keys(self) -> list[str]: ...

    async def watch(self, handler: RowHandler) -> None:
        """Hear every key as it is and then as it changes, until cancelled.

        A row may come twice. Watching alone can miss what happens while a connection dies slowly:
        who must not miss anything polls as well.
        """
        ...


AnyHandler = Callable[[Any], Awaitable[Any]]
