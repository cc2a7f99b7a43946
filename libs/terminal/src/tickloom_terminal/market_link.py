"""A bridge's line to the market of a terminal: made when needed, made anew when it broke."""

import threading
from pathlib import Path
from typing import TypeVar

import msgspec

from tickloom.domain.errors import Unavailable
from tickloom_terminal.connection import Connection
from tickloom_terminal.errors import Refused
from tickloom_terminal.market_door import PREFIX

T = TypeVar("T", bound=msgspec.Struct)


class MarketLink:
    """One call at a time, with a deadline; it never starts a terminal."""

    def __init__(self, folder: Path, *, timeout_s: float = 10.0) -> None:
        """`folder`: where the terminal lives."""
        self._folder = folder
        self._connection = Connection(call_timeout_s=timeout_s)
        self._lock = threading.Lock()
        self._is_attached = False

    def ask(self, kind: type[T], verb: str, *arguments: object) -> T:
        """The answer to a call of the market's door; raises `Unavailable` without one."""
        with self._lock:
            if not self._is_attached and not self._connection.attach(self._folder):
                raise Unavailable("no terminal answers on its folder")
            self._is_attached = True
            try:
                reply = self._connection.call(PREFIX + verb, *arguments)
            except Refused as error:
                self._close()
                raise Unavailable(f"the terminal does not answer: {error.text}") from error
        return msgspec.msgpack.decode(reply, type=kind)

    def close(self) -> None:
        with self._lock:
            self._close()

    def _close(self) -> None:
        self._is_attached = False
        self._connection.close()
