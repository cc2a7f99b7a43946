"""Many runs of one document: on one core or on several, always in the order of the sets.

A set whose values do not fit each other (a fast length above the slow one) is no trial: it is
counted and left out.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tickloom.domain.errors import CorrectIt, TickloomError
from tickloom.engine.trials import Trial, trial_of
from tickloom_cli.output import BadDocument
from tickloom_cli.runs import Bench

Values = dict[str, int | float]
_CHUNK = 4
_bench: list[Bench] = []
"""The bench of a worker process, handed over once and not with every set."""


def trials_of(bench: Bench, sets: Sequence[Values], workers: int) -> Iterator[Trial | None]:
    """A trial for each set, None for one that does not fit, in the order of `sets`.

    Raises `CorrectIt` when the market or the settings cannot be run at all.
    """
    if workers <= 1:
        for values in sets:
            yield _trial(bench, values)
        return
    for answer in _in_workers(bench, sets, workers):
        if isinstance(answer, str):
            raise CorrectIt(answer)
        yield answer


def _in_workers(bench: Bench, sets: Sequence[Values], workers: int) -> Iterator[Trial | str | None]:
    # Workers are started afresh: a copy of a process with threads may hang.
    with ProcessPoolExecutor(
        max_workers=workers, mp_context=get_context("spawn"), initializer=_begin,
        initargs=(bench,),
    ) as pool:  # fmt: skip
        yield from pool.map(_run, sets, chunksize=_CHUNK)


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
