"""A house whose every wall may fall: real servers, real services, and a wire that can be cut.

Each service is a process of its own, with its own user on the bus; nothing restarts what died but
the test. The simulated terminal's ledger says what really happened.
"""

import asyncio
import os
import secrets
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from mt5_bridge.testing.broker_ledger import BrokerLedger
from tickloom.bus.nats import NatsBus, connect
from tickloom.contracts.permissions import PERMISSIONS
from tickloom.domain.errors import TryAgain
from tickloom.runtime.embedded import process
from tickloom.runtime.embedded.nats_server import NatsServer, NatsUser
from tickloom.runtime.embedded.postgres import PostgresServer
from tickloom.runtime.fault_points import VARIABLE
from tickloom.runtime.streams import declare_streams
from tickloom.runtime.supervisor import ManagedService, ServiceSpec
from tickloom.testing.tcp_proxy import TcpProxy

ACCOUNT = "paper-1"
API_KEY = "tk_live_0123abcd_" + "k" * 43
MODULES = {
    "terminal": "mt5_bridge.terminal_process", "mt5-bridge": "mt5_bridge",
    "analytics": "analytics", "algo": "algo", "gateway": "gateway",
}  # fmt: skip
READY_S = 40.0
_POLL_S = 0.05
_HELD = """
SELECT position, sum(CASE entry WHEN 'in' THEN volume ELSE -volume END) AS volume
FROM analytics.deals GROUP BY position
HAVING sum(CASE entry WHEN 'in' THEN volume ELSE -volume END) <> 0
"""
"""On a hedging account every deal opens or closes."""
_NOT_YET = (
    httpx.HTTPError, asyncpg.PostgresError, asyncpg.InterfaceError, TryAgain, OSError,
    AssertionError,
)  # fmt: skip


