"""The books of one account: active orders, positions, and all that is done, with their tickets.

Every change is handed to `record` as it happens, so that a ledger on the disk holds the same
books; `restored` folds such changes again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tickloom_terminal import constants as mt5
from tickloom_terminal.trade.records import ZERO, AccountRules, Deal, Order, Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A position that is no longer open."""

    ticket: int


Change = Order | Position | Closed | Deal


def _ignore(_: Change) -> None:
    """Nobody keeps a ledger."""


@dataclass(slots=True, kw_only=True)
class Book:
    """Orders and deals have counters of their own; a position bears its opening order's ticket."""

    rules: AccountRules
    record: Callable[[Change], None] = _ignore
    balance: Decimal = ZERO
    credit: Decimal = ZERO
    orders: dict[int, Order] = field(default_factory=dict[int, Order])
    positions: dict[int, Position] = field(default_factory=dict[int, Position])
    done_orders: dict[int, Order] = field(default_factory=dict[int, Order])
    deals: dict[int, Deal] = field(default_factory=dict[int, Deal])
    last_order: int = 1
    last_deal: int = 0

    def deposit(self, time_ns: int) -> None:
        """The first money: deal 1, as in the tester; the first order then has ticket 2."""
        self.operate(mt5.DEAL_TYPE_BALANCE, self.rules.deposit, time_ns)

    def operate(self, deal_type: int, amount: Decimal, time_ns: int, *, comment: str = "") -> Deal:
        """A deposit, a withdrawal, credit, a charge, interest: a deal without a symbol."""
        deal = Deal(
            ticket=self.next_deal(), order=0, type=deal_type, entry=mt5.DEAL_ENTRY_IN,
            reason=mt5.DEAL_REASON_CLIENT, time_ns=time_ns, profit=amount, comment=comment,
        )  # fmt: skip
        self.add_deal(deal)
        return deal

    def next_order(self) -> int:
        self.last_order += 1
        return self.last_order

    def next_deal(self) -> int:
        self.last_deal += 1
        return self.last_deal

    def place(self, order: Order) -> None:
        """A new or changed active order."""
        self.orders[order.ticket] = order
        self.record(order)

    def finish(self, order: Order, state: int, time_ns: int, *, comment: str = "") -> Order:
        """The order goes to history in `state`."""
        done = replace(order, state=state, time_done_ns=time_ns, comment=comment or order.comment)
        self.orders.pop(order.ticket, None)
        self.done_orders[done.ticket] = done
        self.record(done)
        return done

    def hold(self, position: Position) -> None:
        """A new or changed position."""
        self.positions[position.ticket] = position
        self.record(position)

    def drop(self, position: Position) -> None:
        del self.positions[position.ticket]
        self.record(Closed(ticket=position.ticket))

    def add_deal(self, deal: Deal) -> None:
        self.deals[deal.ticket] = deal
        if deal.type == mt5.DEAL_TYPE_CREDIT:
            self.credit += deal.net
        else:
            self.balance += deal.net
        self.record(deal)

    def of_symbol(self, symbol: str) -> list[Position]:
        """Positions of a symbol, oldest first."""
        return [p for p in self.positions.values() if p.symbol == symbol]

    def identified(self, identifier: int) -> Position | None:
        """The open position of that identifier: its ticket, unless a reversal gave it another."""
        known = self.positions.get(identifier)
        if known is not None and known.identifier == identifier:
            return known
        found = (p for p in self.positions.values() if p.identifier == identifier)
        return next(found, None)

    def orders_of(self, symbol: str) -> list[Order]:
        """Active orders of a symbol by ticket."""
        return sorted((o for o in self.orders.values() if o.symbol == symbol), key=_ticket)

    def restored(self, changes: Iterable[Change]) -> None:
        """Fold what a ledger holds, oldest first; the ledger is not written again."""
        keep, self.record = self.record, _ignore
        for change in changes:
            match change:
                case Order():
                    self.orders.pop(change.ticket, None)
                    is_done = bool(change.time_done_ns)
                    (self.done_orders if is_done else self.orders)[change.ticket] = change
                    self.last_order = max(self.last_order, change.ticket)
                case Position():
                    self.positions[change.ticket] = change
                case Closed():
                    self.positions.pop(change.ticket, None)
                case Deal():
                    self.add_deal(change)
                    self.last_deal = max(self.last_deal, change.ticket)
        self.record = keep


def _ticket(order: Order) -> int:
    return order.ticket
