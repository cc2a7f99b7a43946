"""What really happened at the simulated broker, read from its own ledger whoever is alive."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

from mt5_bridge.terminal_process import PAPER_LOGIN
from tickloom_terminal.ledger import read_books
from tickloom_terminal.trade.book import Book

_BY_PROGRAM = 3
"""The order's reason when a program sent it, and no person, stop or target."""


class BrokerLedger:
    """The oracle of tests with real processes: the platform is never compared with itself."""

    def __init__(self, data_dir: Path, *, venue: str = "demo") -> None:
        self._folder = data_dir / "terminal" / venue

    @property
    def folder(self) -> Path:
        """Where the terminal keeps its books, and where it is spoken to."""
        return self._folder

    def books(self) -> Book:
        return read_books(self._folder, PAPER_LOGIN)

    def traded(self) -> set[int]:
        """Tickets of the deals that moved volume."""
        return {ticket for ticket, deal in self.books().deals.items() if deal.symbol}

    def held(self) -> dict[int, Decimal]:
        """Volume of every open position."""
        return {ticket: held.volume for ticket, held in self.books().positions.items()}

    def waiting(self) -> set[int]:
        """Tickets of the orders that wait for their price."""
        return set(self.books().orders)

    def sent(self) -> int:
        """How many orders a program ever placed: filled, waiting, cancelled and refused ones."""
        return sum(self._orders_by_magic().values())

    def sent_more_than_once(self) -> list[int]:
        """Magics under which the broker has more than one order: there must be none."""
        return [magic for magic, count in self._orders_by_magic().items() if count > 1]

    def _orders_by_magic(self) -> Counter[int]:
        books = self.books()
        everything = (*books.done_orders.values(), *books.orders.values())
        return Counter(o.magic for o in everything if o.magic and o.reason == _BY_PROGRAM)
