"""Our own gateway, as it is deployed: its process, its database, its streams, its sign-in."""

import asyncio
import json
import secrets
import sys
from pathlib import Path

from bench.load.ticks import SUBJECT
from bench.load.websocket import Target
from bench.servers import Server, Servers
from tickloom.runtime.embedded import process
from tickloom.runtime.embedded.postgres import PostgresServer
from tickloom.runtime.streams import declare_streams


class Platform:
    """PostgreSQL and a gateway beside the brokers of a benchmark; no other service runs."""

    def __init__(self, servers: Servers, folder: Path) -> None:
        brokers = servers.brokers
        self._postgres = PostgresServer(
            folder / "postgres", password=secrets.token_hex(16), is_durable=False
        )
        self._postgres.start()
        asyncio.run(declare_streams(brokers.nats.url_for(brokers.user)))
        key, port = (
            f"tk_test_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}",
            process.free_port(),
        )
        environment = {
            "TICKLOOM_NATS_URL": brokers.nats.url, "TICKLOOM_NATS_USER": brokers.user.name,
            "TICKLOOM_NATS_PASSWORD": brokers.user.password,
            "TICKLOOM_POSTGRES_DSN": self._postgres.dsn(), "TICKLOOM_DATA_DIR": str(folder),
            "TICKLOOM_METRICS_PORT": str(process.free_port()), "TICKLOOM_GATEWAY_PORT": str(port),
            "TICKLOOM_GATEWAY_HOST": "127.0.0.1", "TICKLOOM_ADMIN_API_KEY": key,
            "TICKLOOM_SIGN_IN_TOKEN": secrets.token_hex(16), "TICKLOOM_VENUE": "demo",
            "TICKLOOM_LOG_LEVEL": "warning",
        }  # fmt: skip
        running = servers.spawn(
            "gateway", [sys.executable, "-m", "gateway"], port=port, env=environment
        )
        self.server = Server(
            name="tickloom gateway", process=running, target=_target(port, key),
            feed=brokers.nats_feed(SUBJECT, is_framed=False), broker=brokers.nats_process,
        )  # fmt: skip

    def stop(self) -> None:
        self._postgres.stop()


def _target(port: int, key: str) -> Target:
    authenticate = {"id": 1, "op": "auth", "args": {"api_key": key}}
    subscribe = {"id": 2, "op": "subscribe", "channel": "tick:EURUSD"}
    return Target(
        port=port, path="/ws/v1", hello=(json.dumps(authenticate), json.dumps(subscribe)),
        served_marker='"id":2,"ok":true',
    )  # fmt: skip
