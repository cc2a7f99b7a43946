"""A running gateway on a real NATS server, with a fixed key or with PostgreSQL behind it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from gateway.answers import Answers, MemoryAnswers, PostgresAnswers
from gateway.credentials import Credentials, FixedCredentials
from gateway.credentials_postgres import PostgresCredentials
from gateway.gateway import Gateway
from gateway.live.feed import Live
from gateway.live.hub import Limits
from gateway.parts import Parts
from gateway.place import Place
from gateway.rates import Rates
from tickloom.bus.nats import NatsBus
from tickloom.contracts import subjects
from tickloom.contracts.codec import encode
from tickloom.contracts.market import Tick
from tickloom.contracts.message import Stamper
from tickloom.contracts.trading import DealMade
from tickloom.runtime.clock import LiveClock
from tickloom.runtime.telemetry import configure_logging
from tickloom.storage.database import open_pool
from tickloom.storage.migrations import migrate

API_KEY = "tk_live_0123abcd_" + "k" * 43
LINK = "a-one-time-token-of-a-sign-in-link-1234567"


class MakeBus(Protocol):
    def __call__(self, name: str) -> Awaitable[NatsBus]: ...


@dataclass(slots=True, kw_only=True)
class Running:
    """A gateway that answers, and what a test needs to talk to it."""

    gateway: Gateway
    parts: Parts
    http: httpx.AsyncClient
    producer: NatsBus
    key: str = API_KEY
    stamper: Stamper = field(
        default_factory=lambda: Stamper(mode="demo", now_us=LiveClock().now_us)
    )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.gateway.port}"

    def socket(
        self, *, origin: str | None = None, **options: Any
    ) -> AbstractAsyncContextManager[ClientConnection]:
        url = f"ws://127.0.0.1:{self.gateway.port}/ws/v1"
        # Without a bound on its queue the client keeps reading, and closing takes no ten seconds.
        options = {"max_queue": None, "compression": None, **options}
        return connect(url, origin=origin, **options)  # pyright: ignore[reportArgumentType]

    async def bearer(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key}", **options.pop("headers", {})}
        return await self.http.request(method, path, headers=headers, **options)

    async def tick(self, symbol: str = "EURUSD", bid: float = 1.1) -> bytes:
        """Publish a tick and return its bytes."""
        subject = subjects.tick("demo", symbol)
        message = encode(
            Tick(**self.stamper.header(subject), venue="demo", symbol=symbol, bid=bid, ask=bid)
        )
        self.producer.publish_raw(subject, message)
        await self.producer.flush()
        return message

    async def deal(self, ticket: int) -> bytes:
        subject = subjects.event("paper-1", "deal")
        message = encode(
            DealMade(
                **self.stamper.header(subject), account="paper-1", ticket=ticket, symbol="EURUSD",
                position=ticket, side="buy", entry="in", volume="0.10", price="1.10000",
                profit="0.00", commission="0.00", swap="0.00", balance="10000.00", reason="client",
            )
        )  # fmt: skip
        self.producer.publish_raw(subject, message)
        await self.producer.flush()
        return message


async def ask(socket: ClientConnection, **request: Any) -> dict[str, Any]:
    """Send a request and return its answer, skipping other frames."""
    await socket.send(json.dumps({"id": "q", **request}))
    while True:
        frame = json.loads(await socket.recv())
        if frame.get("id") == "q":
            return frame


async def data(socket: ClientConnection, kind: str = "update") -> dict[str, Any]:
    """The next data frame of `kind`."""
    while True:
        frame = json.loads(await socket.recv())
        if frame.get("kind") == kind:
            return frame


async def _start(
    make_bus: MakeBus, place: Place, credentials: Credentials, answers: Answers
) -> Running:
    clock, bus = LiveClock(), await make_bus("gateway")
    limits = Limits(ends_after_s=1.5)
    parts = Parts(
        bus=bus, clock=clock, place=place, credentials=credentials, answers=answers,
        live=Live(bus=bus, clock=clock, venue="demo", mode="demo", limits=limits),
        rates=Rates(monotonic_s=clock.monotonic_s),
    )  # fmt: skip
    gateway = Gateway(parts, host="127.0.0.1", port=0)
    await gateway.start()
    http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{gateway.port}", verify=False)
    return Running(gateway=gateway, parts=parts, http=http, producer=await make_bus("producer"))


@pytest.fixture(autouse=True)
def quiet_logs() -> None:
    """Lines instead of drawn tracebacks, which take seconds each."""
    configure_logging("gateway", "error")


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
async def running(make_bus: MakeBus, place: Place) -> AsyncIterator[Running]:
    """A gateway without a database: one API key."""
    running = await _start(make_bus, place, FixedCredentials(API_KEY), MemoryAnswers())
    yield running
    await running.http.aclose()
    await running.gateway.stop()


@dataclass(slots=True, kw_only=True)
class Stored:
    """A gateway on PostgreSQL, with its stores."""

    running: Running
    credentials: PostgresCredentials


@pytest.fixture
async def stored(make_bus: MakeBus, place: Place, postgres_dsn: str) -> AsyncIterator[Stored]:
    now_us = LiveClock().now_us
    pool = await open_pool(postgres_dsn, schema="gateway")
    await migrate(pool, schema="gateway", package="gateway.migrations")
    credentials = PostgresCredentials(pool, now_us=now_us)
    await credentials.prepare(admin_api_key=API_KEY, sign_in_token=LINK)
    answers = PostgresAnswers(pool, now_us=now_us)
    running = await _start(make_bus, place, credentials, answers)
    yield Stored(running=running, credentials=credentials)
    await running.http.aclose()
    await running.gateway.stop()
    await pool.close()


@pytest.fixture
def ask_socket() -> Callable[..., Awaitable[dict[str, Any]]]:
    return ask


@pytest.fixture
def next_data() -> Callable[..., Awaitable[dict[str, Any]]]:
    return data
