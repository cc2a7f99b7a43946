"""The servers from their wheels: as root and not, killed and started again."""
# pyright: reportUnknownMemberType=false
# nats-py leaves a few parameters untyped.

import os
import secrets
import sys
from pathlib import Path

import asyncpg
import nats
import pytest

from tickloom.domain.errors import Unavailable
from tickloom.runtime.embedded import postgres, process
from tickloom.runtime.embedded.nats_server import NatsServer, NatsUser
from tickloom.runtime.embedded.postgres import PostgresServer
from tickloom.runtime.streams import declare_streams

pytestmark = pytest.mark.servers


async def test_postgres_keeps_its_rows_when_it_is_killed(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path, password=secrets.token_hex(8))
    server.start()
    connection = await asyncpg.connect(server.dsn())
    await connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    server.kill()
    connection.terminate()
    server.start()
    connection = await asyncpg.connect(server.dsn())
    assert await connection.fetchval("SELECT n FROM kept") == 7
    await connection.close()
    server.stop()
    assert not server.is_running


async def test_postgres_wants_the_password(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path, password=secrets.token_hex(8), is_durable=False)
    server.start()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(server.dsn(password="guess"))
    server.stop()


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root has to become somebody else"
)
async def test_root_without_namespaces_runs_postgres_as_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_NAMESPACE", ("false",))
    server = PostgresServer(tmp_path, password=secrets.token_hex(8), is_durable=False)
    server.start()
    assert server.data.stat().st_uid == 65534
    connection = await asyncpg.connect(server.dsn())
    assert await connection.fetchval("SELECT 1") == 1
    await connection.close()
    server.stop()
    server.remove()
    assert not server.data.exists()


async def test_nats_keeps_stored_messages_when_it_is_killed(tmp_path: Path) -> None:
    user = NatsUser(name="owner", password=secrets.token_hex(8))
    server = NatsServer(tmp_path, users=[user])
    server.start()
    await declare_streams(server.url_for(user))
    client = await nats.connect(server.url_for(user), allow_reconnect=False)
    ack = await client.jetstream().publish("evt.local.a.deal", b"{}", headers={"Nats-Msg-Id": "1"})
    assert ack.seq == 1
    server.kill()
    await client.close()
    server.start()
    await declare_streams(server.url_for(user))
    client = await nats.connect(server.url_for(user))
    js = client.jetstream()
    again = await js.publish("evt.local.a.deal", b"{}", headers={"Nats-Msg-Id": "1"})
    assert again.duplicate
    assert (await js.stream_info("EVT")).state.messages == 1
    assert (await js.stream_info("TICKS")).config.storage == "memory"
    await client.close()
    server.stop()


def test_a_process_that_ends_at_once_is_reported_with_its_words(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = process.start([sys.executable, "-c", "print('no luck today')"], log_path=log)
    with pytest.raises(Unavailable, match="no luck today"):
        process.wait_until(lambda: False, child, what="the server", log_path=log, timeout_s=10)
