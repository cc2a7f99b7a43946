"""A script's connection to its terminal: one a process, one call at a time, with a deadline."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tickloom_terminal import constants as mt5
from tickloom_terminal.errors import NO_CONNECTION, SUCCESS, TIMEOUT, Refused
from tickloom_terminal.wire import HEADER, body_of, framed, unpacked

FOLDER_VARIABLE = "TICKLOOM_TERMINAL"
ADDRESS_FILE = "terminal.json"
_DEFAULT_FOLDER = Path.home() / ".tickloom-terminal"
_POLL_S = 0.05


class Connection:
    """Holds the socket and the slot behind last_error(); every failure is a code, no exception."""

    def __init__(self) -> None:
        self.last: tuple[int, str] = SUCCESS
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.call_timeout_s = 60.0

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    def open(self, path: str | None, timeout_ms: int) -> None:
        """Find the terminal of a folder, start it when it does not run, and connect.

        Raises `Refused` with the package's code: no terminal (-10003), or a timeout (-10005).
        """
        folder = Path(path or os.environ.get(FOLDER_VARIABLE, "") or _DEFAULT_FOLDER)
        if folder.suffix == ".exe":
            folder = folder.parent  # a script written for Windows names the program
        deadline = time.monotonic() + timeout_ms / 1000
        self.close()
        if not self._connect(folder):
            self._start(folder)
            while not self._connect(folder):
                if time.monotonic() > deadline:
                    raise Refused(*TIMEOUT)
                time.sleep(_POLL_S)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def call(self, name: str, *positional: Any, **named: Any) -> Any:  # noqa: ANN401
        """The result of a function of the terminal; raises `Refused` with its code and text."""
        with self._lock:
            if self._socket is None:
                raise Refused(*NO_CONNECTION)
            code, text, value = self._exchange([name, positional, named])
        if code != mt5.RES_S_OK:
            raise Refused(code, text)
        return unpacked(value)

    def _exchange(self, call: list[Any]) -> Any:  # noqa: ANN401
        assert self._socket is not None, "a call needs a connection"
        try:
            self._socket.settimeout(self.call_timeout_s)
            self._socket.sendall(framed(call))
        except OSError as error:
            self.close()
            raise Refused(mt5.RES_E_INTERNAL_FAIL_SEND) from error
        try:
            return _receive(self._socket)
        except TimeoutError as error:
            self.close()  # a late answer must not be taken for the next one's
            raise Refused(*TIMEOUT) from error
        except (OSError, ValueError) as error:
            self.close()
            raise Refused(mt5.RES_E_INTERNAL_FAIL_RECEIVE) from error

    def _connect(self, folder: Path) -> bool:
        try:
            address = json.loads((folder / ADDRESS_FILE).read_text())
            connected = socket.create_connection(("127.0.0.1", address["port"]), timeout=5)
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connected.sendall(framed(address["token"]))
            if _receive(connected) is not True:
                return False
        except (OSError, ValueError, KeyError):
            return False
        self._socket = connected
        return True

    @staticmethod
    def _start(folder: Path) -> None:
        """A terminal of its own, which stays when the script ends, as the real one does."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / ADDRESS_FILE).unlink(missing_ok=True)
            with (folder / "terminal.log").open("ab") as log:
                subprocess.Popen(  # noqa: S603 - our own module, by this interpreter
                    [sys.executable, "-m", "tickloom_terminal", "--folder", str(folder)],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip
        except OSError as error:
            raise Refused(
                mt5.RES_E_INTERNAL_FAIL_INIT, f"IPC initialize failed, {error.strerror}"
            ) from error


def _receive(connected: socket.socket) -> Any:  # noqa: ANN401
    (length,) = HEADER.unpack(_exactly(connected, HEADER.size))
    return body_of(_exactly(connected, length))


def _exactly(connected: socket.socket, count: int) -> bytes:
    parts: list[bytes] = []
    while count:
        part = connected.recv(min(count, 1 << 20))
        if not part:
            raise ConnectionResetError("the terminal is gone")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
