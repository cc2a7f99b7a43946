"""Asks the terminal, for an attempt and for reconciliation, and judges nothing."""

from typing import TypeVar

from mt5_bridge.orders.books import DAY_S, Books
from mt5_bridge.orders.gate import ProposalKind
from mt5_bridge.orders.instruction import Instruction
from mt5_bridge.orders.parts import Parts
from mt5_bridge.orders.retcodes import Retcode
from mt5_bridge.orders.situation import Situation
from mt5_bridge.orders.verdict import Stop, not_read, refused
from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.records import TerminalStatus, VenuePosition, VenueTick

T = TypeVar("T")
_EXIT_READS = 3
_PAUSE_S = 0.2


def read_books(parts: Parts, *, since_s: int) -> Books | None:
    """Everything since `since_s` (server seconds) and a day ahead; None where an answer is missing.

    A half-read book is worse than none: an order that is in the other half would be absent. What
    is active is read before the history: an order that moves over meanwhile is seen in one of them.
    """
    port, clock = parts.port, parts.clock
    now_us = clock.now_us()
    server_ms = parts.server_ms(now_us)
    to_s = (now_us // 1000 if server_ms is None else server_ms) // 1000 + DAY_S
    before = port.account()
    orders = port.orders()
    positions = port.positions()
    history_orders = port.history_orders(from_s=since_s, to_s=to_s)
    deals = port.history_deals(from_s=since_s, to_s=to_s)
    after = port.account()
    if (
        isinstance(history_orders, CallFailed)
        or isinstance(orders, CallFailed)
        or isinstance(positions, CallFailed)
        or isinstance(deals, CallFailed)
        or isinstance(before, CallFailed)
        or isinstance(after, CallFailed)
    ):
        return None
    return Books(
        positions=positions, orders=orders, history_orders=history_orders, deals=deals,
        figures=after if before.balance == after.balance else None,
        since_s=since_s, read_us=clock.now_us(), read_s=clock.monotonic_s(),
    )  # fmt: skip


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
    needs_orders = is_entry or asked.verb in {"cancel", "change", "modify"}
    orders = _or_none(parts.port.orders()) if needs_orders else None
    may_risk_more = asked.kind is not ProposalKind.EXIT
    figures = _or_none(parts.port.account()) if may_risk_more else None
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


def age_s(parts: Parts, tick: VenueTick) -> float | None:
    """How old a quote is by the server's clock; None where that clock is not known."""
    return parts.venue_time.age_s(tick.time_ms, now_us=parts.clock.now_us())


def _or_none(answer: Answer[T]) -> T | None:
    return None if isinstance(answer, CallFailed) else answer
