"""The shape of a fault: it may have a say at each place where a terminal can misbehave."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from tickloom_terminal.faults.fate import Call, Fate, SeenQuote, Status
from tickloom_terminal.faults.occasions import Occasions
from tickloom_terminal.trade.records import Deal, Order, Position, Request

Rows = np.ndarray[Any, np.dtype[Any]]


class Hands(Protocol):
    """What others do at the same account: by hand, on another machine, at the broker's desk."""

    @property
    def now_ns(self) -> int: ...

    @property
    def positions(self) -> Sequence[Position]: ...

    def trade(self, request: Request, *, reason: int) -> None:
        """Send a request that this terminal did not make."""
        ...

    def close(self, position: Position, *, reason: int, comment: str) -> None: ...

    def move(self, symbol: str, points: int) -> None:
        """The market moves both sides by `points`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What queries show; the books themselves are never touched."""

    positions: tuple[Position, ...] = ()
    orders: tuple[Order, ...] = ()
    done_orders: tuple[Order, ...] = ()
    deals: tuple[Deal, ...] = ()


class Fault:
    """A fault that never says anything; each scenario overrides the place that it is about."""

    def __init__(self, occasions: Occasions) -> None:
        self._occasions = occasions

    @property
    def happened(self) -> int:
        """How often it happened so far."""
        return self._occasions.happened

    def on_call(self, call: Call) -> Fate | None:  # noqa: ARG002
        """The fate of a call; None leaves it to the others."""
        return None

    def on_records(self, records: Records, now_ns: int) -> Records:  # noqa: ARG002
        return records

    def on_status(self, status: Status, now_ns: int) -> Status:  # noqa: ARG002
        return status

    def on_quote(self, symbol: str, quote: SeenQuote, now_ns: int) -> SeenQuote:  # noqa: ARG002
        return quote

    def on_ticks(self, symbol: str, rows: Rows, now_ns: int) -> Rows:  # noqa: ARG002
        """Rows of a tick query (the package's dtype)."""
        return rows

    def on_time(self, hands: Hands) -> None:
        """Time passed: what others do by themselves."""

    def before_send(self, hands: Hands, request: Request) -> None:
        """What others do between the caller's look and the arrival of its request."""

    def clock_shift_s(self, utc_ns: int) -> int:  # noqa: ARG002
        """By how much the server's clock is wrong for an instant."""
        return 0
