"""How calls and answers travel between a script and its terminal: frames of msgpack.

A frame is four bytes of length (big endian) and a body. A call is [name, positional, named]; an
answer is [code, text, value], where tuples and arrays are marked with their kind.
"""

import struct
from typing import Any, cast

import msgspec
import numpy as np

from tickloom_terminal import structures
from tickloom_terminal.dtypes import RATES, TICKS
from tickloom_terminal.structures import StructSequence

HEADER = struct.Struct(">I")
FRAME_MAX = 256 * 1024 * 1024
_DTYPES = {"rates": RATES, "ticks": TICKS}
_KINDS: dict[str, type[StructSequence]] = {
    kind.__name__: kind for kind in StructSequence.__subclasses__()
}
assert structures.Tick.__name__ in _KINDS, "the kinds are the package's tuples"

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder()


def framed(body: Any) -> bytes:  # noqa: ANN401 - any plain value
    """A frame of `body` (lists, dicts, numbers, text, bytes, None)."""
    data = _encoder.encode(body)
    return HEADER.pack(len(data)) + data


def body_of(data: bytes) -> Any:  # noqa: ANN401
    """What a frame's body says; raises `ValueError` for bytes that say nothing."""
    try:
        return _decoder.decode(data)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error


def packed(value: Any) -> Any:  # noqa: ANN401
    """A function's result as plain values."""
    if isinstance(value, StructSequence):
        return {"kind": type(value).__name__, "row": [packed(item) for item in value]}
    if isinstance(value, np.ndarray):
        array = cast("np.ndarray[Any, Any]", value)
        name = next(name for name, dtype in _DTYPES.items() if dtype == array.dtype)
        return {"kind": name, "data": array.tobytes()}
    if isinstance(value, dict):
        return {"kind": "fields", "data": cast("dict[str, Any]", value)}
    if isinstance(value, tuple | list):
        return {"kind": "rows", "row": [packed(item) for item in cast("list[Any]", value)]}
    return value


def unpacked(value: Any) -> Any:  # noqa: ANN401
    """The result that `packed` made plain; lists of tuples come back as tuples of them."""
    if not isinstance(value, dict):
        return value
    marked = cast("dict[str, Any]", value)
    kind: str = marked["kind"]
    if kind == "fields":
        return marked["data"]
    if kind in _DTYPES:
        return np.frombuffer(marked["data"], dtype=_DTYPES[kind]).copy()
    row = [unpacked(item) for item in marked["row"]]
    if kind == "rows":
        return tuple(row)
    return _KINDS[kind](row)
