"""Bytes <-> message: JSON by msgspec, so a person and a browser can read the wire."""

from functools import cache
from typing import TypeVar

import msgspec

from tickloom.domain.errors import InvalidInput

T = TypeVar("T")

_encoder = msgspec.json.Encoder(decimal_format="string")
encode = _encoder.encode


@cache
def decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """The decoder of `kind`, made once; unknown fields are ignored, as add-only asks."""
    return msgspec.json.Decoder(kind)


def decode(payload: bytes, kind: type[T]) -> T:
    """`payload` as `kind`; raises `InvalidInput` that names the field which does not fit."""
    try:
        return decoder(kind).decode(payload)
    except msgspec.DecodeError as error:
        raise InvalidInput(kind.__name__, payload[:80], str(error)) from error
