"""A script's connection to its terminal: one a process, one call at a time, with a deadline."""

import json
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tickloom_terminal import constants as mt5
from tickloom_terminal.errors import NO_CONNECTION, SUCCESS, TIMEOUT, Refused
from tickloom_terminal.folders import ADDRESS_FILE, folder_of
from tickloom_terminal.launch import start
from tickloom_terminal.wire import HEADER, body_of, framed, unpacked

_POLL_S = 0.02
_HANDSHAKE_S = 5.0
_START_AGAIN_S = 10.0


class Connection:
    """Holds the socket and the slot behind last_error(); every failure is a code, no exception."""

    def __init__(self, *, call_timeout_s: float = 60.0) -> None:
        self.last: tuple[int, str] = SUCCESS
        self.call_timeout_s = call_timeout_s
        self._lock = threading.RLock()
        self._socket: socket.socket | None = None
        if sys.platform != "win32":
            os.register_at_fork(after_in_child=self._forget)

    def must_be_open(self) -> None:
        """Raises `Refused` where there is no connection, which comes before everything else."""
        if self._socket is None:
            raise Refused(*NO_CONNECTION)

    def open(self, path: str | None, timeout_ms: int) -> None:
        """Find the terminal of a folder, start it when it does not run, and connect.

        Raises `Refused` with the package's code: no terminal (-10003), or a timeout (-10005).
        """
        self.close()
        folder = folder_of(path)
        deadline = time.monotonic() + timeout_ms / 1000
        patience_s = min(_HANDSHAKE_S, timeout_ms / 1000)
        if self.attach(folder, patience_s=patience_s):
            return
        start(folder, timeout_s=timeout_ms / 1000)
        again = time.monotonic() + _START_AGAIN_S
        while not self.attach(folder, patience_s=patience_s):
            if time.monotonic() > deadline:
                raise Refused(*TIMEOUT)
            if time.monotonic() > again:  # the one that ran when we came may have ended since
                start(folder, timeout_s=timeout_ms / 1000)
                again = time.monotonic() + _START_AGAIN_S
            time.sleep(_POLL_S)

    def close(self) -> None:
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None

    def call(self, name: str, *positional: Any) -> Any:  # noqa: ANN401
        """The result of a function of the terminal; raises `Refused` with its code and text."""
        with self._lock:
            self.must_be_open()
            code, text, value = self._exchange([name, positional])
        if code != mt5.RES_S_OK:
            raise Refused(code, text)
        return unpacked(value)

    def attach(self, folder: Path, *, patience_s: float = _HANDSHAKE_S) -> bool:
        """Connect to the terminal that runs in `folder`; False when none does."""
        try:
            address = json.loads((folder / ADDRESS_FILE).read_text())
            found = socket.create_connection(("127.0.0.1", address["port"]), timeout=patience_s)
        except (OSError, ValueError, KeyError, TypeError):
            return False
        try:
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            found.sendall(framed(address["token"]))
            is_welcome = _receive(found) is True
        except (OSError, ValueError, KeyError):
            is_welcome = False
        if not is_welcome:
            found.close()
            return False
        self._socket = found
        return True

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
        except BaseException:
            self.close()  # interrupted (Ctrl-C): the answer is still on its way
            raise

    def _forget(self) -> None:
        """A forked child has none: two processes on one would read each other's answers."""
        self._lock = threading.RLock()
        if self._socket is not None:
            os.close(self._socket.detach())
            self._socket = None


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
