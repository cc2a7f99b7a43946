"""As much of the WebSocket protocol as a load generator writes itself."""

import base64
import os
import socket
from dataclasses import dataclass

_MASK = b"\x00\x00\x00\x00"  # a mask of zeros is legal and leaves the text readable


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where clients connect, what they say first, and what tells them that they are served.

    With an empty `path` it is a bare TCP stream: nothing is said and nothing awaited.
    """

    port: int
    path: str
    hello: tuple[str, ...] = ()
    served_marker: str = "\r\n\r\n"

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}{self.path}"

    def opening(self) -> bytes:
        """The upgrade request and the first messages, sent in one piece."""
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        return request.encode()

    def greetings(self) -> bytes:
        return b"".join(text_frame(text.encode()) for text in self.hello)


def text_frame(payload: bytes) -> bytes:
    """`payload` as a client's text frame."""
    length = len(payload)
    size = bytes([0x80 | length]) if length < 126 else bytes([0xFE]) + length.to_bytes(2, "big")
    return b"\x81" + size + _MASK + payload


class PlainClient:
    """A client on a blocking socket, for what needs no event loop: the canary and the deaf one."""

    def __init__(self, target: Target, *, timeout_s: float = 20.0) -> None:
        self.socket = socket.create_connection(("127.0.0.1", target.port), timeout=timeout_s)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._tail = b""
        if target.path:
            self.socket.sendall(target.opening())
            self.await_marker(b"\r\n\r\n")
            self.socket.sendall(target.greetings())
            if target.hello:
                self.await_marker(target.served_marker.encode())

    def await_marker(self, marker: bytes) -> None:
        """Read until `marker` has been seen; what follows it stays for the next call."""
        while (found := self._tail.find(marker)) < 0:
            self._tail = self._tail[-len(marker) :]
            data = self.socket.recv(65_536)
            if not data:
                raise ConnectionError("the server closed the connection")
            self._tail += data
        self._tail = self._tail[found + len(marker) :]

    @property
    def local_port(self) -> int:
        return int(self.socket.getsockname()[1])

    def close(self) -> None:
        self.socket.close()
