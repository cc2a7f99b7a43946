"""Many runs of one document: on one core or on several, always in the order of the sets.

A set whose values do not fit each other (a fast length above the slow one) is no trial: it is
counted and left out. A worker process has one pipe and shares no lock, so it may be ended at any
moment; it ends by itself when the search is gone.
"""

import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType

from tickloom.domain.errors import CorrectIt, TickloomError, TryAgain
from tickloom.engine.trials import Trial, trial_of
from tickloom_cli.output import BadDocument
from tickloom_cli.runs import Bench

Values = dict[str, int | float]
Answer = Trial | str | RuntimeError | None
"""Errors go home as their words: an error with fields of its own does not travel."""
_CHUNK = 4
_AHEAD = 2
"""Chunks that a worker has at once, so that it need not wait for the next one."""


class Workshop:
    """Where the sets of a search are run: here, or in processes that live as long as it does."""

    def __init__(self, bench: Bench, workers: int) -> None:
        self._bench = bench
        self._workers = workers
        self._processes: list[BaseProcess] = []
        self._given: dict[Connection, deque[int]] = {}

    def __enter__(self) -> "Workshop":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
        for pipe in self._given:
            pipe.close()

    def run(self, sets: Sequence[Values]) -> Iterator[Trial | None]:
        """A trial for each set, None for one that does not fit, in the order of `sets`.

        Raises `CorrectIt` when the market or the settings cannot be run at all.
        """
        if self._workers < 2:
            yield from (_trial(self._bench, values) for values in sets)
            return
        if not self._processes:
            self._start()
        for answer in self._answers(sets):
            if isinstance(answer, str):
                raise CorrectIt(answer)
            if isinstance(answer, RuntimeError):
                raise answer
            yield answer

    def _start(self) -> None:
        """Workers are started afresh: a copy of a process with threads may hang."""
        context = get_context("spawn")
        with _interrupt_later():
            for _ in range(self._workers):
                ours, theirs = context.Pipe()
                self._given[ours] = deque()
                process = context.Process(target=_work, args=(theirs,), daemon=True)
                process.start()
                self._processes.append(process)
                theirs.close()
        for pipe in self._given:
            _send(pipe, self._bench)

    def _answers(self, sets: Sequence[Values]) -> Iterator[Answer]:
        chunks = [sets[first : first + _CHUNK] for first in range(0, len(sets), _CHUNK)]
        waiting = deque(enumerate(chunks))
        done: dict[int, list[Answer]] = {}
        for number in range(len(chunks)):
            while number not in done:
                self._give(waiting)
                busy = [pipe for pipe, numbers in self._given.items() if numbers]
                ready = wait(busy)
                done |= {self._given[p].popleft(): _received(p) for p in busy if p in ready}
            yield from done.pop(number)

    def _give(self, waiting: deque[tuple[int, Sequence[Values]]]) -> None:
        for pipe, numbers in self._given.items():
            while waiting and len(numbers) < _AHEAD:
                number, chunk = waiting.popleft()
                _send(pipe, chunk)
                numbers.append(number)


@contextmanager
def _interrupt_later() -> Generator[None]:
    """Let Ctrl-C wait until all workers are started, and start them deaf to it.

    It reaches every process of a terminal; a worker that hears it while it loads says so at length.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    can_block = hasattr(signal, "pthread_sigmask")  # not on Windows
    if can_block:
        resource_tracker.ensure_running()  # else the first start does, and unblocks
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if can_block:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, before)
    if heard:
        raise KeyboardInterrupt


def _send(pipe: Connection, thing: object) -> None:
    try:
        pipe.send(thing)
    except ConnectionError as problem:
        raise _ended() from problem


def _received(pipe: Connection) -> list[Answer]:
    try:
        return pipe.recv()
    except (EOFError, ConnectionError) as problem:
        raise _ended() from problem


def _ended() -> TryAgain:
    return TryAgain("a worker process was ended", hint="fewer --workers need less memory")


def _work(pipe: Connection) -> None:
    """What a worker does until it is ended or nobody listens."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_search, daemon=True).start()
    with suppress(EOFError, ConnectionError):
        bench: Bench = pipe.recv()
        while True:
            chunk: Sequence[Values] = pipe.recv()
            pipe.send([_answer(bench, values) for values in chunk])


def _end_with_the_search() -> None:
    """At once, not when the set is done: the first one may have kernels to compile."""
    search = parent_process()
    assert search is not None, "a worker is started by a search"
    search.join()
    os._exit(1)


def _answer(bench: Bench, values: Values) -> Answer:
    try:
        return _trial(bench, values)
    except TickloomError as error:
        return error.detail
    except Exception as error:  # noqa: BLE001 - raised where it is seen
        return RuntimeError(f"{type(error).__name__}: {error}")


def _trial(bench: Bench, values: Values) -> Trial | None:
    try:
        return trial_of(bench.variant(values), values)
    except BadDocument:
        return None
