"""The whole platform as a fixture: the road of `dev.py up`, on a free port and its own folder."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from tickloom.runtime.embedded.process import free_port

ROOT = Path(__file__).resolve().parents[1]
READY_TIMEOUT_S = 90.0
expect.set_options(timeout=20_000)  # a busy machine is no defect of the page


class Platform:
    """One running platform; what it says is kept in `output`."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.data = folder / "data"
        self.port = free_port()
        self.output: list[str] = []
        self._options = options
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._run: dict[str, Any] = {}
        self.http = httpx.AsyncClient(base_url=self.url, timeout=20)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def run(self) -> dict[str, Any]:
        """The run file as it stands now; the newest one while it is being written anew."""
        with contextlib.suppress(FileNotFoundError):
            self._run = json.loads((self.data / "run.json").read_text())
        return self._run

    @property
    def sign_in_link(self) -> str:
        return next(word for line in self.output for word in line.split() if "/sign-in#" in word)

    async def start(self) -> "Platform":
        """Start and wait for `ready`; fails with what was printed."""
        command = [sys.executable, str(ROOT / "deploy" / "local.py"), "--data", str(self.data)]
        built = ROOT / "web" / "dist"
        if (built / "index.html").exists():
            command += ["--web", str(built)]
        self._process = await asyncio.create_subprocess_exec(
            *command, "--port", str(self.port), *self._options, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )  # fmt: skip
        ready = asyncio.Event()
        self._reader = asyncio.create_task(self._read(ready))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait(
            {waiting, self._reader}, timeout=READY_TIMEOUT_S, return_when=asyncio.FIRST_COMPLETED
        )
        waiting.cancel()
        assert ready.is_set(), "not ready:\n" + "".join(self.output) + self.logs()
        key = self.run["admin_api_key"]
        self.http.headers["Authorization"] = f"Bearer {key}"
        return self

    async def stop(self) -> None:
        """Ctrl-C, and wait until everything has ended."""
        await self.http.aclose()
        if self._process is None:
            return
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGINT)
        await asyncio.wait_for(self._process.wait(), timeout=45)
        if self._reader is not None:
            await self._reader

    async def _read(self, ready: asyncio.Event) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.output.append(line.decode(errors="replace"))
            if "sign in once" in self.output[-1]:
                ready.set()

    def logs(self, characters: int = 1_500) -> str:
        """The tails of all logs, for a failing test."""
        return "".join(
            f"\n--- {path.name}\n{path.read_text(errors='replace')[-characters:]}"
            for path in sorted((self.data / "logs").glob("*.log"))
        )

    def refusals(self) -> list[str]:
        """What the bus did not let a service say or hear: there must be none.

        The leave to answer a question is the connection's on which it came: where that was lost,
        the answer is refused on the next one, and nobody waits for it.
        """
        found: list[str] = []
        for path in sorted((self.data / "logs").glob("*.log")):
            was_lost = False
            for line in path.read_text(errors="replace").splitlines():
                was_lost = was_lost or "bus_disconnected" in line
                is_answer = "violation for publish to" in line and "_inbox." in line
                if "permissions violation" in line and not (was_lost and is_answer):
                    found.append(line)
        return found

    def pid(self, service: str) -> int:
        return int(next(row["pid"] for row in self.run["services"] if row["name"] == service))

    def kill(self, service: str) -> None:
        """SIGKILL, as a crash or a power cut would."""
        os.kill(self.pid(service), signal.SIGKILL)

    async def get(self, path: str, **parameters: Any) -> Any:
        """The JSON of GET /api/v1/PATH; fails on any other status than 200."""
        reply = await self.http.get(f"/api/v1/{path}", params=parameters)
        assert reply.status_code == 200, f"{path}: {reply.status_code} {reply.text[:400]}"
        return reply.json()

    async def post(self, path: str, body: dict[str, Any], *, key: str = "") -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return await self.http.post(f"/api/v1/{path}", json=body, headers=headers)

    async def eventually(
        self, check: Callable[[], Awaitable[Any]], *, within_s: float, what: str
    ) -> Any:
        """The first true result of `check`; errors of a service that is away count as not yet."""
        deadline = time.monotonic() + within_s
        last: object = None
        while time.monotonic() < deadline:
            try:
                last = await check()
                if last:
                    return last
            except (httpx.HTTPError, AssertionError, OSError) as error:
                last = error
            await asyncio.sleep(0.1)
        pytest.fail(f"{what}: not within {within_s:g} s; last: {last!r}{self.logs()}")


StartPlatform = Callable[..., Awaitable[Platform]]


@pytest.fixture
async def start_platform(tmp_path: Path) -> AsyncIterator[StartPlatform]:
    """Starts platforms with the options given, each on a folder of its own, and ends them."""
    started: list[Platform] = []

    async def start(*options: str, folder: Path | None = None) -> Platform:
        platform = Platform(folder or tmp_path / f"platform-{len(started)}", *options)
        started.append(platform)
        return await platform.start()

    yield start
    for platform in reversed(started):
        await platform.stop()
        assert platform.refusals() == []
