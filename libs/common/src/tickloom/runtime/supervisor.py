"""Starts services, waits until each is ready, and starts again what died.

Children die with the supervisor. A service that exits with status 2 said that a person has to
change something: it is not started again, and its own words end the whole run.
"""

import asyncio
import contextlib
import json
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tickloom.domain.errors import CorrectIt
from tickloom.runtime.embedded import process

_POLL_S = 0.05
_READY_TIMEOUT_S = 60.0
_BACK_OFF_S = (0.0, 0.25, 0.5, 1.0, 2.0, 5.0)
_MISCONFIGURED = 2
_STOP_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSpec:
    """How one service is started; it says that it is ready on its metrics port."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    metrics_port: int
    log_path: Path


class ManagedService:
    """One running service and how often it had to be started."""

    def __init__(self, spec: ServiceSpec) -> None:
        self.spec = spec
        self.starts = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        self.starts += 1
        self._process = process.start(
            self.spec.command, log_path=self.spec.log_path, env=dict(self.spec.environment)
        )

    def exit_status(self) -> int | None:
        return self._process.poll() if self._process is not None else None

    async def is_ready(self) -> bool:
        """Whether `/healthz` answers 200 now."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.spec.metrics_port)
        except OSError:
            return False
        with contextlib.suppress(OSError, asyncio.TimeoutError):
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            line = await asyncio.wait_for(reader.readline(), timeout=2)
            writer.close()
            return b" 200 " in line
        return False

    async def stop(self) -> None:
        if self._process is not None:
            await asyncio.to_thread(
                process.stop, self._process, signal.SIGTERM, timeout_s=_STOP_TIMEOUT_S
            )


class Supervisor:
    """All services of one machine; `on_change` is called whenever a process id changed."""

    def __init__(self, specs: Sequence[ServiceSpec], *, on_change: Callable[[], None]) -> None:
        self.services = [ManagedService(spec) for spec in specs]
        self._on_change = on_change

    async def start(self, announce: Callable[[ManagedService], None]) -> None:
        """Start all at once, then wait for each in order; raises what a service complains of."""
        for service in self.services:
            service.start()
        for service in self.services:
            await self._wait_ready(service)
            announce(service)
        self._on_change()

    async def watch(self) -> None:
        """Start again whatever ends, with a growing pause while it keeps ending."""
        await asyncio.gather(*(self._watch(service) for service in self.services))

    async def stop(self) -> None:
        """Stop in reverse order of readiness."""
        for service in reversed(self.services):
            await service.stop()

    async def _wait_ready(self, service: ManagedService) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _READY_TIMEOUT_S
        while not await service.is_ready():
            status = service.exit_status()
            if status is not None:
                raise CorrectIt(_complaint(service, status))
            if loop.time() > deadline:
                raise CorrectIt(
                    f"{service.spec.name} was not ready within {_READY_TIMEOUT_S:g} s; "
                    f"see {service.spec.log_path}"
                )
            await asyncio.sleep(_POLL_S)

    async def _watch(self, service: ManagedService) -> None:
        failures = 0
        healthy_s = 0.0
        while True:
            await asyncio.sleep(_POLL_S)
            status = service.exit_status()
            if status is None:
                healthy_s += _POLL_S
                failures = 0 if healthy_s > 30 else failures
                continue
            if status == _MISCONFIGURED:
                raise CorrectIt(_complaint(service, status))
            await asyncio.sleep(_BACK_OFF_S[min(failures, len(_BACK_OFF_S) - 1)])
            failures, healthy_s = failures + 1, 0.0
            service.start()
            self._on_change()


def _complaint(service: ManagedService, status: int) -> str:
    """What the service said last about itself, for a person to read."""
    name, log = service.spec.name, service.spec.log_path
    for line in reversed(process.tail(log, characters=20_000).splitlines()):
        with contextlib.suppress(ValueError):
            entry = json.loads(line)
            if isinstance(entry, dict) and entry.get("event") == "cannot_run":  # pyright: ignore[reportUnknownMemberType]
                return f"{name}: {entry.get('detail', '')} {entry.get('hint', '')}".strip()  # pyright: ignore[reportUnknownMemberType]
    return f"{name} ended with status {status}; see {log}"
