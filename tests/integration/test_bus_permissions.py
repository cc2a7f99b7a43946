"""The matrix service x subject on a real nats-server: each may do its own, and nothing else."""
# pyright: reportUnknownMemberType=false
# nats-py leaves a few parameters untyped.

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client

from tickloom.contracts.permissions import PERMISSIONS
from tickloom.runtime.embedded.nats_server import NatsServer, NatsUser
from tickloom.runtime.streams import declare_streams

pytestmark = pytest.mark.servers

SUBJECTS = {
    "md.tick.demo.EURUSD": {"mt5-bridge"},
    "cmd.local.paper-1.new": {"algo", "gateway"},
    "ctl.kill.local.paper-1": {"gateway"},
    "md.bridge.demo": {"mt5-bridge"},
    "evt.local.paper-1.deal": {"mt5-bridge"},
    "mark.local.paper-1": {"mt5-bridge"},
    "algo.local.d1.decision": {"algo"},
    "rpc.bridge.bars": {"algo", "analytics", "backtester", "gateway"},
    "rpc.algo.deployments.stop": {"gateway"},
    "rpc.analytics.deals": {"gateway"},
    "bt.job.chunk": {"backtester"},
    "rpc.backtester.runs.start": {"gateway"},
    "dlq.bt%2Ejob%2Echunk": {"backtester"},
    "sys.health.gateway": {"gateway"},
    "$KV.KILL.local.paper-1": {"gateway"},
    "$KV.LIMITS.local.paper-1": {"gateway"},
    "$KV.LEASE.local.paper-1": {"algo"},
    "$JS.API.STREAM.INFO.KV_KILL": {"gateway", "mt5-bridge"},
    "$JS.API.STREAM.INFO.KV_LEASE": {"algo", "mt5-bridge"},
    "$JS.API.STREAM.PURGE.KV_LEASE": set[str](),
    "$JS.API.STREAM.DELETE.CMD": set[str](),
    "$JS.API.STREAM.PURGE.EVT": set[str](),
}
HEARD = {
    "md.bar.>": {"algo", "analytics", "gateway"},
    "cmd.>": set[str](),
    "ctl.kill.>": {"mt5-bridge", "algo"},
    "evt.>": {"gateway"},
    "_INBOX.>": set[str](),
    "rpc.bridge.>": {"mt5-bridge"},
    "rpc.algo.>": {"algo"},
    "rpc.backtester.>": {"backtester"},
    "bt.progress.>": {"gateway"},
    "bt.job.>": set[str](),
    ">": set[str](),
}


@pytest.fixture
async def users(tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """A server with the deployment's real users; the URL of each."""
    owner = NatsUser(name="deployment", password="x" * 24)
    services = [
        NatsUser(name=p.service, password=f"{p.service}-password-0123456789", publish=p.publish,
                 subscribe=p.subscribe)
        for p in PERMISSIONS
    ]  # fmt: skip
    server = NatsServer(tmp_path / "nats", users=[owner, *services])
    await asyncio.to_thread(server.start)
    await declare_streams(server.url_for(owner))
    yield {user.name: server.url_for(user) for user in services}
    await asyncio.to_thread(server.stop)


async def refusals(url: str, service: str) -> tuple[Client, list[str]]:
    refused: list[str] = []

    async def on_error(error: Exception) -> None:
        refused.append(str(error).lower())

    client = await nats.connect(url, error_cb=on_error, inbox_prefix=f"_INBOX.{service}")
    return client, refused


async def is_refused(client: Client, refused: list[str], subject: str) -> bool:
    await client.flush()
    await asyncio.sleep(0.03)
    return any(f'"{subject.lower()}"' in text for text in refused)


async def test_each_service_may_say_its_own_subjects_and_no_other(users: dict[str, str]) -> None:
    for service, url in users.items():
        client, refused = await refusals(url, service)
        for subject, allowed in SUBJECTS.items():
            await client.publish(subject, b"{}")
            assert await is_refused(client, refused, subject) == (service not in allowed), (
                service, subject,
            )  # fmt: skip
        await client.close()


async def test_each_service_may_hear_its_own_subjects_and_no_other(users: dict[str, str]) -> None:
    for service, url in users.items():
        client, refused = await refusals(url, service)
        for subject, allowed in HEARD.items():
            await client.subscribe(subject)
            assert await is_refused(client, refused, subject) == (service not in allowed), (
                service, subject,
            )  # fmt: skip
        await client.close()


async def test_a_stranger_is_not_let_in(users: dict[str, str]) -> None:
    address = users["gateway"].rpartition("@")[2]
    host, port = address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    assert (await reader.readline()).startswith(b"INFO")
    writer.write(b'CONNECT {"verbose":false}\r\nPING\r\n')
    assert b"Authorization Violation" in await reader.readline()
    writer.close()
    await writer.wait_closed()
