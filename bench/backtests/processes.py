"""The same sets in one process and in several, all of them warm before the clock runs."""

import subprocess
import sys
import time

_CODE = """
import sys
from bench.backtests.ours import sweep
from bench.backtests.workload import market, sets
parts, own, count = (int(each) for each in sys.argv[1:])
bars, chosen = market(100_000), sets()[:count]
sweep(bars, chosen[:2])
print("ready", flush=True)
sys.stdin.readline()
sweep(bars, chosen[own * count // parts : (own + 1) * count // parts] * 3)
print("done", flush=True)
"""


def taken_s(parts: int, count: int) -> float:
    """Seconds until `parts` processes have run `count` sets between them, three times over."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _CODE, str(parts), str(own), str(count)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for own in range(parts)
    ]  # fmt: skip
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", "a process could not start"
    began = time.perf_counter()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    taken = time.perf_counter() - began
    for process in running:
        process.communicate()
    return taken
