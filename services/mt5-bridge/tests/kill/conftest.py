"""A broker's account in memory: what it holds, and what it answers when it is asked to let go."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest

from mt5_bridge.kept_state import KeptState
from mt5_bridge.kill.kill_file import KillFile
from mt5_bridge.kill.kill_switch import KillSwitch
from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.records import (
    AccountFigures,
    SendAnswer,
    TerminalStatus,
    VenueOrder,
    VenuePosition,
    VenueRequest,
    VenueSymbol,
    VenueTick,
)
from tickloom.runtime.clock import ManualClock

D = Decimal
STATUS = TerminalStatus(
    connected=True, trade_allowed=True, api_disabled=False, login=7, server="Demo-1",
    account_trade_allowed=True, account_expert_allowed=True, trade_mode=0, margin_mode=2,
    currency="USD", currency_digits=2, leverage=100,
)  # fmt: skip
SHEET = VenueSymbol(
    name="EURUSD", path="", description="", digits=5, point=D("0.00001"), tick_size=D("0.00001"),
    tick_value_profit=D(1), tick_value_loss=D(1), contract_size=D(100_000),
    volume_min=D("0.01"), volume_max=D(50), volume_step=D("0.01"), volume_limit=D(0),
    currency_base="EUR", currency_profit="USD", currency_margin="EUR", calc_mode=0, execution=2,
    filling_mask=2, expiration_mask=15, order_mask=127, trade_mode=4, stops_level_points=0,
    freeze_level_points=0, visible=True,
)  # fmt: skip
DONE, PARTIAL, INVALID_FILL, CLOSED = 10009, 10010, 10030, 10036


class Account:
    """The trading half of the port; `script` answers instead of the broker while it lasts.

    A script entry is an answer, or a callable that is given the request.
    """

    def __init__(self) -> None:
        self.status_now: Answer[TerminalStatus] = STATUS
        self.held: dict[int, VenuePosition] = {}
        self.waiting: dict[int, VenueOrder] = {}
        self.sent: list[VenueRequest] = []
        self.script: list[Any] = []
        self.unreadable: dict[str, CallFailed] = {}
        self.fillings_taken = {0, 1, 2}
        self.fills_at_read: list[Callable[[], None]] = []
        self.margin_seen: Decimal | None = None

    def position(self, ticket: int, volume: str = "1.00", kind: int = 0) -> None:
        self.held[ticket] = VenuePosition(
            ticket=ticket, identifier=ticket, symbol="EURUSD", type=kind, volume=D(volume),
            price_open=D("1.1"), price_current=D("1.1"), sl=D(0), tp=D(0), swap=D(0), profit=D(0),
            time_ms=ticket, time_update_ms=0, magic=0, reason=0, comment="",
        )  # fmt: skip

    def order(self, ticket: int, *, kind: int = 2, state: int = 1) -> None:
        self.waiting[ticket] = VenueOrder(
            ticket=ticket, symbol="EURUSD", type=kind, state=state, type_filling=2, type_time=0,
            volume_initial=D(1), volume_current=D(1), price_open=D("1.0"), stoplimit=D(0), sl=D(0),
            tp=D(0), time_setup_ms=ticket, time_done_ms=0, expiration_s=0, magic=0, reason=0,
            position=0, comment="",
        )  # fmt: skip

    def status(self) -> Answer[TerminalStatus]:
        return self.status_now

    def account(self) -> Answer[AccountFigures]:
        margin = D(10 * len(self.held)) if self.margin_seen is None else self.margin_seen
        figures = AccountFigures(
            balance=D(1000), credit=D(0), profit=D(0), equity=D(1000), margin=margin,
            margin_free=D(0), margin_level=D(0),
        )  # fmt: skip
        return self.unreadable.get("account", figures)

    def symbol(self, name: str) -> Answer[VenueSymbol]:
        return self.unreadable.get("symbol", replace(SHEET, name=name))

    def tick(self, _name: str) -> Answer[VenueTick]:
        quote = VenueTick(time_ms=0, bid=D("1.1"), ask=D("1.2"), last=D(0), volume=D(0), flags=6)
        return self.unreadable.get("tick", quote)

    def positions(self) -> Answer[tuple[VenuePosition, ...]]:
        if self.fills_at_read:
            self.fills_at_read.pop(0)()
        return self.unreadable.get("positions", tuple(self.held.values()))

    def orders(self) -> Answer[tuple[VenueOrder, ...]]:
        return self.unreadable.get("orders", tuple(self.waiting.values()))

    def history_orders(self, *, from_s: int, to_s: int) -> Answer[tuple[VenueOrder, ...]]:
        raise AssertionError((from_s, to_s))

    def history_deals(self, *, from_s: int, to_s: int) -> Answer[Any]:
        raise AssertionError((from_s, to_s))

    def margin(self, *_: Any) -> Answer[Decimal]:
        raise AssertionError

    def profit(self, *_: Any, **__: Any) -> Answer[Decimal]:
        raise AssertionError

    def check(self, request: VenueRequest) -> Answer[Any]:
        raise AssertionError(request)

    def send(self, request: VenueRequest) -> Answer[SendAnswer]:
        self.sent.append(request)
        if self.script:
            said: Any = self.script.pop(0)
            return cast(Answer[SendAnswer], said(request) if callable(said) else said)
        return self.obey(request)

    def obey(self, request: VenueRequest) -> SendAnswer:
        """What an honest broker does."""
        if request.action == 8:
            gone = self.waiting.pop(request.order, None)
            return answer(DONE if gone else 10013)
        if request.type_filling not in self.fillings_taken:
            return answer(INVALID_FILL)
        held = self.held.get(request.position)
        if held is None:
            return answer(CLOSED)
        if request.volume > held.volume or request.type == held.type:
            return answer(10038)
        left = held.volume - request.volume
        if left:
            self.held[held.ticket] = replace(held, volume=left)
        else:
            del self.held[held.ticket]
        return answer(DONE)


def answer(retcode: int) -> SendAnswer:
    return SendAnswer(retcode=retcode, comment="", deal=0, order=0, volume=D(0), price=D(0))


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def says() -> Callable[[int], SendAnswer]:
    """An answer with nothing but a code."""
    return answer


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def make_switch(tmp_path: Path, clock: ManualClock) -> Callable[[], KillSwitch]:
    """The switch of one folder; made again, it is the bridge after a restart."""
    opened: list[KeptState] = []

    def make() -> KillSwitch:
        for kept in opened:
            kept.close()
        opened[:] = [KeptState(tmp_path / "state.sqlite")]
        return KillSwitch(KillFile(tmp_path), opened[0], clock)

    return make
