"""The roots of all replies, and how a bus message becomes one."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec
from pydantic import BaseModel, ConfigDict, Field, computed_field

from tickloom.contracts.message import Mode

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def rfc3339(time_us: int) -> str:
    """Microseconds UTC as text that people and programs read."""
    text = (_EPOCH + timedelta(microseconds=time_us)).isoformat(timespec="microseconds")
    return text.replace("+00:00", "Z")


class Part(BaseModel):
    """A part of a reply; what has a default is always sent, so clients need no guesses."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


class Reply(Part):
    """A whole reply; `mode` says where the market in it comes from."""

    mode: Mode


class Said(Part):
    """A bus message with its header; times are microseconds UTC."""

    id: str
    ts: int = Field(description="source time, microseconds UTC")
    seq: int
    ep: str
    at: int = Field(description="wall clock when it was said, microseconds UTC")
    mode: Mode

    @computed_field(description="`ts` as RFC 3339")
    @property
    def time(self) -> str:
        return rfc3339(self.ts)


P = TypeVar("P", bound=BaseModel)


def model_of(kind: type[P], struct: msgspec.Struct, **more: Any) -> P:  # noqa: ANN401  any field
    """`struct` as the model that mirrors it, with `more` fields."""
    return kind.model_validate({**msgspec.to_builtins(struct), **more})
