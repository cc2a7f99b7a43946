"""pytest fixtures for every member: one NATS and one PostgreSQL a run, isolated a test.

The servers come from the environment (`TICKLOOM_TEST_POSTGRES_DSN`), from a container where a
Docker engine answers and `TICKLOOM_TEST_SOURCE=container` asks for it, or are embedded. Streams
belong to a server, so a test that needs its own gets a NATS server of its own: it starts in 30 ms.
"""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import settings

from tickloom.bus.nats import NatsBus, connect
from tickloom.runtime.embedded.nats_server import NatsServer, NatsUser
from tickloom.runtime.embedded.postgres import PostgresServer
from tickloom.runtime.kernel_cache import use_kernel_cache
from tickloom.runtime.streams import declare_streams

use_kernel_cache(Path(sys.prefix))
settings.register_profile("tickloom", deadline=None)  # a busy machine is no counterexample
settings.load_profile("tickloom")
_SERVERS = {"nats_server", "postgres_server", "start_platform"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a real server, so that the quick run can leave it out.

    The long tests, which are asked for by name, may take as long as their size says.
    """
    for item in items:
        if isinstance(item, pytest.Function) and _SERVERS & set(item.fixturenames):
            item.add_marker("servers")
        if item.get_closest_marker("faults") or item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.timeout(0))


MakeBus = Callable[[str], Awaitable[NatsBus]]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real market data beside the project; the test is skipped without it."""
    folder = Path(__file__).resolve().parents[6] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real market data are not beside the project (../shared/data)")
    return folder


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The superuser's DSN of one PostgreSQL for the whole run."""
    given = os.environ.get("TICKLOOM_TEST_POSTGRES_DSN")
    if given:
        yield given
    elif os.environ.get("TICKLOOM_TEST_SOURCE") == "container":
        yield from _container()
    else:
        server = PostgresServer(
            tmp_path_factory.mktemp("postgres"), password=secrets.token_hex(16), is_durable=False
        )
        server.start()
        yield server.dsn()
        server.stop()


def _container() -> Iterator[str]:
    from testcontainers.postgres import PostgresContainer  # noqa: PLC0415  only where Docker is

    with PostgresContainer("postgres:18", driver=None) as container:
        yield container.get_connection_url()


@pytest.fixture
async def postgres_dsn(postgres_server: str) -> AsyncIterator[str]:
    """A fresh database for one test, dropped afterwards."""
    name = f"test_{secrets.token_hex(6)}"
    admin = await asyncpg.connect(postgres_server)
    await admin.execute(f"CREATE DATABASE {name}")
    yield postgres_server.rsplit("/", 1)[0] + f"/{name}"
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


class RunningNats:
    """The test's own nats-server, which it may kill and start again on the same port."""

    def __init__(self, server: NatsServer, user: NatsUser) -> None:
        self.server = server
        self.url = server.url_for(user)

    async def kill(self) -> None:
        await asyncio.to_thread(self.server.kill)

    async def restart(self) -> None:
        """Start again and declare the streams, as the supervisor does."""
        await asyncio.to_thread(self.server.start)
        await declare_streams(self.url)


@pytest.fixture
async def nats_server(tmp_path: Path) -> AsyncIterator[RunningNats]:
    """A nats-server with all streams, for one test."""
    user = NatsUser(name="test", password=secrets.token_hex(16))
    server = NatsServer(tmp_path / "nats", users=[user])
    await asyncio.to_thread(server.start)
    running = RunningNats(server, user)
    await declare_streams(running.url)
    yield running
    await asyncio.to_thread(server.stop)


@pytest.fixture
def bus_url(nats_server: RunningNats) -> str:
    """The address with credentials of this test's nats-server."""
    return nats_server.url


@pytest.fixture
async def make_bus(bus_url: str) -> AsyncIterator[MakeBus]:
    """Connects named buses to this test's nats-server and closes them afterwards."""
    opened: list[NatsBus] = []

    async def make(name: str) -> NatsBus:
        bus = await connect(name, bus_url)
        opened.append(bus)
        return bus

    yield make
    for bus in opened:
        await bus.close()
