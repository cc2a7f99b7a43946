"""Exits always pass, but for one that would open something; changes pass unless they risk more."""

from decimal import Decimal

from mt5_bridge.limits.checks import Held
from mt5_bridge.limits.held import Measure, SheetOf, Stake, Unmeasurable, is_hedging, stakes
from mt5_bridge.limits.rules import Limits
from mt5_bridge.orders.gate import Proposal, ProposalKind, Refusal
from mt5_bridge.orders.retcodes import Retcode
from tickloom.domain.order import Side

_ZERO = Decimal(0)


def exit_refusal(proposal: Proposal) -> Refusal | None:
    """On a netting account a close is an opposite deal: more of it than is open would reverse.

    Closes of unknown fate count as done. Removing a pending order has no side and always passes.
    """
    if proposal.side is None or proposal.volume <= 0 or is_hedging(proposal):
        return None
    name = proposal.symbol.name
    if proposal.positions is None:
        detail = (
            f"the position in {name} could not be read; on a netting account a close that is not "
            "covered by one would open the opposite"
        )
        return Refusal(reason="position_unread", detail=detail)
    against = sum(
        (
            held.volume
            for held in proposal.positions
            if held.symbol == name and (held.type == 1) is (proposal.side is Side.BUY)
        ),
        _ZERO,
    )
    perhaps_sent = sum(
        (u.volume for u in proposal.unknown if u.symbol == name and u.side is proposal.side), _ZERO
    )
    if proposal.volume <= against - perhaps_sent:
        return None
    detail = (
        f"closing {proposal.volume} lots of {name} would open the opposite: {against} are open and "
        f"{perhaps_sent} may be closing already"
    )
    return Refusal(
        reason="close_would_reverse", detail=detail, retcode=Retcode.INVALID_CLOSE_VOLUME
    )


def change_of(proposal: Proposal, limits: Limits, sheet_of: SheetOf) -> Held | None:
    """What is at stake without the changed thing, and the thing as it would be.

    None when the change risks no more than before; a stop that moves nearer is seen without
    knowing what a tick is worth. Raises `Unmeasurable`.
    """
    assert proposal.kind is ProposalKind.CHANGE
    keeps_stop = bool(proposal.stop_loss) or not limits.order.stop_loss_required
    if keeps_stop and (not limits.needs_risk or _is_nearer(proposal)):
        return None
    measure = Measure(proposal, sheet_of, limits)
    before, after = _both(proposal, measure)
    if after.risk <= before.risk and keeps_stop:
        return None
    rows = stakes(proposal, measure)
    others = tuple(row for row in rows if row.ticket != proposal.ticket)
    return Held(rows=others, order=after, measure=measure)


def _is_nearer(proposal: Proposal) -> bool:
    """Whether the stop of an open position moves towards the price, or stays."""
    for held in proposal.positions or ():
        if held.ticket == proposal.ticket and proposal.stop_loss:
            sign = -1 if held.type else 1
            return not held.sl or (proposal.stop_loss - held.sl) * sign >= 0
    return False


def _both(proposal: Proposal, measure: Measure) -> tuple[Stake, Stake]:
    """The thing as it is and as it would be."""
    stop = proposal.stop_loss or _ZERO
    for position in proposal.positions or ():
        if position.ticket == proposal.ticket:
            return measure.position(position), measure.position(position, stop_loss=stop)
    for order in proposal.orders or ():
        if order.ticket == proposal.ticket:
            changed = measure.order(order, price=proposal.price, stop_loss=stop)
            return measure.order(order), changed
    raise Unmeasurable(f"there is no position or order {proposal.ticket} to change")
