"""Many seeds on several processes, and the figures of all of them."""

import logging
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import structlog

from campaign.bridge import MakeExecutor
from campaign.figures import Figures
from campaign.walk import walked
from campaign.watch import Violated

CHUNK = 250
"""Seeds that one process takes at a time."""
PROCESSES = min(2, os.cpu_count() or 1)


def be_quiet() -> None:
    """A schedule says what is wrong by failing; its log would cost more than its work."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
        cache_logger_on_first_use=True,
    )


def run_seeds(seeds: range, make: MakeExecutor, *, steps: int) -> Figures:
    """One seed after the other; a failed one is noted, and the next one runs."""
    total = Figures()
    for seed in seeds:
        try:
            total.add(walked(seed, make, steps=steps))
        except Violated as violated:
            total.schedules += 1
            total.failures.append(str(violated))
            total.duplicates += ": I1: " in str(violated)
            total.lost_fills += ": I2: missing" in str(violated)
    return total


def first_failure(seeds: range, make: MakeExecutor, *, steps: int) -> str:
    """What the first failing seed says; "" when all of them pass."""
    for seed in seeds:
        try:
            walked(seed, make, steps=steps)
        except Violated as violated:
            return str(violated)
    return ""


def run_on_all_cores(seeds: range, make: MakeExecutor, *, steps: int) -> Iterator[Figures]:
    """The same, chunk by chunk; a chunk's figures come as soon as it is done."""
    chunks = [seeds[begin : begin + CHUNK] for begin in range(0, len(seeds), CHUNK)]
    work = partial(run_seeds, make=make, steps=steps)
    with ProcessPoolExecutor(
        PROCESSES, mp_context=get_context("spawn"), initializer=be_quiet
    ) as pool:
        yield from pool.map(work, chunks)
