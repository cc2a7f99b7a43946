"""A search from its first set to its last, with a progress bar for those who watch."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TimeRemainingColumn

from tickloom.engine.guided_search import BATCH, Told, next_sets
from tickloom.engine.parameter_space import Axis
from tickloom.engine.trials import Trial, worth_of
from tickloom_cli.output import to_stderr
from tickloom_cli.runs import Bench
from tickloom_cli.sweep_options import SweepOptions, Values
from tickloom_cli.sweep_runner import Workshop


@contextmanager
def _watched(name: str, total: int) -> Generator[tuple[Progress, TaskID]]:
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = to_stderr()
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        yield progress, progress.add_task(name, total=total)


def run_all(bench: Bench, sets: Sequence[Values], workers: int, name: str) -> list[Trial]:
    """Every trial; raises when no set fits at all."""
    trials: list[Trial] = []
    with _watched(name, len(sets)) as (progress, task), Workshop(bench, workers) as workshop:
        for trial in workshop.run(sets):
            if trial is not None:
                trials.append(trial)
            progress.advance(task)
    if not trials:
        bench.bound(sets[0])
    return trials


def run_guided(
    bench: Bench, axes: Sequence[Axis], sweeping: SweepOptions
) -> tuple[list[Trial], int]:
    """The trials that fit and the number of sets that were tried, in batches that learn.

    Batches have one size however many workers there are, so their number changes no result.
    Raises when no set fits at all.
    """
    trials: list[Trial] = []
    told: list[Told] = []
    with (
        _watched("guided sweep", sweeping.trials) as (progress, task),
        Workshop(bench, sweeping.workers) as workshop,
    ):
        while len(told) < sweeping.trials:
            count = min(BATCH, sweeping.trials - len(told))
            asked = next_sets(axes, told, seed=sweeping.sweep_seed, count=count)
            if not asked:
                break
            for values, trial in zip(asked, workshop.run(asked), strict=True):
                told.append(
                    (values, None if trial is None else worth_of(trial, sweeping.objective))
                )
                if trial is not None:
                    trials.append(trial)
                progress.advance(task)
    if not trials:
        bench.bound(dict(told[0][0]))
    return trials, len(told)
