"""The terminal as a process of its own: it outlives the scripts and bridges that use it.

    python -m tickloom_terminal --data DIR [--replay FILE] [--speed N] [--clock GMT+2/eu] ...

It listens on loopback only, on a free port; DIR/terminal.json (readable by the owner only) tells
its clients where, and the token that they must show.
"""

import asyncio
import contextlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

import structlog

from tickloom_terminal import constants as mt5
from tickloom_terminal.control import CONTROL
from tickloom_terminal.controls import Controls
from tickloom_terminal.core import TerminalCore
from tickloom_terminal.errors import SUCCESS, TEXTS, Refused
from tickloom_terminal.faults.fate import Reply
from tickloom_terminal.folders import ADDRESS_FILE
from tickloom_terminal.functions.table import functions_of
from tickloom_terminal.market_door import PREFIX, MarketDoor
from tickloom_terminal.wire import FRAME_MAX, HEADER, body_of, framed, packed

# What moves a market that has no speed of its own: reading its ticks.
_POLLS = frozenset(("symbol_info_tick", "copy_ticks_from", "copy_ticks_range"))
_HISTORY = "copy_"
_log = structlog.get_logger(__name__)
_TURN_S = 0.02
_QUIET_TURN_S = 0.25
_HANDSHAKE_S = 5.0


class Host:
    """Serves one core; calls are done one after the other, in the order in which they came."""

    def __init__(self, core: TerminalCore, folder: Path) -> None:
        self._core = core
        self._folder = folder
        self._functions = functions_of(core)
        self._door = MarketDoor(core.market, core.advance)
        self._token = secrets.token_urlsafe(24)
        self._clients = 0
        self.is_serving = asyncio.Event()
        self.is_stopping = asyncio.Event()
        self._controls = Controls(core, self.is_stopping.set)

    async def run(self) -> None:
        """Serve until stopped; the market goes on between the calls."""
        (self._folder / ADDRESS_FILE).unlink(missing_ok=True)  # of a life that was killed
        await asyncio.to_thread(self._core.catch_up)
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self._publish(server.sockets[0].getsockname()[1])
        self.is_serving.set()
        market = asyncio.create_task(self._keep_time())
        market.add_done_callback(lambda _: self.is_stopping.set())
        try:
            await self.is_stopping.wait()
            if market.done():
                market.result()  # books that cannot be kept end the terminal, loudly
        finally:
            market.cancel()
            server.close()
            with contextlib.suppress(FileNotFoundError):
                (self._folder / ADDRESS_FILE).unlink()
            self._core.stop()

    async def _keep_time(self) -> None:
        """The market goes on by itself, in finer steps while anybody looks at it."""
        market = self._core.market
        while True:
            pause_s = _TURN_S if self._clients > 0 or not self._core.is_idle else _QUIET_TURN_S
            if market.speed:
                self._door.advance()
                is_behind = market.due_ns() - market.position_ns > market.speed * pause_s * 1e9
                pause_s = 0.0 if is_behind else pause_s
            await asyncio.sleep(pause_s)

    def _publish(self, port: int) -> None:
        """Say where the terminal is, whole or not at all, to its owner only."""
        new = self._folder / (ADDRESS_FILE + ".new")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump({"port": port, "token": self._token, "pid": os.getpid()}, file)
        new.replace(self._folder / ADDRESS_FILE)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._clients += 1
        try:
            shown = await asyncio.wait_for(_frame(reader), _HANDSHAKE_S)
            if not secrets.compare_digest(str(shown).encode(), self._token.encode()):
                return
            writer.write(framed(True))
            while (call := await _frame(reader)) is not None:
                writer.write(framed(await self._answered(call)))
                await writer.drain()
        except (TimeoutError, ConnectionError, ValueError, asyncio.CancelledError):
            return
        finally:
            self._clients -= 1
            writer.close()

    async def _answered(self, call: Any) -> list[Any]:  # noqa: ANN401
        """History is read beside the market, which goes on; all else between two of its steps."""
        name = str(call[0]) if isinstance(call, list) and call else ""  # pyright: ignore[reportUnknownArgumentType]
        if name in _POLLS and not self._core.market.speed:
            self._door.advance()
        if name.startswith(_HISTORY) and not self._core.seen.has_faults:
            answer, _ = await asyncio.to_thread(self._answer, call)
            return answer
        answer, delay_s = self._answer(call)
        if delay_s:
            await asyncio.sleep(delay_s)
        return answer

    def _answer(self, call: Any) -> tuple[list[Any], float]:  # noqa: ANN401 - not looked at yet
        """[code, text, value] of one call, and by how many seconds it is late."""
        try:
            name, positional = call
            reply = self._reply(str(name), positional)
            if reply.failure is not None:
                return [reply.failure.code, reply.failure.text, None], reply.delay_s
            return [*SUCCESS, packed(reply.value)], reply.delay_s
        except Refused as refused:
            return [refused.code, refused.text, None], 0.0
        except Exception:  # noqa: BLE001 - whatever it is, the connection stays whole
            _log.exception("call_failed", call=repr(call)[:200])
            return [mt5.RES_E_FAIL, TEXTS[mt5.RES_E_FAIL], None], 0.0

    def _reply(self, name: str, positional: list[Any]) -> Reply[Any]:
        if name.startswith(PREFIX):
            return Reply(value=self._door.answer(name.removeprefix(PREFIX), *positional))
        if name.startswith(CONTROL):
            control = self._controls.named(name.removeprefix(CONTROL))
            if control is not None:
                return Reply(value=control(*positional))
        function = self._functions.get(name)
        if function is None:
            raise Refused(mt5.RES_E_UNSUPPORTED)
        return function(*positional)


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
