"""Running the sets of a search: what is kept of each, and what could not run."""

import numpy as np

from backtester.bench import Bench
from backtester.plan import RETURNS_KEPT, Plan, Set, base_hash, set_key
from backtester.tasks import TrialRow
from tickloom.domain.errors import CorrectIt
from tickloom.engine.result import RunResult
from tickloom.engine.trials import statistics_of, trial_of, worth_of
from tickloom.stats.overfit import sharpe_of


def run_sets(bench: Bench, sets: list[Set]) -> list[TrialRow]:
    """Every set with its figures; one that cannot be bound says why and counts as tried."""
    base = base_hash(bench.plan)
    parts = {window: _part_of(bench, window) for window in {one.window for one in sets}}
    return [_run_set(parts[one.window], one, base) for one in sets]


def _part_of(bench: Bench, window: int) -> Bench:
    """The bars that sets of a window run on; what is derived of them is made once."""
    if window < 0:
        return bench
    rows = bench.plan.windows[window]
    return bench.part(rows.in_first, rows.in_stop)


def _run_set(bench: Bench, one: Set, base: bytes) -> TrialRow:
    plan = bench.plan
    key = set_key(base, one, plan)
    try:
        result = bench.variant(one.params)
    except CorrectIt as error:
        return TrialRow(
            number=one.number, window=one.window, key=key, params=one.params, statistics={},
            objective=None, digest="", error=error.detail,
        )  # fmt: skip
    return row_of(result, one, plan, key)


def row_of(result: RunResult, one: Set, plan: Plan, key: bytes) -> TrialRow:
    """What is kept of a run."""
    trial = trial_of(result, one.params)
    return TrialRow(
        number=one.number, window=one.window, key=key, params=one.params,
        statistics=statistics_of(trial),
        objective=worth_of(trial, plan.objective), digest=result.digest,
        sharpe=sharpe_of(trial.returns),
        returns=trial.returns.tobytes() if one.number < RETURNS_KEPT else None,
        parts=grouped(result, plan) if plan.groups else None,
    )  # fmt: skip


def grouped(result: RunResult, plan: Plan) -> list[list[float]]:
    """Figures of each group of bars, over trades that begin and end in it.

    A trade across a border belongs to neither side (purged), and the first bars after a border are
    left out (embargoed): what one side learns cannot leak into the other.
    """
    count, held = len(result.time_ns), result.positions
    net = (held.profit + held.commission + held.swap) / 10.0**result.settings.account.digits
    edges = [count * number // plan.groups for number in range(plan.groups + 1)]
    rows: list[list[float]] = []
    for number in range(plan.groups):
        first = edges[number] + (plan.embargo_bars if number else 0)
        inside = (held.bar_open >= first) & (held.bar_close < edges[number + 1])
        own = net[inside]
        rows.append(
            [float(own.sum()), float(own[own > 0].sum()), float(-own[own < 0].sum()),
             float(np.count_nonzero(inside))]
        )  # fmt: skip
    return rows
