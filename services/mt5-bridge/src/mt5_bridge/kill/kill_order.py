"""Who threw the switch, when, why, and how far it goes."""

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec

from tickloom.domain.errors import InvalidInput

_TEXT_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class KillOrder:
    """One throw of the switch; a released `id` never engages again.

    Without `flatten`, positions stay and may be closed by hand; pending orders go all the same.
    """

    id: str
    reason: str
    by: str
    at_us: int
    flatten: bool = True
    path: str = "file"
    """The way it came: bus, table (the key-value bucket), file, command or limit."""


def as_bytes(order: KillOrder) -> bytes:
    return msgspec.json.encode(order)


def read_order(payload: bytes, *, path: str, now_us: int, mark: str = "") -> KillOrder:
    """What a payload says; whatever cannot be read still kills, and flattens.

    Without an id of its own it is named by `mark`, else by its content and the time. A switch that
    refuses to be thrown because of a typing mistake is not a switch.
    """
    said: dict[str, Any] = {}
    try:
        found = msgspec.json.decode(payload)
        if isinstance(found, dict):
            said.update(found)  # pyright: ignore[reportUnknownArgumentType]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        said.clear()
    named = mark or f"{now_us}-{hashlib.sha256(payload).hexdigest()[:16]}"
    flatten: object = said.get("flatten", True)
    at_us: object = said.get("at_us", said.get("at", now_us))
    return KillOrder(
        id=_text(said.get("id")) or f"{path}-{named}", by=_text(said.get("by")) or "unknown",
        reason=_text(said.get("reason")) or f"thrown by {path}",
        at_us=at_us if isinstance(at_us, int) else now_us,
        flatten=flatten is not False, path=path,
    )  # fmt: skip


def is_release(payload: bytes) -> bool:
    """Whether a row of the key-value bucket says that the switch is off."""
    try:
        found = msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("engaged") is False  # pyright: ignore[reportUnknownMemberType]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A person's word that orders may go out again."""

    id: str
    by: str
    reason: str


def release_of(order_id: str, *, by: str, reason: str) -> Release:
    """Raises `InvalidInput` when nobody answers for it."""
    if not by.strip():
        raise InvalidInput("by", by, "the name of the person who releases the kill switch")
    if len(reason.strip()) < 3:
        raise InvalidInput("reason", reason, "why orders may go out again, in a few words")
    return Release(id=order_id, by=by.strip()[:_TEXT_MAX], reason=reason.strip()[:_TEXT_MAX])


def _text(value: object) -> str:
    return value.strip()[:_TEXT_MAX] if isinstance(value, str) else ""
