"""What every message carries, and who stamps it.

`id` is a UUID version 7, `ts` the source's time and `at` the wall clock when it was said (both
integer microseconds UTC, so that a browser keeps them exact). `seq` counts from 1 without holes
per (subject) of one producer; `ep` names the producer's life: when it changes, counting starts
anew and a listener has to ask for what it missed.
"""

import os
import secrets
from collections import defaultdict
from collections.abc import Callable
from typing import Literal, TypedDict

import msgspec

Mode = Literal["demo", "replay", "paper", "live"]


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Root of all bus messages; the order of these fields on the wire is fixed."""

    id: str
    ts: int
    seq: int
    ep: str
    at: int
    mode: Mode


class Header(TypedDict):
    """The fields of `Message`, to be spread into a message's constructor."""

    id: str
    ts: int
    seq: int
    ep: str
    at: int
    mode: Mode


def uuid7(unix_ms: int, *, random: bytes | None = None) -> str:
    """A UUID version 7 (RFC 9562): time-ordered, 74 random bits."""
    tail = os.urandom(10) if random is None else random
    number = int.from_bytes(tail, "big")
    a, b = number >> 68, number & ((1 << 62) - 1)
    value = (unix_ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (a & 0xFFF) << 64 | 0b10 << 62 | b
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Stamper:
    """Stamps the messages of one producer life: ids, sequence numbers and the epoch."""

    def __init__(self, *, mode: Mode, now_us: Callable[[], int], epoch: str | None = None) -> None:
        self.mode: Mode = mode
        self.epoch = secrets.token_hex(4) if epoch is None else epoch
        self._now_us = now_us
        self._sequences: defaultdict[str, int] = defaultdict(int)

    def header(self, key: str, *, ts: int | None = None) -> Header:
        """The next header for `key` (the subject); `ts` in microseconds, now when absent."""
        at = self._now_us()
        seq = self._sequences[key] + 1
        self._sequences[key] = seq
        return {
            "id": uuid7(at // 1000), "ts": at if ts is None else ts, "seq": seq,
            "ep": self.epoch, "at": at, "mode": self.mode,
        }  # fmt: skip

    def last_seq(self, key: str) -> int:
        return self._sequences.get(key, 0)
