"""Guided search by Optuna: it is told what came out, and asked what to try next, in batches.

A param is searched by its place on its axis, so that neighbours are neighbours whatever the values.
The search holds no state of its own: it is made anew from what is stored whenever it is asked, so
any worker may ask, and the same results lead to the same questions.
"""

import warnings
from collections.abc import Mapping, Sequence
from typing import Protocol

BATCH = 32
"""Sets that are asked for at once: enough for several workers, few enough to learn from."""
_ATTEMPTS = 4
Values = dict[str, int | float]


class Varied(Protocol):
    """A param and the values it takes."""

    @property
    def name(self) -> str: ...

    @property
    def values(self) -> tuple[int | float, ...]: ...


Told = tuple[Mapping[str, int | float], float | None]
"""A set that was tried and its objective, higher is better; None where it could not be run."""


def next_sets(
    axes: Sequence[Varied], told: Sequence[Told], *, seed: int, count: int
) -> list[Values]:
    """Up to `count` sets that were not tried; fewer when the space or the ideas run out."""
    # Half a second to import, and few processes ever search.
    import optuna  # noqa: PLC0415
    from optuna.distributions import BaseDistribution, IntDistribution  # noqa: PLC0415
    from optuna.samplers import TPESampler  # noqa: PLC0415
    from optuna.trial import TrialState, create_trial  # noqa: PLC0415

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    space: dict[str, BaseDistribution] = {
        axis.name: IntDistribution(0, len(axis.values) - 1) for axis in axes
    }
    known = {_name(axes, params) for params, _ in told}
    scored = [objective for _, objective in told if objective is not None]
    worst = min(scored, default=0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sampler = TPESampler(
            seed=seed + len(told), n_startup_trials=BATCH, constant_liar=True,
        )  # fmt: skip
        study = optuna.create_study(direction="maximize", sampler=sampler)
        for params, objective in told:
            own = {axis.name: axis.values.index(params[axis.name]) for axis in axes}
            study.add_trial(
                create_trial(
                    state=TrialState.COMPLETE, params=own, distributions=space,
                    value=worst if objective is None else objective,
                )
            )  # fmt: skip
        found: list[Values] = []
        for _ in range(count * _ATTEMPTS):
            places: dict[str, int] = study.ask(space).params
            values: Values = {axis.name: axis.values[places[axis.name]] for axis in axes}
            name = _name(axes, values)
            if name not in known:
                known.add(name)
                found.append(values)
            if len(found) == count:
                break
        return found


def _name(axes: Sequence[Varied], params: Mapping[str, int | float]) -> tuple[int | float, ...]:
    return tuple(params[axis.name] for axis in axes)
