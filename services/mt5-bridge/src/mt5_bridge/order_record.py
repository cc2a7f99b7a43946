"""An order as the journal keeps it; it moves along `domain.order.TRANSITIONS` and nowhere else."""

from dataclasses import dataclass, replace
from typing import Literal

from mt5_bridge.retcodes import REASONS, Retcode
from mt5_bridge.terminal import BookedDeal, TradeResult
from tickloom.contracts.trading import ClosePosition, SideWord, SubmitOrder
from tickloom.domain.ids import AccountId, OrderId, Symbol
from tickloom.domain.order import OrderEvent, OrderState, next_state


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecord:
    """What was asked and what came of it; `ts` is the market time of the state, microseconds."""

    order_id: OrderId
    account: AccountId
    symbol: Symbol
    kind: Literal["new", "close"]
    state: OrderState
    ts: int
    volume: str
    side: SideWord | None = None
    position: int | None = None
    deployment: str | None = None
    price: str | None = None
    retcode: int | None = None
    reason: str = ""
    detail: str = ""

    def after(self, event: OrderEvent, *, ts: int) -> "OrderRecord":
        return replace(self, state=next_state(self.state, event), ts=ts)

    def refused(
        self, event: OrderEvent, retcode: Retcode, detail: str, *, ts: int
    ) -> "OrderRecord":
        """Nothing was traded, for this reason."""
        return replace(
            self.after(event, ts=ts), retcode=retcode, reason=REASONS[retcode], detail=detail
        )

    def filled(self, event: OrderEvent, booked: BookedDeal, *, ts: int) -> "OrderRecord":
        """Traded, as the deal says."""
        deal = booked.deal
        return replace(
            self.after(event, ts=ts), retcode=Retcode.DONE, reason=REASONS[Retcode.DONE],
            price=str(deal.price), volume=str(deal.volume), side=deal.side.value,
            position=deal.position,
        )  # fmt: skip

    def answered(self, result: TradeResult, *, ts: int) -> "OrderRecord":
        """What the terminal said to the request."""
        if result.deal is not None:
            return self.filled(OrderEvent.FILLED, result.deal, ts=ts)
        return self.refused(OrderEvent.REFUSED, result.retcode, result.detail, ts=ts)

    def reconciled(self, deals: list[BookedDeal], *, ts: int) -> "OrderRecord":
        """What the terminal's books say of an order whose answer was lost."""
        if deals:
            return self.filled(OrderEvent.RECONCILED_FILLED, deals[0], ts=ts)
        return replace(
            self.after(OrderEvent.RECONCILED_ABSENT, ts=ts), reason="not_sent",
            detail="the bridge stopped before the order was sent; it is not sent again",
        )  # fmt: skip


def accepted(command: SubmitOrder | ClosePosition, *, ts: int) -> OrderRecord:
    """A command as it came in."""
    is_entry = isinstance(command, SubmitOrder)
    return OrderRecord(
        order_id=OrderId(command.order_id), account=AccountId(command.account),
        symbol=Symbol(command.symbol), kind="new" if is_entry else "close",
        state=OrderState.ACCEPTED, ts=ts, volume=command.volume or "",
        side=command.side if is_entry else None,
        position=None if is_entry else command.position, deployment=command.deployment,
    )  # fmt: skip
