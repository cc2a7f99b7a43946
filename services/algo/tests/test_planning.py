"""What a decision becomes, as values."""

from dataclasses import replace
from decimal import Decimal

import pytest

from algo.desk import order_id_of
from algo.planning import Plan, admitted, plan
from algo.records import Deployed
from tickloom.contracts.message import Stamper
from tickloom.contracts.trading import ClosePosition, SubmitOrder
from tickloom.domain.ids import PositionTicket
from tickloom.domain.money import Price, Volume
from tickloom.domain.order import Side
from tickloom.engine.decision import BarDecision, EntryIntent, ExitIntent

BAR_NS = 1_700_000_040_000_000_000
DEPLOYED = Deployed(
    deployment="d-1", strategy="s-1", version=1, name="Test", account="paper-1",
    symbol="EURUSD", timeframe="M1", document={}, document_hash="h", mode="demo",
    state="running", detail="", started_at=0,
)  # fmt: skip
ENTRY = EntryIntent(
    side=Side.BUY, volume=Volume(Decimal("0.10")), price=Price(Decimal("1.10108")),
    stop_loss=Price(Decimal("1.09908")), take_profit=None, stop_distance=Decimal("0.00200"),
    target_distance=None,
)  # fmt: skip
EXIT = ExitIntent(ticket=PositionTicket(7), side=Side.SELL, reason="opposite_signal")
ENTERS = BarDecision(
    bar_time_ns=BAR_NS, action="enter_long", reason="signal", conditions=(), entry=ENTRY
)
REVERSES = replace(ENTERS, exits=(EXIT,))
EXITS = BarDecision(
    bar_time_ns=BAR_NS, action="exit", reason="condition", conditions=(), exits=(EXIT,)
)


@pytest.mark.parametrize(
    ("is_fresh", "obstacle", "reason"),
    [(False, "", "bar_too_old"), (True, "order_in_flight", "order_in_flight"),
     (False, "positions_unknown", "bar_too_old")],
)  # fmt: skip
def test_an_entry_needs_a_fresh_bar_and_a_settled_desk(
    is_fresh: bool, obstacle: str, reason: str
) -> None:
    held = admitted(ENTERS, is_fresh=is_fresh, obstacle=obstacle, closing=())
    assert (held.action, held.reason, held.entry) == ("refused", reason, None)


def test_a_stale_reversal_still_closes_what_is_open() -> None:
    held = admitted(REVERSES, is_fresh=False, obstacle="", closing=())
    assert (held.action, held.entry, held.exits) == ("exit", None, (EXIT,))


def test_a_position_on_its_way_out_is_not_closed_again() -> None:
    held = admitted(EXITS, is_fresh=True, obstacle="order_in_flight", closing={7})
    assert (held.action, held.reason, held.exits) == ("none", "exit_in_flight", ())


def test_a_decision_without_orders_passes_unchanged_however_old() -> None:
    nothing = replace(ENTERS, action="none", reason="no_signal", entry=None)
    assert admitted(nothing, is_fresh=False, obstacle="order_in_flight", closing=()) == nothing


def test_a_reversal_closes_first_and_every_id_follows_from_the_decision() -> None:
    planned = planned_of(REVERSES)
    close, enter = (order.command for order in planned.orders)
    assert isinstance(close, ClosePosition)
    assert isinstance(enter, SubmitOrder)
    assert (close.position, enter.side, enter.volume) == (7, "buy", "0.10")
    assert (enter.stop_loss, enter.take_profit) == ("1.09908", None)
    assert enter.comment == close.comment == "d-1"
    again = planned_of(REVERSES)
    assert [o.order_id for o in again.orders] == [o.order_id for o in planned.orders]
    assert close.order_id != enter.order_id
    assert planned.decision.order_id == enter.order_id


def test_another_bar_or_deployment_is_another_order() -> None:
    ids = {
        order_id_of(deployment, bar, action)
        for deployment in ("d-1", "d-2")
        for bar in (1, 2)
        for action in ("enter_long", "enter_short", "exit/7")
    }
    assert len(ids) == 12


def planned_of(decided: BarDecision) -> Plan:
    stamper = Stamper(mode="demo", now_us=lambda: 1_700_000_100_000_000)
    return plan(
        decided, DEPLOYED, stamp=stamper.header, order_id_of=order_id_of, expires_at=5
    )  # fmt: skip
