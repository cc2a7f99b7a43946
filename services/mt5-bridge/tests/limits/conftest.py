"""An account, a symbol and an order written down by hand."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mt5_bridge.halts.halts import Halts
from mt5_bridge.kept_state import KeptState
from mt5_bridge.limits.day import Day, day_start_us
from mt5_bridge.limits.day_keeper import DayKeeper
from mt5_bridge.limits.limits_gate import Interlock, LimitsGate
from mt5_bridge.limits.rules import Limits
from mt5_bridge.orders.gate import Proposal, ProposalKind
from mt5_bridge.port.records import (
    AccountFigures,
    TerminalStatus,
    VenueOrder,
    VenuePosition,
    VenueSymbol,
    VenueTick,
)
from tickloom.domain.order import Side
from tickloom.runtime.clock import ManualClock

D = Decimal
NOW_US = 1_700_000_000_000_000

SHEET = VenueSymbol(
    name="EURUSD", path="Forex", description="", digits=5, point=D("0.00001"),
    tick_size=D("0.00001"), tick_value_profit=D(1), tick_value_loss=D(1), contract_size=D(100_000),
    volume_min=D("0.01"), volume_max=D(100), volume_step=D("0.01"), volume_limit=D(0),
    currency_base="EUR", currency_profit="USD", currency_margin="EUR", calc_mode=0, execution=2,
    filling_mask=3, expiration_mask=15, order_mask=127, trade_mode=4, stops_level_points=0,
    freeze_level_points=0, visible=True,
)  # fmt: skip
STATUS = TerminalStatus(
    connected=True, trade_allowed=True, api_disabled=False, login=7, server="Demo-1",
    account_trade_allowed=True, account_expert_allowed=True, trade_mode=0, margin_mode=2,
    currency="USD", currency_digits=2, leverage=100,
)  # fmt: skip
FIGURES = AccountFigures(
    balance=D(10_000), credit=D(0), profit=D(0), equity=D(10_000), margin=D(0),
    margin_free=D(10_000), margin_level=D(0),
)  # fmt: skip
TICK = VenueTick(
    time_ms=NOW_US // 1000, bid=D("1.08490"), ask=D("1.08500"), last=D(0), volume=D(0), flags=6
)
ENTRY = Proposal(
    command_id="c1", account="7", kind=ProposalKind.ENTRY, verb="new", attempt=1, symbol=SHEET,
    side=Side.BUY, volume=D("0.50"), price=D("1.08500"), is_pending=False,
    stop_loss=D("1.08300"), take_profit=None, tick=TICK, tick_age_s=0.1, status=STATUS,
    figures=FIGURES, margin=D("542.50"), positions=(), orders=(), unknown=(), now_us=NOW_US,
    monotonic_s=100.0, sent_at_us=NOW_US, expires_at_us=NOW_US + 10_000_000,
)  # fmt: skip
POSITION = VenuePosition(
    ticket=11, identifier=11, symbol="EURUSD", type=0, volume=D("0.50"), price_open=D("1.08500"),
    price_current=D("1.08490"), sl=D("1.08290"), tp=D(0), swap=D(0), profit=D(-5),
    time_ms=0, time_update_ms=0, magic=0, reason=0, comment="",
)  # fmt: skip
ORDER = VenueOrder(
    ticket=21, symbol="EURUSD", type=2, state=1, type_filling=2, type_time=0,
    volume_initial=D("0.50"), volume_current=D("0.50"), price_open=D("1.08000"), stoplimit=D(0),
    sl=D("1.07800"), tp=D(0), time_setup_ms=0, time_done_ms=0, expiration_s=0, magic=0, reason=0,
    position=0, comment="",
)  # fmt: skip


@pytest.fixture
def entry() -> Callable[..., Proposal]:
    """The entry of half a lot that risks 100 of 10,000, with some fields changed."""
    return partial(replace, ENTRY)


@pytest.fixture
def position() -> Callable[..., VenuePosition]:
    return partial(replace, POSITION)


@pytest.fixture
def order() -> Callable[..., VenueOrder]:
    return partial(replace, ORDER)


@pytest.fixture
def figures() -> Callable[..., AccountFigures]:
    return partial(replace, FIGURES)


@pytest.fixture
def status() -> Callable[..., TerminalStatus]:
    return partial(replace, STATUS)


@pytest.fixture
def sheet() -> Callable[..., VenueSymbol]:
    return partial(replace, SHEET)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW_US * 1000)


@pytest.fixture
def kept(tmp_path: Path) -> KeptState:
    return KeptState(tmp_path / "state.sqlite")


@pytest.fixture
def halts(kept: KeptState, clock: ManualClock) -> Halts:
    return Halts(kept, clock)


class KnownDay(DayKeeper):
    """A keeper that was told the day instead of having watched it."""

    def tell(self, day: Day) -> None:
        self._keep(day)


@pytest.fixture
def keeper(kept: KeptState) -> KnownDay:
    """The day began with 10,000."""
    keeper = KnownDay(kept, lambda us: us // 1_000_000)
    start_us = day_start_us(Limits().day, NOW_US)
    keeper.tell(Day(start_us=start_us, balance=D(10_000), equity=D(10_000)))
    return keeper


MakeGate = Callable[..., LimitsGate]


@pytest.fixture
def gate(keeper: KnownDay, halts: Halts, kept: KeptState) -> MakeGate:
    """A gate with wide limits but for those given as keyword sections."""

    def make(
        limits: Limits | None = None, *, interlocks: tuple[Interlock, ...] = (), **sections: Any
    ) -> LimitsGate:
        return LimitsGate(
            limits or Limits(**sections), keeper, halts, kept,
            sheet_of=lambda name: SHEET if name == "EURUSD" else None, interlocks=interlocks,
        )  # fmt: skip

    return make
