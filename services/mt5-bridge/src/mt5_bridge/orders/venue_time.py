"""What time it is at the venue: its server's clock, beside the wall's and the market's own UTC.

At a real venue the market's time is the wall's. A replay plays another day, perhaps a fast one:
then only the distance between two server times means anything, and an age is what a person waits.
"""

from collections.abc import Callable
from typing import Protocol


class VenueTime(Protocol):
    """Times of the server are its own wall clock written as an epoch, in milliseconds."""

    def server_ms(self, now_us: int) -> int | None:
        """The server's clock when the wall's (UTC) shows `now_us`; None: not known."""
        ...

    def server_ms_of(self, market_us: int) -> int | None:
        """The server's clock at a moment of the market (UTC)."""
        ...

    def utc_us(self, server_ms: int, *, now_us: int) -> int | None:
        """The market's UTC of what the server wrote, at about the wall's `now_us`."""
        ...

    def age_s(self, server_ms: int, *, now_us: int) -> float | None:
        """How long ago, for a person who waits, the server wrote this."""
        ...


def utc_offset(_utc_us: int) -> int | None:
    """A server that keeps UTC."""
    return 0


class OffsetTime:
    """A real venue: `offset_s` says how far its clock is ahead of UTC at a UTC time (us)."""

    def __init__(self, offset_s: Callable[[int], int | None] = utc_offset) -> None:
        self._offset_s = offset_s

    def server_ms(self, now_us: int) -> int | None:
        offset_s = self._offset_s(now_us)
        return None if offset_s is None else now_us // 1000 + offset_s * 1000

    def server_ms_of(self, market_us: int) -> int | None:
        return self.server_ms(market_us)

    def utc_us(self, server_ms: int, *, now_us: int) -> int | None:
        """By the offset of that day, not of today."""
        offset_s = self._offset_s(now_us)
        if offset_s is None:
            return None
        near_us = (server_ms - offset_s * 1000) * 1000
        exact_s = self._offset_s(near_us)
        return (server_ms - (offset_s if exact_s is None else exact_s) * 1000) * 1000

    def age_s(self, server_ms: int, *, now_us: int) -> float | None:
        now_ms = self.server_ms(now_us)
        return None if now_ms is None else (now_ms - server_ms) / 1000
