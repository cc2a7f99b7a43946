"""Whether the other side of a socket is there, as the library tells it."""

import zmq
from zmq.utils.monitor import recv_monitor_message

_EVENTS = zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED


class ConnectionWatch:
    """Of a socket with one connection; made before it connects, closed before the socket."""

    def __init__(self, socket: "zmq.Socket[bytes]") -> None:
        self._socket = socket
        self._events = socket.get_monitor_socket(_EVENTS)
        self._is_up = False
        self.connections = 0
        """How many there have been: another one is another way back."""

    def is_up(self, timeout_s: float) -> bool:
        """Wait so long for the connection; what was there and has ended counts as not there."""
        while self._events.poll(0):
            self._take()
        while not self._is_up and self._events.poll(max(0, int(timeout_s * 1000))):
            self._take()
        return self._is_up

    def close(self) -> None:
        self._socket.disable_monitor()
        self._events.close()

    def _take(self) -> None:
        event = recv_monitor_message(self._events)["event"]
        self._is_up = event == zmq.EVENT_HANDSHAKE_SUCCEEDED
        self.connections += self._is_up
