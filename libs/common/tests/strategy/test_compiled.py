"""What was compiled before is loaded without what compiles."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
import numpy as np
from tickloom.strategy.indicators.averages import ema_column, ema_init
out = np.empty((1, 4))
ema_column(ema_init(np.array([2.0])), (np.array([1.0, 2.0, 4.0, 8.0]),), out)
print(out[0, 1:].tolist(), "numba.np.linalg" in sys.modules)
"""


def test_a_second_process_takes_its_kernels_from_the_cache_and_wakes_no_compiler(
    tmp_path: Path,
) -> None:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}

    def said() -> str:
        return subprocess.run(
            [sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True,
            env=environment,
        ).stdout.strip()  # fmt: skip

    first = said()
    values, _, had_to_compile = first.rpartition(" ")
    assert had_to_compile == "True"
    assert list(tmp_path.rglob("*.nbc"))
    assert said() == f"{values} False"
