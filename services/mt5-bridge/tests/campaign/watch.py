"""The invariants, checked after every step against the broker's books and nothing else.

I1 one broker order a command · I2 every deal once in `fills` · I3 no entry on an old price or too
late · I4 the same positions · I5 nothing after the kill switch · I6 no limit exceeded · I7 nobody
is needed after a restart · I8 no other account. And what is told of a command is true.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from campaign.gate import LOTS_MAX, TICK_AGE_MAX_S
from campaign.messages import ACCOUNT
from campaign.projector import Projector
from campaign.venue import Sent, Venue
from mt5_bridge.orders.commands import Command
from mt5_bridge.orders.events import OutboxRow
from tickloom.contracts.trading import CloseBy, ClosePosition, SubmitOrder
from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.records import Deal

CALLS_S = 0.5
"""What the calls between the look at the price and the send may take together."""
NEVER_TRADED = {"rejected", "expired", "cancelled"}
UNKNOWN_S_MAX = 90.0
"""An outcome is settled at most so long after the last moment the terminal did not answer."""
ENTRIES = ("in", "out", "in_out", "out_by")
MAKES_ORDERS = {
    mt5.TRADE_ACTION_DEAL, mt5.TRADE_ACTION_PENDING, mt5.TRADE_ACTION_CLOSE_BY,
}  # fmt: skip
OUR_MISTAKES = {
    mt5.TRADE_RETCODE_INVALID, mt5.TRADE_RETCODE_INVALID_VOLUME, mt5.TRADE_RETCODE_INVALID_FILL,
    mt5.TRADE_RETCODE_INVALID_ORDER, mt5.TRADE_RETCODE_INVALID_CLOSE_VOLUME,
}  # fmt: skip
"""Answers that a well-formed request never gets: what is wrong was known before it was sent."""


class Violated(AssertionError):
    """An invariant does not hold."""


@dataclass(slots=True)
class Watch:
    """Looks at what is new since the last look."""

    venue: Venue
    projector: Projector
    commands: dict[str, Command] = field(default_factory=dict[str, Command])
    """Those that have been published, by id."""
    owner_of: Callable[[int], str | None] = lambda _magic: None
    """The bridge's own word for whose a magic is: for exits only, which it may send on its own."""
    killed_at_ns: int | None = None
    """When the kill switch was acknowledged."""
    duplicates: int = 0
    orphans: set[str] = field(default_factory=set[str])
    unknown_since_s: dict[str, float] = field(default_factory=dict[str, float])
    unknown_s: list[float] = field(default_factory=list[float])
    """From the moment an outcome was unknown to its settlement, whatever happened meanwhile."""
    answered_s: list[float] = field(default_factory=list[float])
    """The part of it in which the terminal answered every question truthfully, up to the end."""
    states: dict[str, str] = field(default_factory=dict[str, str])
    reasons: dict[str, str] = field(default_factory=dict[str, str])
    older: set[int] = field(default_factory=set[int])
    """Deals from before the record, which nobody has to tell."""
    _seen: int = 0
    _is_misled: bool = False
    _orders: dict[str, list[Sent]] = field(default_factory=lambda: defaultdict(list))
    _by_magic: dict[int, str] = field(default_factory=dict[int, str])

    # -- what was sent ------------------------------------------------------------------------

    def look(self) -> None:
        """Everything that was sent since the last look."""
        log = self.venue.log
        while self._seen < len(log):
            sent = log[self._seen]
            self._seen += 1
            self._own(sent)
            if sent.is_entry:
                self._entry(sent)
            self._killed(sent)
            self._formed(sent)
            self._once(sent)
        _demand(not self.venue.sent_elsewhere, "I8", "a request went to another account")

    def _own(self, sent: Sent) -> None:
        """A magic belongs to one command; what is sent without one in hand belongs by it."""
        if not sent.is_entry and isinstance(self.commands.get(sent.command_id or ""), SubmitOrder):
            sent.command_id = f"leg {sent.request.magic}"
        known = self._by_magic.get(sent.request.magic)
        if known is None and not sent.is_entry:
            known = self.owner_of(sent.request.magic)
        if known is None and sent.command_id is None:
            _demand(not sent.is_entry, "I1", "an entry that no command asked for")
            return
        if known is None:
            assert sent.command_id is not None
            self._by_magic[sent.request.magic] = sent.command_id
        elif known != sent.command_id:
            mixed = sent.command_id is not None and sent.is_entry
            _demand(not mixed, "I1", f"{sent.command_id} was sent as {known}")
            sent.command_id = known

    def _entry(self, sent: Sent) -> None:
        name = sent.command_id or ""
        age_s = sent.tick_age_s
        _demand(age_s <= TICK_AGE_MAX_S + CALLS_S, "I3", f"{name}: a price {age_s} s old")
        late_s = sent.at_ns / 1e9 - self.commands[name].expires_at / 1e6
        _demand(late_s <= CALLS_S, "I3", f"{name}: sent {late_s:.1f} s after its end")
        lots = sent.lots_before + sent.request.volume
        _demand(lots <= LOTS_MAX, "I6", f"{name}: {lots} lots of {sent.request.symbol}")

    def _killed(self, sent: Sent) -> None:
        if self.killed_at_ns is None or sent.at_ns <= self.killed_at_ns:
            return
        reduces = sent.request.action in {mt5.TRADE_ACTION_REMOVE, mt5.TRADE_ACTION_CLOSE_BY}
        reduces = reduces or (not sent.is_entry and sent.request.action == mt5.TRADE_ACTION_DEAL)
        _demand(reduces, "I5", f"{sent.command_id} was sent after the kill switch")

    def _once(self, sent: Sent) -> None:
        """A second order of an entry; for an exit more than was to be closed."""
        if sent.request.action not in MAKES_ORDERS or not sent.order or sent.command_id is None:
            return
        orders = self._orders[sent.command_id]
        orders.append(sent)
        if len(orders) > 1 and sent.is_entry:
            self.duplicates += 1
            _demand(ok=False, name="I1", text=f"{sent.command_id} has {len(orders)} orders")
        command = self.commands.get(sent.command_id)
        if isinstance(command, CloseBy):
            self.duplicates += len(orders) > 1
            _demand(len(orders) == 1, "I1", f"{sent.command_id} closed {len(orders)} times")
        if isinstance(command, ClosePosition) and command.volume is not None:
            closed = sum((d.volume for d in self.deals_of(sent.command_id)), Decimal(0))
            self.duplicates += closed > Decimal(command.volume)
            text = f"{sent.command_id} closed {closed} of {command.volume}"
            _demand(closed <= Decimal(command.volume), "I1", text)

    def _formed(self, sent: Sent) -> None:
        """Well formed, as far as one can know; not after the venue has lied about filling modes.

        A waiting order may be filled while the request that concerns it is under way.
        """
        self._is_misled = self._is_misled or sent.fault == "invalid_fill"
        excused = self._is_misled and sent.retcode == mt5.TRADE_RETCODE_INVALID_FILL
        if sent.request.action in {mt5.TRADE_ACTION_REMOVE, mt5.TRADE_ACTION_MODIFY}:
            is_gone = sent.request.order not in self.venue.book.orders
            excused = is_gone and sent.retcode == mt5.TRADE_RETCODE_INVALID
        _demand(
            excused or sent.retcode not in OUR_MISTAKES, "form",
            f"{sent.command_id}: the server answered {sent.retcode} to {sent.request}",
        )  # fmt: skip

    def deals_of(self, command_id: str) -> list[Deal]:
        """The executions of a command, by the orders that its requests made.

        Of a close-by those of its first position; the second one's are as many.
        """
        self.venue.find_late()
        mine = (sent for sent in self.venue.log if sent.command_id == command_id)
        orders = {sent.order for sent in mine if sent.request.action in MAKES_ORDERS}
        command = self.commands.get(command_id)
        first = command.position if isinstance(command, CloseBy) else None
        return [
            deal for deal in self.venue.trades()
            if deal.order in orders and first in {None, deal.position_id}
        ]  # fmt: skip

    # -- what is told -------------------------------------------------------------------------

    def hear(self, row: OutboxRow) -> None:
        """An event as it enters the outbox: is it so?"""
        fields = row.news.fields
        _demand(fields["account"] == ACCOUNT, "I8", f"told of account {fields['account']}")
        if row.news.kind == "position":
            return  # the broker's books may lag: judged at rest
        if row.news.kind == "deal":
            self._deal(fields)
            return
        name, state = fields["order_id"], fields["state"]
        self._time_unknown(name, state)
        before, self.states[name] = self.states.get(name), state
        self.reasons[name] = fields["reason"]
        if state == "adopted" and before in NEVER_TRADED:
            self.orphans.add(name)
        self._closed(name, fields)
        traded = sum((d.volume for d in self.deals_of(name)), Decimal(0))
        if state in NEVER_TRADED:
            hidden = self.venue.switches.shows_nothing or not all(
                self.venue.is_shown(s.order) for s in self._orders.get(name, ())
            )
            _demand(
                not traded or (state == "expired" and hidden),
                "told",
                f"{name} is {state}, and the broker traded {traded}",
            )
        elif state in {"filled", "partially_filled"}:
            volume = Decimal(fields["volume"])
            _demand(volume == traded, "told", f"{name}: {volume} told, {traded} traded")

    def _closed(self, name: str, fields: dict[str, Any]) -> None:
        """Who says that a position is gone, for whatever end of the command, must be right."""
        command = self.commands.get(name)
        says_gone = fields["retcode"] == mt5.TRADE_RETCODE_POSITION_CLOSED
        says_gone = says_gone or (fields["state"], fields["reason"]) == ("done", "position_closed")
        if not isinstance(command, ClosePosition) or not says_gone:
            return
        is_open = command.position in self.venue.book.positions
        is_shown = self.venue.is_shown(command.position) and not self.venue.switches.shows_nothing
        _demand(not (is_open and is_shown), "told", f"{name}: {command.position} is not closed")

    def _time_unknown(self, name: str, state: str) -> None:
        now_s = self.venue.clock.elapsed_s
        if state == "unknown":
            self.unknown_since_s.setdefault(name, now_s)
        elif name in self.unknown_since_s:
            self.unknown_for_too_long()
            since_s = self.unknown_since_s.pop(name)
            self.unknown_s.append(now_s - since_s)
            self.answered_s.append(now_s - max(since_s, self.venue.troubled_s))

    def unknown_for_too_long(self) -> None:
        """Whether an outcome is still open though the terminal has answered for long enough."""
        for name, since_s in self.unknown_since_s.items():
            answered_s = self.venue.clock.elapsed_s - max(since_s, self.venue.troubled_s)
            text = f"{name} is unknown for {answered_s:.0f} s while the terminal answers"
            _demand(answered_s <= UNKNOWN_S_MAX, "settled", text)

    def _deal(self, fields: dict[str, Any]) -> None:
        deal = self.venue.book.deals.get(int(fields["ticket"]))
        _demand(deal is not None, "I2", f"deal {fields['ticket']} never happened")
        assert deal is not None
        told = (fields["symbol"], fields["side"], fields["entry"], Decimal(fields["volume"]),
                Decimal(fields["price"]), int(fields["position"]))  # fmt: skip
        side = "buy" if deal.type == mt5.DEAL_TYPE_BUY else "sell"
        entry = ENTRIES[deal.entry]
        booked = (deal.symbol, side, entry, deal.volume, deal.price, deal.position_id)
        _demand(told == booked, "I2", f"deal {deal.ticket}: told {told}, booked {booked}")

    # -- at rest ------------------------------------------------------------------------------

    def at_rest(self) -> None:
        """All faults are over and everything had its time: both sides agree."""
        self.look()
        venue, projector = self.venue, self.projector
        booked = {d.ticket for d in venue.trades()} - self.older
        told = set(projector.fills)
        _demand(told == booked, "I2", f"missing {booked - told}, invented {told - booked}")
        self._one_order_each()
        _demand(not projector.repeated, "I2", f"fills counted twice: {projector.repeated}")
        believed = sorted(
            (p.identifier, p.ticket, p.symbol, p.side, p.volume, p.price_open)
            for p in projector.positions().values()
        )
        at_broker = sorted(
            (p.identifier, p.ticket, p.symbol, p.side, p.volume, p.price_open)
            for p in venue.book.positions.values()
        )
        _demand(believed == at_broker, "I4", f"{believed} is {at_broker}")
        _demand(not self.unknown_since_s, "settled", f"still unknown: {self.unknown_since_s}")

    def _one_order_each(self) -> None:
        """I1 once more, with the orders that came to be long after their request."""
        entries: dict[str, set[int]] = defaultdict(set)
        for sent in self.venue.log:
            if sent.is_entry and sent.order and sent.command_id is not None:
                entries[sent.command_id].add(sent.order)
        twice = {name: orders for name, orders in entries.items() if len(orders) > 1}
        self.duplicates += len(twice)
        _demand(not twice, "I1", f"more than one order: {twice}")


def _demand(ok: bool, name: str, text: str) -> None:
    if not ok:
        raise Violated(f"{name}: {text}")
