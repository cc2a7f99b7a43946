"""The gate of the last hop: kill switch, fencing, halts, price, limits, day and rate, in order.

Entries fail closed, exits stay open. A loop that sends orders ends in a HALT, which only a person
ends (Knight Capital, `orders.md` row 41).
"""

from collections.abc import Callable, Mapping

import structlog

from mt5_bridge import metrics
from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import KeptState
from mt5_bridge.limits import checks
from mt5_bridge.limits.checks import ZERO, Held
from mt5_bridge.limits.day import Day
from mt5_bridge.limits.day_keeper import DayKeeper
from mt5_bridge.limits.exits import change_of, exit_refusal
from mt5_bridge.limits.held import Measure, SheetOf, Stake, Unmeasurable, stakes
from mt5_bridge.limits.rate import TokenBucket
from mt5_bridge.limits.rules import Limits
from mt5_bridge.limits.tighten import Ignored, tightened
from mt5_bridge.orders.gate import Proposal, ProposalKind, Refusal

_CHANGES_PER_ENTRY = 5
log = structlog.get_logger(__name__)

Interlock = Callable[[Proposal], Refusal | None]
"""Something else that may say no first: the kill switch, the fence, a lost bus."""


class LimitsGate:
    """`orders.gate.Gate` over the limits of one account.

    `interlocks` are asked first, of every kind of proposal. `limits` may be tightened from another
    thread: the whole value is replaced.
    """

    def __init__(
        self, limits: Limits, day: DayKeeper, halts: Halts, kept: KeptState, *,
        sheet_of: SheetOf, interlocks: tuple[Interlock, ...] = (),
    ) -> None:  # fmt: skip
        self.limits = limits
        self._written = limits
        self._day = day
        self._halts = halts
        self._kept = kept
        self._sheet_of = sheet_of
        self._interlocks = interlocks
        self._entries = TokenBucket()
        self._changes = TokenBucket()

    def tighten(self, wishes: Mapping[str, object], *, by: str, now_us: int) -> tuple[Ignored, ...]:
        """What the bus asks for, on top of the file; what would loosen is ignored and audited."""
        self.limits, ignored = tightened(self._written, wishes)
        for wish in ignored:
            self._kept.say("limit_ignored", f"{by}: {wish.why}", at_us=now_us)
            log.warning("limit_ignored", path=wish.path, asked=wish.asked, by=by)
        return ignored

    def refusal(self, proposal: Proposal) -> Refusal | None:
        """None lets it pass, and counts it."""
        try:
            found = self._refusal(proposal)
        except Unmeasurable as error:
            found = Refusal(reason="cannot_be_checked", detail=str(error))
        if found is not None:
            metrics.REFUSALS.labels(reason=found.reason).inc()
        return found

    def _refusal(self, proposal: Proposal) -> Refusal | None:
        for interlock in self._interlocks:
            found = interlock(proposal)
            if found is not None:
                return found
        if proposal.kind is ProposalKind.EXIT:
            return exit_refusal(proposal)
        if proposal.kind is ProposalKind.CHANGE:
            return self._change_refusal(proposal)
        return self._halt_refusal() or self._entry_refusal(proposal, self.limits)

    def _halt_refusal(self) -> Refusal | None:
        halts = self._halts.now
        if not halts:
            return None
        causes = "; ".join(halt.detail for halt in halts)
        return Refusal(reason="halted", detail=f"entries are halted: {causes}")

    def _entry_refusal(self, proposal: Proposal, limits: Limits) -> Refusal | None:
        rate = limits.rate
        if not self._entries.take(
            proposal.monotonic_s, per_second=rate.orders_per_second, burst=rate.burst
        ):
            return self._tripped(
                "order_rate",
                f"more than {rate.burst} orders at once, or {rate.orders_per_second} a second",
            )
        found = checks.price_refusal(proposal, limits) or checks.tradable_refusal(proposal, limits)
        if found is not None:
            return found
        held = self._held(proposal, limits)
        found = (
            checks.order_refusal(proposal, limits, held)
            or checks.symbol_refusal(proposal, limits, held)
            or checks.account_refusal(proposal, limits, held)
        )
        if found is not None or not limits.needs_day:
            return found
        day = self._known_day(proposal, limits)
        found = checks.day_refusal(proposal, limits, held, day) or self._day_count_refusal(
            proposal, limits, day
        )
        if found is None and proposal.attempt == 1:
            self._day.count(proposal.volume)
        return found

    def _known_day(self, proposal: Proposal, limits: Limits) -> Day:
        day = self._day.day(limits, proposal.now_us)
        if day is None:
            raise Unmeasurable("what the account was worth at the day's beginning is not known yet")
        return day

    def _held(self, proposal: Proposal, limits: Limits) -> Held:
        if proposal.price is None or proposal.side is None:
            raise Unmeasurable("the price of the order is not known")
        measure = Measure(proposal, self._sheet_of, limits)
        name, side = proposal.symbol.name, proposal.side
        risk = measure.risk(
            name, side, proposal.volume, price=proposal.price, stop=proposal.stop_loss or ZERO
        )
        return Held(
            rows=stakes(proposal, measure), measure=measure,
            order=Stake(symbol=name, side=side, volume=proposal.volume, risk=risk),
        )  # fmt: skip

    def _day_count_refusal(self, proposal: Proposal, limits: Limits, day: Day) -> Refusal | None:
        if proposal.attempt > 1:
            return None
        orders_max, volume_max = limits.day.orders_max, limits.day.volume_max
        if orders_max is not None and day.orders + 1 > orders_max:
            return self._tripped("day_orders", f"more than {orders_max} orders in a day")
        if volume_max is not None and day.volume + proposal.volume > volume_max:
            return self._tripped("day_volume", f"more than {volume_max} lots in a day")
        return None

    def _tripped(self, cause: str, words: str) -> Refusal:
        detail = f"{words}: something may be sending orders in a loop"
        self._halts.halt(cause, detail)
        return Refusal(reason=cause, detail=f"{detail}; entries are halted")

    def _change_refusal(self, proposal: Proposal) -> Refusal | None:
        limits = self.limits
        rate = limits.rate
        if not self._changes.take(
            proposal.monotonic_s, per_second=rate.orders_per_second * _CHANGES_PER_ENTRY,
            burst=rate.burst * _CHANGES_PER_ENTRY,
        ):  # fmt: skip
            return Refusal(reason="change_rate", detail="too many changes in a short time")
        held = change_of(proposal, limits, self._sheet_of)
        if held is None:
            return None
        halted = self._halt_refusal()
        if halted is not None:
            return halted
        found = checks.change_refusal(proposal, limits, held)
        if found is not None or not limits.needs_day:
            return found
        return checks.day_refusal(proposal, limits, held, self._known_day(proposal, limits))
