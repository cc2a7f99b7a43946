"""After a fill: do the stops really stand at the server, and is the fill what was asked?

A position whose stop loss is missing gets it; where that is refused it is closed, or only cried
out, as the settings say. Nothing stays without a stop in silence.
"""

from collections.abc import Callable
from dataclasses import replace

import structlog

from mt5_bridge.orders.books import Books
from mt5_bridge.orders.instruction import Instruction
from mt5_bridge.orders.matching import is_position_of
from mt5_bridge.orders.parts import Parts
from mt5_bridge.orders.record import CommandRecord
from mt5_bridge.port.records import ZERO, VenuePosition
from tickloom.domain.order import OrderState

log = structlog.get_logger(__name__)

_LIFE_US = 30_000_000
_TRIES_MAX = 3


class Protection:
    """`run` carries out an instruction of our own and gives its record."""

    def __init__(self, parts: Parts, run: Callable[[Instruction], CommandRecord | None]) -> None:
        self._parts = parts
        self._run = run

    def review(self, books: Books) -> None:
        """Look after every fill whose stops have not been read back."""
        for record in self._parts.journal.unprotected():
            position = _position_of(record, books)
            if position is None:
                self._without_position(record, books)
            elif self._is_right(record, position):
                self._settled(replace(record, position=record.position or position.ticket))
            else:
                self._set_right(record, position)

    def _is_right(self, record: CommandRecord, position: VenuePosition) -> bool:
        limit = self._parts.settings.slippage_points_alert
        slippage = record.slippage_points
        if slippage is not None and slippage > limit:
            log.warning(
                "slippage_large", command_id=record.command_id, points=str(slippage),
                points_max=limit,
            )  # fmt: skip
        if position.magic != record.magic and record.is_hedging:
            log.error(
                "magic_rewritten", command_id=record.command_id, sent=record.magic,
                found=position.magic,
            )  # fmt: skip
        return record.stop_loss == ZERO or position.sl != ZERO

    def _set_right(self, record: CommandRecord, position: VenuePosition) -> None:
        for number in range(1, _TRIES_MAX + 1):
            name = f"{record.command_id}:stop:{number}"
            if self._parts.journal.record(name) is None:
                break
        else:
            self._give_up(record, position)
            return
        log.error("stop_loss_missing", command_id=record.command_id, position=position.ticket)
        done = self._run(
            self._instruction(
                record, position, verb="modify", name=name,
            )
        )  # fmt: skip
        if done is None or done.state in {OrderState.UNKNOWN, OrderState.INTENT}:
            return
        if done.state is OrderState.DONE:
            self._settled(record)
        elif self._parts.settings.missing_stop == "close":
            closed = self._run(
                self._instruction(record, position, verb="close", name=f"{name}:close")
            )
            log.error("closed_for_want_of_a_stop", command_id=record.command_id)
            if closed is not None and closed.state in {OrderState.FILLED, OrderState.DONE}:
                self._settled(record)

    def _instruction(
        self, record: CommandRecord, position: VenuePosition, *, verb: str, name: str
    ) -> Instruction:
        now_us = self._parts.clock.now_us()
        asked = record.instruction
        common = Instruction(
            command_id=name, account=asked.account, verb="close", symbol=position.symbol,
            ticket=position.ticket, sent_at_us=now_us, expires_at_us=now_us + _LIFE_US,
            deployment=asked.deployment, lease_token=asked.lease_token,
            parent=record.command_id, reason="stop_loss_missing",
        )  # fmt: skip
        if verb == "close":
            return common
        return replace(
            common, verb="modify", stop_loss=record.stop_loss,
            take_profit=record.take_profit or None,
        )  # fmt: skip

    def _give_up(self, record: CommandRecord, position: VenuePosition) -> None:
        """No more tries: entries stop until a person has looked."""
        detail = (
            f"position {position.ticket} in {position.symbol} has no stop loss, "
            "and the broker took neither the stop nor the close"
        )
        log.error("position_unprotected", command_id=record.command_id, detail=detail)
        self._parts.halts.halt("position_unprotected", detail)

    def _without_position(self, record: CommandRecord, books: Books) -> None:
        """Closed again already, or not shown yet: only a closing deal tells them apart."""
        is_closed = any(d.position == record.position and d.entry != 0 for d in books.deals)
        is_old = books.read_us - record.changed_at_us > self._parts.settings.quiet_s * 1e6
        if is_closed or is_old or record.stop_loss == ZERO:
            self._settled(record)

    def _settled(self, record: CommandRecord) -> None:
        self._parts.journal.write(replace(record, is_protection_due=False), is_news=False)


def _position_of(record: CommandRecord, books: Books) -> VenuePosition | None:
    if record.position:
        known = (record.position,)
        found = next(
            (p for p in books.positions if p.ticket in known or p.identifier in known), None
        )
        if found is not None:
            return found
    return next((p for p in books.positions if is_position_of(record, p)), None)
