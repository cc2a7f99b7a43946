"""Two opposite positions of a hedging account close each other: its request, and its traces. Pure.

It needs no quote, pays no spread, and leaves what one position had more. Once it is done one of
the two is gone, so a second copy would find nothing to do; it is never sent again all the same:
whose work a missing position is, only the deals under its number tell.
"""

from mt5_bridge.orders.instruction import Instruction
from mt5_bridge.orders.record import CommandRecord
from mt5_bridge.orders.retcodes import Retcode
from mt5_bridge.orders.situation import Situation
from mt5_bridge.orders.venue_codes import HEDGING, TradeAction, side_of_deal
from mt5_bridge.orders.verdict import Draft, Stop, refused
from mt5_bridge.port.records import VenueDeal, VenuePosition, VenueRequest
from tickloom.domain.order import Side

_ALLOWED = 64
"""The bit of a close-by in SYMBOL_ORDER_MODE."""


def draft_close_by(asked: Instruction, now: Situation) -> Draft | Stop:
    """The request; its side and volume are those of the first position's exit."""
    if now.status.margin_mode != HEDGING:
        return refused(Retcode.INVALID, "only a hedging account has two positions in one symbol")
    pair: list[VenuePosition] = []
    for ticket in (asked.ticket, asked.by):
        position = next((p for p in now.positions or () if p.ticket == ticket), None)
        if position is None:
            return refused(Retcode.POSITION_CLOSED, f"there is no open position {ticket}")
        pair.append(position)
    first, second = pair
    if {first.symbol, second.symbol} != {now.sheet.name} or first.type == second.type:
        return refused(
            Retcode.INVALID,
            f"positions {first.ticket} and {second.ticket} are not opposite ones of one symbol",
        )
    if not now.sheet.order_mask & _ALLOWED:
        return refused(
            Retcode.INVALID_ORDER, f"the broker does not close {now.sheet.name} by positions"
        )
    volume = min(first.volume, second.volume)
    return Draft(
        request=VenueRequest(
            action=TradeAction.CLOSE_BY, symbol=first.symbol, volume=volume,
            position=first.ticket, position_by=second.ticket,
        ),
        side=Side.SELL if first.type == 0 else Side.BUY, volume=volume, position=first.ticket,
    )  # fmt: skip


def is_counter_deal_of(record: CommandRecord, deal: VenueDeal) -> bool:
    """The deal that closes the second position: the opposite side, under the same order."""
    asked = record.instruction
    return (
        asked.verb == "close_by"
        and record.magic != 0
        and deal.magic == record.magic
        and deal.position == asked.by
        and side_of_deal(deal.type) not in {None, record.side}
        and deal.volume <= record.volume
    )
