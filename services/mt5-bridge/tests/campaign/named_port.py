"""The terminal's own named fault scripts, played to the bridge in this process.

The same scripts play in the simulated terminal's process; here they meet the executor in virtual
time, with the invariants looked at after every step.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from campaign.port import InProcessPort
from campaign.translation import request_of, server_ms
from campaign.venue import SERVER_CLOCK, Venue
from mt5_bridge.port.answers import Answer, CallFailed
from mt5_bridge.port.records import SendAnswer, TerminalStatus, VenueRequest, VenueTick
from tickloom_terminal.faults.fate import Reply, Status
from tickloom_terminal.faults.fault import Records
from tickloom_terminal.faults.plan import FaultPlan
from tickloom_terminal.faults.script import FaultScript
from tickloom_terminal.faults.terminal import FaultyTerminal

DEADLINE_S = 10.0
"""The bridge's own patience with a call."""
FUNCTIONS = {
    "status": "terminal_info", "account": "account_info", "symbol": "symbol_info",
    "tick": "symbol_info_tick", "positions": "positions_get", "orders": "orders_get",
    "history": "history_deals_get", "margin": "order_calc_margin", "profit": "order_calc_profit",
    "check": "order_check",
}  # fmt: skip
T = TypeVar("T")


class NamedPort(InProcessPort):
    """`terminal` outlives the bridge, as the script does that runs in it."""

    def __init__(self, venue: Venue, terminal: FaultyTerminal) -> None:
        super().__init__(venue)
        self._terminal = terminal

    def send(self, request: VenueRequest) -> Answer[SendAnswer]:
        venue = self._venue
        self._pass_time()
        sent = venue.note(request, None)
        reply = self._terminal.send(request_of(request, SERVER_CLOCK))
        answer = self._waited(reply)
        if isinstance(answer, CallFailed):
            return answer
        sent.order = answer.order
        return SendAnswer(
            retcode=answer.retcode, comment=answer.comment, deal=answer.deal, order=answer.order,
            volume=answer.volume, price=answer.price, request_id=len(venue.log),
        )  # fmt: skip

    def _answer(self, name: str, read: Callable[[], T], *, needs_broker: bool = True) -> Answer[T]:
        del needs_broker  # the script says what it takes
        self._pass_time()
        return self._waited(self._terminal.call(FUNCTIONS[name], read))

    def _pass_time(self) -> None:
        venue = self._venue
        venue.clock.advance(0.002)
        venue.market.catch_up()
        self._terminal.advance(venue.clock.true_ns)

    def _waited(self, reply: Reply[T]) -> Answer[T]:
        """What the owner thread makes of a reply: it waits for its deadline and no longer."""
        clock = self._venue.clock
        if reply.delay_s > DEADLINE_S:
            clock.advance(DEADLINE_S)
            return CallFailed(code=-10005, text="the call did not come back")
        clock.advance(reply.delay_s)
        if reply.failure is not None:
            return CallFailed(code=reply.failure.code, text=reply.failure.text)
        assert reply.value is not None, "a reply has a value or a failure"
        return reply.value

    def _records(self) -> Records:
        return self._terminal.shown()

    def _status(self) -> TerminalStatus:
        rules, script = self._venue.rules, self._terminal.script
        seen = script.status(Status(login=rules.login, server=rules.server), self._terminal.now_ns)
        return replace(
            super()._status(), connected=seen.is_connected, trade_allowed=seen.is_algo_trading,
            api_disabled=seen.is_api_disabled, login=seen.login, server=seen.server,
            account_trade_allowed=seen.is_trade_allowed,
            account_expert_allowed=seen.is_expert_allowed,
        )  # fmt: skip

    def _tick(self, name: str) -> VenueTick:
        seen = self._terminal.seen(name)
        assert seen is not None, "the market has quoted since the beginning"
        return replace(
            super()._tick(name), time_ms=server_ms(SERVER_CLOCK, seen.time_ns),
            bid=Decimal(repr(seen.bid)), ask=Decimal(repr(seen.ask)),
        )  # fmt: skip


def scripted(venue: Venue, text: str, *, seed: int = 0) -> FaultyTerminal:
    """A terminal on the venue's server under a script that begins now."""
    plan = FaultPlan.read(text, seed=seed)
    return FaultyTerminal(venue.server, FaultScript(plan, began_ns=venue.clock.true_ns))
