"""Peak memory of a process that reads its bars from a file and runs, and does nothing else."""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from bench.backtests.workload import market

_COLUMNS = ("time_ns", "open", "high", "low", "close", "spread", "volume")
_CODE = """
import resource, sys
import numpy as np
from bench.backtests import ours
from bench.backtests.workload import sets
from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom.engine.bars import Bars
with np.load(sys.argv[1]) as columns:
    bars = Bars(symbol=Symbol("EURUSD"), timeframe=Timeframe.M1, digits=5, **columns)
ours.single(bars) if sys.argv[2] == "single" else ours.sweep(bars, sets())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak_mib(what: str, count: int) -> float:
    """Of a single run or of the whole sweep over `count` bars."""
    bars = market(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bars.npz"
        np.savez(path, **{name: getattr(bars, name) for name in _COLUMNS})
        answer = subprocess.run(
            [sys.executable, "-c", _CODE, str(path), what], check=True, capture_output=True,
            text=True,
        )  # fmt: skip
    return int(answer.stdout) / 1024
