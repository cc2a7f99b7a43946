"""Rows 37 and 41 with the bridge's own gate: limits that bind whichever service goes mad."""

from decimal import Decimal
from pathlib import Path

from campaign.clock import VirtualClock
from campaign.executor import real, server_offset_s
from campaign.rows import SYMBOL, buy, state
from campaign.translation import venue_symbol
from campaign.venue import sheets
from campaign.world import World
from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import KeptState
from mt5_bridge.limits.day import Day, day_start_us
from mt5_bridge.limits.day_keeper import DayKeeper
from mt5_bridge.limits.limits_gate import LimitsGate
from mt5_bridge.limits.rules import (
    AccountLimits,
    DayLimits,
    Limits,
    OrderLimits,
    RateLimits,
    SymbolLimits,
)

SHEETS = {sheet.name: venue_symbol(sheet) for sheet in sheets()}


class KnownDay(DayKeeper):
    """A keeper that was told how the day began."""

    def tell(self, day: Day) -> None:
        self._keep(day)


def limited(folder: Path) -> tuple[World, Halts]:
    """A world behind the bridge's gate: five orders at once, 0.3 lots of a symbol."""
    clock = VirtualClock()
    kept = KeptState(folder / "state.sqlite")
    halts = Halts(kept, clock)
    keeper = KnownDay(kept, lambda us: us // 1_000_000 + server_offset_s(us))
    limits = Limits(
        day=DayLimits(loss_percent_max=None),
        order=OrderLimits(risk_percent_max=None, stop_loss_required=False),
        account=AccountLimits(risk_percent_max=None, volume_max=None),
        symbol=SymbolLimits(volume_max=Decimal("0.30"), positions_max=50),
        rate=RateLimits(orders_per_second=Decimal("0.5"), burst=5),
    )
    now_us = clock.now_us()
    money = Decimal(10_000)
    keeper.tell(Day(start_us=day_start_us(limits.day, now_us), balance=money, equity=money))
    gate = LimitsGate(limits, keeper, halts, kept, sheet_of=SHEETS.get)
    return World(1, real, gate=gate, clock=clock, shared_halts=halts), halts


def test_row_41_a_service_in_a_loop_trips_the_bucket_and_halts_entries(tmp_path: Path) -> None:
    world, halts = limited(tmp_path)
    names = [buy(world, "0.01") for _ in range(40)]
    while world.deliver():
        pass
    world.come_to_rest()
    assert len(world.venue.log) <= 6
    assert halts.has("order_rate")
    assert {state(world, name) for name in names} == {"filled", "rejected"}


def test_i6_what_is_unknown_counts_against_the_limit_of_the_symbol(tmp_path: Path) -> None:
    world, _ = limited(tmp_path)
    for _ in range(4):
        buy(world, "0.10")
        world.deliver()
        world.advance(5.0)
    world.come_to_rest()
    held = sum(p.volume for p in world.venue.book.of_symbol(SYMBOL))
    assert held == Decimal("0.30")
