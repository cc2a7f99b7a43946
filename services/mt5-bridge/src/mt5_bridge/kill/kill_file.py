"""The kill switch as a file: it is on while the file is there, whatever the file says.

`touch KILL` in the bridge's folder is enough. A release is a second file, written by
`tickloom-kill --release`, which the bridge reads and takes away together with the first.
"""

import os
from pathlib import Path

import msgspec

from mt5_bridge.kill.kill_order import KillOrder, Release, as_bytes, read_order

FILE_NAME = "KILL"
RELEASE_NAME = "KILL.release"


class KillFile:
    """In the bridge's folder; every write is on the disk when the call returns."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._release = folder / RELEASE_NAME

    def exists(self) -> bool:
        """Fails closed: a folder that cannot be looked at counts as thrown."""
        try:
            self.path.stat()
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return True

    def read(self, now_us: int) -> KillOrder | None:
        """The order in the file; one made up of nothing but the file when it says nothing."""
        try:
            payload = self.path.read_bytes()
            written_us = self.path.stat().st_mtime_ns // 1000
        except FileNotFoundError:
            return None
        except OSError as error:
            return read_order(repr(error).encode(), path="file", now_us=now_us, mark="unread")
        return read_order(payload, path="file", now_us=written_us, mark=str(written_us))

    def write(self, order: KillOrder) -> None:
        """The file is there before it has content: a full disk still leaves a thrown switch."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _sync_folder(self.path.parent)
            os.truncate(handle, 0)
            os.write(handle, as_bytes(order))
            os.fsync(handle)
        finally:
            os.close(handle)

    def remove(self) -> None:
        """Both files: the switch is off and nobody asks for it any more."""
        self.path.unlink(missing_ok=True)
        self._release.unlink(missing_ok=True)
        _sync_folder(self.path.parent)

    def ask_release(self, release: Release) -> None:
        """Leave a person's word for the bridge, whether it runs or not."""
        part = self._release.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(release))
        part.replace(self._release)
        _sync_folder(self._release.parent)

    def release(self) -> Release | None:
        """A person's word that lies there; what cannot be read is none."""
        try:
            return msgspec.json.decode(self._release.read_bytes(), type=Release)
        except (OSError, msgspec.MsgspecError):
            return None

    def drop_release(self) -> None:
        self._release.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be flushed there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
