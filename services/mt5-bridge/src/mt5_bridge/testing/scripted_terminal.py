"""A terminal that does as it is told: fills, refuses, is silent, or acts and loses the answer."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.records import (
    ZERO,
    AccountFigures,
    CheckAnswer,
    SendAnswer,
    TerminalStatus,
    VenueDeal,
    VenueOrder,
    VenuePosition,
    VenueRequest,
    VenueSymbol,
    VenueTick,
)
from tickloom.runtime.clock import ManualClock

T = TypeVar("T")

EURUSD = VenueSymbol(
    name="EURUSD", path="Forex\\EURUSD", description="Euro", digits=5, point=Decimal("0.00001"),
    tick_size=Decimal("0.00001"), tick_value_profit=Decimal(1), tick_value_loss=Decimal(1),
    contract_size=Decimal(100_000), volume_min=Decimal("0.01"), volume_max=Decimal(50),
    volume_step=Decimal("0.01"), volume_limit=ZERO, currency_base="EUR", currency_profit="USD",
    currency_margin="EUR", calc_mode=0, execution=2, filling_mask=3, expiration_mask=15,
    order_mask=127, trade_mode=4, stops_level_points=10, freeze_level_points=0, visible=True,
)  # fmt: skip

STATUS = TerminalStatus(
    connected=True, trade_allowed=True, api_disabled=False, login=1001, server="Demo-1",
    account_trade_allowed=True, account_expert_allowed=True, trade_mode=0, margin_mode=2,
    currency="USD", currency_digits=2, leverage=100,
)  # fmt: skip


@dataclass
class Reply:
    """What one send comes to: `acts` whether it is carried out, `fill` how much of the volume."""

    retcode: int = 10009
    acts: bool = True
    fill: Decimal | None = None
    error: int | None = None
    visible_after_s: float = 0.0
    keep_stops: bool = True
    comment: str | None = None
    is_mute: bool = False
    """It acts, and the answer is the bare code."""
    order: int = 0
    """The ticket of an answer that acts not."""


@dataclass
class _Later:
    at_s: float
    act: Callable[[], None]


@dataclass
class ScriptedTerminal:
    """The port; `replies` are used up by sends, first one first, then everything is done."""

    clock: ManualClock
    sheet: VenueSymbol = EURUSD
    status_now: TerminalStatus = STATUS
    replies: list[Reply] = field(default_factory=list[Reply])
    silent: set[str] = field(default_factory=set[str])
    silence: int = -10002
    sent: list[VenueRequest] = field(default_factory=list[VenueRequest])
    bid: Decimal = Decimal("1.10000")
    spread: Decimal = Decimal("0.00010")
    tick_age_s: float = 0.0
    check_retcode: int = 0
    refused_fillings: set[int] = field(default_factory=set[int])
    open_positions: list[VenuePosition] = field(default_factory=list[VenuePosition])
    open_orders: list[VenueOrder] = field(default_factory=list[VenueOrder])
    past_orders: list[VenueOrder] = field(default_factory=list[VenueOrder])
    deals: list[VenueDeal] = field(default_factory=list[VenueDeal])
    later: list[_Later] = field(default_factory=list[_Later])
    next_ticket: int = 100
    before_send: Callable[[], None] = lambda: None

    # The port

    def status(self) -> Answer[TerminalStatus]:
        return self._answer("status", self.status_now)

    def account(self) -> Answer[AccountFigures]:
        balance = Decimal(10_000) + sum((d.profit for d in self.deals), ZERO)
        return self._answer("account", AccountFigures(
            balance=balance, credit=ZERO, profit=ZERO, equity=balance, margin=ZERO,
            margin_free=balance, margin_level=ZERO,
        ))  # fmt: skip

    def symbol(self, name: str) -> Answer[VenueSymbol]:
        if name != self.sheet.name:
            return CallFailed(code=-4, text="Terminal: Not found")
        return self._answer("symbol", self.sheet)

    def tick(self, name: str) -> Answer[VenueTick]:
        assert name == self.sheet.name
        return self._answer("tick", VenueTick(
            time_ms=self.now_ms - round(self.tick_age_s * 1000), bid=self.bid,
            ask=self.bid + self.spread, last=ZERO, volume=ZERO, flags=6,
        ))  # fmt: skip

    def positions(self) -> Answer[tuple[VenuePosition, ...]]:
        return self._answer("positions", tuple(self.open_positions))

    def orders(self) -> Answer[tuple[VenueOrder, ...]]:
        return self._answer("orders", tuple(self.open_orders))

    def history_orders(self, *, from_s: int, to_s: int) -> Answer[tuple[VenueOrder, ...]]:
        rows = [o for o in self.past_orders if from_s <= o.time_done_ms // 1000 <= to_s]
        return self._answer("history_orders", tuple(rows))

    def history_deals(self, *, from_s: int, to_s: int) -> Answer[tuple[VenueDeal, ...]]:
        rows = [d for d in self.deals if from_s <= d.time_ms // 1000 <= to_s]
        return self._answer("history_deals", tuple(rows))

    def margin(
        self, order_type: int, symbol: str, volume: Decimal, price: Decimal
    ) -> Answer[Decimal]:
        assert order_type in {0, 1}
        assert symbol == self.sheet.name
        return self._answer("margin", volume * self.sheet.contract_size * price / 100)

    def profit(
        self, order_type: int, symbol: str, volume: Decimal, *, opened: Decimal, closed: Decimal
    ) -> Answer[Decimal]:
        raise AssertionError((order_type, symbol, volume, opened, closed))

    def check(self, request: VenueRequest) -> Answer[CheckAnswer]:
        return self._answer("check", CheckAnswer(
            retcode=self.check_retcode, comment="Done", margin=request.volume,
            margin_free=Decimal(10_000), margin_level=ZERO,
        ))  # fmt: skip

    def send(self, request: VenueRequest) -> Answer[SendAnswer]:
        self.before_send()
        self._run_later()
        self.sent.append(request)
        if request.action == 1 and request.type_filling in self.refused_fillings:
            return _send_answer(10030, "Unsupported filling mode")
        reply = self.replies.pop(0) if self.replies else Reply()
        answer = _send_answer(reply.retcode, "as told", order=reply.order)
        is_good = reply.error is not None or reply.is_mute or reply.retcode in {10008, 10009, 10010}
        if reply.acts and is_good:
            if reply.visible_after_s:
                self.later.append(_Later(
                    self.clock.monotonic_s() + reply.visible_after_s,
                    lambda: _drop(self._act(request, reply)),
                ))  # fmt: skip
            else:
                done = self._act(request, reply)
                answer = answer if reply.is_mute else done
        return answer if reply.error is None else CallFailed(code=reply.error, text="as told")

    # What it does

    @property
    def now_ms(self) -> int:
        return self.clock.now_us() // 1000

    @property
    def entries(self) -> list[VenueRequest]:
        """Requests that would open something."""
        return [r for r in self.sent if r.action in {1, 5} and not r.position]

    def outside_deal(self, position: VenuePosition, *, reason: int) -> None:
        """Somebody or something else closes a position."""
        self.open_positions.remove(position)
        self._deal(
            position.symbol, 1 - position.type, position.volume, order=self._ticket(),
            position=position.ticket, entry=1, reason=reason, magic=position.magic,
        )  # fmt: skip

    def fill_pending(self, order: VenueOrder) -> None:
        """The market reaches a pending order."""
        self.open_orders.remove(order)
        self.past_orders.append(
            replace(order, state=4, volume_current=ZERO, time_done_ms=self.now_ms)
        )
        self._open(order.symbol, order.type % 2, order.volume_initial, order=order.ticket,
                   sl=order.sl, tp=order.tp, magic=order.magic, comment=order.comment)  # fmt: skip

    def _act(self, request: VenueRequest, reply: Reply) -> SendAnswer:
        if request.action == 1:
            return self._deal_request(request, reply)
        if request.action == 5:
            ticket = self._ticket()
            self.open_orders.append(self.order_of(request, ticket, state=1))
            return _send_answer(reply.retcode, "placed", order=ticket)
        if request.action == 6:
            self.open_positions = [
                replace(p, sl=request.sl, tp=request.tp) if p.ticket == request.position else p
                for p in self.open_positions
            ]
        elif request.action == 7:
            self.open_orders = [
                replace(o, price_open=request.price, sl=request.sl, tp=request.tp)
                if o.ticket == request.order else o
                for o in self.open_orders
            ]  # fmt: skip
        else:
            gone = next((o for o in self.open_orders if o.ticket == request.order), None)
            if gone is None:
                return _send_answer(10013, "Invalid request")
            self.open_orders.remove(gone)
            self.past_orders.append(replace(gone, state=2, time_done_ms=self.now_ms))
        return _send_answer(reply.retcode, "done")

    def _deal_request(self, request: VenueRequest, reply: Reply) -> SendAnswer:
        position = next((p for p in self.open_positions if p.ticket == request.position), None)
        if request.position and position is None:
            return _send_answer(10036, "Position doesn't exist")
        if position is not None and position.volume < request.volume:
            return _send_answer(10038, "Invalid close volume")
        volume = request.volume if reply.fill is None else min(reply.fill, request.volume)
        ticket = self._ticket()
        comment = request.comment if reply.comment is None else reply.comment
        state = 4 if volume == request.volume else 2
        self.past_orders.append(replace(
            self.order_of(request, ticket, state=state), volume_current=request.volume - volume,
            time_done_ms=self.now_ms, comment=comment,
        ))  # fmt: skip
        price = self.bid + self.spread if request.type == 0 else self.bid
        if position is not None:
            self.open_positions.remove(position)
            if position.volume > volume:
                self.open_positions.append(replace(position, volume=position.volume - volume))
            deal = self._deal(
                request.symbol, request.type, volume, order=ticket, position=position.ticket,
                entry=1, reason=3, magic=request.magic,
            )  # fmt: skip
        else:
            stops = (request.sl, request.tp) if reply.keep_stops else (ZERO, ZERO)
            deal = self._open(request.symbol, request.type, volume, order=ticket, sl=stops[0],
                              tp=stops[1], magic=request.magic, comment=comment)  # fmt: skip
        return _send_answer(
            reply.retcode, "done", order=ticket, deal=deal, volume=volume, price=price
        )

    def _open(
        self, symbol: str, kind: int, volume: Decimal, *, order: int, sl: Decimal, tp: Decimal,
        magic: int, comment: str,
    ) -> int:  # fmt: skip
        price = self.bid + self.spread if kind == 0 else self.bid
        self.open_positions.append(VenuePosition(
            ticket=order, identifier=order, symbol=symbol, type=kind, volume=volume,
            price_open=price, price_current=self.bid, sl=sl, tp=tp, swap=ZERO, profit=ZERO,
            time_ms=self.now_ms, time_update_ms=self.now_ms, magic=magic, reason=3,
            comment=comment,
        ))  # fmt: skip
        return self._deal(symbol, kind, volume, order=order, position=order, entry=0, reason=3,
                          magic=magic)  # fmt: skip

    def _deal(
        self, symbol: str, kind: int, volume: Decimal, *, order: int, position: int, entry: int,
        reason: int, magic: int,
    ) -> int:  # fmt: skip
        ticket = self._ticket()
        self.deals.append(VenueDeal(
            ticket=ticket, order=order, position=position, symbol=symbol, type=kind, entry=entry,
            reason=reason, volume=volume,
            price=self.bid + self.spread if kind == 0 else self.bid,
            profit=Decimal(5) if entry else ZERO, commission=ZERO, swap=ZERO, fee=ZERO,
            time_ms=self.now_ms, magic=magic, comment="",
        ))  # fmt: skip
        return ticket

    def order_of(self, request: VenueRequest, ticket: int, *, state: int) -> VenueOrder:
        return VenueOrder(
            ticket=ticket, symbol=request.symbol, type=request.type, state=state,
            type_filling=request.type_filling, type_time=request.type_time,
            volume_initial=request.volume, volume_current=request.volume,
            price_open=request.price, stoplimit=request.stoplimit, sl=request.sl, tp=request.tp,
            time_setup_ms=self.now_ms, time_done_ms=0, expiration_s=request.expiration_s,
            magic=request.magic, reason=3, position=0, comment=request.comment,
        )  # fmt: skip

    def _ticket(self) -> int:
        self.next_ticket += 1
        return self.next_ticket

    def _answer(self, name: str, value: T) -> Answer[T]:
        self._run_later()
        if name in self.silent or "all" in self.silent:
            return CallFailed(code=self.silence, text="silent as told")
        return value

    def _run_later(self) -> None:
        due = [event for event in self.later if event.at_s <= self.clock.monotonic_s()]
        self.later = [event for event in self.later if event not in due]
        for event in due:
            event.act()


def _drop(_answer: SendAnswer) -> None:
    """The answer that nobody hears."""


def _send_answer(
    retcode: int, comment: str, *, order: int = 0, deal: int = 0, volume: Decimal = ZERO,
    price: Decimal = ZERO,
) -> SendAnswer:  # fmt: skip
    return SendAnswer(
        retcode=retcode, comment=comment, deal=deal, order=order, volume=volume, price=price
    )
