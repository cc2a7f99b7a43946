"""One terminal a folder: whoever holds the lock serves it, a kill lets it go."""

import os
import sys
import time
from pathlib import Path
from types import TracebackType

from tickloom.domain.errors import Conflict
from tickloom_terminal.folders import ADDRESS_FILE, LOCK_FILE

IN_USE = "terminal:running"
_PATIENCE_S = 10.0
_POLL_S = 0.02


class FolderLock:
    """Waits a while for one that is on its way out; raises `Conflict` when it stays.

    Who `gives_way` does not wait for one that serves: that is the terminal it was asked to be, and
    it must not rise when that one ends.
    """

    def __init__(self, folder: Path, *, gives_way: bool = False) -> None:
        self._folder = folder
        self._gives_way = gives_way
        self._descriptor = -1

    def __enter__(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(self._folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
        deadline_s = time.monotonic() + _PATIENCE_S
        while not self._is_taken():
            is_served = self._gives_way and (self._folder / ADDRESS_FILE).exists()
            if is_served or time.monotonic() > deadline_s:
                os.close(self._descriptor)
                raise Conflict(
                    f"another terminal serves {self._folder}", code=IN_USE,
                    hint="use it, stop it, or give another folder with --data",
                )  # fmt: skip
            time.sleep(_POLL_S)

    def _is_taken(self) -> bool:
        try:
            _lock(self._descriptor)
        except OSError:
            return False
        return True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._descriptor)


def _lock(descriptor: int) -> None:
    """Lock without waiting; raises OSError when somebody holds it."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  Windows only

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415  not on Windows

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
