"""Peak memory of a process that reads its bars from a file and runs, and does nothing else."""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from bench.backtests.workload import market

_COLUMNS = ("time_ns", "open", "high", "low", "close", "spread", "volume")
_CODE = """
import sys
import numpy as np
from bench.backtests import ours
from bench.backtests.workload import sets
from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom.engine.bars import Bars
with np.load(sys.argv[1]) as columns:
    bars = Bars(symbol=Symbol("EURUSD"), timeframe=Timeframe.M1, digits=5, **columns)
ours.single(bars) if sys.argv[2] == "single" else ours.sweep(bars, sets())
status = open("/proc/self/status").read()
print(status.partition("VmHWM:")[2].split()[0])
"""


def peak_mib(what: str, count: int) -> float | None:
    """Of a single run or of the whole sweep over `count` bars; None where the system does not say.

    Not `ru_maxrss`: a child begins with its parent's there, and the parent has run the peers.
    """
    if not sys.platform.startswith("linux"):
        return None
    bars = market(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bars.npz"
        np.savez(path, **{name: getattr(bars, name) for name in _COLUMNS})
        answer = subprocess.run(
            [sys.executable, "-c", _CODE, str(path), what], check=True, capture_output=True,
            text=True,
        )  # fmt: skip
    return int(answer.stdout) / 1024