class House:
    """Two servers and the services a test starts, all on one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = BrokerLedger(folder)
        self.owner = NatsUser(name="deployment", password=secrets.token_hex(12))
        self.users = {
            p.service: NatsUser(
                name=p.service, password=secrets.token_hex(12), publish=p.publish,
                subscribe=p.subscribe,
            )
            for p in PERMISSIONS
        }  # fmt: skip
        self.nats = NatsServer(folder / "nats", users=[self.owner, *self.users.values()])
        self.postgres = PostgresServer(folder, password=secrets.token_hex(12), is_durable=False)
        self.services: dict[str, ManagedService] = {}
        self.stack = AsyncExitStack()
        self.gateway_port = process.free_port()
        self.http = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.gateway_port}/api/v1/", timeout=40,
            headers={"Authorization": f"Bearer {API_KEY}"},
        )  # fmt: skip

    # -- servers ------------------------------------------------------------------------------

    async def start_servers(self) -> None:
        await self.start_nats()
        await asyncio.to_thread(self.postgres.start)

    async def start_nats(self) -> None:
        """Start (again), with the streams, as the supervisor does."""
        await asyncio.to_thread(self.nats.start)
        await declare_streams(self.nats.url_for(self.owner))

    async def proxy(self, target: int) -> TcpProxy:
        """A wire to a server's port, for the services that are told to use it."""
        return await self.stack.enter_async_context(TcpProxy(target))

    async def bus(self, name: str = "deployment") -> NatsBus:
        """A connection as one of the bus's users; the deployment's own may do everything."""
        user = self.users.get(name, self.owner)
        bus = await connect(name, self.nats.url_for(user))
        self.stack.push_async_callback(bus.close)
        return bus

    async def rows(self, query: str, *arguments: object) -> list[Any]:
        """What the database holds, asked past every proxy."""
        connection = await asyncpg.connect(self.postgres.dsn())
        try:
            return await connection.fetch(query, *arguments)
        finally:
            await connection.close()

    # -- services -----------------------------------------------------------------------------

    async def start(self, *names: str, point: str = "", **variables: str) -> None:
        """Start services at once and wait until each is ready; `point` says where to die."""
        for name in names:
            metrics_port = process.free_port()
            spec = ServiceSpec(
                name=name, command=[sys.executable, "-m", MODULES[name]],
                environment={**self._environment(name, metrics_port), VARIABLE: point, **variables},
                metrics_port=metrics_port, log_path=self.folder / "logs" / f"{name}.log",
            )  # fmt: skip
            self.services[name] = ManagedService(spec)
            self.services[name].start()
        for name in names:
            await self.eventually(self.services[name].is_ready, within_s=READY_S, what=f"{name} up")

    def _environment(self, name: str, metrics_port: int) -> dict[str, str]:
        access = {}
        if name in self.users:
            user = self.users[name]
            access = {"TICKLOOM_NATS_USER": user.name, "TICKLOOM_NATS_PASSWORD": user.password}
        return {
            **os.environ, **access, "TICKLOOM_NATS_URL": self.nats.url,
            "TICKLOOM_POSTGRES_DSN": self.postgres.dsn(), "TICKLOOM_DATA_DIR": str(self.folder),
            "TICKLOOM_METRICS_PORT": str(metrics_port), "TICKLOOM_VENUE": "demo",
            "TICKLOOM_SYMBOLS": "EURUSD,GBPUSD", "TICKLOOM_SEED": "7", "TICKLOOM_QUIET_S": "3",
            "TICKLOOM_STALE_PRICE_S": "60", "TICKLOOM_ADMIN_API_KEY": API_KEY,
            "TICKLOOM_GATEWAY_PORT": str(self.gateway_port),
        }  # fmt: skip

    def signal(self, name: str, number: signal.Signals) -> None:
        pid = self.services[name].pid
        assert pid is not None
        os.kill(pid, number)

    async def kill(self, name: str) -> None:
        self.signal(name, signal.SIGKILL)
        await self.dies(name)

    async def dies(self, name: str, *, within_s: float = 20.0) -> None:
        """Wait for a process that is to die by itself."""

        async def is_dead() -> bool:
            return self.services[name].exit_status() is not None

        await self.eventually(is_dead, within_s=within_s, what=f"{name} is dead")

    def is_alive(self, name: str) -> bool:
        return self.services[name].exit_status() is None

    def log(self, name: str, characters: int = 2_000) -> str:
        return process.tail(self.folder / "logs" / f"{name}.log", characters=characters)

    async def close(self) -> None:
        for service in reversed(self.services.values()):
            if service.exit_status() is None and service.pid is not None:
                os.kill(service.pid, signal.SIGCONT)
            await service.stop()
        await self.http.aclose()
        await self.stack.aclose()
        await asyncio.to_thread(self.postgres.stop)
        await asyncio.to_thread(self.nats.stop)

    # -- what is asked for --------------------------------------------------------------------

    async def order(self, *, key: str, **fields: Any) -> httpx.Response:
        """An order by hand over REST."""
        body = {"account": ACCOUNT, "symbol": "EURUSD", "side": "buy", "volume": "0.10", **fields}
        return await self.http.post("orders", json=body, headers={"Idempotency-Key": key})

    async def eventually(
        self, is_so: Callable[[], Awaitable[Any]], *, within_s: float, what: str
    ) -> Any:
        """The first true answer; who does not answer counts as not yet."""
        deadline_s = time.monotonic() + within_s
        last: object = None
        while time.monotonic() < deadline_s:
            try:
                last = await is_so()
            except _NOT_YET as error:
                last = error
            else:
                if last:
                    return last
            await asyncio.sleep(_POLL_S)
        logs = "".join(f"\n--- {name}\n{self.log(name)}" for name in self.services)
        pytest.fail(f"{what}: not within {within_s:g} s; last: {last!r}{logs}")

    # -- what must hold -----------------------------------------------------------------------

    async def disagreement(self) -> str:
        """I2 and I4: each deal of the broker once in the record, and the same positions."""
        deals = sorted(row["ticket"] for row in await self.rows("SELECT * FROM analytics.deals"))
        rows = await self.rows(_HELD)
        held = {row["position"]: row["volume"] for row in rows}
        booked, open_now = sorted(self.ledger.traded()), self.ledger.held()
        if (deals, held) == (booked, open_now):
            return ""
        return f"recorded {deals} {held}, in the ledger {booked} {open_now}"

    async def holds(self, *, within_s: float = 15.0) -> None:
        """I1, I2 and I4 against the broker's ledger."""

        async def agrees() -> bool:
            wrong = await self.disagreement()
            assert not wrong, wrong
            return True

        await self.eventually(agrees, within_s=within_s, what="the record is the ledger")
        assert self.ledger.sent_more_than_once() == []


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house with its servers up and nobody in it."""
    made = House(tmp_path)
    await made.start_servers()
    yield made
    await made.close()
