"""What a signed-in client asks for on its socket, and the answer; subscribing without holes."""

import json
from collections.abc import Callable
from typing import Any

import msgspec

from gateway.live import channels
from gateway.live.audience import Listener
from gateway.live.board import Board
from gateway.live.frames import text_frame
from gateway.live.hub import Hub
from gateway.problems import body_of, problem_of
from tickloom.domain.errors import InvalidInput, TickloomError

_CONFLATE_MS = (10, 1_000)
_OPERATIONS = "subscribe, unsubscribe, unsubscribe_all, list, ping or resume"


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One frame from a client; unknown fields are ignored."""

    op: str
    id: int | str | None = None
    channel: str | None = None
    channels: list[str] | None = None
    args: dict[str, Any] | None = None

    def names(self) -> list[str]:
        """`channel` and `channels` together, each once."""
        named = [] if self.channel is None else [self.channel]
        found = list(dict.fromkeys([*named, *(self.channels or ())]))
        if not found:
            raise InvalidInput("channel", "", "a channel, or a list of them in `channels`")
        return found

    def number(self, name: str, low: int, high: int) -> int | None:
        """The integer argument `name`, checked to lie in its range."""
        value = (self.args or {}).get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise InvalidInput(name, value, f"a whole number from {low} to {high}")
        return value


_decoder = msgspec.json.Decoder(Request)


def parse(text: str | bytes) -> Request:
    try:
        return _decoder.decode(text)
    except msgspec.DecodeError as error:
        raise InvalidInput("frame", str(text[:80]), f"a JSON request ({error})") from error


def answer(request_id: int | str | None, **fields: object) -> bytes:
    """A frame that answers a request by its id."""
    body = {"id": request_id, "ok": True, **fields}
    return text_frame(json.dumps(body, separators=(",", ":")).encode())


def refusal(request_id: int | str | None, error: TickloomError) -> bytes:
    body = {"id": request_id, "ok": False, "error": body_of(problem_of(error))}
    return text_frame(json.dumps(body, separators=(",", ":")).encode())


class Conversation:
    """One client's requests."""

    def __init__(
        self, *, hub: Hub, board: Board, client: Listener, now_us: Callable[[], int]
    ) -> None:
        self._hub = hub
        self._board = board
        self._client = client
        self._now_us = now_us

    def handle(self, text: str) -> None:
        """Do what `text` asks and answer it; never raises for what a client sent."""
        request_id: int | str | None = None
        try:
            request = parse(text)
            request_id = request.id
            self._do(request)
        except TickloomError as error:
            self._client.write(refusal(request_id, error))

    def _do(self, request: Request) -> None:
        match request.op:
            case "subscribe":
                self._subscribe(request)
            case "unsubscribe":
                rest = self._hub.interest_of(self._client) - set(request.names())
                self._hub.listen(self._client, rest)
                self._confirm(request)
            case "unsubscribe_all":
                self._hub.listen(self._client, ())
                self._confirm(request)
            case "list":
                self._confirm(request)
            case "ping":
                self._client.write(answer(request.id, op="pong", time_us=self._now_us()))
            case "resume":
                self._resume(request)
            case _:
                raise InvalidInput("op", request.op, _OPERATIONS)

    def _confirm(self, request: Request) -> None:
        names = sorted(self._hub.interest_of(self._client))
        self._client.write(answer(request.id, channels=names))

    def _checked(self, request: Request) -> list[str]:
        return [
            channels.check(name, knows_symbol=self._board.knows(channels.symbol_of(name)))
            for name in request.names()
        ]

    def _subscribe(self, request: Request) -> None:
        names = self._checked(request)
        conflate_ms = request.number("conflate_ms", 0, _CONFLATE_MS[1])
        if conflate_ms:
            conflate_ms = max(_CONFLATE_MS[0], conflate_ms)
        interest = self._hub.interest_of(self._client) | set(names)
        channels.bounded(len(interest))
        conflate_s = None if conflate_ms is None else conflate_ms / 1_000
        self._hub.listen(self._client, interest, conflate_s=conflate_s)
        self._confirm(request)
        self._client.write(b"".join(self._snapshots(names)))

    def _snapshots(self, names: list[str]) -> list[bytes]:
        """The state of each channel; closed bars, orders and deals are read by REST instead."""
        return [
            topic.snapshot()
            for name in names
            for topic in self._hub.topics(name)
            if topic.has_snapshot
        ]

    def _resume(self, request: Request) -> None:
        """Everything after `from_seq`, or a snapshot where that is not kept."""
        from_seq = request.number("from_seq", 0, 2**53)
        if from_seq is None:
            raise InvalidInput("from_seq", None, "the last seq you have seen")
        names = self._checked(request)
        wanted_epoch = (request.args or {}).get("ep")
        is_complete = True
        frames: list[bytes] = []
        for topic in [topic for name in names for topic in self._hub.topics(name)]:
            missed = None if wanted_epoch not in (None, topic.epoch) else topic.since(from_seq)
            if missed is None and not topic.identity.conflates:
                is_complete = False
            frames += [topic.snapshot()] if missed is None else missed
        missing = set(names) - self._hub.interest_of(self._client)
        if missing:
            raise InvalidInput("channel", min(missing), "a channel you are subscribed to")
        self._client.write(answer(request.id, channels=names, complete=is_complete))
        self._client.write(b"".join(frames))
