"""A service's life as the supervisor sees it: ready, killed, misconfigured."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tickloom.domain.errors import CorrectIt
from tickloom.runtime.embedded.process import free_port
from tickloom.runtime.supervisor import ManagedService, ServiceSpec, Supervisor
from tickloom.testing.plugin import RunningNats

HEALTHY = """
from tickloom.runtime.service import Service, run_service
from tickloom.runtime.settings import ServiceSettings
async def compose(service: Service[ServiceSettings]) -> None: ...
run_service("healthy", ServiceSettings, compose)
"""
REFUSING = """
from tickloom.domain.errors import InvalidInput
from tickloom.runtime.service import run_service
from tickloom.runtime.settings import ServiceSettings
async def compose(service):
    raise InvalidInput("TICKLOOM_SYMBOLS", "GOLD", "one of EURUSD, XAUUSD")
run_service("refusing", ServiceSettings, compose)
"""


def spec(folder: Path, program: str, nats: RunningNats, **extra: str) -> ServiceSpec:
    port = free_port()
    environment: Mapping[str, str] = {
        **os.environ, "TICKLOOM_NATS_URL": nats.url, "TICKLOOM_METRICS_PORT": str(port), **extra,
    }  # fmt: skip
    return ServiceSpec(
        name="tried", command=[sys.executable, "-c", program], environment=environment,
        metrics_port=port, log_path=folder / "tried.log",
    )  # fmt: skip


async def until_ready(service: ManagedService) -> None:
    for _ in range(1000):
        if await service.is_ready():
            return
        await asyncio.sleep(0.02)
    pytest.fail("not ready within 20 s")


async def test_a_killed_service_is_ready_again(tmp_path: Path, nats_server: RunningNats) -> None:
    changes: list[int] = []
    supervisor = Supervisor(
        [spec(tmp_path, HEALTHY, nats_server)], on_change=lambda: changes.append(1)
    )
    await supervisor.start(lambda _: None)
    service = supervisor.services[0]
    watching = asyncio.create_task(supervisor.watch())
    first = service.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await asyncio.sleep(0.2)
    await until_ready(service)
    assert service.pid != first
    assert len(changes) == 2, "once ready, once started again"
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
    await supervisor.stop()
    assert service.exit_status() == 0, "asked to stop, a service ends cleanly"


async def test_a_service_that_refuses_ends_the_run_with_its_own_words(
    tmp_path: Path, nats_server: RunningNats
) -> None:
    supervisor = Supervisor([spec(tmp_path, REFUSING, nats_server)], on_change=lambda: None)
    with pytest.raises(CorrectIt, match=r"GOLD.*one of EURUSD, XAUUSD"):
        await supervisor.start(lambda _: None)


async def test_a_service_without_a_bus_says_which_address_is_silent(
    tmp_path: Path, nats_server: RunningNats
) -> None:
    silent = f"nats://127.0.0.1:{free_port()}"
    lonely = spec(tmp_path, HEALTHY, nats_server, TICKLOOM_NATS_URL=silent)
    supervisor = Supervisor([lonely], on_change=lambda: None)
    with pytest.raises(CorrectIt, match="no NATS server answers"):
        await supervisor.start(lambda _: None)


async def test_metrics_and_health_are_served(tmp_path: Path, nats_server: RunningNats) -> None:
    supervisor = Supervisor([spec(tmp_path, HEALTHY, nats_server)], on_change=lambda: None)
    await supervisor.start(lambda _: None)
    port = supervisor.services[0].spec.metrics_port
    for path, words in (
        ("/metrics", b"tickloom_bus_dropped"),
        ("/healthz", b"ready"),
        ("/x", b"404"),
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {path} HTTP/1.1\r\n\r\n".encode())
        assert words in await reader.read()
        writer.close()
        await writer.wait_closed()
    await supervisor.stop()
