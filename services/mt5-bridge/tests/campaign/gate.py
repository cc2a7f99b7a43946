"""A small gate: age of prices, a limit of lots and a kill switch, as the bridge's own has them.

It holds what the campaign checks at the broker (I3, I5, I6): were a proposal to hide an order of
unknown fate, or an old price, the broker's books would show it.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from mt5_bridge.orders.gate import Proposal, ProposalKind, Refusal

TICK_AGE_MAX_S = 2.0
LOTS_MAX = Decimal(3)
"""Of one symbol: positions, waiting orders and what may have been filled, together."""


@dataclass(slots=True)
class SmallGate:
    """Its state outlives the bridge, as a kill switch does."""

    is_killed: bool = False
    passed: set[str] = field(default_factory=set[str])
    """Commands that nothing here spoke against."""

    def refusal(self, proposal: Proposal) -> Refusal | None:
        if proposal.kind is ProposalKind.ENTRY:
            refusal = self._refusal_of_entry(proposal)
            if refusal is not None:
                return refusal
        elif proposal.kind is ProposalKind.CHANGE and self.is_killed:
            return Refusal(reason="kill_switch", detail="the kill switch is on")
        self.passed.add(proposal.command_id)
        return None

    def _refusal_of_entry(self, proposal: Proposal) -> Refusal | None:
        if self.is_killed:
            return Refusal(reason="kill_switch", detail="the kill switch is on")
        age_s = proposal.tick_age_s
        if age_s is None or age_s > TICK_AGE_MAX_S:
            return Refusal(reason="stale_price", detail=f"the last price is {age_s} s old")
        if proposal.positions is None or proposal.orders is None:
            return Refusal(reason="unread", detail="the account's positions could not be read")
        if _lots(proposal) + proposal.volume > LOTS_MAX:
            return Refusal(
                reason="volume", detail=f"more than {LOTS_MAX} lots in {proposal.symbol.name}"
            )
        return None


def _lots(proposal: Proposal) -> Decimal:
    """The most that may stand in the symbol already."""
    name = proposal.symbol.name
    assert proposal.positions is not None
    assert proposal.orders is not None
    held = [p.volume for p in proposal.positions if p.symbol == name]
    waiting = [o.volume_current for o in proposal.orders if o.symbol == name]
    unknown = [
        u.volume for u in proposal.unknown
        if u.symbol == name and u.kind is ProposalKind.ENTRY
    ]  # fmt: skip
    return sum((*held, *waiting, *unknown), Decimal(0))
