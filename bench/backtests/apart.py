"""Peers that cannot live beside us: their releases ask for an older numpy than ours.

They have a virtual environment of their own inside ours (`.venv/outside`), installed by hash from
`bench/requirements-outside.lock` on first use. A program there is given files and prints JSON.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

_BENCH = Path(__file__).resolve().parents[1]
_LOCK = _BENCH / "requirements-outside.lock"
_PROGRAMS = Path(__file__).resolve().parent / "outside"
_INSIDE = "Scripts" if os.name == "nt" else "bin"
_SUFFIX = ".exe" if os.name == "nt" else ""


class NotHere(Exception):
    """The peers cannot be installed, or their program ended badly; says why."""


def said_by(program: str, folder: Path, repeats: int) -> str:
    """What `outside/PROGRAM` prints over the files in `folder`; raises `NotHere`."""
    command = [str(_python()), str(_PROGRAMS / program), str(folder), str(repeats)]
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return output_of(command, clean)


def _python() -> Path:
    """The interpreter of the other environment, made when its lock is new."""
    room = Path(sys.prefix) / "outside"
    python, stamp = room / _INSIDE / f"python{_SUFFIX}", room / "outside.stamp"
    wanted = hashlib.sha256(_LOCK.read_bytes()).hexdigest() + sys.version.split()[0]
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    uv = str(Path(sys.prefix) / _INSIDE / f"uv{_SUFFIX}")
    settings = {**os.environ, "UV_LINK_MODE": "copy", "VIRTUAL_ENV": str(room)}
    print("installing the peers that need an environment of their own ...", flush=True)
    output_of([uv, "venv", "-q", "--clear", "--python", sys.executable, str(room)], settings)
    output_of([uv, "pip", "install", "-q", "--require-hashes", "-r", str(_LOCK)], settings)
    stamp.write_text(wanted)
    return python


def output_of(command: list[str], environment: dict[str, str]) -> str:
    """What a command prints; raises `NotHere` with the last line that it complained in."""
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except OSError as error:
        raise NotHere(str(error)) from error
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or [f"status {done.returncode}"]
        raise NotHere(f"{Path(command[0]).name} {Path(command[1]).name}: {last[0]}")
    return done.stdout
