"""Opaque page cursors: where the next page begins, in a form nobody should build by hand."""

import base64
import binascii

from tickloom.domain.errors import InvalidInput


def to_cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"v1:{position}".encode()).decode().rstrip("=")


def of_cursor(cursor: str | None) -> int | None:
    """The position in `cursor`; None without one."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        version, _, position = base64.urlsafe_b64decode(padded).decode("ascii").partition(":")
        if version == "v1":
            return int(position)
    except (ValueError, binascii.Error):
        pass
    raise InvalidInput("cursor", cursor[:40], "the next_cursor of an earlier page, unchanged")
