"""A process dies exactly where it was told to, and nowhere without being told."""

import os
import signal
import subprocess
import sys

import pytest

from tickloom.domain.errors import InvalidInput
from tickloom.runtime.fault_points import POINTS, VARIABLE, FaultPoints

PROGRAM = """
from tickloom.runtime.fault_points import FaultPoints
points = FaultPoints.from_environment()
for _ in range(3):
    print("before", flush=True)
    points.reach("bridge.after_send")
print("alive", flush=True)
"""


def life(value: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={**os.environ, VARIABLE: value},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.split()


def test_without_the_variable_nothing_happens() -> None:
    assert life("") == (0, ["before", "before", "before", "alive"])


def test_the_process_is_killed_the_first_time_it_gets_there() -> None:
    assert life("bridge.after_send") == (-signal.SIGKILL, ["before"])


def test_the_process_is_killed_the_time_that_was_named() -> None:
    assert life("bridge.after_send:3") == (-signal.SIGKILL, ["before", "before", "before"])


def test_another_point_kills_nothing_here() -> None:
    assert life("bridge.after_intent")[0] == 0


@pytest.mark.parametrize("text", ["bridge.nowhere", "bridge.after_send:soon"])
def test_a_point_that_does_not_exist_is_named_with_those_that_do(text: str) -> None:
    with pytest.raises(InvalidInput, match=POINTS[0]):
        FaultPoints(text)
