"""WebSocket bytes of a bus message, made once and never decoded.

The wire order of a message's first fields is fixed (`contracts.message`), so its sequence number
is found by one search; the message itself goes to the browser untouched, inside `data`.
"""

import json
from dataclasses import dataclass

_SEQ = b'"seq":'
_EPOCH = b'"ep":"'
_AT = b'"at":'
_AFTER_ID = 44  # {"id":"<36 characters>" comes first

TEXT = 0x81
CLOSE = 0x88


def text_frame(payload: bytes) -> bytes:
    """`payload` as one unmasked, final text frame (RFC 6455, 5.2)."""
    return _head(TEXT, len(payload)) + payload


def close_frame(code: int, reason: str) -> bytes:
    """A close frame; the reason is cut to what a control frame may hold."""
    payload = code.to_bytes(2, "big") + reason.encode()[:120]
    return _head(CLOSE, len(payload)) + payload


def _head(opcode: int, size: int) -> bytes:
    if size < 126:
        return bytes((opcode, size))
    if size < 65_536:
        return bytes((opcode, 126)) + size.to_bytes(2, "big")
    return bytes((opcode, 127)) + size.to_bytes(8, "big")


def payloads(frames: bytes) -> list[bytes]:
    """The payloads of frames made by `text_frame`, in order."""
    found: list[bytes] = []
    at = 0
    while at < len(frames):
        size, start = frames[at + 1], at + 2
        if size == 126:
            size, start = int.from_bytes(frames[at + 2 : at + 4], "big"), at + 4
        elif size == 127:
            size, start = int.from_bytes(frames[at + 2 : at + 10], "big"), at + 10
        at = start + size
        found.append(frames[start:at])
    return found


def sequence(message: bytes) -> int:
    """The `seq` of a bus message; `ValueError` when it is not one."""
    start = message.index(_SEQ, _AFTER_ID) + len(_SEQ)
    return int(message[start : message.index(b",", start)])


def epoch(message: bytes) -> str:
    """The `ep` of a bus message: its producer's life."""
    start = message.index(_EPOCH, _AFTER_ID) + len(_EPOCH)
    return message[start : message.index(b'"', start)].decode()


def said_at_us(message: bytes) -> int:
    """The `at` of a bus message: when it was said, wall clock."""
    start = message.index(_AT, _AFTER_ID) + len(_AT)
    return int(message[start : message.index(b",", start)])


@dataclass(frozen=True, slots=True)
class Envelope:
    """The constant beginnings of one topic's frames."""

    update: bytes
    conflated: bytes
    snapshot: bytes

    @classmethod
    def of(cls, channel: str, key: str, extra: dict[str, object]) -> "Envelope":
        def head(kind: str, more: dict[str, object]) -> bytes:
            fields = {"channel": channel, "key": key, "kind": kind, **extra, **more}
            text = json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
            return text[:-1].encode() + b',"seq":'

        return cls(head("update", {}), head("update", {"c": True}), head("snapshot", {}))


def wrap(head: bytes, seq: int, message: bytes) -> bytes:
    """One data frame: `head` from an `Envelope`, then the message as it came."""
    return text_frame(b'%b%d,"prev_seq":%d,"data":%b}' % (head, seq, seq - 1, message))
