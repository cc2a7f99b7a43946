"""From a decision to the messages it becomes; pure, so that what is sent is tested as values."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from algo.records import Deployed, OpenOrder
from tickloom.contracts import subjects
from tickloom.contracts.algo import ConditionLight, Decision
from tickloom.contracts.message import Header
from tickloom.contracts.trading import ClosePosition, SubmitOrder
from tickloom.domain.order import Side
from tickloom.engine.decision import BarDecision, ConditionReading, EntryIntent, ExitIntent

_MICROSECOND_NS = 1_000
_COMMENT_LIMIT = 31  # MetaTrader keeps that much of a comment

Stamp = Callable[[str], Header]
OrderIdOf = Callable[[str, int, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is written and said about one bar, and the commands that follow, closes first."""

    decision: Decision
    orders: tuple[OpenOrder, ...]


def admitted(
    decided: BarDecision, *, is_fresh: bool, obstacle: str, closing: Collection[int]
) -> BarDecision:
    """The decision as it may be acted on here and now.

    An entry needs a fresh bar and a settled desk; an exit is never held back, only not repeated.
    """
    exits = tuple(exit_ for exit_ in decided.exits if exit_.ticket not in closing)
    refusal = "" if decided.entry is None else (obstacle if is_fresh else "bar_too_old")
    if refusal:
        action, reason = ("exit", decided.reason) if exits else ("refused", refusal)
        return replace(decided, action=action, reason=reason, entry=None, exits=exits)
    if decided.exits and not exits and decided.entry is None:
        return replace(decided, action="none", reason="exit_in_flight", exits=())
    return replace(decided, exits=exits)


def plan(
    decided: BarDecision, deployed: Deployed, *, stamp: Stamp, order_id_of: OrderIdOf,
    expires_at: int,
) -> Plan:  # fmt: skip
    bar_time = decided.bar_time_ns // _MICROSECOND_NS
    orders = [
        _close(exit_, deployed, stamp=stamp, expires_at=expires_at,
               order_id=order_id_of(deployed.deployment, bar_time, f"exit/{exit_.ticket}"))
        for exit_ in decided.exits
    ]  # fmt: skip
    if decided.entry is not None:
        order_id = order_id_of(deployed.deployment, bar_time, decided.action)
        orders.append(
            _enter(decided.entry, deployed, stamp=stamp, expires_at=expires_at, order_id=order_id)
        )
    order_id = orders[-1].order_id if orders else None
    return Plan(
        decision=_said(decided, deployed, stamp=stamp, order_id=order_id), orders=tuple(orders)
    )


def lights(readings: Collection[ConditionReading]) -> list[ConditionLight]:
    return [
        ConditionLight(path=r.path, text=r.text, truth=r.truth, left=r.left, right=r.right)
        for r in readings
    ]


def _enter(
    entry: EntryIntent, deployed: Deployed, *, stamp: Stamp, order_id: str, expires_at: int
) -> OpenOrder:
    command = SubmitOrder(
        **stamp(subjects.command(deployed.account, "new")), order_id=order_id,
        account=deployed.account, symbol=deployed.symbol,
        side="buy" if entry.side is Side.BUY else "sell", volume=str(entry.volume),
        expires_at=expires_at, stop_loss=_text(entry.stop_loss),
        take_profit=_text(entry.take_profit), deployment=deployed.deployment,
        comment=deployed.deployment[-_COMMENT_LIMIT:],
    )  # fmt: skip
    return OpenOrder(order_id=order_id, command=command)


def _close(
    exit_: ExitIntent, deployed: Deployed, *, stamp: Stamp, order_id: str, expires_at: int
) -> OpenOrder:
    command = ClosePosition(
        **stamp(subjects.command(deployed.account, "close")), order_id=order_id,
        account=deployed.account, position=exit_.ticket, symbol=deployed.symbol,
        expires_at=expires_at, deployment=deployed.deployment,
        comment=deployed.deployment[-_COMMENT_LIMIT:],
    )  # fmt: skip
    return OpenOrder(order_id=order_id, command=command)


def _said(
    decided: BarDecision, deployed: Deployed, *, stamp: Stamp, order_id: str | None
) -> Decision:
    entry = decided.entry
    return Decision(
        **stamp(subjects.algo(deployed.deployment, "decision")), deployment=deployed.deployment,
        symbol=deployed.symbol, timeframe=deployed.timeframe,
        bar_time=decided.bar_time_ns // _MICROSECOND_NS, action=decided.action,
        reason=f"{decided.reason}: {decided.detail}" if decided.detail else decided.reason,
        conditions=lights(decided.conditions), order_id=order_id,
        volume=None if entry is None else str(entry.volume),
        price=None if entry is None else str(entry.price),
        stop_loss=None if entry is None else _text(entry.stop_loss),
        take_profit=None if entry is None else _text(entry.take_profit),
    )  # fmt: skip


def _text(value: object) -> str | None:
    return None if value is None else str(value)
