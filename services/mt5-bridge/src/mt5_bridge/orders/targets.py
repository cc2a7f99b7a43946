"""What a command works on: a symbol, and the position or order it names."""

from dataclasses import dataclass

from mt5_bridge.orders.instruction import Instruction
from mt5_bridge.orders.parts import Parts
from mt5_bridge.orders.retcodes import Retcode
from mt5_bridge.orders.states import UNSETTLED_STATES
from mt5_bridge.orders.verdict import Stop, not_read, refused
from mt5_bridge.port.answers import CallFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`ticket` 0 for a new order."""

    symbol: str
    ticket: int = 0


def target_of(parts: Parts, asked: Instruction) -> Target | Stop:
    """The symbol and ticket; a `Stop` where there is nothing of the kind."""
    if asked.verb == "new":
        return Target(symbol=asked.symbol)
    if asked.target is not None:
        return _own_order(parts, asked, asked.target)
    if asked.symbol:
        return Target(symbol=asked.symbol, ticket=asked.ticket)
    positions, orders = parts.port.positions(), parts.port.orders()
    if isinstance(positions, CallFailed) or isinstance(orders, CallFailed):
        return not_read("its positions and orders")
    for row in (*positions, *orders):
        if row.ticket == asked.ticket:
            return Target(symbol=row.symbol, ticket=row.ticket)
    return refused(Retcode.INVALID, f"there is no open position and no order {asked.ticket}")


def _own_order(parts: Parts, asked: Instruction, command_id: str) -> Target | Stop:
    record = parts.journal.record(command_id)
    if record is None:
        return refused(Retcode.INVALID, f"there is no order {command_id}")
    if record.state in UNSETTLED_STATES:
        return refused(
            Retcode.INVALID, f"what became of order {command_id} is not known yet; try again soon"
        )
    if record.order == 0:
        return refused(
            Retcode.INVALID, f"order {command_id} never reached the book: it is {record.state}"
        )
    return Target(symbol=asked.symbol or record.instruction.symbol, ticket=record.order)
