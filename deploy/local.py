"""The whole platform on one machine: the real servers, every service, one data folder.

Started by `dev.py up`. Keeps its passwords and ports in DIR/state.json, says where everything is
in DIR/run.json (both readable by the owner only), and ends everything on Ctrl-C, in reverse order.
"""

import argparse
import asyncio
import contextlib
import importlib.metadata
import json
import os
import secrets
import shutil
import signal
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import asyncpg
import nats.errors
from setup import make_roles, role_of

from tickloom.contracts.permissions import PERMISSIONS
from tickloom.domain.errors import CorrectIt, InvalidInput, TickloomError
from tickloom.runtime.embedded.nats_server import NatsServer, NatsUser
from tickloom.runtime.embedded.postgres import PostgresServer
from tickloom.runtime.embedded.process import free_port, port_answers, promise_port
from tickloom.runtime.kernel_cache import use_kernel_cache
from tickloom.runtime.streams import declare_streams
from tickloom.runtime.supervisor import ManagedService, ServiceSpec, Supervisor

ROOT = Path(__file__).resolve().parent.parent
SERVICES = ("analytics", "mt5-bridge", "algo", "backtester", "gateway")
DATABASE = "tickloom"
_MEBIBYTE = 1 << 20
_DISK_NEEDED = 512 * _MEBIBYTE
_OURS = (
    "postgres", "postgres.log", "postgres.password", "nats", "bridge", "terminal", "columns",
    "logs",
    "state.json", "state.new", "run.json", "run.new", "lock",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What `dev.py up` was asked for."""

    data: Path
    port: int
    fresh: bool
    web: Path | None
    bridge: dict[str, str]
    workers: int


@dataclass(slots=True, kw_only=True)
class State:
    """What one data folder keeps for itself between runs."""

    folder: Path
    values: dict[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def read(cls, folder: Path) -> "State":
        state = cls(folder=folder)
        with contextlib.suppress(FileNotFoundError):
            state.values = json.loads((folder / "state.json").read_text())
        return state

    def secret(self, name: str, make: Callable[[], str] | None = None) -> str:
        """The secret `name`, made once."""
        if name not in self.values:
            self.values[name] = make() if make else secrets.token_urlsafe(24)
            write_private(self.folder / "state.json", self.values)
        return str(self.values[name])


def write_private(path: Path, content: dict[str, Any]) -> None:
    """Write JSON that only the owner may read, whole or not at all."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=2)
    new.replace(path)


def make_api_key() -> str:
    return f"tk_live_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"


@contextlib.contextmanager
def data_folder(options: Options) -> Generator[Path]:
    """The data folder, checked and locked for this run."""
    folder = options.data
    if folder.exists() and not folder.is_dir():
        raise InvalidInput("--data", str(folder), "a folder, not a file")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise InvalidInput("--data", str(folder), f"a folder you may write to ({error})") from error
    with lock:
        take_lock(lock, folder)
        free = shutil.disk_usage(folder).free
        if free < _DISK_NEEDED:
            raise CorrectIt(
                f"no disk space: {folder} has {free // _MEBIBYTE} MiB free and needs "
                f"{_DISK_NEEDED // _MEBIBYTE}; make room or choose another folder with --data"
            )
        if options.fresh:
            empty(folder)
        yield folder


def take_lock(lock: TextIO, folder: Path) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415  exists on Windows only

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415  exists on POSIX only

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CorrectIt(
            f"Tickloom is already running on {folder}; stop it with Ctrl-C there, "
            "or choose another folder with --data DIR and another port with --port N"
        ) from None


def empty(folder: Path) -> None:
    """Forget what an earlier run left in `folder`; anything that is not ours stops it."""
    strangers = sorted(path.name for path in folder.iterdir() if path.name not in _OURS)
    if strangers:
        raise CorrectIt(
            f"--fresh would empty {folder}, which also holds {', '.join(strangers[:3])}; "
            "move that away or choose another folder with --data"
        )
    PostgresServer(folder, password="").remove()
    for name in _OURS:
        if name == "lock":
            continue
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


class Servers:
    """NATS and PostgreSQL: embedded, or those whose addresses the environment gives."""

    def __init__(self, state: State) -> None:
        self.users = [
            NatsUser(
                name=p.service, password=state.secret(f"nats.{p.service}"), publish=p.publish,
                subscribe=p.subscribe,
            )
            for p in PERMISSIONS
        ]  # fmt: skip
        self.owner = NatsUser(name="deployment", password=state.secret("nats.deployment"))
        self.nats: NatsServer | None = None
        self.postgres: PostgresServer | None = None
        self._given_nats = os.environ.get("TICKLOOM_NATS_URL", "")
        self._given_dsn = os.environ.get("TICKLOOM_POSTGRES_DSN", "")
        self._state = state
        if not self._given_nats:
            self.nats = NatsServer(state.folder / "nats", users=[self.owner, *self.users])
        if not self._given_dsn:
            self.postgres = PostgresServer(state.folder, password=state.secret("postgres"))

    @property
    def nats_url(self) -> str:
        """For operators: may see and say everything."""
        return self.nats.url_for(self.owner) if self.nats is not None else self._given_nats

    @property
    def dsn(self) -> str:
        """For operators: may read and change everything."""
        return self.postgres.dsn(DATABASE) if self.postgres is not None else self._given_dsn

    async def start(self) -> None:
        if self.nats is not None:
            await asyncio.to_thread(self.nats.start)
            say("nats-server", f"{self.nats.version} on {self.nats.url}")
        await declare_streams(self.nats_url)
        if self.postgres is not None:
            await asyncio.to_thread(self.postgres.start)
            await self._make_database()
            say("postgresql", f"on 127.0.0.1:{self.postgres.port}")

    async def watch(self, on_change: Callable[[], None]) -> None:
        """Start again what died; streams in memory are made anew, until the server takes them."""
        has_streams = True
        while True:
            await asyncio.sleep(0.1)
            if self.nats is not None and not self.nats.is_running:
                await asyncio.to_thread(self.nats.start)
                has_streams = False
                on_change()
            if not has_streams:
                with contextlib.suppress(nats.errors.Error, OSError, TimeoutError):
                    await declare_streams(self.nats_url)
                    has_streams = True
            if self.postgres is not None and not self.postgres.is_running:
                await asyncio.to_thread(self.postgres.start)
                on_change()

    async def stop(self) -> None:
        for server in (self.postgres, self.nats):
            if server is not None:
                await asyncio.to_thread(server.stop)

    def environment(self, service: str) -> dict[str, str]:
        """How `service` reaches both, as itself."""
        if self.nats is None:
            access = {"TICKLOOM_NATS_URL": self._given_nats}
        else:
            user = next(u for u in self.users if u.name == service)
            access = {
                "TICKLOOM_NATS_URL": self.nats.url, "TICKLOOM_NATS_USER": user.name,
                "TICKLOOM_NATS_PASSWORD": user.password,
                "TICKLOOM_NATS_MONITOR_URL": f"http://127.0.0.1:{self.nats.monitor_port}",
            }  # fmt: skip
        dsn = self._given_dsn
        if self.postgres is not None:
            role = role_of(service)
            dsn = self.postgres.dsn(DATABASE, user=role, password=self._state.secret(role))
        return access | {"TICKLOOM_POSTGRES_DSN": dsn}

    async def _make_database(self) -> None:
        """One database, and for each service a role that may make its own schema."""
        assert self.postgres is not None
        server = await asyncpg.connect(self.postgres.dsn())
        if not await server.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
            await server.execute(f"CREATE DATABASE {DATABASE}")
        await server.close()
        database = await asyncpg.connect(self.postgres.dsn(DATABASE))
        await make_roles(database, {name: self._state.secret(role_of(name)) for name in SERVICES})
        await database.close()


def processes(workers: int) -> list[str]:
    """The processes of one machine in their order: the pool has as many as it has workers."""
    names: list[str] = []
    for name in SERVICES:
        count = workers if name == "backtester" else 1
        names += [name if number == 1 else f"{name}.{number}" for number in range(1, count + 1)]
    return names


def specs(options: Options, state: State, servers: Servers, sign_in: str) -> list[ServiceSpec]:
    """Every service with its environment; secrets travel in it and nowhere else."""
    venue = options.bridge.get("TICKLOOM_VENUE", "demo")
    shared = {
        "TICKLOOM_DATA_DIR": str(options.data), "TICKLOOM_VENUE": venue,
        "TICKLOOM_VERSION": importlib.metadata.version("tickloom-common"),
        **use_kernel_cache(Path(sys.prefix)),
    }  # fmt: skip
    own = {
        "mt5-bridge": options.bridge,
        "gateway": {
            "TICKLOOM_GATEWAY_PORT": str(options.port),
            "TICKLOOM_ADMIN_API_KEY": state.secret("admin_api_key", make_api_key),
            "TICKLOOM_SIGN_IN_TOKEN": sign_in,
            **({"TICKLOOM_WEB_DIR": str(options.web)} if options.web else {}),
        },
    }
    made = [terminal_spec(options, shared)]
    for name in processes(options.workers):
        service = name.partition(".")[0]
        port = free_port()
        environment = {
            **os.environ, **shared, **servers.environment(service), **own.get(service, {}),
            "TICKLOOM_METRICS_PORT": str(port),
        }  # fmt: skip
        made.append(ServiceSpec(
            name=name, command=[sys.executable, "-m", service.replace("-", "_")],
            environment=environment, metrics_port=port,
            log_path=options.data / "logs" / f"{name}.log",
        ))  # fmt: skip
    return made


def terminal_spec(options: Options, shared: dict[str, str]) -> ServiceSpec:
    """The simulated terminal: it knows no bus, no database and no secret."""
    port = free_port()
    return ServiceSpec(
        name="terminal", command=[sys.executable, "-m", "mt5_bridge.terminal_process"],
        environment={
            **os.environ, **shared, **options.bridge, "TICKLOOM_METRICS_PORT": str(port),
        },
        metrics_port=port, log_path=options.data / "logs" / "terminal.log",
    )  # fmt: skip


def write_run_file(
    options: Options, state: State, servers: Servers, supervisor: Supervisor
) -> None:
    """DIR/run.json: where everything is, for tools and tests."""
    rows: list[dict[str, Any]] = [
        {"name": s.spec.name, "pid": s.pid, "metrics_port": s.spec.metrics_port}
        for s in supervisor.services
    ]
    for name, server in (("nats-server", servers.nats), ("postgresql", servers.postgres)):
        if server is not None:
            rows.append({"name": name, "pid": server.pid, "metrics_port": None})
    packages = ("tickloom-common", "nats-py", "fastapi", "numba", "asyncpg")
    versions = {name: importlib.metadata.version(name) for name in packages}
    versions["python"] = sys.version.split()[0]
    if servers.nats is not None:
        versions["nats-server"] = servers.nats.version
    write_private(options.data / "run.json", {
        "gateway_url": f"http://127.0.0.1:{options.port}",
        "admin_api_key": state.secret("admin_api_key", make_api_key),
        "nats_url": servers.nats_url, "postgres_dsn": servers.dsn,
        "services": rows, "versions": versions,
    })  # fmt: skip


def say(name: str, text: str) -> None:
    sys.stdout.write(f"  {name:<12} {text}\n")
    sys.stdout.flush()


async def run(options: Options, folder: Path) -> None:
    """Start everything, say where it is, keep it alive until asked to stop."""
    if port_answers(options.port):
        raise CorrectIt(f"port {options.port} is in use; choose another one with --port N")
    promise_port(options.port)  # the gateway listens on it last of all
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    state = State.read(folder)
    servers = Servers(state)
    sign_in = secrets.token_urlsafe(32)
    services = specs(options, state, servers, sign_in)

    def on_change() -> None:
        write_run_file(options, state, servers, supervisor)

    supervisor = Supervisor(services, on_change=on_change)
    try:
        await servers.start()
        starting = asyncio.create_task(supervisor.start(announce))
        if await first_of(starting, stopping):
            return
        await all_heard_of(options.port)
        sys.stdout.write(
            f"ready http://127.0.0.1:{options.port}\n"
            f"sign in once with http://127.0.0.1:{options.port}/sign-in#token={sign_in}\n"
        )
        sys.stdout.flush()
        watching = asyncio.gather(supervisor.watch(), servers.watch(on_change))
        await first_of(watching, stopping)
    finally:
        await supervisor.stop()
        await servers.stop()
        (folder / "run.json").unlink(missing_ok=True)


async def all_heard_of(port: int) -> None:
    """Wait until the gateway has heard of every service and of quotes, but not for ever.

    Each is ready already; this is about the first heartbeat, so that the page starts in health.
    """
    for _ in range(60):
        with contextlib.suppress(OSError, asyncio.TimeoutError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            line = await asyncio.wait_for(reader.readline(), timeout=2)
            writer.close()
            if b" 200 " in line:
                return
        await asyncio.sleep(0.05)


async def first_of(work: "asyncio.Future[Any]", stopping: asyncio.Event) -> bool:
    """Wait for `work` or the wish to stop; True when it is the wish. Raises what `work` did."""
    wish = asyncio.ensure_future(stopping.wait())
    await asyncio.wait({work, wish}, return_when=asyncio.FIRST_COMPLETED)
    wish.cancel()
    if work.done():
        work.result()
        return False
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work
    return True


def announce(service: ManagedService) -> None:
    say(service.spec.name, f"ready, pid {service.pid}")


def parse(arguments: list[str]) -> Options:
    """The options of `dev.py up`, checked."""
    parser = argparse.ArgumentParser(prog="dev.py up", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="of the page and the API")
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="the data folder")
    parser.add_argument("--fresh", action="store_true", help="forget what the folder holds")
    parser.add_argument("--web", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--no-web", action="store_true", help="do not build the page")
    parser.add_argument("--replay", type=Path, help="a file of real ticks or bars to play")
    parser.add_argument("--speed", type=float, default=1.0, help="of the market; 0: no pauses")
    parser.add_argument("--loop", action="store_true", help="play the file again and again")
    parser.add_argument("--symbols", default="", help="for example EURUSD,XAUUSD; default: all")
    parser.add_argument("--seed", type=int, default=1, help="of the generated market")
    parser.add_argument("--weekend", action="store_true", help="close the generated market")
    cores = os.cpu_count() or 1
    parser.add_argument(
        "--workers", type=int, default=max(1, cores - 1),
        help="processes that run backtests; default: one a core, less one",
    )  # fmt: skip
    given = parser.parse_args(arguments)
    if not 1 <= given.workers <= 256:
        raise InvalidInput("--workers", given.workers, "1 to 256")
    if not 1 <= given.port <= 65535:
        raise InvalidInput("--port", given.port, "1 to 65535")
    if not 0 <= given.speed <= 1_000_000:
        raise InvalidInput("--speed", given.speed, "0 (no pauses) to 1000000")
    bridge = {
        "TICKLOOM_VENUE": "replay" if given.replay else "demo",
        "TICKLOOM_SPEED": str(given.speed), "TICKLOOM_LOOP": str(int(given.loop)),
        "TICKLOOM_SYMBOLS": given.symbols, "TICKLOOM_SEED": str(given.seed),
        "TICKLOOM_WEEKEND": str(int(given.weekend)),
    }  # fmt: skip
    if given.replay:
        if not given.replay.is_file():
            raise InvalidInput("--replay", str(given.replay), "a file that exists")
        bridge["TICKLOOM_REPLAY_FILE"] = str(given.replay.resolve())
    return Options(
        data=given.data.resolve(), port=given.port, fresh=given.fresh,
        web=given.web.resolve() if given.web else None, bridge=bridge, workers=given.workers,
    )  # fmt: skip


def main() -> int:
    try:
        options = parse(sys.argv[1:])
        with data_folder(options) as folder:
            asyncio.run(run(options, folder))
    except TickloomError as error:
        sys.stderr.write(f"dev.py: {error.detail}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
