"""The broker: its trade server, everything that was ever sent to it, and what it shows of it.

Its books are the oracle. What is sent is kept with the command that was in hand, so that nobody
has to believe the bridge's own ids; what is hidden for a while is in the books all the same.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from random import Random

from campaign.clock import SECOND_NS, VirtualClock
from campaign.faults import Faults, SendFault
from campaign.market import Market
from campaign.translation import request_of
from mt5_bridge.orders.ids import comment_of
from mt5_bridge.port.records import VenueRequest
from tickloom.domain.server_time import ServerClock
from tickloom_terminal import constants as mt5
from tickloom_terminal.market.instruments import sheet_for
from tickloom_terminal.trade.book import Book, Change
from tickloom_terminal.trade.calendar import Calendar
from tickloom_terminal.trade.desk import RequestDesk
from tickloom_terminal.trade.records import ZERO, AccountRules, Answer, Deal, Order
from tickloom_terminal.trade.replies import COMMENTS
from tickloom_terminal.trade.server import TradeServer
from tickloom_terminal.trade.sheet import SymbolSheet

SERVER_CLOCK = ServerClock(shift_hours=2, rule="us")
QUIET_S = 60.0
LOGIN, OTHER_LOGIN = 1_000_001, 2_000_002
TRADES = (mt5.DEAL_TYPE_BUY, mt5.DEAL_TYPE_SELL)


@lru_cache(maxsize=1)
def sheets() -> tuple[SymbolSheet, ...]:
    """Three symbols whose brokers fill differently: FOK only, IOC only, on an exchange."""
    items = [
        replace(sheet_for(name), always_open=True, digits=2, tick_size=Decimal("0.01"),
                currency_base="USD", currency_profit="USD", currency_margin="USD",
                calc_mode=sheet_for("XAUUSD").calc_mode, contract_size=Decimal(10))
        for name in ("XAUUSD", "US500m", "BTCUSD.x")
    ]  # fmt: skip
    return (
        SymbolSheet(instrument=items[0], filling_mask=1),
        SymbolSheet(instrument=items[1], filling_mask=2),
        SymbolSheet(
            instrument=items[2], filling_mask=2, execution=mt5.SYMBOL_TRADE_EXECUTION_EXCHANGE
        ),
    )


@dataclass(slots=True, kw_only=True)
class Sent:
    """A request that left the bridge: when, for which command, and what the broker made of it."""

    at_ns: int
    command_id: str | None
    request: VenueRequest
    tick_age_s: float
    bridge_us: int
    """The bridge's own wall clock at that moment."""
    lots_before: Decimal
    """What stood in the symbol at the broker; what is hidden too long is beyond any limit."""
    fault: str = ""
    order: int = 0
    """The broker's order, 0 when none came to be."""
    retcode: int = 0
    """What the server itself made of it; 0 when it never got there."""

    @property
    def is_entry(self) -> bool:
        """Opens or waits to open; on a hedging account a deal with a position closes."""
        opens = self.request.action == mt5.TRADE_ACTION_DEAL and not self.request.position
        return opens or self.request.action == mt5.TRADE_ACTION_PENDING


@dataclass(slots=True)
class Switches:
    """States of the terminal that a person, a network or a broker changes."""

    is_connected: bool = True
    trade_allowed: bool = True
    api_disabled: bool = False
    is_other_account: bool = False
    shows_nothing: bool = False
    """Just reconnected: questions are answered, with nothing in them."""
    comments: str = "kept"
    """kept, cut, empty or rewritten."""

    @property
    def is_misleading(self) -> bool:
        """What is shown are not the books of this account."""
        return self.shows_nothing or self.is_other_account


