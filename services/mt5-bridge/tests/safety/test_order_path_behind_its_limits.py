"""Commands through the real executor and the real gate: what passes, what is refused and why."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mt5_bridge.account_safety import AccountSafety, SafetySettings
from mt5_bridge.kill.kill_order import KillOrder
from mt5_bridge.limits.rules import DayLimits, Limits, OrderLimits, RateLimits
from mt5_bridge.testing.order_desk import Desk
from tickloom.contracts.trading import ModifyPosition

D = Decimal
Make = Callable[..., tuple[Desk, AccountSafety]]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """An executor behind the whole of what may say no, on one folder."""

    def made(limits: Limits | None = None, **status: Any) -> tuple[Desk, AccountSafety]:
        desk = Desk(folder=tmp_path)
        desk.terminal.status_now = replace(desk.terminal.status_now, **status)
        port: Any = desk.terminal
        settings = SafetySettings(folder=tmp_path, account="demo", limits=limits or Limits())
        safety = AccountSafety(
            port, desk.clock, settings, to_server_s=lambda us: us // 1_000_000,
            pause=desk.clock.advance,
        )  # fmt: skip
        desk.gate, desk.shared_halts = safety.gate, safety.halts
        desk.restart()
        safety.observe()
        return desk, safety

    return made


def buy(desk: Desk, order_id: str, **fields: Any) -> Any:
    return desk.take(desk.buy(order_id, **{"stop_loss": "1.09800", **fields}))


def test_an_order_within_the_defaults_is_filled_and_the_next_limit_is_named(make: Make) -> None:
    desk, _ = make()
    assert buy(desk, "o-1").state == "filled"
    assert buy(desk, "o-2", volume="5").reason == "order_volume"
    assert buy(desk, "o-3", stop_loss=None).reason == "no_stop_loss"
    desk.terminal.tick_age_s = 3.0
    assert len(desk.terminal.sent) == 1
    assert buy(desk, "o-4").state == "rejected"
    assert len(desk.terminal.sent) == 1


def test_real_money_without_the_two_steps_is_not_traded_but_can_be_left(make: Make) -> None:
    desk, _ = make()
    buy(desk, "o-1")
    desk.terminal.status_now = replace(desk.terminal.status_now, trade_mode=2)
    desk.clock.advance(5)
    record = buy(desk, "o-2")
    assert record.reason == "live_not_allowed"
    for word in ("TICKLOOM_LIVE", "I trade real money on account 1001 at Demo-1", "/varz"):
        assert word in record.detail
    ticket = desk.terminal.open_positions[0].ticket
    assert desk.take(desk.close(ticket)).state == "filled"


def test_nothing_is_sent_after_the_acknowledgement_but_the_kills_own_closes(make: Make) -> None:
    desk, safety = make()
    buy(desk, "o-1")
    safety.kill.engage(KillOrder(id="k", reason="a drill", by="anna", at_us=1))
    assert buy(desk, "o-2").reason == "kill_switch"
    ticket = desk.terminal.open_positions[0].ticket
    assert desk.take(desk.close(ticket)).reason == "kill_switch"
    before = len(desk.terminal.sent)
    assert safety.work()
    assert desk.terminal.open_positions == []
    assert len(desk.terminal.sent) == before + 1
    desk.wait(120)
    assert buy(desk, "o-3").reason == "kill_switch"
    assert len(desk.terminal.sent) == before + 1
    safety.kill.release(by="anna", reason="it was a drill")
    safety.bus_lost.beat(desk.clock.monotonic_s())
    assert buy(desk, "o-4").state == "filled"


def test_a_loop_of_orders_is_stopped_after_its_burst(make: Make) -> None:
    desk, safety = make(
        Limits(
            rate=RateLimits(orders_per_second=D("0.1"), burst=3),
            order=OrderLimits(risk_percent_max=None),
        )
    )
    reasons = [buy(desk, f"o-{n}", volume="0.01").reason for n in range(20)]
    assert reasons.count("order_rate") == 1
    assert set(reasons[4:]) == {"halted"}
    assert len(desk.terminal.sent) == 3
    assert safety.halts.has("order_rate")


def test_a_stop_is_moved_nearer_and_not_away(make: Make) -> None:
    desk, _ = make()
    buy(desk, "o-1", volume="0.40")
    ticket = desk.terminal.open_positions[0].ticket

    def move(order_id: str, stop: str) -> Any:
        return desk.take(
            desk.command(
                ModifyPosition, order_id, position=ticket, stop_loss=stop, take_profit=None
            )
        )

    assert move("m-1", "1.09900").state == "done"
    assert move("m-2", "1.05000").reason == "order_risk"
    assert desk.terminal.open_positions[0].sl == D("1.09900")


def test_at_its_guard_the_day_flattens_the_account_where_its_owner_wished_so(make: Make) -> None:
    day = DayLimits(loss_max=D(100), loss_percent_max=None, flatten_at_guard=True)
    desk, safety = make(Limits(day=day))
    buy(desk, "o-1", volume="0.10")
    deal = desk.terminal.deals[-1]
    lost = replace(deal, ticket=9_999, position=9_999, entry=1, type=1, profit=D(-95))
    desk.terminal.deals.append(lost)
    safety.observe()
    assert safety.kill.order is not None
    assert safety.kill.order.path == "limit"
    assert safety.work()
    assert desk.terminal.open_positions == []
