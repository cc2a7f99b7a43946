"""How long the computing process of a worker takes from nothing to its first job."""

import os
import subprocess
import sys
import tempfile
import time

from backtester.tasks import Warm, WarmUp, answer_of, encode

_LENGTH_BYTES = 8
_CODE = """
import sys
sys.modules["scipy"] = sys.modules["coverage"] = None
from backtester.start_computing import main
main()
"""
"""Packages of peers and tests, which no worker has and numba loads where it finds them."""


def start_s() -> float:
    """Seconds until every kernel is loaded and a run on both roads is answered.

    Byte code is there, as wherever the product runs; kernels are cached by an earlier start.
    """
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    payload = encode(WarmUp())
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", _CODE, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=environment,
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(len(payload).to_bytes(_LENGTH_BYTES, "big") + payload)
        process.stdin.flush()
        size = int.from_bytes(process.stdout.read(_LENGTH_BYTES), "big")
        answer = answer_of(process.stdout.read(size))
        taken = time.perf_counter() - began
        process.communicate()
    assert isinstance(answer, Warm), answer
    return taken
