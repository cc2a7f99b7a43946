"""Whether a command is still young enough to be carried out."""

from mt5_bridge.orders.gate import ProposalKind
from mt5_bridge.orders.instruction import Instruction
from mt5_bridge.orders.parts import Parts
from mt5_bridge.orders.retcodes import Retcode
from mt5_bridge.orders.states import Event
from mt5_bridge.orders.verdict import Stop


def too_late(parts: Parts, asked: Instruction, *, received_s: float) -> Stop | None:
    """By the wall clock, by the time since it was received, and by its maker's clock.

    So a step of any one clock cannot make an old command young.
    """
    now_us = parts.clock.now_us()
    life_s = (asked.expires_at_us - asked.sent_at_us) / 1e6
    waited_s = parts.clock.monotonic_s() - received_s
    if now_us > asked.expires_at_us or waited_s > life_s:
        late_ms = max((now_us - asked.expires_at_us) // 1000, round((waited_s - life_s) * 1000))
        return Stop(
            event=Event.TOO_LATE, reason="expired", retcode=Retcode.INVALID_EXPIRATION,
            detail=f"the order came {late_ms} ms after it expired; nothing was sent",
        )  # fmt: skip
    ahead_s = (asked.sent_at_us - now_us) / 1e6
    if asked.kind is ProposalKind.ENTRY and ahead_s > parts.settings.sent_ahead_s_max:
        return Stop(
            event=Event.TOO_LATE, reason="clocks_differ",
            detail=f"the order says it was sent {ahead_s:.1f} s in the future: "
            "the clocks of sender and bridge differ; nothing was sent",
        )  # fmt: skip
    return None
