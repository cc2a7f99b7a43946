"""One bridge a data folder: a lock that the operating system gives back when a process dies."""

import os
import sys
from pathlib import Path

from tickloom.domain.errors import Conflict, CorrectIt


class FolderLock:
    """Held from construction until `release`, or until the process ends in any way."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = os.open(folder / "bridge.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise CorrectIt(
                f"the data folder {folder} cannot be written: {error.strerror}",
                code="storage:unwritable",
                hint="give another folder with --data, or make it writable",
            ) from error
        try:
            _lock(self._file)
        except OSError as error:
            os.close(self._file)
            raise Conflict(
                f"another bridge already works on {folder}",
                code="storage:in_use", hint="stop it first, or give another folder with --data",
            ) from error  # fmt: skip

    def release(self) -> None:
        os.close(self._file)


def _lock(file: int) -> None:
    """Lock without waiting; raises OSError when somebody holds it."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  Windows only

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415  not on Windows

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
