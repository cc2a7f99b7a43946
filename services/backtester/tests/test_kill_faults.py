"""A sweep of ten thousand sets while its workers are killed at random moments.

`TICKLOOM_FAULT_SETS` and `TICKLOOM_FAULT_SEED` choose another size and other moments.
"""

import asyncio
import functools
import os
import random
from typing import Any

import pytest
import structlog

from tickloom.contracts import backtest

log = structlog.get_logger(__name__)

SETS = int(os.environ.get("TICKLOOM_FAULT_SETS", "10000"))
SEED = int(os.environ.get("TICKLOOM_FAULT_SEED", "1"))
WIDE = {
    "fast": {"default": 5, "min": 2, "max": 400, "step": 1},
    "slow": {"default": 500, "min": 401, "max": 5_000, "step": 1},
}


OPEN = {"queued", "running"}
KILLS = 20


def has_moved(done: int, job: backtest.Job) -> bool:
    return job.state not in OPEN or job.done > done


def search_of(sets: int) -> backtest.Search:
    slow = max(1, sets // 100)
    return backtest.Search(
        space={"fast": {"min": 2, "max": 101, "step": 1},
               "slow": {"min": 401, "max": 400 + slow, "step": 1}}
    )  # fmt: skip


@pytest.mark.faults
async def test_ten_thousand_sets_survive_the_death_of_any_worker(pool: Any, document: Any) -> None:
    """Complete, no set counted twice, and the hash of an undisturbed run."""
    wide = {**document, "params": WIDE}
    search, random_ = search_of(SETS), random.Random(SEED)
    sets = 100 * max(1, SETS // 100)
    await pool.start(2)
    calm = await pool.run("sweep", document=wide, search=search)
    assert (await pool.ended(calm.job, within_s=900)).done == sets
    started = await pool.run("sweep", document=wide, search=search)
    kills = 0
    while kills < KILLS and (before := await pool.job(started.job)).state in OPEN:
        await asyncio.sleep(random_.uniform(0.2, 3.0))
        victims = random_.sample(range(2), random_.choice((1, 1, 1, 2)))
        for victim in victims:
            pool.kill(victim)
            kills += 1
        for victim in victims:
            await pool.replace(victim)
        # Others may be slower to start than we are to kill: wait until work goes on.
        goes_on = functools.partial(has_moved, before.done)
        await pool.until(started.job, goes_on, 120)
    job = await pool.ended(started.job, within_s=900)
    assert (job.state, job.done) == ("done", sets), (job, pool.logs())
    rows = await pool.query("SELECT number, key FROM trials WHERE run = $1", started.run)
    assert sorted(row["number"] for row in rows) == list(range(sets))
    assert len({row["key"] for row in rows}) == sets
    digests = [(await pool.read(run, "sweep")).report["digest"] for run in (calm.run, started.run)]
    assert digests[0] == digests[1]
    assert kills
    log.error("survived", sets=sets, kills=kills, seed=SEED, digest=digests[0][:16])