@dataclass(slots=True)
class Venue:
    """The broker's side of the world."""

    clock: VirtualClock
    random: Random
    faults: Faults
    rules: AccountRules = field(default_factory=lambda: AccountRules(login=LOGIN))
    switches: Switches = field(default_factory=Switches)
    sheets: tuple[SymbolSheet, ...] = field(default_factory=sheets)
    ledger: list[Change] = field(default_factory=list[Change])
    log: list[Sent] = field(default_factory=list[Sent])
    in_hand: str | None = None
    """The command that the bridge is working on, as the world knows it."""
    owners: dict[str, str] = field(default_factory=dict[str, str])
    """Commands by the comment of their requests: an exit may be sent again, and a flatten go on,
    while another command is in hand."""
    sent_elsewhere: int = 0
    """Requests that went to whatever account the terminal had been switched to."""
    hidden_until_ns: dict[int, int] = field(default_factory=dict[int, int])
    """By order ticket."""
    troubled_s: float = 0.0
    """When the bridge last got no answer, or an untrue one, or died."""
    book: Book = field(init=False)
    server: TradeServer = field(init=False)
    desk: RequestDesk = field(init=False)
    market: Market = field(init=False)

    def __post_init__(self) -> None:
        self.book = Book(rules=self.rules, record=self.ledger.append)
        self.server = TradeServer(self.sheets, self.rules, Calendar(clock=SERVER_CLOCK), self.book)
        self.desk = RequestDesk(self.server)
        self.book.deposit(self.clock.true_ns)
        self.market = Market(self.server, self.clock, self.random)

    # -- what the bridge sends ----------------------------------------------------------------

    def receive(self, request: VenueRequest, fault: SendFault | None) -> Answer | None:
        """Carry out what the fault lets through; None when it never came here."""
        sent = self.note(request, fault)
        if fault is not None and not fault.is_done:
            if fault.later:
                return self._accept_and_reject(sent)
            return None
        answer = self.desk.send(request_of(request, SERVER_CLOCK), executed=_part(request, fault))
        sent.order, sent.retcode = answer.order, answer.retcode
        if fault is not None and fault.hides_s and answer.order:
            hidden_ns = round(fault.hides_s * SECOND_NS)
            self.hidden_until_ns[answer.order] = self.clock.true_ns + hidden_ns
        return answer

    def note_trouble(self) -> None:
        """From now on an open outcome has its time to be settled."""
        self.troubled_s = self.clock.elapsed_s

    def _owner(self, comment: str) -> str | None:
        """Whose request it is; None for the bridge's own work, the legs of a flatten."""
        if self.in_hand is not None:
            self.owners[comment_of(self.in_hand)] = self.in_hand
        return self.owners.get(comment)

    def note(self, request: VenueRequest, fault: SendFault | None) -> Sent:
        self.market.catch_up()
        sent = Sent(
            at_ns=self.clock.true_ns, request=request,
            command_id=self._owner(request.comment),
            tick_age_s=(self.clock.true_ns - self.market.quoted_ns) / SECOND_NS,
            bridge_us=self.clock.now_us(), lots_before=self._lots(request.symbol),
            fault="" if fault is None else fault.name,
        )  # fmt: skip
        self.log.append(sent)
        return sent

    def _lots(self, symbol: str) -> Decimal:
        held = [p.volume for p in self.book.of_symbol(symbol) if self._is_findable(p.ticket)]
        waiting = self.book.orders_of(symbol)
        held += [o.volume_current for o in waiting if self._is_findable(o.ticket)]
        return sum(held, ZERO)

    def _is_findable(self, order: int) -> bool:
        """Before a command of unknown fate is given up."""
        hidden_ns = self.hidden_until_ns.get(order, 0) - self.clock.true_ns
        return hidden_ns <= QUIET_S * SECOND_NS

    def _accept_and_reject(self, sent: Sent) -> Answer:
        """The server takes the order and turns it down afterwards: history says so, no deal."""
        request = request_of(sent.request, SERVER_CLOCK)
        order = Order(
            ticket=self.book.next_order(), symbol=request.symbol,
            type=mt5.ORDER_TYPE_CLOSE_BY if request.position_by else request.type,
            state=mt5.ORDER_STATE_STARTED, volume_initial=request.volume,
            volume_current=request.volume, price_open=request.price, magic=request.magic,
            time_setup_ns=self.server.now_ns, comment=request.comment,
            position_id=request.position,
        )  # fmt: skip
        self.book.finish(order, mt5.ORDER_STATE_REJECTED, self.server.now_ns)
        sent.order = order.ticket
        self.hidden_until_ns[order.ticket] = self.clock.true_ns + 2 * SECOND_NS
        return Answer(
            retcode=mt5.TRADE_RETCODE_PLACED, comment=COMMENTS[mt5.TRADE_RETCODE_PLACED],
            order=order.ticket,
        )  # fmt: skip

    # -- what others do -----------------------------------------------------------------------

    def trade_by_hand(self, symbol: str, *, buys: bool, volume: str, position: int = 0) -> Deal:
        """A person, or another adviser, trades on the same account."""
        self.market.catch_up()
        order = Order(
            ticket=self.book.next_order(), symbol=symbol,
            type=mt5.ORDER_TYPE_BUY if buys else mt5.ORDER_TYPE_SELL,
            state=mt5.ORDER_STATE_STARTED, volume_initial=Decimal(volume), volume_current=ZERO,
            price_open=ZERO, time_setup_ns=self.server.now_ns, position_id=position,
            reason=mt5.ORDER_REASON_CLIENT,
        )  # fmt: skip
        deal = self.server.fill(order, Decimal(volume))
        self.book.finish(
            replace(order, position_id=deal.position_id), mt5.ORDER_STATE_FILLED,
            self.server.now_ns,
        )  # fmt: skip
        return deal

    def close_by_hand(self, ticket: int) -> None:
        position = self.book.positions[ticket]
        self.trade_by_hand(
            position.symbol, buys=position.side.sign < 0, volume=str(position.volume),
            position=ticket,
        )  # fmt: skip

    # -- what the oracle knows ----------------------------------------------------------------

    def trades(self) -> list[Deal]:
        """Every execution, whoever made it."""
        return [deal for deal in self.book.deals.values() if deal.type in TRADES]

    def find_late(self) -> None:
        """Orders that came to be after their request had been given up, by the broker's magic."""
        waiting = {sent.request.magic: sent for sent in self.log if not sent.order}
        if not waiting:
            return
        owned = {sent.order for sent in self.log}
        for order in (*self.book.orders.values(), *self.book.done_orders.values()):
            sent = waiting.get(order.magic)
            is_new = order.ticket not in owned and order.reason == mt5.ORDER_REASON_EXPERT
            if sent is not None and is_new and not sent.order:
                sent.order = order.ticket

    def is_shown(self, order: int) -> bool:
        until_ns = self.hidden_until_ns.get(order)
        return until_ns is None or until_ns <= self.clock.true_ns

    def is_all_shown(self) -> bool:
        return all(self.is_shown(order) for order in self.hidden_until_ns)


def _part(request: VenueRequest, fault: SendFault | None) -> Decimal | None:
    """How much of a market order is to be had."""
    if fault is None or fault.part is None or request.action != mt5.TRADE_ACTION_DEAL:
        return None
    lots = request.volume * Decimal(fault.part)
    return max(Decimal("0.01"), lots.quantize(Decimal("0.01")))
