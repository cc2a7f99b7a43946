"""Starting a terminal: a process of its own, which stays when the script that started it ends."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from tickloom_terminal import constants as mt5
from tickloom_terminal.errors import TIMEOUT, Refused
from tickloom_terminal.folders import LOG_FILE, MANAGED_FILE

_LOAD_S = 60


def start(folder: Path, *options: str, timeout_s: float = _LOAD_S) -> None:
    """Start the terminal of a folder and leave it to itself; two at once are one in the end.

    One that has a supervisor is left to that.

    Raises `Refused`: -10003 where the folder cannot be used or the terminal does not start, -10005
    where it takes too long.
    """
    if (folder / MANAGED_FILE).exists():
        return
    command = [sys.executable, "-m", "tickloom_terminal", "--data", str(folder), "--detach"]
    command += options
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOG_FILE).open("ab") as log:
            done = subprocess.run(  # noqa: S603 - our own module, by this interpreter
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False,
                timeout=timeout_s, start_new_session=True,
            )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Refused(*TIMEOUT) from error
    except OSError as error:
        raise _not_started(str(error)) from error
    if done.returncode:
        raise _not_started(f"see {folder / LOG_FILE}")


def detach() -> Callable[[], None]:
    """Become nobody's child: another process goes on, and the one that was called waits for it.

    It ends well when the result is called, which says that the terminal can serve, and with 2 when
    the other one ends before.
    """
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        _leave(reader)
    os.close(reader)
    os.setsid()

    def report() -> None:
        with contextlib.suppress(BrokenPipeError):
            os.write(writer, b"1")
        os.close(writer)

    return report


def _leave(reader: int) -> NoReturn:
    os._exit(0 if os.read(reader, 1) else 2)


def _not_started(detail: str) -> Refused:
    return Refused(mt5.RES_E_INTERNAL_FAIL_INIT, f"IPC initialize failed, {detail}")
