"""Ctrl-C and the death of a search with worker processes, at moments drawn by a seed.

A terminal sends Ctrl-C to every process of the command, so the tests signal the whole group.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.processes

AVERAGE: dict[str, Any] = {"ind": "ema", "period": {"param": "fast"}}
SLOW: dict[str, Any] = {"ind": "sma", "period": {"param": "slow"}}
SPEC: dict[str, Any] = {
    "spec_version": 1,
    "params": {"fast": {"default": 5, "min": 2, "max": 400, "step": 1},
               "slow": {"default": 900, "min": 500, "max": 999, "step": 1}},
    "entry": {"long": {"left": AVERAGE, "op": "crosses_above", "right": SLOW}},
    "stop_loss": {"unit": "pips", "value": 20}, "sizing": {"mode": "fixed_lots", "lots": 0.1},
}  # fmt: skip
SEARCHES = {
    "grid": ("sweep",),
    "guided": ("sweep", "--method", "optuna", "--trials", "100000"),
    "windows": ("walk-forward", "--in-sample", "30d", "--out-of-sample", "10d"),
}
MOMENTS = [random.Random(31).uniform(2, 3), random.Random(32).uniform(3, 5),
           random.Random(33).uniform(5, 8)]  # fmt: skip
"""While the command loads, while its workers start, while they work; seconds."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A spec with two hundred thousand sets, and bars of four months."""
    folder = tmp_path_factory.mktemp("search")
    generator = random.Random(2)
    price, rows = 110_000, ["time,open,high,low,close,volume,spread"]
    for number in range(120 * 96):
        close = price + generator.randint(-60, 60)
        high, low = max(price, close) + 10, min(price, close) - 10
        prices = ",".join(f"{p / 100_000:.5f}" for p in (price, high, low, close))
        rows.append(f"{1_704_067_200 + 900 * number},{prices},50,8")
        price = close
    bars, spec = folder / "EURUSD.csv", folder / "spec.json"
    bars.write_text("\n".join(rows) + "\n")
    spec.write_text(json.dumps(SPEC))
    return [str(spec), "--bars", str(bars)]


@pytest.fixture
def started(files: list[str], request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """A search with two workers, in a process group of its own."""
    command, *options = SEARCHES[request.param]
    process = subprocess.Popen(
        [sys.executable, "-m", "tickloom_cli", command, *files, *options, "--workers", "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    yield process
    if is_alive(process.pid):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


STATUSES = {130, -signal.SIGINT}
"""A shell shows 130 for both: where Ctrl-C meets a string that is being executed (a dataclass while
it is imported), CPython ends by the signal itself, whoever caught the exception."""


def is_alive(group: int) -> bool:
    """Whether any process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def require_all_gone(group: int) -> None:
    until = time.monotonic() + 20
    while is_alive(group):
        assert time.monotonic() < until, "workers outlive their search"
        time.sleep(0.1)


def run_until(process: subprocess.Popen[str], moment: float) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        process.communicate(timeout=moment)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("started", SEARCHES, indirect=True)
def test_an_interrupted_search_says_so_in_one_line(
    started: subprocess.Popen[str], moment: float
) -> None:
    run_until(started, moment)
    os.killpg(started.pid, signal.SIGINT)
    said = started.communicate(timeout=20)
    assert said == ("", "interrupted\n")
    assert started.returncode in STATUSES
    require_all_gone(started.pid)


@pytest.mark.parametrize("started", ["grid"], indirect=True)
def test_workers_end_when_their_search_is_killed(started: subprocess.Popen[str]) -> None:
    run_until(started, 7)
    started.kill()
    started.wait()
    require_all_gone(started.pid)
