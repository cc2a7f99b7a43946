"""What both servers need: a child that dies with us, a free port, and a patient wait for it."""

import ctypes
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tickloom.domain.errors import Unavailable

_PR_SET_PDEATHSIG = 1
_PORT_FROM, _PORT_TO = 20_000, 32_000
_promised: set[int] = set()
"""Ports that somebody in this process will listen on, whether or not they do so yet."""


def free_port() -> int:
    """A loopback TCP port that was free a moment ago and that no outgoing connection will take.

    Systems give outgoing connections ports from 32768 (Linux) or 49152 on. A server's port must
    lie below: it has to be free again when the server is started anew after a crash. No port is
    given twice: who got it first may only listen on it later.
    """
    for _ in range(1_000):
        port = _PORT_FROM + secrets.randbelow(_PORT_TO - _PORT_FROM)
        if port in _promised:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        promise_port(port)
        return port
    raise Unavailable(f"no TCP port from {_PORT_FROM} to {_PORT_TO} is free on this machine")


def promise_port(port: int) -> None:
    """Keep `free_port` from giving a port that was chosen by somebody else."""
    _promised.add(port)


def port_answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def die_with_parent() -> None:
    """Ask Linux to end this (child) process when its parent ends, however that happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def start(
    command: Sequence[str],
    *,
    log_path: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in its own session, its output appended to `log_path`."""
    log_path.parent.mkdir(parents=True, exist_ok=True)
    with log_path.open("ab") as log:
        return subprocess.Popen(  # noqa: S603  the commands are ours
            list(command), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, cwd=cwd,
            start_new_session=True,
            preexec_fn=die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )  # fmt: skip


def wait_until(
    is_ready: Callable[[], bool],
    process: subprocess.Popen[bytes],
    *,
    what: str,
    log_path: Path,
    timeout_s: float = 30.0,
) -> None:
    """Wait for `is_ready`; raise `Unavailable` with the log's tail when the process ends first."""
    deadline = time.monotonic() + timeout_s
    while not is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Unavailable(f"{what} did not start; its log ends with: {tail(log_path)}")
        time.sleep(0.01)


def stop(process: subprocess.Popen[bytes], number: signal.Signals, *, timeout_s: float) -> None:
    """Ask the process to end, and end it when it does not."""
    if process.poll() is not None:
        return
    process.send_signal(number)
    try:
        process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def tail(path: Path, *, characters: int = 600) -> str:
    try:
        text = path.read_bytes()[-characters:].decode(errors="replace").strip()
    except OSError:
        return "(no log)"
    return text or "(an empty log)"
