"""A command as the journal keeps it: what was asked, how it stands, what is known of it."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from mt5_bridge.orders.gate import ProposalKind, UnknownExposure
from mt5_bridge.orders.instruction import Instruction
from mt5_bridge.orders.states import UNSETTLED_STATES, Event, step
from mt5_bridge.port.records import ZERO
from tickloom.domain.order import OrderState, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRecord:
    """One command; `change` counts its states and numbers its events.

    `volume` is what was really asked of the venue, `filled` what is known to have been done.
    Amounts are 0 where there is none yet, prices None. `intent_server_ms` is the server's clock
    at the first INTENT; None when it was not known.
    """

    instruction: Instruction
    state: OrderState
    changed_at_us: int
    change: int = 0
    attempts: int = 0
    retries: int = 0
    fixes: int = 0
    magic: int = 0
    side: Side | None = None
    volume: Decimal = ZERO
    filled: Decimal = ZERO
    price: Decimal | None = None
    asked_price: Decimal | None = None
    slippage_points: Decimal | None = None
    stop_loss: Decimal = ZERO
    take_profit: Decimal = ZERO
    margin: Decimal | None = None
    filling: int | None = None
    point: Decimal = ZERO
    is_hedging: bool = False
    order: int = 0
    position: int = 0
    intent_at_us: int | None = None
    intent_server_ms: int | None = None
    retcode: int | None = None
    reason: str = ""
    detail: str = ""
    is_protection_due: bool = False
    """A fill whose stops have not been read back yet."""

    @property
    def command_id(self) -> str:
        return self.instruction.command_id

    def after(self, event: Event, *, now_us: int, **changes: Any) -> "CommandRecord":  # noqa: ANN401
        """The record in its next state; raises `Broken` where the table has no cell."""
        state, _ = step(self.state, event)
        return replace(self, state=state, change=self.change + 1, changed_at_us=now_us, **changes)

    @property
    def is_unsettled(self) -> bool:
        """It may have moved volume without our knowing, or is about to."""
        is_accepted_deal = self.state is OrderState.PLACED and not self.instruction.is_pending
        return self.state in UNSETTLED_STATES or is_accepted_deal

    @property
    def exposure(self) -> UnknownExposure | None:
        """What it may have done to the account; None for what moves no volume."""
        if self.side is None or self.volume == ZERO:
            return None
        kind = self.instruction.kind
        return UnknownExposure(
            command_id=self.command_id, symbol=self.instruction.symbol, side=self.side,
            volume=self.volume - self.filled, kind=kind, price=self.asked_price,
            stop_loss=self.stop_loss or None,
            margin=self.margin if kind is ProposalKind.ENTRY else None,
        )  # fmt: skip
