"""Starting a terminal: a process of its own, which stays when the script that started it ends."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from tickloom_terminal import constants as mt5
from tickloom_terminal.errors import Refused
from tickloom_terminal.folders import LOG_FILE, MANAGED_FILE

_LOAD_S = 60


def start(folder: Path, *options: str) -> None:
    """Start the terminal of a folder and leave it to itself; two at once are one in the end.

    One that has a supervisor is left to that.

    Raises `Refused` (-10003) where the folder cannot be used or the terminal does not start.
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
                timeout=_LOAD_S, start_new_session=True,
            )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _not_started(str(error)) from error
    if done.returncode:
        raise _not_started(f"see {folder / LOG_FILE}")


def detach() -> None:
    """Become nobody's child: the process that was called ends, another one goes on."""
    if os.fork():
        _leave()
    os.setsid()


def _leave() -> NoReturn:
    os._exit(0)


def _not_started(detail: str) -> Refused:
    return Refused(mt5.RES_E_INTERNAL_FAIL_INIT, f"IPC initialize failed, {detail}")
