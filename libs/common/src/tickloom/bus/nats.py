# pyright: reportUnknownMemberType=false
# nats-py leaves a few parameters untyped; this file is where that ends.
"""The bus on nats-py, with the settings that were measured to matter.

Ticks that could not be sent while the connection was away are dropped, not replayed: listeners
repair holes from the terminal's history instead. Commands ride on a second connection, so that a
burst of ticks never delays an order.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

import msgspec
import nats
import nats.errors
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, KeyValueConfig, StorageType
from nats.js.errors import APIError, BucketNotFoundError, NotFoundError
from opentelemetry.context import attach, detach
from opentelemetry.propagate import extract, inject
from prometheus_client import Counter

from tickloom.bus.dead_letters import bury
from tickloom.bus.direct import hand_over
from tickloom.bus.key_values import NatsKeyValue
from tickloom.bus.objects import open_objects
from tickloom.bus.port import (
    Bus,
    Dead,
    Delivery,
    KeyValue,
    ObjectStore,
    RawHandler,
    StreamMark,
    Subscription,
)
from tickloom.bus.work_queue import Work, work_off
from tickloom.contracts.codec import decode, encode
from tickloom.contracts.system import Problem
from tickloom.domain.errors import (
    Broken,
    Conflict,
    CorrectIt,
    Forbidden,
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    TickloomError,
    TryAgain,
    Unavailable,
)

M = TypeVar("M", bound=msgspec.Struct)
R = TypeVar("R", bound=msgspec.Struct)

log = structlog.get_logger(__name__)

DROPPED = Counter("tickloom_bus_dropped", "Messages dropped at a bound", ["where"])
FAILED = Counter("tickloom_bus_handler_failures", "Handlers that raised", ["subject"])
RECONNECTS = Counter("tickloom_bus_reconnects", "Connections made again")

_PROBLEM_HEADER = "Tickloom-Problem"
_PENDING_BYTES = 2 * 1024 * 1024
_CONNECT_TIMEOUT_S = 2
_CANCEL_AGAIN_S = 0.2
_FIRST_CONNECTION_S = 10.0
_FLUSH_S = 2
_FETCH_S = 1  # a restarted server has forgotten the request: ask anew soon
_RECONNECT_WAIT_S = 0.1  # nats-py says int and takes any number

_KINDS: tuple[tuple[str, type[TickloomError]], ...] = (
    ("not_found", NotFound),
    ("conflict", Conflict),
    ("forbidden", Forbidden),
    ("invalid", CorrectIt),
    ("unavailable", Unavailable),
    ("try_again", TryAgain),
    ("outcome_unknown", OutcomeUnknown),
    ("broken", Broken),
)


def problem_of(error: TickloomError) -> Problem:
    """The error as it travels; `kind` names the branch of the error tree."""
    kind = next((name for name, kind in _KINDS if isinstance(error, kind)), "broken")
    return Problem(code=error.code, detail=error.detail, hint=error.hint, kind=kind)


def error_of(problem: Problem) -> TickloomError:
    """The error that `problem_of` was given, as its branch of the tree."""
    kind = dict(_KINDS).get(problem.kind, Broken)
    return kind(problem.detail, code=problem.code, hint=problem.hint)


class NatsSubscription:
    """A subscription and the task that drains it, ended together."""

    def __init__(self, stop: Callable[[], Awaitable[None]]) -> None:
        self._stop = stop

    async def unsubscribe(self) -> None:
        await self._stop()


class NatsBus(Bus):
    """One service's bus: `data` carries ticks and requests, `orders` what must not be lost."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._data = Client()
        self._orders = Client()
        self._js: JetStreamContext = self._orders.jetstream(timeout=5)
        self._reconnected: list[Callable[[], Awaitable[None]]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._pending_bytes = 0

    async def connect(self, url: str, *, user: str = "", password: str = "") -> None:
        await self._open(self._data, url, user=user, password=password, role="data")
        await self._open(self._orders, url, user=user, password=password, role="orders")

    async def _open(self, client: Client, url: str, *, user: str, password: str, role: str) -> None:
        async def on_reconnect() -> None:
            RECONNECTS.inc()
            log.info("bus_reconnected", role=role)
            if client is self._data:
                for callback in self._reconnected:
                    self._spawn(callback())

        async def on_error(error: Exception) -> None:
            if isinstance(error, nats.errors.SlowConsumerError):
                DROPPED.labels(where=error.subject).inc()
            else:
                log.warning("bus_error", role=role, error=repr(error))

        async def on_disconnect() -> None:
            log.warning("bus_disconnected", role=role)

        credentials: dict[str, Any] = {"user": user, "password": password} if user else {}
        await client.connect(
            url, name=f"{self._name}-{role}", max_reconnect_attempts=-1,
            reconnect_time_wait=_RECONNECT_WAIT_S,  # pyright: ignore[reportArgumentType]
            connect_timeout=_CONNECT_TIMEOUT_S, ping_interval=5, max_outstanding_pings=2,
            pending_size=_PENDING_BYTES, flusher_queue_size=1024, allow_reconnect=True,
            reconnected_cb=on_reconnect, error_cb=on_error, disconnected_cb=on_disconnect,
            inbox_prefix=f"_INBOX.{self._name}", **credentials,
        )  # fmt: skip

    def _spawn(self, work: Awaitable[None]) -> asyncio.Task[None]:
        async def run() -> None:
            await work

        task = asyncio.get_running_loop().create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("bus_task_failed", exc_info=task.exception())

    @property
    def is_connected(self) -> bool:
        return self._data.is_connected and self._orders.is_connected

    def on_reconnected(self, callback: Callable[[], Awaitable[None]]) -> None:
        self._reconnected.append(callback)

    async def close(self) -> None:
        await _ended(self._tasks)
        for client in (self._data, self._orders):
            with contextlib.suppress(nats.errors.Error, asyncio.TimeoutError, OSError):
                if client.is_connected:
                    await _read_by_server(client, timeout_s=2)
            with contextlib.suppress(OSError):  # a server that has just died: nothing is left open
                await client.close()

    # -- core ---------------------------------------------------------------------------------

    def publish(self, subject: str, message: msgspec.Struct) -> None:
        self.publish_raw(subject, encode(message))

    def publish_raw(self, subject: str, payload: bytes) -> None:
        if not self._data.is_connected:
            DROPPED.labels(where="publish").inc()
            return
        _send_now(self._data.publish(subject, payload))

    async def flush(self) -> None:
        try:
            await _read_by_server(self._data, timeout_s=5)
        except (nats.errors.Error, TimeoutError) as error:
            raise Unavailable(f"the bus does not answer: {error!r}") from error

    async def subscribe(
        self, subject: str, kind: type[M], handler: Callable[[M], Awaitable[None]], *,
        pending_limit: int = 4_096,
    ) -> Subscription:  # fmt: skip
        async def on_message(msg: Msg) -> None:
            try:
                await handler(decode(msg.data, kind))
            except Exception:
                FAILED.labels(subject=subject).inc()
                log.exception("handler_failed", subject=msg.subject)

        subscription = await self._data.subscribe(
            subject, cb=on_message, pending_msgs_limit=pending_limit,
            pending_bytes_limit=64 * 1024 * 1024,
        )  # fmt: skip
        await self._is_heard()
        return NatsSubscription(subscription.unsubscribe)

    async def subscribe_raw(
        self, subject: str, handler: RawHandler, *, pending_limit: int = 65_536
    ) -> Subscription:
        def take(msg: Msg) -> None:
            try:
                handler(msg.subject, msg.data)
            except Exception:
                FAILED.labels(subject=subject).inc()
                log.exception("handler_failed", subject=msg.subject)

        async def on_message(msg: Msg) -> None:
            take(msg)

        subscription = await self._data.subscribe(
            subject, cb=on_message, pending_msgs_limit=pending_limit,
            pending_bytes_limit=64 * 1024 * 1024,
        )  # fmt: skip
        hand_over(subscription, take)
        await self._is_heard()
        return NatsSubscription(subscription.unsubscribe)

    async def _is_heard(self) -> None:
        """Wait until the server knows of what was subscribed; after an outage it is told anew."""
        with contextlib.suppress(nats.errors.Error, TimeoutError):
            await _read_by_server(self._data, timeout_s=_FLUSH_S)

    async def request(
        self, subject: str, message: msgspec.Struct, reply: type[R], *, timeout_s: float = 5.0
    ) -> R:
        try:
            msg = await self._data.request(
                subject, encode(message), timeout=timeout_s, headers=_trace_headers()
            )
        except nats.errors.NoRespondersError as error:
            raise Unavailable(f"nobody answers {subject}; the service may be starting") from error
        except (nats.errors.Error, TimeoutError) as error:
            raise Unavailable(f"no answer from {subject} within {timeout_s:g} s") from error
        if msg.headers and _PROBLEM_HEADER in msg.headers:
            raise error_of(decode(msg.data, Problem))
        return decode(msg.data, reply)

    async def serve(
        self, subject: str, kind: type[M], handler: Callable[[M], Awaitable[msgspec.Struct]]
    ) -> Subscription:
        async def answer(msg: Msg) -> None:
            token = attach(extract(msg.headers or {}))
            try:
                payload, headers = encode(await handler(decode(msg.data, kind))), None
            except TickloomError as error:
                payload, headers = encode(problem_of(error)), {_PROBLEM_HEADER: error.code}
            except Exception:
                FAILED.labels(subject=subject).inc()
                log.exception("request_failed", subject=msg.subject)
                detail = "internal error; see the log"
                broken = Problem(code="internal", detail=detail, kind="broken")
                payload, headers = encode(broken), {_PROBLEM_HEADER: "internal"}
            finally:
                detach(token)
            if not msg.reply:  # said, not asked
                return
            with contextlib.suppress(nats.errors.ConnectionClosedError):
                await self._data.publish(msg.reply, payload, headers=headers)

        async def on_message(msg: Msg) -> None:
            self._spawn(answer(msg))  # one slow request must not hold up the others

        subscription = await self._data.subscribe(
            subject, queue=f"serve.{subject}", cb=on_message, pending_msgs_limit=4_096
        )
        await self._is_heard()
        return NatsSubscription(subscription.unsubscribe)

    # -- JetStream ----------------------------------------------------------------------------

    async def publish_durable(
        self, subject: str, message: msgspec.Struct, *, message_id: str
    ) -> bool:
        if not self._orders.is_connected:
            raise Unavailable("the bus is not connected; nothing was sent")
        headers = {"Nats-Msg-Id": message_id, **(_trace_headers() or {})}
        try:
            ack = await self._js.publish(subject, encode(message), headers=headers)
        except APIError as error:
            raise Unavailable(f"the bus refused {subject}: {error.description}") from error
        except (nats.errors.Error, TimeoutError) as error:
            raise OutcomeUnknown(f"no acknowledgement for {subject}: {error!r}") from error
        return bool(ack.duplicate)

    async def stream_mark(self, stream: str) -> StreamMark:
        try:
            info = await self._js.stream_info(stream)
        except (APIError, nats.errors.Error, TimeoutError) as error:
            raise Unavailable(f"the stream {stream} does not answer: {error!r}") from error
        return StreamMark(created=str(info.created), last_sequence=info.state.last_seq)

    async def consume(
        self, *, stream: str, durable: str, subject: str, kind: type[M],
        handler: Callable[[M, Delivery], Awaitable[None]], max_ack_pending: int = 1,
        ack_wait_s: float = 5.0,
    ) -> Subscription:  # fmt: skip
        config = ConsumerConfig(
            durable_name=durable, filter_subject=subject, ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ack_wait_s, max_ack_pending=max_ack_pending,
        )  # fmt: skip
        task = self._spawn(self._pull(stream, config, kind, handler))

        async def stop() -> None:
            await _ended({task})

        return NatsSubscription(stop)

    async def _pull(
        self, stream: str, config: ConsumerConfig, kind: type[M],
        handler: Callable[[M, Delivery], Awaitable[None]],
    ) -> None:  # fmt: skip
        """Fetch for ever; the consumer is made again whenever the server has lost it."""
        batch = max(1, config.max_ack_pending or 1)
        subscription: JetStreamContext.PullSubscription | None = None
        while True:
            try:
                if subscription is None:
                    assert config.durable_name
                    subscription = await self._js.pull_subscribe(
                        config.filter_subject or ">", durable=config.durable_name, stream=stream,
                        config=config,
                    )  # fmt: skip
                for msg in await subscription.fetch(batch, timeout=_FETCH_S):
                    await self._take(msg, kind, handler)
            except (nats.errors.TimeoutError, TimeoutError):
                if not self._orders.is_connected:
                    subscription = await _drop(subscription)
            except (nats.errors.Error, NotFoundError, APIError) as error:
                log.warning("consumer_reset", stream=stream, error=repr(error))
                subscription = await _drop(subscription)
                await asyncio.sleep(0.25)

    async def _take(
        self, msg: Msg, kind: type[M], handler: Callable[[M, Delivery], Awaitable[None]]
    ) -> None:
        meta = msg.metadata
        delivery = Delivery(
            subject=msg.subject, stream_seq=meta.sequence.stream,
            redelivered=(meta.num_delivered or 1) > 1,
        )  # fmt: skip
        token = attach(extract(msg.headers or {}))
        try:
            await handler(decode(msg.data, kind), delivery)
        except InvalidInput as error:
            FAILED.labels(subject=msg.subject).inc()
            await bury(self._js, msg, error.detail)
        except Exception:
            FAILED.labels(subject=msg.subject).inc()
            log.exception("consumer_handler_failed", subject=msg.subject)
            await msg.nak(delay=1)
        else:
            await msg.ack()
        finally:
            detach(token)

    async def work(
        self, *, stream: str, durable: str, subject: str, kind: type[M],
        handler: Callable[[M, Delivery], Awaitable[None]],
        on_dead: Callable[[Dead], Awaitable[None]], ack_wait_s: float, tries: int = 3,
    ) -> Subscription:  # fmt: skip
        work = Work(
            stream=stream, durable=durable, subject=subject, kind=kind, handler=handler,
            on_dead=on_dead, ack_wait_s=ack_wait_s, tries=tries,
        )  # fmt: skip
        task = self._spawn(work_off(self._js, work, lambda: self._orders.is_connected))

        async def stop() -> None:
            await _ended({task})

        return NatsSubscription(stop)

    async def objects(self, bucket: str) -> ObjectStore:
        return await open_objects(self._js, bucket)

    async def key_value(self, bucket: str) -> KeyValue:
        try:
            return NatsKeyValue(await self._bucket(bucket))
        except (APIError, nats.errors.Error, TimeoutError) as error:
            raise Unavailable(f"the table {bucket} does not answer: {error!r}") from error

    async def _bucket(self, name: str) -> Any:  # noqa: ANN401  nats-py leaves it untyped
        try:
            return await self._js.key_value(name)
        except (BucketNotFoundError, NotFoundError):
            config = KeyValueConfig(bucket=name, history=1, storage=StorageType.FILE)
            return await self._js.create_key_value(config)


async def _read_by_server(client: Client, *, timeout_s: int) -> None:
    """Wait until the server has read all that was written before.

    nats-py sends a PING past what still waits to be written: the answer to the first says nothing
    about it. It has left by then, so the second is behind it.
    """
    for _ in range(2):
        await client.flush(timeout=timeout_s)


def _send_now(sending: Any) -> None:  # noqa: ANN401  a coroutine, driven by hand
    """Run nats-py's `publish` without a task: it only suspends when its buffer is full.

    When it does, the message waits for nobody: it is dropped and counted.
    """
    try:
        sending.send(None)
    except StopIteration:
        return
    except nats.errors.OutboundBufferLimitError:
        DROPPED.labels(where="publish").inc()
        return
    sending.close()
    DROPPED.labels(where="publish").inc()


async def _ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel until it holds: nats-py's `fetch` can swallow a cancellation."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=_CANCEL_AGAIN_S)


async def _drop(subscription: Any) -> None:  # noqa: ANN401
    if subscription is not None:
        with contextlib.suppress(nats.errors.Error, APIError):
            await subscription.unsubscribe()


def _trace_headers() -> dict[str, str] | None:
    headers: dict[str, str] = {}
    inject(headers)
    return headers or None


async def connect(name: str, url: str, *, user: str = "", password: str = "") -> NatsBus:
    """A connected bus for the service `name`; raises `Unavailable` when no server answers."""
    bus = NatsBus(name)
    try:
        async with asyncio.timeout(_FIRST_CONNECTION_S):  # nats-py itself would try for ever
            await bus.connect(url, user=user, password=password)
    except (nats.errors.Error, OSError, TimeoutError) as error:
        raise Unavailable(f"no NATS server answers at {url.rpartition('@')[2]}") from error
    return bus
