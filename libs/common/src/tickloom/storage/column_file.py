"""One file of bars as columns: immutable, named by the hash of its bytes, read by mapping it.

    8 bytes   TKCOL001
    8 bytes   length of the head
    head      JSON: symbol, timeframe, digits, bars; padded with blanks so that columns align
    columns   time_ns, volume (8 bytes each), open, high, low, close, spread (4), little endian

A reader copies nothing: the columns are views of the mapped file.
"""

import hashlib
import os
import secrets
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from tickloom.domain.errors import Broken, InvalidInput
from tickloom.domain.ids import Symbol
from tickloom.domain.market import Timeframe
from tickloom.engine.bars import Bars

MAGIC = b"TKCOL001"
_ALIGN = 64
_COLUMNS = (
    ("time_ns", "<i8"), ("volume", "<i8"), ("open", "<i4"), ("high", "<i4"), ("low", "<i4"),
    ("close", "<i4"), ("spread", "<i4"),
)  # fmt: skip
COLUMN_NAMES = tuple(name for name, _ in _COLUMNS)
_BAR_BYTES = sum(np.dtype(kind).itemsize for _, kind in _COLUMNS)


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says of itself."""

    symbol: str
    timeframe: str
    digits: int
    bars: int


def encode_bars(bars: Bars) -> bytes:
    """The bytes of a file: the same bars give the same bytes."""
    head = msgspec.json.encode(
        Head(symbol=bars.symbol, timeframe=bars.timeframe.value, digits=bars.digits,
             bars=len(bars))
    )  # fmt: skip
    head += b" " * (-(len(MAGIC) + 8 + len(head)) % _ALIGN)
    columns = [
        np.ascontiguousarray(getattr(bars, name), dtype=kind).tobytes() for name, kind in _COLUMNS
    ]
    return b"".join((MAGIC, len(head).to_bytes(8, "little"), head, *columns))


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, also when the power fails or another process does too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with new.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def map_bars(path: Path) -> Bars:
    """The bars of a file, mapped; raises `Broken` for a file that is none or is cut short."""
    content: np.memmap[tuple[int], np.dtype[np.uint8]] = np.memmap(path, dtype=np.uint8, mode="r")
    if content[: len(MAGIC)].tobytes() != MAGIC:
        raise Broken(f"{path.name} is no file of columns")
    length = int.from_bytes(content[8:16].tobytes(), "little")
    at = len(MAGIC) + 8 + length
    try:
        head = msgspec.json.decode(content[16:at].tobytes(), type=Head)
    except msgspec.DecodeError as error:
        raise Broken(f"{path.name} has no readable head: {error}") from error
    if len(content) != at + head.bars * _BAR_BYTES:
        raise Broken(f"{path.name} is {len(content)} bytes long and should hold {head.bars} bars")
    if sys.byteorder != "little":
        raise Broken("columns are little endian, this machine is not")
    found: dict[str, Any] = {}
    for name, kind in _COLUMNS:
        size = head.bars * np.dtype(kind).itemsize
        found[name] = content[at : at + size].view(np.ndarray).view(kind)
        at += size
    return Bars(
        symbol=Symbol(head.symbol), timeframe=Timeframe(head.timeframe), digits=head.digits,
        time_ns=found["time_ns"], open=found["open"], high=found["high"], low=found["low"],
        close=found["close"], spread=found["spread"], volume=found["volume"],
    )  # fmt: skip


def joined(parts: list[Bars]) -> Bars:
    """Parts of one series, one after the other; one part is given back as it is."""
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    kinds = {(part.symbol, part.timeframe, part.digits) for part in parts}
    if len(kinds) > 1:
        raise InvalidInput("columns", str(sorted(kinds)), "one symbol, timeframe and price grid")
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name, _ in _COLUMNS
    }
    return replace(first, **columns)
