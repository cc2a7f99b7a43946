"""The question every order is asked at the last hop, once per attempt: why not?

Entries fail closed: a field that is None could not be read, and an entry that depends on it is
refused. Exits stay open: a gate refuses one only when what it knows forbids it.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from mt5_bridge.port.records import (
    AccountFigures,
    TerminalStatus,
    VenueOrder,
    VenuePosition,
    VenueSymbol,
    VenueTick,
)
from tickloom.domain.order import Side


class ProposalKind(StrEnum):
    """What an order does to the account's risk."""

    ENTRY = "entry"
    """Opens or adds, at the market or by a pending order."""
    EXIT = "exit"
    """Closes, wholly or in part, or removes a pending order."""
    CHANGE = "change"
    """Moves stops, or the price of a pending order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownExposure:
    """An order whose fate is not known: it counts as if it had been filled.

    What is None was not known when it was sent, and is counted by its worst case. An EXIT counts
    as the close it may have been, never as one that has happened.
    """

    command_id: str
    symbol: str
    side: Side
    volume: Decimal
    kind: ProposalKind = ProposalKind.ENTRY
    price: Decimal | None = None
    stop_loss: Decimal | None = None
    margin: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One attempt as it would be sent now: normalised, with all that was read for it.

    `tick_age_s` is None when the tick or the server's clock is unknown. `margin` is what this
    order alone would tie up. `positions` and `orders` are None when the terminal did not answer.
    `unknown` holds every order of the account whose outcome is open, of all symbols.
    """

    command_id: str
    account: str
    kind: ProposalKind
    verb: str
    """The command's verb: new, close, close_by, modify, change, cancel."""
    attempt: int
    """1 for the first."""
    symbol: VenueSymbol
    side: Side | None
    """Of the order itself: selling to close a buy is SELL; None for changes and cancels."""
    volume: Decimal
    price: Decimal | None
    """Where it would fill: ask or bid at the market, else the order's own price."""
    is_pending: bool
    stop_loss: Decimal | None
    take_profit: Decimal | None
    tick: VenueTick | None
    tick_age_s: float | None
    status: TerminalStatus
    figures: AccountFigures | None
    margin: Decimal | None
    positions: tuple[VenuePosition, ...] | None
    orders: tuple[VenueOrder, ...] | None
    unknown: tuple[UnknownExposure, ...]
    now_us: int
    monotonic_s: float
    sent_at_us: int
    """When the command was said, by its maker's clock."""
    expires_at_us: int
    lease_token: int | None = None
    deployment: str | None = None
    ticket: int = 0
    """The position or pending order that is closed, changed or removed; 0 for a new order."""
    is_repair: bool = False
    """The bridge's own work on what it sent, as a stop that the broker left out."""

    @property
    def margin_after(self) -> Decimal | None:
        """Margin in use once this is filled; what is UNKNOWN comes on top of it."""
        if self.figures is None or self.margin is None:
            return None
        return self.figures.margin + self.margin


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why not: a fixed snake_case word, and a sentence for a person who trades."""

    reason: str
    detail: str
    retcode: int | None = None
    """MetaTrader's code for the same thing, where it has one."""


class Gate(Protocol):
    """Limits, kill switch, halts, fencing, age of prices: everything that may say no."""

    def refusal(self, proposal: Proposal) -> Refusal | None:
        """None lets it pass. Asked again before every attempt; must not block."""
        ...


class OpenGate:
    """Refuses nothing: for accounts whose limits are held elsewhere, as the paper account's."""

    def refusal(self, proposal: Proposal) -> Refusal | None:  # noqa: ARG002
        return None
