"""The decision log: written first, then said, and said again until the bus has it.

The parity report reads this log, so every closed bar has one row, whatever was decided.
"""

import asyncio
from collections.abc import Sequence

import structlog

from algo.records import Deployed, OpenOrder
from algo.store import Store
from tickloom.bus.port import Bus
from tickloom.contracts import subjects
from tickloom.contracts.algo import Decision, SignalRaised
from tickloom.contracts.message import Stamper
from tickloom.domain.errors import OutcomeUnknown, TryAgain

log = structlog.get_logger(__name__)

_PAUSES_S = (0.05, 0.2, 0.5, 1.0, 2.0)
_AT_ONCE = 100


class DecisionLog:
    """The log of one deployment."""

    def __init__(self, bus: Bus, store: Store, stamper: Stamper, deployed: Deployed) -> None:
        self._bus = bus
        self._store = store
        self._stamper = stamper
        self._deployed = deployed
        self._has_unsaid = True

    async def write(self, decisions: Sequence[Decision], orders: Sequence[OpenOrder] = ()) -> None:
        """Store, waiting for a database that is away: an unwritten decision is never acted on."""
        attempt = 0
        while True:
            try:
                await self._store.record(decisions, orders)
            except TryAgain as error:
                log.warning("decision_waits", why=error.detail, bars=len(decisions))
                await asyncio.sleep(_PAUSES_S[min(attempt, len(_PAUSES_S) - 1)])
                attempt += 1
            else:
                return

    async def say(self, decisions: Sequence[Decision]) -> None:
        """Publish what was written; what cannot be published now is found by `say_again`."""
        for start in range(0, len(decisions), _AT_ONCE):
            part = decisions[start : start + _AT_ONCE]
            try:
                await asyncio.gather(*(self._publish(decision) for decision in part))
                await self._store.mark_said(
                    self._deployed.deployment, [decision.bar_time for decision in part]
                )
            except (TryAgain, OutcomeUnknown) as error:
                self._has_unsaid = True
                log.warning("decision_not_said", why=error.detail, bars=len(part))

    async def say_again(self) -> None:
        """Publish what a crash or an absent bus left unsaid; ids keep the log free of doubles."""
        if self._has_unsaid:
            self._has_unsaid = False
            await self.say(await self._store.unsaid(self._deployed.deployment))

    async def _publish(self, decision: Decision) -> None:
        deployment = decision.deployment
        if decision.order_id is not None and decision.action in {"enter_long", "enter_short"}:
            await self._bus.publish_durable(
                subjects.algo(deployment, "signal"), self._signal(decision, decision.order_id),
                message_id=f"signal:{decision.order_id}",
            )  # fmt: skip
        await self._bus.publish_durable(
            subjects.algo(deployment, "decision"), decision,
            message_id=f"decision:{deployment}:{decision.bar_time}",
        )  # fmt: skip

    def _signal(self, decision: Decision, order_id: str) -> SignalRaised:
        subject = subjects.algo(decision.deployment, "signal")
        return SignalRaised(
            **self._stamper.header(subject, ts=decision.ts), deployment=decision.deployment,
            strategy=self._deployed.strategy, symbol=decision.symbol,
            timeframe=decision.timeframe, bar_time=decision.bar_time, order_id=order_id,
            side="buy" if decision.action == "enter_long" else "sell",
            price=decision.price or "", stop_loss=decision.stop_loss,
            take_profit=decision.take_profit,
        )  # fmt: skip
