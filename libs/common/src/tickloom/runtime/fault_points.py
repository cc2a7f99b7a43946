"""Named points at which a process can be told to die, so that tests may kill it exactly there.

`TICKLOOM_FAULT_POINT=bridge.after_send` kills the process with SIGKILL the first time it gets
there, `bridge.after_send:3` the third time. Without the variable nothing happens at any point.
"""

import os
import signal
from collections import Counter

from tickloom.domain.errors import InvalidInput

VARIABLE = "TICKLOOM_FAULT_POINT"
BRIDGE_POINTS = (
    "bridge.after_fetch",
    "bridge.after_intent",
    "bridge.after_send",
    "bridge.after_result",
    "bridge.after_publish",
    "bridge.after_deal_publish",
)
POINTS = (
    *BRIDGE_POINTS,
    "gateway.before_publish",
    "gateway.after_publish",
    "projector.after_deal_commit",
    "projector.after_order_commit",
)


class FaultPoints:
    """Dies at one point of one life, or never; `reach` is what the parts are handed."""

    def __init__(self, text: str = "") -> None:
        """`text`: a point, with `:n` for the n-th time; raises `InvalidInput` for no such point."""
        self._point, _, count = text.partition(":")
        self._count = int(count) if count.isdecimal() else 1
        self._reached: Counter[str] = Counter()
        if (self._point and self._point not in POINTS) or (count and not count.isdecimal()):
            raise InvalidInput(VARIABLE, text, "one of " + ", ".join(POINTS) + ", perhaps with :n")

    @classmethod
    def from_environment(cls) -> "FaultPoints":
        return cls(os.environ.get(VARIABLE, ""))

    def reach(self, point: str) -> None:
        """Here a crash would hurt; a point that is not in the list is an error of the caller."""
        assert point in POINTS, f"{point} is not in the list of fault points"
        self._reached[point] += 1
        if point == self._point and self._reached[point] == self._count:
            os.kill(os.getpid(), signal.SIGKILL)


def nowhere(_point: str) -> None:
    """`reach` of a composition that is not to be killed."""
