"""A venue's deal in the words of the domain: its entry, its reason, and what the fold takes."""

from mt5_bridge.orders.venue_codes import DealEntryCode, side_of_deal
from mt5_bridge.port.records import VenueDeal
from tickloom.domain.ids import AccountId, DealTicket, PositionTicket, Symbol
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import Deal, DealEntry, DealReason

_MILLISECOND_NS = 1_000_000
_ENTRIES: dict[int, DealEntry] = {
    DealEntryCode.IN: DealEntry.IN, DealEntryCode.OUT: DealEntry.OUT,
    DealEntryCode.IN_OUT: DealEntry.IN_OUT, DealEntryCode.OUT_BY: DealEntry.OUT_BY,
}  # fmt: skip
_REASONS = {
    0: DealReason.CLIENT, 1: DealReason.CLIENT, 2: DealReason.CLIENT, 3: DealReason.EXPERT,
    4: DealReason.STOP_LOSS, 5: DealReason.TAKE_PROFIT, 6: DealReason.STOP_OUT,
    7: DealReason.ROLLOVER, 8: DealReason.VARIATION_MARGIN, 9: DealReason.SPLIT,
}  # fmt: skip


def entry_of(code: int) -> DealEntry:
    """DEAL_ENTRY_*, of which MetaTrader has four; a fifth would have to close something."""
    return _ENTRIES.get(code, DealEntry.OUT)


def reason_of(code: int) -> DealReason:
    """DEAL_REASON_*."""
    return _REASONS.get(code, DealReason.OTHER)


def trade_of(deal: VenueDeal) -> Deal | None:
    """The deal as `domain.position` folds it, at the server's time; None for what is no trade."""
    side = side_of_deal(deal.type)
    if side is None:
        return None
    return Deal(
        ticket=DealTicket(deal.ticket), order_id=None, account=AccountId(""),
        symbol=Symbol(deal.symbol), position=PositionTicket(deal.position), side=side,
        entry=entry_of(deal.entry), volume=Volume(deal.volume), price=Price(deal.price),
        time_ns=deal.time_ms * _MILLISECOND_NS, profit=deal.profit,
        commission=deal.commission + deal.fee, swap=deal.swap, reason=reason_of(deal.reason),
        comment=deal.comment, order=deal.order or None,
    )  # fmt: skip
