"""Callers that were proved lately: enough to throw the kill switch while the database is away.

For nothing else: what was revoked since then is not known here.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable

from gateway.credentials import Caller

REMEMBERED_S = 900.0


class Remembered:
    """By the hash of what they showed; bounded, and forgotten after a quarter of an hour."""

    def __init__(self, *, monotonic_s: Callable[[], float], bound: int = 1_000) -> None:
        self._now_s = monotonic_s
        self._bound = bound
        self._callers: OrderedDict[bytes, tuple[float, Caller]] = OrderedDict()

    def note(self, proof: str, caller: Caller) -> None:
        """The database has just confirmed it."""
        name = _hash(proof)
        self._callers[name] = (self._now_s(), caller)
        self._callers.move_to_end(name)
        while len(self._callers) > self._bound:
            self._callers.popitem(last=False)

    def find(self, proof: str) -> Caller | None:
        """Who showed this within the quarter of an hour; None: nobody."""
        at_s, caller = self._callers.get(_hash(proof), (0.0, None))
        return caller if self._now_s() - at_s <= REMEMBERED_S else None


def _hash(proof: str) -> bytes:
    return hashlib.sha256(proof.encode()).digest()
