"""What the work queue costs at full load, and what a second worker gives.

The same chunks, in the size that the pool itself chose, go through the real queue (NATS,
PostgreSQL, a worker and its computing process) and, in turn with it, through a plain loop in this
process. At full load no core is idle, so what the queue costs is CPU: that of everything that was
started here and does not compute, from the first chunk that is put on the queue until the last one
is done, as a share of what the computing used in the same time. The loop stands beside it, by CPU
and by the clock: both drift by more than the queue costs when others use the machine.
"""

import asyncio
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from backtester import sets
from backtester.bench import bench_of
from backtester.chunking import ranges
from backtester.plan import Plan, set_of
from bench.backtests.pool import Pool, Sight, opened
from bench.backtests.workload import words_of
from bench.report import Report
from tickloom.contracts.backtest import Search, StartRun
from tickloom.runtime.telemetry import configure_logging
from tickloom.storage.columns import ColumnStore

_BARS = 100_000
_PROBED = 2
"""Sets that the pool runs to measure how large a chunk should be."""
_FAST, _SLOW, _STOP = 20, 20, 5
_SPACE = {
    "fast": {"min": 8, "max": 8 + _FAST - 1, "step": 1},
    "slow": {"min": 30, "max": 30 + _SLOW - 1, "step": 1},
    "stop": {"min": 1.0, "max": 1.0 + 0.5 * (_STOP - 1), "step": 0.5},
}
SETS = _FAST * _SLOW * _STOP
_DOCUMENT: dict[str, Any] = {
    "name": "EMA cross",
    "params": {name: {"default": axis["min"], **axis} for name, axis in _SPACE.items()},
    **words_of({"param": "fast"}, {"param": "slow"}, {"param": "stop"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Of the same sets: seconds by the clock, CPU seconds that computed, and those beside them."""

    sets: int
    wall_s: float
    computing_s: float
    beside_s: float = 0.0

    @property
    def cpu_s(self) -> float:
        return self.computing_s + self.beside_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Rounds of the queue with one worker, of the loop, and of the queue with two workers."""

    queued: list[Taken]
    looped: list[Taken]
    shared: list[Taken]
    chunk_sets: int

    @property
    def pairs(self) -> list[tuple[Taken, Taken]]:
        """A round of the queue and the loop right after it."""
        return list(zip(self.queued, self.looped, strict=True))


def add_to(report: Report, *, quick: bool) -> None:
    """Rows and targets of the queue and of two workers."""
    configure_logging("bench", "error")
    found = asyncio.run(measured(rounds=1 if quick else 3))
    one, loop, two = (_middle(each) for each in (found.queued, found.looped, found.shared))
    for name, taken in (("loop", loop), ("queue, one worker", one), ("queue, two", two)):
        report.row(
            f"{SETS:,} sets: {name}", seconds=taken.wall_s, computing_s=taken.computing_s,
            beside_s=taken.beside_s, sets_a_chunk=found.chunk_sets,
        )  # fmt: skip
    cpu, wall = (
        100 * (median(ratios) - 1)
        for ratios in (
            [queued.cpu_s / looped.cpu_s for queued, looped in found.pairs],
            [queued.wall_s / looped.wall_s for queued, looped in found.pairs],
        )
    )
    report.row("the queue beyond the loop, %", cpu=cpu, wall=wall)
    beside = 100 * one.beside_s / one.computing_s
    report.at_most("queue overhead at full load, CPU beside the computing, %", beside, 2)
    report.at_least("two workers of the queue against one", one.wall_s / two.wall_s, 1.6)


async def measured(*, rounds: int) -> Measured:
    """`SETS` sets a round, in turn."""
    queued: list[Taken] = []
    looped: list[Taken] = []
    shared: list[Taken] = []
    chunk_sets = 0
    async with opened(_BARS) as pool:
        for _ in range(rounds):
            async with pool.workers(1):
                plan, begin, end = await _watched(pool)
            chunk_sets = end.chunk_sets
            queued.append(_between(begin, end))
            looped.append(_looped(plan, pool.columns(), begin, end))
            async with pool.workers(2):
                _, begin, end = await _watched(pool)
            shared.append(_between(begin, end))
    return Measured(queued=queued, looped=looped, shared=shared, chunk_sets=chunk_sets)


async def _watched(pool: Pool) -> tuple[Plan, Sight, Sight]:
    """A sweep from its first chunk to its last; what follows is no queue's work and is left out."""
    wanted = StartRun(
        kind="sweep", symbol="EURUSD", timeframe="M1", document=_DOCUMENT,
        search=Search(space=_SPACE),
    )  # fmt: skip
    started = await pool.start(wanted)
    begin = await pool.reached(started.run, _PROBED)
    end = await pool.reached(started.run, SETS)
    plan = await pool.plan(started.run)
    await pool.cancel(started.job)
    return plan, begin, end


def _between(begin: Sight, end: Sight) -> Taken:
    def used(before: dict[int, float], after: dict[int, float]) -> float:
        return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())

    return Taken(
        sets=end.done - begin.done, wall_s=end.at_s - begin.at_s,
        computing_s=used(begin.computing_s, end.computing_s),
        beside_s=used(begin.beside_s, end.beside_s),
    )  # fmt: skip


def _looped(plan: Plan, store: ColumnStore, begin: Sight, end: Sight) -> Taken:
    """The same chunks, one after the other, by the same code; the one before them is not timed."""
    bench = bench_of(plan, store)

    def run(first: int, stop: int) -> None:
        sets.run_sets(bench, [set_of(plan, number) for number in range(first, stop)])

    run(0, begin.done)
    began, began_cpu = time.perf_counter(), time.process_time()
    for first, stop in ranges(begin.done, end.done, end.chunk_sets):
        run(first, stop)
    return Taken(
        sets=end.done - begin.done, wall_s=time.perf_counter() - began,
        computing_s=time.process_time() - began_cpu,
    )  # fmt: skip


def _middle(rounds: list[Taken]) -> Taken:
    """The median of each figure."""
    return Taken(
        sets=rounds[0].sets, wall_s=median(each.wall_s for each in rounds),
        computing_s=median(each.computing_s for each in rounds),
        beside_s=median(each.beside_s for each in rounds),
    )  # fmt: skip
