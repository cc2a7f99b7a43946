"""Compiles the fan-out limit where there is a C compiler; without one it is not measured."""

import shutil
import subprocess
import sys
from pathlib import Path

_SOURCE = Path(__file__).resolve().parent / "fanout.c"


def build_fanout(folder: Path) -> Path | None:
    """The compiled program in `folder`; None without a compiler, and where there is no epoll."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or sys.platform != "linux":
        return None
    program = folder / "fanout"
    subprocess.run([compiler, "-O2", "-o", str(program), str(_SOURCE)], check=True)
    return program
