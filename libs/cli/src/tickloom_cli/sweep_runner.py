"""Many runs of one document: on one core or on several, always in the order of the sets.

A set whose values do not fit each other (a fast length above the slow one) is no trial: it is
counted and left out.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType

from tickloom.domain.errors import CorrectIt, TickloomError
from tickloom.engine.trials import Trial, trial_of
from tickloom_cli.output import BadDocument
from tickloom_cli.runs import Bench

Values = dict[str, int | float]
_CHUNK = 4
_bench: list[Bench] = []
"""The bench of a worker process, handed over once and not with every set."""


class Workshop:
    """Where the sets of a search are run: here, or in processes that live as long as it does."""

    def __init__(self, bench: Bench, workers: int) -> None:
        self._bench = bench
        self._pool: ProcessPoolExecutor | None = None
        if workers > 1:
            # Workers are started afresh: a copy of a process with threads may hang.
            self._pool = ProcessPoolExecutor(
                max_workers=workers, mp_context=get_context("spawn"), initializer=_begin,
                initargs=(bench,),
            )  # fmt: skip

    def __enter__(self) -> "Workshop":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def run(self, sets: Sequence[Values]) -> Iterator[Trial | None]:
        """A trial for each set, None for one that does not fit, in the order of `sets`.

        Raises `CorrectIt` when the market or the settings cannot be run at all.
        """
        if self._pool is None:
            yield from (_trial(self._bench, values) for values in sets)
            return
        for answer in self._pool.map(_run, sets, chunksize=_CHUNK):
            if isinstance(answer, str):
                raise CorrectIt(answer)
            yield answer


def trials_of(bench: Bench, sets: Sequence[Values], workers: int) -> Iterator[Trial | None]:
    """The trials of sets that are all known before the first one runs."""
    with Workshop(bench, workers) as workshop:
        yield from workshop.run(sets)


def _trial(bench: Bench, values: Values) -> Trial | None:
    try:
        return trial_of(bench.variant(values), values)
    except BadDocument:
        return None


def _begin(bench: Bench) -> None:
    _bench.append(bench)


def _run(values: Values) -> Trial | str | None:
    """Errors go home as their words: an error with fields of its own does not travel."""
    try:
        return _trial(_bench[0], values)
    except TickloomError as error:
        return error.detail
