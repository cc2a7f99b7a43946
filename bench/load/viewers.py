"""A few clients as a browser would be one: whole frames, read as soon as they arrive.

A bare TCP stream (the relay's) is read as lines, a WebSocket through picows.
"""

# pyright: reportMissingImports=false, reportUnknownVariableType=false
# pyright: reportUnknownMemberType=false, reportUntypedBaseClass=false
# pyright: reportUnknownParameterType=false, reportUnknownArgumentType=false
# picows is installed for benchmarks only.

import asyncio
from functools import partial

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from bench.load.sample import Sample
from bench.load.websocket import Target


class Viewer(WSListener):
    """One WebSocket client."""

    def __init__(self, viewers: "Viewers", number: int) -> None:
        super().__init__()
        self._viewers = viewers
        self._number = number
        self._marker = viewers.target.served_marker.encode()
        self.served = asyncio.get_running_loop().create_future()

    def on_ws_connected(self, transport: WSTransport) -> None:
        for text in self._viewers.target.hello:
            transport.send(WSMsgType.TEXT, text.encode())
        if not self._viewers.target.hello:
            self.served.set_result(None)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:  # noqa: ARG002
        if frame.msg_type != WSMsgType.TEXT:
            return
        payload = frame.get_payload_as_bytes()
        if self._viewers.sample is not None:
            self._viewers.sample.read(self._number, payload)
        elif not self.served.done() and self._marker in payload:
            self.served.set_result(None)

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002
        self._viewers.lost += 1
        if not self.served.done():
            self.served.set_exception(ConnectionError("not served"))


class Line(asyncio.Protocol):
    """One client of a bare TCP stream."""

    def __init__(self, viewers: "Viewers", number: int) -> None:
        self._viewers = viewers
        self._number = number

    def data_received(self, data: bytes) -> None:
        if self._viewers.sample is not None:
            self._viewers.sample.read(self._number, data)


class Viewers:
    """The clients of one server and the sample of the current run."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.sample: Sample | None = None
        self.lost = 0
        self._count = 0
        self._sockets: list[WSTransport] = []
        self._streams: list[asyncio.Transport] = []

    async def connect(self, count: int) -> None:
        self._count = count
        for number in range(count):
            if self.target.path:
                transport, viewer = await ws_connect(partial(Viewer, self, number), self.target.url)
                assert isinstance(viewer, Viewer)
                self._sockets.append(transport)
                await asyncio.wait_for(viewer.served, 20)
            else:
                stream, _ = await asyncio.get_running_loop().create_connection(
                    partial(Line, self, number), "127.0.0.1", self.target.port
                )
                self._streams.append(stream)

    def begin(self, *, run: int, stamped_each: int, rest_s: float) -> Sample:
        assert not rest_s, "a viewer reads at once"
        self.sample = Sample(run=run, clients=self._count, stamped_each=stamped_each)
        return self.sample

    async def disconnect(self) -> None:
        for transport in self._sockets:
            transport.disconnect(graceful=False)
        for stream in self._streams:
            stream.abort()
        await asyncio.sleep(0.05)
