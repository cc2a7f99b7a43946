"""Which folder a terminal lives in, from the `path` that a script names."""

import os
import re
from pathlib import Path, PureWindowsPath

from tickloom_terminal import constants as mt5
from tickloom_terminal.errors import Refused

FOLDER_VARIABLE = "TICKLOOM_TERMINAL"
ADDRESS_FILE = "terminal.json"
LOCK_FILE = "terminal.lock"
LOG_FILE = "terminal.log"
LEDGER_FILE = "terminal.sqlite"
MANAGED_FILE = "terminal.managed"
"""Its supervisor starts this folder's terminal: a script that finds none waits for it."""


def home() -> Path:
    """Where a script's terminal lives that names none: TICKLOOM_TERMINAL, or a folder at home."""
    given = os.environ.get(FOLDER_VARIABLE, "")
    return Path(given) if given else Path.home() / ".tickloom-terminal"


def folder_of(path: str | None) -> Path:
    """The folder that `path` means; raises `Refused` (-10003) where no terminal can be.

    A path of Windows, as scripts have it in them, is a terminal of its own under `home`. A program
    (`.../terminal64.exe`) stands for its folder, which must exist; a folder may be new.
    """
    if not path:
        return home()
    if "\\" in path or re.match(r"^[A-Za-z]:", path):
        return home() / _slug(PureWindowsPath(path))
    folder = Path(path).expanduser()
    if folder.suffix.lower() == ".exe" or folder.is_file():
        folder = folder.parent
        is_there = folder.is_dir()
    else:
        is_there = folder.is_dir() or folder.absolute().parent.is_dir()
    if not is_there:
        raise Refused(mt5.RES_E_INTERNAL_FAIL_INIT)
    return folder.absolute()


def _slug(path: PureWindowsPath) -> str:
    folder = path.parent if path.suffix.lower() == ".exe" else path
    words = re.findall(r"[A-Za-z0-9]+", str(folder))
    return "-".join(words).lower() or "windows"
