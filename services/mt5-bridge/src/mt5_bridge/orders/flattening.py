"""Bring an account to nothing: pending orders first, then positions, and read again until flat.

Resting orders refill an account that was flat (`orders.md` 6.9), so they go first; it is done when
two readings in a row show nothing and no order of unknown fate can still turn up.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from mt5_bridge.orders.instruction import Instruction
from mt5_bridge.orders.parts import Parts
from mt5_bridge.orders.record import CommandRecord
from mt5_bridge.orders.states import Event
from mt5_bridge.orders.venue_codes import OrderType
from mt5_bridge.port.answers import CallFailed
from mt5_bridge.port.records import VenueOrder, VenuePosition
from tickloom.domain.order import OrderState

log = structlog.get_logger(__name__)

_ROUNDS = 4
_PAUSE_S = 0.2
_LIFE_US = 30_000_000
_PAUSE_S_MIN, _PAUSE_S_MAX = 5.0, 60.0
_GIVE_UP_S = 900.0
_NOTHING = frozenset({OrderState.REJECTED, OrderState.EXPIRED})


@dataclass(slots=True)
class _Effort:
    """How a flatten gets on; kept in memory, so a restart begins quickly again."""

    next_s: float = float("-inf")
    pause_s: float = _PAUSE_S_MIN
    waited_s: float = 0.0


class Flattening:
    """Carries a flatten as far as it goes now; reconciliation calls it again until it is done."""

    def __init__(self, parts: Parts, run: Callable[[Instruction], CommandRecord | None]) -> None:
        self._parts = parts
        self._run = run
        self._efforts: dict[str, _Effort] = {}

    def begin(self, record: CommandRecord) -> CommandRecord:
        """Journaled first, so that a crash in the middle does not leave half an account."""
        now_us = self._parts.clock.now_us()
        record = record.after(
            Event.INTENDED, now_us=now_us, intent_at_us=now_us, reason="flattening",
            detail="pending orders are removed, then positions closed",
        )  # fmt: skip
        self._parts.journal.write(record, is_news=True)
        return self.proceed(record)

    def proceed(self, record: CommandRecord) -> CommandRecord:
        """Rounds of reading and closing, a few at a time; slower while nothing comes of it."""
        effort = self._efforts.setdefault(record.command_id, _Effort())
        if self._parts.clock.monotonic_s() < effort.next_s:
            return record
        empty_reads = 0
        for _ in range(_ROUNDS):
            left = self._left(record.instruction)
            if left is None:
                return record
            orders, positions = left
            if not orders and not positions:
                empty_reads += 1
                if empty_reads >= 2 and not self._is_anything_unsettled(record):
                    return self._done(record)
            else:
                empty_reads = 0
                record, is_progress = self._close(record, orders, positions)
                if not is_progress:
                    return self._slow_down(record, effort, orders, positions)
                effort.pause_s = _PAUSE_S_MIN
            self._parts.pause(_PAUSE_S)
        return record

    def _left(self, asked: Instruction) -> tuple[list[VenueOrder], list[VenuePosition]] | None:
        """What is still there; None when the terminal did not say."""
        orders, positions = self._parts.port.orders(), self._parts.port.positions()
        if isinstance(orders, CallFailed) or isinstance(positions, CallFailed):
            return None
        here = asked.symbol
        return (
            [o for o in orders if here in {"", o.symbol} and o.type > OrderType.SELL],
            [p for p in positions if here in {"", p.symbol}],
        )

    def _close(
        self, record: CommandRecord, orders: list[VenueOrder], positions: list[VenuePosition]
    ) -> tuple[CommandRecord, bool]:
        """One round, and whether anything came of it."""
        is_progress = False
        for verb, row in (*(("cancel", o) for o in orders), *(("close", p) for p in positions)):
            record, done = self._leg(record, verb=verb, ticket=row.ticket, symbol=row.symbol)
            is_progress |= done
        return record, is_progress

    def _slow_down(
        self, record: CommandRecord, effort: "_Effort", orders: list[VenueOrder],
        positions: list[VenuePosition],
    ) -> CommandRecord:  # fmt: skip
        """Everything was refused, the market is closed perhaps: less and less often, then never."""
        now_s = self._parts.clock.monotonic_s()
        effort.next_s = now_s + effort.pause_s
        effort.waited_s += effort.pause_s
        effort.pause_s = min(effort.pause_s * 2, _PAUSE_S_MAX)
        if effort.waited_s < _GIVE_UP_S:
            return record
        left = ", ".join(f"{row.ticket} in {row.symbol}" for row in (*orders, *positions))
        record = record.after(
            Event.REJECTED, now_us=self._parts.clock.now_us(), reason="not_flat",
            detail=f"the broker refuses to cancel or close: {left}",
        )  # fmt: skip
        self._parts.journal.write(record, is_news=True)
        log.error("account_not_flat", command_id=record.command_id, detail=record.detail)
        return record

    def _leg(
        self, record: CommandRecord, *, verb: str, ticket: int, symbol: str
    ) -> tuple[CommandRecord, bool]:
        """One cancel or close, a command of its own under the flatten's id and number."""
        record = replace(record, attempts=record.attempts + 1)
        self._parts.journal.write(record, is_news=False)
        now_us = self._parts.clock.now_us()
        asked = record.instruction
        leg = Instruction(
            command_id=f"{record.command_id}.{record.attempts}", account=asked.account,
            verb="cancel", symbol=symbol, ticket=ticket, sent_at_us=now_us,
            expires_at_us=now_us + _LIFE_US, deployment=asked.deployment,
            lease_token=asked.lease_token, parent=record.command_id, reason=asked.reason,
        )  # fmt: skip
        done = self._run(leg if verb == "cancel" else replace(leg, verb="close"))
        return record, done is not None and done.state not in _NOTHING

    def _is_anything_unsettled(self, record: CommandRecord) -> bool:
        """An entry of unknown fate may still fill after the account was read as flat.

        Another flatten is nothing that could fill: two of them would wait for each other for ever.
        """
        return any(
            other.is_unsettled
            and other.command_id != record.command_id
            and other.instruction.verb != record.instruction.verb
            for other in self._parts.journal.open_records()
        )

    def _done(self, record: CommandRecord) -> CommandRecord:
        record = record.after(
            Event.CARRIED_OUT, now_us=self._parts.clock.now_us(), reason="flat",
            detail="no position and no pending order is left, by two readings",
        )  # fmt: skip
        self._parts.journal.write(record, is_news=True)
        log.warning("account_flat", command_id=record.command_id, legs=record.attempts)
        return record
