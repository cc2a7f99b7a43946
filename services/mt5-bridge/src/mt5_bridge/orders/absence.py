"""Whether what a command wants to close or cancel is really gone: one empty read proves nothing."""

from mt5_bridge.orders.instruction import Instruction
from mt5_bridge.orders.parts import Parts
from mt5_bridge.orders.retcodes import Retcode
from mt5_bridge.orders.states import Event
from mt5_bridge.orders.venue_codes import DealEntryCode, OrderStanding
from mt5_bridge.orders.verdict import Stop, not_read, refused
from mt5_bridge.port.answers import CallFailed

_DAY_S = 86_400
_LOOK_BACK_DAYS = 30
_PAUSE_S = 0.2


def confirmed(parts: Parts, asked: Instruction, stop: Stop, *, ticket: int) -> Stop:
    """The same end of the command where it holds; a refusal where the books do not bear it out."""
    if stop.event is not Event.CARRIED_OUT:
        return stop
    if stop.reason == "position_closed":
        return _position_gone(parts, asked.ticket, stop)
    if stop.reason == "order_gone":
        return _order_gone(parts, ticket, stop)
    return stop


def _position_gone(parts: Parts, ticket: int, stop: Stop) -> Stop:
    """Its closing deal stands in the history, or two reads find no trace of it."""
    deals = parts.port.history_deals(**_window(parts))
    if isinstance(deals, CallFailed):
        return not_read(f"the deals of position {ticket}")
    if any(d.position == ticket and d.entry != DealEntryCode.IN for d in deals):
        return stop
    parts.pause(_PAUSE_S)
    positions = parts.port.positions()
    if isinstance(positions, CallFailed) or any(p.ticket == ticket for p in positions):
        return not_read(f"clearly whether position {ticket} is open")
    return refused(Retcode.POSITION_CLOSED, f"there is no open position {ticket}")


def _order_gone(parts: Parts, ticket: int, stop: Stop) -> Stop:
    """It left the book unfilled; a filled one has to be closed, not cancelled."""
    orders = parts.port.history_orders(**_window(parts))
    if isinstance(orders, CallFailed):
        return not_read(f"what became of order {ticket}")
    order = next((o for o in orders if o.ticket == ticket), None)
    if order is None:
        return refused(Retcode.INVALID, f"there is no pending order {ticket}")
    if order.state in {OrderStanding.FILLED, OrderStanding.PARTIAL}:
        return refused(Retcode.INVALID, f"order {ticket} is filled already; close its position")
    return stop


def _window(parts: Parts) -> dict[str, int]:
    now_us = parts.clock.now_us()
    now_ms = parts.server_ms(now_us)
    now_s = now_us // 1_000_000 if now_ms is None else now_ms // 1000
    return {"from_s": now_s - _LOOK_BACK_DAYS * _DAY_S, "to_s": now_s + _DAY_S}
