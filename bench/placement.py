"""Which core does what: servers on one, everything that loads them on the other."""

from collections.abc import Generator
from contextlib import contextmanager

import psutil

SERVER, LOAD = 0, 1


@contextmanager
def placed_on(which: int) -> Generator[None]:
    """Processes started inside run on core `which`; where that cannot be, the system decides."""
    me = psutil.Process()
    if not can_place():
        yield
        return
    cores = me.cpu_affinity()
    assert cores is not None
    me.cpu_affinity([cores[which]])
    try:
        yield
    finally:
        me.cpu_affinity(cores)


def can_place() -> bool:
    """Whether this system places processes, and has two cores to place them on."""
    if not hasattr(psutil.Process, "cpu_affinity"):  # macOS
        return False
    return len(psutil.Process().cpu_affinity() or ()) >= 2


def describe() -> str:
    if can_place():
        return "servers on one core; brokers, feeder and load generator on another"
    return "no core placement on this system"
