"""What is read from the terminal for one attempt; a missing answer stays a missing answer."""

from dataclasses import dataclass
from typing import TypeVar

from mt5_bridge.orders.gate import ProposalKind
from mt5_bridge.orders.instruction import Instruction
from mt5_bridge.orders.parts import Parts
from mt5_bridge.orders.retcodes import Retcode
from mt5_bridge.orders.states import Event
from mt5_bridge.orders.verdict import Stop, refused
from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.records import (
    AccountFigures,
    TerminalStatus,
    VenueOrder,
    VenuePosition,
    VenueSymbol,
    VenueTick,
)

T = TypeVar("T")
_EXIT_READS = 3
_PAUSE_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The terminal and the symbol as they were just now."""

    status: TerminalStatus
    sheet: VenueSymbol
    tick: VenueTick | None
    tick_age_s: float | None
    positions: tuple[VenuePosition, ...] | None
    orders: tuple[VenueOrder, ...] | None
    figures: AccountFigures | None


def read_situation(
    parts: Parts, asked: Instruction, status: TerminalStatus, symbol: str
) -> Situation | Stop:
    """Everything an attempt is judged by; a `Stop` where no order could be built without it."""
    sheet = parts.port.symbol(symbol)
    if isinstance(sheet, CallFailed):
        return refused(
            Retcode.INVALID,
            f"the terminal shows no sheet of {symbol}: {sheet.text} ({sheet.code})",
        )
    positions = _positions(parts, is_exit=asked.kind is ProposalKind.EXIT)
    if positions is None and asked.verb not in {"change", "cancel"}:
        return not_read("the open positions")
    is_entry = asked.kind is ProposalKind.ENTRY
    needs_orders = is_entry or asked.verb in {"cancel", "change"}
    orders = _or_none(parts.port.orders()) if needs_orders else None
    figures = _or_none(parts.port.account()) if is_entry else None
    if is_entry and (orders is None or figures is None):
        return not_read("the pending orders" if orders is None else "the account's figures")
    tick = _or_none(parts.port.tick(symbol))
    return Situation(
        status=status, sheet=sheet, tick=tick,
        tick_age_s=None if tick is None else age_s(parts, tick),
        positions=positions, orders=orders, figures=figures,
    )  # fmt: skip


def _positions(parts: Parts, *, is_exit: bool) -> tuple[VenuePosition, ...] | None:
    """Asked a few times for an exit: one lost answer must not keep anybody in a position."""
    for _ in range(_EXIT_READS if is_exit else 1):
        positions = parts.port.positions()
        if not isinstance(positions, CallFailed):
            return positions
        if is_exit:
            parts.pause(_PAUSE_S)
    return None


def not_read(what: str) -> Stop:
    """The terminal left a question open that an order cannot do without."""
    return Stop(
        event=Event.REFUSED, reason="terminal_silent",
        detail=f"the terminal did not tell {what}; nothing was sent", retcode=None,
    )  # fmt: skip


def age_s(parts: Parts, tick: VenueTick) -> float | None:
    """How old a quote is by the server's clock; None where that clock is not known."""
    return parts.venue_time.age_s(tick.time_ms, now_us=parts.clock.now_us())


def _or_none(answer: Answer[T]) -> T | None:
    return None if isinstance(answer, CallFailed) else answer
