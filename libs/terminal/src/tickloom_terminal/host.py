"""The terminal as a process of its own: it outlives the scripts and bridges that use it.

    python -m tickloom_terminal --folder DIR [--replay FILE] [--speed N] [--clock GMT+2/eu] ...

It listens on loopback only, on a free port; DIR/terminal.json (readable by the owner only) tells
its clients where, and the token that they must show.
"""

import asyncio
import contextlib
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tickloom_terminal import constants as mt5
from tickloom_terminal.calls import Calls
from tickloom_terminal.core import TerminalCore
from tickloom_terminal.errors import SUCCESS, TEXTS, Refused
from tickloom_terminal.wire import FRAME_MAX, HEADER, body_of, framed, packed

ADDRESS_FILE = "terminal.json"
_TURN_S = 0.02
_HANDSHAKE_S = 5.0


class Host:
    """Serves one core; calls are done one after the other, in the order in which they came."""

    def __init__(self, core: TerminalCore, folder: Path) -> None:
        self._core = core
        self._folder = folder
        self._calls = Calls(core)
        self._token = secrets.token_urlsafe(24)
        self.is_stopping = asyncio.Event()

    async def run(self) -> None:
        """Serve until stopped; the market goes on between the calls."""
        await asyncio.to_thread(self._core.catch_up)
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self._publish(server.sockets[0].getsockname()[1])
        market = asyncio.create_task(self._keep_time())
        try:
            await self.is_stopping.wait()
        finally:
            market.cancel()
            server.close()
            with contextlib.suppress(FileNotFoundError):
                (self._folder / ADDRESS_FILE).unlink()
            self._core.stop()

    async def _keep_time(self) -> None:
        while True:
            turn = self._core.advance()
            await asyncio.sleep(0 if turn and not self._core.settings.speed else _TURN_S)

    def _publish(self, port: int) -> None:
        """Say where the terminal is, whole or not at all, to its owner only."""
        new = self._folder / (ADDRESS_FILE + ".new")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump({"port": port, "token": self._token, "pid": os.getpid()}, file)
        new.replace(self._folder / ADDRESS_FILE)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            shown = await asyncio.wait_for(_frame(reader), _HANDSHAKE_S)
            if not secrets.compare_digest(str(shown), self._token):
                return
            writer.write(framed(True))
            while (call := await _frame(reader)) is not None:
                writer.write(framed(self._answer(call)))
                await writer.drain()
        except (TimeoutError, ConnectionError, ValueError):
            return
        finally:
            writer.close()

    def _answer(self, call: Any) -> list[Any]:  # noqa: ANN401 - untrusted until it is looked at
        """[code, text, value] of one call."""
        name, positional, named = call
        function: Callable[..., Any] | None = getattr(self._calls, str(name), None)
        if str(name).startswith("_") or function is None:
            return [mt5.RES_E_UNSUPPORTED, TEXTS[mt5.RES_E_UNSUPPORTED], None]
        if not self._core.settings.speed and name != "order_send":
            self._core.advance()
        try:
            value = function(*positional, **named)
        except Refused as refused:
            return [refused.code, refused.text, None]
        except TypeError:
            return [mt5.RES_E_INVALID_PARAMS, TEXTS[mt5.RES_E_INVALID_PARAMS], None]
        return [*SUCCESS, packed(value)]


async def _frame(reader: asyncio.StreamReader) -> Any:  # noqa: ANN401
    """The next frame's body; None at the end."""
    try:
        head = await reader.readexactly(HEADER.size)
        (length,) = HEADER.unpack(head)
        if length > FRAME_MAX:
            raise ValueError(f"a frame of {length} bytes")
        return body_of(await reader.readexactly(length))
    except asyncio.IncompleteReadError:
        return None
