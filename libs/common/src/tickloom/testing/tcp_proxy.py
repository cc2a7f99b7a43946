"""A wire between clients and a server that a test may slow, hold, cut and mend.

Held bytes are not lost: they arrive when the wire is mended, as TCP delivers them after a
partition that was shorter than the patience of both ends.
"""

import asyncio
from types import TracebackType

from tickloom.runtime.embedded.process import free_port

_CHUNK = 65_536


class TcpProxy:
    """Listens on `port` and passes everything on to `target`, a port of this machine.

    `delay_s` is how long each way takes, one after the other for what follows at once.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = free_port()
        self.delay_s = 0.0
        self.connections = 0
        """How many were ever made through it."""
        self.sent: bytearray | None = None
        """What clients have sent, where a test puts a buffer here."""
        self._is_cut = False
        self._held: int | None = None
        self._up, self._down = asyncio.Event(), asyncio.Event()
        self._ends: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._links: set[asyncio.Task[None]] = set()
        self.mend()

    async def __aenter__(self) -> "TcpProxy":
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", self.port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        for link in self._links:
            link.cancel()
        await asyncio.gather(*self._links, return_exceptions=True)
        await self._server.wait_closed()

    def mend(self) -> None:
        """The wire is whole; what was held goes on."""
        self._is_cut = False
        self._held = None
        self._up.set()
        self._down.set()

    def hold(self, *, up: bool = True, down: bool = True, connection: int | None = None) -> None:
        """Nothing more arrives at the server (`up`), at the clients (`down`); nobody is told.

        `connection`: only on the n-th that was made, counted from 1.
        """
        self._held = connection
        for gate, is_held in ((self._up, up), (self._down, down)):
            if is_held:
                gate.clear()

    def cut(self) -> None:
        """Every connection is reset, and new ones too, until the wire is mended."""
        self._is_cut = True
        for end in self._ends:
            end.transport.abort()

    def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = asyncio.get_running_loop().create_task(self._link(reader, writer))
        self._links.add(link)
        link.add_done_callback(self._links.discard)

    async def _link(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        self.connections += 1
        number = self.connections
        ends = {writer, far_writer}
        self._ends |= ends
        ways = [
            asyncio.ensure_future(self._pass(number, reader, far_writer, self._up)),
            asyncio.ensure_future(self._pass(number, far_reader, writer, self._down)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._ends -= ends
            for end in ends:
                end.close()

    async def _pass(
        self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter,
        gate: asyncio.Event,
    ) -> None:  # fmt: skip
        """Until one end closes or the wire is cut."""
        try:
            while data := await reader.read(_CHUNK):
                if self._held in (None, number):
                    await gate.wait()
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                if self.sent is not None and gate is self._up:
                    self.sent += data
                writer.write(data)
                await writer.drain()
        except OSError:
            return
