"""The matrix service x subject on a real nats-server: each may do its own, and nothing else."""
# pyright: reportUnknownMemberType=false
# nats-py leaves a few parameters untyped.

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client

from tickloom.bus.nats import connect
from tickloom.contracts.message import Stamper
from tickloom.contracts.permissions import PERMISSIONS
from tickloom.contracts.subjects import kill
from tickloom.contracts.trading import KillInfo, KillReply, KillSwitch
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
    "dlq.bt%2Ejob%2Echunk": {"algo", "analytics", "backtester", "mt5-bridge"},
    "$JS.API.STREAM.INFO.EVT": {"algo", "analytics", "mt5-bridge"},
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


WATCHED = [("gateway", "KILL", "mt5-bridge"), ("gateway", "LIMITS", "mt5-bridge"),
           ("algo", "LEASE", "mt5-bridge")]  # fmt: skip


@pytest.mark.parametrize(("writer", "table", "reader"), WATCHED)
async def test_what_one_writes_into_a_table_the_other_is_told(
    users: dict[str, str], writer: str, table: str, reader: str
) -> None:
    """Watching makes a consumer without a name, which is a subject of its own."""
    told: asyncio.Queue[tuple[str, bytes | None]] = asyncio.Queue()
    writing, reading = await connect(writer, users[writer]), await connect(reader, users[reader])
    watched = await reading.key_value(table)
    watch = asyncio.create_task(watched.watch(lambda key, value, _: told.put_nowait((key, value))))
    await (await writing.key_value(table)).create("local.paper-1", b"{}")
    assert await asyncio.wait_for(told.get(), 10) == ("local.paper-1", b"{}")
    watch.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watch
    await writing.close()
    await reading.close()


async def test_a_word_to_the_kill_switch_is_answered(users: dict[str, str]) -> None:
    """The bridge hears the subject twice: as bytes that throw it, and as a request."""
    gateway = await connect("gateway", users["gateway"])
    bridge = await connect("mt5-bridge", users["mt5-bridge"])
    subject = kill("paper-1")
    heard: list[bytes] = []

    async def answer(word: KillSwitch) -> KillReply:
        return KillReply(account=word.account, kill=KillInfo(stage="refusing"))

    await bridge.subscribe_raw(subject, lambda _, payload: heard.append(payload))
    await bridge.serve(subject, KillSwitch, answer)
    header = Stamper(mode="demo", now_us=lambda: 1).header(subject)
    word = KillSwitch(**header, account="paper-1", by="anna", reason="a drill")
    for count in range(1, 4):
        reply = await gateway.request(subject, word, KillReply, timeout_s=3)
        assert (reply.kill.stage, len(heard)) == ("refusing", count)
    await gateway.close()
    await bridge.close()


async def test_who_keeps_objects_gets_them_back(users: dict[str, str]) -> None:
    backtester = await connect("backtester", users["backtester"])
    store = await backtester.objects("COLUMNS")
    await store.put("abc", bytes(300_000))
    assert await store.get("abc") == bytes(300_000)
    await backtester.close()


async def test_a_stranger_is_not_let_in(users: dict[str, str]) -> None:
    address = users["gateway"].rpartition("@")[2]
    host, port = address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    assert (await reader.readline()).startswith(b"INFO")
    writer.write(b'CONNECT {"verbose":false}\r\nPING\r\n')
    assert b"Authorization Violation" in await reader.readline()
    writer.close()
    await writer.wait_closed()
