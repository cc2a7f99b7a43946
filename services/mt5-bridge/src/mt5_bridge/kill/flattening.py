"""Makes an account flat and proves it: cancel, close, read again, until nothing is there twice.

It needs a terminal and nothing else: no bus, no journal, no limits. Each round reads anew, so a
pending order that was filled meanwhile is closed in the next one. Closing by ticket is idempotent
on a hedging account; on a netting account an unanswered close is given time to show itself before
it is sent again, because two of them would open the opposite.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from mt5_bridge.kill.closing import Closing, Outcome
from mt5_bridge.orders.gate import ProposalKind, UnknownExposure
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.records import TerminalStatus, VenueOrder, VenuePosition
from mt5_bridge.port.terminal_port import TradingPort
from tickloom.runtime.clock import Clock

_WAITING = frozenset({2, 3, 4, 5, 6, 7})
"""Types of orders that wait for a price; a market order in flight (0, 1) cannot be cancelled."""
_IN_FLIGHT = frozenset({0, 7, 8, 9})
_HEDGING = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FlattenSettings:
    """Patience of the work, in seconds."""

    budget_s: float = 60.0
    settle_s: float = 1.0
    """Between the two reads that prove it."""
    round_s: float = 0.25
    round_s_max: float = 2.0
    quiet_s: float = 15.0
    """How long an unanswered close on a netting account may take to show itself."""
    flatten: bool = True
    """False: only the pending orders go."""


@dataclass(slots=True, kw_only=True)
class FlatReport:
    """What was done and what is left; `is_proven` only after two reads that found nothing."""

    is_proven: bool = False
    account: str = ""
    cancelled: list[str] = field(default_factory=list[str])
    closed: list[str] = field(default_factory=list[str])
    left: list[str] = field(default_factory=list[str])
    problems: list[str] = field(default_factory=list[str])
    rounds: int = 0
    seconds: float = 0.0

    def problem(self, text: str) -> None:
        """Said once, however many rounds it lasts."""
        if text not in self.problems:
            self.problems.append(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    status: TerminalStatus
    positions: tuple[VenuePosition, ...]
    orders: tuple[VenueOrder, ...]
    margin: Decimal


Unsettled = Callable[[], tuple[UnknownExposure, ...]]
"""Orders whose fate is not known yet: while there are some, nothing is proven."""


def _nothing_unsettled() -> tuple[UnknownExposure, ...]:
    return ()


class Flattening:
    """One run; `say` hears every step in words, `reconnect` is tried while nobody answers."""

    def __init__(
        self, port: TradingPort, clock: Clock, settings: FlattenSettings | None = None, *,
        pause: Callable[[float], None] = time.sleep, say: Callable[[str], None] = lambda _: None,
        reconnect: Callable[[], object] = lambda: None, unsettled: Unsettled = _nothing_unsettled,
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> None:  # fmt: skip
        self._port = port
        self._clock = clock
        self._settings = settings or FlattenSettings()
        self._pause = pause
        self._say = say
        self._reconnect = reconnect
        self._unsettled = unsettled
        self._is_wanted = is_wanted
        self._closing = Closing(port)
        self._held_until_s: dict[int, float] = {}
        self.report = FlatReport()

    def run(self) -> FlatReport:
        """Until it is proven, no longer wanted, or the budget is used up."""
        settings, started_s = self._settings, self._clock.monotonic_s()
        wait_s = settings.round_s
        flat_since_s: float | None = None
        while self._is_wanted():
            reading = self._read()
            now_s = self._clock.monotonic_s()
            self.report.seconds = now_s - started_s
            if reading is not None and not self._left(reading):
                if flat_since_s is not None and now_s - flat_since_s >= settings.settle_s:
                    self.report.is_proven = True
                    break
                flat_since_s = now_s if flat_since_s is None else flat_since_s
                wait_s = settings.round_s
                pause_s = settings.settle_s
            else:
                flat_since_s = None
                did = reading is not None and self._work(reading)
                wait_s = settings.round_s if did else min(wait_s * 2, settings.round_s_max)
                pause_s = wait_s
            if self.report.seconds >= settings.budget_s:
                break
            self._pause(pause_s)
        return self.report

    def is_flat(self) -> bool:
        """One look, which proves nothing by itself; False too when it could not be read."""
        reading = self._read()
        return reading is not None and not self._left(reading)

    def _read(self) -> _Reading | None:
        """None: it could not be read, which says nothing about what is there."""
        self.report.rounds += 1
        status = self._port.status()
        if isinstance(status, CallFailed):
            self._unread("the terminal", status)
            self._reconnect()
            return None
        if not status.connected:
            self.report.problem("the terminal has no connection to the broker")
            return None
        account = f"{status.login} at {status.server}"
        if self.report.account not in {"", account}:
            self.report.problem(f"the terminal was switched to another account: {account}")
            return None
        self.report.account = account
        orders = self._port.orders()
        positions = self._port.positions()
        figures = self._port.account()
        for what, answer in (("orders", orders), ("positions", positions), ("account", figures)):
            if isinstance(answer, CallFailed):
                self._unread(f"the {what}", answer)
        if (
            isinstance(orders, CallFailed)
            or isinstance(positions, CallFailed)
            or isinstance(figures, CallFailed)
        ):
            return None
        return _Reading(status=status, positions=positions, orders=orders, margin=figures.margin)

    def _unread(self, what: str, failed: CallFailed) -> None:
        self.report.problem(f"{what} could not be read: {failed.text} ({failed.code})")

    def _left(self, reading: _Reading) -> list[str]:
        """What still stands, in words."""
        left = [_words_of_order(order) for order in reading.orders]
        if self._settings.flatten:
            left += [_words_of_position(position) for position in reading.positions]
            if not left and reading.margin > 0:
                left.append(f"margin of {reading.margin}, though no position is shown")
        for sent in self._unsettled():
            if sent.kind is ProposalKind.ENTRY:
                left.append(f"an order of {sent.volume} {sent.symbol} whose outcome is not known")
        self.report.left = left
        return left

    def _work(self, reading: _Reading) -> bool:
        """Cancels first, then closes, oldest first (FIFO accounts ask for it)."""
        did = False
        for order in sorted(reading.orders, key=lambda o: o.time_setup_ms):
            if order.type in _WAITING and order.state not in _IN_FLIGHT:
                did |= self._cancel(order)
        if self._settings.flatten:
            is_hedging = reading.status.margin_mode == _HEDGING
            for position in sorted(reading.positions, key=lambda p: (p.time_ms, p.ticket)):
                did |= self._close(position, is_hedging=is_hedging)
        return did

    def _cancel(self, order: VenueOrder) -> bool:
        outcome, words = self._closing.cancel(order)
        if outcome is Outcome.DONE:
            self.report.cancelled.append(_words_of_order(order))
            self._say(f"cancelled {_words_of_order(order)}")
            return True
        self._trouble(f"cancelling {_words_of_order(order)}: {words}")
        return False

    def _close(self, position: VenuePosition, *, is_hedging: bool) -> bool:
        now_s = self._clock.monotonic_s()
        if self._held_until_s.get(position.ticket, now_s) > now_s:
            return False
        outcome, words = self._closing.close(position)
        if outcome is Outcome.DONE:
            self.report.closed.append(_words_of_position(position))
            self._say(f"closed {_words_of_position(position)}")
            return True
        if outcome is Outcome.UNKNOWN and not is_hedging:
            self._held_until_s[position.ticket] = now_s + self._settings.quiet_s
        self._trouble(f"closing {_words_of_position(position)}: {words}")
        return False

    def _trouble(self, text: str) -> None:
        if text not in self.report.problems:
            self._say(text)
        self.report.problem(text)


def _words_of_order(order: VenueOrder) -> str:
    return f"order {order.ticket} ({order.volume_current} {order.symbol} at {order.price_open})"


def _words_of_position(position: VenuePosition) -> str:
    side = "sell" if position.type else "buy"
    return f"position {position.ticket} ({side} {position.volume} {position.symbol})"
