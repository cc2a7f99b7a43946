"""What happens when the bridge has lost the bus: pure, in monotonic time.

Without a heartbeat for `t_dms_s`, waiting orders are removed and entries are refused; the stop
losses stay at the server. A returning bus lets entries pass again: nobody has to come.
"""

from enum import StrEnum

from mt5_bridge.orders.gate import Proposal, ProposalKind, Refusal

T_DMS_S = 20.0


class Pulse(StrEnum):
    """What a look at the switch found."""

    ALIVE = "alive"
    JUST_LOST = "just_lost"
    """Once for each loss: now the waiting orders go."""
    LOST = "lost"
    BACK = "back"


class DeadMansSwitch:
    """`beat` while the bus answers, `look` every second; an interlock of the gate."""

    def __init__(self, now_s: float, *, t_dms_s: float = T_DMS_S) -> None:
        self._t_dms_s = t_dms_s
        self._beat_s = now_s
        self._is_lost = False

    @property
    def is_lost(self) -> bool:
        return self._is_lost

    def beat(self, now_s: float) -> None:
        self._beat_s = now_s

    def look(self, now_s: float) -> Pulse:
        silent = now_s - self._beat_s >= self._t_dms_s
        if silent and not self._is_lost:
            self._is_lost = True
            return Pulse.JUST_LOST
        if not silent and self._is_lost:
            self._is_lost = False
            return Pulse.BACK
        return Pulse.LOST if silent else Pulse.ALIVE

    def refusal(self, proposal: Proposal) -> Refusal | None:
        """Also between two looks: a bridge that stood still finds itself late."""
        silent_s = proposal.monotonic_s - self._beat_s
        if proposal.kind is not ProposalKind.ENTRY:
            return None
        if not self._is_lost and silent_s < self._t_dms_s:
            return None
        detail = f"the bus has not been heard of for {silent_s:.0f} s; entries wait for it"
        return Refusal(reason="bus_lost", detail=detail)
