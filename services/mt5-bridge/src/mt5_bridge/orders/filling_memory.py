"""Which filling mode each symbol of each server took last, kept in the journal."""

from mt5_bridge.orders.filling import allowed_fillings, memory_key, next_filling
from mt5_bridge.orders.instruction import Instruction
from mt5_bridge.orders.parts import Parts
from mt5_bridge.orders.record import CommandRecord
from mt5_bridge.orders.retcodes import Retcode
from mt5_bridge.orders.situation import Situation
from mt5_bridge.orders.venue_codes import TradeAction
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.records import VenueRequest
from tickloom.domain.order import OrderState

_TRADED = frozenset({OrderState.FILLED, OrderState.PARTIALLY_FILLED})


class FillingMemory:
    """Recalls a mode before a send, and learns from what came of it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def recall(self, asked: Instruction, now: Situation) -> int | None:
        key = memory_key(now.sheet.name, is_pending=asked.is_pending)
        return self._parts.journal.filling(now.status.server, key)

    def learn(self, record: CommandRecord, request: VenueRequest, server: str) -> None:
        """Only what led to a trade, or to a waiting order, is known to be right.

        An order that was accepted may still be turned down for its mode.
        """
        is_pending = record.instruction.is_pending
        if request.action == TradeAction.CLOSE_BY:
            return  # it is filled by no market
        if record.state in _TRADED or (is_pending and record.state is OrderState.PLACED):
            journal, key = self._parts.journal, memory_key(request.symbol, is_pending=is_pending)
            if journal.filling(server, key) != request.type_filling:
                journal.remember_filling(server, key, request.type_filling)

    def other(self, record: CommandRecord, request: VenueRequest) -> int | None:
        """After a 10030: the next mode that the symbol's sheet allows."""
        if record.retcode != Retcode.INVALID_FILL:
            return None
        sheet = self._parts.port.symbol(request.symbol)
        if isinstance(sheet, CallFailed):
            return None
        allowed = allowed_fillings(sheet, is_pending=record.instruction.is_pending)
        return next_filling(allowed, request.type_filling)
