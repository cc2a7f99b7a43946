"""The computing process as the service sees it: a task in, its answer out, one after the other."""

import asyncio
import contextlib
import sys
from pathlib import Path
from typing import TypeVar

import structlog

from backtester.metrics import CALCULATORS
from backtester.tasks import Answer, Failed, Refused, Task, Warm, WarmUp, answer_of, encode
from tickloom.domain.errors import Broken, CorrectIt, Unavailable

A = TypeVar("A", bound=Answer)
log = structlog.get_logger(__name__)

_LENGTH_BYTES = 8


class Died(Unavailable):
    """The computing process ended before it answered."""

    code = "worker_died"


class Calculator:
    """One process, started again when it has ended; tasks wait for one another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self.engine_version = ""
        self.job = ""

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    @property
    def is_warm(self) -> bool:
        return bool(self.engine_version)

    async def start(self) -> None:
        """Start it and have its kernels ready; the first time that takes a minute."""
        warm = await self.do(WarmUp(), Warm)
        self.engine_version = warm.engine_version
        log.info("calculator_warm", engine=warm.engine_version, pid=self.pid)

    async def do(self, task: Task, kind: type[A], *, job: str = "") -> A:
        """The answer; a refusal is raised as what it was, an early end as `Died`.

        `job` names what is computed now, for who wants to end it.
        """
        payload = encode(task)
        async with self._turn:
            process = await self._running()
            self.job = job
            try:
                answer = await _exchange(process, payload)
            except (asyncio.IncompleteReadError, ConnectionError, OSError) as error:
                await self.end()
                raise Died("the computing process ended before it answered") from error
            except asyncio.CancelledError:
                await self.end()  # it may be in the middle of an answer
                raise
            finally:
                self.job = ""
        match answer:
            case Refused():
                raise CorrectIt(answer.detail, code=answer.code, hint=answer.hint)
            case Failed():
                raise Broken(answer.detail)
            case _ if isinstance(answer, kind):
                return answer
            case _:
                raise Broken(f"{type(task).__name__} was answered with {type(answer).__name__}")

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "backtester.start_computing", str(self._folder),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 26,
            )  # fmt: skip
            CALCULATORS.inc()
        return self._process

    async def end(self) -> None:
        """Kill it, whatever it does; the next task starts another one."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _exchange(process: asyncio.subprocess.Process, payload: bytes) -> Answer:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(len(payload).to_bytes(_LENGTH_BYTES, "big") + payload)
    await process.stdin.drain()
    size = int.from_bytes(await process.stdout.readexactly(_LENGTH_BYTES), "big")
    return answer_of(await process.stdout.readexactly(size))
