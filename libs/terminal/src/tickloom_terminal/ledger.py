"""The oracle: what the broker did, read from a terminal's ledger without its process.

    books = read_books(folder)          # of the account that is logged in
    books.positions, books.orders, books.done_orders, books.deals, books.balance
    read_journal(folder, "request", "reply")

Works while the terminal runs, after it was killed, and on a copy of its folder.
"""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from tickloom.domain.errors import NotFound
from tickloom_terminal.folders import LEDGER_FILE
from tickloom_terminal.ledger_file import Entry, Ledger
from tickloom_terminal.trade.book import Book, Change
from tickloom_terminal.trade.records import AccountRules


def read_accounts(folder: Path) -> dict[int, AccountRules]:
    """Every account that was ever opened, by login."""
    with closing(_open(folder)) as ledger:
        entries = list(ledger.journal("account"))
    return {entry.login: msgspec.convert(entry.body["rules"], AccountRules) for entry in entries}


def current_login(folder: Path) -> int:
    """The account that is, or was last, logged in."""
    with closing(_open(folder)) as ledger:
        logins = [entry.login for entry in ledger.journal("login")]
    if not logins:
        raise NotFound(f"no account was ever logged in at {folder}")
    return logins[-1]


def read_changes(folder: Path, login: int | None = None) -> tuple[Change, ...]:
    """Everything that happened to an account, oldest first."""
    account = current_login(folder) if login is None else login
    with closing(_open(folder)) as ledger:
        return tuple(ledger.changes(account))


def read_books(folder: Path, login: int | None = None) -> Book:
    """The account as the broker has it; raises `NotFound` for an account there never was."""
    account = current_login(folder) if login is None else login
    rules = read_accounts(folder).get(account)
    if rules is None:
        raise NotFound(f"there is no account {account} at {folder}")
    book = Book(rules=rules)
    book.restored(read_changes(folder, account))
    return book


def read_journal(folder: Path, *kinds: str) -> Sequence[Entry]:
    """Requests, replies, logins and switches as they came; of some kinds only, when named."""
    with closing(_open(folder)) as ledger:
        return tuple(ledger.journal(*kinds))


def _open(folder: Path) -> Ledger:
    path = folder / LEDGER_FILE
    if not path.exists():
        raise NotFound(f"{folder} holds no terminal's ledger")
    return Ledger.to_read(path)
